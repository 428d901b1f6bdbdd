package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// PracticePage is where a drill is chosen.
type PracticePage struct {
	Base
	Counts    []int
	Count     int
	Handbooks []HandbookView
	// Changed says that a drill was asked for whose playbook has changed; Again is the address of a new one like it.
	Changed bool
	Again   string
}

// practiceInput is the wish for a drill, as the page of choice has it.
type practiceInput struct {
	Card     string `form:"card" validate:"max=60"`
	Family   string `form:"family" validate:"max=60"`
	Handbook string `form:"handbook" validate:"max=60"`
	Kind     string `form:"kind" validate:"max=40"`
	Count    int    `form:"count,default=5" validate:"gte=1,lte=100"`
}

// practicePage offers what can be practised.
func (s *Server) practicePage(c *gin.Context) error {
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	return s.show(c, "practice", s.practiceChoice(c, index.Book()))
}

func (s *Server) practiceChoice(c *gin.Context, book *playbook.Book) PracticePage {
	p := PracticePage{Base: s.base(c), Counts: []int{5, 10, 20}, Count: 5}
	p.Here = "practice"
	for _, h := range book.Handbooks {
		p.Handbooks = append(p.Handbooks, handbookView(p.Base, book, h))
	}
	return p
}

// newPractice makes a drill of what was chosen and leads to its first question.
func (s *Server) newPractice(c *gin.Context) error {
	var in practiceInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	book := index.Book()
	r := drills.Recipe{Lang: s.lang(c), Count: in.Count, Seed: s.Seed() & drills.MaxSeed}
	if k := drills.Kind(in.Kind); k != "" {
		if !slices.Contains(drills.Kinds(), k) {
			return badFields([]FieldFailure{{Field: "kind", Rule: "known", Param: in.Kind}})
		}
		r.Kinds = []drills.Kind{k}
	}
	if r.Cards, err = chosenCards(book, in); err != nil {
		return err
	}
	d, err := s.examiner.Generate(book, r)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, "/practice/"+d.ID)
	return nil
}

// chosenCards lists the cards of a card's, a family's or a handbook's practice; none for all cards.
func chosenCards(book *playbook.Book, in practiceInput) ([]string, error) {
	switch {
	case in.Card != "":
		if _, ok := book.Card(in.Card); !ok {
			return nil, noCard(in.Card)
		}
		return []string{in.Card}, nil
	case in.Family == "" && in.Handbook == "":
		return nil, nil
	}
	ids := book.CardIDs(in.Handbook, in.Family)
	if len(ids) == 0 {
		return nil, notFound()
	}
	return ids, nil
}

// progress is how far a drill has been worked through. All of it stands in the address, so that nothing is lost by a restart, and
// nothing has to be kept of who is not signed in.
type progress struct {
	drill *drills.Drill
	// past are the scores of the questions answered, in tenths: one character each, from 0 to a.
	past string
	// at is the question shown, from 0.
	at int
}

// tenths writes and reads scores in tenths.
const tenths = "0123456789a"

// progressOf reads how far somebody is; what does not fit the drill counts from the start.
func progressOf(d *drills.Drill, q url.Values) progress {
	p := progress{drill: d, past: q.Get("past")}
	if strings.Trim(p.past, tenths) != "" || len(p.past) > len(d.Questions) {
		p.past = ""
	}
	p.at = len(p.past)
	return p
}

// after gives the progress with one more question answered; only what is fully right counts ten tenths, and only nothing at all none.
func (p progress) after(r drills.Result) progress {
	n := int(r.Score*10 + 0.5)
	if !r.Full() {
		n = min(n, 9)
	}
	if r.Score > 0 {
		n = max(n, 1)
	}
	p.past += string(tenths[n])
	p.at = len(p.past)
	return p
}

// address is where the drill goes on.
func (p progress) address() string {
	if p.past == "" {
		return "/practice/" + p.drill.ID
	}
	return "/practice/" + p.drill.ID + "?past=" + p.past
}

// missed are the places of the questions that were not fully right.
func (p progress) missed() []int {
	var all []int
	for i, t := range p.past {
		if t != rune(tenths[10]) {
			all = append(all, i)
		}
	}
	return all
}

// practiceQuestion shows the next question of a drill, or, with an answer in the address, what it is worth; after the last one, how it
// went.
func (s *Server) practiceQuestion(c *gin.Context) error {
	return s.withDrill(c, func(book *playbook.Book, d *drills.Drill) error {
		query := c.Request.URL.Query()
		p := progressOf(d, query)
		if p.at == len(d.Questions) {
			return s.practiceEnd(c, book, p)
		}
		q := d.Questions[p.at]
		view := s.questionPage(c, book, p)
		if query.Has("attempt") {
			var err error
			if query, err = s.ownAnswer(c, p, query.Get("attempt")); err != nil {
				return err
			}
			if query == nil {
				return redirect(c, p.address())
			}
		} else if !query.Has("answered") {
			return s.show(c, "question", view)
		}
		view.keep(q, query)
		a, err := formAnswer(q, query)
		if err != nil {
			view.Fault = view.answerFault(q.Kind)
			return s.showOnce(c, http.StatusBadRequest, "question", view)
		}
		r := s.examiner.Grade(q, a)
		view.grade(q, r)
		view.goOn(p.after(r))
		view.withCard(book, q.Card)
		return s.show(c, "question", view)
	})
}

