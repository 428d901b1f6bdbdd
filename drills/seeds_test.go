package drills_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

const (
	seeds     = 1000 // drills made of the shipped book, in each language
	askedEach = 20   // questions of each
)

// TestSeeds makes a thousand drills of the shipped book in each language and looks at every question: that it is whole, that the
// key is what the card says, that nothing wrong is right for another reason, and that nobody does well by guessing. Every kind,
// every form and every card is reached.
func TestSeeds(t *testing.T) {
	t.Parallel()
	book := shipped(t)
	for _, lang := range book.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			x, j, g := drills.NewExaminer(), newJudge(book, lang), newGuesser(book, lang)
			reached := map[string]int{}
			for seed := range uint64(seeds) {
				d := ask(t, x, book, drills.Recipe{Lang: lang, Count: askedEach, Seed: seed})
				if len(d.Questions) != askedEach {
					t.Fatalf("seed %d: %d questions", seed, len(d.Questions))
				}
				ids := map[string]bool{}
				for _, q := range d.Questions {
					if found, ok := d.Question(q.ID); ids[q.ID] || !ok || found != q {
						t.Fatalf("seed %d: the id %s is not of one question alone", seed, q.ID)
					}
					ids[q.ID] = true
					if faults := j.faults(q); len(faults) > 0 {
						t.Errorf("seed %d: %s\n%s", seed, strings.Join(faults, "\n"), shown(q))
					}
					g.guess(q)
					for _, what := range []string{string(q.Kind), formOf(q), q.Card} {
						reached[what]++
					}
				}
				if t.Failed() {
					t.FailNow()
				}
			}
			for _, what := range everything(book) {
				if reached[what] == 0 {
					t.Errorf("%s is never asked", what)
				}
			}
			g.check(t)
		})
	}
}

// TestSeedsAgain makes drills of the shipped book twice, in another order, by examiners that remember other things: the same bytes
// each time.
func TestSeedsAgain(t *testing.T) {
	t.Parallel()
	book, again := shipped(t), shipped(t)
	x, y := drills.NewExaminer(), drills.NewExaminer()
	for _, lang := range book.Languages() {
		const many = 50
		var first [many]string
		recipe := func(n int) drills.Recipe { return drills.Recipe{Lang: lang, Count: 30, Seed: uint64(n) * 977} }
		for n := range many {
			first[n] = written(t, ask(t, x, book, recipe(n)))
		}
		for n := many - 1; n >= 0; n-- {
			r := recipe(n)
			one, other := first[n], written(t, ask(t, y, again, r))
			if one != other {
				t.Fatalf("%s, seed %d: two drills of one recipe differ", lang, r.Seed)
			}
			r.Seed++
			if written(t, ask(t, x, book, r)) == one {
				t.Errorf("%s, seed %d: another seed gives the same drill", lang, r.Seed)
			}
		}
	}
}

// TestOneLanguage wants cards that are not written in a language left out of its drills, as questions and as options.
func TestOneLanguage(t *testing.T) {
	t.Parallel()
	book, x := small(t), drills.NewExaminer()
	for seed := range uint64(40) {
		d := ask(t, x, book, drills.Recipe{Lang: "en", Count: drills.MaxCount, Seed: seed})
		if text := written(t, d); strings.Contains(text, "只有中文") || strings.Contains(text, `"local"`) {
			t.Fatalf("seed %d: a card in Chinese alone stands in\n%s", seed, text)
		}
	}
	if d := ask(t, x, book, drills.Recipe{Lang: "zh-Hans", Cards: []string{"local"}, Count: 5}); d.Questions[0].Card != "local" {
		t.Errorf("the card in Chinese alone is not asked about in Chinese")
	}
}

// everything is what has to be reached: the kinds, the forms and the cards.
func everything(book *playbook.Book) []string {
	all := []string{
		"who", "first-words", "glance", "first-step", "do", "statement", "match-glance", "match-words", "match-motto",
		"order-steps", "order-talk", "say", "points",
	}
	for _, k := range drills.Kinds() {
		all = append(all, string(k))
	}
	for _, c := range book.Cards() {
		all = append(all, c.ID)
	}
	return all
}

// formOf is the part of a question's id that says what is asked.
func formOf(q *drills.Question) string { return q.ID[:strings.Index(q.ID, ".")] }

// written is all of a drill, byte for byte.
func written(tb testing.TB, d *drills.Drill) string {
	tb.Helper()
	var s strings.Builder
	e := json.NewEncoder(&s)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		tb.Fatal(err)
	}
	return s.String()
}

// shown is a question with its key, to be read in a failure.
func shown(q *drills.Question) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s %s\n  %s\n  %s\n", q.ID, q.Kind, q.Scene, q.Prompt)
	for _, o := range q.Options {
		fmt.Fprintf(&s, "  %s %v %d %s\n    %s\n", o.ID, o.Right, o.Place, o.Text, o.Rationale)
	}
	for _, p := range q.Pairs {
		fmt.Fprintf(&s, "  %s %s: %s\n", p.ID, p.Text, p.Option)
	}
	return s.String()
}

// texts are the texts of options.
func texts(options []drills.Option) []string {
	var all []string
	for _, o := range options {
		all = append(all, o.Text)
	}
	return all
}

// rights are the options that are to be chosen, and the others.
func rights(q *drills.Question) (right, wrong []drills.Option) {
	for _, o := range q.Options {
		if o.Right {
			right = append(right, o)
		} else {
			wrong = append(wrong, o)
		}
	}
	return right, wrong
}

// inPlace are the options of an Ordering question in their right order.
func inPlace(q *drills.Question) []string {
	return texts(slices.SortedFunc(slices.Values(q.Options), func(a, b drills.Option) int { return a.Place - b.Place }))
}
