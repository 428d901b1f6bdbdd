package live

import (
	"fmt"

	"clerkcoach/drills"
)

// day is a day, in milliseconds.
const day = 24 * 60 * 60 * 1000

// reopened tells whether those who were absent may play a game that is over, each alone; see Player.Alone.
func (s *step) reopened() bool {
	days := int64(s.Settings.Days)
	return days > 0 && len(s.Shown) > 0 && !s.Settings.Rehearsal && s.now < s.EndedAt+days*day
}

// answerAlone keeps an answer of who plays alone, to the question that is next for them.
func (s *step) answerAlone(c Answer) error {
	if !s.reopened() {
		return ErrEnded
	}
	switch next := s.On(c.Player); {
	case next == 0:
		return ErrNoMore
	case c.Number != next:
		return fmt.Errorf("%w: %d, not %d", ErrNumber, next, c.Number)
	}
	score := bounded(c.Graded.Score)
	s.keep(c, Kept{Given: c.Graded.Given, Score: score, Points: Settings{}.Points(score, 0, usual), At: s.Clock})
	s.tell(EventAnswered)
	return nil
}

// On gives the number of the question that is on a player's screen: the one that is on for all, or, for who plays alone, the first
// of those shown that they have not answered. It is 0 where there is none. The player's answers have to be there.
func (g Game) On(player string) int {
	if !g.Players[player].Alone {
		return g.Number
	}
	for _, number := range g.Shown {
		if _, ok := g.Answers[AnswerKey{number, player}]; !ok {
			return number
		}
	}
	return 0
}

// Worth gives a question, in the player's language, with its key, the reasons, and what the player's answer earned, if there is
// one. Who played live may see the questions whose key was shown, who plays alone those that they have answered: others are
// ErrNumber. The error is ErrNoSeat for somebody who never had a seat; who has left may still look.
func (g Game) Worth(x *drills.Examiner, q *drills.Question, player string, number int) (RevealView, error) {
	v := &sight{step: step{Game: g}, x: x}
	return v.worth(newPaper(x, q), player, number)
}

func (v *sight) worth(on *paper, player string, number int) (RevealView, error) {
	p, ok := v.Players[player]
	if !ok {
		return RevealView{}, ErrNoSeat
	}
	_, answered := v.Answers[AnswerKey{number, player}]
	if !v.wasShown(number) || p.Alone && !answered {
		return RevealView{}, fmt.Errorf("%w: the key of %d is not shown", ErrNumber, number)
	}
	view := v.reveal(on)
	view.Phase, view.Number = Revealed, number
	v.mark(&view, on, player)
	return view, nil
}
