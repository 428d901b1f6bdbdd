package live_test

import (
	"math"
	"testing"

	"clerkcoach/live"
)

// day is a day, in milliseconds.
const day = 86_400_000

// TestLate answers around the deadline: 0 answers count after the close and the grace.
func TestLate(t *testing.T) {
	t.Parallel()
	const grace = 500
	for _, c := range []struct {
		name  string
		extra int
		at    int64
		late  bool
	}{
		{"at once", 100, 0, false},
		{"in time", 100, 19_999, false},
		{"at the deadline", 100, 20_000, false},
		{"within the grace", 100, 20_500, false},
		{"after the grace", 100, 20_501, true},
		{"a day later", 100, 86_400_000 / 4, true},
		{"with more time, in theirs", 150, 30_000, false},
		{"with more time, within the grace", 150, 30_500, false},
		{"with more time, after it", 150, 30_501, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := played(t, live.Settings{Seconds: 20, Grace: grace}, 3)
			if c.extra != 100 {
				p.do(live.GiveTime{Host: host(), Player: "p1", Extra: c.extra})
			}
			p.do(live.GiveTime{Host: host(), Player: "p3", Extra: 150}, live.Next{Host: host(), Number: 1})
			p.now += c.at
			if !c.late {
				p.do(answer(1, 1, "a", 1))
				return
			}
			p.refused(answer(1, 1, "a", 1), live.ErrLate)
			p.game, _, _ = live.Apply(p.game, answer(1, 1, "a", 1), p.now)
			kept := p.game.Answers[live.AnswerKey{Number: 1, Player: "p1"}]
			if !kept.Late || kept.Points != 0 || p.game.Answered != 0 {
				t.Errorf("kept %+v, %d answered", kept, p.game.Answered)
			}
			before := p.game.Revision
			p.refused(answer(1, 1, "b", 1), live.ErrLate)
			if g, events, _ := live.Apply(p.game, answer(1, 1, "a", 1), p.now); g.Revision != before || len(events) > 0 {
				t.Errorf("a late answer sent again makes revision %d of %d", g.Revision, before)
			}
		})
	}
}

// TestGraceAfterClose lets an answer count that was on its way when the host closed or paused, until the key is shown.
func TestGraceAfterClose(t *testing.T) {
	t.Parallel()
	p := in(t, live.Open)
	p.do(live.Close{Host: host(), Number: 1})
	p.now += live.DefaultGrace
	p.do(answer(1, 1, "a", 1), live.Reveal{Host: host(), Number: 1})
	p.refused(answer(2, 1, "a", 1), live.ErrLate)

	p = in(t, live.Open)
	p.do(live.Pause{Host: host()})
	p.now += live.DefaultGrace
	p.do(answer(1, 1, "a", 1))
	p.now++
	p.refused(answer(2, 1, "a", 1), live.ErrPaused)
}

// TestPause stops the clock: an hour's pause takes nothing from the time, and nothing from the bonus.
func TestPause(t *testing.T) {
	t.Parallel()
	p := played(t, live.Settings{Seconds: 20, Bonus: 20}, 2)
	p.do(live.Next{Host: host(), Number: 1})
	p.now += 5000
	p.do(live.Pause{Host: host()})
	p.now += 3_600_000
	p.do(live.Resume{Host: host()})
	p.now += 5000
	p.do(answer(1, 1, "a", 1))
	if kept := p.game.Answers[live.AnswerKey{Number: 1, Player: "p1"}]; kept.Took != 10_000 || kept.Points != 1100 {
		t.Errorf("took %d for %d points", kept.Took, kept.Points)
	}
	if ms, ok := p.game.Wait(p.now); !ok || ms != 10_001 {
		t.Errorf("the question closes in %d ms, %t", ms, ok)
	}
	p.now += 10_001
	if events := p.do(live.Tick{}); len(events) != 1 || events[0].Kind != live.EventClosed {
		t.Errorf("events %+v", events)
	}
}

