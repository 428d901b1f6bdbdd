package drills_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

const (
	guessBar = 0.05 // above chance, for somebody who looks at the form alone
	fewest   = 500  // questions of a form to say so
)

// tally is how often a way to guess was right, and how often chance would have been.
type tally struct {
	asked         int
	right, chance float64
}

func (t tally) above() float64 { return (t.right - t.chance) / float64(t.asked) }

func (t tally) String() string {
	n := float64(t.asked) / 100
	return fmt.Sprintf("%5.1f %%, by chance %.1f %%, of %d", t.right/n, t.chance/n, t.asked)
}

// guesser answers without knowing anything, in every way there is.
type guesser struct {
	book    *playbook.Book
	lang    string
	words   *judge
	tallies map[string]tally
}

func newGuesser(book *playbook.Book, lang string) *guesser {
	return &guesser{book, lang, newJudge(book, lang), map[string]tally{}}
}

// guess answers a question that has options, and counts what comes of it.
func (g *guesser) guess(q *drills.Question) {
	switch q.Kind {
	case drills.MultipleChoice, drills.MultipleResponse:
		asked := g.words.set(q.Scene + " " + q.Prompt)
		g.pick(q, "first", func(i int) int { return -i })
		g.pick(q, "last", func(i int) int { return i })
		g.pick(q, "longest", func(i int) int { return utf8.RuneCountInString(q.Options[i].Text) })
		g.pick(q, "shortest", func(i int) int { return -utf8.RuneCountInString(q.Options[i].Text) })
		g.pick(q, "most shared", func(i int) int { return inCommon(g.words.set(q.Options[i].Text), asked) })
	case drills.TrueFalse:
		n, median := g.lengths(q)
		g.count(q, "always right", q.Options[0].Right, 0.5)
		g.count(q, "short is wrong", q.Options[0].Right == (n >= median), 0.5)
		g.count(q, "long is wrong", q.Options[0].Right == (n <= median), 0.5)
	case drills.Matching:
		for i, p := range q.Pairs {
			title := g.words.set(p.Text)
			most := g.most(q, func(i int) int { return inCommon(g.words.set(q.Options[i].Text), title) })
			g.count(q, "most shared", q.Options[most].ID == p.Option, 1/float64(len(q.Options)))
			g.count(q, "as they stand", q.Options[i].ID == p.Option, 1/float64(len(q.Options)))
		}
	}
}

// most finds the option that has most of something, the first of several.
func (g *guesser) most(q *drills.Question, of func(int) int) int {
	best := 0
	for i := range q.Options {
		if of(i) > of(best) {
			best = i
		}
	}
	return best
}

// pick chooses the option that has most of something.
func (g *guesser) pick(q *drills.Question, way string, of func(int) int) {
	right, _ := rights(q)
	g.count(q, way, q.Options[g.most(q, of)].Right, float64(len(right))/float64(len(q.Options)))
}

// lengths are the length of a statement, and the median of all lines that the card could have been asked about.
func (g *guesser) lengths(q *drills.Question) (length, median int) {
	card, _ := g.book.Card(q.Card)
	lines := slices.Clone(card.Words(g.lang).Do)
	for _, m := range card.Mistakes(g.lang) {
		lines = append(lines, m.Text)
	}
	if len(card.Mistakes(g.lang)) == 0 {
		lines = append(lines, card.Words(g.lang).Avoid...)
	}
	all := make([]int, len(lines))
	for i, s := range lines {
		all[i] = utf8.RuneCountInString(s)
		if quotes(q.Prompt, s) {
			length = all[i]
		}
	}
	slices.Sort(all)
	return length, all[len(all)/2]
}

func (g *guesser) count(q *drills.Question, way string, right bool, chance float64) {
	for _, what := range []string{string(q.Kind), formOf(q)} {
		t := g.tallies[what+", "+way]
		t.asked++
		t.chance += chance
		if right {
			t.right++
		}
		g.tallies[what+", "+way] = t
	}
}

// check wants no way to guess to be better than chance, of what was asked often enough to tell.
func (g *guesser) check(t *testing.T) {
	t.Helper()
	for _, what := range slices.Sorted(maps.Keys(g.tallies)) {
		tally := g.tallies[what]
		t.Logf("%-36s %s", what, tally)
		if tally.asked >= fewest && tally.above() > guessBar {
			t.Errorf("%s is right too often: %s", what, tally)
		}
	}
}

// TestGuessFirstStep asks what comes first until there is enough to tell whether it can be guessed: few cards have steps, and
// without scenes nothing else is asked of them with one right option.
func TestGuessFirstStep(t *testing.T) {
	t.Parallel()
	book := withoutScenes(t)
	for _, lang := range book.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			x, g := drills.NewExaminer(), newGuesser(book, lang)
			for seed := range uint64(1000) {
				r := drills.Recipe{Lang: lang, Kinds: []drills.Kind{drills.MultipleChoice}, Count: 1, Seed: seed}
				for _, q := range ask(t, x, book, r).Questions {
					g.guess(q)
				}
			}
			if n := g.tallies["first-step, first"].asked; n < fewest {
				t.Errorf("asked %d times only", n)
			}
			g.check(t)
		})
	}
}

// withoutScenes is the shipped book without any scene.
func withoutScenes(tb testing.TB) *playbook.Book {
	tb.Helper()
	layer, err := playbook.Shipped()
	if err != nil {
		tb.Fatal(err)
	}
	bare, whole := fstest.MapFS{}, shipped(tb)
	for _, c := range whole.Cards() {
		for _, lang := range whole.Languages() {
			bare[lang+"/scenes/"+c.ID+".yaml"] = &fstest.MapFile{Data: []byte("scenes: []\n")}
		}
	}
	book, err := playbook.Load(layer, playbook.Layer{FS: bare})
	if err != nil {
		tb.Fatal(err)
	}
	return book
}
