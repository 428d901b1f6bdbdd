package handlers

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// drillInput is the wish for a drill as it comes in.
type drillInput struct {
	Lang     string   `json:"lang" validate:"max=35"`
	Cards    []string `json:"cards" validate:"max=500,dive,required,max=60"`
	Families []string `json:"families" validate:"max=50,dive,required,max=60"`
	Kinds    []string `json:"kinds" validate:"max=20,dive,required,max=40"`
	Count    int      `json:"count" validate:"gte=1,lte=100"`
	Seed     *uint64  `json:"seed" validate:"omitempty,lte=9007199254740991"`
}

// attemptInput is an answer as it comes in; Attempt is an id that the client makes, so that a repeat is counted once.
type attemptInput struct {
	Attempt  string          `json:"attempt" validate:"required,max=64"`
	Question string          `json:"question" validate:"required,max=200"`
	Answer   json.RawMessage `json:"answer" validate:"required"`
}

// The replies of the API about drills.
type (
	apiDrill struct {
		ID        string        `json:"id"`
		Seed      uint64        `json:"seed"`
		Lang      string        `json:"lang"`
		Questions []apiQuestion `json:"questions"`
	}
	apiQuestion struct {
		ID      string      `json:"id"`
		Kind    drills.Kind `json:"kind"`
		Card    string      `json:"card,omitempty"`
		Scene   string      `json:"scene,omitempty"`
		Prompt  string      `json:"prompt"`
		Options []apiOption `json:"options,omitempty"`
		Pairs   []apiOption `json:"pairs,omitempty"`
	}
	apiOption struct {
		ID   string `json:"id"`
		Text string `json:"text"`
	}
	apiGrade struct {
		Score     float64   `json:"score"`
		Right     any       `json:"right"`
		Rationale string    `json:"rationale"`
		Card      string    `json:"card,omitempty"`
		Marks     []apiMark `json:"marks"`
		Compare   []string  `json:"compare,omitempty"`
	}
	apiMark struct {
		ID     string `json:"id,omitempty"`
		Chosen bool   `json:"chosen"`
		Good   bool   `json:"good"`
		Reason string `json:"reason"`
	}
)

// apiMakeDrill answers POST /api/v1/drills.
func (s *Server) apiMakeDrill(c *gin.Context) error {
	var in drillInput
	if err := s.body(c, &in); err != nil {
		return err
	}
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	r, err := s.recipe(c, index.Book(), in)
	if err != nil {
		return err
	}
	d, err := s.examiner.Generate(index.Book(), r)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Header("Location", "/api/v1/drills/"+d.ID)
	s.send(c, http.StatusCreated, "application/json", drillReply(index.Book(), d))
	return nil
}

// apiShowDrill answers GET /api/v1/drills/{id}: the same drill again.
func (s *Server) apiShowDrill(c *gin.Context) error {
	return s.withDrill(c, func(book *playbook.Book, d *drills.Drill) error { return s.json(c, drillReply(book, d)) })
}

// apiAnswerDrill answers POST /api/v1/drills/{id}/answers.
func (s *Server) apiAnswerDrill(c *gin.Context) error {
	var in attemptInput
	if err := s.body(c, &in); err != nil {
		return err
	}
	return s.withDrill(c, func(book *playbook.Book, d *drills.Drill) error {
		a, err := s.actor(c)
		if err != nil {
			return err
		}
		q, given, err := s.keepAttempt(c.Request.Context(), book, d, a, in, s.Now().UnixMilli())
		if err != nil {
			return err
		}
		result := s.examiner.Grade(q, given)
		c.Header("Cache-Control", "no-store")
		s.send(c, http.StatusOK, "application/json", gradeReply(q, result))
		return nil
	})
}

// readAttempt reads an answer for the question that it names.
func readAttempt(d *drills.Drill, in attemptInput) (*drills.Question, drills.Answer, error) {
	place, err := strconv.Atoi(in.Question)
	if err != nil || place < 1 || place > len(d.Questions) || in.Question != strconv.Itoa(place) {
		return nil, drills.Answer{}, noQuestion()
	}
	q := d.Questions[place-1]
	a, err := drills.ParseAnswer(q, in.Answer)
	if err != nil {
		return nil, drills.Answer{}, answerFailure(q.Kind)
	}
	return q, a, nil
}

// answerFailure says what an answer to a kind of question has to be.
func answerFailure(k drills.Kind) *Failure {
	f := FieldFailure{Field: "answer", Rule: "letter"}
	switch k {
	case drills.MultipleResponse:
		f = FieldFailure{Field: "answer", Rule: "letters"}
	case drills.Matching:
		f = FieldFailure{Field: "answer", Rule: "pairs"}
	case drills.Ordering:
		f = FieldFailure{Field: "answer", Rule: "order"}
	case drills.Numerical:
		f = FieldFailure{Field: "answer", Rule: "number"}
	case drills.ShortAnswer:
		f = FieldFailure{Field: "answer", Rule: "words", Param: strconv.Itoa(drills.MaxWords)}
	}
	return badFields([]FieldFailure{f})
}

