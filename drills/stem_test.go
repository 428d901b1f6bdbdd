package drills_test

import (
	"strings"
	"testing"

	"clerkcoach/drills"
)

// TestAsked wants every question of many drills to be found again by its id, in the same words but for those that change.
func TestAsked(t *testing.T) {
	t.Parallel()
	x, book := drills.NewExaminer(), shipped(t)
	for _, lang := range book.Languages() {
		for seed := range uint64(2) {
			for _, want := range ask(t, x, book, drills.Recipe{Lang: lang, Count: drills.MaxCount, Seed: seed}).Questions {
				got, ok := x.Asked(book, lang, want.ID)
				if !ok {
					t.Errorf("%s in %s is not found", want.ID, lang)
					continue
				}
				if got.ID != want.ID || got.Kind != want.Kind || got.Card != want.Card || got.Scene != want.Scene {
					t.Errorf("%s in %s is %s, %s, %s: %s", want.ID, lang, got.ID, got.Kind, got.Card, got.Scene)
				}
				if name, _, _ := strings.Cut(want.ID, "."); name != "statement" && name != "say" && got.Prompt != want.Prompt {
					t.Errorf("%s in %s asks %q, want %q", want.ID, lang, got.Prompt, want.Prompt)
				}
			}
		}
	}
}

// TestNotAsked wants nothing for what is no id, or one of another book.
func TestNotAsked(t *testing.T) {
	t.Parallel()
	x, book := drills.NewExaminer(), shipped(t)
	for _, id := range []string{
		"", ".", "..", "who", "who.hesitant", "who.hesitant.", "who.hesitant.0", "who.hesitant.-1", "who.hesitant.99", "who.hesitant.one",
		"who.nobody.1", "why.hesitant.1", "match-motto.rude-upset.1", "who..1", "1", "hesitant.1",
	} {
		if q, ok := x.Asked(book, "en", id); ok {
			t.Errorf("%q gives %+v", id, q)
		}
	}
	if q, ok := x.Asked(book, "fr", "who.hesitant.1"); ok {
		t.Errorf("in French: %+v", q)
	}
}

// FuzzAsked asks for any text as an id.
func FuzzAsked(f *testing.F) {
	x, book := drills.NewExaminer(), small(f)
	for _, seed := range []string{
		"who.hesitant.1", "statement.hesitant.2", "points.desk-badge.1", "written-ordering.x.1", "..", "a.b.9223372036854775808",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if q, ok := x.Asked(book, "zh-Hans", id); ok && q.ID != id {
			t.Errorf("%q gives %q", id, q.ID)
		}
	})
}
