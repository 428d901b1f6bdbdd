package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// QuestionPage is one question of a drill, and, once it is answered, what the answer is worth.
type QuestionPage struct {
	Base
	// Spoken is the language of the questions.
	Spoken string
	// Number is the question's, from 1, of Count.
	Number, Count int
	Kind          drills.Kind
	Scene         string
	Prompt        string
	// Action is where the answer goes; Past is how the questions before went; Again is the address of a new drill in the reader's language.
	Action, Past, Again string
	// Attempt is the id under which an answer is kept of somebody who is signed in.
	Attempt string
	Options []OptionView
	Pairs   []PairView
	// Places are the numbers that an option can be given, in an ordering.
	Places []int
	// Typed is what was typed.
	Typed string
	// Fault says what is wrong with the answer; empty if nothing is.
	Fault string
	// Result is what the answer is worth; nil before there is one.
	Result *ResultView
}

// OptionView is an option as a page shows it.
type OptionView struct {
	drills.Option
	// Letter is how people call it.
	Letter string
	Chosen bool
	// Given is the place that the option was given, in an ordering; 0 for none.
	Given int
	Good  bool
}

// PairView is a pair as a page shows it.
type PairView struct {
	drills.Pair
	// Given is the id of the option that it was given, Letter and Right how people call that and the right one.
	Given, Letter, Right string
	Good                 bool
	Options              []OptionView
}

// ResultView is what an answer is worth.
type ResultView struct {
	// Verdict is right, partly or wrong, and Title says so.
	Verdict   string
	Title     string
	Score     string
	Rationale string
	Marks     []drills.Mark
	Compare   []string
	// Key is the right number, or empty.
	Key  string
	Card *NearView
	Next string
	Last bool
}

func (s *Server) questionPage(c *gin.Context, book *playbook.Book, p progress) *QuestionPage {
	q := p.drill.Questions[p.at]
	v := &QuestionPage{
		Base: s.base(c), Spoken: p.drill.Recipe.Lang, Number: p.at + 1, Count: len(p.drill.Questions),
		Kind: q.Kind, Scene: q.Scene, Prompt: q.Prompt, Action: "/practice/" + p.drill.ID, Again: "/practice/again/" + p.drill.ID, Past: p.past,
		Attempt: s.NewID(),
	}
	v.Here = "practice"
	for i, o := range q.Options {
		v.Options = append(v.Options, OptionView{Option: o, Letter: letter(o.ID)})
		v.Places = append(v.Places, i+1)
	}
	for _, pair := range q.Pairs {
		v.Pairs = append(v.Pairs, PairView{Pair: pair, Options: v.Options})
	}
	return v
}

// letter is how people call the option of an id.
func letter(id string) string { return strings.ToUpper(id) }

// keep puts what was given into the form again, whether it fits the question or not.
func (v *QuestionPage) keep(q *drills.Question, given url.Values) {
	v.Typed = clean(given.Get("a"))
	for i := range v.Options {
		o := &v.Options[i]
		o.Chosen = slices.Contains(given["a"], o.ID)
		if q.Kind == drills.Ordering {
			o.Given, _ = strconv.Atoi(given.Get("o" + o.ID)) //nolint:errcheck // what is no number was no choice
		}
	}
	for i := range v.Pairs {
		v.Pairs[i].Given = given.Get("p" + v.Pairs[i].ID)
	}
}

// grade shows what the answer that was kept is worth.
func (v *QuestionPage) grade(q *drills.Question, r drills.Result) {
	for i := range v.Options {
		if i < len(r.Marks) && len(q.Pairs) == 0 {
			v.Options[i].Good = r.Marks[i].Good
		}
	}
	for i := range v.Pairs {
		pair := &v.Pairs[i]
		pair.Good = r.Marks[i].Good
		pair.Letter, pair.Right = letter(pair.Given), letter(pair.Option)
	}
	out := &ResultView{Verdict: "partly", Title: v.T("result_partly"), Rationale: r.Rationale, Compare: r.Compare}
	switch {
	case r.Full():
		out.Verdict, out.Title = "right", v.T("result_right")
	case r.Score == 0:
		out.Verdict, out.Title = "wrong", v.T("result_wrong")
	}
	out.Score = strconv.Itoa(r.Percent())
	if q.Kind == drills.ShortAnswer {
		out.Marks = r.Marks
	}
	if q.Kind == drills.Numerical {
		out.Key = strconv.Itoa(r.Right.Number)
	}
	v.Result = out
}

// goOn leads on from the answer.
func (v *QuestionPage) goOn(next progress) {
	v.Result.Next, v.Result.Last = next.address(), next.at == v.Count
}

// Ordered are the options in their right order.
func (v *QuestionPage) Ordered() []OptionView {
	return slices.SortedFunc(slices.Values(v.Options), func(a, b OptionView) int { return a.Place - b.Place })
}

// withCard links the card that a question is about.
func (v *QuestionPage) withCard(book *playbook.Book, id string) {
	if card, ok := book.Card(id); ok && v.Result != nil {
		near := nearView(v.Base, card)
		v.Result.Card = &near
	}
}
