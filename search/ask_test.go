package search

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"clerkcoach/playbook"
	"clerkcoach/search/text"

	"github.com/google/go-cmp/cmp"
)

// Every ask of the book, asked word for word, gives its card, and every question that no card answers is recognised.
func TestAskWhatWasTaught(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	for _, lang := range x.Book().Languages() {
		for _, card := range x.Book().Cards() {
			for _, ask := range card.Asks(lang) {
				if got, v := first(x.Ask(ask.Text, 3)); got != card.ID || v == Outside {
					t.Errorf("Ask(%q) gives %q, %s; it is an ask of %s", ask.Text, got, v, card.ID)
				}
			}
		}
		for _, ask := range x.Book().Outside[lang] {
			if a := x.Ask(ask.Text, 3); a.Verdict != Outside {
				t.Errorf("Ask(%q) = %+v, want outside", ask.Text, a)
			}
		}
	}
}

// Two ways of writing a question are answered alike, to the last figure.
func TestAskVariants(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	for _, pair := range [][2]string{
		{"顾客听不见怎么办", "顧客聽不見怎麼辦"},
		{"催我快点，时间来不及了", "催我快點，時間來不及了"},
		{"打印机坏了", "打印機壞了"},
		{"she is deaf", "ＳＨＥ　ＩＳ　ＤＥＡＦ"},
		{"in a terrible hurry", "In A TERRIBLE hurry!!!"},
		{"客人deaf", "客人\u200bｄｅａｆ"},
		{"doesnt say a word, silent", "doesn’t say a word, silent"},
		{"an aid that whistles", "an\taid\nthat  whistles"},
	} {
		want := x.Ask(pair[0], 5)
		if len(want.Matches) == 0 {
			t.Errorf("Ask(%q) finds nothing to compare", pair[0])
		}
		if diff := cmp.Diff(want, x.Ask(pair[1], 5)); diff != "" {
			t.Errorf("answers to %q and %q differ:\n%s", pair[0], pair[1], diff)
		}
	}
}

// What holds no known term has no cards to show either.
func TestAskUnknown(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	for _, q := range []string{"", " \n\t\u3000", "？！…", "👍🎉👨‍👩‍👧", "\u200b\ufeff", "zzzqqq", "魑魅魍魉", strings.Repeat("魑魅", 5000)} {
		if diff := cmp.Diff(Answer{Verdict: Outside, Outside: 1}, x.Ask(q, 5)); diff != "" {
			t.Errorf("Ask(%.20q) (-want +got):\n%s", q, diff)
		}
	}
}

// Pasted paragraphs are answered like any question.
func TestAskLong(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	for card, q := range map[string]string{
		"deaf":  strings.Repeat("顾客听不见，打手语。", 1000),
		"hurry": strings.Repeat("in a terrible hurry ", 500),
	} {
		if got, v := first(x.Ask(q, 3)); got != card || v == Outside {
			t.Errorf("Ask(%.30q…) gives %q, %s; want %s", q, got, v, card)
		}
	}
}

// A question made of asks of two cards shows these two first.
func TestAskShowsBoth(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	for q, want := range map[string][]string{
		"the customer is deaf in a terrible hurry": {"deaf", "hurry"},
		"沉默的客人，打手语的客人":                             {"deaf", "silent"},
	} {
		var two []string
		for _, m := range x.Ask(q, 2).Matches {
			two = append(two, m.Card)
		}
		if slices.Sort(two); !slices.Equal(two, want) {
			t.Errorf("Ask(%q): the first two are %v, want %v", q, two, want)
		}
	}
}

func TestAskFigures(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	for _, q := range []string{
		"顾客听不见怎么办", "年假怎么请", "silent, in a hurry", "the weather", "hurry 听不见 silent", "客", "no", "deaf deaf deaf",
	} {
		all := x.Ask(q, 10).Matches
		if len(all) != len(x.Book().Cards()) {
			t.Errorf("Ask(%q) with room for all gives %d cards", q, len(all))
		}
		sum, before := 0.0, 1.0
		seen := map[string]bool{}
		for _, m := range all {
			if m.Confidence < 0 || m.Confidence > before {
				t.Errorf("Ask(%q): confidence %v after %v", q, m.Confidence, before)
			}
			if _, ok := x.Book().Card(m.Card); !ok || seen[m.Card] {
				t.Errorf("Ask(%q): card %q is not in the book or twice in the answer", q, m.Card)
			}
			seen[m.Card] = true
			sum += m.Confidence
			before = m.Confidence
		}
		if sum > 1+1e-9 {
			t.Errorf("Ask(%q): confidences add up to %v", q, sum)
		}
		for limit := 1; limit < len(all); limit++ {
			if diff := cmp.Diff(all[:limit], x.Ask(q, limit).Matches); diff != "" {
				t.Errorf("Ask(%q) with limit %d is not the beginning of the whole answer:\n%s", q, limit, diff)
			}
		}
	}
}

