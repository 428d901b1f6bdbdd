package drills

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxWords bounds an answer in words of one's own, in characters.
const MaxWords = 500

// ErrAnswer says that an answer has not the shape that its question asks for.
var ErrAnswer = errors.New("the answer does not fit the question")

// Answer is what somebody answered. Which field counts depends on the question's kind.
type Answer struct {
	// Options are the ids of the options chosen (one for MultipleChoice and TrueFalse), or of all options in order (Ordering).
	Options []string
	// Pairs are the ids of the options given, by the ids of the pairs; a pair may be left without.
	Pairs  map[string]string
	Number int
	Text   string
}

// ParseAnswer reads an answer as the API has it: a letter, a list of letters, an object of letters by pairs' numbers, a whole
// number, or a text, by the kind of the question. The error is ErrAnswer with what is wrong.
func ParseAnswer(q *Question, raw json.RawMessage) (Answer, error) {
	var a Answer
	var err error
	switch q.Kind {
	case MultipleChoice, TrueFalse:
		a.Options = []string{""}
		err = json.Unmarshal(raw, &a.Options[0])
	case MultipleResponse, Ordering:
		err = json.Unmarshal(raw, &a.Options)
	case Matching:
		err = json.Unmarshal(raw, &a.Pairs)
	case Numerical:
		var n float64
		if err = json.Unmarshal(raw, &n); err == nil && (n != math.Trunc(n) || math.Abs(n) > math.MaxInt32) {
			return Answer{}, fmt.Errorf("%w: want a whole number", ErrAnswer)
		}
		a.Number = int(n)
	default:
		err = json.Unmarshal(raw, &a.Text)
	}
	if err != nil || strings.TrimSpace(string(raw)) == "null" {
		return Answer{}, fmt.Errorf("%w: want %s", ErrAnswer, shape(q.Kind))
	}
	return a, q.Check(a)
}

// ParseNumber reads a whole number as people type it, with a sign of either form before it.
func ParseNumber(s string) (int, error) {
	s = strings.TrimSpace(strings.NewReplacer("−", "-", "－", "-", "＋", "+").Replace(s))
	digits := strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
	n, err := strconv.Atoi(digits)
	if err != nil || n > math.MaxInt32 || n < -math.MaxInt32 {
		return 0, fmt.Errorf("%w: want a whole number", ErrAnswer)
	}
	return n, nil
}

// shape says what the answer to a kind of question looks like.
func shape(k Kind) string {
	switch k {
	case MultipleChoice, TrueFalse:
		return "one option's letter"
	case MultipleResponse:
		return "a list of options' letters"
	case Ordering:
		return "all options' letters in order"
	case Matching:
		return "options' letters by the pairs' numbers"
	case Numerical:
		return "a whole number"
	default:
		return "a text"
	}
}

// Check tells whether an answer has the shape that the question asks for; the error is ErrAnswer with what is wrong.
func (q *Question) Check(a Answer) error {
	if q.fits(a) {
		return nil
	}
	return fmt.Errorf("%w: want %s", ErrAnswer, shape(q.Kind))
}

func (q *Question) fits(a Answer) bool {
	switch q.Kind {
	case MultipleChoice, TrueFalse:
		return len(a.Options) == 1 && q.option(a.Options[0]) != nil
	case MultipleResponse:
		return q.known(a.Options)
	case Ordering:
		return q.known(a.Options) && len(a.Options) == len(q.Options)
	case Matching:
		pairs := slices.Collect(maps.Keys(a.Pairs))
		given := slices.Collect(maps.Values(a.Pairs))
		known := func(id string) bool { return slices.ContainsFunc(q.Pairs, func(p Pair) bool { return p.ID == id }) }
		unknown := func(id string) bool { return q.option(id) == nil }
		return !slices.ContainsFunc(pairs, func(id string) bool { return !known(id) }) && !slices.ContainsFunc(given, unknown)
	case Numerical:
		return true
	default:
		return utf8.RuneCountInString(a.Text) <= MaxWords
	}
}

// known tells whether all of the ids are of options, and none comes twice.
func (q *Question) known(ids []string) bool {
	for i, id := range ids {
		if q.option(id) == nil || slices.Contains(ids[:i], id) {
			return false
		}
	}
	return true
}

// option finds an option by its id; nil if there is none.
func (q *Question) option(id string) *Option {
	for i := range q.Options {
		if q.Options[i].ID == id {
			return &q.Options[i]
		}
	}
	return nil
}

// Ordered are the options by their places; for Ordering alone.
func (q *Question) Ordered() []Option {
	return slices.SortedStableFunc(slices.Values(q.Options), byPlace)
}

func byPlace(a, b Option) int { return a.Place - b.Place }

// Key is the right answer; for words of one's own it is the first of the answers or phrases.
func (q *Question) Key() Answer {
	var key Answer
	switch q.Kind {
	case Matching:
		key.Pairs = map[string]string{}
		for _, p := range q.Pairs {
			key.Pairs[p.ID] = p.Option
		}
	case Ordering:
		for _, o := range q.Ordered() {
			key.Options = append(key.Options, o.ID)
		}
	case Numerical:
		key.Number = q.Number
	case ShortAnswer:
		if q.Say != nil {
			if all := slices.Concat(q.Say.Answers, q.Say.Phrases); len(all) > 0 {
				key.Text = all[0]
			}
		}
	default:
		for _, o := range q.Options {
			if o.Right {
				key.Options = append(key.Options, o.ID)
			}
		}
	}
	return key
}
