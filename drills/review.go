package drills

import (
	"cmp"
	"math"
	"slices"
)

// The review schedule is FSRS-6, as https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm writes it down. It goes
// back to Ye, Su and Cao, "A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition Scheduling", KDD 2022
// (doi:10.1145/3534678.3539081), and Su, Ye and others, "Optimizing Spaced Repetition Schedule by Capturing the Dynamics of
// Memory", TKDE 2023 (doi:10.1109/TKDE.2023.3251721). Of its four grades two are given: a right answer is Good (3), a wrong one is
// Again (1). There are no learning steps, which would ask again after minutes: a daily practice asks again tomorrow at the
// earliest. Nothing is left to chance.

// The 21 default weights of FSRS-6, fitted to the reviews of some ten thousand people (the page above, "Default parameters"). Those
// of the grades Hard and Easy are of no use here, and are kept so that the list is whole.
const (
	w0  = 0.212  // stability after a first Again, in days
	w1  = 1.2931 // … Hard
	w2  = 2.3065 // … Good
	w3  = 8.2956 // … Easy
	w4  = 6.4133 // difficulty after a first Again
	w5  = 0.8334 // how much less it is with each better grade
	w6  = 3.0194 // how much a grade changes difficulty
	w7  = 0.001  // how much of the way back to the least difficulty every review goes
	w8  = 1.8722 // how much stability grows by a right answer
	w9  = 0.1666 // … less for what is stable already
	w10 = 0.796  // … more for what was nearly forgotten
	w11 = 1.4835 // how much stability is left after a lapse
	w12 = 0.0614 // … less for what is difficult
	w13 = 0.2629 // … more for what was stable
	w14 = 1.6483 // … more for what was nearly forgotten
	w15 = 0.6014 // Hard grows less
	w16 = 1.8729 // Easy grows more
	w17 = 0.5425 // how much a review on the same day changes stability
	w18 = 0.0912 // … by any grade
	w19 = 0.0658 // … less for what is stable already
	w20 = 0.1542 // how steep forgetting is
)

// WantedRetention is the share of answers that are to be right when something falls due, the default of FSRS.
const WantedRetention = 0.9

// Bounds of what a memory holds. Intervals end with half a year: that often every card is to be met, however well it is known.
const (
	leastStability  = 0.001 // days
	mostStability   = 36_500
	leastDifficulty = 1
	mostDifficulty  = 10
	mostInterval    = 180 // days
)

const (
	day = 24 * 60 * 60 * 1000 // in milliseconds
	// sameDay is how soon, in days, a further review counts as one of the same day. Whole days would need to know where a day ends;
	// half a day keeps two breaks of one shift together, and a late shift apart from the early one after it.
	sameDay = 0.5
	// forgetting is 0.9^(-1/w20) - 1, the factor that makes a memory of a stability of n days retrievable by 0.9 after n days.
	forgetting = 0.980346494413480045223334461703800668054
)

// Memory is how well one person knows one thing: the state of FSRS and when to ask again. Times are milliseconds UTC. The zero
// value is of something that was never asked.
type Memory struct {
	// Stability is after how many days an answer is right nine times in ten.
	Stability float64
	// Difficulty runs from 1 to 10.
	Difficulty float64
	// Due is when to ask again, and Last when it was asked.
	Due, Last int64
	// Reviews counts the answers, Lapses the wrong ones but the first, and Misses those that were wrong in a row, up to the last.
	Reviews, Lapses, Misses int
}

// Answered is an answer to something, and when it was given.
type Answered struct {
	Right bool
	At    int64
}

// Replay gives the memory that answers leave behind, whatever the order in which they came to be known: what was answered without a
// connection arrives late and counts with its own time.
func Replay(answers []Answered) Memory {
	answers = slices.Clone(answers)
	slices.SortStableFunc(answers, func(a, b Answered) int { return cmp.Compare(a.At, b.At) })
	var m Memory
	for _, a := range answers {
		m = Review(m, a.Right, a.At)
	}
	return m
}

