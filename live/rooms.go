package live

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"clerkcoach/drills"
)

// Bounds of Rooms, and how often they look around.
const (
	maxRooms   = 500
	lookEvery  = 2 * time.Second  // at the revisions of the games in the rooms, since a notice can be lost
	sweepEvery = 30 * time.Second // for games to end, to count, and rooms to let go of
	idleAfter  = 10 * time.Minute // without a screen or a command a room is let go of
)

// Rooms are the games of one process.
type Rooms struct {
	keeper   Keeper
	examiner *drills.Examiner
	now      func() int64
	log      *slog.Logger
	sweep    chan struct{} // of room for one

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

// Open opens the lobby of a game and gives its room. The code is drawn; where it is taken, another. The errors are those of OpenLobby
// and of the Keeper.
func (rs *Rooms) Open(ctx context.Context, c OpenLobby, questions [][]*drills.Question, code func() (string, error)) (*Room, error) {
	for {
		var err error
		if c.Code, err = code(); err != nil {
			return nil, err
		}
		g, _, err := Apply(Game{}, c, rs.now())
		if err != nil {
			return nil, err
		}
		err = rs.keeper.AddGame(ctx, g, questions)
		if errors.Is(err, ErrCodeTaken) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return rs.Room(ctx, c.ID)
	}
}

// ByCode gives the room of the game that is not over and has a code. The error is ErrNoGame, or as for Room.
func (rs *Rooms) ByCode(ctx context.Context, code string) (*Room, error) {
	id, err := rs.keeper.GameByCode(ctx, code)
	if err != nil {
		return nil, err
	}
	return rs.Room(ctx, id)
}

// Room gives the room of a game, which is read from the keeper if the process has not got it. The errors are ErrNoGame, ErrBusy for
// too many rooms, ErrShut and those of the Keeper.
func (rs *Rooms) Room(ctx context.Context, id string) (*Room, error) {
	rs.mu.Lock()
	r, ok := rs.rooms[id]
	if ok {
		r.touch()
	}
	full := len(rs.rooms) >= maxRooms
	rs.mu.Unlock()
	switch {
	case ok:
		return r, nil
	case full:
		return nil, ErrBusy
	}
	r, err := rs.read(ctx, id)
	if err != nil {
		return nil, err
	}
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.life.Err() != nil {
		return nil, ErrShut
	}
	if other, ok := rs.rooms[id]; ok {
		return other, nil
	}
	life, stop := context.WithCancel(rs.life)
	r.stop = stop
	rs.rooms[id] = r
	rs.running.Go(func() { r.run(life) })
	r.told() // the game may have moved on since it was read
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
		questions: questions, languages: g.Languages, game: g.copied(), seats: newSeats(), watchers: map[*Watcher]struct{}{}, used: rs.wall(),
	}
	for _, p := range g.Players {
		r.seats.sit(Player{}, p)
	}
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
// coming, that have lasted too long, and that are over, which it gives to count once or, after a crash, more than once.
func (rs *Rooms) Run(ctx context.Context, count func(context.Context, *Room) error) {
	look, sweep := time.NewTicker(lookEvery), time.NewTicker(sweepEvery)
	defer look.Stop()
	defer sweep.Stop()
	for {
		select {
		case <-look.C:
			rs.look(ctx)
		case <-sweep.C:
			rs.sweepAll(ctx, count)
		case <-rs.sweep:
			rs.sweepAll(ctx, count)
		case <-ctx.Done():
			rs.mu.Lock()
			rs.end()
			rs.mu.Unlock()
			rs.running.Wait()
			return
		}
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
	rs.each(ctx, "end games that have lasted too long", func() ([]string, error) {
		return rs.keeper.UnfinishedGames(ctx, rs.now()-MaxGame)
	}, func(r *Room) error {
		_, err := r.Do(ctx, Tick{})
		return err
	})
	rs.each(ctx, "count games that are over", func() ([]string, error) {
		return rs.keeper.UncountedGames(ctx)
	}, func(r *Room) error {
		if err := count(ctx, r); err != nil {
			return err
		}
		return rs.keeper.CountedGame(ctx, r.id)
	})
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for id, r := range rs.rooms {
		if r.idle(rs.wall().Add(-idleAfter)) {
			r.stop()
			delete(rs.rooms, id)
		}
	}
}

// each does something with the rooms of some games, and notes what could not be done; it is tried again with the next sweep.
func (rs *Rooms) each(ctx context.Context, doing string, list func() ([]string, error), do func(*Room) error) {
	ids, err := list()
	for _, id := range ids {
		var r *Room
		if r, err = rs.Room(ctx, id); err == nil {
			err = do(r)
		}
		if err != nil {
			break
		}
	}
	if err != nil && ctx.Err() == nil {
		rs.log.Error(doing, "error", err)
	}
}
