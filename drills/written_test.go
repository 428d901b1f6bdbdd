package drills_test

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// ownQuestions are questions that a store wrote about a card, one of each kind.
const ownQuestions = `questions:
  - id: one
    kind: multiple-choice
    prompt: "Which till?"
    options: [{text: "Left", right: true, why: "It is ours."}, {text: "Right"}, {text: "None"}]
  - id: some
    kind: multiple-response
    prompt: "Which doors?"
    options: [{text: "East", right: true}, {text: "West", right: true}, {text: "North"}]
  - {id: yes, kind: true-false, prompt: "We open at nine.", options: [{text: "True", right: true}, {text: "False"}]}
  - id: match
    kind: matching
    prompt: "Who sits where?"
    pairs: [{text: "Anna", option: "Desk"}, {text: "Ben", option: "Till"}]
    options: [{text: "Cellar"}]
  - id: order
    kind: ordering
    prompt: "In which order?"
    options: [{text: "Unlock"}, {text: "Switch on"}, {text: "Count"}, {text: "Open"}]
  - {id: short, kind: short-answer, prompt: "What is the shop called?", answers: ["The Lamp", "Lamp Shop"], why: "See the door."}
  - {id: number, kind: numerical, prompt: "How many lamps?", number: 12}
`

// withOwn is the small book with a store's own questions about one card.
func withOwn(tb testing.TB) *playbook.Book {
	tb.Helper()
	own := fstest.MapFS{"en/questions/slow.yaml": &fstest.MapFile{Data: []byte(ownQuestions)}}
	book, err := playbook.Load(playbook.Layer{FS: os.DirFS("testdata/book")}, playbook.Layer{Name: "own", FS: own})
	if err != nil {
		tb.Fatal(err)
	}
	return book
}

// TestWritten asks each of a store's own questions, whatever the seed, with the key that was written, and reads it back as it was.
func TestWritten(t *testing.T) {
	t.Parallel()
	book, x := withOwn(t), drills.NewExaminer()
	card, _ := book.Card("slow")
	for seed := range uint64(30) {
		d := ask(t, x, book, drills.Recipe{Lang: "en", Cards: []string{"slow"}, Count: drills.MaxCount, Seed: seed})
		for _, own := range card.Written("en") {
			i := slices.IndexFunc(d.Questions, func(q *drills.Question) bool { return q.Prompt == own.Prompt })
			if i < 0 {
				t.Fatalf("seed %d: %q is not asked", seed, own.Prompt)
			}
			q := d.Questions[i]
			if q.Card != "slow" || q.Kind != drills.Kind(own.Kind) || !strings.HasPrefix(q.ID, "written-") {
				t.Errorf("seed %d: %s of %s about %s", seed, q.ID, q.Kind, q.Card)
			}
			if r := x.Grade(q, q.Key()); r.Score != 1 {
				t.Errorf("seed %d: the key of %q scores %v", seed, own.Prompt, r.Score)
			}
			if again := drills.Written(q); !reflect.DeepEqual(unordered(again), unordered(own)) {
				t.Errorf("seed %d: %+v is written as %+v", seed, own, again)
			}
		}
	}
}

// unordered is a written question without its id, with options in alphabetical order where their order means nothing.
func unordered(w playbook.Written) playbook.Written {
	w.ID = ""
	if w.Kind != string(drills.Ordering) {
		byText := func(a, b playbook.WrittenOption) int { return strings.Compare(a.Text, b.Text) }
		w.Options = slices.SortedFunc(slices.Values(w.Options), byText)
	}
	return w
}

// TestWrittenElsewhere wants a store's own questions left out where their card, their kind or their language is not asked about.
func TestWrittenElsewhere(t *testing.T) {
	t.Parallel()
	book, x := withOwn(t), drills.NewExaminer()
	for _, r := range []drills.Recipe{
		{Lang: "zh-Hans", Count: drills.MaxCount}, {Lang: "en", Count: drills.MaxCount, Cards: []string{"hasty", "silent", "meeting"}},
	} {
		for _, q := range ask(t, x, book, r).Questions {
			if strings.HasPrefix(q.ID, "written-") {
				t.Errorf("%+v asks %s", r, q.ID)
			}
		}
	}
	numbers := drills.Recipe{Lang: "en", Count: drills.MaxCount, Cards: []string{"slow"}, Kinds: []drills.Kind{drills.Numerical}}
	if d := ask(t, x, book, numbers); len(d.Questions) != 1 || d.Questions[0].Number != 12 {
		t.Errorf("of one written number, %d are asked", len(d.Questions))
	}
}
