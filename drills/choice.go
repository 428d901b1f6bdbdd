package drills

import "clerkcoach/playbook"

// who asks which card a scene belongs to.
func (m *maker) who(card *playbook.Card, scene int) *Question {
	title := func(c *playbook.Card) string { return m.words(c).Title }
	return m.fromOthers(card, scene, m.prompts.Ask.Who, m.prompts.Why.Other, title)
}

// firstWords asks for the first words to the customer of a scene. Where wrong ones were written for the card, no others are offered:
// another card's first words are often not wrong.
func (m *maker) firstWords(card *playbook.Card, scene int) *Question {
	words := func(c *playbook.Card) string { return m.words(c).FirstWords }
	var written []Option
	for _, s := range card.WrongWords(m.lang) {
		if !m.calledRight(card, s.Text) {
			written = append(written, Option{Text: s.Text, Rationale: s.Why})
		}
	}
	if len(written) < wrongs {
		return m.fromOthers(card, scene, m.prompts.Ask.FirstWords, m.prompts.Why.OtherWords, words)
	}
	return m.choice(card, scene, m.prompts.Ask.FirstWords, words(card), written)
}

// glance asks what to do in a scene, in one line.
func (m *maker) glance(card *playbook.Card, scene int) *Question {
	line := func(c *playbook.Card) string { return m.words(c).Glance }
	return m.fromOthers(card, scene, m.prompts.Ask.Glance, m.prompts.Why.OtherGlance, line)
}

// fromOthers asks for a line of a card among the same lines of cards that it may be mistaken for; reason says of a line that it is
// another card's.
func (m *maker) fromOthers(card *playbook.Card, scene int, prompt, reason string, line func(*playbook.Card) string) *Question {
	var wrong []Option
	for _, other := range m.others(card) {
		if line(other) == line(card) || m.calledRight(card, line(other)) {
			continue
		}
		why := fill(reason, "other", m.words(other).Title, "apart", m.apart(card, other))
		wrong = append(wrong, Option{Text: line(other), Rationale: why})
	}
	return m.choice(card, scene, prompt, line(card), wrong)
}

// choice asks in a scene which of several lines is right.
func (m *maker) choice(card *playbook.Card, scene int, prompt, line string, wrong []Option) *Question {
	q := &Question{Scene: card.Scenes(m.lang)[scene].Text, Prompt: prompt, Rationale: m.about(card)}
	right := []Option{{Text: line, Right: true, Rationale: q.Rationale}}
	if q.Options = m.arrange(q.Scene, right, wrong, 1, wrongs); q.Options == nil {
		return nil
	}
	return q
}

// firsts is how many steps of a card have enough others behind them.
func (m *maker) firsts(card *playbook.Card) int { return max(0, len(m.words(card).Steps)-fewestWrong) }

// firstStep asks which of some steps of a card comes first: one of them, and others that come later.
func (m *maker) firstStep(card *playbook.Card, first int) *Question {
	w := m.words(card)
	q := &Question{Prompt: fill(m.prompts.Ask.FirstStep, "card", w.Title), Rationale: m.about(card)}
	steps := m.steps(w.Steps, first, len(w.Steps))
	steps[0].Right = true
	if q.Options = m.arrange(q.Prompt, steps[:1], steps[1:], 1, wrongs); q.Options == nil {
		return nil
	}
	return q
}

// How many options of a MultipleResponse question are right, and how many there are.
const (
	fewestRight = 2
	mostRight   = 3
	ofResponse  = 5
)

// do asks which of several things to do in a scene; the wrong ones are tempting mistakes.
func (m *maker) do(card *playbook.Card, scene int) *Question {
	q := &Question{Scene: card.Scenes(m.lang)[scene].Text, Prompt: m.prompts.Ask.Do, Rationale: m.about(card)}
	lines := m.lines(card)
	rights := fewestRight + m.rng.IntN(mostRight-fewestRight+1)
	if q.Options = m.arrange(q.Scene, lines.right, lines.wrong, rights, ofResponse-rights); q.Options == nil {
		return nil
	}
	return q
}
