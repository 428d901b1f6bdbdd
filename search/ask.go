package search

import (
	"sync"

	"clerkcoach/playbook"
	"clerkcoach/search/text"
)

// Verdict says how far an answer can be trusted.
type Verdict string

// The verdicts. A confident wrong card is the worst outcome, so a question in doubt is Unsure, and one that nothing fits Outside.
const (
	Answered Verdict = "answered" // the first card is the answer
	Unsure   Verdict = "unsure"   // two cards are close, or none is likely; show what tells the first two apart
	Outside  Verdict = "outside"  // nothing in the playbook answers this
)

// Where verdicts change, as probabilities; found by leaving out whole writers, see docs/ranking.md.
const (
	outsideFrom = 0.65 // a question at least this probably outside is Outside
	weakBelow   = 0.12 // a best card below this, among the cards, is no answer
	explainFrom = 0.01 // a card below this, among the cards, is not explained
	unsureBelow = 0.35 // a first card of less confidence is not the answer by itself; two of three such are wrong
	closeShare  = 0.35 // a second card with at least this share of the first one's probability leaves the answer Unsure
)

// Answer is what the playbook has to say to a question. Matches are the likeliest cards, best first, also when the verdict is
// Outside (a reader may still want to look at them); they are empty only if no term of the question is known.
type Answer struct {
	Verdict Verdict
	Matches []Match
	// Outside is how probable it is that no card answers the question.
	Outside float64
}

// Match is one card that may answer a question.
type Match struct {
	Card string
	// Confidence that this is the right card, from 0 to 1.
	Confidence float64
	// Why lists the asks and signals of the card that the question resembles most; none for a card that is hardly meant.
	Why []Reason
}

// Ranker finds the cards that answer a question. It may be used from any number of goroutines.
type Ranker struct {
	book     *playbook.Book
	fold     *text.Folder
	model    *model
	evidence *evidence
	rooms    sync.Pool // of *scratch
}

// scratch is room for one question's figures, used again for the next one: it is most of the memory that a question needs.
type scratch struct {
	cutter *text.Cutter
	terms  []text.Term
	keys   []key
	places []uint32
	asked  []*entry
	set    placeSet
	sums   *sums
	cards  []float64
	// shared counts, for each line of a class, what a question has in common with it, and touched lists those that have anything.
	shared  []float32
	touched []uint32
}

func (r *Ranker) scratch() *scratch {
	if room, ok := r.rooms.Get().(*scratch); ok {
		return room
	}
	classes := len(r.model.classes)
	return &scratch{
		cutter: text.NewCutter(), sums: newSums(classes), cards: make([]float64, classes-1),
		shared: make([]float32, r.evidence.longest()),
	}
}

// Book is the book that the ranker answers from.
func (r *Ranker) Book() *playbook.Book { return r.book }

// Ask answers a question in any language or mixture with at most limit cards. It never fails: what cannot be understood is
// Outside. The time it takes grows with the question's length, which the caller bounds.
func (r *Ranker) Ask(question string, limit int) Answer {
	room := r.scratch()
	defer r.rooms.Put(room)
	f := r.read(question, room)
	if len(f.terms) == 0 {
		return Answer{Verdict: Outside, Outside: 1}
	}
	prob, none := r.model.probabilities(f, room)
	best := likeliest(prob, max(limit, 2))
	if len(best) == 0 {
		return Answer{Verdict: Outside, Outside: 1}
	}
	outside := r.model.outside(f, none, prob[best[0]])
	answer := Answer{Verdict: verdict(prob, outside, best), Outside: outside}
	best = best[:max(0, min(limit, len(best)))]
	asked := r.model.tellingTerms(f, room)
	answer.Matches = make([]Match, len(best))
	for i, c := range best {
		answer.Matches[i] = Match{Card: r.model.classes[c], Confidence: prob[c] * (1 - outside)}
		if prob[c] >= explainFrom {
			answer.Matches[i].Why = r.evidence.explain(c, asked, f.set, room)
		}
	}
	return answer
}

// read turns a question into features, be it written in words or in pinyin.
func (r *Ranker) read(question string, room *scratch) features {
	folded := r.fold.Fold(question)
	room.terms = room.cutter.AppendTerms(room.terms[:0], folded)
	return r.model.asPinyin(folded, r.model.features(room.terms, room), room)
}

// likeliest gives the n most probable classes, the likeliest first; equals keep their order.
func likeliest(prob []float64, n int) []int {
	best := make([]int, 0, min(n, len(prob)))
	for c := range prob {
		best = ranked(best, c, n, func(a, b int) bool { return prob[a] > prob[b] })
	}
	return best
}

func verdict(prob []float64, outside float64, best []int) Verdict {
	switch {
	case outside >= outsideFrom || prob[best[0]] < weakBelow:
		return Outside
	case len(best) > 1 && (prob[best[1]] >= closeShare*prob[best[0]] || prob[best[0]]*(1-outside) < unsureBelow):
		return Unsure
	default:
		return Answered
	}
}
