package handlers

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// PaperPage is a drill on paper: the questions, a sheet for the answers, and the key, each beginning on a page of its own.
type PaperPage struct {
	Base
	Title string
	// Spoken is the language of the questions.
	Spoken string
	// Code tells sheet and key of one drill from those of another.
	Code      string
	Questions []PaperQuestion
}

// PaperQuestion is a question on paper.
type PaperQuestion struct {
	Number  int
	Kind    drills.Kind
	Scene   string
	Prompt  string
	Options []OptionView
	Pairs   []PairView
	// Blanks are what the answer sheet has to be filled in for: the numbers of pairs or of places.
	Blanks []string
	// Key is the right answer as people write it, and Why the reason.
	Key string
	Why string
}

// printPractice shows a drill for printing.
func (s *Server) printPractice(c *gin.Context) error {
	return s.withDrill(c, func(_ *playbook.Book, d *drills.Drill) error {
		p := PaperPage{Base: s.base(c), Spoken: d.Recipe.Lang, Code: strconv.FormatUint(d.Recipe.Seed%1_000_000, 10)}
		p.Here, p.Title = "practice", p.T("paper_title")
		for i, q := range d.Questions {
			p.Questions = append(p.Questions, paperQuestion(i+1, q))
		}
		return s.show(c, "paper", p)
	})
}

func paperQuestion(number int, q *drills.Question) PaperQuestion {
	v := PaperQuestion{Number: number, Kind: q.Kind, Scene: q.Scene, Prompt: q.Prompt, Why: q.Rationale}
	for _, o := range q.Options {
		v.Options = append(v.Options, OptionView{Option: o, Letter: letter(o.ID)})
	}
	key := q.Key()
	var said []string
	switch q.Kind {
	case drills.Matching:
		for _, p := range q.Pairs {
			v.Pairs = append(v.Pairs, PairView{Pair: p})
			v.Blanks = append(v.Blanks, p.ID)
			said = append(said, p.ID+" "+letter(key.Pairs[p.ID]))
		}
	case drills.Ordering:
		for i, id := range key.Options {
			v.Blanks = append(v.Blanks, strconv.Itoa(i+1))
			said = append(said, letter(id))
		}
	case drills.Numerical:
		said = append(said, strconv.Itoa(key.Number))
	case drills.ShortAnswer:
		said = append(said, key.Text)
	default:
		for _, id := range key.Options {
			said = append(said, letter(id))
		}
	}
	v.Key = strings.Join(said, " · ")
	return v
}