// Review gives the memory after an answer. One that is older than the last counts as if it came right after it; see Replay.
//
// Stability and difficulty are rounded to eight decimals, as the reference implementations do it, so that the same answers give the
// same memory on every machine.
func Review(m Memory, right bool, at int64) Memory {
	if m.Reviews == 0 {
		m.Stability, m.Difficulty = firstStability(right), firstDifficulty(right)
		m.Last = at
	} else {
		at = max(at, m.Last)
		m.Stability, m.Difficulty = nextStability(m, right, at), nextDifficulty(m.Difficulty, right)
		m.Last = at
		if !right {
			m.Lapses++
		}
	}
	m.Reviews++
	m.Misses++
	if right {
		m.Misses = 0
	}
	m.Due = at + int64(Interval(m.Stability, WantedRetention))*day
	return m
}

// Retrievability is how likely an answer is right at a time, from 0 to 1: (1 + forgetting · t/S)^-w20.
func Retrievability(m Memory, at int64) float64 {
	if m.Reviews == 0 || m.Stability <= 0 {
		return 0
	}
	return retrievable(m.Stability, elapsed(m, at))
}

// Lasting is for how many times its stability, which is in days, something is known at least so likely: Retrievability turned round,
// (r^(-1/w20) - 1) / forgetting.
func Lasting(retention float64) float64 { return (math.Pow(retention, -1/w20) - 1) / forgetting }

// Interval is after how many days something is to be asked again, for a share of right answers: its stability times Lasting,
// rounded, at least a day and at most half a year.
func Interval(stability, retention float64) int {
	days := math.Round(stability * Lasting(retention))
	if days > mostInterval {
		return mostInterval
	}
	if days >= 1 {
		return int(days)
	}
	return 1
}

// elapsed is how many days have passed since something was asked, with fractions.
func elapsed(m Memory, at int64) float64 { return float64(max(0, at-m.Last)) / day }

func retrievable(stability, days float64) float64 { return math.Pow(1+forgetting*days/stability, -w20) }

// firstStability is S0(G) = w(G-1).
func firstStability(right bool) float64 {
	if right {
		return w2
	}
	return w0
}

// firstDifficulty is D0(G) = w4 - e^(w5·(G-1)) + 1, between 1 and 10.
func firstDifficulty(right bool) float64 {
	grade := 1.0
	if right {
		grade = 3
	}
	return rounded(min(max(difficultyOf(grade), leastDifficulty), mostDifficulty))
}

func difficultyOf(grade float64) float64 { return w4 - math.Exp(w5*(grade-1)) + 1 }

// nextDifficulty goes from D' = D - w6·(G-3)·(10-D)/9 a little of the way to D0(4), as it is computed, which is below 1.
func nextDifficulty(d float64, right bool) float64 {
	if !right {
		d += w6 * 2 * (mostDifficulty - d) / 9
	}
	return rounded(min(max(w7*difficultyOf(4)+(1-w7)*d, leastDifficulty), mostDifficulty))
}

// nextStability is the stability after an answer that is not the first.
func nextStability(m Memory, right bool, at int64) float64 {
	days := elapsed(m, at)
	var s float64
	switch r := retrievable(m.Stability, days); {
	case days < sameDay:
		s = sameDayStability(m.Stability, right)
	case right:
		s = recalledStability(m.Stability, m.Difficulty, r)
	default:
		s = forgottenStability(m.Stability, m.Difficulty, r)
	}
	return rounded(min(max(s, leastStability), mostStability))
}

// recalledStability is S·(1 + e^w8·(11-D)·S^-w9·(e^(w10·(1-R)) - 1)).
func recalledStability(s, d, r float64) float64 {
	return s * (1 + math.Exp(w8)*(11-d)*math.Pow(s, -w9)*(math.Exp(w10*(1-r))-1))
}

// forgottenStability is w11·D^-w12·((S+1)^w13 - 1)·e^(w14·(1-R)), and no more than S/e^(w17·w18), so that a lapse made good on the
// same day leaves no more than there was.
func forgottenStability(s, d, r float64) float64 {
	left := w11 * math.Pow(d, -w12) * (math.Pow(s+1, w13) - 1) * math.Exp(w14*(1-r))
	return min(left, s/math.Exp(w17*w18))
}

// sameDayStability is S·e^(w17·(G-3+w18))·S^-w19, and for a right answer no less than S.
func sameDayStability(s float64, right bool) float64 {
	if !right {
		return s * math.Exp(w17*(w18-2)) * math.Pow(s, -w19)
	}
	return s * max(1, math.Exp(w17*w18)*math.Pow(s, -w19))
}

// rounded leaves eight decimals.
func rounded(x float64) float64 { return math.Round(x*1e8) / 1e8 }
