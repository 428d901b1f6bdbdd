package drills

import (
	"slices"
	"strings"

	"clerkcoach/playbook"
)

// words gives a card's words in the language of the drill; nil where the card is not written in it: a question in two languages
// would give itself away.
func (m *maker) words(card *playbook.Card) *playbook.Words {
	if w := card.Words(m.lang); w != nil && w.Language == m.lang {
		return w
	}
	return nil
}

// fill puts values in the places of a prompt: names and values in turn.
func fill(prompt string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		prompt = strings.ReplaceAll(prompt, "{"+pairs[i]+"}", pairs[i+1])
	}
	return strings.TrimSpace(prompt)
}

// about says what a question is about, once it is answered: the card and, in one line, what to do.
func (m *maker) about(card *playbook.Card) string {
	w := m.words(card)
	return fill(m.prompts.Why.Card, "card", w.Title, "text", w.Glance)
}

// apart tells what parts a card from another: what either says of the other, or how the other is known.
func (m *maker) apart(card, other *playbook.Card) string {
	if s := m.words(card).Neighbours[other.ID]; s != "" {
		return s
	}
	if s := m.words(other).Neighbours[card.ID]; s != "" {
		return s
	}
	w := m.words(other)
	return fill(m.prompts.Why.KnownBy, "other", w.Title, "text", strings.TrimRight(w.Signals[0], ".。"))
}

// others lists the cards that a card may be mistaken for: its neighbours and those that name it as theirs; where these are few, its
// family as well, then its handbook, then all.
func (m *maker) others(card *playbook.Card) []*playbook.Card {
	var all []*playbook.Card
	add := func(c *playbook.Card) {
		if c != card && m.words(c) != nil && !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	for _, id := range card.Neighbours {
		if c, ok := m.book.Card(id); ok {
			add(c)
		}
	}
	for _, near := range []func(*playbook.Card) bool{
		func(c *playbook.Card) bool { return slices.Contains(c.Neighbours, card.ID) },
		func(c *playbook.Card) bool { return c.Family == card.Family },
		func(c *playbook.Card) bool { return c.Handbook == card.Handbook },
		func(*playbook.Card) bool { return true },
	} {
		if len(all) >= enoughOthers {
			break
		}
		for _, c := range m.book.Cards() {
			if near(c) {
				add(c)
			}
		}
	}
	return all
}

// enoughOthers is how many cards are enough to look for wrong options in.
const enoughOthers = 8

// wordsOf cuts a line into its words.
func (m *maker) wordsOf(s string) wordSet { return m.x.phrase(s).words }

// fewestAlike is how many words two texts share at least that say nearly the same.
const fewestAlike = 3

// alike tells whether two texts say nearly the same: they share some words, and more than half of those of the shorter one.
func alike(one, other wordSet) bool {
	n := one.common(other)
	return n >= fewestAlike && 2*n > min(len(one), len(other))
}

// claim is that a line is right for what some words are of.
type claim struct {
	words *playbook.Words
	line  string
}

// calledRight tells whether a card itself says nearly what a line says, so that the line must not be offered as wrong.
func (m *maker) calledRight(card *playbook.Card, line string) bool {
	w := m.words(card)
	return m.x.claims.get(claim{w, line}, func() bool {
		good := slices.Concat([]string{w.FirstWords, w.Glance, w.Title}, w.Do, w.Names, w.Steps)
		for _, p := range w.Phrases {
			good = append(good, p.Text)
		}
		return slices.ContainsFunc(good, func(s string) bool { return s == line || alike(m.wordsOf(line), m.wordsOf(s)) })
	})
}
