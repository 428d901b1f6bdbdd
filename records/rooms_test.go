package records

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/records/pgtest"
)

// house is a process with the games of a store.
type house struct {
	rooms *live.Rooms
	store *Store
	kill  func()
}

// openHouse opens the games of a store, which hears of what others write as far as heard lets it.
func openHouse(tb testing.TB, s *Store, now func() int64, heard func() bool) *house {
	tb.Helper()
	ctx, end := context.WithCancel(context.Background())
	h := &house{rooms: live.NewRooms(s, drills.NewExaminer(), now, slog.New(slog.DiscardHandler)), store: s}
	var running sync.WaitGroup
	running.Go(func() { h.rooms.Run(ctx, func(context.Context, *live.Room) error { return nil }) })
	running.Go(func() {
		s.WatchGames(ctx, func(id string) {
			if heard() {
				h.rooms.Told(id)
			}
		})
	})
	h.kill = func() { end(); running.Wait() }
	tb.Cleanup(h.kill)
	return h
}

// sometimes hears half of all notices.
func sometimes() bool { return mathrand.IntN(2) == 0 }

// room gives the room of a game, as far as the store has it.
func (h *house) room(tb testing.TB, id string) *live.Room {
	tb.Helper()
	r, err := h.rooms.Room(context.Background(), id)
	must(tb, err)
	return h.upToDate(tb, r, id)
}

// upToDate waits until a room has what the store has.
func (h *house) upToDate(tb testing.TB, r *live.Room, id string) *live.Room {
	tb.Helper()
	soon(tb, "a room is up to date", func() bool {
		at, err := h.store.GameRevisions(context.Background(), []string{id})
		h.rooms.Told(id)
		return err == nil && r.Game().Revision == at[id]
	})
	return r
}

// doing carries out commands that have to succeed.
func doing(tb testing.TB, r *live.Room, commands ...live.Command) {
	tb.Helper()
	for _, c := range commands {
		_, err := r.Do(context.Background(), c)
		must(tb, err)
	}
}

// drawn opens a game of its own, with a code that is drawn.
func (h *house) drawn(tb testing.TB, open live.OpenLobby) *live.Room {
	tb.Helper()
	r, err := h.rooms.Open(context.Background(), open, questions(), func() (string, error) { return live.NewCode(rand.Reader) })
	must(tb, err)
	return r
}

// command makes up a command, more often than not one that the game is ready for.
func command(rt *rapid.T, g live.Game, now int64) live.Command {
	n, number := rapid.IntRange(1, 4).Draw(rt, "player"), g.Number
	if rapid.IntRange(0, 9).Draw(rt, "other question") == 0 {
		number = rapid.IntRange(-1, 4).Draw(rt, "question")
	}
	host := rapid.SampledFrom([]string{proof(1), proof(1), proof(1), proof(2)}).Draw(rt, "token")
	a := reply(n, number, letter(rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "option")), rapid.Float64Range(0, 1).Draw(rt, "score"))
	a.Line = rapid.Int64Range(0, 500).Draw(rt, "line")
	all := []live.Command{
		a, a, a, seat(n), seat(n), live.Leave{Player: a.Player, Token: a.Token}, live.Next{Host: host, Number: number + 1},
		live.Next{Host: host, Number: number + 1}, live.Close{Host: host, Number: number}, live.Reveal{Host: host, Number: number},
		live.Reveal{Host: host, Number: number}, live.ShowBoard{Host: host}, live.Pause{Host: host}, live.Resume{Host: host},
		live.Skip{Host: host, Number: number}, live.Tick{}, live.GiveTime{Host: host, Player: a.Player, Extra: 150},
		live.TakeOver{Host: host, Person: "p-2", Token: proof(1)}, live.End{Host: host},
	}
	if rapid.IntRange(0, 3).Draw(rt, "any") > 0 {
		var ready []live.Command
		for _, c := range all[:len(all)-1] {
			if _, events, err := live.Apply(g, c, now); err == nil && len(events) > 0 {
				ready = append(ready, c)
			}
		}
		if len(ready) > 0 {
			all = ready
		}
	}
	return rapid.SampledFrom(all).Draw(rt, "command")
}

