package drills

import (
	"slices"
)

// Result is what an answer is worth, and why.
type Result struct {
	// Score is from 0 to 1.
	Score float64
	// Right is the right answer; see Question.Key.
	Right Answer
	// Rationale says what the question is about.
	Rationale string
	// Marks give a reason for each option, pair or place, in the order shown, or for each point given or taken.
	Marks []Mark
	// Compare are words to compare one's own with.
	Compare []string
}

// Mark is the reason for one part of the score.
type Mark struct {
	// ID is that of the option or pair; empty for words of one's own.
	ID string
	// Chosen tells that the option was chosen, or that the pair or the place got something.
	Chosen bool
	// Good tells that the part was answered rightly.
	Good bool
	// Reason says why the option or pair is right or wrong, or what the words do or lack.
	Reason string
}

// fullMark is the least score that counts as right.
const fullMark = 0.999

// Percent is the score in whole percent.
func (r Result) Percent() int { return int(r.Score*100 + 0.5) }

// Full tells whether everything was right.
func (r Result) Full() bool { return r.Score >= fullMark }

// Grade grades an answer; one that has not its question's shape (see Question.Check) counts as none. A choice is right or wrong; of
// several, each right one chosen counts for as much as each wrong one counts against, down to 0; matching counts the pairs;
// ordering the pairs of options that stand in the right order (Kendall, "A New Measure of Rank Correlation", 1938, scaled to 0 to
// 1); words of one's own what they do, less what should not be said.
func (x *Examiner) Grade(q *Question, a Answer) Result {
	r := Result{Right: q.Key(), Rationale: q.Rationale}
	if !q.fits(a) {
		a = Answer{}
	}
	switch q.Kind {
	case MultipleChoice, TrueFalse, MultipleResponse:
		r.Score, r.Marks = gradeChoice(q, a)
	case Matching:
		r.Score, r.Marks = gradePairs(q, a)
	case Ordering:
		r.Score, r.Marks = gradeOrder(q, a)
	case Numerical:
		if a.Number == q.Number {
			r.Score = 1
		}
	default:
		x.gradeWords(q, a.Text, &r)
	}
	return r
}

func gradeChoice(q *Question, a Answer) (float64, []Mark) {
	var score float64
	rights := 0
	marks := make([]Mark, len(q.Options))
	for i, o := range q.Options {
		chosen := slices.Contains(a.Options, o.ID)
		marks[i] = Mark{ID: o.ID, Chosen: chosen, Good: chosen == o.Right, Reason: o.Rationale}
		if o.Right {
			rights++
		}
		switch {
		case chosen && o.Right:
			score++
		case chosen:
			score--
		}
	}
	return max(0, score/float64(max(1, rights))), marks
}

func gradePairs(q *Question, a Answer) (float64, []Mark) {
	good := 0
	marks := make([]Mark, len(q.Pairs))
	for i, p := range q.Pairs {
		given, ok := a.Pairs[p.ID]
		marks[i] = Mark{ID: p.ID, Chosen: ok, Good: given == p.Option, Reason: p.Rationale}
		if given == p.Option {
			good++
		}
	}
	return float64(good) / float64(max(1, len(q.Pairs))), marks
}

func gradeOrder(q *Question, a Answer) (float64, []Mark) {
	places := make([]int, len(a.Options))
	for i, id := range a.Options {
		places[i] = q.option(id).Place
	}
	good, all := 0, 0
	for i := range places {
		for _, later := range places[i+1:] {
			all++
			if places[i] < later {
				good++
			}
		}
	}
	marks := make([]Mark, len(q.Options))
	for i, o := range q.Options {
		at := slices.Index(a.Options, o.ID)
		marks[i] = Mark{ID: o.ID, Chosen: at >= 0, Good: at == o.Place-1, Reason: o.Rationale}
	}
	return float64(good) / float64(max(1, all)), marks
}
