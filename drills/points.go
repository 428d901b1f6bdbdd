package drills

import (
	"strconv"

	"clerkcoach/playbook"
)

// points is how many lines of a points table a card has.
func (m *maker) points(card *playbook.Card) int { return len(m.words(card).Points) }

// point asks how many points one of them takes off or earns.
func (m *maker) point(card *playbook.Card, n int) *Question {
	p := m.words(card).Points[n]
	prompt, number := m.prompts.Ask.PointsOn, p.Points
	if number < 0 {
		prompt, number = m.prompts.Ask.PointsOff, -number
	}
	return &Question{
		Prompt: fill(prompt, "per", p.Per, "text", p.Text), Number: number,
		Rationale: fill(m.prompts.Why.Points, "n", strconv.Itoa(number)),
	}
}
