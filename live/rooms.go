package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"clerkcoach/drills"
)

// Bounds of Rooms, and how often they look around.
const (
	maxRooms   = 500
	lookEvery  = 2 * time.Second  // at the revisions of the games in the rooms, since a notice can be lost
	sweepEvery = 30 * time.Second // for games to end, to count, and rooms to let go of
	idleAfter  = 10 * time.Minute // without a screen or a command a room is let go of
	overAfter  = 15 * time.Second // the same once its game has ended, since all of it is kept
)

// Rooms are the games of one process.
type Rooms struct {
	keeper   Keeper
	examiner *drills.Examiner
	now      func() int64
	log      *slog.Logger
	sweep    chan struct{} // of room for one

	reading singleflight.Group // the games that are being read
	mu      sync.Mutex
	rooms   map[string]*Room
	running sync.WaitGroup
	life    context.Context //nolint:containedctx // that of all rooms; it ends with Run
	end     context.CancelFunc
}

// NewRooms makes the rooms of a process. Now is the server's time as Apply wants it.
func NewRooms(keeper Keeper, examiner *drills.Examiner, now func() int64, log *slog.Logger) *Rooms {
	life, end := context.WithCancel(context.Background())
	return &Rooms{
		keeper: keeper, examiner: examiner, now: now, log: log, sweep: make(chan struct{}, 1), rooms: map[string]*Room{},
		life: life, end: end,
	}
}

// wall is the time of the process's own clock, for how long a room has not been used.
func (rs *Rooms) wall() time.Time { return time.UnixMilli(rs.now()) }

// Open opens the lobby of a game and gives its room; sent again, the same. The code is drawn; where it is taken, another. The
// errors are those of OpenLobby, of the source of codes, of the Keeper and of Room; ErrExists for an id that is another host's
// game, and ErrSettings for questions that are not as many as were said, in each language.
func (rs *Rooms) Open(
	ctx context.Context, c OpenLobby, questions [][]*drills.Question, code func() (string, error),
) (*Room, error) {
	other := func(of []*drills.Question) bool { return len(of) != c.Questions }
	if len(questions) != len(c.Languages) || slices.ContainsFunc(questions, other) {
		return nil, fmt.Errorf("%w: not %d questions in %d languages", ErrSettings, c.Questions, len(c.Languages))
	}
	var err error
	for range maxTries {
		if c.Code, err = code(); err != nil {
			return nil, err
		}
		g, _, refused := Apply(Game{}, c, rs.now())
		if refused != nil {
			return nil, refused
		}
		if err = rs.keeper.AddGame(ctx, g, questions); !errors.Is(err, ErrCodeTaken) {
			break
		}
	}
	if err != nil && !errors.Is(err, ErrExists) {
		return nil, err
	}
	r, again := rs.Room(ctx, c.ID)
	if again != nil {
		return nil, again
	}
	if err != nil && !sameHash(r.Game().HostToken, c.HostToken) {
		return nil, err
	}
	return r, nil
}

// ByCode gives the room of the game that is not over and has a code. The error is ErrNoGame, or as for Room.
func (rs *Rooms) ByCode(ctx context.Context, code string) (*Room, error) {
	id, err := rs.keeper.GameByCode(ctx, code)
	if err != nil {
		return nil, err
	}
	return rs.Room(ctx, id)
}

