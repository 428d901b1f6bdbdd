package live

import "clerkcoach/drills"

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
	return sightOf(g, newShared(g), x, now).screen(newPaper(x, q))
}

// RemoteView gives what the host's own device shows; see ScreenView for what it needs.
func (g Game) RemoteView(x *drills.Examiner, q *drills.Question, now int64) Remote {
	return sightOf(g, newShared(g), x, now).remote(newPaper(x, q))
}

// PlayerView gives what one player's screen shows at the server's time. The question is the one that On gives, in their language.
// The player and their answers have to be there; for the board, if the game has one, all of them. The error is ErrNoSeat.
func (g Game) PlayerView(x *drills.Examiner, q *drills.Question, player string, now int64) (View, error) {
	return sightOf(g, newShared(g), x, now).player(newPaper(x, q), player)
}

// sight is a game at a time, as it is shown to screens.
type sight struct {
	step
	made *shared
	x    *drills.Examiner
}

func sightOf(g Game, made *shared, x *drills.Examiner, now int64) *sight {
	v := &sight{made: made, x: x}
	v.settle(g, now)
	return v
}

// common is what all players of a language see.
func (v *sight) common(on *paper) View {
	switch v.Phase {
	case "", Lobby:
		return LobbyView{Head: v.headOf(), Code: v.Code}
	case Open, Paused, Closed:
		return QuestionView{Head: v.headOf(), Asked: on.asked}
	case Revealed:
		return v.reveal(on)
	default:
		return BoardView{Head: v.headOf(), Board: v.lines(playerLines)}
	}
}

func (v *sight) screen(on *paper) View {
	switch view := v.common(on).(type) {
	case LobbyView:
		if !v.Settings.Private {
			view.Names = v.made.names()
		}
		return view
	case QuestionView:
		view.Left = v.left(usual)
		return view
	case RevealView:
		view.Counts = v.made.counts()
		return view
	default:
		return BoardView{Head: v.headOf(), Board: v.lines(screenLines)}
	}
}

func (v *sight) remote(on *paper) Remote {
	r := Remote{View: v.screen(on), Code: v.Code}
	if v.Phase == Open || v.Phase == Paused {
		r.Left = v.left(v.MostExtra)
	}
	for _, c := range []struct {
		name string
		able bool
	}{
		{"next", Next{}.in(v.Phase) == nil && v.Number < v.Questions},
		{"close", Close{}.in(v.Phase) == nil},
		{"reveal", Reveal{}.in(v.Phase) == nil},
		{"board", ShowBoard{}.in(v.Phase) == nil && !v.Settings.Private},
		{"pause", Pause{}.in(v.Phase) == nil},
		{"resume", Resume{}.in(v.Phase) == nil},
		{"skip", Skip{}.in(v.Phase) == nil},
		{"end", End{}.in(v.Phase) == nil},
	} {
		if c.able {
			r.Can = append(r.Can, c.name)
		}
	}
	return r
}

func (v *sight) player(on *paper, player string) (View, error) {
	p, ok := v.Players[player]
	if !ok || p.Left {
		return nil, ErrNoSeat
	}
	if next := v.On(player); p.Alone && next > 0 {
		view := QuestionView{Head: v.headOf(), Asked: on.asked}
		view.Phase, view.Number = Open, next
		return view, nil
	}
	switch view := v.common(on).(type) {
	case LobbyView:
		view.Mine = p.Name
		return view, nil
	case QuestionView:
		view.Left = v.left(p.Extra)
		if mine, ok := v.Receipt(v.Number, player); ok {
			view.Mine = &mine
		}
		return view, nil
	case RevealView:
		v.mark(&view, on, player)
		return view, nil
	default:
		return BoardView{Head: v.headOf(), Board: v.lines(playerLines), Mine: v.own(player)}, nil
	}
}

// Receipt gives what a player is told of an answer that is kept, and whether there is one.
func (g Game) Receipt(number int, player string) (Receipt, bool) {
	kept, ok := g.Answers[AnswerKey{number, player}]
	return receipt(number, kept), ok
}

func receipt(number int, kept Kept) Receipt {
	return Receipt{Number: number, Given: kept.Given, At: kept.At, Took: kept.Took, Late: kept.Late}
}

func (g *Game) headOf() Head {
	return Head{
		Revision: g.Revision, Phase: g.Phase, Number: g.Number, Of: g.Questions, Players: g.Seats, Answered: g.Answered,
	}
}

// reveal is the question with its key, and the reasons as they are for who has not answered.
func (v *sight) reveal(on *paper) RevealView {
	r := on.blank()
	return RevealView{
		Head: v.headOf(), Asked: on.asked, Right: r.Right, Rationale: r.Rationale, Marks: r.Marks, Card: on.card(),
	}
}

// mark adds to a question with its key what the player's answer earned, and why.
func (v *sight) mark(view *RevealView, on *paper, player string) {
	kept, ok := v.Answers[AnswerKey{view.Number, player}]
	if !ok {
		return
	}
	view.Mine = &Worth{Receipt: receipt(view.Number, kept), Score: kept.Score, Points: kept.Points}
	if on.question != nil {
		view.Marks = v.x.Grade(on.question, kept.Given).Marks
	}
}

// lines are the first lines of the board; none in a private game.
func (v *sight) lines(most int) []Standing {
	if v.Settings.Private {
		return nil
	}
	all := v.made.board().lines
	return all[:min(most, len(all))]
}

// own is a player's own line, in a private game without a rank.
func (v *sight) own(player string) *Standing {
	if v.Settings.Private {
		return &Standing{Player: player, Name: v.Players[player].Name, Points: v.earned(player)}
	}
	b := v.made.board()
	line := b.lines[b.at[player]]
	return &line
}