// withDrill makes the drill that the address names once more, and does something with it. Where the playbook has changed since, a page
// offers a new round.
func (s *Server) withDrill(c *gin.Context, do func(*playbook.Book, *drills.Drill) error) error {
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	book := index.Book()
	r, err := drills.ParseID(book, c.Param("id"))
	if errors.Is(err, drills.ErrChanged) && !isAPI(c) {
		return s.practiceChanged(c, book, r)
	}
	if err != nil {
		return err
	}
	d, err := s.examiner.Again(book, r)
	if err != nil {
		return err
	}
	return do(book, d)
}

// recipe makes the recipe of a wish; what the playbook does not have is a Failure that names it.
func (s *Server) recipe(c *gin.Context, book *playbook.Book, in drillInput) (drills.Recipe, error) {
	r := drills.Recipe{Lang: cmp.Or(in.Lang, s.lang(c)), Cards: in.Cards, Count: in.Count, Seed: s.Seed() & drills.MaxSeed}
	if in.Seed != nil {
		r.Seed = *in.Seed
	}
	var unknown []FieldFailure
	miss := func(field string, i int, name string) {
		unknown = append(unknown, FieldFailure{Field: fmt.Sprintf("%s[%d]", field, i), Rule: "known", Param: clean(name)})
	}
	if !slices.Contains(book.Languages(), r.Lang) {
		unknown = append(unknown, FieldFailure{Field: "lang", Rule: "known", Param: clean(r.Lang)})
	}
	for i, id := range in.Cards {
		if _, ok := book.Card(id); !ok {
			miss("cards", i, id)
		}
	}
	for i, f := range in.Families {
		ids := book.CardIDs("", f)
		if len(ids) == 0 {
			miss("families", i, f)
		}
		r.Cards = append(r.Cards, ids...)
	}
	for i, name := range in.Kinds {
		k := drills.Kind(name)
		if !slices.Contains(drills.Kinds(), k) {
			miss("kinds", i, name)
		}
		r.Kinds = append(r.Kinds, k)
	}
	if len(unknown) > 0 {
		return drills.Recipe{}, badFields(unknown)
	}
	return r, nil
}

// drillReply shows a drill without its key.
func drillReply(book *playbook.Book, d *drills.Drill) apiDrill {
	reply := apiDrill{ID: d.ID, Seed: d.Recipe.Seed, Lang: d.Recipe.Lang, Questions: make([]apiQuestion, len(d.Questions))}
	for i, q := range d.Questions {
		// Question.ID names the card, which is what some questions ask for; a place tells nothing.
		out := apiQuestion{ID: strconv.Itoa(i + 1), Kind: q.Kind, Scene: q.Scene, Prompt: q.Prompt}
		for _, o := range q.Options {
			out.Options = append(out.Options, apiOption{o.ID, o.Text})
		}
		for _, p := range q.Pairs {
			out.Pairs = append(out.Pairs, apiOption{p.ID, p.Text})
		}
		if card, ok := book.Card(q.Card); ok && !offers(q, card.Words(d.Recipe.Lang).Title) {
			out.Card = q.Card
		}
		reply.Questions[i] = out
	}
	return reply
}

// offers tells whether a text is one of a question's options.
func offers(q *drills.Question, text string) bool {
	return slices.ContainsFunc(q.Options, func(o drills.Option) bool { return o.Text == text })
}

// gradeReply says what an answer is worth and why; the right answer has the form that an answer has.
func gradeReply(q *drills.Question, r drills.Result) apiGrade {
	out := apiGrade{
		Score: float64(int(r.Score*1000+0.5)) / 1000, Rationale: r.Rationale, Card: q.Card, Compare: r.Compare,
		Marks: make([]apiMark, len(r.Marks)),
	}
	for i, m := range r.Marks {
		out.Marks[i] = apiMark{m.ID, m.Chosen, m.Good, m.Reason}
	}
	out.Right = answerValue(q.Kind, r.Right)
	return out
}

// answerValue is an answer as JSON has it.
func answerValue(k drills.Kind, a drills.Answer) any {
	switch k {
	case drills.MultipleChoice, drills.TrueFalse:
		return strings.Join(a.Options, "")
	case drills.Matching:
		return a.Pairs
	case drills.Numerical:
		return a.Number
	case drills.ShortAnswer:
		return a.Text
	default:
		return list(a.Options)
	}
}
