package playbook_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"clerkcoach/playbook"

	"github.com/google/go-cmp/cmp"
)

// What the shipped book offers for drills.
const (
	minMistakes    = 7
	minWrongWords  = 6
	minDrillScenes = 10
)

// TestShippedDrills looks at what drills are made from.
func TestShippedDrills(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range book.Languages() {
		p := book.Prompts(lang)
		if p == nil || p.Language != lang {
			t.Fatalf("no prompts in %s", lang)
		}
		for _, moment := range playbook.Moments() {
			if len(p.Say[moment]) < 2 {
				t.Errorf("%s: %d things to do at the moment %s, want two", lang, len(p.Say[moment]), moment)
			}
		}
		for _, card := range book.Cards() {
			checkDrillContent(t, lang, card)
		}
	}
}

func checkDrillContent(t *testing.T, lang string, card *playbook.Card) {
	t.Helper()
	where := lang + "/" + card.ID
	if n := len(card.Mistakes(lang)); n < minMistakes {
		t.Errorf("%s: %d mistakes, want %d", where, n, minMistakes)
	}
	if n := len(card.WrongWords(lang)); n < minWrongWords {
		t.Errorf("%s: %d wrong first words, want %d", where, n, minWrongWords)
	}
	if n := len(card.Scenes(lang)); !card.Duty() && n < minDrillScenes {
		t.Errorf("%s: %d scenes, want %d", where, n, minDrillScenes)
	}
	w := card.Words(lang)
	good := slices.Concat(w.Do, w.Steps, []string{w.FirstWords, w.Glance})
	seen := map[string]bool{}
	for _, m := range slices.Concat(card.Mistakes(lang), card.WrongWords(lang)) {
		if slices.Contains(good, m.Text) || slices.Contains(w.Avoid, m.Text) || seen[m.Text] {
			t.Errorf("%s: %q is on the card, or there twice", where, m.Text)
		}
		seen[m.Text] = true
		if strings.ContainsAny(m.Text+m.Why, `"`) {
			t.Errorf("%s: straight quotation marks in %q", where, m.Text)
		}
	}
	// Nobody is to find the mistakes by their length.
	of := func(lines []string) int { return utf8.RuneCountInString(strings.Join(lines, "")) / len(lines) }
	var mistakes []string
	for _, m := range card.Mistakes(lang) {
		mistakes = append(mistakes, m.Text)
	}
	if long, do := of(mistakes), of(w.Do); 4*long < 3*do || 3*long > 4*do {
		t.Errorf("%s: mistakes have %d characters on average, what to do has %d", where, long, do)
	}
}

// A store's own questions are added to the card's, and its mistakes and prompts replace the shipped ones.
func TestOverlayDrills(t *testing.T) {
	t.Parallel()
	book := overlaid(t, files{
		"en/questions/calm.yaml": "questions:\n  - {id: q1, kind: numerical, prompt: How many, number: -3, why: Three off.}\n",
		"en/mistakes/calm.yaml":  "mistakes: [{id: m1, text: Rush them, why: They go.}]\nwords: [{id: w1, text: Hurry up please, why: They go.}]\n",
	})
	card, _ := book.Card("calm")
	want := []playbook.Written{{ID: "q1", Kind: "numerical", Prompt: "How many", Number: -3, Why: "Three off."}}
	if diff := cmp.Diff(want, card.Written("en")); diff != "" {
		t.Errorf("written questions (-want +got):\n%s", diff)
	}
	if m, w := card.Mistakes("en"), card.WrongWords("en"); len(m) != 1 || len(w) != 1 || m[0].Text != "Rush them" || w[0].Why != "They go." {
		t.Errorf("mistakes %v, wrong words %v", m, w)
	}
	if card.Written("zh-Hans") != nil || card.Mistakes("zh-Hans") != nil || book.Prompts("en") != nil {
		t.Error("questions, mistakes or prompts in a language that has none")
	}
}

// A written question has to have what its kind needs.
func TestWrittenWhole(t *testing.T) {
	t.Parallel()
	const two = "options: [{text: a, right: true}, {text: b}]"
	for kind, q := range map[string]struct{ good, bad string }{
		"multiple-choice":   {two, "options: [{text: a, right: true}, {text: b, right: true}]"},
		"multiple-response": {"options: [{text: a, right: true}, {text: b, right: true}]", "options: [{text: a}, {text: b}]"},
		"true-false":        {two, "options: [{text: a, right: true}, {text: b}, {text: c}]"},
		"matching":          {"pairs: [{text: a, option: x}, {text: b, option: y}]", "pairs: [{text: a, option: x}]"},
		"ordering":          {"options: [{text: a}, {text: b}, {text: c}]", "options: [{text: a}, {text: b}]"},
		"short-answer":      {"answers: [sorry]", "why: x"},
		"numerical":         {"number: 5", "options: [{text: a}, {text: a}]"},
	} {
		for body, whole := range map[string]bool{q.good: true, q.bad: false} {
			file := fmt.Sprintf("questions:\n  - {id: q1, kind: %s, prompt: p, %s}\n", kind, body)
			layer := small().with(files{"en/questions/calm.yaml": file})
			_, err := playbook.Load(layer.layer(""))
			if (err == nil) != whole {
				t.Errorf("%s with %s: %v", kind, body, err)
			}
		}
	}
}
