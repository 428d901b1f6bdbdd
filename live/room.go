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
	maxQueue = 4096 // commands that wait
	maxBatch = 256  // commands of one commit
	maxTries = 10   // commits of one batch, while other processes are quicker

	// retryAfter is how long time waits after a commit that failed.
	retryAfter = time.Second
)

// Errors of rooms.
var (
	// ErrBusy says that too many commands wait, or that other processes were quicker too often; the same command may be tried again.
	ErrBusy = errors.New("too much is going on in this game")
	// ErrShut says that the process is about to stop.
	ErrShut = errors.New("the games are shut")
)

// Room is one game as a process has it: all of its rows, kept up to date, a queue of commands, and the screens to be told. Any number
// of rooms, in as many processes, may be the same game's. It may be used from any number of goroutines.
type Room struct {
	rooms *Rooms
	id    string
	queue chan *wish
	stale chan struct{} // of room for one: another process may have changed the game
	stop  context.CancelFunc
	gone  chan struct{} // closed when the room is shut

	languages []string             // the game's; like the questions never changed
	questions [][]*drills.Question // in the order of the languages

	mu       sync.RWMutex
	game     Game // with all players and answers; changed under mu by the room's own goroutine alone
	seats    seats
	watchers map[*Watcher]struct{}
	used     time.Time
	failed   bool // the last commit; time then waits a little before it tries again
}

// wish is a command that waits, and its outcome.
type wish struct {
	command Command
	outcome chan outcome // of room for one
}

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
// Keeper, and the context's, with which it is not known whether the command was carried out. Any command may be sent again.
func (r *Room) Do(ctx context.Context, c Command) (Reply, error) {
	w := &wish{command: c, outcome: make(chan outcome, 1)}
	select {
	case r.queue <- w:
	default:
		return Reply{}, ErrBusy
	}
	select {
	case o := <-w.outcome:
		return o.reply, o.err
	case <-r.gone:
		return Reply{}, ErrShut
	case <-ctx.Done():
		return Reply{}, ctx.Err()
	}
}

// run works off commands, notices from other processes, and time, until the context ends.
func (r *Room) run(ctx context.Context) {
	defer close(r.gone)
	for {
		timer, stop := r.timer()
		var batch []*wish
		select {
		case w := <-r.queue:
			batch = r.batch(w)
		case <-r.stale:
			_ = r.refresh(ctx) // it is logged, and looked at again soon
		case <-timer:
			batch = []*wish{{command: Tick{}, outcome: make(chan outcome, 1)}}
		case <-ctx.Done():
			stop()
			return
		}
		stop()
		if len(batch) > 0 {
			r.carryOut(ctx, batch)
		}
	}
}

// timer tells when time has something to do.
func (r *Room) timer() (<-chan time.Time, func()) {
	ms, will := r.Game().Wait(r.rooms.now())
	if !will {
		return nil, func() {}
	}
	wait := time.Duration(ms) * time.Millisecond
	if r.failed {
		wait = max(wait, retryAfter)
	}
	t := time.NewTimer(wait)
	return t.C, func() { t.Stop() }
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

// carryOut applies commands one after the other, keeps what they change in one commit, and tells each caller, then the screens.
func (r *Room) carryOut(ctx context.Context, batch []*wish) {
	err := error(ErrBusy)
	for range maxTries {
		ch := r.applied(batch)
		if ch.clean() {
			ch.reply(batch)
			return
		}
		err = r.rooms.keeper.SaveGame(ctx, ch.row(), r.game.Revision)
		if err == nil {
			r.failed = false
			r.take(ch.row())
			ch.reply(batch)
			return
		}
		// After any other error it is not known what was kept: what the rows say counts.
		again := r.refresh(ctx)
		if errors.Is(err, ErrMoved) {
			err = ErrBusy
		}
		if again != nil || !errors.Is(err, ErrBusy) {
			break
		}
	}
	if ctx.Err() != nil {
		err = ErrShut
	}
	r.failed = true
	for _, w := range batch {
		w.outcome <- outcome{err: err}
	}
}

// refresh takes over what other processes have kept.
func (r *Room) refresh(ctx context.Context) error {
	g, err := r.rooms.keeper.Game(ctx, r.id, r.game.Revision)
	if err != nil {
		r.rooms.log.Error("read a game", "game", r.id, "error", err)
		return err
	}
	if g.Revision > r.game.Revision {
		r.take(g)
	}
	return nil
}

// take makes a row, with the players and answers that are new in it, the room's own, and tells the screens that it matters to.
func (r *Room) take(g Game) {
	r.mu.Lock()
	before := r.game
	players, answers := before.Players, before.Answers
	for _, p := range g.Players {
		r.seats.sit(players[p.ID], p)
		players[p.ID] = p
	}
	maps.Copy(answers, g.Answers)
	changed := g.Players
	g.Players, g.Answers = players, answers
	r.game = g
	r.mu.Unlock()
	r.tell(before, changed)
	if g.Phase == Ended && before.Phase != Ended {
		r.rooms.over()
	}
}

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

// idle tells whether nobody has used the room since a time.
func (r *Room) idle(since time.Time) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.watchers) == 0 && len(r.queue) == 0 && r.used.Before(since)
}

// Game gives the game's row as it is just now, without players and answers.
func (r *Room) Game() Game {
	r.mu.RLock()
	defer r.mu.RUnlock()
	g := r.game
	g.Players, g.Answers = nil, nil
	return g
}
