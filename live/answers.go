package live

import (
	"maps"
	"slices"

	"clerkcoach/drills"
)

// Graded is an answer with what it is worth, as Grade gives it.
type Graded struct {
	Given drills.Answer
	Score float64
}

// Grade grades an answer to a question as the player has it, in their language. The error is drills.ErrAnswer where it has not the
// question's shape. Options chosen of several are put in order, so that the same choice is the same answer.
func Grade(x *drills.Examiner, q *drills.Question, a drills.Answer) (Graded, error) {
	if err := q.Check(a); err != nil {
		return Graded{}, err
	}
	var given drills.Answer
	switch q.Kind {
	case drills.Matching:
		given.Pairs = a.Pairs
	case drills.Numerical:
		given.Number = a.Number
	case drills.ShortAnswer:
		given.Text = a.Text
	case drills.MultipleResponse:
		given.Options = slices.Sorted(slices.Values(a.Options))
	default:
		given.Options = a.Options
	}
	return Graded{Given: given, Score: x.Grade(q, given).Score}, nil
}

// same tells whether two answers are one.
func same(a, b drills.Answer) bool {
	return slices.Equal(a.Options, b.Options) && maps.Equal(a.Pairs, b.Pairs) && a.Number == b.Number && a.Text == b.Text
}

func (c Answer) do(s *step) error {
	p, err := s.seat(c.Player, c.Token)
	if err != nil {
		return err
	}
	if kept, ok := s.Answers[AnswerKey{c.Number, p.ID}]; ok {
		switch {
		case kept.Late:
			return ErrLate
		case !same(kept.Given, c.Graded.Given):
			return ErrChangedAnswer
		}
		return nil
	}
	switch {
	case s.Phase == Ended && p.Alone:
		return s.answerAlone(c)
	case s.Phase == Lobby || s.Phase == Ended:
		return during(s.Phase)
	case c.Number < 1 || c.Number > s.Number:
		return ErrNumber
	case s.Phase == Paused && c.Number == s.Number && s.Clock > s.PausedAt+s.Settings.Grace:
		return ErrPaused
	case s.late(p, c.Number):
		s.keep(c, Kept{Given: c.Graded.Given, Score: bounded(c.Graded.Score), At: s.Clock, Late: true})
		s.tell(EventLate)
		return ErrLate
	}
	kept := Kept{Given: c.Graded.Given, Score: bounded(c.Graded.Score), At: s.Clock, Took: s.took(p, c.Line)}
	kept.Points = s.Settings.Points(kept.Score, kept.Took, p.Extra)
	s.keep(c, kept)
	s.Answered++
	s.tell(EventAnswered)
	s.closeIfDone()
	return nil
}

// keep keeps a first answer.
func (s *step) keep(c Answer, kept Kept) {
	answers := maps.Clone(s.Answers)
	if answers == nil {
		answers = map[AnswerKey]Kept{}
	}
	answers[AnswerKey{c.Number, c.Player}] = kept
	s.Answers = answers
}

// late tells whether it is too late for a player to answer a question.
func (s *step) late(p Player, number int) bool {
	if number < s.Number || s.Phase != Open && s.Phase != Closed && s.Phase != Paused {
		return true
	}
	if s.Phase == Closed && s.Clock > s.ClosedAt+s.Settings.Grace {
		return true
	}
	return s.Settings.Seconds > 0 && s.had() > s.limit(p.Extra)+s.Settings.Grace
}

// took is how long a player has had the question that is on, in milliseconds, less the delay of their line.
func (s *step) took(p Player, line int64) int64 {
	had := s.had()
	if p.JoinedIn == s.Number {
		had -= p.JoinedAfter
	}
	return max(0, had-min(max(line, 0), MaxLine))
}
