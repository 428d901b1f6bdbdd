package drills_test

import (
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// someRecipe draws any recipe that a book allows.
func someRecipe(book *playbook.Book) *rapid.Generator[drills.Recipe] {
	var ids []string
	for _, c := range book.Cards() {
		ids = append(ids, c.ID)
	}
	return rapid.Custom(func(t *rapid.T) drills.Recipe {
		count := rapid.IntRange(1, drills.MaxCount).Draw(t, "count")
		return drills.Recipe{
			Lang:  rapid.SampledFrom(book.Languages()).Draw(t, "lang"),
			Cards: rapid.SliceOf(rapid.SampledFrom(ids)).Draw(t, "cards"),
			Kinds: rapid.SliceOf(rapid.SampledFrom(drills.Kinds())).Draw(t, "kinds"),
			Count: count, Seed: rapid.Uint64().Draw(t, "seed"),
			Only: rapid.SliceOfN(rapid.IntRange(0, count-1), 0, 5).Draw(t, "only"),
		}
	})
}

// TestRecipeRoundTrip makes any drill twice: by its recipe, and by the recipe that its id carries.
func TestRecipeRoundTrip(t *testing.T) {
	t.Parallel()
	book, x := small(t), drills.NewExaminer()
	rapid.Check(t, func(t *rapid.T) {
		r := someRecipe(book).Draw(t, "recipe")
		before := drills.Recipe{
			Lang: r.Lang, Count: r.Count, Seed: r.Seed,
			Cards: slices.Clone(r.Cards), Kinds: slices.Clone(r.Kinds), Only: slices.Clone(r.Only),
		}
		d, err := x.Generate(book, r)
		if !reflect.DeepEqual(r, before) {
			t.Fatalf("the recipe %+v was changed to %+v", before, r)
		}
		if errors.Is(err, drills.ErrEmpty) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		got, err := drills.ParseID(book, d.ID)
		if err != nil || !reflect.DeepEqual(got, d.Recipe) || got.ID(book) != d.ID {
			t.Fatalf("%s carries %+v, %v; want %+v", d.ID, got, err, d.Recipe)
		}
		again, err := x.Generate(book, got)
		if err != nil || !reflect.DeepEqual(again, d) {
			t.Fatalf("%s makes another drill: %v", d.ID, err)
		}
		if len(d.Questions) > r.Count || len(r.Only) > 0 && len(d.Questions) > len(r.Only) {
			t.Fatalf("%d questions of %+v", len(d.Questions), r)
		}
	})
}

// TestRecipeOrder wants the order in which cards, kinds and places are named, and naming all of them, to make no difference.
func TestRecipeOrder(t *testing.T) {
	t.Parallel()
	book, x := small(t), drills.NewExaminer()
	all := []string{"meeting", "local", "silent", "hasty", "slow"}
	plain := ask(t, x, book, drills.Recipe{Lang: "en", Count: 9, Seed: 3})
	for _, r := range []drills.Recipe{
		{Lang: "en", Count: 9, Seed: 3, Cards: all},
		{Lang: "en", Count: 9, Seed: 3, Kinds: drills.Kinds()},
		{Lang: "en", Count: 9, Seed: 3, Kinds: append(drills.Kinds(), drills.Numerical), Cards: append(all, "slow")},
	} {
		if got := ask(t, x, book, r); !reflect.DeepEqual(got, plain) {
			t.Errorf("%+v makes another drill", r)
		}
	}
	some := ask(t, x, book, drills.Recipe{Lang: "en", Count: 9, Seed: 3, Only: []int{7, 2, 7}})
	if want := []*drills.Question{plain.Questions[2], plain.Questions[7]}; !reflect.DeepEqual(some.Questions, want) {
		t.Errorf("places 2 and 7 are not those of the whole drill")
	}
}

// TestRecipeNarrow makes all that there is of some cards and kinds, and nothing else.
func TestRecipeNarrow(t *testing.T) {
	t.Parallel()
	book, x := small(t), drills.NewExaminer()
	points := drills.Recipe{Lang: "zh-Hans", Cards: []string{"meeting"}, Kinds: []drills.Kind{drills.Numerical}, Count: 50}
	d := ask(t, x, book, points)
	if len(d.Questions) != 2 {
		t.Errorf("%d questions about the points of one card; it has 2", len(d.Questions))
	}
	for seed := range uint64(20) {
		kinds := []drills.Kind{drills.TrueFalse, drills.MultipleResponse}
		d := ask(t, x, book, drills.Recipe{Lang: "en", Cards: []string{"slow", "silent"}, Kinds: kinds, Count: 6, Seed: seed})
		for _, q := range d.Questions {
			if q.Card != "slow" && q.Card != "silent" || !slices.Contains(kinds, q.Kind) {
				t.Errorf("seed %d: a question of %s about %s", seed, q.Kind, q.Card)
			}
		}
	}
	none := drills.Recipe{Lang: "en", Cards: []string{"slow"}, Kinds: []drills.Kind{drills.Numerical}, Count: 1}
	if _, err := x.Generate(book, none); !errors.Is(err, drills.ErrEmpty) {
		t.Errorf("questions about points that the card has not: %v", err)
	}
	only := drills.Recipe{Lang: "en", Kinds: []drills.Kind{drills.Numerical}, Count: 50, Only: []int{1, 2}}
	if d := ask(t, x, book, only); len(d.Questions) != 1 {
		t.Errorf("the second and third of two questions are %d", len(d.Questions))
	}
	only.Only = []int{49}
	if _, err := x.Generate(book, only); !errors.Is(err, drills.ErrEmpty) {
		t.Errorf("the fiftieth of two questions: %v", err)
	}
}

func TestRecipeBounds(t *testing.T) {
	t.Parallel()
	book, x := small(t), drills.NewExaminer()
	for name, c := range map[string]struct {
		recipe drills.Recipe
		want   error
	}{
		"no question":              {drills.Recipe{Lang: "en"}, drills.ErrCount},
		"less than none":           {drills.Recipe{Lang: "en", Count: -1}, drills.ErrCount},
		"one too many":             {drills.Recipe{Lang: "en", Count: drills.MaxCount + 1}, drills.ErrCount},
		"a place below":            {drills.Recipe{Lang: "en", Count: 5, Only: []int{-1}}, drills.ErrCount},
		"a place beyond":           {drills.Recipe{Lang: "en", Count: 5, Only: []int{1, 5}}, drills.ErrCount},
		"no language":              {drills.Recipe{Count: 5}, drills.ErrLang},
		"a language without words": {drills.Recipe{Lang: "fr", Count: 5}, drills.ErrLang},
		"an unknown card":          {drills.Recipe{Lang: "en", Count: 5, Cards: []string{"slow", "nobody"}}, drills.ErrCard},
		"an unknown kind":          {drills.Recipe{Lang: "en", Count: 5, Kinds: []drills.Kind{"essay"}}, drills.ErrKind},
		"one question":             {drills.Recipe{Lang: "en", Count: 1}, nil},
		"as many as may be":        {drills.Recipe{Lang: "zh-Hans", Count: drills.MaxCount, Seed: 1<<64 - 1}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := x.Generate(book, c.recipe)
			if !errors.Is(err, c.want) || (err == nil) != (d != nil) {
				t.Errorf("the error is %v and the drill %v; want %v", err, d, c.want)
			}
		})
	}
}

