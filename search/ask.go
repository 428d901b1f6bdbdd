package search

import (
	"slices"

	"clerkcoach/search/text"
)

// Verdict says how far an answer can be trusted.
type Verdict string

// The verdicts. A confident wrong card is the worst outcome, so a question in doubt is Unsure, and one that nothing fits Outside.
const (
	Answered Verdict = "answered" // the first card is the answer
	Unsure   Verdict = "unsure"   // two cards are close; show what tells them apart
	Outside  Verdict = "outside"  // nothing in the playbook answers this
)

// Where verdicts change, as probabilities; found by leaving out whole writers, see docs/ranking.md.
const (
	outsideFrom = 0.5  // a question at least this probably outside is Outside
	weakBelow   = 0.12 // a best card below this is no answer
	closeShare  = 0.5  // a second card with at least this share of the first one's probability leaves the answer Unsure
)

// Answer is what the playbook has to say to a question. Matches are the likeliest cards, best first, also when the verdict is
// Outside (a reader may still want to look at them); they are empty only if no term of the question is known.
type Answer struct {
	Verdict Verdict
	Matches []Match
}

// Match is one card that may answer a question.
type Match struct {
	Card string
	// Confidence that this is the right card, from 0 to 1.
	Confidence float64
	// Why lists the asks and signals of the card that the question resembles most.
	Why []Reason
}

// Ask answers a question in any language or mixture with at most limit cards. It never fails: what cannot be understood is
// Outside. The time it takes grows with the question's length, which the caller bounds.
func (x *Index) Ask(question string, limit int) Answer {
	f := x.ranker.features(text.Terms(x.fold.Fold(question)))
	if len(f.terms) == 0 {
		return Answer{Verdict: Outside}
	}
	prob := x.ranker.probabilities(f)
	outside, best := x.best(prob, max(limit, 2))
	answer := Answer{Verdict: verdict(prob, outside, best)}
	best = best[:max(0, min(limit, len(best)))]
	asked := x.ranker.tellingTerms(f)
	room := make([]float32, x.evidence.longest())
	answer.Matches = make([]Match, len(best))
	for i, c := range best {
		answer.Matches[i] = Match{
			Card: x.ranker.classes[c], Confidence: prob[c], Why: x.evidence.explain(c, asked, room),
		}
	}
	return answer
}

// best gives the outside class and the likeliest cards' classes, at most n, the likeliest first; equals keep the book's order.
func (x *Index) best(prob []float64, n int) (outside int, cards []int) {
	outside = len(prob) - 1
	cards = make([]int, 0, min(n, outside)+1)
	for c := range outside {
		if len(cards) == n && prob[c] <= prob[cards[n-1]] {
			continue
		}
		at := len(cards)
		for at > 0 && prob[c] > prob[cards[at-1]] {
			at--
		}
		cards = slices.Insert(cards, at, c)
		cards = cards[:min(len(cards), n)]
	}
	return outside, cards
}

func verdict(prob []float64, outside int, order []int) Verdict {
	if len(order) == 0 || prob[outside] >= outsideFrom || prob[order[0]] < weakBelow {
		return Outside
	}
	if len(order) > 1 && prob[order[1]] >= closeShare*prob[order[0]] {
		return Unsure
	}
	return Answered
}
