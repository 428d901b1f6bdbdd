package drills_test

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"clerkcoach/drills"
)

// graded is an answer whose worth is known.
type graded struct {
	kind   drills.Kind
	answer drills.Answer
	want   float64
	good   string // the parts that were answered rightly
}

// chosen is an answer of options, and paired one of options given to the two pairs, or to one of them.
func chosen(ids ...string) drills.Answer { return drills.Answer{Options: ids} }

func paired(first, second string) drills.Answer {
	a := drills.Answer{Pairs: map[string]string{}}
	for id, given := range map[string]string{"1": first, "2": second} {
		if given != "" {
			a.Pairs[id] = given
		}
	}
	return a
}

func allGraded() map[string]graded {
	return map[string]graded{
		"the right one":              {drills.MultipleChoice, chosen("b"), 1, "ab"},
		"the wrong one":              {drills.MultipleChoice, chosen("a"), 0, ""},
		"both of two":                {drills.TrueFalse, chosen("a", "b"), 0, "a"},
		"rightly true":               {drills.TrueFalse, chosen("b"), 1, "ab"},
		"all right ones":             {drills.MultipleResponse, chosen("c", "a"), 1, "abcd"},
		"one of two":                 {drills.MultipleResponse, chosen("a"), 0.5, "abd"},
		"one of each":                {drills.MultipleResponse, chosen("a", "b"), 0, "ad"},
		"two right and a wrong one":  {drills.MultipleResponse, chosen("a", "b", "c"), 0.5, "acd"},
		"everything":                 {drills.MultipleResponse, chosen("a", "b", "c", "d"), 0, "ac"},
		"nothing":                    {drills.MultipleResponse, chosen(), 0, "bd"},
		"only wrong ones":            {drills.MultipleResponse, chosen("b", "d"), 0, ""},
		"one twice":                  {drills.MultipleResponse, chosen("a", "a"), 0, "bd"},
		"an unknown one":             {drills.MultipleResponse, chosen("a", "x"), 0, "bd"},
		"both pairs":                 {drills.Matching, paired("a", "b"), 1, "12"},
		"one pair":                   {drills.Matching, paired("a", "c"), 0.5, "1"},
		"one pair and none":          {drills.Matching, paired("", "b"), 0.5, "2"},
		"crossed":                    {drills.Matching, paired("b", "a"), 0, ""},
		"one option for both":        {drills.Matching, paired("a", "a"), 0.5, "1"},
		"an unknown option":          {drills.Matching, paired("a", "x"), 0, ""},
		"no pair":                    {drills.Matching, drills.Answer{}, 0, ""},
		"in order":                   {drills.Ordering, chosen("c", "a", "b"), 1, "abc"},
		"reversed":                   {drills.Ordering, chosen("b", "a", "c"), 0, "a"},
		"two neighbours swapped":     {drills.Ordering, chosen("a", "c", "b"), 2.0 / 3, "b"},
		"the last put first":         {drills.Ordering, chosen("b", "c", "a"), 1.0 / 3, ""},
		"not all in order":           {drills.Ordering, chosen("c", "a"), 0, ""},
		"something unknown in order": {drills.Ordering, chosen("c", "a", "x"), 0, ""},
		"the number":                 {drills.Numerical, drills.Answer{Number: 10}, 1, ""},
		"its contrary":               {drills.Numerical, drills.Answer{Number: -10}, 0, ""},
		"one off":                    {drills.Numerical, drills.Answer{Number: 11}, 0, ""},
	}
}

// TestGrade grades answers of every kind.
func TestGrade(t *testing.T) {
	t.Parallel()
	x := drills.NewExaminer()
	for name, c := range allGraded() {
		t.Run(name, func(t *testing.T) {
			r := x.Grade(oneOf(c.kind), c.answer)
			good := ""
			for _, m := range r.Marks {
				if m.Reason == "" {
					t.Errorf("no reason for %s", m.ID)
				}
				if m.Good {
					good += m.ID
				}
			}
			if math.Abs(r.Score-c.want) > 1e-9 || good != c.good || r.Full() != (c.want == 1) || r.Rationale != "because" {
				t.Errorf("%+v; want the score %v and %q good", r, c.want, c.good)
			}
		})
	}
}

