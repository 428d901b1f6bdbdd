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

// evidence holds the lines of one card that a question may resemble. Line i weighs Weight[i]. Terms are all lines' telling terms in
// rising order, and Line[j] is the line that Terms[j] stands in, so that a term's lines are found by halving.
type evidence struct {
	Reasons []Reason
	Weight  []float32
	Terms   []int32
	Line    []uint32
}

// telling keeps the kinds of terms that a reader would take for a likeness.
func telling(k text.Kind) bool { return k == text.Han2 || k == text.Han3 || k == text.Stem }

// gatherEvidence lists each card's asks and signals, by class. feats are the features of the lessons.
func gatherEvidence(r *ranker, lessons []lesson, feats []features, said []lesson) []evidence {
	all := make([]evidence, len(r.classes))
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
	for i := range all {
		all[i].sort()
	}
	return all
}

func (e *evidence) add(r *ranker, l lesson, terms []int32) {
	var weight float32
	for _, t := range terms {
		if telling(r.kinds[t]) {
			e.Terms = append(e.Terms, t)
			e.Line = append(e.Line, uint32(len(e.Reasons))) //nolint:gosec // bounded by the playbook's size
			weight += r.weigh[t] * r.weigh[t]
		}
	}
	e.Reasons = append(e.Reasons, Reason{Text: l.text, Lang: l.lang, Source: l.source})
	e.Weight = append(e.Weight, weight)
}

// sort brings the terms into rising order, each with its line.
func (e *evidence) sort() {
	order := make([]int, len(e.Terms))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(e.Terms[a], e.Terms[b]) })
	terms, line := make([]int32, len(order)), make([]uint32, len(order))
	for i, o := range order {
		terms[i], line[i] = e.Terms[o], e.Line[o]
	}
	e.Terms, e.Line = terms, line
}

// How many reasons an answer gives, and how alike a line must be to be one: the share of the line's own weight that it has in
// common with the question.
const (
	maxReasons = 3
	minAlike   = 0.2
)

// reasons finds the lines most like the question, the most alike first; asked are the question's telling terms.
func (e *evidence) reasons(r *ranker, asked []int32) []Reason {
	shared := make([]float32, len(e.Reasons))
	for _, t := range asked {
		i, _ := slices.BinarySearch(e.Terms, t)
		for ; i < len(e.Terms) && e.Terms[i] == t; i++ {
			shared[e.Line[i]] += r.weigh[t] * r.weigh[t]
		}
	}
	type scored struct {
		at    int
		alike float32
	}
	var best []scored
	for i, weight := range e.Weight {
		if alike := shared[i] / weight; alike >= minAlike {
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
