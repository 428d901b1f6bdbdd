package live

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"clerkcoach/drills"
)

// Bounds of a room.
const (
	maxQueue   = 4096             // commands that wait
	maxBatch   = 256              // commands of one commit
	maxTries   = 10               // commits of one batch, while other processes are quicker
	keepWithin = 10 * time.Second // all of that

	// retryAfter is how long time waits after a commit that failed.
	retryAfter = time.Second
)

// Errors of rooms.
var (
	// ErrBusy says that too many commands wait, or that other processes were quicker too often; the same command may be tried again.
	ErrBusy = errors.New("too much is going on in this game")
	// ErrShut says that the process is about to stop, or has let go of a room that nobody used: who asks for it again gets another.
	ErrShut = errors.New("the games are shut")
)

// Room is one game as a process has it: all of its rows, kept up to date, a queue of commands, and the screens to be told. Any
// number of rooms, in as many processes, may be the same game's. It may be used from any number of goroutines.
type Room struct {
	rooms *Rooms
	id    string
	queue chan *wish
	stale chan struct{} // of room for one: another process may have changed the game
	stop  context.CancelFunc
	gone  chan struct{} // closed when the room is shut

	languages []string             // the game's; like the questions never changed
	questions [][]*drills.Question // in the order of the languages
	papers    [][]*paper           // the same
	none      *paper               // for when no question is on

	failed bool // the last commit; time then waits a little before it tries again. For the room's own goroutine.

	mu       sync.RWMutex
	game     Game // with all players and answers; changed under mu by the room's own goroutine alone
	made     *shared
	ahead    int64 // how far the game's time is ahead of the process's, in milliseconds
	seats    seats
	watchers map[string]map[*Watcher]struct{} // by the players; under none are the host's
	used     time.Time
}

// wish is a command that waits, and its outcome.
type wish struct {
	command Command
	outcome chan outcome // of room for one
}

func newWish(c Command) *wish { return &wish{command: c, outcome: make(chan outcome, 1)} }

type outcome struct {
	reply Reply
	err   error
}

// Reply is what a command has come to.
type Reply struct {
	// Revision is the game's after the command.
	Revision int64
	// Player is who the command was about, for Join, Leave and GiveTime.
	Player Player
	// Receipt is for Answer, with ErrLate as well.
	Receipt Receipt
}

// Do carries out a command and waits until what it changed is kept. The errors are those of Apply, ErrBusy, ErrShut, those of the
// Keeper, and the context's; with ErrShut and the last two it is not known whether the command was carried out. Any command may be
// sent again: what it was to do is done once, and the reply is that of the first time.
func (r *Room) Do(ctx context.Context, c Command) (Reply, error) {
	w := newWish(c)
	select {
	case r.queue <- w:
	default:
		return Reply{}, ErrBusy
	}
	select {
	case o := <-w.outcome:
		return o.reply, o.err
	case <-ctx.Done():
		return Reply{}, ctx.Err()
	case <-r.gone:
	}
	select {
	case o := <-w.outcome: // of the last batch
		return o.reply, o.err
	default:
		return Reply{}, ErrShut
	}
}

// run works off commands, notices from other processes, and time, until the context ends; what it has begun it ends.
func (r *Room) run(ctx context.Context) {
	defer close(r.gone)
	r.told() // the game may have moved on since it was read
	for {
		timer, stop := r.timer()
		select {
		case w := <-r.queue:
			r.work(ctx, r.batch(w))
		case <-r.stale:
			r.catchUp(ctx)
		case <-timer:
			r.work(ctx, r.timely())
		case <-ctx.Done():
			stop()
			return
		}
		stop()
	}
}

// catchUp takes over what other processes have kept.
func (r *Room) catchUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, keepWithin)
	defer cancel()
	_, _ = r.refresh(ctx) // an error is logged, and the rows are looked at again soon
}

// work carries out a batch of commands, and tells each caller.
func (r *Room) work(ctx context.Context, batch []*wish) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepWithin)
	defer cancel()
	replies, err := r.carryOut(ctx, batch)
	r.failed = err != nil
	for i, w := range batch {
		if err != nil {
			w.outcome <- outcome{err: err}
			continue
		}
		w.outcome <- replies[i]
	}
}

