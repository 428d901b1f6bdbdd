package handlers

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// SharedView is the part of a player's screen that all of a language see alike.
type SharedView struct {
	Base
	Phase live.Phase
	// Number is the question, of Of.
	Number, Of int
	// Action is where answers go.
	Action string
	// Question is the one that is on, without its key; nil where none is.
	Question *QuestionPage
	// Asking says that it can be answered.
	Asking bool
	// Private says that there is no board.
	Private bool
	Board   []live.Standing
}

// OwnView is the part of a player's screen that is their own.
type OwnView struct {
	Base
	Phase live.Phase
	Name  string
	// More is how much more time than others they have, in percent; 0 for none.
	More int
	// Kept and Late say what has become of their answer to the question that is on; After is how many seconds it took.
	Kept, Late bool
	After      string
	// Private says that there is no board.
	Private bool
	// Question is the question with its key, once it is shown, and what their answer was worth.
	Question *QuestionPage
	// Points is what the answer has earned, or all answers on the board.
	Points int
	// Rank is their place on the board; 0 where there is none.
	Rank int
	// Behind is how many points they lack to the next place that is on the board; First that these are the last one of it.
	Behind   int
	FirstTen bool
	// Shared says that others have the same place.
	Shared bool
	// Result is the address of their own result.
	Result string
}

// shared is what all players of a language see alike.
func (p *playing) shared() SharedView {
	v := SharedView{
		Base: p.Base, Phase: p.head.Phase, Number: p.head.Number, Of: p.head.Of,
		Action: "/live/" + p.game.ID + "/answers", Private: p.game.Settings.Private, Asking: true,
	}
	switch view := p.view.(type) {
	case live.QuestionView:
		v.Question = p.asks(view.Asked)
	case live.RevealView:
		v.Question = p.asks(view.Asked)
	case live.BoardView:
		v.Board = view.Board
	}
	return v
}

// asks is a question as the page has it, without its key.
func (p *playing) asks(q live.Asked) *QuestionPage {
	v := &QuestionPage{Base: p.Base, Spoken: p.player.Lang, Number: p.head.Number, Count: p.head.Of, Kind: q.Kind, Scene: q.Scene, Prompt: q.Prompt}
	for i, o := range q.Options {
		v.Options = append(v.Options, OptionView{Option: drills.Option{ID: o.ID, Text: o.Text}, Letter: letter(o.ID)})
		v.Places = append(v.Places, i+1)
	}
	for _, pair := range q.Pairs {
		v.Pairs = append(v.Pairs, PairView{Pair: drills.Pair{ID: pair.ID, Text: pair.Text}, Options: v.Options})
	}
	return v
}

// own is what is a player's own.
func (s *Server) own(p *playing) OwnView {
	v := OwnView{
		Base: p.Base, Phase: p.head.Phase, Name: p.player.Name, Private: p.game.Settings.Private, Result: "/live/" + p.game.ID + "/result",
	}
	switch view := p.view.(type) {
	case live.QuestionView:
		v.More = p.player.Extra - 100
		if view.Left == nil {
			v.More = 0
		}
		if mine := view.Mine; mine != nil {
			v.Kept, v.Late = !mine.Late, mine.Late
			v.After = strconv.FormatFloat(float64(mine.Took)/1000, 'f', 1, 64)
		}
	case live.RevealView:
		s.worth(p, view, &v)
	case live.BoardView:
		if view.Mine != nil {
			v.Points, v.Rank = view.Mine.Points, view.Mine.Rank
			v.behind(view)
		}
	}
	return v
}

// behind tells how far it is to the next place, as far as the board shows it: it has the first ones only.
func (v *OwnView) behind(view live.BoardView) {
	for _, line := range slices.Backward(view.Board) {
		switch {
		case line.Points == v.Points && line.Player != view.Mine.Player:
			v.Shared = true
		case line.Points > v.Points:
			v.Behind = line.Points - v.Points
			v.FirstTen = v.Rank > line.Rank+1 && len(view.Board) > 0 && view.Board[len(view.Board)-1].Player == line.Player && !v.Shared
			return
		}
	}
}

// worth is a question with its key, and what the player's answer to it was worth.
func (s *Server) worth(p *playing, view live.RevealView, v *OwnView) {
	q := p.room.Questions(p.player.Lang)[view.Number-1]
	page := p.asks(view.Asked)
	for i := range page.Options {
		page.Options[i].Option = q.Options[i]
	}
	for i := range page.Pairs {
		page.Pairs[i] = PairView{Pair: q.Pairs[i], Options: page.Options}
	}
	var given drills.Answer
	if view.Mine != nil {
		given = view.Mine.Given
		page.keep(q, answerForm(q, given))
		v.Points, v.Late = view.Mine.Points, view.Mine.Late
	}
	page.grade(q, s.examiner.Grade(q, given))
	if view.Mine == nil {
		page.Result.Verdict, page.Result.Title, page.Typed = "none", p.T("live_no_answer"), "–"
		for i := range page.Pairs {
			page.Pairs[i].Letter = "–"
		}
	}
	index, release, err := s.Indexes.Use()
	if err == nil {
		defer release()
		page.withCard(index.Book(), q.Card)
	}
	v.Question = page
}

// sharedPart is the shared part as it is sent, made once for all.
func (s *Server) sharedPart(p *playing) (markup, error) {
	key := p.game.ID + "/" + p.player.Lang + "/" + p.key()
	if _, ok := p.view.(live.BoardView); ok {
		key += "/" + strconv.FormatInt(p.head.Revision, 10)
	}
	return s.parts.get(key, func() (markup, error) { return s.fragment("live-shared", p.shared()) })
}

// ownPart is a player's own part as it is sent. What an answer was worth takes the most to write, and many have answered alike.
func (s *Server) ownPart(p *playing) (markup, error) {
	view, ok := p.view.(live.RevealView)
	if !ok {
		return s.fragment("live-own", s.own(p))
	}
	var mine any
	if view.Mine != nil {
		mine = []any{view.Mine.Given, view.Mine.Points, view.Mine.Late}
	}
	answer, err := json.Marshal(mine)
	if err != nil {
		return "", fmt.Errorf("write an answer down: %w", err)
	}
	key := p.game.ID + "/" + p.player.Lang + "/" + p.key() + "/" + string(answer)
	return s.parts.get(key, func() (markup, error) { return s.fragment("live-own", s.own(p)) })
}
