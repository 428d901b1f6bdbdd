package bench_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"clerkcoach/playbook"
	"clerkcoach/search/bench"
	"clerkcoach/search/text"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestVariant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ variant, in, want string }{
		{"traditional", "顾客听不见，VIP 2 位", "顧客聽不見，VIP 2 位"},
		{"traditional", "she’s deaf", "she’s deaf"},
		{"pinyin", "顾客听不见", "gu ke ting bu jian "},
		{"pinyin", "VIP客户, 2件!", "VIPke hu , 2jian !"},
		{"pinyin", "she’s deaf", "she’s deaf"},
		{"wide", "VIP card 2!", "ＶＩＰ ｃａｒｄ ２！"},
		{"wide", "帮我~", "帮我～"},
		{"spoken", "She can't decide; won’t leave!", "she cant decide  wont leave "},
		{"spoken", "顾客，听不见？", "顾客 听不见 "},
		{"spoken", "Cafe\u0301 No. 5", "cafe\u0301 no  5"},
		{"misspelt", "to be or not", "to be or not"},
		{"misspelt", "顾客听不见 拿不定主意", "顾客听不见 拿不定主意"},
		{"nonsense", " As it  Stands, 顾客\t", " As it  Stands, 顾客\t"},
		{"", " As it  Stands, 顾客\t", " As it  Stands, 顾客\t"},
		{"Wide", "VIP", "VIP"},
	} {
		if diff := cmp.Diff(c.want, bench.Variant(c.variant)(c.in)); diff != "" {
			t.Errorf("%s of %q (-want +got):\n%s", c.variant, c.in, diff)
		}
	}
}

// TestVariantsKnown wants each name of the list to change something, and nothing to become of nothing.
func TestVariantsKnown(t *testing.T) {
	t.Parallel()
	for _, name := range bench.Variants() {
		variant := bench.Variant(name)
		if in := "The CUSTOMER listens, 顾客听不见!"; variant(in) == in {
			t.Errorf("%s changes nothing", name)
		}
		if got := variant(""); got != "" {
			t.Errorf("%s makes %q of nothing", name, got)
		}
	}
}

// TestVariantOfAnything wants every variant to take whatever is typed, and the same question always to become the same one.
func TestVariantOfAnything(t *testing.T) {
	t.Parallel()
	words := rapid.SampledFrom([]string{
		"deaf", "customer", "aaaa", "naïve", "ÿÿÿÿ", "can’t", "顾客", "听不见", "2000", "\xff\xfe", "\xe5\xb8", "\u0301\u0301\u0301\u0301",
		"😡😡😡😡", "👨‍👩‍👧", " ", "\n", "\u3000", "\x00\x00\x00\x00", "!!!!", "İ", "ẞ",
	})
	for _, name := range append(bench.Variants(), "nonsense") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			variant, again := bench.Variant(name), bench.Variant(name)
			rapid.Check(t, func(t *rapid.T) {
				s := strings.Join(rapid.SliceOfN(rapid.OneOf(words, rapid.String()), 0, 8).Draw(t, "pieces"), "")
				once := variant(s)
				if twice := variant(s); twice != once {
					t.Fatalf("%q becomes %q, then %q", s, once, twice)
				}
				if other := again(s); other != once {
					t.Fatalf("%q becomes %q, and of another caller %q", s, once, other)
				}
				if utf8.ValidString(s) && !utf8.ValidString(once) {
					t.Fatalf("%q becomes broken: %q", s, once)
				}
			})
		})
	}
}

// TestVariantsFold wants those variants that are only another way of writing to be read as what they were.
func TestVariantsFold(t *testing.T) {
	t.Parallel()
	fold := text.NewFolder()
	read := func(s string) string { return strings.Join(strings.Fields(fold.Fold(s)), " ") }
	book, err := playbook.LoadWith("")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"traditional", "wide", "spoken"} {
		variant := bench.Variant(name)
		for _, lang := range book.Languages() {
			for _, card := range book.Cards() {
				// The asks of a card together: traditional makes a table at each call.
				var asks strings.Builder
				for _, a := range card.Asks(lang) {
					asks.WriteString(a.Text + "\n")
				}
				if diff := cmp.Diff(read(asks.String()), read(variant(asks.String()))); diff != "" {
					t.Errorf("%s: asks of %s in %s read otherwise (-want +got):\n%s", name, card.ID, lang, diff)
				}
			}
		}
	}
}

// TestMisspelt wants one slip in each of exactly two words of every English ask that has two words long enough, one if it has one.
func TestMisspelt(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	if err != nil {
		t.Fatal(err)
	}
	misspelt := bench.Variant("misspelt")
	asked, wrong := 0, 0
	for _, card := range book.Cards() {
		for _, a := range card.Asks(playbook.English) {
			asked++
			if why := ill(a.Text, misspelt(a.Text)); why != "" {
				// One of a kind says it all.
				if wrong++; wrong < 4 {
					t.Errorf("%q becomes %q: %s", a.Text, misspelt(a.Text), why)
				}
			}
		}
	}
	if wrong > 0 || asked == 0 {
		t.Errorf("%d of %d asks are misspelt in another way than they should be", wrong, asked)
	}
}

// ill tells what is wrong with how an ask was misspelt; empty if nothing is.
func ill(ask, misspelt string) string {
	before, after := strings.Fields(ask), strings.Fields(misspelt)
	if len(before) != len(after) {
		return "it has another number of words"
	}
	long, changed := 0, 0
	for i, word := range before {
		if slippery(word) {
			long++
		}
		if word == after[i] {
			continue
		}
		changed++
		if !slippery(word) || !oneSlip([]rune(word), []rune(after[i])) {
			return word + " has become " + after[i] + ", which is not one slip in a long word"
		}
	}
	if want := min(long, 2); changed != want {
		return fmt.Sprintf("%d words have changed, want %d", changed, want)
	}
	return ""
}

// slippery tells whether a word has enough letters for a slip between its first and its last, all of them of the English alphabet.
func slippery(word string) bool {
	core := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
	return len(core) >= 4 && strings.IndexFunc(core, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

// oneSlip tells whether one letter left out, put in, replaced, or changing places with its neighbour makes one word of the other.
func oneSlip(from, to []rune) bool {
	for len(from) > 0 && len(to) > 0 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	for len(from) > 0 && len(to) > 0 && from[len(from)-1] == to[len(to)-1] {
		from, to = from[:len(from)-1], to[:len(to)-1]
	}
	swapped := len(from) == 2 && len(to) == 2 && from[0] == to[1] && from[1] == to[0]
	return swapped || len(from)+len(to) > 0 && len(from) <= 1 && len(to) <= 1
}

func TestOneSlip(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"deaf", "daf", true},
		{"deaf", "deeaf", true},
		{"deaf", "dexf", true},
		{"deaf", "daef", true},
		{"deaf", "deaf", false},
		{"deaf", "dexx", false},
		{"deaf", "df", false},
		{"deaf", "faed", false},
		{"letter", "leter", true},
	} {
		if got := oneSlip([]rune(c.from), []rune(c.to)); got != c.want {
			t.Errorf("oneSlip(%q, %q) = %t", c.from, c.to, got)
		}
	}
}
