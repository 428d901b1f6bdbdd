package handlers

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// testRecipe is a drill of the test playbook.
func testRecipe(lang string, count int, kinds ...drills.Kind) drills.Recipe {
	return drills.Recipe{Lang: lang, Count: count, Kinds: kinds, Seed: 7}
}

// generated is the drill that a recipe gives, with its key.
func generated(tb testing.TB, r drills.Recipe) *drills.Drill {
	tb.Helper()
	return made(tb, testBook(tb), r.ID(testBook(tb)))
}

// made is the drill that an id stands for, with its key.
func made(tb testing.TB, book *playbook.Book, id string) *drills.Drill {
	tb.Helper()
	r, err := drills.ParseID(book, id)
	if err != nil {
		tb.Fatalf("%s: %v", id, err)
	}
	d, err := drills.NewExaminer().Generate(book, r)
	if err != nil {
		tb.Fatalf("%s: %v", id, err)
	}
	return d
}

// oneOf is a drill of one question of a kind, and the question.
func oneOf(tb testing.TB, lang string, k drills.Kind) (*drills.Drill, *drills.Question) {
	tb.Helper()
	d := generated(tb, testRecipe(lang, 1, k))
	return d, d.Questions[0]
}

// wrongly is an answer that is worth nothing.
func wrongly(q *drills.Question) drills.Answer {
	key := q.Key()
	switch q.Kind {
	case drills.Matching:
		a := drills.Answer{Pairs: map[string]string{}}
		for i, p := range q.Pairs {
			a.Pairs[p.ID] = q.Pairs[(i+1)%len(q.Pairs)].Option
		}
		return a
	case drills.Ordering:
		slices.Reverse(key.Options)
		return key
	case drills.ShortAnswer:
		return drills.Answer{Text: "zzz"}
	case drills.Numerical:
		return drills.Answer{Number: q.Number + 1}
	default:
		wrong := slices.IndexFunc(q.Options, func(o drills.Option) bool { return !o.Right })
		return drills.Answer{Options: []string{q.Options[wrong].ID}}
	}
}

// partly is an answer that is half right; not for the kinds whose answers are right or wrong.
func partly(q *drills.Question) (drills.Answer, bool) {
	key := q.Key()
	switch q.Kind {
	case drills.MultipleResponse:
		return drills.Answer{Options: key.Options[:1]}, true
	case drills.Matching:
		one, other := q.Pairs[0], q.Pairs[1]
		key.Pairs[one.ID], key.Pairs[other.ID] = other.Option, one.Option
		return key, true
	case drills.Ordering:
		key.Options[0], key.Options[1] = key.Options[1], key.Options[0]
		return key, true
	case drills.ShortAnswer:
		words := q.Say.Intents[0].Any
		return drills.Answer{Text: words[len(words)-1]}, true
	default:
		return drills.Answer{}, false
	}
}

// sent is an answer as programs send it.
func sent(tb testing.TB, q *drills.Question, a drills.Answer) string {
	tb.Helper()
	var v any
	switch q.Kind {
	case drills.MultipleChoice, drills.TrueFalse:
		v = a.Options[0]
	case drills.MultipleResponse, drills.Ordering:
		v = a.Options
	case drills.Matching:
		v = a.Pairs
	case drills.Numerical:
		v = a.Number
	default:
		v = a.Text
	}
	raw, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return string(raw)
}

// filled is an answer as the form of a page sends it.
func filled(q *drills.Question, a drills.Answer) url.Values {
	v := url.Values{"answered": {"1"}}
	switch q.Kind {
	case drills.Ordering:
		for i, id := range a.Options {
			v.Set("o"+id, strconv.Itoa(i+1))
		}
	case drills.Matching:
		for pair, id := range a.Pairs {
			v.Set("p"+pair, id)
		}
	case drills.Numerical:
		v.Set("a", strconv.Itoa(a.Number))
	case drills.ShortAnswer:
		v.Set("a", a.Text)
	default:
		v["a"] = a.Options
	}
	return v
}

// attemptOf is the body that answers a question.
func attemptOf(tb testing.TB, attempt, question, answer string) string {
	tb.Helper()
	raw, err := json.Marshal(map[string]any{"attempt": attempt, "question": question, "answer": json.RawMessage(answer)})
	if err != nil {
		tb.Fatal(err)
	}
	return string(raw)
}

// misfits are answers, as programs send them, that have not the shape that a question asks for.
func misfits(k drills.Kind) []string {
	switch k {
	case drills.MultipleResponse:
		return []string{`null`, `"a"`, `["a","a"]`, `["z"]`, `[1]`, `{"a":true}`}
	case drills.Matching:
		return []string{`null`, `"a"`, `["a"]`, `{"1":"z"}`, `{"9":"a"}`, `{"1":1}`}
	case drills.Ordering:
		return []string{`null`, `"abc"`, `["a"]`, `["a","b","b"]`, `["a","b","z"]`, `[]`}
	case drills.Numerical:
		return []string{`null`, `"20"`, `1.5`, `[20]`, `1e99`, `true`}
	case drills.ShortAnswer:
		return []string{`null`, `7`, `["hello"]`, `"` + strings.Repeat("比", drills.MaxWords+1) + `"`}
	default:
		return []string{`null`, `""`, `"z"`, `"A"`, `["a"]`, `1`, `{}`}
	}
}
