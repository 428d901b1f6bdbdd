package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"clerkcoach/search/text"
)

// FuzzTerms: whatever bytes come in, folding and cutting end well and within bounds.
func FuzzTerms(f *testing.F) {
	for _, s := range []string{
		"", "she can’t decide", "顧客猶豫不決", "ＶＩＰ客户", "\xff\xfe帮", "😡👨‍👩‍👧", "e\u0301\u0301", "'''", "y", "yyyy", "\u1100\u1161",
		"generously communism", strings.Repeat("ing", 60), strings.Repeat("很", 1200),
	} {
		f.Add([]byte(s))
	}
	fold := text.NewFolder()
	f.Fuzz(func(t *testing.T, raw []byte) {
		folded := fold.Fold(string(raw))
		if !utf8.ValidString(folded) {
			t.Fatalf("Fold(%q) = %q, which is broken UTF-8", raw, folded)
		}
		if err := faulty(folded, text.Terms(folded)); err != nil {
			t.Error(err)
		}
		for _, run := range text.Runs(folded) {
			if run.Text == "" || !strings.Contains(folded, run.Text) {
				t.Errorf("run %+v is not in %q", run, folded)
			}
		}
	})
}