// timer tells when time has something to do.
func (r *Room) timer() (<-chan time.Time, func()) {
	now := r.now()
	ms, will := r.Game().Wait(now)
	if !will {
		return nil, func() {}
	}
	if _, next, more := r.simulated(now); more {
		ms = min(ms, next)
	}
	wait := time.Duration(ms) * time.Millisecond
	if r.failed {
		wait = max(wait, retryAfter)
	}
	t := time.NewTimer(wait)
	return t.C, func() { t.Stop() }
}

// timely are the commands that time has for the game.
func (r *Room) timely() []*wish {
	batch := []*wish{newWish(Tick{})}
	due, _, _ := r.simulated(r.now())
	for _, c := range due {
		batch = append(batch, newWish(c))
	}
	return batch
}

// batch takes what waits behind the first command.
func (r *Room) batch(first *wish) []*wish {
	all := []*wish{first}
	for len(all) < maxBatch {
		select {
		case w := <-r.queue:
			all = append(all, w)
		default:
			return all
		}
	}
	return all
}

// carryOut applies commands one after the other and keeps what they change in one commit. That nothing is to be changed is believed
// of the newest state alone: another process may have left behind the one that this room has.
func (r *Room) carryOut(ctx context.Context, batch []*wish) ([]outcome, error) {
	for range maxTries {
		ch := r.applied(batch)
		if ch.clean() {
			if moved, err := r.refresh(ctx); err != nil || !moved {
				return ch.replies, err
			}
			continue
		}
		err := r.rooms.keeper.SaveGame(ctx, ch.row(), r.game.Revision)
		if err == nil {
			r.take(ch.row())
			return ch.replies, nil
		}
		// After any error but ErrMoved it is not known what was kept: what the rows say counts.
		_, again := r.refresh(ctx)
		if !errors.Is(err, ErrMoved) {
			return nil, err
		}
		if again != nil {
			return nil, again
		}
	}
	return nil, ErrBusy
}

// refresh takes over what other processes have kept, and tells whether there was something.
func (r *Room) refresh(ctx context.Context) (bool, error) {
	g, err := r.rooms.keeper.Game(ctx, r.id, r.game.Revision)
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			r.rooms.log.Error("read a game", "game", r.id, "error", err)
		}
		return false, err
	}
	moved := g.Revision > r.game.Revision
	if moved {
		r.take(g)
	}
	return moved, nil
}

// take makes a row, with the players and answers that are new in it, the room's own, and tells the screens that it matters to.
func (r *Room) take(changed Game) {
	r.mu.Lock()
	before, g := r.game, changed
	g.Players, g.Answers = before.Players, before.Answers
	for id, p := range changed.Players {
		r.seats.sit(p)
		g.Players[id] = p
	}
	maps.Copy(g.Answers, changed.Answers)
	r.enter(g)
	r.mu.Unlock()
	if g.Phase == Board || g.Phase == Ended {
		r.made.board() // so that no screen waits for it, and no lock is held meanwhile: nobody else changes the rows
	}
	r.tell(before, changed)
	if g.Phase == Ended && before.Phase != Ended {
		r.rooms.over()
	}
}

// enter makes a state the room's own; under mu. Its time is never before that of the command that made it: so of processes whose
// clocks differ all follow the one that is ahead, once it has carried out a command, such as a Join in the lobby, and from then
// on a game that moves from one to another neither stands still nor loses time.
func (r *Room) enter(g Game) {
	r.game, r.made = g, newShared(g)
	r.ahead = max(r.ahead, g.Seen-r.rooms.now())
}

// now is the server's time as the game goes by it.
func (r *Room) now() int64 { return r.rooms.now() + r.ahead }

// told says that the rows may have changed.
func (r *Room) told() {
	select {
	case r.stale <- struct{}{}:
	default:
	}
}

// touch notes that the room is used.
func (r *Room) touch() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used = r.rooms.wall()
}

// idle tells whether nobody has used the room for long enough to let go of it.
func (r *Room) idle(now time.Time) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	after := idleAfter
	if r.game.Phase == Ended {
		after = overAfter
	}
	return len(r.watchers) == 0 && len(r.queue) == 0 && now.Sub(r.used) > after
}

// Game gives the game's row as it is just now, without players and answers.
func (r *Room) Game() Game {
	r.mu.RLock()
	defer r.mu.RUnlock()
	g := r.game
	g.Players, g.Answers = nil, nil
	return g
}
