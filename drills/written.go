package drills

import (
	"slices"
	"strconv"

	"clerkcoach/playbook"
)

// writtenForms are the forms of questions that somebody wrote, one for each kind.
func writtenForms() []form {
	var all []form
	for _, k := range Kinds() {
		all = append(all, form{
			name: "written-" + string(k), kind: k,
			variants: func(m *maker, card *playbook.Card) int { return len(m.writtenOf(card, k)) },
			make:     func(m *maker, card *playbook.Card, n int) *Question { return m.asWritten(m.writtenOf(card, k)[n]) },
		})
	}
	return all
}

// writtenOf lists the written questions of a card of one kind.
func (m *maker) writtenOf(card *playbook.Card, k Kind) []playbook.Written {
	var some []playbook.Written
	for _, w := range card.Written(m.lang) {
		if Kind(w.Kind) == k {
			some = append(some, w)
		}
	}
	return some
}

// asWritten makes a question of what was written, with its options in a random order.
func (m *maker) asWritten(w playbook.Written) *Question {
	q := &Question{Kind: Kind(w.Kind), Scene: w.Scene, Prompt: w.Prompt, Number: int(w.Number), Rationale: w.Why}
	for i, o := range w.Options {
		option := Option{ID: letter(i), Text: o.Text, Right: o.Right, Rationale: o.Why}
		if q.Kind == Ordering {
			option.Place = i + 1
		}
		q.Options = append(q.Options, option)
	}
	switch q.Kind {
	case Matching:
		m.pairWritten(q, w)
	case ShortAnswer:
		q.Say = &Rubric{Answers: w.Answers, Reasons: Reasons{Nothing: m.prompts.Why.SaidNothing}}
	case Ordering:
		m.mix(q.Options)
	case TrueFalse: // the first option stands for true
	default:
		m.lettered(q.Options)
	}
	return q
}

// mix puts options in any order but the right one.
func (m *maker) mix(options []Option) {
	for m.lettered(options); slices.IsSortedFunc(options, byPlace); {
		m.lettered(options)
	}
}

// pairWritten gives a matching its pairs, and its options in a random order: what belongs to the pairs, and lines that belong to
// nothing.
func (m *maker) pairWritten(q *Question, w playbook.Written) {
	for _, p := range w.Pairs {
		if !slices.ContainsFunc(q.Options, func(o Option) bool { return o.Text == p.Option }) {
			q.Options = append(q.Options, Option{Text: p.Option})
		}
	}
	m.lettered(q.Options)
	for i, p := range w.Pairs {
		at := slices.IndexFunc(q.Options, func(o Option) bool { return o.Text == p.Option })
		q.Pairs = append(q.Pairs, Pair{ID: strconv.Itoa(i + 1), Text: p.Text, Option: letter(at), Rationale: p.Why})
	}
}

// Written gives a question as it is written into a playbook; see playbook.Written. What a Rubric has besides its answers has no
// place there.
func Written(q *Question) playbook.Written {
	w := playbook.Written{
		ID: q.ID, Kind: string(q.Kind), Scene: q.Scene, Prompt: q.Prompt,
		Number: int32(q.Number), Why: q.Rationale, //nolint:gosec // within 32 bits, as ParseNumber has it
	}
	options := q.Options
	if q.Kind == Ordering {
		options = q.Ordered()
	}
	texts := map[string]string{}
	for _, o := range options {
		texts[o.ID] = o.Text
	}
	for _, p := range q.Pairs {
		w.Pairs = append(w.Pairs, playbook.WrittenPair{Text: p.Text, Option: texts[p.Option], Why: p.Rationale})
	}
	for _, o := range options {
		paired := slices.ContainsFunc(q.Pairs, func(p Pair) bool { return p.Option == o.ID })
		if q.Kind != Matching || !paired {
			w.Options = append(w.Options, playbook.WrittenOption{Text: o.Text, Right: o.Right, Why: o.Rationale})
		}
	}
	if q.Say != nil {
		w.Answers = q.Say.Answers
	}
	return w
}
