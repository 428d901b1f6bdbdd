package search

import (
	"math"

	"clerkcoach/search/text"
)

// outsideClass is the class of questions that no card answers, and the last one; all other classes are card ids.
const outsideClass = ""

// model scores a question against every card. It is a multinomial logistic regression over the terms of search/text, weighed by
// inverse document frequency and scaled to unit length (Wang and Manning, "Baselines and Bigrams", ACL 2012, compare such models
// for short texts). docs/ranking.md holds the comparison that it won.
//
// The weights are sparse: a term says something about a few cards and nothing about the rest.
type model struct {
	classes []string
	lexicon lexicon
	weights []weight
	// unit is what a weight of 1 stands for.
	unit float32
}

// weight is what one term says about one class: the class in the upper 16 bits, a signed number of units in the lower.
type weight uint32

func (w weight) class() int     { return int(w >> 16) }
func (w weight) units() float32 { return float32(int16(w & 0xffff)) } //nolint:gosec // the lower half is a signed number

// features are the known terms of a text, by their places in the lexicon, and the factor that scales their weights.
type features struct {
	terms []uint32
	scale float32
	// strange is the share of the text's words, and of its pairs of characters, that nobody has used.
	strange float64
}

// features looks the terms up; terms that no ask has are left out, and repeats count once. All keys are made before the first is
// looked up, so that the processor can wait for several places of memory at once.
func (m *model) features(terms []text.Term) features {
	keys := make([]key, len(terms))
	for i, t := range terms {
		keys[i] = keyOf(t)
	}
	places := make([]uint32, 0, len(keys))
	var words, strange float64
	for i, k := range keys {
		at, ok := m.lexicon.find(k)
		if ok {
			places = append(places, at)
		}
		if kind := terms[i].Kind; kind == text.Stem || kind == text.Han2 {
			words++
			if !ok {
				strange++
			}
		}
	}
	f := features{terms: firsts(places), strange: strange / (words + 1)}
	var sum float32
	for _, at := range f.terms {
		w := m.lexicon[at].weigh
		sum += w * w
	}
	f.scale = scaleOf(sum)
	return f
}

// firsts drops repeats, in place, and keeps the order.
func firsts(places []uint32) []uint32 {
	size := 2
	for size < 2*len(places) {
		size *= 2
	}
	seen := make([]uint32, size) // a hash table of places, counted from 1
	kept := places[:0]
	for _, p := range places {
		at := int(p) & (size - 1)
		for seen[at] != 0 && seen[at] != p+1 {
			at = (at + 1) & (size - 1)
		}
		if seen[at] == 0 {
			seen[at] = p + 1
			kept = append(kept, p)
		}
	}
	return kept
}

// scaleOf gives the factor that brings a text to unit length, from the sum of its squared weights.
func scaleOf(sum float32) float32 {
	return float32(1 / math.Sqrt(max(float64(sum), math.SmallestNonzeroFloat32)))
}

// sharpness makes up for the smoothing in training, so that of the answers given at 0.8 about 80 % are right; found by leaving out
// whole writers, see docs/ranking.md.
const sharpness = 2.25

// probabilities gives, for each class, how probable it is that it answers a text with these features. They add up to 1.
func (m *model) probabilities(f features) []float64 {
	score := make([]float32, len(m.classes))
	for _, at := range f.terms {
		e := &m.lexicon[at]
		for _, w := range m.weights[e.weights:e.weightsEnd] {
			score[w.class()] += e.weigh * w.units()
		}
	}
	prob := make([]float64, len(score))
	for c, s := range score {
		prob[c] = float64(s*f.scale*m.unit) * sharpness
	}
	softmax(prob)
	return prob
}

// softmax turns scores into probabilities, in place.
func softmax[F float32 | float64](score []F) {
	top := F(math.Inf(-1))
	for _, s := range score {
		top = max(top, s)
	}
	var sum F
	for i, s := range score {
		score[i] = F(math.Exp(float64(s - top)))
		sum += score[i]
	}
	for i := range score {
		score[i] /= sum
	}
}