// Room gives the room of a game, which is read from the keeper if the process has not got it: once, however many ask. The errors
// are ErrNoGame, ErrBusy for too many rooms, ErrShut, those of the Keeper and of the context.
func (rs *Rooms) Room(ctx context.Context, id string) (*Room, error) {
	if r, err := rs.held(id); r != nil || err != nil {
		return r, err
	}
	read := rs.reading.DoChan(id, func() (any, error) { return rs.enter(id) })
	select {
	case got := <-read:
		r, _ := got.Val.(*Room)
		return r, got.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// held gives a room that the process has; nil if it has not, but may. The errors are ErrShut and ErrBusy.
func (rs *Rooms) held(id string) (*Room, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r, ok := rs.rooms[id]
	switch {
	case rs.life.Err() != nil:
		return nil, ErrShut
	case ok:
		r.touch()
		return r, nil
	case len(rs.rooms) >= maxRooms:
		return nil, ErrBusy
	}
	return nil, nil //nolint:nilnil // as said
}

// enter reads a game into a room, and sets it going.
func (rs *Rooms) enter(id string) (*Room, error) {
	if r, err := rs.held(id); r != nil || err != nil {
		return r, err // entered since the caller looked
	}
	ctx, cancel := context.WithTimeout(rs.life, keepWithin)
	defer cancel()
	r, err := rs.read(ctx, id)
	switch {
	case rs.life.Err() != nil:
		return nil, ErrShut
	case err != nil:
		return nil, err
	}
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.life.Err() != nil {
		return nil, ErrShut
	}
	life, stop := context.WithCancel(rs.life)
	r.stop = stop
	rs.rooms[id] = r
	rs.running.Go(func() { r.run(life) })
	return r, nil
}

// read reads a game into a room.
func (rs *Rooms) read(ctx context.Context, id string) (*Room, error) {
	g, err := rs.keeper.Game(ctx, id, 0)
	if err != nil {
		return nil, err
	}
	questions, err := rs.keeper.GameQuestions(ctx, id)
	if err != nil {
		return nil, err
	}
	r := &Room{
		rooms: rs, id: id, queue: make(chan *wish, maxQueue), stale: make(chan struct{}, 1), gone: make(chan struct{}),
		questions: questions, languages: g.Languages, none: newPaper(nil, nil), seats: newSeats(),
		watchers: map[string]map[*Watcher]struct{}{}, used: rs.wall(),
	}
	for _, of := range questions {
		var papers []*paper
		for _, q := range of {
			papers = append(papers, newPaper(rs.examiner, q))
		}
		r.papers = append(r.papers, papers)
	}
	for _, p := range g.Players {
		r.seats.sit(p)
	}
	r.enter(g.copied())
	return r, nil
}

// over says that a game is over, and may be counted.
func (rs *Rooms) over() {
	select {
	case rs.sweep <- struct{}{}:
	default:
	}
}

// Told says that a game may have been changed by another process.
func (rs *Rooms) Told(id string) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if r, ok := rs.rooms[id]; ok {
		r.told()
	}
}

// Run looks after all games until the context ends, then shuts the rooms: games that another process has changed without a notice
// coming, that have lasted too long, and that are over, which it gives to count once or, after a crash, more than once. Rehearsals
// are not counted.
func (rs *Rooms) Run(ctx context.Context, count func(context.Context, *Room) error) {
	var chores sync.WaitGroup
	chores.Go(func() { every(ctx, lookEvery, nil, func() { rs.look(ctx) }) })
	chores.Go(func() { every(ctx, sweepEvery, rs.sweep, func() { rs.sweepAll(ctx, count) }) })
	<-ctx.Done()
	rs.mu.Lock()
	rs.end()
	rs.mu.Unlock()
	rs.running.Wait()
	chores.Wait()
}

// every does something each time that some time has passed, or that somebody asks for it, until the context ends.
func every(ctx context.Context, pause time.Duration, asked <-chan struct{}, do func()) {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-asked:
		case <-ctx.Done():
			return
		}
		do()
	}
}

// look finds games that have moved on without a notice.
func (rs *Rooms) look(ctx context.Context) {
	at := map[string]int64{}
	rs.mu.Lock()
	for id, r := range rs.rooms {
		at[id] = r.Game().Revision
	}
	rs.mu.Unlock()
	if len(at) == 0 {
		return
	}
	now, err := rs.keeper.GameRevisions(ctx, slices.Collect(maps.Keys(at)))
	if err != nil {
		rs.log.Warn("look at the revisions of games", "error", err)
		return
	}
	for id, revision := range now {
		if revision > at[id] {
			rs.Told(id)
		}
	}
}

// sweepAll ends what has lasted too long, counts what is over, and lets go of rooms that nobody uses.
func (rs *Rooms) sweepAll(ctx context.Context, count func(context.Context, *Room) error) {
	rs.each(ctx, "end a game that has lasted too long", func() ([]string, error) {
		return rs.keeper.UnfinishedGames(ctx, rs.now()-MaxGame)
	}, func(r *Room) error {
		_, err := r.Do(ctx, Tick{})
		return err
	})
	rs.each(ctx, "count a game that is over", func() ([]string, error) {
		return rs.keeper.UncountedGames(ctx)
	}, func(r *Room) error {
		if !r.Game().Settings.Rehearsal {
			if err := count(ctx, r); err != nil {
				return err
			}
		}
		return rs.keeper.CountedGame(ctx, r.id)
	})
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for id, r := range rs.rooms {
		if r.idle(rs.wall()) {
			r.stop()
			delete(rs.rooms, id)
		}
	}
}

// each does something with the rooms of some games, and notes where that could not be done; it is tried again with the next sweep.
func (rs *Rooms) each(ctx context.Context, doing string, list func() ([]string, error), do func(*Room) error) {
	note := func(err error, id string) {
		if err != nil && ctx.Err() == nil {
			rs.log.Error(doing, "game", id, "error", err)
		}
	}
	ids, err := list()
	note(err, "")
	for _, id := range ids {
		r, err := rs.Room(ctx, id)
		if err == nil {
			err = do(r)
		}
		note(err, id)
	}
}
