package bank

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"clerkcoach/drills"
)

// itemOf is a question as other programs have it; the inverse of item.question as far as it goes. The error is ErrUnfit.
func itemOf(q *drills.Question, words Words) (*item, error) {
	if q == nil {
		return nil, fmt.Errorf("%w: there is none", ErrUnfit)
	}
	it := &item{id: line(q.ID), text: clean(q.Prompt), general: clean(q.Rationale)}
	it.name = cmp.Or(title(it.text), it.id)
	if card := line(q.Card); card != "" {
		it.tags = append(it.tags, cardTag+card)
	}
	if scene := clean(q.Scene); scene != "" {
		it.text = scene + paragraph + it.text
		it.tags = append(it.tags, sceneTag+strconv.Itoa(strings.Count(scene, paragraph)+1))
	}
	if err := it.fill(q, words); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrUnfit, q.ID, err)
	}
	return it, nil
}

// fill puts in what is asked for and its key.
func (it *item) fill(q *drills.Question, words Words) error {
	if len(q.Options) > MaxOptions {
		return fmt.Errorf("%d options, of at most %d", len(q.Options), MaxOptions)
	}
	switch q.Kind {
	case drills.MultipleChoice, drills.MultipleResponse:
		it.kind, it.multi = typeChoice, q.Kind == drills.MultipleResponse
		it.fillChoice(q)
	case drills.TrueFalse:
		it.kind = typeTrueFalse
		if len(q.Options) != 2 {
			return fmt.Errorf("%d options, of two", len(q.Options))
		}
		it.fillChoice(q)
		it.answers[0].text, it.answers[1].text = True, False
	case drills.Matching:
		it.kind = typeMatching
		return it.fillMatching(q)
	case drills.Ordering:
		it.kind = typeOrdering
		for _, o := range q.Ordered() {
			it.answers = append(it.answers, answer{text: clean(o.Text), feedback: clean(o.Rationale)})
		}
	case drills.ShortAnswer:
		it.fillShort(q.Say, words)
	case drills.Numerical:
		it.kind = typeNumerical
		it.answers = []answer{{text: strconv.Itoa(q.Number), mark: full}}
	default:
		return fmt.Errorf("no such kind: %q", q.Kind)
	}
	return nil
}

// fillChoice marks options so that choosing the right ones gives the whole mark and, of several, choosing all gives nothing.
func (it *item) fillChoice(q *drills.Question) {
	rights := 0
	for _, o := range q.Options {
		if o.Right {
			rights++
		}
	}
	right, wrong := shares(rights), shares(len(q.Options)-rights)
	for _, o := range q.Options {
		a := answer{text: clean(o.Text), feedback: clean(o.Rationale)}
		switch {
		case o.Right && it.multi:
			a.mark, right = right[0], right[1:]
		case o.Right:
			a.mark = full
		case it.multi:
			a.mark, wrong = -wrong[0], wrong[1:]
		}
		it.answers = append(it.answers, a)
	}
}

// fillMatching puts each pair with its option, and the options that belong to no pair after them.
func (it *item) fillMatching(q *drills.Question) error {
	left := slices.Clone(q.Options)
	for _, p := range q.Pairs {
		is := func(o drills.Option) bool { return o.ID == p.Option }
		at := slices.IndexFunc(q.Options, is)
		if at < 0 {
			return fmt.Errorf("pair %s without its option %q", p.ID, p.Option)
		}
		it.answers = append(it.answers, answer{pair: clean(p.Text), text: clean(q.Options[at].Text)})
		left = slices.DeleteFunc(left, is)
	}
	for _, o := range left {
		it.answers = append(it.answers, answer{text: clean(o.Text)})
	}
	return nil
}

// fillShort lists the right answers; where there are none, people have to grade.
func (it *item) fillShort(say *drills.Rubric, words Words) {
	if say == nil {
		say = &drills.Rubric{}
	}
	it.kind = typeShort
	if len(say.Answers) == 0 {
		it.kind, it.grader = typeEssay, grader(say, words)
	}
	for _, a := range say.Answers {
		it.answers = append(it.answers, answer{text: strings.ReplaceAll(clean(a), "*", `\*`), mark: full})
	}
}

// grader says in words what an answer in words of one's own is graded by.
func grader(say *drills.Rubric, words Words) string {
	var parts []string
	list := func(heading string, lines []string) {
		if len(lines) > 0 {
			parts = append(parts, heading+"\n- "+strings.Join(lines, "\n- "))
		}
	}
	var needed []string
	for _, i := range say.Intents {
		l := line(i.Met)
		if len(i.Any) > 0 {
			l += " (" + line(strings.Join(i.Any, " / ")) + ")"
		}
		needed = append(needed, l)
	}
	list(words.Needed, needed)
	list(words.Suggested, lines(say.Phrases))
	list(words.Avoid, lines(say.Avoid))
	list(words.Never, lines(say.Never))
	return clean(strings.Join(parts, paragraph))
}

// lines are texts on one line each.
func lines(texts []string) []string {
	var all []string
	for _, t := range texts {
		all = append(all, line(t))
	}
	return all
}
