package text_test

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clerkcoach/search/text"
)

func TestSpans(t *testing.T) {
	t.Parallel()
	fold := text.NewFolder()
	for in, want := range map[string][]string{
		"She can’t decide!":       {"She", "can’t", "decide"},
		"两家店, ＶＩＰ客户":              {"两家", "家店", "ＶＩＰ", "客户"},
		"顧客聽不見":                   {"顧客", "客聽", "聽不", "不見"},
		"客人deaf吗":                 {"客人", "deaf"},
		"😡 half-price\tcafé":      {"half", "price", "café"},
		"":                        nil,
		"？！":                      nil,
		"\xff\xfebroken\xc3 text": {"broken", "text"},
	} {
		var got []string
		for _, s := range text.NewCutter().Spans(fold, in) {
			got = append(got, in[s.From:s.To])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Spans(%q) (-want +got):\n%s", in, diff)
		}
	}
}

// What Spans calls a term is what Terms calls it, wherever letters are folded one by one.
func TestSpansAreTerms(t *testing.T) {
	t.Parallel()
	fold := text.NewFolder()
	for _, in := range []string{"generously helping the ladies", "顧客猶豫不決，挑來挑去", "ＶＩＰ客户 can’t decide"} {
		known := map[text.Term]bool{}
		for _, term := range text.Terms(fold.Fold(in)) {
			known[term] = true
		}
		for _, s := range text.NewCutter().Spans(fold, in) {
			if !known[s.Term] {
				t.Errorf("%q: %+v is not among the terms", in, s)
			}
		}
	}
}

// Spans rise, lie within the text and between characters, whatever comes in.
func TestSpansLieInTheText(t *testing.T) {
	t.Parallel()
	fold := text.NewFolder()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.String().Draw(t, "in")
		before := 0
		for _, s := range text.NewCutter().Spans(fold, in) {
			if s.From < before || s.To <= s.From || s.To > len(in) {
				t.Fatalf("%q: %+v after %d", in, s, before)
			}
			if !utf8.RuneStart(in[s.From]) || s.To < len(in) && !utf8.RuneStart(in[s.To]) {
				t.Fatalf("%q: %+v cuts a character", in, s)
			}
			before = s.From
		}
	})
}
