package live

import (
	"slices"
	"sync"

	"clerkcoach/drills"
)

// paper is a question in one language, with all that is the same whoever sees it.
type paper struct {
	question *drills.Question // nil where no question is on
	asked    Asked
	// blank is what comes of no answer: the key, and the reasons; made when the key is first shown.
	blank func() drills.Result
}

func newPaper(x *drills.Examiner, q *drills.Question) *paper {
	return &paper{question: q, asked: asked(q), blank: sync.OnceValue(func() drills.Result {
		if q == nil {
			return drills.Result{}
		}
		return x.Grade(q, drills.Answer{})
	})}
}

// card is the id of the card that the question is about.
func (on *paper) card() string {
	if on.question == nil {
		return ""
	}
	return on.question.Card
}

// asked leaves the key of a question behind.
func asked(q *drills.Question) Asked {
	if q == nil {
		return Asked{}
	}
	a := Asked{Kind: q.Kind, Scene: q.Scene, Prompt: q.Prompt}
	for _, o := range q.Options {
		a.Options = append(a.Options, Line{ID: o.ID, Text: o.Text})
	}
	for _, p := range q.Pairs {
		a.Pairs = append(a.Pairs, Line{ID: p.ID, Text: p.Text})
	}
	return a
}

// shared is what the views of one state of a game have in common and is dear to make: thousands look at once, so each part is made
// once, when it is first looked at.
type shared struct {
	names  func() []string
	counts func() map[string]int
	board  func() board
}

// board is the board with the place of each player on it.
type board struct {
	lines []Standing
	at    map[string]int
}

func newShared(g Game) *shared {
	return &shared{names: sync.OnceValue(g.names), counts: sync.OnceValue(g.counts), board: sync.OnceValue(g.placed)}
}

// names are those of who is there, in order.
func (g Game) names() []string {
	all := make([]string, 0, len(g.Players))
	for _, p := range g.Players {
		if !p.Left {
			all = append(all, p.Name)
		}
	}
	slices.Sort(all)
	return all
}

// counts is how many chose each option of the question that is on, in time.
func (g Game) counts() map[string]int {
	all := map[string]int{}
	for id := range g.Players {
		if kept, ok := g.Answers[AnswerKey{g.Number, id}]; ok && !kept.Late {
			for _, option := range kept.Given.Options {
				all[option]++
			}
		}
	}
	return all
}

func (g Game) placed() board {
	b := board{lines: g.Standings(), at: make(map[string]int, len(g.Players))}
	for i, line := range b.lines {
		b.at[line.Player] = i
	}
	return b
}
