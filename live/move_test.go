package live_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"clerkcoach/live"
)

// fast is the clock of a process that is ahead of the others.
func fast(by time.Duration) func() int64 { return func() int64 { return wall() + by.Milliseconds() } }

// TestMove kills the process that has opened a question. Another one goes on with it, whose clock differs, and through which
// somebody has come in: the question is as long as on one, and who answers has had it for as long.
func TestMove(t *testing.T) {
	t.Parallel()
	for _, by := range []time.Duration{0, 3 * time.Second, -3 * time.Second} {
		t.Run(fmt.Sprint(by), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				k := newKeeper()
				one, other := process(t, k, wall, uncounted), process(t, k, fast(by), uncounted)
				k.tell = func(id string) {
					one.Told(id)
					other.Told(id)
				}
				first, second := one.opened(t, live.Settings{Seconds: 20, Grace: 500}), other.room(t)
				do(t, first, join(1))
				do(t, second, join(2))
				time.Sleep(time.Minute)
				do(t, first, live.Next{Host: host(), Number: 1})
				synctest.Wait()
				screen := second.Watch("p2")
				began := time.Now()
				time.Sleep(10 * time.Second)
				one.stop()
				do(t, second, answer(1, 1, "a", 1))
				if took := k.whole("g").Answers[live.AnswerKey{Number: 1, Player: "p1"}].Took; took < 9900 || took > 10_100 {
					t.Errorf("the player is said to have taken %d ms", took)
				}
				<-screen.C
				if off := time.Since(began) - 20_501*time.Millisecond; second.Game().Phase != live.Closed || off.Abs() > 100*time.Millisecond {
					t.Errorf("%q, %v off", second.Game().Phase, off)
				}
				screen.Close()
				other.stop()
			})
		})
	}
}

// TestMoveToStranger goes on in a process that has had nothing to do with the game before: the question is off by no more than the
// clocks differ.
func TestMoveToStranger(t *testing.T) {
	t.Parallel()
	for _, by := range []time.Duration{3 * time.Second, -3 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			k := newKeeper()
			one, other := process(t, k, wall, uncounted), process(t, k, fast(by), uncounted)
			do(t, one.opened(t, live.Settings{Seconds: 20, Grace: 500}), join(1), live.Next{Host: host(), Number: 1})
			began := time.Now()
			time.Sleep(10 * time.Second)
			one.stop()
			r := other.room(t)
			screen := r.Watch("p1")
			<-screen.C
			if off := time.Since(began) - 20_501*time.Millisecond; r.Game().Phase != live.Closed || off.Abs() > by.Abs() {
				t.Errorf("%v: %q, %v off", by, r.Game().Phase, off)
			}
			screen.Close()
			other.stop()
		})
	}
}

// TestRestart kills the one process there is, and starts another when the server's clock has been set. Set back, the question goes
// on where it was; set forward, it is as if the server had been down for as long. A clock that is set while a process runs it does
// not notice: see Apply.
func TestRestart(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	for by, want := range map[time.Duration]live.Phase{
		0: live.Open, -time.Hour: live.Open, -24 * time.Hour: live.Open, -10 * year: live.Open,
		time.Hour: live.Closed, 24 * time.Hour: live.Ended, 10 * year: live.Ended,
	} {
		t.Run(fmt.Sprint(by), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				k := newKeeper()
				one := process(t, k, wall, uncounted)
				do(t, one.opened(t, live.Settings{Seconds: 20, Grace: 500}), join(1), join(2), live.Next{Host: host(), Number: 1})
				began := time.Now()
				time.Sleep(5 * time.Second)
				do(t, one.room(t), answer(1, 1, "a", 1))
				one.stop()
				other := process(t, k, fast(by), uncounted)
				r := other.room(t)
				time.Sleep(50 * time.Millisecond)
				if phase := r.Game().Phase; phase != want {
					t.Fatalf("phase %q, want %q", phase, want)
				}
				if want == live.Open {
					screen := r.Watch("p1")
					<-screen.C
					if off := time.Since(began) - 20_501*time.Millisecond; r.Game().Phase != live.Closed || off.Abs() > 100*time.Millisecond {
						t.Errorf("%q, %v off", r.Game().Phase, off)
					}
					screen.Close()
				}
				other.stop()
			})
		})
	}
}

// TestClockOfOne sets the clock that a process goes by, which no process's own does: questions end, and no time is negative.
func TestClockOfOne(t *testing.T) {
	t.Parallel()
	for _, by := range []time.Duration{-time.Hour, -24 * time.Hour, time.Hour, 24 * time.Hour, 10 * 365 * 24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			set := time.Duration(0)
			h := process(t, newKeeper(), func() int64 { return fast(set)() }, uncounted)
			r := h.opened(t, live.Settings{Seconds: 20})
			do(t, r, join(1), live.Next{Host: host(), Number: 1})
			time.Sleep(5 * time.Second)
			synctest.Wait()
			set = by
			if v, err := r.PlayerView("p1"); err != nil {
				t.Error(err)
			} else if q, ok := v.(live.QuestionView); ok && (*q.Left < 0 || *q.Left > 20_000) {
				t.Errorf("%d ms are left", *q.Left)
			}
			_, _ = r.Do(context.Background(), answer(1, 1, "a", 1))
			time.Sleep(21 * time.Second)
			if phase := r.Game().Phase; phase != live.Closed && phase != live.Ended {
				t.Errorf("set by %v, the question is %q", by, phase)
			}
			h.stop()
		})
	}
}
