package text_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"clerkcoach/search/text"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// bound is the number of terms that the package promises not to exceed.
const bound = 3000

func TestTerms(t *testing.T) {
	t.Parallel()
	han1 := func(s string) text.Term { return text.Term{Kind: text.Han1, Text: s} }
	han2 := func(s string) text.Term { return text.Term{Kind: text.Han2, Text: s} }
	han3 := func(s string) text.Term { return text.Term{Kind: text.Han3, Text: s} }
	stem := func(s string) text.Term { return text.Term{Kind: text.Stem, Text: s} }
	stems := func(s string) text.Term { return text.Term{Kind: text.Stems, Text: s} }
	letters := func(s string) text.Term { return text.Term{Kind: text.Letters, Text: s} }
	tests := map[string]struct {
		in   string
		want []text.Term
	}{
		"nothing":               {"", []text.Term{}},
		"blank":                 {" \t\n\u3000", []text.Term{}},
		"punctuation":           {"？！…—'", []text.Term{}},
		"emoji":                 {"😡👍🏽", []text.Term{}},
		"one Chinese character": {"帮", []text.Term{han1("帮")}},
		"two of them":           {"讲价", []text.Term{han1("讲"), han1("价"), han2("讲价")}},
		"four of them": {"拿不定了", []text.Term{
			han1("拿"), han1("不"), han2("拿不"), han1("定"), han2("不定"), han3("拿不定"), han1("了"), han2("定了"), han3("不定了"),
		}},
		"a break between them": {"聋，哑", []text.Term{han1("聋"), han1("哑")}},
		"repeats stay":         {"看看", []text.Term{han1("看"), han1("看"), han2("看看")}},
		"beyond 16 bits":       {"𠮷帮", []text.Term{han1("𠮷"), han1("帮"), han2("𠮷帮")}},
		"one letter":           {"a", []text.Term{stem("a"), stems("^ a"), letters("^a$")}},
		"two letters":          {"ok", []text.Term{stem("ok"), stems("^ ok"), letters("^ok"), letters("ok$"), letters("^ok$")}},
		"stems, and the whole word's letters": {"runs", []text.Term{
			stem("run"), stems("^ run"), letters("^ru"), letters("run"), letters("uns"), letters("ns$"),
			letters("^run"), letters("runs"), letters("uns$"), letters("^runs"), letters("runs$"),
		}},
		"neighbours": {"a i", []text.Term{
			stem("a"), stems("^ a"), letters("^a$"), stem("i"), stems("a i"), letters("^i$"),
		}},
		"digits": {"50", []text.Term{stem("50"), stems("^ 50"), letters("^50"), letters("50$"), letters("^50$")}},
		"letters of more than one byte": {"éa", []text.Term{
			stem("éa"), stems("^ éa"), letters("^éa"), letters("éa$"), letters("^éa$"),
		}},
		"both scripts": {"OK吗", []text.Term{
			stem("ok"), stems("^ ok"), letters("^ok"), letters("ok$"), letters("^ok$"), han1("吗"),
		}},
		"Chinese between words": {"a吗i", []text.Term{
			stem("a"), stems("^ a"), letters("^a$"), han1("吗"), stem("i"), stems("a i"), letters("^i$"),
		}},
	}
	fold := text.NewFolder()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, text.Terms(fold.Fold(tt.in))); diff != "" {
				t.Errorf("terms of %q (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestTermsOfForms(t *testing.T) {
	t.Parallel()
	for _, words := range [][]string{
		{"comparing", "compares", "compared"}, {"pregnant"}, {"hesitate", "hesitating"}, {"customer", "customers"},
	} {
		var want string
		for _, w := range words {
			got := text.Terms(w)[0]
			if got.Kind != text.Stem {
				t.Fatalf("the first term of %q is %+v, want its stem", w, got)
			}
			if want == "" {
				want = got.Text
			}
			if got.Text != want {
				t.Errorf("the stem of %q is %q, that of %q is %q", w, got.Text, words[0], want)
			}
		}
	}
}

func TestRuns(t *testing.T) {
	t.Parallel()
	tests := map[string][]text.Run{
		"":            nil,
		" \t\u2003":   nil,
		"deaf":        {{Text: "deaf"}},
		" deaf  man ": {{Text: "deaf"}, {Text: "man"}},
		"vip客户ok":     {{Text: "vip"}, {Text: "客户", Han: true}, {Text: "ok"}},
		"客户 客户":       {{Text: "客户", Han: true}, {Text: "客户", Han: true}},
		"ガイド客":        {{Text: "ガイド"}, {Text: "客", Han: true}},
		"a\u00a0b\nc": {{Text: "a"}, {Text: "b"}, {Text: "c"}},
	}
	for in, want := range tests {
		if diff := cmp.Diff(want, text.Runs(in), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("runs of %q (-want +got):\n%s", in, diff)
		}
	}
}

// Long texts are cut, whatever they are made of; what comes first is kept.
func TestTermsAreBounded(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"Chinese":          strings.Repeat("拿不定主意", 4000),
		"words":            strings.Repeat("takes ages ", 4000),
		"one long word":    strings.Repeat("a", 200_000),
		"one-letter words": strings.Repeat("a ", 100_000),
		"both":             strings.Repeat("vip客户", 4000),
	}
	for name, in := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := text.Terms(in)
			if len(got) > bound {
				t.Errorf("%d terms, want at most %d", len(got), bound)
			}
			if begin := text.Terms(in[:30])[0]; name != "one long word" && got[0] != begin {
				t.Errorf("the first term is %+v, want %+v", got[0], begin)
			}
		})
	}
	if n := len(text.Terms(strings.Repeat("拿不定主意", 4000))); n != bound {
		t.Errorf("a long text gives %d terms, want %d", n, bound)
	}
	if n := len(text.Terms(strings.Repeat("a", 200_000))); n > 150 {
		t.Errorf("one long word gives %d terms", n)
	}
}

