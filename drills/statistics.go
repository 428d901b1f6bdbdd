package drills

import "math"

// Sums are what is kept of how people answered one question, or all questions of something: enough to tell how hard it is, and
// whether those who know more do better at it.
type Sums struct {
	// N counts the answers, Right those with a score of 1.
	N, Right int64
	// Score is the sum of the scores, from 0 to 1 each, and Score2 that of their squares.
	Score, Score2 float64
	// Rated counts the answers of people who had answered enough before for a mean of it, the rest. The sums behind it are over
	// these: of scores, of rests, of the squares of both, and of their products.
	Rated                                                int64
	RatedScore, RatedScore2, Rest, Rest2, ScoreTimesRest float64
}

// Unknown is why a figure cannot be given.
type Unknown string

// The reasons for a figure that is not given.
const (
	UnknownFew   Unknown = "few"   // too few answers
	UnknownAlike Unknown = "alike" // all scores, or all rests, are the same
)

// Estimate is a figure that is worked out from answers, with its 95 % interval.
type Estimate struct {
	Value, Low, High float64
	// N is the number of answers that it rests on.
	N int64
	// Why there is no figure; empty where there is one.
	Why Unknown
}

// Known tells whether there is a figure.
func (e Estimate) Known() bool { return e.Why == "" }

// How many answers it takes to say anything. Ten leave a Wilson interval of a width of 0.5 at most; thirty one of a correlation of
// about 0.7, which is still enough to see that a question misleads those who know most.
const (
	FewestAnswers = 10
	FewestRated   = 30
)

// confident is the normal quantile of a two-sided 95 % interval.
const confident = 1.959963984540054

// Facility is the mean score: 1 for a question that everybody gets right.
//
// Of answers that are right or wrong the interval is Wilson's, which holds for few answers and never leaves 0 to 1: Wilson,
// "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927), recommended by Brown, Cai and DasGupta,
// "Interval Estimation for a Binomial Proportion", Statistical Science 16 (2001). Where parts of a score were given it is the
// normal one of a mean, m ± 1.96·s/√n with s² over n-1, cut off at 0 and 1.
func Facility(s Sums) Estimate {
	e := Estimate{N: s.N}
	if s.N < FewestAnswers {
		e.Why = UnknownFew
		return e
	}
	n := float64(s.N)
	e.Value = within(s.Score/n, 0, 1)
	if math.Abs(s.Score-float64(s.Right)) < tiny {
		e.Low, e.High = wilson(e.Value, n)
	} else {
		reach := confident * math.Sqrt(max(0, s.Score2-s.Score*s.Score/n)/(n-1)/n)
		e.Low, e.High = e.Value-reach, e.Value+reach
	}
	// Neither end may come to lie beyond the figure by what adding up loses.
	e.Low, e.High = within(e.Low, 0, e.Value), within(e.High, e.Value, 1)
	return e
}

// wilson is Wilson's interval of a share of n.
func wilson(share, n float64) (low, high float64) {
	const z2 = confident * confident
	middle := (share + z2/(2*n)) / (1 + z2/n)
	reach := confident / (1 + z2/n) * math.Sqrt(share*(1-share)/n+z2/(4*n*n))
	return middle - reach, middle + reach
}

// Discrimination is the correlation of the score with how well people did before, from -1 to 1: the item-rest correlation of
// classical test theory (Crocker and Algina, "Introduction to Classical and Modern Test Theory", 1986, chapter 14), with what was
// answered before in place of the rest of a test. Below 0, those who know more do worse, and the question wants a look. The
// interval is by Fisher's transformation, artanh r ± 1.96/√(n-3): Fisher, "On the 'Probable Error' of a Coefficient of Correlation
// Deduced from a Small Sample", Metron 1 (1921).
func Discrimination(s Sums) Estimate {
	e := Estimate{N: s.Rated}
	if s.Rated < FewestRated {
		e.Why = UnknownFew
		return e
	}
	n := float64(s.Rated)
	scores, rests := s.RatedScore2-s.RatedScore*s.RatedScore/n, s.Rest2-s.Rest*s.Rest/n
	if scores < tiny || rests < tiny {
		e.Why = UnknownAlike
		return e
	}
	e.Value = within((s.ScoreTimesRest-s.RatedScore*s.Rest/n)/math.Sqrt(scores*rests), -1, 1)
	middle, reach := math.Atanh(e.Value), confident/math.Sqrt(n-3)
	e.Low, e.High = within(math.Tanh(middle-reach), -1, e.Value), within(math.Tanh(middle+reach), e.Value, 1)
	return e
}

// tiny is less than any sum of squares can be unless all are the same: what adding up many of them loses.
const tiny = 1e-6

// within moves a figure to the nearest that lies between two.
func within(x, low, high float64) float64 { return min(max(x, low), high) }
