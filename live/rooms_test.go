package live_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clerkcoach/live"
)

// codes gives codes in turn.
func codes(all ...string) func() (string, error) {
	return func() (string, error) {
		code := all[0]
		all = all[1:]
		return code, nil
	}
}

// TestOpen opens games: with another code where one is taken, once where the same is opened again, and not where the id is
// somebody else's.
func TestOpen(t *testing.T) {
	t.Parallel()
	ctx, h := context.Background(), process(t, newKeeper(), still, uncounted)
	r := h.opened(t, live.Settings{})
	second := lobby(live.Settings{})
	second.ID = "second"
	if other, err := h.Open(ctx, second, questions(5), codes("ACDEFG", "ACDEFH")); err != nil || other.Game().Code != "ACDEFH" {
		t.Errorf("a second game: %v", err)
	}
	if again, err := h.Open(ctx, lobby(live.Settings{}), questions(5), codes("ACDEFJ")); err != nil || again != r {
		t.Errorf("opened again: %v", err)
	}
	stolen := lobby(live.Settings{})
	stolen.HostToken = hash(2)
	if _, err := h.Open(ctx, stolen, questions(5), codes("ACDEFK")); !errors.Is(err, live.ErrExists) {
		t.Errorf("another's id: %v", err)
	}
	third := lobby(live.Settings{})
	third.ID = "third"
	taken := func() (string, error) { return "ACDEFG", nil }
	if _, err := h.Open(ctx, third, questions(5), taken); !errors.Is(err, live.ErrCodeTaken) {
		t.Errorf("no code is free: %v", err)
	}
	if _, err := h.Open(ctx, third, questions(5), func() (string, error) { return "", errLost }); !errors.Is(err, errLost) {
		t.Errorf("no code is drawn: %v", err)
	}
	if _, err := h.Open(ctx, third, questions(5), codes("no")); !errors.Is(err, live.ErrSettings) {
		t.Errorf("no code: %v", err)
	}
	for _, few := range []int{0, 4, 6} {
		if _, err := h.Open(ctx, third, questions(few), codes("ACDEFK")); !errors.Is(err, live.ErrSettings) {
			t.Errorf("%d questions: %v", few, err)
		}
	}
	if _, err := h.Open(ctx, third, questions(5)[:1], codes("ACDEFK")); !errors.Is(err, live.ErrSettings) {
		t.Errorf("in one language: %v", err)
	}
	if found, err := h.ByCode(ctx, "ACDEFG"); err != nil || found != r {
		t.Errorf("by its code: %v", err)
	}
	do(t, r, live.End{Host: host()})
	if _, err := h.ByCode(ctx, "ACDEFG"); !errors.Is(err, live.ErrNoGame) {
		t.Errorf("by the code of a game that is over: %v", err)
	}
	if _, err := h.Room(ctx, "none"); !errors.Is(err, live.ErrNoGame) {
		t.Errorf("no game: %v", err)
	}
}

// TestReadOnce has a thousand players come to a process that has not got their game: it is read once.
func TestReadOnce(t *testing.T) {
	t.Parallel()
	k := newKeeper()
	process(t, k, still, uncounted).opened(t, live.Settings{})
	h := process(t, k, still, uncounted)
	k.mu.Lock()
	before := k.reads
	var all sync.WaitGroup
	var failed atomic.Int64
	for range 1000 {
		all.Go(func() {
			if _, err := h.Room(context.Background(), "g"); err != nil {
				failed.Add(1)
			}
		})
	}
	time.Sleep(10 * time.Millisecond)
	k.mu.Unlock()
	all.Wait()
	k.mu.Lock()
	defer k.mu.Unlock()
	if reads := k.reads - before; failed.Load() > 0 || reads > 3 { // the game, and what has come since, in either process
		t.Errorf("%d failed, %d reads", failed.Load(), reads)
	}
}

// TestShut stops a process: what it has begun is done, who comes later is told, and whoever watches is let go.
func TestShut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k, gate := newKeeper(), make(chan struct{})
		h := process(t, k, wall, uncounted)
		r := h.opened(t, live.Settings{})
		k.cut = func() (bool, bool) {
			<-gate
			return false, false
		}
		var first, second error
		var all sync.WaitGroup
		all.Go(func() { _, first = r.Do(context.Background(), join(1)) })
		synctest.Wait()
		all.Go(func() { _, second = r.Do(context.Background(), join(2)) })
		all.Go(h.stop)
		synctest.Wait()
		close(gate)
		all.Wait()
		<-r.Gone()
		if first != nil || second != nil && !errors.Is(second, live.ErrShut) || (second == nil) != (k.whole("g").Seats == 2) {
			t.Errorf("errors %v and %v, %d seats", first, second, k.whole("g").Seats)
		}
		if _, err := r.Do(context.Background(), join(3)); !errors.Is(err, live.ErrShut) {
			t.Errorf("a command after the end: %v", err)
		}
		if _, err := h.Room(context.Background(), "g"); !errors.Is(err, live.ErrShut) {
			t.Errorf("a room after the end: %v", err)
		}
	})
}

