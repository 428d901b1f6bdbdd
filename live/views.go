package live

import (
	"slices"

	"clerkcoach/drills"
)

// How many lines of the board a screen shows; the report has all.
const (
	screenLines = 100
	playerLines = 10
)

// Remote is what the host's own device shows: what the projector shows, and what can be done.
type Remote struct {
	View View   `json:"view"`
	Code string `json:"code"`
	// Left is how long the question is open to who has most time, in milliseconds; nil where time is not limited.
	Left *int64 `json:"left,omitempty"`
	// Can are the names of the commands that the phase allows, in the order in which they come.
	Can []string `json:"can"`
}

// ScreenView gives what the projector shows at the server's time. The question is the one that is on, in the host's language; it
// may be nil where none is. All players and answers have to be there in the lobby, on the board, at the reveal and at the end.
func (g Game) ScreenView(x *drills.Examiner, q *drills.Question, now int64) View {
	s := settled(g, now)
	switch s.Phase {
	case "", Lobby:
		return LobbyView{Head: s.headOf(), Code: s.Code, Names: s.names()}
	case Open, Paused, Closed:
		return QuestionView{Head: s.headOf(), Asked: asked(q), Left: s.left(usual)}
	case Revealed:
		v := s.reveal(x, q, drills.Answer{})
		v.Counts = s.counts()
		return v
	default:
		return BoardView{Head: s.headOf(), Board: s.board(screenLines)}
	}
}

// RemoteView gives what the host's own device shows; see ScreenView for what it needs.
func (g Game) RemoteView(x *drills.Examiner, q *drills.Question, now int64) Remote {
	s := settled(g, now)
	r := Remote{View: g.ScreenView(x, q, now), Code: s.Code}
	if s.Phase == Open || s.Phase == Paused {
		r.Left = s.left(s.MostExtra)
	}
	for _, c := range []struct {
		name string
		able bool
	}{
		{"next", Next{}.in(s.Phase) == nil && s.Number < s.Questions},
		{"close", Close{}.in(s.Phase) == nil},
		{"reveal", Reveal{}.in(s.Phase) == nil},
		{"board", ShowBoard{}.in(s.Phase) == nil && !s.Settings.Private},
		{"pause", Pause{}.in(s.Phase) == nil},
		{"resume", Resume{}.in(s.Phase) == nil},
		{"skip", Skip{}.in(s.Phase) == nil},
		{"end", End{}.in(s.Phase) == nil},
	} {
		if c.able {
			r.Can = append(r.Can, c.name)
		}
	}
	return r
}

// PlayerView gives what one player's screen shows at the server's time, with the question in their language. The player and their
// answers have to be there; for the board, if the game has one, all of them. The error is ErrNoSeat.
func (g Game) PlayerView(x *drills.Examiner, q *drills.Question, player string, now int64) (View, error) {
	s := settled(g, now)
	p, ok := s.Players[player]
	if !ok || p.Left {
		return nil, ErrNoSeat
	}
	kept, has := s.Answers[AnswerKey{s.Number, p.ID}]
	switch s.Phase {
	case Lobby:
		return LobbyView{Head: s.headOf(), Code: s.Code, Mine: p.Name}, nil
	case Open, Paused, Closed:
		v := QuestionView{Head: s.headOf(), Asked: asked(q), Left: s.left(p.Extra)}
		if has {
			v.Mine = new(receipt(s.Number, kept))
		}
		return v, nil
	case Revealed:
		v := s.reveal(x, q, kept.Given)
		if has {
			v.Mine = &Worth{Receipt: receipt(s.Number, kept), Score: kept.Score, Points: kept.Points}
		}
		return v, nil
	default:
		return BoardView{Head: s.headOf(), Board: s.board(playerLines), Mine: s.own(p)}, nil
	}
}

// Receipt gives what a player is told of an answer that is kept, and whether there is one.
func (g Game) Receipt(number int, player string) (Receipt, bool) {
	kept, ok := g.Answers[AnswerKey{number, player}]
	return receipt(number, kept), ok
}

func receipt(number int, kept Kept) Receipt {
	return Receipt{Number: number, Given: kept.Given, At: kept.At, Late: kept.Late}
}

// settled is a game as time has made it.
func settled(g Game, now int64) *step {
	s := &step{Game: g}
	s.settle(now)
	return s
}

func (g *Game) headOf() Head {
	return Head{
		Revision: g.Revision, Phase: g.Phase, Number: g.Number, Of: g.Questions, Players: g.Seats, Answered: g.Answered,
	}
}

// names are those of who is there, in order; none in a private game.
func (g *Game) names() []string {
	if g.Settings.Private {
		return nil
	}
	var all []string
	for _, p := range g.Players {
		if !p.Left {
			all = append(all, p.Name)
		}
	}
	slices.Sort(all)
	return all
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

// reveal is the question with its key, and the reasons for what somebody answered.
func (g *Game) reveal(x *drills.Examiner, q *drills.Question, given drills.Answer) RevealView {
	if q == nil {
		return RevealView{Head: g.headOf()}
	}
	r := x.Grade(q, given)
	return RevealView{Head: g.headOf(), Asked: asked(q), Right: r.Right, Rationale: r.Rationale, Marks: r.Marks, Card: q.Card}
}

// counts is how many chose each option of the question that is on, in time.
func (g *Game) counts() map[string]int {
	all := map[string]int{}
	for key, kept := range g.Answers {
		if key.Number == g.Number && !kept.Late {
			for _, id := range kept.Given.Options {
				all[id]++
			}
		}
	}
	return all
}

// board is the first lines of the board; none in a private game.
func (g *Game) board(lines int) []Standing {
	if g.Settings.Private {
		return nil
	}
	all := g.Standings()
	return all[:min(lines, len(all))]
}

// own is a player's own line.
func (g *Game) own(p Player) *Standing {
	if g.Settings.Private {
		alone := *g
		alone.Players = map[string]Player{p.ID: p}
		for _, line := range alone.Standings() {
			line.Rank = 0
			return &line
		}
		return nil
	}
	all := g.Standings()
	if i := slices.IndexFunc(all, func(s Standing) bool { return s.Player == p.ID }); i >= 0 {
		return &all[i]
	}
	return nil
}
