package live_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"clerkcoach/drills"
	"clerkcoach/live"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// questions are some that a and not b answers, in the languages of the tests' games.
func questions(n int) [][]*drills.Question {
	all := make([][]*drills.Question, 2)
	for i := range all {
		for range n {
			all[i] = append(all[i], &drills.Question{
				Kind: drills.MultipleChoice, Card: "hidden card", Prompt: "?", Rationale: "hidden rationale",
				Options: []drills.Option{{ID: "a", Right: true, Rationale: "hidden a"}, {ID: "b", Rationale: "hidden b"}},
			})
		}
	}
	return all
}

// examiner grades.
func examiner() *drills.Examiner { return drills.NewExaminer() }

// house is a process with rooms.
type house struct {
	*live.Rooms
	stop func()
}

// process starts a process on a keeper; it is stopped with the test at the latest.
func process(tb testing.TB, k *keeper, now func() int64, count func(context.Context, *live.Room) error) house {
	tb.Helper()
	rooms := live.NewRooms(k, drills.NewExaminer(), now, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { rooms.Run(ctx, count) })
	h := house{Rooms: rooms, stop: func() {
		cancel()
		running.Wait()
	}}
	tb.Cleanup(h.stop)
	return h
}

// uncounted counts nothing.
func uncounted(context.Context, *live.Room) error { return nil }

// still is a clock that stands.
func still() int64 { return start }

// wall is the clock of the process that the test runs in.
func wall() int64 { return time.Now().UnixMilli() }

// opened opens a game.
func (h house) opened(tb testing.TB, s live.Settings) *live.Room {
	tb.Helper()
	r, err := h.Open(context.Background(), lobby(s), questions(5), func() (string, error) { return "ACDEFG", nil })
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// room gives the room of the test's game.
func (h house) room(tb testing.TB) *live.Room {
	tb.Helper()
	r, err := h.Room(context.Background(), "g")
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// do has a room carry out commands.
func do(tb testing.TB, r *live.Room, all ...live.Command) live.Reply {
	tb.Helper()
	var reply live.Reply
	for _, c := range all {
		var err error
		if reply, err = r.Do(context.Background(), c); err != nil {
			tb.Fatalf("%T in %q: %v", c, r.Game().Phase, err)
		}
	}
	return reply
}

// TestManyAnswers has players answer from many goroutines, in two processes, each answer several times, while commits fail before
// and after they are done and notices are lost: each is kept once, all replies to it are equal, and both processes have the same
// board.
func TestManyAnswers(t *testing.T) {
	t.Parallel()
	const players, times = 100, 4
	k := newKeeper()
	one, other := process(t, k, still, uncounted), process(t, k, still, uncounted)
	rooms := []*live.Room{one.opened(t, live.Settings{AutoClose: true}), other.room(t)}
	for n := range players {
		do(t, rooms[n%2], join(n+1))
	}
	do(t, rooms[0], live.Next{Host: host(), Number: 1})
	var commits atomic.Int64
	k.mu.Lock()
	k.cut = func() (bool, bool) { n := commits.Add(1); return n%5 == 0, n%3 == 0 }
	k.tell = func(id string) {
		if commits.Load()%2 == 0 {
			other.Told(id)
		}
	}
	k.mu.Unlock()
	var mu sync.Mutex
	receipts := map[int]map[string]int{}
	var all sync.WaitGroup
	for n := range players * times {
		all.Go(func() {
			player := n%players + 1
			reply, err := persistent(rooms[n%3%2], answer(player, 1, []string{"a", "b"}[player%2], float64(player%2)))
			if err != nil {
				t.Errorf("player %d: %v", player, err)
			}
			mu.Lock()
			defer mu.Unlock()
			if receipts[player] == nil {
				receipts[player] = map[string]int{}
			}
			receipts[player][written(t, reply.Receipt)]++
		})
	}
	all.Wait()
	for player, replies := range receipts {
		if len(replies) != 1 {
			t.Errorf("player %d has the replies %v", player, replies)
		}
	}
	k.mu.Lock()
	k.cut = nil
	k.mu.Unlock()
	for _, r := range rooms {
		do(t, r, live.Reveal{Host: host(), Number: 1})
	}
	if kept := k.whole("g"); len(kept.Answers) != players || kept.Answered != players || kept.Phase != live.Revealed {
		t.Errorf("%d answers kept and %d counted, phase %q", len(kept.Answers), kept.Answered, kept.Phase)
	}
	if diff := cmp.Diff(rooms[0].Whole(), rooms[1].Whole()); diff != "" {
		t.Errorf("the processes differ:\n%s", diff)
	}
}

// persistent sends a command until it is known what came of it.
func persistent(r *live.Room, c live.Command) (live.Reply, error) {
	for {
		reply, err := r.Do(context.Background(), c)
		if !errors.Is(err, errLost) && !errors.Is(err, live.ErrBusy) {
			return reply, err
		}
	}
}

// TestRefusedByOldState sends commands to a process that has not heard of what came before in another: nothing is refused for that.
func TestRefusedByOldState(t *testing.T) {
	t.Parallel()
	k := newKeeper()
	one, other := process(t, k, still, uncounted), process(t, k, still, uncounted)
	first := one.opened(t, live.Settings{})
	second := other.room(t)
	do(t, first, join(1), live.Next{Host: host(), Number: 1})
	do(t, second, answer(1, 1, "a", 1), live.Close{Host: host(), Number: 1})
	do(t, first, live.Reveal{Host: host(), Number: 1}, live.GiveTime{Host: host(), Player: "p1", Extra: 200})
	do(t, second, live.ShowBoard{Host: host()})
	if _, err := second.Do(context.Background(), live.Close{Host: host(), Number: 1}); !errors.Is(err, live.ErrBoard) {
		t.Errorf("error %v", err)
	}
}

// TestMixedBatch has one commit carry out what can be, and refuse the rest.
func TestMixedBatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		h := process(t, k, wall, uncounted)
		r := h.opened(t, live.Settings{})
		saves, gate := k.saves, make(chan struct{})
		k.cut = func() (bool, bool) { // holds the first up, so that the rest gather behind it
			<-gate
			return false, false
		}
		var all sync.WaitGroup
		var seated, refused atomic.Int64
		for n := range 20 {
			c := join(n + 1)
			c.Name = fmt.Sprint("Player ", n/2)
			all.Go(func() {
				switch _, err := r.Do(context.Background(), c); {
				case err == nil:
					seated.Add(1)
				case errors.Is(err, live.ErrNameTaken):
					refused.Add(1)
				}
			})
		}
		synctest.Wait()
		close(gate)
		all.Wait()
		if seated.Load() != 10 || refused.Load() != 10 || k.saves-saves > 2 || k.whole("g").Seats != 10 {
			t.Errorf("%d seated, %d refused, %d commits", seated.Load(), refused.Load(), k.saves-saves)
		}
		h.stop()
	})
}

