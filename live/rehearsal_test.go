package live_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// TestRehearsed has simulated players answer questions of all kinds: each answer fits its question and comes in time, the same for
// the same seed, and they are right more often than not, but not always.
func TestRehearsed(t *testing.T) {
	t.Parallel()
	book, x := shipped(t), drills.NewExaminer()
	d, err := x.Generate(book, drills.Recipe{Lang: "en", Count: 14, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	right, all := map[drills.Kind]int{}, map[drills.Kind]int{}
	rapid.Check(t, func(rt *rapid.T) {
		seed, within := rapid.Uint64().Draw(rt, "seed"), rapid.Int64Range(1000, 600_000).Draw(rt, "within")
		for i, q := range d.Questions {
			given, after := live.Rehearsed(q, seed+uint64(i), within)
			again, after2 := live.Rehearsed(q, seed+uint64(i), within)
			graded, err := live.Grade(x, q, given)
			if err != nil || after < 0 || after >= within || after != after2 || fmt.Sprint(given) != fmt.Sprint(again) {
				rt.Fatalf("%s is answered %+v after %d of %d ms: %v", q.ID, given, after, within, err)
			}
			all[q.Kind]++
			if graded.Score == 1 || q.Kind == drills.ShortAnswer && graded.Score > 0.5 { // one's own words seldom do all they should
				right[q.Kind]++
			}
		}
	})
	for kind, n := range all {
		if share := float64(right[kind]) / float64(n); share < 0.5 || share > 0.95 {
			t.Errorf("%s: %.2f are right", kind, share)
		}
	}
	if len(all) < 5 {
		t.Errorf("only kinds %v", all)
	}
}

// TestRehearsal plays a rehearsal in two processes, with a pause in between, and one that is killed: each simulated player answers
// each question once, in its time.
func TestRehearsal(t *testing.T) {
	t.Parallel()
	for _, seconds := range []int{0, 20} {
		synctest.Test(t, func(t *testing.T) {
			k := newKeeper()
			one, other := process(t, k, wall, uncounted), process(t, k, wall, uncounted)
			k.tell = func(id string) {
				one.Told(id)
				other.Told(id)
			}
			s := live.Settings{Seconds: seconds, Rehearsal: true, AutoClose: true}
			r, names := one.opened(t, s), make([]string, 30)
			for i := range names {
				names[i] = fmt.Sprint("Practice ", i+1)
			}
			for range 2 { // the second time they sit there
				if err := r.Rehearse(t.Context(), names); err != nil {
					t.Fatal(err)
				}
			}
			do(t, r, live.Leave{Host: host(), Player: "simulated-30"}) // who answers nothing then
			names = names[:29]
			second := other.room(t)
			do(t, second, live.Next{Host: host(), Number: 1})
			time.Sleep(6 * time.Second)
			do(t, r, live.Pause{Host: host()})
			paused := k.whole("g").Answered
			time.Sleep(time.Minute)
			if n := k.whole("g").Answered; n != paused || n == 0 || n == len(names) {
				t.Errorf("%d had answered, %d after the pause", paused, n)
			}
			do(t, r, live.Resume{Host: host()})
			one.stop()
			time.Sleep(15 * time.Second)
			g := k.whole("g")
			if g.Phase != live.Closed || g.Answered != len(names) || len(g.Answers) != len(names) || !g.Players["simulated-1"].Simulated() {
				t.Errorf("phase %q, %d answered", g.Phase, g.Answered)
			}
			for key, kept := range g.Answers {
				if kept.Late {
					t.Errorf("%s was late", key.Player)
				}
			}
			other.stop()
		})
	}
}

// TestRehearseRefused has nobody simulated in a game that counts, nor more than may be.
func TestRehearseRefused(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	r := process(t, newKeeper(), still, uncounted).opened(t, live.Settings{})
	if err := r.Rehearse(ctx, []string{"Practice"}); !errors.Is(err, live.ErrSettings) {
		t.Errorf("in a game that counts: %v", err)
	}
	r = process(t, newKeeper(), still, uncounted).opened(t, live.Settings{Rehearsal: true})
	if err := r.Rehearse(ctx, make([]string, live.MaxSimulated+1)); !errors.Is(err, live.ErrSettings) {
		t.Errorf("too many: %v", err)
	}
	if err := r.Rehearse(ctx, []string{"Practice", ""}); !errors.Is(err, live.ErrName) {
		t.Errorf("without a name: %v", err)
	}
}
