package text_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clerkcoach/search/text"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTraditional(t *testing.T) {
	t.Parallel()
	fold := text.NewFolder()
	for in, want := range map[string]string{
		"":               "",
		"顾客听不见":          "顧客聽不見",
		"VIP客户, 2 件？😡":   "VIP客戶, 2 件？😡",
		"takes ages":     "takes ages",
		"头发":             "頭發", // the first of 發 and 髮
		"她站在门口":          "她站在門口",
		"顧客":             "顧客",
		"a\u200b车\u0301": "a\u200b車\u0301",
	} {
		if diff := cmp.Diff(want, fold.Traditional()(in)); diff != "" {
			t.Errorf("Traditional(%q) (-want +got):\n%s", in, diff)
		}
	}
}

// TestTraditionalOfTheTable wants each character of the table, on either side, to fold to the same after it was made traditional.
func TestTraditionalOfTheTable(t *testing.T) {
	t.Parallel()
	fold := text.NewFolder()
	var all strings.Builder
	for _, p := range table(t) {
		all.WriteString(p[0] + " " + p[1] + "\n")
	}
	// All at once, since a table is made for each call; character by character in the comparison, to name the one that fails.
	before, after := []rune(all.String()), []rune(fold.Traditional()(all.String()))
	if len(before) != len(after) {
		t.Fatalf("%d characters have become %d", len(before), len(after))
	}
	changed := 0
	for i, r := range before {
		if want, got := fold.Fold(string(r)), fold.Fold(string(after[i])); got != want {
			t.Errorf("%c folds to %s, and made traditional (%c) to %s", r, want, after[i], got)
		}
		if r != after[i] {
			changed++
		}
	}
	if changed < 3000 {
		t.Errorf("only %d characters have another form", changed)
	}
}

// TestTraditionalOfAsks makes the shipped asks traditional; they are read as files, since this package knows no playbook.
func TestTraditionalOfAsks(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("../../playbook/content/zh-Hans/asks/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no asks: %v, %v", names, err)
	}
	fold := text.NewFolder()
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		asks := string(raw)
		traditional := fold.Traditional()(asks)
		if traditional == asks {
			t.Errorf("%s has no traditional character", filepath.Base(name))
		}
		if diff := cmp.Diff(fold.Fold(asks), fold.Fold(traditional)); diff != "" {
			t.Errorf("%s folds otherwise when made traditional (-want +got):\n%s", filepath.Base(name), diff)
		}
	}
}

func TestTraditionalOfAnything(t *testing.T) {
	t.Parallel()
	fold := text.NewFolder()
	rapid.Check(t, func(t *rapid.T) {
		// What is broken becomes a space for each piece in one case and for each byte in the other.
		s := strings.ToValidUTF8(typed().Draw(t, "s"), " ")
		if want, got := fold.Fold(s), fold.Fold(fold.Traditional()(s)); got != want {
			t.Fatalf("%q folds to %q, and made traditional (%q) to %q", s, want, fold.Traditional()(s), got)
		}
	})
}
