package drills_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"clerkcoach/drills"
)

const (
	day    = 24 * 60 * 60 * 1000 // in milliseconds
	hour   = day / 24
	minute = hour / 60
	noon   = 1_767_240_000_000 // the 1st of January 2026, noon in Shanghai
)

// TestReview walks through answers whose intervals are known from the reference implementation.
func TestReview(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		right  []bool
		days   []int // until due, after each answer; each answer but the first comes when it is due
		lapses int
	}{
		{"always right", []bool{true, true, true, true, true}, []int{2, 11, 46, 163, 180}, 0},
		{"wrong at first", []bool{false, true, true, true}, []int{1, 2, 6, 17}, 0},
		{"a lapse", []bool{true, true, true, false, true}, []int{2, 11, 46, 3, 8}, 1},
		{"always wrong", []bool{false, false, false}, []int{1, 1, 1}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var m drills.Memory
			at := int64(noon)
			for i, right := range c.right {
				m = drills.Review(m, right, at)
				if got := m.Due - at; got != int64(c.days[i])*day {
					t.Errorf("after answer %d: due in %.1f days, want %d; %+v", i, float64(got)/day, c.days[i], m)
				}
				at = m.Due
			}
			if m.Lapses != c.lapses || m.Reviews != len(c.right) {
				t.Errorf("%d lapses in %d answers, want %d in %d", m.Lapses, m.Reviews, c.lapses, len(c.right))
			}
		})
	}
}

// TestReviewSameDay wants a second answer in one shift to be worth little, and one in the next shift to count.
func TestReviewSameDay(t *testing.T) {
	t.Parallel()
	known := drills.Review(drills.Memory{}, true, noon)
	again := drills.Review(known, true, noon+11*hour)
	if again.Stability != known.Stability {
		t.Errorf("right again on the same day: from %v to %v", known.Stability, again.Stability)
	}
	if next := drills.Review(known, true, noon+13*hour); next.Stability < 1.5*known.Stability {
		t.Errorf("right again in the next shift: from %v to %v", known.Stability, next.Stability)
	}
	if wrong := drills.Review(known, false, noon+hour); wrong.Stability > 0.5*known.Stability || wrong.Lapses != 1 {
		t.Errorf("wrong on the same day: from %v to %v", known, wrong)
	}
	if late := drills.Review(known, true, noon-3*day); late.Last != known.Last || late.Due < known.Due || late.Reviews != 2 {
		t.Errorf("an answer from before makes %+v of %+v", late, known)
	}
}

func TestInterval(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stability, retention float64
		want                 int
	}{
		{10, 0.9, 10},
		{10.6, 0.9, 11},
		{0.2, 0.9, 1},
		{179.6, 0.9, 180},
		{4000, 0.9, 180},
		{10, 0.95, 4},
		{10, 0.8, 33},
		{10, 1, 1},
		{10, 0, 180},
		{math.NaN(), 0.9, 1},
	} {
		if got := drills.Interval(c.stability, c.retention); got != c.want {
			t.Errorf("a stability of %v and a retention of %v: %d days, want %d", c.stability, c.retention, got, c.want)
		}
	}
}

// TestLasting wants what has lasted for so long to be known just so likely.
func TestLasting(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		likely, stability := rapid.Float64Range(0.3, 1).Draw(t, "likely"), rapid.Float64Range(0.1, 300).Draw(t, "stability")
		m := drills.Memory{Reviews: 1, Stability: stability, Last: noon}
		if got := drills.Retrievability(m, noon+int64(stability*drills.Lasting(likely)*day)); math.Abs(got-likely) > 1e-6 {
			t.Errorf("%v, want %v", got, likely)
		}
	})
}