// TestTime has the time of a question end by itself, also after a commit that failed, and nobody wait longer than a second for it.
func TestTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		h := process(t, k, wall, uncounted)
		r := h.opened(t, live.Settings{Seconds: 20, Grace: 500})
		do(t, r, join(1), live.Next{Host: host(), Number: 1})
		screen := r.Watch("p1")
		defer screen.Close()
		k.mu.Lock()
		k.cut = func() (bool, bool) { return true, false }
		k.mu.Unlock()
		began := time.Now()
		time.Sleep(22 * time.Second)
		if v, ok := r.ScreenView("en").(live.QuestionView); !ok || v.Phase != live.Closed || *v.Left != 0 {
			t.Errorf("the screen shows %+v", v)
		}
		k.mu.Lock()
		k.cut = nil
		k.mu.Unlock()
		<-screen.C
		if took := time.Since(began); r.Game().Phase != live.Closed || took > 24*time.Second {
			t.Errorf("phase %q after %v", r.Game().Phase, took)
		}
		h.stop()
	})
}

// TestTold wants each screen to be told what is new for it, and nothing else.
func TestTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := process(t, newKeeper(), wall, uncounted)
		r := h.opened(t, live.Settings{Seconds: 20})
		do(t, r, join(1), join(2))
		screens := map[string]*live.Watcher{}
		for _, id := range []string{"", "p1", "p2"} {
			screens[id] = r.Watch(id)
		}
		for _, c := range []struct {
			command live.Command
			want    string
		}{
			{join(3), "[host]"},
			{live.GiveTime{Host: host(), Player: "p2", Extra: 150}, "[host p2]"},
			{live.Next{Host: host(), Number: 1}, "[host p1 p2]"},
			{answer(1, 1, "a", 1), "[host p1]"},
			{answer(1, 1, "a", 1), "[]"},
			{live.Pause{Host: host()}, "[host p1 p2]"},
			{live.Resume{Host: host()}, "[host p1 p2]"},
			{live.Close{Host: host(), Number: 1}, "[host p1 p2]"},
			{live.Close{Host: host(), Number: 1}, "[]"},
			{live.Leave{Host: host(), Player: "p1"}, "[host p1]"},
			{live.End{Host: host()}, "[host p1 p2]"},
		} {
			do(t, r, c.command)
			synctest.Wait()
			told := []string{}
			for _, id := range []string{"", "p1", "p2"} {
				select {
				case <-screens[id].C:
					told = append(told, map[string]string{"": "host"}[id]+id)
				default:
				}
			}
			if got := fmt.Sprint(told); got != c.want {
				t.Errorf("%T is told to %s, want %s", c.command, got, c.want)
			}
		}
		if _, err := r.PlayerView("p1"); !errors.Is(err, live.ErrNoSeat) {
			t.Errorf("who was removed: %v", err)
		}
		for _, w := range screens {
			w.Close()
		}
		h.stop()
	})
}

// TestBusy fills the queue of a room whose keeper does not answer: who comes then is told so at once.
func TestBusy(t *testing.T) {
	t.Parallel()
	k := newKeeper()
	h := process(t, k, still, uncounted)
	r := h.opened(t, live.Settings{})
	k.mu.Lock()
	ctx, cancel := context.WithCancel(context.Background())
	var busy, waited atomic.Int64
	var all sync.WaitGroup
	for n := range 6000 {
		all.Go(func() {
			switch _, err := r.Do(ctx, join(n+1)); {
			case errors.Is(err, live.ErrBusy):
				busy.Add(1)
			case errors.Is(err, context.Canceled):
				waited.Add(1)
			}
		})
	}
	for busy.Load() < 1000 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	all.Wait()
	k.mu.Unlock()
	if waited.Load() < 4096 {
		t.Errorf("%d refused, %d waited", busy.Load(), waited.Load())
	}
}
