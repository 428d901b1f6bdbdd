package search

import (
	"slices"
	"unicode/utf8"

	"clerkcoach/search/text"
)

// Source says where a Reason comes from.
type Source string

// The sources of reasons.
const (
	FromAsk    Source = "ask"    // somebody's wording of the question that the card answers
	FromSignal Source = "signal" // one of the card's signals
)

// Further sources of lines, which are not given as reasons.
const (
	fromScene   Source = "scene"
	fromName    Source = "name"
	fromWords   Source = "words"
	fromOutside Source = "outside"
)

// Reason is a line of the playbook that a question resembles.
type Reason struct {
	Text   string
	Lang   string
	Source Source
	// Marks are the places of the words that the question has too, in their order and apart from each other.
	Marks []Mark
}

// Mark is a place in a text, in characters.
type Mark struct{ From, To int }

// token is a word or a pair of characters of a line: its term's place in the lexicon, and its place in the line, in characters.
type token struct {
	place    uint32
	from, to uint16
}

// evidence holds the lines that a question may resemble, class after class: those of class c begin at first[c] and end where the
// next class's begin.
type evidence struct {
	reasons []Reason
	// weight is the sum of the squared weights of each line's telling terms.
	weight []float32
	first  []uint32
	// lines are, term after term, the lines that each telling term stands in, in rising order.
	lines []uint32
	// tokens are, line after line, its words; those of line i end before tokenEnd[i]. While the index is made, their places are
	// the numbers of the vocabulary.
	tokens   []token
	tokenEnd []uint32
}

// telling keeps the kinds of terms that a reader would take for a likeness.
func telling(k text.Kind) bool { return k == text.Han2 || k == text.Han3 || k == text.Stem }

// gatherEvidence lists every card's asks and signals, and tells each term where it stands.
func gatherEvidence(v *vocabulary, classes int, lessons []lesson, examples []example) *evidence {
	byClass := make([][]int, classes)
	for i, l := range lessons {
		if l.source == FromAsk || l.source == FromSignal {
			byClass[l.class] = append(byClass[l.class], i)
		}
	}
	e := &evidence{}
	in := make([][]uint32, len(v.terms))
	for c := range classes - 1 {
		e.first = append(e.first, uint32(len(e.reasons))) //nolint:gosec // bounded by the playbook's size
		for _, i := range byClass[c] {
			e.add(v, lessons[i], examples[i].term, in)
		}
	}
	e.first = append(e.first, uint32(len(e.reasons))) //nolint:gosec // bounded by the playbook's size
	for t, lines := range in {
		v.terms[t].lines = uint32(len(e.lines)) //nolint:gosec // bounded by the playbook's size
		e.lines = append(e.lines, lines...)
		v.terms[t].linesEnd = uint32(len(e.lines)) //nolint:gosec // bounded by the playbook's size
	}
	return e
}

// add notes one line under each of its telling terms.
func (e *evidence) add(v *vocabulary, l lesson, terms []int32, in [][]uint32) {
	var weight float32
	for _, t := range terms {
		if known := &v.terms[t]; telling(known.kind) {
			in[t] = append(in[t], uint32(len(e.reasons))) //nolint:gosec // bounded by the playbook's size
			weight += known.weigh * known.weigh
		}
	}
	for _, s := range l.spans {
		if n, ok := v.number[keyOf(s.Term)]; ok {
			from := utf8.RuneCountInString(l.text[:s.From])
			to := from + utf8.RuneCountInString(l.text[s.From:s.To])
			e.tokens = append(e.tokens, token{uint32(n), uint16(from), uint16(to)}) //nolint:gosec // lines are short
		}
	}
	e.tokenEnd = append(e.tokenEnd, uint32(len(e.tokens))) //nolint:gosec // bounded by the playbook's size
	e.reasons = append(e.reasons, Reason{Text: l.text, Lang: l.lang, Source: l.source})
	e.weight = append(e.weight, weight)
}

// How many reasons an answer gives, how alike a line must be to be one (the share of the line's own weight that it has in common
// with the question), and how many of a question's terms are looked for: the rest say too little for the time they take.
const (
	maxReasons = 3
	minAlike   = 0.2
	maxTelling = 8
)

// tellingTerms gives a question's telling terms, those that say most first.
func (m *model) tellingTerms(f features, room *scratch) []*entry {
	asked := room.asked[:0]
	for _, place := range f.terms {
		if e := &m.lexicon[place]; e.lines < e.linesEnd {
			asked = ranked(asked, e, maxTelling, func(a, b *entry) bool { return a.weigh > b.weigh })
		}
	}
	room.asked = asked
	return asked
}

// ranked puts one more into a list of the first, which is in order, and keeps at most so many; equals keep their order.
func ranked[E any](first []E, one E, most int, before func(a, b E) bool) []E {
	switch {
	case len(first) < most:
		first = append(first, one)
	case most > 0 && before(one, first[most-1]):
		first[most-1] = one
	default:
		return first
	}
	for at := len(first) - 1; at > 0 && before(first[at], first[at-1]); at-- {
		first[at], first[at-1] = first[at-1], first[at]
	}
	return first
}

// likeness is how much of a line's weight a question shares; lines are counted from their class's first.
type likeness struct {
	line  uint32
	alike float32
}

// before tells whether a line is given before another: the more alike, and of equals the earlier.
func (l likeness) before(o likeness) bool {
	return l.alike > o.alike || l.alike == o.alike && l.line < o.line
}

// explain finds the lines of a class most like the question, the most alike first; asked are the question's telling terms, and has
// are all its terms. The room is for counting in, and is left as it was: all zero.
func (e *evidence) explain(class int, asked []*entry, has placeSet, room *scratch) []Reason {
	from, to := e.first[class], e.first[class+1]
	shared, touched := room.shared[:to-from], room.touched[:0]
	for _, term := range asked {
		lines := e.lines[term.lines:term.linesEnd]
		i, _ := slices.BinarySearch(lines, from)
		for _, line := range lines[i:] {
			if line >= to {
				break
			}
			at := line - from
			if shared[at] == 0 {
				touched = append(touched, at)
			}
			shared[at] += term.weigh * term.weigh
		}
	}
	room.touched = touched
	best := make([]likeness, 0, maxReasons)
	for _, line := range touched {
		if alike := shared[line] / e.weight[from+line]; alike >= minAlike {
			best = ranked(best, likeness{line, alike}, maxReasons, likeness.before)
		}
		shared[line] = 0
	}
	out := make([]Reason, len(best))
	for i, b := range best {
		out[i] = e.reasons[from+b.line]
		out[i].Marks = e.marks(int(from+b.line), has)
	}
	return out
}

// usualMarks is how many marks most lines have room for with no need of more.
const usualMarks = 4

// marks gives the places of a line's words that a question has too; neighbours without anything between become one.
func (e *evidence) marks(line int, has placeSet) []Mark {
	first := uint32(0)
	if line > 0 {
		first = e.tokenEnd[line-1]
	}
	tokens := e.tokens[first:e.tokenEnd[line]]
	marks := make([]Mark, 0, min(len(tokens), usualMarks))
	for _, t := range tokens {
		if !has.has(t.place) {
			continue
		}
		if last := len(marks) - 1; last >= 0 && int(t.from) <= marks[last].To {
			marks[last].To = int(t.to)
		} else {
			marks = append(marks, Mark{int(t.from), int(t.to)})
		}
	}
	return marks
}

// longest is the number of lines of the class that has most.
func (e *evidence) longest() int {
	most := 0
	for c := range len(e.first) - 1 {
		most = max(most, int(e.first[c+1]-e.first[c]))
	}
	return most
}
