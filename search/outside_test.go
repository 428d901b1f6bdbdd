package search

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"clerkcoach/playbook"
	"clerkcoach/search/text"
)

// onlyCards is the small book without questions that no card answers.
func onlyCards() map[string]string {
	return map[string]string{"zh-Hans/asks/outside.txt": "# a\n", "en/asks/outside.txt": "# c\n"}
}

func smallRanker(tb testing.TB, over ...map[string]string) *Ranker {
	tb.Helper()
	r, err := NewRanker(smallBook(tb, over...))
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// oddsOf gives the odds of a term that the ranker must know.
func oddsOf(tb testing.TB, r *Ranker, kind text.Kind, s string) int16 {
	tb.Helper()
	at, ok := r.model.lexicon.find(keyOf(text.Term{Kind: kind, Text: s}))
	if !ok {
		tb.Fatalf("no term %q", s)
	}
	return r.model.lexicon[at].odds
}

func TestOdds(t *testing.T) {
	t.Parallel()
	// One word stands on both sides, and groups of characters in two questions each, since those of one may be forgotten.
	r := smallRanker(t, map[string]string{
		"en/asks/outside.txt":      "printer is jammed\nprinter is off\nhow many minutes of leave\n",
		"zh-Hans/asks/outside.txt": "打印机坏了\n打印机没纸\n",
		"zh-Hans/asks/hurry.txt":   "赶火车的顾客\n要赶火车\n",
	})
	for _, c := range []struct {
		kind text.Kind
		term string
		sign int
	}{
		{text.Stem, "printer", 1},
		{text.Stem, "jam", 1},
		{text.Stems, "printer is", 1},
		{text.Han2, "打印", 1},
		{text.Han3, "打印机", 1},
		{text.Stem, "deaf", -1},
		{text.Stem, "hurri", -1},
		{text.Han2, "火车", -1},
		{text.Han3, "赶火车", -1},
	} {
		if odds := oddsOf(t, r, c.kind, c.term); c.sign > 0 && odds <= 0 || c.sign < 0 && odds >= 0 {
			t.Errorf("odds of %q are %d", c.term, odds)
		}
	}
	once, twice, both := oddsOf(t, r, text.Stem, "jam"), oddsOf(t, r, text.Stem, "printer"), oddsOf(t, r, text.Stem, "minut")
	if both >= once || once >= twice {
		t.Errorf("odds of a word on both sides, of one in one outside question, and of one in two: %d, %d, %d; want them to rise", both, once, twice)
	}
}

// TestWithoutOutside has a book that names no question as outside: nothing there speaks for being one.
func TestWithoutOutside(t *testing.T) {
	t.Parallel()
	r := smallRanker(t, onlyCards())
	terms := 0
	for _, e := range r.model.lexicon {
		if e.key != 0 {
			terms++
		}
		if e.odds != 0 {
			t.Errorf("a term has the odds %d", e.odds)
		}
	}
	if terms == 0 {
		t.Error("no terms")
	}
	for _, lang := range playbook.Languages() {
		for _, card := range r.Book().Cards() {
			for _, ask := range card.Asks(lang) {
				if got, v := first(r.Ask(ask.Text, 3)); got != card.ID || v == Outside {
					t.Errorf("Ask(%q) gives %q, %s; it is an ask of %s", ask.Text, got, v, card.ID)
				}
			}
		}
	}
	for q, card := range map[string]string{"a deaf woman": "deaf", "she is in a hurry": "hurry", "一位沉默的客人": "silent", "顾客要赶火车": "hurry"} {
		if got, v := first(r.Ask(q, 3)); got != card || v == Outside {
			t.Errorf("Ask(%q) gives %q, %s; want %s", q, got, v, card)
		}
	}
}

// TestStrangeIsOutside adds words that nobody has used to a question: the more there are, the likelier it is outside.
func TestStrangeIsOutside(t *testing.T) {
	t.Parallel()
	for name, over := range map[string]map[string]string{"with outside questions": nil, "without": onlyCards()} {
		r := smallRanker(t, over)
		for _, c := range [][]string{
			{"the customer is deaf", "the customer is deaf vxqk", "the customer is deaf vxqk wjzv", "the customer is deaf vxqk wjzv bqfp"},
			{"顾客听不见怎么办", "顾客听不见怎么办，魑魅", "顾客听不见怎么办，魑魅魍魉"},
			{"a silent customer", "客 vxqk wjzv bqfp"},
		} {
			before := -1.0
			for _, q := range c {
				got := r.Ask(q, 3).Outside
				if got <= before {
					t.Errorf("%s: Ask(%q) is outside by %v, the question before it by %v", name, q, got, before)
				}
				if got < 0 || got > 1 || math.IsNaN(got) {
					t.Errorf("%s: Ask(%q) is outside by %v, which is no probability", name, q, got)
				}
				before = got
			}
		}
	}
}

// TestCertainlyOutside pastes one outside question after another, until nothing is left for the cards: their confidence stays one.
func TestCertainlyOutside(t *testing.T) {
	t.Parallel()
	var asks []string
	for i := range 400 {
		asks = append(asks, fmt.Sprintf("%c%c%c", 'α'+i%16, 'а'+i/16, 'α'+i*7%16))
	}
	r := smallRanker(t, map[string]string{"en/asks/outside.txt": strings.Join(asks, "\n")})
	for n := 1; n <= len(asks); n *= 2 {
		q := "no time " + strings.Join(asks[:n], " ")
		a := r.Ask(q, 3)
		if !(a.Outside >= 0 && a.Outside <= 1) {
			t.Errorf("%d outside questions are outside by %v", n, a.Outside)
		}
		sum := 0.0
		for _, m := range a.Matches {
			sum += m.Confidence
		}
		if !(sum >= 0 && sum <= 1.0001) {
			t.Errorf("%d outside questions: the cards have a confidence of %v together: %+v", n, sum, a.Matches)
		}
		if n > 4 && a.Verdict != Outside {
			t.Errorf("%d outside questions are %s", n, a.Verdict)
		}
	}
}
