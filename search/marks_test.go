package search

import (
	"strings"
	"testing"
)

// marked writes a reason with its marks in brackets.
func marked(r Reason) string {
	line := []rune(r.Text)
	var out strings.Builder
	done := 0
	for _, m := range r.Marks {
		out.WriteString(string(line[done:m.From]) + "[" + string(line[m.From:m.To]) + "]")
		done = m.To
	}
	return out.String() + string(line[done:])
}

// The words that a question shares with a line are marked in the line, as it is written.
func TestMarks(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	for q, want := range map[string]string{
		"the woman is deaf":            "[the] customer [is deaf]",
		"Hearing aids are WHISTLING":   "[hearing] [aid] [whistles]",
		"我的顧客聽不見":                      "[顾客听不见]怎么办",
		"ｓｉｇｎ　ｌａｎｇｕａｇｅ":                "she uses [sign] [language]",
		"a train, leaving in a minute": "[train] [leaves] [in] ten [minutes]",
	} {
		a := x.Ask(q, 1)
		if len(a.Matches) == 0 || len(a.Matches[0].Why) == 0 {
			t.Errorf("Ask(%q) gives no reason: %+v", q, a)
			continue
		}
		got := marked(a.Matches[0].Why[0])
		if strings.ReplaceAll(got, "] [", " ") != strings.ReplaceAll(want, "] [", " ") {
			t.Errorf("Ask(%q) marks %q, want %q", q, got, want)
		}
	}
}

// A stored index marks as the one that was built.
func TestMarksAreStored(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 {
		x := openSmall(t, dir)
		if got := marked(x.Ask("the woman is deaf", 1).Matches[0].Why[0]); !strings.Contains(got, "[") {
			t.Errorf("nothing is marked in %q", got)
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}
}