// TestTwoRoomsAreOne sends any commands to either of two processes, which hear of each other now and then: each reply and the final
// state are as if there were one game and no database.
func TestTwoRoomsAreOne(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		var clock atomic.Int64
		clock.Store(noon)
		both := [2]*house{openHouse(t, staff(t, c, 4), clock.Load, sometimes), openHouse(t, mustOpen(t, c), clock.Load, sometimes)}
		games, reached := 0, map[live.Phase]int{}
		rapid.Check(t, func(rt *rapid.T) {
			games++
			open := lobby(1)
			open.ID = fmt.Sprint("g-", games)
			open.Settings = live.Settings{
				Seconds: live.MaxSeconds, Bonus: live.MaxBonus, AutoClose: rapid.Bool().Draw(rt, "auto-close"),
				Days: rapid.IntRange(0, 1).Draw(rt, "days"),
			}
			first := both[0].drawn(t, open)
			open.Code = first.Game().Code
			model, _, err := live.Apply(live.Game{}, open, clock.Load())
			must(t, err)
			for range rapid.IntRange(1, 20).Draw(rt, "commands") {
				now := clock.Add(rapid.Int64Range(0, 5000).Draw(rt, "passed"))
				c, which := command(rt, model, now), rapid.IntRange(0, 1).Draw(rt, "room")
				var want error
				model, _, want = live.Apply(model, c, now)
				got, err := both[which].room(t, open.ID).Do(t.Context(), c) // as a request does it: a room that nobody uses goes
				if fmt.Sprint(err) != fmt.Sprint(want) || err == nil && got.Revision != model.Revision {
					rt.Fatalf("%#v at %d ends in %v, at %d, and alone in %v, at %d", c, which, err, got.Revision, want, model.Revision)
				}
				reached[model.Phase]++
			}
			same(rt, model, mustGame(t, both[0].store, open.ID, 0), cmpopts.EquateEmpty())
			for _, h := range both {
				same(rt, model, h.upToDate(t, h.room(t, open.ID), open.ID).Whole(), cmpopts.EquateEmpty())
			}
		})
		for _, phase := range live.Phases() {
			if reached[phase] == 0 {
				t.Errorf("no game was ever %s", phase)
			}
		}
	})
}

// TestConcurrentEqualAnswers sends one answer fifty times at once, by two processes: one row is kept, and fifty replies are equal.
func TestConcurrentEqualAnswers(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		const times = 50
		now := func() int64 { return noon + 1 }
		both := [2]*house{openHouse(t, staff(t, c, 1), now, sometimes), openHouse(t, mustOpen(t, c), now, sometimes)}
		first := both[0].drawn(t, lobby(1))
		total := rounds(10, 1000)
		for n := range total {
			doing(t, first, seat(100+n))
		}
		doing(t, first, live.Next{Host: proof(1), Number: 1})
		pair := [2]*live.Room{first, both[1].room(t, "g-1")}
		for n := range total {
			var replies [times]live.Receipt
			var all sync.WaitGroup
			for i := range times {
				all.Go(func() {
					got, err := pair[i%2].Do(context.Background(), reply(100+n, 1, letter("a"), 1))
					if err != nil {
						t.Error(err)
					}
					replies[i] = got.Receipt
				})
			}
			all.Wait()
			for _, one := range replies {
				same(t, replies[0], one)
			}
			_, err := pair[n%2].Do(t.Context(), reply(100+n, 1, letter("b"), 0))
			wants(t, err, live.ErrChangedAnswer)
		}
		g := mustGame(t, both[0].store, "g-1", 0)
		same(t, []int{total, total}, []int{len(g.Answers), g.Answered})
		t.Logf("promise: equal answers, %s: %d × %d at once by two processes, %d rows", nameOf(c), total, times, len(g.Answers))
	})
}

// TestWatchGames wants a process to hear of what others write, also after the database was away, and of nothing that it wrote
// itself.
func TestWatchGames(t *testing.T) {
	t.Parallel()
	server := pgtest.StartFor(t)
	c := Config{URL: server.URL("postgres")}
	s, other := staff(t, c, 1), mustOpen(t, c)
	told := make(chan string, 100)
	ctx, end := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { s.WatchGames(ctx, func(id string) { told <- id }) })
	mustAddGame(t, s, lobby(1))
	mustAddGame(t, other, lobby(2))
	for range 2 {
		// It is not known when the line stands, nor which connections are good.
		soon(t, "it is told", func() bool {
			if errors.Join(movedOn(s, "g-1"), movedOn(other, "g-2")) != nil {
				return false
			}
			select {
			case id := <-told:
				same(t, "g-2", id)
				return true
			case <-time.After(10 * time.Millisecond):
				return false
			}
		})
		must(t, server.Restart(syscall.SIGINT))
		for len(told) > 0 {
			<-told
		}
	}
	end()
	watching.Wait()
}

// movedOn writes a game as it is, with the next revision.
func movedOn(s *Store, id string) error {
	g, err := s.Game(context.Background(), id, 0)
	if err != nil {
		return err
	}
	g.Revision++
	return s.SaveGame(context.Background(), g, g.Revision-1)
}

// TestNobodyToWatch wants SQLite, which has no other process, to wait.
func TestNobodyToWatch(t *testing.T) {
	t.Parallel()
	ctx, end := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer end()
	fresh(t, 0).WatchGames(ctx, func(id string) { t.Error(id) })
	wants(t, ctx.Err(), context.DeadlineExceeded)
}
