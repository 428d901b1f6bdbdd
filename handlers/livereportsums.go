package handlers

import (
	"cmp"
	"slices"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// gameSums is what is left of a game: how everybody did, and how every question went whose key was shown.
type gameSums struct {
	players   []playerSum   // in the order of the board
	questions []questionSum // in the order in which they were asked
	whole     answerSum
	alone     int // of the players
}

// answerSum adds up answers that came in time.
type answerSum struct {
	sum
	// right and partly are how many of them were fully right, and in part.
	right, partly int
	// timed is how many were not given alone, and took how long those took together, in milliseconds.
	timed int
	took  int64
}

// add takes an answer in, unless it came too late.
func (s *answerSum) add(p live.Player, kept live.Kept) {
	if kept.Late {
		return
	}
	s.sum = s.plus(1, kept.Score)
	switch {
	case (drills.Result{Score: kept.Score}).Full():
		s.right++
	case kept.Score > 0:
		s.partly++
	}
	if !p.Alone {
		s.timed++
		s.took += kept.Took
	}
}

// wrong is how many answers earned nothing.
func (s answerSum) wrong() int { return int(s.attempts) - s.right - s.partly }

// seconds is how long an answer took on average.
func (s answerSum) seconds() float64 { return float64(s.took) / 1000 / float64(max(1, s.timed)) }

// playerSum is a player's line of the board, and their answers.
type playerSum struct {
	live.Standing
	answerSum
	player live.Player
	// answers are those to each of the questions; nil where there is none.
	answers []*live.Kept
}

// questionSum is how a question went.
type questionSum struct {
	answerSum
	number int
	*drills.Question
	given []drills.Answer // in time
	// late are the players whose answer came too late, and missing those who sat there and gave none; both by name.
	late, missing []live.Player
}

// sumsOf sums a game up, with all its players and answers, and its questions as they are to be read. Who has given up their seat
// counts as long as they are on the board, by the points that they have.
func sumsOf(g live.Game, questions []*drills.Question) *gameSums {
	all := &gameSums{}
	for _, n := range g.Shown {
		all.questions = append(all.questions, questionSum{number: n, Question: questions[n-1]})
	}
	for _, line := range g.Standings() {
		p := playerSum{Standing: line, player: g.Players[line.Player], answers: make([]*live.Kept, len(all.questions))}
		for i := range all.questions {
			kept, ok := g.Answers[live.AnswerKey{Number: all.questions[i].number, Player: line.Player}]
			if ok {
				p.answers[i] = &kept
				p.add(p.player, kept)
				all.whole.add(p.player, kept)
			}
			all.questions[i].count(p.player, p.answers[i])
		}
		if p.player.Alone {
			all.alone++
		}
		all.players = append(all.players, p)
	}
	for _, q := range all.questions {
		for _, names := range [][]live.Player{q.late, q.missing} {
			slices.SortFunc(names, func(a, b live.Player) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
		}
	}
	return all
}

// count takes in what a player has answered; nil for nothing. Of those who are not there any more, came later, or are still busy by
// themselves nothing is missing.
func (q *questionSum) count(p live.Player, kept *live.Kept) {
	switch {
	case kept == nil && !p.Left && !p.Alone && p.JoinedIn <= q.number:
		q.missing = append(q.missing, p)
	case kept == nil:
	case kept.Late:
		q.late = append(q.late, p)
	default:
		q.add(p, *kept)
		q.given = append(q.given, kept.Given)
	}
}

// hardest are the questions, those with the least score first and those that nobody has answered last.
func (all *gameSums) hardest() []questionSum {
	return slices.SortedStableFunc(slices.Values(all.questions), func(a, b questionSum) int {
		if none := cmp.Compare(min(b.attempts, 1), min(a.attempts, 1)); none != 0 {
			return none
		}
		return cmp.Compare(a.score*float64(b.attempts), b.score*float64(a.attempts))
	})
}

// missed are the cards of questions that were not all answered rightly, those with most misses first.
func (all *gameSums) missed() []string {
	misses := map[string]int{}
	var cards []string
	for _, q := range all.questions {
		n := int(q.attempts) - q.right
		if q.Card == "" || n == 0 {
			continue
		}
		if misses[q.Card] == 0 {
			cards = append(cards, q.Card)
		}
		misses[q.Card] += n
	}
	slices.SortStableFunc(cards, func(a, b string) int { return cmp.Compare(misses[b], misses[a]) })
	return cards
}
