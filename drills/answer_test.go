package drills_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"clerkcoach/drills"
)

// oneOf are questions of each kind, small enough to be answered by heart: a and c are right, a is given to the first pair and b to
// the second, and the order is c, a, b.
func oneOf(k drills.Kind) *drills.Question {
	q := &drills.Question{ID: "q", Kind: k, Prompt: "?", Rationale: "because"}
	switch k {
	case drills.MultipleChoice, drills.TrueFalse:
		q.Options = []drills.Option{{ID: "a", Text: "one", Rationale: "no"}, {ID: "b", Text: "two", Right: true, Rationale: "yes"}}
	case drills.MultipleResponse:
		q.Options = []drills.Option{
			{ID: "a", Text: "one", Right: true, Rationale: "yes"}, {ID: "b", Text: "two", Rationale: "no"},
			{ID: "c", Text: "three", Right: true, Rationale: "yes"}, {ID: "d", Text: "four", Rationale: "no"},
		}
	case drills.Matching:
		q.Options = []drills.Option{{ID: "a", Text: "one"}, {ID: "b", Text: "two"}, {ID: "c", Text: "nobody’s"}}
		q.Pairs = []drills.Pair{
			{ID: "1", Text: "uno", Option: "a", Rationale: "so"}, {ID: "2", Text: "due", Option: "b", Rationale: "so"},
		}
	case drills.Ordering:
		q.Options = []drills.Option{
			{ID: "a", Text: "two", Place: 2, Rationale: "second"}, {ID: "b", Text: "three", Place: 3, Rationale: "third"},
			{ID: "c", Text: "one", Place: 1, Rationale: "first"},
		}
	case drills.Numerical:
		q.Number = 10
	default:
		q.Say = &drills.Rubric{
			Intents: []drills.Intent{
				{Met: "asked", Missing: "ask", Any: []string{"?", "which"}},
				{Met: "polite", Missing: "be polite", Any: []string{"you", "please"}},
			},
			Phrases: []string{"Which lamp would you like?"}, Avoid: []string{"Say “It is up to you” and turn away"},
			Never: []string{"stupid"}, Fits: []string{"Two lamps stand on the counter."},
			Reasons: drills.Reasons{Close: "close", Far: "far", SaidAvoid: "avoid: {text}", SaidNever: "never: {words}", Nothing: "nothing"},
		}
	}
	return q
}

// TestParseAnswer reads answers as they come from outside: those that fit, and all those that don't.
func TestParseAnswer(t *testing.T) {
	t.Parallel()
	options := func(ids ...string) drills.Answer { return drills.Answer{Options: ids} }
	good := map[drills.Kind]map[string]drills.Answer{
		drills.MultipleChoice:   {`"a"`: options("a"), ` "b" `: options("b")},
		drills.TrueFalse:        {`"b"`: options("b")},
		drills.MultipleResponse: {`["a"]`: options("a"), `["d","a"]`: options("d", "a"), `[]`: {Options: []string{}}},
		drills.Ordering:         {`["a","b","c"]`: options("a", "b", "c")},
		drills.Matching: {
			`{"1":"a","2":"b"}`: {Pairs: map[string]string{"1": "a", "2": "b"}}, `{"2":"c"}`: {Pairs: map[string]string{"2": "c"}},
			`{"1":"a","2":"a"}`: {Pairs: map[string]string{"1": "a", "2": "a"}}, `{}`: {Pairs: map[string]string{}},
		},
		drills.Numerical: {`10`: {Number: 10}, `-10`: {Number: -10}, `1e2`: {Number: 100}, `10.0`: {Number: 10}},
		drills.ShortAnswer: {
			`"hello"`: {Text: "hello"}, `""`: {},
			`"` + strings.Repeat("好", drills.MaxWords) + `"`: {Text: strings.Repeat("好", drills.MaxWords)},
		},
	}
	bad := map[drills.Kind][]string{
		drills.MultipleChoice:   {`"c"`, `""`, `["a"]`, `1`, `{}`, `"ab"`, `"A"`},
		drills.TrueFalse:        {`true`, `"c"`, `["a","b"]`},
		drills.MultipleResponse: {`["e"]`, `["a","a"]`, `"a"`, `[1]`, `[null]`, `{"a":"b"}`},
		drills.Ordering:         {`["a","b"]`, `[]`, `["a","b","b"]`, `["a","b","d"]`, `["a","b","c","c"]`, `"abc"`},
		drills.Matching:         {`{"3":"a"}`, `{"1":"d"}`, `{"1":""}`, `{"1":null}`, `{"1":["a"]}`, `["a","b"]`, `"a"`},
		drills.Numerical:        {`"10"`, `10.5`, `1e300`, `1e999`, `2147483648`, `[10]`, `true`},
		drills.ShortAnswer:      {`5`, `["hello"]`, `{}`, `"` + strings.Repeat("x", drills.MaxWords+1) + `"`},
	}
	for _, k := range drills.Kinds() {
		t.Run(string(k), func(t *testing.T) {
			for raw, want := range good[k] {
				if got, err := drills.ParseAnswer(oneOf(k), json.RawMessage(raw)); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%s is %+v, %v; want %+v", raw, got, err, want)
				}
			}
			for _, raw := range append(bad[k], "", "null", " null ", "x", `"a`, "[", "{\"1\":\"a\"} {}") {
				if got, err := drills.ParseAnswer(oneOf(k), json.RawMessage(raw)); !errors.Is(err, drills.ErrAnswer) {
					t.Errorf("%s is taken for %+v, %v", raw, got, err)
				}
			}
		})
	}
}

// FuzzParseAnswer reads anything as an answer: what fits can be graded, to a score from 0 to 1.
func FuzzParseAnswer(f *testing.F) {
	for _, raw := range []string{
		`"a"`, `["a","c"]`, `["c","a","b"]`, `{"1":"a"}`, `10`, `"Which one, please?"`, `null`, `[[]]`, "\"\xff\"",
	} {
		f.Add([]byte(raw))
	}
	x := drills.NewExaminer()
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, k := range drills.Kinds() {
			q := oneOf(k)
			a, err := drills.ParseAnswer(q, raw)
			if err != nil && !errors.Is(err, drills.ErrAnswer) {
				t.Errorf("%s: %v", k, err)
			}
			if r := x.Grade(q, a); r.Score < 0 || r.Score > 1 || err != nil && r.Score > 0 {
				t.Errorf("%s: %q, %v, scores %v", k, raw, err, r.Score)
			}
		}
	})
}

func TestParseNumber(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{
		"10": 10, " 10 ": 10, "１０": 10, "　１０　": 10, "-10": -10, "−10": -10, "－10": -10, "－１０": -10, "+5": 5, "＋５": 5,
		"0": 0, "-0": 0, "007": 7, "2147483647": 2147483647, "-2147483647": -2147483647,
	} {
		if got, err := drills.ParseNumber(s); err != nil || got != want {
			t.Errorf("%q is %d, %v; want %d", s, got, err, want)
		}
	}
	for _, s := range []string{
		"", " ", "ten", "十", "1.5", "1,000", "--1", "+-1", "−", "1-", "1 0", "2147483648", "-2147483648", "99999999999999999999",
		"0x10", "1e3",
	} {
		if got, err := drills.ParseNumber(s); !errors.Is(err, drills.ErrAnswer) {
			t.Errorf("%q is taken for %d, %v", s, got, err)
		}
	}
}