// TestLookAround has two processes that are told nothing: each hears of the other within seconds, rooms that nobody uses are let go
// of and can be had again, and those that somebody watches stay.
func TestLookAround(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		one, other := process(t, k, wall, uncounted), process(t, k, wall, uncounted)
		first, second := one.opened(t, live.Settings{}), other.room(t)
		screen := second.Watch("")
		do(t, first, join(1))
		began := time.Now()
		<-screen.C
		if took := time.Since(began); took > 3*time.Second || second.Game().Seats != 1 {
			t.Errorf("%d seats after %v", second.Game().Seats, took)
		}
		time.Sleep(20 * time.Minute)
		select {
		case <-first.Gone():
		default:
			t.Error("a room that nobody uses is kept")
		}
		select {
		case <-second.Gone():
			t.Error("a room with a screen is let go of")
		default:
		}
		if _, err := first.Do(context.Background(), join(2)); !errors.Is(err, live.ErrShut) {
			t.Errorf("a command to a room that is gone: %v", err)
		}
		do(t, one.room(t), join(2))
		screen.Close()
		one.stop()
		other.stop()
	})
}

// TestCounted counts a game once it is over: again after a failure, whatever other games do, and no rehearsal.
func TestCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		var mu sync.Mutex
		tries := map[string]int{}
		h := process(t, k, wall, func(_ context.Context, r *live.Room) error {
			mu.Lock()
			defer mu.Unlock()
			id := r.Game().ID
			if tries[id]++; id == "bad" || tries[id] == 1 {
				return errLost
			}
			return nil
		})
		for id, s := range map[string]live.Settings{"bad": {}, "g": {}, "play": {Rehearsal: true}, "forgotten": {}} {
			c := lobby(s)
			c.ID = id
			r, err := h.Open(t.Context(), c, questions(5), func() (string, error) { return live.NewCode(constant(id[0])) })
			if err != nil {
				t.Fatal(err)
			}
			if id != "forgotten" {
				do(t, r, live.End{Host: host()})
			}
		}
		time.Sleep(time.Minute + time.Second)
		mu.Lock()
		if tries["g"] != 2 || tries["bad"] < 3 || tries["play"] != 0 {
			t.Errorf("tries %v", tries)
		}
		mu.Unlock()
		time.Sleep(13 * time.Hour)
		h.stop()
		if diff := cmp.Diff(map[string]int{"g": 1, "play": 1, "forgotten": 1}, k.counted); diff != "" {
			t.Errorf("counted (-want +got):\n%s", diff)
		}
	})
}

// constant is a source of chance that always gives the same.
type constant byte

func (c constant) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c) % 16
	}
	return len(p), nil
}

// TestLikeApply sends any commands to two processes in turn, of which either may not have heard what the other has done, and cuts
// the line at any commit: with each command sent until it is known what came of it, all replies and the game are those of Apply,
// and what is kept is what both have.
func TestLikeApply(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		k := newKeeper()
		p := &play{tb: rt, now: start}
		var now atomic.Int64
		now.Store(start)
		houses := []house{process(t, k, now.Load, uncounted), process(t, k, now.Load, uncounted)}
		defer houses[0].stop()
		defer houses[1].stop()
		s := live.Settings{Seconds: 5, Bonus: 10, AutoClose: rapid.Bool().Draw(rt, "auto-close"), Days: 1}
		p.do(lobby(s))
		houses[0].opened(t, s)
		k.mu.Lock()
		var cuts []bool
		k.cut = func() (bool, bool) {
			if len(cuts) == 0 {
				return false, false
			}
			before := cuts[0]
			cuts = nil
			return before, !before
		}
		k.mu.Unlock()
		for range rapid.IntRange(1, 40).Draw(rt, "commands") {
			p.now += rapid.SampledFrom([]int64{0, 1, 100, 2000, 6000}).Draw(rt, "passed")
			now.Store(p.now)
			// As a request does it, so that a process may let go of its room in between.
			r := houses[rapid.IntRange(0, 1).Draw(rt, "process")].room(t)
			c, cut := p.draw(rt), rapid.SliceOfN(rapid.Bool(), 0, 1).Draw(rt, "cut")
			k.mu.Lock()
			cuts = cut
			k.mu.Unlock()
			p.compare(rt, r, c)
		}
		k.mu.Lock()
		cuts = nil
		k.mu.Unlock()
		for _, h := range houses {
			r := h.room(t)
			do(t, r, live.Tick{})
			if _, err := r.Do(t.Context(), live.Next{Host: hash(7)}); err == nil { // a refusal is of the newest state
				rt.Fatal("a stranger is no host")
			}
			if diff := cmp.Diff(k.whole("g"), r.Whole()); diff != "" {
				rt.Fatalf("a process has (-kept +got):\n%s", diff)
			}
		}
	})
}

// compare carries out a command with Apply and in a room.
func (p *play) compare(t *rapid.T, r *live.Room, c live.Command) {
	if _, ok := c.(live.OpenLobby); ok {
		return
	}
	p.game, _, _ = live.Apply(p.game, live.Tick{}, p.now) // which the room does by itself
	g, _, want := live.Apply(p.game, c, p.now)
	reply, err := persistent(r, c)
	if !errors.Is(err, want) && (err == nil || want == nil || err.Error() != want.Error()) {
		t.Fatalf("%T: error %v, want %v", c, err, want)
	}
	p.game = g
	if a, ok := c.(live.Answer); ok && (err == nil || errors.Is(err, live.ErrLate)) {
		if receipt, _ := g.Receipt(a.Number, a.Player); !cmp.Equal(receipt, reply.Receipt) {
			t.Fatalf("the receipt is %+v, want %+v", reply.Receipt, receipt)
		}
	}
}
