package search

import (
	"cmp"
	"slices"

	"clerkcoach/search/text"
)

// Source says where a Reason comes from.
type Source string

// The sources of reasons.
const (
	FromAsk    Source = "ask"    // somebody's wording of the question that the card answers
	FromSignal Source = "signal" // one of the card's signals
)

// Reason is a line of the playbook that a question resembles.
type Reason struct {
	Text   string
	Lang   string
	Source Source
}

// evidence holds the lines of one card that a question may resemble. The telling terms of line i are Terms[Start[i]:Start[i+1]],
// and Weight[i] is their weight together.
type evidence struct {
	Reasons []Reason
	Start   []uint32
	Terms   []int32
	Weight  []float32
}

// telling keeps the kinds of terms that a reader would take for a likeness.
func telling(k text.Kind) bool { return k == text.Han2 || k == text.Han3 || k == text.Stem }

// gatherEvidence lists each card's asks and signals, by class. feats are the features of the lessons.
func gatherEvidence(r *ranker, lessons []lesson, feats []features, said []lesson) []evidence {
	all := make([]evidence, len(r.classes))
	for i := range all {
		all[i].Start = []uint32{0}
	}
	for i, l := range lessons {
		if l.card != "" {
			all[l.class].add(r, l, feats[i].term)
		}
	}
	for _, l := range said {
		if l.source == FromSignal {
			all[l.class].add(r, l, r.features(l.terms).term)
		}
	}
	return all
}

func (e *evidence) add(r *ranker, l lesson, terms []int32) {
	var weight float32
	for _, t := range terms {
		if telling(r.kinds[t]) {
			e.Terms = append(e.Terms, t)
			weight += r.weigh[t] * r.weigh[t]
		}
	}
	e.Reasons = append(e.Reasons, Reason{Text: l.text, Lang: l.lang, Source: l.source})
	e.Start = append(e.Start, uint32(len(e.Terms))) //nolint:gosec // bounded by the playbook's size
	e.Weight = append(e.Weight, weight)
}

// How many reasons an answer gives, and how alike a line must be to be one: the share of the line's own weight that it has in
// common with the question.
const (
	maxReasons = 3
	minAlike   = 0.2
)

// reasons finds the lines most like the question, the most alike first.
func (e *evidence) reasons(r *ranker, asked termSet) []Reason {
	type scored struct {
		at    int
		alike float32
	}
	var best []scored
	for i, weight := range e.Weight {
		var shared float32
		for _, t := range e.Terms[e.Start[i]:e.Start[i+1]] {
			if asked.has(t) {
				shared += r.weigh[t] * r.weigh[t]
			}
		}
		if alike := shared / weight; alike >= minAlike {
			best = append(best, scored{i, alike})
		}
	}
	slices.SortStableFunc(best, func(a, b scored) int { return cmp.Compare(b.alike, a.alike) })
	if len(best) > maxReasons {
		best = best[:maxReasons]
	}
	out := make([]Reason, len(best))
	for i, b := range best {
		out[i] = e.Reasons[b.at]
	}
	return out
}

// termSet is a set of terms, a bit for each term that the ranker knows.
type termSet []uint64

func newTermSet(size int, terms []int32) termSet {
	s := make(termSet, size/64+1)
	for _, t := range terms {
		s[t/64] |= 1 << (t % 64)
	}
	return s
}

func (s termSet) has(t int32) bool { return s[t/64]&(1<<(t%64)) != 0 }
