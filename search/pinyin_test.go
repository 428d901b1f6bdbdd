package search

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Words typed in letters find the cards of the characters, joined or apart, and English is not taken for pinyin.
func TestPinyin(t *testing.T) {
	t.Parallel()
	x := smallIndex(t, map[string]string{"zh-Hans/asks/silent.txt": "# z\n顾客不说话\n不说话的顾客\n赶火车赶火车\n"})
	for q, want := range map[string]string{
		"gu ke bu shuo hua":  "silent",
		"guke bushuohua":     "silent",
		"GuKe BuShuoHua":     "silent",
		"顾客 bushuohua":       "silent",
		"she is deaf":        "deaf",
		"no time":            "hurry",
		"in a terrible rush": "hurry",
	} {
		if got, _ := first(x.Ask(q, 1)); got != want {
			t.Errorf("Ask(%q) gives %q, want %q", q, got, want)
		}
	}
}

func TestCutSyllables(t *testing.T) {
	t.Parallel()
	s := &spelling{syllables: map[string]bool{}}
	for _, one := range strings.Fields("gu ke xi an xian sheng qi shen bu a") {
		s.syllables[one] = true
	}
	for word, want := range map[string]string{
		"guke": "gu ke", "xian": "xian", "shengqi": "sheng qi", "gukea": "gu ke a", "gukes": "", "": "", "顾": "", "kéke": "",
		strings.Repeat("gu", 100): "",
	} {
		if got := strings.Join(s.cut(word), " "); got != want {
			t.Errorf("cut(%q) = %q, want %q", word, got, want)
		}
	}
}

// Whatever syllables a word is made of, it is cut without loss into no more of them.
func TestCutLosesNothing(t *testing.T) {
	t.Parallel()
	known := []string{"a", "an", "gu", "guang", "ke", "xi", "xian", "zhuang"}
	s := &spelling{syllables: map[string]bool{}}
	for _, one := range known {
		s.syllables[one] = true
	}
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(rapid.SampledFrom(known), 1, 8).Draw(t, "syllables")
		got := s.cut(strings.Join(in, ""))
		if strings.Join(got, "") != strings.Join(in, "") || len(got) > len(in) {
			t.Fatalf("%q is cut into %q", in, got)
		}
		for _, one := range got {
			if !slices.Contains(known, one) {
				t.Fatalf("%q is no syllable", one)
			}
		}
	})
}
