package search

import (
	"math"
	"slices"

	"clerkcoach/search/text"
)

// outsideClass is the class of questions that no card answers; all other classes are card ids.
const outsideClass = ""

// ranker scores a question against every card. It is a multinomial logistic regression over the terms of search/text, weighed by
// inverse document frequency and scaled to unit length (Wang and Manning, "Baselines and Bigrams", ACL 2012, compare such models
// for short texts). docs/ranking.md holds the comparison that it won.
//
// Rows of weights are sparse: a term says something about a few cards and nothing about the rest.
type ranker struct {
	classes []string
	terms   map[key]int32
	// kinds is each term's kind; known only while the index is made.
	kinds []text.Kind
	// weigh is each term's weight in a text before scaling.
	weigh []float32
	// The weights of term t are value[start[t]:start[t+1]], for the classes class[start[t]:start[t+1]].
	start []uint32
	class []uint16
	value []float32
}

// key stands for a term: the FNV-1a hash of its kind and text, in 64 bits. A quarter of a million terms are looked up faster and
// kept smaller by keys; that two of them meet has a chance of one in a hundred million, and would make them one term.
type key uint64

func keyOf(t text.Term) key {
	const offset, prime = 14695981039346656037, 1099511628211
	h := (uint64(offset) ^ uint64(t.Kind)) * prime
	for i := range len(t.Text) {
		h = (h ^ uint64(t.Text[i])) * prime
	}
	return key(h)
}

// features are the known terms of a text with their scaled weights.
type features struct {
	term  []int32
	value []float32
}

// kindWeight sets how much each kind of term counts beside the others; found by leaving out whole writers, see docs/ranking.md.
func kindWeight(k text.Kind) float64 {
	switch k {
	case text.Han3:
		return 0.5
	case text.Letters:
		return 0.35
	default:
		return 1
	}
}

// features looks the terms up; terms that no ask has are left out, and repeats count once.
func (r *ranker) features(terms []text.Term) features {
	f := features{term: make([]int32, 0, len(terms))}
	for _, t := range terms {
		if i, ok := r.terms[keyOf(t)]; ok {
			f.term = append(f.term, i)
		}
	}
	f.term = distinct(f.term)
	f.value = r.scaled(f.term)
	return f
}

// distinct sorts terms and drops repeats, in place.
func distinct(terms []int32) []int32 {
	slices.Sort(terms)
	return slices.Compact(terms)
}

// scaled gives the weights of terms, scaled to unit length.
func (r *ranker) scaled(terms []int32) []float32 {
	value := make([]float32, len(terms))
	var sum float64
	for i, t := range terms {
		value[i] = r.weigh[t]
		sum += float64(r.weigh[t]) * float64(r.weigh[t])
	}
	scale := float32(1 / math.Sqrt(max(sum, math.SmallestNonzeroFloat32)))
	for i := range value {
		value[i] *= scale
	}
	return value
}

// sharpness makes up for the smoothing in training, so that of the answers given at 0.8 about 80 % are right; found by leaving out
// whole writers, see docs/ranking.md.
const sharpness = 2.25

// probabilities gives, for each class, how probable it is that it answers a text with these features. They add up to 1.
func (r *ranker) probabilities(f features) []float64 {
	score := make([]float64, len(r.classes))
	for i, t := range f.term {
		for j := r.start[t]; j < r.start[t+1]; j++ {
			score[r.class[j]] += float64(f.value[i]) * float64(r.value[j])
		}
	}
	for c := range score {
		score[c] *= sharpness
	}
	softmax(score)
	return score
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
