package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	t.Parallel()
	f := NewFolder()
	for _, tt := range []struct{ name, in, want string }{
		{"capitals", "Can’t Decide", "cant decide"},
		{"straight apostrophe", "can't", "cant"},
		{"full width", "ＡＢＣ１２３", "abc123"},
		{"traditional", "聾啞顧客", "聋哑顾客"},
		{"punctuation", "a+b-c*(d)~^:\"", "a b c  d     "},
		{"zero width", "de\u200baf", "deaf"},
		{"control", "a\x00b", "a b"},
		{"emoji", "a😀b", "a b"},
		{"broken UTF-8", "a\xffb", "a b"},
		{"accents", "CAFÉ", "café"},
		{"ligature", "ﬁne", "fine"},
		{"empty", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := f.Fold(tt.in); got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestTerms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		want     []Term
	}{
		{"one character", "聋", []Term{{Han1, "聋"}}},
		{"three characters", "定不下", []Term{{Han1, "定"}, {Han1, "不"}, {Han2, "定不"}, {Han1, "下"}, {Han2, "不下"}, {Han3, "定不下"}}},
		{"a word", "is", []Term{{Stem, "is"}, {Stems, "^ is"}, {Letters, "^is"}, {Letters, "is$"}, {Letters, "^is$"}}},
		{"no letters", " 　\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := Terms(tt.in)
			if len(got) != len(tt.want) {
				t.Fatalf("Terms(%q) = %v, want %v", tt.in, got, tt.want)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("term %d is %v, want %v", i, got[i], tt.want[i])
				}
			}
		})
	}
	var stems []string
	for _, term := range Terms("hesitating 顾客 hesitated") {
		if term.Kind == Stem {
			stems = append(stems, term.Text)
		}
	}
	if strings.Join(stems, " ") != "hesit hesit" {
		t.Errorf("stems of a mixed text: %v", stems)
	}
	if n := len(Terms(strings.Repeat("word ", 5000))); n != maxTerms {
		t.Errorf("a long text has %d terms, want %d", n, maxTerms)
	}
}

// TestFoldProperties holds for any text: folding twice is folding once, and full-width letters make no difference.
func TestFoldProperties(t *testing.T) {
	t.Parallel()
	f := NewFolder()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		once := f.Fold(s)
		if twice := f.Fold(once); twice != once {
			t.Fatalf("folded once %q, twice %q", once, twice)
		}
		ascii := rapid.StringMatching(`[a-zA-Z0-9]{0,20}`).Draw(t, "letters")
		wide := strings.Map(func(r rune) rune { return r - '!' + '！' }, ascii)
		if f.Fold(wide) != f.Fold(ascii) {
			t.Fatalf("%q and %q fold differently", wide, ascii)
		}
	})
}

func FuzzTerms(f *testing.F) {
	for _, s := range []string{"", "她比了半天", "can't decide", "\xff\xfe", "a\u200bb", "👨‍👩‍👧", "ﷺ", strings.Repeat("長", 600), strings.Repeat("x", 600)} {
		f.Add(s)
	}
	fold := NewFolder()
	f.Fuzz(func(t *testing.T, s string) {
		folded := fold.Fold(s)
		if !utf8.ValidString(folded) {
			t.Fatalf("Fold(%q) is not UTF-8: %q", s, folded)
		}
		terms := Terms(folded)
		if len(terms) > maxTerms {
			t.Fatalf("%d terms", len(terms))
		}
		for _, term := range terms {
			if term.Text == "" || !utf8.ValidString(term.Text) {
				t.Fatalf("term %q of %q", term.Text, folded)
			}
		}
	})
}
