package handlers

import (
	"net/http"
	"strings"
	"testing"

	"clerkcoach/drills"
)

// TestPaper wants the questions, a sheet for the answers and the key in a sheet each; nothing of the key stands in the first two.
func TestPaper(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		d := generated(t, testRecipe(lang, 14))
		v := s.open(t, "/practice/"+d.ID+"/print", lang, http.StatusOK)
		v.wantTexts("main > section.sheet > header > *:first-child",
			s.Catalog.Text(lang, "paper_title"), s.Catalog.Text(lang, "paper_answers"), s.Catalog.Text(lang, "paper_key"))
		code := s.Catalog.Text(lang, "paper_code", "code", "7")
		v.wantTexts("main > section.sheet > header .note", code, code, code)
		v.wantTexts(".print-bar button[type=button][hidden][data-print]", s.Catalog.Text(lang, "print_button"))
		v.wantCount("footer", 0)
		var prompts, keys, why []string
		for _, q := range d.Questions {
			prompts, keys, why = append(prompts, strings.TrimSpace(q.Prompt)), append(keys, written(q)), append(why, q.Rationale)
		}
		v.wantTexts(".sheet:nth-of-type(1) .asked > li > p > b", prompts...)
		v.wantCount(".sheet:nth-of-type(2) .blanks > li", len(d.Questions))
		v.wantTexts(".sheet:nth-of-type(3) .keys > li > b", keys...)
		v.wantTexts(".sheet:nth-of-type(3) .keys > li > span", why...)
		before := strings.Join(v.texts(".sheet:nth-of-type(1), .sheet:nth-of-type(2)"), "\n")
		for _, q := range d.Questions {
			for _, reason := range reasons(q) {
				if strings.Contains(before, reason) {
					t.Errorf("%s: %q stands before the key", q.Kind, reason)
				}
			}
		}
	})
}

// written is the key of a question as people write it.
func written(q *drills.Question) string {
	key := q.Key()
	var parts []string
	switch q.Kind {
	case drills.Matching:
		for _, p := range q.Pairs {
			parts = append(parts, p.ID+" "+strings.ToUpper(p.Option))
		}
	case drills.Numerical, drills.ShortAnswer:
		return filled(q, key).Get("a")
	default:
		for _, id := range key.Options {
			parts = append(parts, strings.ToUpper(id))
		}
	}
	return strings.Join(parts, " · ")
}

// TestPaperAnswerSheet wants room for the answer to each kind of question.
func TestPaperAnswerSheet(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, k := range drills.Kinds() {
		d, q := oneOf(t, "en", k)
		v := s.open(t, "/practice/"+d.ID+"/print", "en", http.StatusOK)
		boxes, blanks, lines := 0, 0, 0
		switch k {
		case drills.Matching:
			blanks = len(q.Pairs)
		case drills.Ordering:
			blanks = len(q.Options)
		case drills.Numerical:
			blanks = 1
		case drills.ShortAnswer:
			lines = 2
		default:
			boxes = len(q.Options)
		}
		v.wantCount(".blanks .box", boxes)
		v.wantCount(".blanks .blank", blanks)
		v.wantCount(".blanks .line", lines)
		v.wantCount(".asked .plain-options li", len(q.Options))
		v.wantCount(".asked .plain-pairs li", len(q.Pairs))
	}
}