// ownAnswer is what somebody who is signed in has answered to the question that is shown, as the form sends it; nil if it is not
// theirs, such as for the next one on a tablet who goes back to it.
func (s *Server) ownAnswer(c *gin.Context, p progress, attempt string) (url.Values, error) {
	by, err := s.actor(c)
	if err != nil || by.ID == "" || attempt == "" {
		return nil, err
	}
	kept, _, err := s.Records.Attempts(c.Request.Context(), records.Filter{Person: by.ID, Drill: p.drill.ID, ID: attempt}, records.Page{Rows: 1})
	if err != nil || len(kept) == 0 || kept[0].Question != strconv.Itoa(p.at+1) {
		return nil, err
	}
	q, a, err := readAttempt(p.drill, attemptInput{Question: kept[0].Question, Answer: kept[0].Answer})
	if err != nil {
		return nil, err
	}
	return answerForm(q, a), nil
}

// answerPractice keeps an answer that somebody who is signed in has given on a page, and leads to what it is worth. Of nobody in
// particular nothing is kept: their answer stands in the address, which that of somebody does not, since a browser remembers
// addresses. An answer that does not fit its question comes back to the form by the same way.
func (s *Server) answerPractice(c *gin.Context) error {
	by, err := s.actor(c)
	if err != nil {
		return err
	}
	if err := c.Request.ParseForm(); err != nil {
		return formFailure(err)
	}
	return s.withDrill(c, func(book *playbook.Book, d *drills.Drill) error {
		given := c.Request.PostForm
		p := progressOf(d, given)
		if p.at == len(d.Questions) {
			return redirect(c, p.address())
		}
		attempt := given.Get("attempt")
		given.Del("attempt")
		q := d.Questions[p.at]
		if a, err := formAnswer(q, given); err == nil && by.ID != "" {
			in := attemptInput{Attempt: attempt, Question: strconv.Itoa(p.at + 1)}
			if in.Answer, err = json.Marshal(answerValue(q.Kind, a)); err != nil {
				return fmt.Errorf("write an answer down: %w", err)
			}
			if _, _, err = s.keepAttempt(c.Request.Context(), book, d, by, in, s.Now().UnixMilli()); err != nil {
				return err
			}
			kept := url.Values{"past": {p.past}, "attempt": {attempt}}
			return redirect(c, "/practice/"+d.ID+"?"+kept.Encode()+"#result")
		}
		given.Set("answered", "1")
		return redirect(c, "/practice/"+d.ID+"?"+given.Encode()+"#result")
	})
}

// practiceChanged says that the playbook has changed since a drill was made, and offers a new one by what is left of its recipe.
func (s *Server) practiceChanged(c *gin.Context, book *playbook.Book, r drills.Recipe) error {
	p := s.practiceChoice(c, book)
	p.Changed, p.Again = true, "/practice/new?count="+strconv.Itoa(r.Count)
	if len(r.Kinds) == 1 {
		p.Again += "&kind=" + string(r.Kinds[0])
	}
	return s.showOnce(c, http.StatusConflict, "practice", p)
}

// EndPage says how a drill went.
type EndPage struct {
	Base
	// Spoken is the language of the questions.
	Spoken       string
	Right, Count int
	// Missed are the questions that were not fully right, each with its card.
	Missed []MissedView
	// Again is the address of a drill of the missed questions, More that of a new drill like this one.
	Again, More, Print string
	// Sat is how the sitting went that the drill was for; nil if it was for none.
	Sat *SatView
}

// MissedView is a question that was not fully right.
type MissedView struct {
	Prompt string
	Scene  string
	Partly bool
	Card   *NearView
}

func (s *Server) practiceEnd(c *gin.Context, book *playbook.Book, p progress) error {
	d := p.drill
	page := EndPage{
		Base: s.base(c), Spoken: d.Recipe.Lang, Count: len(d.Questions),
		More: "/practice/again/" + d.ID, Print: "/practice/" + d.ID + "/print",
	}
	page.Here = "practice"
	missed := p.missed()
	page.Right = page.Count - len(missed)
	for _, i := range missed {
		q := d.Questions[i]
		v := MissedView{Prompt: q.Prompt, Scene: q.Scene, Partly: p.past[i] != tenths[0]}
		if card, ok := book.Card(q.Card); ok {
			near := nearView(page.Base, card)
			v.Card = &near
		}
		page.Missed = append(page.Missed, v)
	}
	if len(missed) > 0 {
		r := d.Recipe
		r.Only = placesOf(r, missed)
		page.Again = "/practice/" + r.ID(book)
	}
	if page.Who != nil {
		var err error
		if page.Sat, err = s.satView(c.Request.Context(), page.Base, book, d, page.Who.ID); err != nil {
			return err
		}
	}
	return s.show(c, "end", page)
}

// placesOf turns places in a drill into places in what its recipe gives.
func placesOf(r drills.Recipe, places []int) []int {
	if len(r.Only) == 0 {
		return places
	}
	all := make([]int, len(places))
	for i, n := range places {
		all[i] = r.Only[n]
	}
	return all
}

// againPractice makes a new drill by a recipe, with another seed.
func (s *Server) againPractice(c *gin.Context, book *playbook.Book) error {
	r, err := drills.ParseID(book, c.Param("id"))
	if errors.Is(err, drills.ErrChanged) {
		return s.practiceChanged(c, book, r)
	}
	if err != nil {
		return err
	}
	r.Seed, r.Only, r.Lang = s.Seed()&drills.MaxSeed, nil, s.lang(c)
	d, err := s.examiner.Generate(book, r)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, "/practice/"+d.ID)
	return nil
}
