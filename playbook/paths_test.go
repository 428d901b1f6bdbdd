package playbook_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"clerkcoach/playbook"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const enPaths = "en/paths.yaml"

// samePath compares paths without their words, which are got by Words alone.
func samePath() cmp.Option { return cmpopts.IgnoreUnexported(playbook.Path{}) }

func pathOf(t testing.TB, book *playbook.Book, id string) *playbook.Path {
	t.Helper()
	path, ok := book.Path(id)
	if !ok {
		t.Fatalf("no path %s", id)
	}
	return path
}

func TestLoadPaths(t *testing.T) {
	t.Parallel()
	book := load(t, small().layer(""))
	want := &playbook.Path{ID: "start", Steps: []playbook.Step{
		{ID: "calm-read", Kind: playbook.StepRead, Day: 1, Cards: []string{"calm"}},
		{
			ID: "calm-test", Kind: playbook.StepTest, Day: 1, Cards: []string{"calm"}, Count: 2, Kinds: []string{"true-false"},
			Pass: 50, Tries: 3, Wait: 2, Gate: true,
		},
		{
			ID: "all-practise", Kind: playbook.StepPractise, Day: 2, Cards: []string{"calm", "brisk"}, Handbooks: []string{"shop"},
			Count: 5,
		},
	}}
	if diff := cmp.Diff([]*playbook.Path{want}, book.Paths(), samePath()); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
	start := pathOf(t, book, "start")
	words := &playbook.PathWords{
		Language: "en", Title: "First day", Purpose: "Learn to wait.",
		Steps: map[string]playbook.StepWords{
			"calm-read": {Title: "Read", Why: "It helps."}, "calm-test": {Title: "Test", Why: "It shows."},
			"all-practise": {Title: "Practise", Why: "It stays."},
		},
	}
	for _, lang := range []string{"en", "zh-Hans", "fr"} {
		if diff := cmp.Diff(words, start.Words(lang)); diff != "" {
			t.Errorf("words in %s, which fall back to English (-want +got):\n%s", lang, diff)
		}
	}
	if p, ok := book.Path("end"); ok {
		t.Errorf("there is a path of another id: %v", p)
	}
	if diff := cmp.Diff(book.Paths(), book.Without("en", "anna").Paths(), samePath()); diff != "" {
		t.Errorf("the book without a writer has other paths (-want +got):\n%s", diff)
	}
}

// TestStepCards wants a step to be about what it names, in this order, and practice that names nothing about what was read before.
func TestStepCards(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, read, practise, want string }{
		{"cards in their own order", "cards: [brisk, calm]", "cards: [brisk]", "brisk calm, brisk"},
		{"a family", "families: [hurry]", "families: [buying, hurry]", "brisk, calm brisk"},
		{"a handbook", "handbooks: [shop]", "cards: [brisk], handbooks: [shop]", "calm brisk, brisk calm"},
		{"all parts, each card once", "cards: [brisk], families: [buying], handbooks: [shop]", "cards: [calm]", "brisk calm, calm"},
		{"nothing named", "cards: [brisk]", "", "brisk, brisk"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			steps := fmt.Sprintf("{id: r, kind: read, day: 1, %s}, {id: p, kind: practise, day: 1, count: 1, %s}",
				c.read, c.practise)
			file := "paths: [{id: own, steps: [" + steps + "]}]"
			words := "paths: {own: {title: t, purpose: p, steps: {r: {title: t, why: w}, p: {title: t, why: w}}}}"
			var got []string
			for _, s := range pathOf(t, overlaid(t, files{"paths.yaml": file, enPaths: words}), "own").Steps {
				got = append(got, strings.Join(s.Cards, " "))
			}
			if got := strings.Join(got, ", "); got != c.want {
				t.Errorf("cards of the steps: %s; want %s", got, c.want)
			}
		})
	}
}

// shortPath is a path of one step, and its words.
func shortPath(id, title string) files {
	return files{
		"paths.yaml": "paths: [{id: " + id + ", steps: [{id: r, kind: read, day: 1, cards: [brisk]}]}]",
		enPaths:      "paths: {" + id + ": {title: " + title + ", purpose: p, steps: {r: {title: t, why: w}}}}",
	}
}