func TestRetrievability(t *testing.T) {
	t.Parallel()
	m := drills.Memory{Stability: 10, Difficulty: 5, Last: noon, Reviews: 1}
	for _, c := range []struct{ days, want float64 }{{-1, 1}, {0, 1}, {1, 0.985682}, {10, 0.9}, {20, 0.845885}, {365, 0.573559}} {
		if got := drills.Retrievability(m, noon+int64(c.days*day)); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("after %v days: %v, want %v", c.days, got, c.want)
		}
	}
	if got := drills.Retrievability(drills.Memory{}, noon); got != 0 {
		t.Errorf("what was never asked is known by %v", got)
	}
}

// drawAnswers draws what somebody answered about one thing, in the order of time, from seconds to years apart.
func drawAnswers(t *rapid.T) []drills.Answered {
	at := int64(noon)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) drills.Answered {
		at += int64(math.Exp(rapid.Float64Range(-9, 7).Draw(t, "after")) * day)
		return drills.Answered{Right: rapid.Bool().Draw(t, "right"), At: at}
	}), 1, 40).Draw(t, "answers")
}

// TestReviewProperties wants of any memory that its numbers keep within their bounds, that a right answer makes it more stable
// unless it came on the same day, and a wrong one less; that what was wrong comes sooner again; and that it fades with time.
func TestReviewProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := drills.Replay(drawAnswers(t))
		if m.Due < m.Last+day || m.Due > m.Last+180*day || (m.Due-m.Last)%day != 0 {
			t.Errorf("due %.3f days after the last answer", float64(m.Due-m.Last)/day)
		}
		if !(m.Stability >= 0.001 && m.Stability <= 36_500 && m.Difficulty >= 1 && m.Difficulty <= 10) || m.Lapses >= m.Reviews {
			t.Errorf("out of bounds: %+v", m)
		}
		at := m.Last + int64(math.Exp(rapid.Float64Range(-9, 7).Draw(t, "then"))*day)
		right, wrong := drills.Review(m, true, at), drills.Review(m, false, at)
		switch {
		case right.Stability < m.Stability, right.Due-right.Last < m.Due-m.Last, right.Difficulty > m.Difficulty:
			t.Errorf("a right answer makes %+v of %+v", right, m)
		case at-m.Last >= day/2 && right.Stability == m.Stability && m.Stability < 36_500:
			t.Errorf("a right answer after %.2f days does nothing to %+v", float64(at-m.Last)/day, m)
		}
		if wrong.Stability > m.Stability || wrong.Due-wrong.Last > m.Due-m.Last || wrong.Due > right.Due ||
			wrong.Difficulty < m.Difficulty-0.02 {
			t.Errorf("a wrong answer makes %+v of %+v", wrong, m)
		}
		soon, later := drills.Retrievability(m, at), drills.Retrievability(m, at+hour)
		if !(later > 0 && later < soon && soon <= 1) {
			t.Errorf("known by %v, and an hour later by %v: %+v", soon, later, m)
		}
		if got := drills.Retrievability(m, m.Last+int64(m.Stability*day)); math.Abs(got-0.9) > 0.001 && m.Stability > 0.01 {
			t.Errorf("known by %v after its stability of %v days", got, m.Stability)
		}
	})
}

// TestReplay wants the order in which answers come to be known not to matter.
func TestReplay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		answers := slices.CompactFunc(drawAnswers(t), func(a, b drills.Answered) bool { return a.At == b.At })
		var want drills.Memory
		for _, a := range answers {
			want = drills.Review(want, a.Right, a.At)
		}
		mixed := rapid.Permutation(answers).Draw(t, "mixed")
		before := slices.Clone(mixed)
		if got := drills.Replay(mixed); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
		if !slices.Equal(mixed, before) {
			t.Error("the answers were put in order where they stood")
		}
	})
}

// BenchmarkReview takes in one answer after another.
func BenchmarkReview(b *testing.B) {
	b.ReportAllocs()
	m := drills.Review(drills.Memory{}, true, noon)
	for i := 0; b.Loop(); i++ {
		next := drills.Review(m, i%4 > 0, m.Due)
		if next.Due <= m.Due {
			b.Fatal("not due later")
		}
		m = next
	}
}
