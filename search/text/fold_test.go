package text_test

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"clerkcoach/search/text"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"empty":                            {"", ""},
		"plain":                            {"takes ages", "takes ages"},
		"capitals":                         {"Takes AGES", "takes ages"},
		"full-width letters":               {"ＶＩＰ　ｃａｒｄ", "vip card"},
		"full-width digits":                {"１２３", "123"},
		"half-width katakana":              {"ｶﾞｲﾄﾞ", "ガイド"},
		"traditional":                      {"顧客猶豫不決", "顾客犹豫不决"},
		"simplified":                       {"顾客犹豫不决", "顾客犹豫不决"},
		"one character for two":            {"頭髮發財", "头发发财"},
		"straight apostrophe":              {"can't", "cant"},
		"curly apostrophes":                {"can’t ‘now", "cant now"},
		"full-width apostrophe":            {"can＇t", "cant"},
		"zero-width space":                 {"de\u200baf", "deaf"},
		"zero-width joiner":                {"拿\u200d不定", "拿不定"},
		"byte order mark":                  {"\ufeffdeaf", "deaf"},
		"soft hyphen":                      {"preg\u00adnant", "pregnant"},
		"direction marks":                  {"\u202edeaf\u202c", "deaf"},
		"control characters":               {"a\x00b\x07c\x7fd", "a b c d"},
		"line breaks":                      {"a\nb\tc\r", "a b c "},
		"broken UTF-8":                     {"a\xffb", "a b"},
		"half a character":                 {"帮\xe5\xb8", "帮 "},
		"the replacement character":        {"a\ufffdb", "a b"},
		"emoji":                            {"a😡b", "a b"},
		"emoji of several parts":           {"👨‍👩‍👧", "   "},
		"punctuation":                      {"a,b。c！d", "a b c d"},
		"quotes":                           {"“a”", " a "},
		"hyphen":                           {"hand-over", "hand over"},
		"accents composed":                 {"Cafe\u0301", "café"},
		"unseen before an accent":          {"cafe\u00ad\u0301", "café"},
		"capital without an accented form": {"J\u030c", "\u01f0"},
		"accents stay":                     {"ÉCLAIR Über", "éclair über"},
		"ligature":                         {"oﬃce", "office"},
		"circled digit":                    {"①", "1"},
		"roman numeral":                    {"Ⅳ", "iv"},
		"Greek":                            {"ΑΒΓ", "αβγ"},
		"Cyrillic":                         {"ПРИВЕТ", "привет"},
		"mixed scripts":                    {"VIP客戶說OK", "vip客户说ok"},
		"pinyin with tones":                {"Nǐ hǎo", "nǐ hǎo"},
		"compatibility ideograph":          {"\uf900", "岂"},
		"character beyond 16 bits":         {"𠮷", "𠮷"},
		"nothing but what is unseen":       {"\u200b\u200d\ufeff", ""},
	}
	fold := text.NewFolder()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, fold.Fold(tt.in)); diff != "" {
				t.Errorf("Fold(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

// Two spellings that a reader takes for the same wording.
func TestFoldSame(t *testing.T) {
	t.Parallel()
	fold := text.NewFolder()
	for _, pair := range [][2]string{
		{"顧客聽不見", "顾客听不见"},
		{"她懷孕了，趕時間", "她怀孕了，赶时间"},
		{"ＤＥＡＦ", "deaf"},
		{"she can’t decide", "she cant decide"},
		{"cafe\u0301", "caf\u00e9"},
		{"deaf？", "deaf?"},
	} {
		if a, b := fold.Fold(pair[0]), fold.Fold(pair[1]); a != b {
			t.Errorf("Fold(%q) = %q, Fold(%q) = %q; want them equal", pair[0], a, pair[1], b)
		}
	}
}

func TestFoldIsIdempotent(t *testing.T) {
	t.Parallel()
	fold := text.NewFolder()
	rapid.Check(t, func(t *rapid.T) {
		once := fold.Fold(typed().Draw(t, "s"))
		if !utf8.ValidString(once) {
			t.Fatalf("Fold gives broken UTF-8: %q", once)
		}
		if twice := fold.Fold(once); twice != once {
			t.Fatalf("folded once %q (%+[1]q), twice %q (%+[2]q)", once, twice)
		}
	})
}

// Everything in the table comes out as what the table says, however often it is folded.
func TestFoldKnowsTheTable(t *testing.T) {
	t.Parallel()
	fold := text.NewFolder()
	pairs := table(t)
	if len(pairs) < 3000 {
		t.Fatalf("the table has %d pairs", len(pairs))
	}
	for _, p := range pairs {
		once := fold.Fold(p[0])
		if want := fold.Fold(p[1]); once != want {
			t.Errorf("Fold(%q) = %q, want %q", p[0], once, want)
		}
		if twice := fold.Fold(once); twice != once {
			t.Errorf("%q folds to %q and that to %q", p[0], once, twice)
		}
	}
}

// typed draws what people may type: any characters, pieces that fold in some way, and broken UTF-8.
func typed() *rapid.Generator[string] {
	pieces := rapid.SampledFrom([]string{
		"deaf", "VIP", "ＶＩＰ", "顧客", "顾客", "聽", "can’t", "'", "\u200b", "\u0301", "e", "E\u0301", "J", "\u030c", "\xff", "\xe5\xb8",
		"😡", "👨‍👩‍👧", " ", "\u3000", "，", "ｶﾞ", "ﬃ", "\u0345", "İ", "ẞ", "Ω", "\u1100", "\u1161", "一", "𠮷", "١٢", "\x00",
	})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.OneOf(pieces, rapid.String()), 0, 12).Draw(t, "pieces"), "")
	})
}

// table reads the pairs of traditional and simplified characters.
func table(tb testing.TB) [][2]string {
	tb.Helper()
	raw, err := os.ReadFile("traditional.txt")
	if err != nil {
		tb.Fatal(err)
	}
	var pairs [][2]string
	for line := range strings.Lines(string(raw)) {
		if r := []rune(strings.TrimSpace(line)); len(r) == 2 {
			pairs = append(pairs, [2]string{string(r[0]), string(r[1])})
		}
	}
	return pairs
}

// TestFoldComposes wants every character, behind a letter and behind a Chinese one, and any text to fold as its NFKC does: what is taken to
// need no normalising must need none.
func TestFoldComposes(t *testing.T) {
	t.Parallel()
	f := text.NewFolder()
	for r := range rune(utf8.MaxRune + 1) {
		for _, s := range []string{"e" + string(r), "火" + string(r)} {
			if got, want := f.Fold(s), f.Fold(norm.NFKC.String(s)); got != want {
				t.Fatalf("%q folds to %q, its NFKC to %q", s, got, want)
			}
		}
	}
	piece := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("eÉ\u0301火，。？！、：；ａ\u3099가각\u11a8"))))
	rapid.Check(t, func(t *rapid.T) {
		s := piece.Draw(t, "text")
		if got, want := f.Fold(s), f.Fold(norm.NFKC.String(s)); got != want {
			t.Fatalf("%q folds to %q, its NFKC to %q", s, got, want)
		}
	})
}
