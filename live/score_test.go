package live_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clerkcoach/live"
)

func TestPoints(t *testing.T) {
	t.Parallel()
	timed := live.Settings{Seconds: 20, Bonus: 20}
	for _, c := range []struct {
		name  string
		s     live.Settings
		score float64
		took  int64
		extra int
		want  int
	}{
		{"right at once", timed, 1, 0, 100, 1200},
		{"right at half time", timed, 1, 10_000, 100, 1100},
		{"right at the deadline", timed, 1, 20_000, 100, 1000},
		{"right in the grace", timed, 1, 20_400, 100, 1000},
		{"half right at once", timed, 0.5, 0, 100, 600},
		{"wrong at once", timed, 0, 0, 100, 0},
		{"right at half of a longer time", timed, 1, 20_000, 200, 1100},
		{"right at once, time not limited", live.Settings{Bonus: 20}, 1, 0, 100, 1000},
		{"right at once, no bonus", live.Settings{Seconds: 20}, 1, 0, 100, 1000},
		{"a third right", live.Settings{}, 1.0 / 3, 0, 100, 333},
		{"no number", timed, math.NaN(), 0, 100, 0},
		{"more than right", timed, 7, 0, 100, 1200},
		{"less than wrong", timed, -7, 0, 100, 0},
		{"before it was asked", timed, 1, math.MinInt64, 100, 1200},
		{"never", timed, 1, math.MaxInt64, 100, 1000},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.s.Points(c.score, c.took, c.extra); got != c.want {
				t.Errorf("%d points, want %d", got, c.want)
			}
		})
	}
}

// TestSlowLine wants who thinks as long to earn as much, whatever the line: it never takes points away, and none can be gained by
// more than MaxLine.
func TestSlowLine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		think := rapid.Int64Range(0, 15_000).Draw(t, "think")
		line := rapid.Int64Range(0, live.MaxLine).Draw(t, "line")
		lied := rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "lied")
		earns := func(line, measured int64) int {
			p := &play{tb: t, now: start}
			p.do(lobby(live.Settings{Seconds: 20, Grace: 500, Bonus: 20}), join(1), live.Next{Host: host(), Number: 1})
			p.now += think + line
			a := answer(1, 1, "a", 1)
			a.Line = measured
			p.do(a)
			return p.game.Answers[live.AnswerKey{Number: 1, Player: "p1"}].Points
		}
		quick := earns(0, 0)
		if slow := earns(line, line); slow != quick {
			t.Fatalf("%d points on a line of %d ms, %d on a quick one", slow, line, quick)
		}
		if got := earns(0, lied); got < quick || got > quick+live.MaxBonus*live.MaxPoints/100*live.MaxLine/20_000+1 {
			t.Fatalf("%d points with %d ms of line, %d without", got, lied, quick)
		}
	})
}

func TestRank(t *testing.T) {
	t.Parallel()
	got := live.Rank([]live.Standing{
		{Player: "4", Name: "d", Points: 5}, {Player: "3", Name: "c", Points: 7}, {Player: "2", Name: "b", Points: 7},
		{Player: "1", Name: "a", Points: 9}, {Player: "5", Name: "d", Points: 0}, {Player: "6", Name: "d", Points: 0},
	})
	want := []live.Standing{
		{Rank: 1, Player: "1", Name: "a", Points: 9}, {Rank: 2, Player: "2", Name: "b", Points: 7},
		{Rank: 2, Player: "3", Name: "c", Points: 7}, {Rank: 4, Player: "4", Name: "d", Points: 5},
		{Rank: 5, Player: "5", Name: "d"}, {Rank: 5, Player: "6", Name: "d"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ranks (-want +got):\n%s", diff)
	}
}

// TestRanks wants a rank to be one more than how many have more points.
func TestRanks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var all []live.Standing
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 4), 0, 12).Draw(t, "points") {
			all = append(all, live.Standing{Points: n})
		}
		ranked := live.Rank(all)
		for _, s := range ranked {
			more := 0
			for _, other := range all {
				if other.Points > s.Points {
					more++
				}
			}
			if s.Rank != more+1 {
				t.Fatalf("%d points have rank %d, %d have more", s.Points, s.Rank, more)
			}
		}
	})
}
