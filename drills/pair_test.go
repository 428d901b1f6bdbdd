package drills_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// TestShared makes drills of the shipped book side by side in all languages: question by question the same, and each as whole as
// one that was made in its language alone.
func TestShared(t *testing.T) {
	t.Parallel()
	book, x := shipped(t), drills.NewExaminer()
	reached := map[string]bool{}
	for _, langs := range [][]string{{"zh-Hans", "en", "zh-Hant"}, {"en", "zh-Hant", "zh-Hans"}, {"zh-Hant", "zh-Hans"}} {
		for seed := range uint64(15) {
			all, err := x.Shared(book, drills.Recipe{Lang: langs[0], Count: 20, Seed: seed}, langs[1:])
			if err != nil {
				t.Fatal(err)
			}
			one := all[0]
			if len(all) != len(langs) || len(one.Questions) != 20 {
				t.Fatalf("%s, seed %d: %d drills, the first of %d questions", langs, seed, len(all), len(one.Questions))
			}
			if diff := cmp.Diff(one.Questions, again(t, x, book, one.ID).Questions); diff != "" {
				t.Errorf("%s, seed %d: the id gives other questions:\n%s", langs, seed, diff)
			}
			for _, q := range one.Questions {
				reached[formOf(q)] = true
			}
			for n, other := range all[1:] {
				wantSame(t, one, other, newJudge(book, langs[n+1]))
			}
		}
	}
	// Of first words, the wrong ones are written for each shipped card, in each language its own.
	for _, form := range []string{
		"who", "glance", "first-step", "match-glance", "match-words", "match-motto", "order-steps", "order-talk", "points",
	} {
		if !reached[form] {
			t.Errorf("%s is never asked in two languages", form)
		}
	}
}

// wantSame wants a drill to ask what one in another language does, and to be faultless in its own.
func wantSame(t *testing.T, one, other *drills.Drill, j *judge) {
	t.Helper()
	if len(other.Questions) != len(one.Questions) {
		t.Fatalf("%s: %d questions of %d in %s", one.ID, len(other.Questions), len(one.Questions), j.lang)
	}
	for i, q := range one.Questions {
		p := other.Questions[i]
		if diff := cmp.Diff(bare(q), bare(p)); diff != "" {
			t.Errorf("%s, %s differs in %s:\n%s\n%s\n%s", one.ID, q.ID, j.lang, diff, shown(q), shown(p))
		}
		if faults := j.faults(p); len(faults) > 0 {
			t.Errorf("%s in %s: %v\n%s", one.ID, j.lang, faults, shown(p))
		}
	}
}

// bare is a question without anything that is in a language.
func bare(q *drills.Question) drills.Question {
	b := *q
	b.Scene, b.Prompt, b.Rationale = "", "", ""
	b.Options, b.Pairs = slices.Clone(q.Options), slices.Clone(q.Pairs)
	for i := range b.Options {
		b.Options[i].Text, b.Options[i].Rationale = "", ""
	}
	for i := range b.Pairs {
		b.Pairs[i].Text, b.Pairs[i].Rationale = "", ""
	}
	return b
}

// again makes a drill once more, of its id.
func again(t *testing.T, x *drills.Examiner, book *playbook.Book, id string) *drills.Drill {
	t.Helper()
	r, err := drills.ParseID(book, id)
	if err != nil {
		t.Fatal(err)
	}
	return ask(t, x, book, r)
}

func TestSharedRefused(t *testing.T) {
	t.Parallel()
	book, x := small(t), drills.NewExaminer()
	for _, c := range []struct {
		name string
		r    drills.Recipe
		lang string
		want error
	}{
		{"no language of the book", drills.Recipe{Lang: "zh-Hans", Count: 5}, "de", drills.ErrEmpty},
		{"no recipe", drills.Recipe{Lang: "zh-Hans"}, "en", drills.ErrCount},
		{"mistakes alone", drills.Recipe{Lang: "zh-Hans", Count: 5, Kinds: []drills.Kind{drills.TrueFalse}}, "en", drills.ErrEmpty},
		{"a card in Chinese alone", drills.Recipe{Lang: "zh-Hans", Count: 5, Cards: []string{"local"}}, "en", drills.ErrEmpty},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := x.Shared(book, c.r, []string{c.lang}); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
		})
	}
}