// TestLateJoin counts the time of who comes in the middle of a question from then on, without the pause.
func TestLateJoin(t *testing.T) {
	t.Parallel()
	p := played(t, live.Settings{Seconds: 20, Bonus: 20}, 1)
	p.do(live.Next{Host: host(), Number: 1})
	p.now += 8000
	p.do(join(2), live.Pause{Host: host()})
	p.now += 60_000
	p.do(join(3), live.Resume{Host: host()})
	p.now += 5000
	p.do(answer(1, 1, "a", 1), answer(2, 1, "a", 1), answer(3, 1, "a", 1))
	for player, want := range map[string]int64{"p1": 13_000, "p2": 5000, "p3": 5000} {
		if kept := p.game.Answers[live.AnswerKey{Number: 1, Player: player}]; kept.Took != want {
			t.Errorf("%s took %d, want %d", player, kept.Took, want)
		}
	}
}

// TestClockJumps sets the server's clock in the middle of a question: the question goes on, and no game lasts for ever.
func TestClockJumps(t *testing.T) {
	t.Parallel()
	const year = 365 * day
	for name, to := range map[string]int64{
		"an hour back": start - 3_600_000, "a day back": start - day, "ten years back": start - 10*year,
		"zero": 0, "negative": math.MinInt64,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := in(t, live.Open) // 5 of 20 seconds are over
			p.do(live.Tick{})
			p.do(answer(1, 1, "a", 1))
			p.now = to
			p.do(live.Tick{})
			p.do(answer(2, 1, "a", 1))
			if kept := p.game.Answers[live.AnswerKey{Number: 1, Player: "p2"}]; kept.Took != 5000 {
				t.Errorf("took %d", kept.Took)
			}
			p.now = max(p.now, 0) + 15_000 + live.DefaultGrace
			p.do(live.Tick{})
			if p.game.Phase != live.Open {
				t.Errorf("closed before its time")
			}
			p.now++
			p.do(live.Tick{})
			if p.game.Phase != live.Closed {
				t.Errorf("not closed in time")
			}
			p.now += live.MaxGame
			p.do(live.Tick{})
			if p.game.Phase != live.Ended {
				t.Errorf("the game goes on for ever")
			}
		})
	}
	p := in(t, live.Open)
	for p.now -= day; p.game.Phase == live.Open && p.now < start; p.now += 1000 {
		p.do(live.Tick{}) // nothing but time goes on
	}
	if over := p.now - (start + 5000 - day); over > 22_000 {
		t.Errorf("set back by a day, the question lasted %d ms more", over)
	}
	for _, to := range []int64{start + 10*year, math.MaxInt64} {
		p = in(t, live.Open)
		p.now = to
		if p.do(live.Tick{}); p.game.Phase != live.Ended || p.game.Clock != live.MaxGame {
			t.Errorf("at %d: phase %q, clock %d", to, p.game.Phase, p.game.Clock)
		}
	}
}

// TestTwoClocks runs a game on two servers whose clocks differ: the question is as long as on one.
func TestTwoClocks(t *testing.T) {
	t.Parallel()
	p := played(t, live.Settings{Seconds: 20}, 2)
	p.do(live.Next{Host: host(), Number: 1})
	for ms := range int64(20_000) {
		p.now = start + ms + ms%2*50
		g, _, err := live.Apply(p.game, live.GiveTime{Host: host(), Player: "p1", Extra: 100 + int(ms)%2}, p.now)
		if err != nil {
			t.Fatal(err)
		}
		p.game = g
	}
	if ahead := p.game.Clock - 20_000; ahead < -1 || ahead > 50 {
		t.Errorf("the clock is %d ms off", ahead)
	}
}

// TestWait says when time will have done something.
func TestWait(t *testing.T) {
	t.Parallel()
	for phase, want := range map[live.Phase]int64{
		live.Lobby: live.MaxGame - 5000, live.Open: 15_000 + live.DefaultGrace + 1, live.Closed: live.MaxGame - 5000,
	} {
		p := in(t, phase)
		if ms, ok := p.game.Wait(p.now); !ok || ms != want {
			t.Errorf("%s: %d ms, %t, want %d", phase, ms, ok, want)
		}
	}
	for _, phase := range []live.Phase{"", live.Ended} {
		p := in(t, phase)
		if _, ok := p.game.Wait(p.now); ok {
			t.Errorf("%q: there is something to wait for", phase)
		}
	}
}
