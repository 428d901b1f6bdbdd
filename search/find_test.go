package search

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sayingIndex is the small index with more for two cards to say.
func sayingIndex(tb testing.TB) *Index {
	tb.Helper()
	return smallIndex(tb, map[string]string{
		"en/cards/deaf.yaml": cardText("Deaf", "s", "show gently, a hearing aid whistles", "a"),
		"en/cards/hurry.yaml": cardText("Hurry", "sees hurry clearly", "show gently, the train leaves in ten minutes",
			"bus one, bus two, bus three, bus four, bus five, bus six"),
		"zh-Hans/cards/deaf.yaml":  cardText("聋哑", "耳朵听不到，指着嘴巴", "d", "a"),
		"zh-Hans/cards/hurry.yaml": cardText("着急", "sees hurry clearly, 要赶火车", "d", "a"),
	})
}

// Whole results: which lines of which cards hold the words.
func TestFindLines(t *testing.T) {
	t.Parallel()
	x := sayingIndex(t)
	tests := map[string]struct {
		words, lang string
		want        []Found
	}{
		"an ask":                   {"notepad", "en", nil},
		"what to do":               {"whistles", "en", []Found{{"deaf", []string{"a hearing aid whistles"}}}},
		"a signal":                 {"sees hurry", "en", []Found{{"hurry", []string{"sees hurry clearly"}}}},
		"capitals and full width":  {"ＨＥＡＲＩＮＧ Aid", "en", []Found{{"deaf", []string{"a hearing aid whistles"}}}},
		"Chinese":                  {"赶火车", "zh-Hans", []Found{{"hurry", []string{"要赶火车"}}}},
		"traditional":              {"趕火車", "zh-Hans", []Found{{"hurry", []string{"要赶火车"}}}},
		"one character":            {"嘴", "zh-Hans", []Found{{"deaf", []string{"耳朵听不到，指着嘴巴"}}}},
		"both languages in one":    {"sees hurry", "zh-Hans", []Found{{"hurry", []string{"sees hurry clearly"}}}},
		"its own language only":    {"火车", "en", nil},
		"words of two lines":       {"whistles gently", "en", nil},
		"outside questions":        {"printer", "en", nil},
		"a language without words": {"whistles", "fr", nil},
		"no word":                  {"", "en", nil},
		"blank":                    {" \t\u3000", "en", nil},
		"only punctuation":         {"？…—!*~\"", "en", nil},
		"only emoji":               {"👍", "zh-Hans", nil},
		"broken":                   {"\xff\xfe", "en", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := x.Find(t.Context(), tt.words, tt.lang, 5)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Find(%q, %s) (-want +got):\n%s", tt.words, tt.lang, diff)
			}
		})
	}
}

func TestFindLimit(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	all, err := x.Find(t.Context(), "show gently", "en", 10)
	if err != nil || len(all) != 3 {
		t.Fatalf("found %v, %v; want all three cards", all, err)
	}
	for limit := range 4 {
		got, err := x.Find(t.Context(), "show gently", "en", limit)
		if err != nil || len(got) != limit {
			t.Fatalf("limit %d: found %v, %v", limit, got, err)
		}
		for i := range got {
			if diff := cmp.Diff(all[i], got[i]); diff != "" {
				t.Errorf("limit %d, card %d (-whole +limited):\n%s", limit, i, diff)
			}
		}
	}
}

// A card that says a word often is given once, with few of its lines, each of them with the word.
func TestFindManyLines(t *testing.T) {
	t.Parallel()
	x := sayingIndex(t)
	found, err := x.Find(t.Context(), "bus", "en", 5)
	if err != nil || len(found) != 1 || found[0].Card != "hurry" {
		t.Fatalf("found %v, %v", found, err)
	}
	lines := found[0].Lines
	if len(lines) == 0 || len(lines) >= 6 {
		t.Errorf("%d lines", len(lines))
	}
	for i, line := range lines {
		if !strings.Contains(line, "bus") || slices.Contains(lines[:i], line) {
			t.Errorf("line %q without the word, or twice", line)
		}
	}
}

// Nearly all words are enough: one of many may be a stranger.
func TestFindNearlyAll(t *testing.T) {
	t.Parallel()
	x := sayingIndex(t)
	found, err := x.Find(t.Context(), "train leaves in ten elephant", "en", 5)
	if err != nil || len(found) != 1 || found[0].Card != "hurry" {
		t.Errorf("found %v, %v", found, err)
	}
	if found, err := x.Find(t.Context(), "train elephant", "en", 5); err != nil || len(found) != 0 {
		t.Errorf("with half of the words: %v, %v", found, err)
	}
}

// Pasted texts and the signs of query languages are words like others.
func TestFindAnything(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	for _, words := range []string{
		strings.Repeat("whistles ", 5000), strings.Repeat("聋哑", 5000), strings.Repeat("*", 10_000), strings.Repeat("a* ", 3000),
		"lang:en OR card:deaf", "/.*/", "text:\"", "(((", "\x00", strings.Repeat("(", 10_000) + "a",
	} {
		if _, err := x.Find(t.Context(), words, "en", 5); err != nil {
			t.Errorf("Find(%.20q): %v", words, err)
		}
	}
}

func TestFindGivesUp(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Find(ctx, "whistles", "en", 5); !errors.Is(err, context.Canceled) {
		t.Errorf("after the reader has gone: %v", err)
	}
}
