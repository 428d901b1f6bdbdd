package search

import (
	"math"

	"clerkcoach/search/text"
)

// A question that no card answers shows itself in four figures, none of which is enough: how much the model takes it for one; how
// little its best card stands out among the cards; how many of its words nobody has used; and, by naive Bayes over words and groups
// of characters, how much oftener its words stand in such questions. A logistic regression joins them, and takes into account how long
// the question is: the longer, the more the words say. Its weights were found by leaving out whole writers, see docs/ranking.md, and
// hold for any playbook, since all figures are probabilities, shares or lengths.
const (
	outsideAtRest      = -7.52
	outsideByModel     = 0.36
	outsideByBest      = -0.96
	outsideByNew       = 0.79
	outsideByWords     = 0.085
	outsideByMoreWords = 0.154 // for each unit of length
	outsideByLength    = 6.78
	outsideByLonger    = -1.57 // for each squared unit of length
)

// oddsUnit is what one unit of a term's odds stands for, and rare is what is added to each count so that no odds are endless.
const (
	oddsUnit = 1.0 / 1024
	rare     = 0.1
)

// sorting tells the kinds of terms that sort questions by subject: words and groups of characters. Single characters and groups of
// letters stand everywhere.
func sorting(k text.Kind) bool { return k != text.Han1 && k != text.Letters }

// weighOutside gives every term its odds: the logarithm of how much more often it stands in questions that no card answers than in
// others.
func (v *vocabulary) weighOutside(examples []example, outside int) {
	counts := make([][2]float64, len(v.terms))
	var all [2]float64
	for _, x := range examples {
		side := 0
		if x.class == outside {
			side = 1
		}
		all[side] += float64(len(x.term))
		for _, t := range x.term {
			counts[t][side]++
		}
	}
	if all[1] == 0 {
		return // nothing to compare with
	}
	for i, n := range counts {
		odds := math.Log((n[1]+rare)/(all[1]+rare)) - math.Log((n[0]+rare)/(all[0]+rare))
		v.terms[i].odds = int16(max(-1, min(1, odds/(oddsUnit*math.MaxInt16))) * math.MaxInt16)
	}
}

// outside gives the probability that no card answers a question, of which none are the model's own log-odds for that, and best is the
// probability of the likeliest card among the cards.
func (m *model) outside(f features, none, best float64) float64 {
	var odds, n float64
	for _, at := range f.terms {
		if e := &m.lexicon[at]; sorting(e.kind) {
			odds += float64(e.odds) * oddsUnit
			n++
		}
	}
	length := math.Log(float64(f.words + 1))
	score := outsideAtRest + outsideByModel*none + outsideByBest*math.Log(best) + outsideByNew*f.newness() +
		(outsideByWords+outsideByMoreWords*length)*odds/math.Sqrt(n+1) + (outsideByLength+outsideByLonger*length)*length
	return 1 / (1 + math.Exp(-score))
}