func TestOverlayPaths(t *testing.T) {
	t.Parallel()
	titles := func(book *playbook.Book, lang string) string {
		var all []string
		for _, p := range book.Paths() {
			all = append(all, fmt.Sprintf("%s of %d: %s", p.ID, len(p.Steps), p.Words(lang).Title))
		}
		return strings.Join(all, ", ")
	}
	chinese := "paths: {start: {title: 头一天, purpose: 学会等。, steps: " +
		"{calm-read: {title: 看, why: 有用。}, calm-test: {title: 测, why: 有数。}, all-practise: {title: 练, why: 记牢。}}}}"
	welcome := strings.Replace(small()[enPaths], "First day", "Welcome", 1)
	for _, c := range []struct {
		name        string
		store       files
		en, chinese string // the latter if it differs
	}{
		{"nothing", files{}, "start of 3: First day", ""},
		{"a path of their own", shortPath("late", "Late shift"), "start of 3: First day, late of 1: Late shift", ""},
		{"in the place of another", shortPath("start", "Our first day"), "start of 1: Our first day", ""},
		{"words of another language", files{"zh-Hans/paths.yaml": chinese}, "start of 3: First day", "start of 3: 头一天"},
		{"words laid over", files{enPaths: welcome}, "start of 3: Welcome", ""},
		{"an empty list", files{"paths.yaml": "# none of our own\n"}, "start of 3: First day", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			book := overlaid(t, c.store)
			if c.chinese == "" {
				c.chinese = c.en
			}
			for lang, want := range map[string]string{"en": c.en, "zh-Hans": c.chinese} {
				if got := titles(book, lang); got != want {
					t.Errorf("%s: %s; want %s", lang, got, want)
				}
			}
		})
	}
}

// TestOverlayFamily wants a store's own card to join the paths that are about its family.
func TestOverlayFamily(t *testing.T) {
	t.Parallel()
	store := files{
		"book.yaml":          "handbooks: [{id: shop, families: [{id: buying, cards: [{id: slow}]}]}]",
		"en/cards/slow.yaml": card("Slow"),
	}
	steps := pathOf(t, overlaid(t, store), "start").Steps
	if got := steps[2].Cards; !slices.Equal(got, []string{"calm", "slow", "brisk"}) {
		t.Errorf("practice about the whole handbook is about %q", got)
	}
	if got := steps[1].Cards; !slices.Equal(got, []string{"calm"}) {
		t.Errorf("the test is about %q, of which only calm was read", got)
	}
}

// FuzzPaths puts any bytes at all in the place of the list of paths and of their words.
func FuzzPaths(f *testing.F) {
	f.Add([]byte(small()["paths.yaml"]), []byte(small()[enPaths]))
	f.Add([]byte("paths: [null]"), []byte("paths: {start: null}"))
	f.Add([]byte("paths: [{id: a, steps: [{id: b, kind: test, day: 1, count: 1, pass: 1}]}]"), []byte("paths: {a: {steps: {b: }}}"))
	f.Fuzz(func(t *testing.T, list, words []byte) {
		book, err := playbook.Load(small().with(files{"paths.yaml": string(list), enPaths: string(words)}).layer(""))
		var faults playbook.Faults
		if err != nil && (!errors.As(err, &faults) || len(faults) == 0) {
			t.Fatalf("the error is no faults: %v", err)
		}
		if err != nil {
			return
		}
		for _, p := range book.Paths() {
			w := p.Words("en")
			if w == nil || w.Title == "" || len(w.Steps) != len(p.Steps) {
				t.Fatalf("%s has no words, or poor ones: %+v", p.ID, w)
			}
			for _, s := range p.Steps {
				if len(s.Cards) == 0 || w.Steps[s.ID].Title == "" || (s.Count > 0) == (s.Kind == playbook.StepRead) {
					t.Errorf("%s: a poor step: %+v", p.ID, s)
				}
			}
		}
	})
}