// Reasons are lines of the card itself, and each has something in common with the question.
func TestAskReasons(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	sources := map[Source]bool{}
	for _, q := range []string{
		"顾客听不见，要写字", "she is deaf and uses sign language", "sees hurry clearly", "silent 沉默的客人", "催我快点",
	} {
		asked := tellingTerms(q)
		reasons := 0
		for _, m := range x.Ask(q, 5).Matches {
			for _, why := range m.Why {
				reasons++
				sources[why.Source] = true
				if !standsOn(x.Book(), m.Card, why) {
					t.Errorf("Ask(%q): %+v is not a line of %s", q, why, m.Card)
				}
				if !slices.ContainsFunc(tellingTerms(why.Text), func(term text.Term) bool { return slices.Contains(asked, term) }) {
					t.Errorf("Ask(%q): %q has no term in common with the question", q, why.Text)
				}
			}
		}
		if reasons == 0 {
			t.Errorf("Ask(%q) gives no reason", q)
		}
	}
	if !sources[FromAsk] || !sources[FromSignal] {
		t.Errorf("reasons came from %v only", sources)
	}
}

// tellingTerms are the words of a text, and its pairs and triples of characters.
func tellingTerms(s string) []text.Term {
	return slices.DeleteFunc(text.Terms(text.NewFolder().Fold(s)), func(term text.Term) bool {
		return term.Kind != text.Stem && term.Kind != text.Han2 && term.Kind != text.Han3
	})
}

// standsOn tells whether a card has a reason's line, in its language and of its source.
func standsOn(book *playbook.Book, id string, why Reason) bool {
	card, ok := book.Card(id)
	if !ok {
		return false
	}
	if why.Source == FromSignal {
		return slices.Contains(card.Words(why.Lang).Signals, why.Text)
	}
	return slices.ContainsFunc(card.Asks(why.Lang), func(a playbook.Ask) bool { return a.Text == why.Text })
}

// The same book gives the same index, and the same question the same answer.
func TestAskAgain(t *testing.T) {
	t.Parallel()
	one, other := smallIndex(t), smallIndex(t)
	for _, q := range []string{"the woman is deaf", "沉默的客人催我快点", "年假", "no"} {
		want := one.Ask(q, 5)
		for _, x := range []*Index{one, other} {
			if diff := cmp.Diff(want, x.Ask(q, 5)); diff != "" {
				t.Errorf("Ask(%q) changes:\n%s", q, diff)
			}
		}
	}
}

// A store's ten asks, laid over the book, win a question from the card that had it.
func TestAskTakesLayers(t *testing.T) {
	t.Parallel()
	const question = "only nods, says nothing at all"
	const words = "title: t\nglance: g\nsignals: [s]\nfirst_words: f\ndo: [d]\navoid: [a]\nhand_over: h\n"
	base := layer(map[string]string{
		"book.yaml":            "handbooks: [{id: shop, families: [{id: all, cards: [{id: deaf}, {id: silent}]}]}]\n",
		"en/cards/deaf.yaml":   words,
		"en/cards/silent.yaml": words,
		"en/asks/deaf.txt":     "she is deaf\ncannot hear me\n",
		"en/asks/silent.txt":   "only nods, says nothing\nnever says a word\n",
	})
	if card := firstOf(t, question, base); card != "silent" {
		t.Fatalf("before: %s", card)
	}
	asks := ""
	for _, when := range []string{"at me", "all the time", "when I talk", "and smiles", "and points", "again", "at my lips", "twice", "now", "here"} {
		asks += "only nods, says nothing at all " + when + "\n"
	}
	if card := firstOf(t, question, base, layer(map[string]string{"en/asks/deaf.txt": asks})); card != "deaf" {
		t.Errorf("after: %s", card)
	}
}

func layer(files map[string]string) playbook.Layer {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return playbook.Layer{FS: fsys}
}

// firstOf is the first card of the answer that a book of these layers gives.
func firstOf(tb testing.TB, question string, layers ...playbook.Layer) string {
	tb.Helper()
	book, err := playbook.Load(layers...)
	if err != nil {
		tb.Fatal(err)
	}
	x, err := Build(book)
	if err != nil {
		tb.Fatal(err)
	}
	defer x.Close() //nolint:errcheck // in memory
	card, _ := first(x.Ask(question, 3))
	return card
}