// TestGradeAllRight chooses everything where everything is right.
func TestGradeAllRight(t *testing.T) {
	t.Parallel()
	q := oneOf(drills.MultipleResponse)
	for i := range q.Options {
		q.Options[i].Right = true
	}
	if r := drills.NewExaminer().Grade(q, drills.Answer{Options: []string{"a", "b", "c", "d"}}); r.Score != 1 {
		t.Errorf("%+v", r)
	}
}

// someAnswer draws an answer of a question's shape.
func someAnswer(q *drills.Question) *rapid.Generator[drills.Answer] {
	return rapid.Custom(func(t *rapid.T) drills.Answer {
		var ids []string
		for _, o := range q.Options {
			ids = append(ids, o.ID)
		}
		var a drills.Answer
		switch q.Kind {
		case drills.MultipleChoice, drills.TrueFalse:
			a.Options = []string{rapid.SampledFrom(ids).Draw(t, "option")}
		case drills.MultipleResponse:
			a.Options = rapid.SliceOfDistinct(rapid.SampledFrom(ids), rapid.ID).Draw(t, "options")
		case drills.Ordering:
			a.Options = rapid.Permutation(ids).Draw(t, "order")
		case drills.Matching:
			a.Pairs = map[string]string{}
			for _, p := range q.Pairs {
				if rapid.Bool().Draw(t, "given") {
					a.Pairs[p.ID] = rapid.SampledFrom(ids).Draw(t, "option")
				}
			}
		case drills.Numerical:
			a.Number = rapid.IntRange(-200, 200).Draw(t, "number")
		default:
			a.Text = rapid.StringN(0, drills.MaxWords, -1).Draw(t, "text")
		}
		return a
	})
}

// TestGradeAnything answers any question of the small book in any way: the answer fits, the score is from 0 to 1, every part has a
// reason, the key scores 1, what scores 1 is the key, and grading changes nothing.
func TestGradeAnything(t *testing.T) {
	t.Parallel()
	book, x := small(t), drills.NewExaminer()
	var all []*drills.Question
	for _, lang := range book.Languages() {
		all = append(all, ask(t, x, book, drills.Recipe{Lang: lang, Count: drills.MaxCount, Seed: 1}).Questions...)
	}
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.SampledFrom(all).Draw(t, "question")
		a := someAnswer(q).Draw(t, "answer")
		if err := q.Check(a); err != nil {
			t.Fatal(err)
		}
		r := x.Grade(q, a)
		if again := drills.NewExaminer().Grade(q, a); !reflect.DeepEqual(r, again) {
			t.Fatalf("graded again it is %+v, not %+v", again, r)
		}
		if r.Score < 0 || r.Score > 1 || !reflect.DeepEqual(r.Right, q.Key()) {
			t.Fatalf("%+v", r)
		}
		bare := func(m drills.Mark) bool { return m.Reason == "" }
		if slices.ContainsFunc(r.Marks, bare) || len(r.Marks) == 0 && q.Kind != drills.Numerical {
			t.Fatalf("a score without reasons: %+v", r)
		}
		if q.Kind == drills.ShortAnswer {
			return
		}
		if key := x.Grade(q, q.Key()); key.Score != 1 || slices.ContainsFunc(key.Marks, func(m drills.Mark) bool { return !m.Good }) {
			t.Fatalf("the key scores %+v", key)
		}
		slices.Sort(a.Options)
		key := q.Key()
		slices.Sort(key.Options)
		if r.Full() && q.Kind != drills.Ordering && !reflect.DeepEqual(a, key) {
			t.Fatalf("%+v scores %v, and the key is %+v", a, r.Score, key)
		}
	})
}

// TestGradeOrder wants every swap of two neighbours that stand wrongly to make an order better.
func TestGradeOrder(t *testing.T) {
	t.Parallel()
	book, x := small(t), drills.NewExaminer()
	steps := drills.Recipe{Lang: "en", Cards: []string{"meeting"}, Kinds: []drills.Kind{drills.Ordering}, Count: 1}
	q := ask(t, x, book, steps).Questions[0]
	key := q.Key().Options
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.Permutation(key).Draw(t, "order")
		i := rapid.IntRange(0, len(order)-2).Draw(t, "place")
		before := x.Grade(q, drills.Answer{Options: order}).Score
		wrongly := slices.Index(key, order[i]) > slices.Index(key, order[i+1])
		order[i], order[i+1] = order[i+1], order[i]
		if after := x.Grade(q, drills.Answer{Options: order}).Score; (after > before) != wrongly {
			t.Fatalf("%v, swapped at %d, scores %v and not %v", order, i, after, before)
		}
	})
}
