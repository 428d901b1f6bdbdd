package drills

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"

	"clerkcoach/playbook"
)

// statements is how many lines of a card can be called right or wrong.
func (m *maker) statements(card *playbook.Card) int {
	n := 0
	for _, p := range m.lines(card).parts {
		n += 2 * p.pairs()
	}
	return n
}

// statement asks whether a line is the way with a card: one that it says to do, or a mistake, as often, and as often for short
// lines as for long ones. Which lines are left out, where there are more of one than of the other, changes from drill to drill.
func (m *maker) statement(card *playbook.Card, n int) *Question {
	for _, p := range m.lines(card).parts {
		if n >= 2*p.pairs() {
			n -= 2 * p.pairs()
			continue
		}
		list := p.right
		if n%2 == 1 {
			list = p.wrong
		}
		return m.isRight(card, list[(m.turn+n/2)%len(list)])
	}
	return nil
}

// isRight asks whether a line is the way with a card.
func (m *maker) isRight(card *playbook.Card, line Option) *Question {
	return &Question{
		Prompt: fill(m.prompts.Ask.Statement, "card", m.words(card).Title, "text", line.Text), Rationale: m.about(card),
		Options: []Option{
			{ID: letter(0), Text: m.prompts.Right, Right: line.Right, Rationale: line.Rationale},
			{ID: letter(1), Text: m.prompts.Wrong, Right: !line.Right, Rationale: line.Rationale},
		},
	}
}

// lines are what is right and what is wrong for a card, all of it and parted by length.
type lines struct {
	part
	parts [3]part // shorter than the median, as long, and longer
}

// part are lines of about the same length.
type part struct{ right, wrong []Option }

// pairs is how many lines of each kind can be asked about without their length telling anything.
func (p part) pairs() int { return min(len(p.right), len(p.wrong)) }

// add puts a line where it belongs.
func (p *part) add(o Option) {
	if o.Right {
		p.right = append(p.right, o)
	} else {
		p.wrong = append(p.wrong, o)
	}
}

// lines gives what a card says to do, and what is wrong for it: the mistakes that were written for it, else what it warns against.
// A line that goes nearly as one that the card calls right is left out, even where it says the contrary: it would be a trap for
// readers, not for clerks.
func (m *maker) lines(card *playbook.Card) lines {
	w := m.words(card)
	return m.x.lines.get(w, func() lines {
		var all []Option
		shortest := math.MaxInt
		for _, s := range card.Mistakes(m.lang) {
			all = append(all, Option{Text: s.Text, Rationale: s.Why})
			shortest = min(shortest, utf8.RuneCountInString(s.Text))
		}
		for _, s := range w.Avoid {
			if utf8.RuneCountInString(s) < shortest {
				all = append(all, Option{Text: s, Rationale: fill(m.prompts.Why.Avoid, "text", w.Glance)})
			}
		}
		all = slices.DeleteFunc(all, func(o Option) bool { return m.calledRight(card, o.Text) })
		for _, s := range w.Do {
			all = append(all, Option{Text: s, Right: true, Rationale: m.prompts.Why.Do})
		}
		return parted(all)
	})
}

// parted parts lines by the median of their lengths.
func parted(all []Option) lines {
	lengths := make([]int, len(all))
	for i, o := range all {
		lengths[i] = utf8.RuneCountInString(o.Text)
	}
	median := slices.Sorted(slices.Values(lengths))[len(all)/2]
	var l lines
	for i, o := range all {
		l.add(o)
		l.parts[1+cmp.Compare(lengths[i], median)].add(o)
	}
	return l
}