// TestIDMistyped changes every letter of an id, leaves it out and doubles it: no such drill.
func TestIDMistyped(t *testing.T) {
	t.Parallel()
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ \n"
	book := small(t)
	for _, r := range []drills.Recipe{
		{Lang: "en", Count: 20, Seed: 1<<64 - 1},
		{Lang: "zh-Hans", Count: 9, Seed: 3, Cards: []string{"slow", "hasty"}, Kinds: []drills.Kind{drills.Ordering}, Only: []int{1, 8}},
	} {
		id := r.ID(book)
		if _, err := drills.ParseID(book, id); err != nil {
			t.Fatal(err)
		}
		for i := range id {
			changed := []string{id[:i], id[i+1:], id[:i] + id[i+1:], id[:i] + id[i:i+1] + id[i:]}
			for _, c := range letters {
				changed = append(changed, id[:i]+string(c)+id[i+1:], id[:i]+string(c)+id[i:])
			}
			for _, other := range changed {
				if got, err := drills.ParseID(book, other); other != id && !errors.Is(err, drills.ErrNoDrill) {
					t.Errorf("%s, changed to %q, gives %+v, %v", id, other, got, err)
				}
			}
		}
	}
}

// TestIDOfOtherBook wants an id to be of one book alone, and to keep what holds for any.
func TestIDOfOtherBook(t *testing.T) {
	t.Parallel()
	r := drills.Recipe{Lang: "zh-Hans", Count: 12, Seed: 5, Kinds: []drills.Kind{drills.Matching}, Only: []int{3}}
	r.Cards = []string{"hesitant"}
	got, err := drills.ParseID(small(t), r.ID(shipped(t)))
	want := drills.Recipe{Lang: "zh-Hans", Count: 12, Kinds: []drills.Kind{drills.Matching}}
	if !errors.Is(err, drills.ErrChanged) || !reflect.DeepEqual(got, want) {
		t.Errorf("an id of another book gives %+v, %v; want %+v", got, err, want)
	}
}

