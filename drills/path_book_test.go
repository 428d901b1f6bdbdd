package drills_test

import (
	"slices"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// TestStepRecipe wants the recipe of a step to ask what the step says.
func TestStepRecipe(t *testing.T) {
	t.Parallel()
	step := playbook.Step{
		ID: "test", Kind: playbook.StepTest, Cards: []string{"slow", "hasty"}, Count: 3, Pass: 80,
		Kinds: []string{"true-false", "matching"},
	}
	r := drills.StepRecipe(step, "en", 7)
	if r.Lang != "en" || r.Seed != 7 || r.Count != 3 || !slices.Equal(r.Cards, step.Cards) ||
		!slices.Equal(r.Kinds, []drills.Kind{drills.TrueFalse, drills.Matching}) {
		t.Errorf("%+v", r)
	}
	if r := drills.StepRecipe(playbook.Step{Kind: playbook.StepPractise, Count: 1}, "en", 0); r.Kinds != nil {
		t.Errorf("a step of all kinds asks %q", r.Kinds)
	}
}

// TestShippedPathRecipes makes the drills of every step of the shipped paths, in both languages and with some seeds: each has as
// many questions as the step says, of its kinds and about its cards alone.
func TestShippedPathRecipes(t *testing.T) {
	t.Parallel()
	book, x := shipped(t), drills.NewExaminer()
	const seeds = 5
	for _, lang := range book.Languages() {
		for _, p := range book.Paths() {
			for _, step := range p.Steps {
				if step.Kind == playbook.StepRead {
					continue
				}
				for seed := range uint64(seeds) {
					d := ask(t, x, book, drills.StepRecipe(step, lang, seed))
					if len(d.Questions) != step.Count {
						t.Errorf("%s/%s: %s asks %d questions, not %d", lang, p.ID, step.ID, len(d.Questions), step.Count)
					}
					for _, q := range d.Questions {
						other := len(step.Kinds) > 0 && !slices.Contains(step.Kinds, string(q.Kind))
						if other || !slices.Contains(step.Cards, q.Card) {
							t.Errorf("%s/%s: %s asks %s", lang, p.ID, step.ID, q.ID)
						}
					}
				}
			}
		}
	}
}

// TestShippedPathsWalked goes every shipped path as planned, doing the next step as soon as its day has come: it is finished on the
// last day, and nobody is stuck on the way.
func TestShippedPathsWalked(t *testing.T) {
	t.Parallel()
	for _, p := range shipped(t).Paths() {
		d := drills.Done{Started: monday, Steps: map[string]int64{}}
		at := int64(monday)
		s := drills.Stand(p, d, at, zone)
		for _, step := range p.Steps {
			if at = monday + int64(step.Day-1)*day; s.Next != step.ID || s.Stuck != "" {
				t.Fatalf("%s: before %s: %s", p.ID, step.ID, stood(s))
			}
			d.Steps[step.ID] = at
			s = drills.Stand(p, d, at, zone)
			if s.Day != step.Day {
				t.Errorf("%s: %s is done on day %d, not %d", p.ID, step.ID, s.Day, step.Day)
			}
		}
		if !s.Finished() || s.Next != "" {
			t.Errorf("%s: at the end: %s", p.ID, stood(s))
		}
	}
}
