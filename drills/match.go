package drills

import (
	"slices"
	"strconv"

	"clerkcoach/playbook"
)

// How many pairs a Matching question has.
const (
	fewestPairs = 3
	mostPairs   = 4
)

// matchGlance asks which way of handling belongs to which card.
func (m *maker) matchGlance(card *playbook.Card, _ int) *Question {
	line := func(c *playbook.Card) string { return m.words(c).Glance }
	return m.match(card, m.others(card), m.prompts.Ask.MatchGlance, line)
}

// matchWords asks for whom a conversation opens with which words.
func (m *maker) matchWords(card *playbook.Card, _ int) *Question {
	line := func(c *playbook.Card) string { return m.words(c).FirstWords }
	return m.match(card, m.others(card), m.prompts.Ask.MatchWords, line)
}

// mottos tells whether a card has a motto that can be told from those of other cards.
func (m *maker) mottos(card *playbook.Card) int {
	if m.motto(card) != "" && len(m.withMotto(card)) >= fewestPairs-1 {
		return 1
	}
	return 0
}

// withMotto lists the other cards that have a motto.
func (m *maker) withMotto(card *playbook.Card) []*playbook.Card {
	var all []*playbook.Card
	for _, c := range m.book.Cards() {
		if c != card && m.words(c) != nil && m.motto(c) != "" {
			all = append(all, c)
		}
	}
	return all
}

// matchMotto asks which motto is the key to which card.
func (m *maker) matchMotto(card *playbook.Card, _ int) *Question {
	others := m.withMotto(card)
	m.rng.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
	return m.match(card, others, m.prompts.Ask.MatchMotto, m.motto)
}

// motto is a card's motto as readers of the language know it: the character, and beside it what it says if the character is not of
// their language.
func (m *maker) motto(card *playbook.Card) string {
	motto, written := card.MottoIn(m.lang)
	if says := m.words(card).MottoSays; motto != "" && says != "" && written != m.lang {
		return motto + " " + says
	}
	return motto
}

// match asks to give the lines of a card and of some others back to their titles.
func (m *maker) match(card *playbook.Card, others []*playbook.Card, prompt string, line func(*playbook.Card) string) *Question {
	cards := []*playbook.Card{card}
	for _, c := range others {
		if len(cards) < mostPairs && m.matches(c, cards, line) {
			cards = append(cards, c)
		}
	}
	for len(cards) >= fewestPairs {
		i := slices.IndexFunc(cards, func(c *playbook.Card) bool { return m.givenAway(c, cards, line) })
		if i < 0 {
			return m.pair(cards, prompt, line)
		}
		if i == 0 {
			return nil
		}
		cards = slices.Delete(cards, i, i+1)
	}
	return nil
}

// matches tells whether a card's line can stand beside those of others without being taken for one of them.
func (m *maker) matches(c *playbook.Card, cards []*playbook.Card, line func(*playbook.Card) string) bool {
	for _, other := range cards {
		if line(c) == line(other) || m.words(c).Title == m.words(other).Title ||
			m.calledRight(other, line(c)) || m.calledRight(c, line(other)) {
			return false
		}
	}
	return true
}

// givenAway tells whether a card's line shares a word with its title that no other title has.
func (m *maker) givenAway(c *playbook.Card, cards []*playbook.Card, line func(*playbook.Card) string) bool {
	said := m.wordsOf(line(c))
	for _, w := range m.wordsOf(m.words(c).Title) {
		alone := !slices.ContainsFunc(cards, func(o *playbook.Card) bool { return o != c && m.wordsOf(m.words(o).Title).has(w) })
		if alone && said.has(w) {
			return true
		}
	}
	return false
}

// pair makes the question of cards and their lines.
func (m *maker) pair(cards []*playbook.Card, prompt string, line func(*playbook.Card) string) *Question {
	q := &Question{Prompt: prompt, Rationale: m.about(cards[0])}
	m.rng.Shuffle(len(cards), func(i, j int) { cards[i], cards[j] = cards[j], cards[i] })
	order := m.rng.Perm(len(cards))
	q.Options = make([]Option, len(cards))
	for i, c := range cards {
		id := letter(order[i])
		q.Options[order[i]] = Option{ID: id, Text: line(c)}
		q.Pairs = append(q.Pairs, Pair{ID: strconv.Itoa(i + 1), Text: m.words(c).Title, Option: id, Rationale: m.about(c)})
	}
	return q
}