// TestIDShort wants ids that fit into a line of an address.
func TestIDShort(t *testing.T) {
	t.Parallel()
	book := shipped(t)
	r := drills.Recipe{Lang: "en", Count: drills.MaxCount, Seed: 1<<64 - 1, Kinds: []drills.Kind{drills.Numerical}, Only: []int{0, 99}}
	if id := r.ID(book); len(id) >= 60 {
		t.Errorf("%s is %d characters long", id, len(id))
	}
}

// FuzzID reads anything as an id: an error, or a recipe whose id it is.
func FuzzID(f *testing.F) {
	book := small(f)
	f.Add("")
	f.Add(drills.Recipe{Lang: "en", Count: 20, Seed: 77}.ID(book))
	f.Add(drills.Recipe{Lang: "en", Count: 3, Cards: []string{"slow"}, Kinds: drills.Kinds()[:2], Only: []int{2}}.ID(book))
	f.Add("AQ")
	f.Add("________________________________________")
	f.Fuzz(func(t *testing.T, id string) {
		r, err := drills.ParseID(book, id)
		switch {
		case err == nil && r.ID(book) != id:
			t.Errorf("%q gives %+v, whose id is %q", id, r, r.ID(book))
		case err != nil && !errors.Is(err, drills.ErrNoDrill) && !errors.Is(err, drills.ErrChanged):
			t.Errorf("%q: %v", id, err)
		case errors.Is(err, drills.ErrChanged) && (r.Count < 1 || r.Count > drills.MaxCount || r.Lang == ""):
			t.Errorf("%q gives %+v of another book", id, r)
		}
	})
}

// TestConcurrentAgain wants a drill that is asked for again to be the same, from any number of goroutines.
func TestConcurrentAgain(t *testing.T) {
	t.Parallel()
	x, b := drills.NewExaminer(), shipped(t)
	var all sync.WaitGroup
	for seed := range uint64(600) {
		all.Go(func() {
			r := drills.Recipe{Lang: "en", Count: 2, Seed: seed % 280, Cards: []string{b.Cards()[0].ID}}
			want, err := x.Generate(b, r)
			if err != nil {
				t.Error(err)
				return
			}
			for range 2 {
				if got, err := x.Again(b, r); err != nil || !reflect.DeepEqual(want, got) {
					t.Errorf("seed %d: %v, %v", seed, got, err)
				}
			}
		})
	}
	all.Wait()
	if _, err := x.Again(b, drills.Recipe{Lang: "en"}); !errors.Is(err, drills.ErrCount) {
		t.Error(err)
	}
}