// The same wording gives the same terms in every way of writing it.
func TestTermsOfVariants(t *testing.T) {
	t.Parallel()
	fold := text.NewFolder()
	pairs := table(t)
	traditional := map[rune]string{}
	var simplified []rune
	for _, p := range pairs {
		s, _ := utf8.DecodeRuneInString(p[1])
		if _, ok := traditional[s]; !ok {
			traditional[s] = p[0]
			simplified = append(simplified, s)
		}
	}
	alphabet := slices.Concat(simplified, []rune("的一是不拿帮abcxyzABCXYZ0189 '，。!?-"))
	variants := map[string]func(rune) string{
		"full-width": wide,
		"capitals":   func(r rune) string { return string(unicode.ToUpper(r)) },
		"traditional": func(r rune) string {
			if s, ok := traditional[r]; ok {
				return s
			}
			return string(r)
		},
		"invisible": func(r rune) string { return string(r) + "\u200b" },
	}
	for name, variant := range variants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				plain := rapid.StringOfN(rapid.SampledFrom(alphabet), 0, 60, -1).Draw(t, "s")
				var other strings.Builder
				for _, r := range plain {
					other.WriteString(variant(r))
				}
				a, b := text.Terms(fold.Fold(plain)), text.Terms(fold.Fold(other.String()))
				if diff := cmp.Diff(a, b); diff != "" {
					t.Fatalf("terms of %q and %q differ:\n%s", plain, other.String(), diff)
				}
			})
		})
	}
}

// wide gives the full-width form of a character that has one.
func wide(r rune) string {
	switch {
	case r == ' ':
		return "\u3000"
	case r > ' ' && r < 0x7f:
		return string(r - '!' + '！')
	}
	return string(r)
}

func TestTermsOfAnything(t *testing.T) {
	t.Parallel()
	fold := text.NewFolder()
	rapid.Check(t, func(t *rapid.T) {
		folded := fold.Fold(typed().Draw(t, "s"))
		if err := faulty(folded, text.Terms(folded)); err != nil {
			t.Fatal(err)
		}
	})
}

// faulty tells what is wrong with the terms of a folded text: they must be few, sound, of the size that their kind says and, Chinese ones, in
// the text in their order.
func faulty(folded string, terms []text.Term) error {
	if len(terms) > bound {
		return fmt.Errorf("%d terms", len(terms))
	}
	sizes := map[text.Kind]int{text.Han1: 1, text.Han2: 2, text.Han3: 3}
	at := 0
	for _, term := range terms {
		if term.Text == "" || term.Kind >= text.Kinds || !utf8.ValidString(term.Text) {
			return fmt.Errorf("unsound term %+v of %q", term, folded)
		}
		size, han := sizes[term.Kind]
		if !han {
			continue
		}
		if n := utf8.RuneCountInString(term.Text); n != size {
			return fmt.Errorf("term %+v of %q has %d characters", term, folded, n)
		}
		if strings.ContainsFunc(term.Text, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) {
			return fmt.Errorf("term %+v of %q is not Chinese", term, folded)
		}
		if !strings.Contains(folded, term.Text) {
			return fmt.Errorf("term %+v does not stand in %q", term, folded)
		}
		if term.Kind == text.Han1 {
			i := strings.Index(folded[at:], term.Text)
			if i < 0 {
				return fmt.Errorf("term %+v is out of its order in %q", term, folded)
			}
			at += i + len(term.Text)
		}
	}
	return nil
}
