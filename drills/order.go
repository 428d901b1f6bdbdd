package drills

import (
	"strconv"

	"clerkcoach/playbook"
)

// mostSteps is how many steps are put in order at a time.
const mostSteps = 5

// procedures tells whether a card has enough steps to ask for their order.
func (m *maker) procedures(card *playbook.Card) int {
	if len(m.words(card).Steps) > fewestWrong {
		return 1
	}
	return 0
}

// orderSteps asks for the order of a card's steps; of many, for some that follow each other.
func (m *maker) orderSteps(card *playbook.Card, _ int) *Question {
	w := m.words(card)
	first := 0
	if more := len(w.Steps) - mostSteps; more > 0 {
		first = m.rng.IntN(more + 1)
	}
	steps := m.steps(w.Steps, first, min(len(w.Steps), first+mostSteps))
	return m.order(card, fill(m.prompts.Ask.OrderSteps, "card", w.Title), steps)
}

// steps makes options of the steps from one place up to another.
func (m *maker) steps(all []string, from, to int) []Option {
	var some []Option
	for i := from; i < to; i++ {
		some = append(some, Option{Text: all[i], Rationale: fill(m.prompts.Why.Step, "n", strconv.Itoa(i+1))})
	}
	return some
}

// talk are the moments whose order nobody doubts.
func talk() []string { return []string{"greet", "probe", "present", "close"} }

// talks tells whether a card has something to say for each moment of a talk.
func (m *maker) talks(card *playbook.Card) int {
	for _, moment := range talk() {
		if len(m.said(card, moment)) == 0 {
			return 0
		}
	}
	return 1
}

// said lists what a card says at a moment.
func (m *maker) said(card *playbook.Card, moment string) []string {
	var all []string
	for _, p := range m.words(card).Phrases {
		if p.Moment == moment {
			all = append(all, p.Text)
		}
	}
	return all
}

// orderTalk asks for the order of what is said to one customer.
func (m *maker) orderTalk(card *playbook.Card, _ int) *Question {
	var lines []Option
	for _, moment := range talk() {
		said := m.said(card, moment)
		why := fill(m.prompts.Why.Moment, "moment", m.names.Moments[moment])
		lines = append(lines, Option{Text: said[m.rng.IntN(len(said))], Rationale: why})
	}
	return m.order(card, fill(m.prompts.Ask.OrderTalk, "card", m.words(card).Title), lines)
}

// order makes the question of lines in their right order; they are shown in another one.
func (m *maker) order(card *playbook.Card, prompt string, lines []Option) *Question {
	if len(m.distinct(lines, nil)) < len(lines) {
		return nil
	}
	for i := range lines {
		lines[i].Place = i + 1
	}
	m.mix(lines)
	return &Question{Prompt: prompt, Options: lines, Rationale: m.about(card)}
}
