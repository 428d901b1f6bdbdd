package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"clerkcoach/playbook"
	"clerkcoach/search"
)

// AskPage is the page where a clerk asks, with the answer if there was a question.
type AskPage struct {
	Base
	Question string
	// Fault says what is wrong with the question; empty if nothing is.
	Fault    string
	Asked    bool
	Answer   AnswerView
	Starters []StarterView
	// Shelf are the cards at hand, which stand before the starters.
	Shelf ShelfView
}

// AnswerView is an answer as pages show it; it is also sent alone, to be put into the page as the clerk types.
type AnswerView struct {
	Base
	Question string
	Verdict  search.Verdict
	// Best is the first card; nil if the verdict is outside.
	Best *CardView
	// Apart are the lines that tell the first two cards apart, if the verdict is unsure; if the two are not neighbours, what each is.
	Apart      []NearView
	Neighbours bool
	// More are further cards that may fit.
	More []NearView
	// Remembered tells how sending the question to the trainer went: yes, no, or empty.
	Remembered string
}

// StarterView is a family with questions to begin with.
type StarterView struct {
	Family    string
	Title     string
	Questions []string
}

// ReasonView is a line that the question resembles.
type ReasonView struct {
	Label  string
	Pieces []PieceView
	Lang   string
}

// PieceView is a piece of a line; Shared says that the question has these words too.
type PieceView struct {
	Text   string
	Shared bool
}

// shownMatches is how many cards an answer on a page has.
const shownMatches = 3

// askPage shows the field, and under it the answer to the question q if there is one. Works by form, without JavaScript.
func (s *Server) askPage(c *gin.Context) error {
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	p := AskPage{Base: s.base(c), Question: clean(c.Query("q"))}
	p.Here = "ask"
	if p.Question == "" {
		p.begin(c, index.Book())
		return s.show(c, "ask", p)
	}
	var in askInput
	if err := s.bind(url.Values{"q": {p.Question}}, &in); err != nil {
		p.Fault = p.T("ask_too_long", "count", utf8.RuneCountInString(p.Question), "max", maxQuestion)
		p.begin(c, index.Book())
		return s.showOnce(c, http.StatusBadRequest, "ask", p)
	}
	p.Asked = true
	p.Answer = s.answer(p.Base, index, in.Q)
	p.Answer.Remembered = c.Query("remembered")
	return s.show(c, "ask", p)
}

// begin adds what stands on the page while nothing is asked.
func (p *AskPage) begin(c *gin.Context, book *playbook.Book) {
	p.Starters, p.Shelf = starters(p.Base, book), shelf(c, p.Base, book)
}

// answerPart sends the answer alone, as HTML.
func (s *Server) answerPart(c *gin.Context) error {
	var in askInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	return s.show(c, "answer", s.answer(s.base(c), index, in.Q))
}

// answer asks the index and turns what it says into what is shown.
func (s *Server) answer(b Base, index *search.Index, question string) AnswerView {
	a := index.Ask(question, shownMatches)
	s.counters.asked(a.Verdict)
	v := AnswerView{Base: b, Question: question, Verdict: a.Verdict}
	book := index.Book()
	var cards []*playbook.Card
	for _, m := range a.Matches {
		if card, ok := book.Card(m.Card); ok {
			cards = append(cards, card)
			v.More = append(v.More, nearView(b, card))
		}
	}
	if a.Verdict == search.Outside || len(cards) == 0 {
		return v
	}
	best := cardView(b, book, cards[0])
	best.Because = reasonViews(b, a.Matches[0].Why)
	v.Best = &best
	v.More = v.More[1:]
	for i, card := range cards[1:] {
		if line := cards[0].Words(b.Lang).Neighbours[card.ID]; line != "" {
			v.More[i].Line = line
		}
	}
	if a.Verdict == search.Unsure && len(cards) > 1 {
		v.Apart, v.Neighbours = apart(b, cards[0], cards[1])
	}
	return v
}

// apart gives, for each of two cards, the line that tells it from the other, which stands on the other, and whether there is one.
func apart(b Base, first, second *playbook.Card) ([]NearView, bool) {
	pair := []NearView{nearView(b, first), nearView(b, second)}
	told := false
	for i, line := range []string{second.Words(b.Lang).Neighbours[first.ID], first.Words(b.Lang).Neighbours[second.ID]} {
		if line != "" {
			pair[i].Line, told = line, true
		}
	}
	return pair, told
}

func reasonViews(b Base, reasons []search.Reason) []ReasonView {
	views := make([]ReasonView, len(reasons))
	for i, r := range reasons {
		views[i] = ReasonView{Label: b.T("answer_why_" + string(r.Source)), Pieces: pieceViews(r), Lang: r.Lang}
	}
	return views
}

// pieceViews cuts a line where marks begin and end.
func pieceViews(r search.Reason) []PieceView {
	var pieces []PieceView
	line := []rune(r.Text)
	done := 0
	for _, m := range r.Marks {
		if m.From > done {
			pieces = append(pieces, PieceView{Text: string(line[done:m.From])})
		}
		pieces = append(pieces, PieceView{Text: string(line[m.From:m.To]), Shared: true})
		done = m.To
	}
	if done < len(line) {
		pieces = append(pieces, PieceView{Text: string(line[done:])})
	}
	return pieces
}

func starters(b Base, book *playbook.Book) []StarterView {
	var views []StarterView
	names := book.Names(b.Lang)
	seen := map[string]bool{}
	for _, h := range book.Handbooks {
		for _, f := range h.Families {
			name := names.Families[f.ID]
			if !seen[f.ID] && len(name.Starters) > 0 {
				views = append(views, StarterView{Family: f.ID, Title: name.Title, Questions: name.Starters})
			}
			seen[f.ID] = true
		}
	}
	return views
}

// rememberQuestion keeps a question that the playbook does not answer, and returns to it.
func (s *Server) rememberQuestion(c *gin.Context) error {
	var in rememberInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	b := s.base(c)
	went := "yes"
	if err := s.Questions.Remember(in.Q, b.Lang, s.Now().UTC().Truncate(time.Second)); err != nil {
		if !errors.Is(err, search.ErrFull) {
			s.Log.Error("remember a question", "error", err, "request_id", b.RequestID)
		}
		went = "no"
	}
	c.Redirect(http.StatusSeeOther, "/?"+url.Values{"q": {in.Q}, "remembered": {went}}.Encode())
	return nil
}
