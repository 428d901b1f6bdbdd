package search

import (
	"math"
	"slices"

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
	// spelling finds terms typed in letters.
	spelling *spelling
	weights  *weights
}

// features are the known terms of a text, by their places in the lexicon, and the factor that scales their weights.
type features struct {
	terms []uint32
	set   placeSet
	scale float32
	// words counts the text's words and pairs of characters, and strange those of them that nobody has used.
	words, strange int
}

// newness is the share of the text's words that nobody has used; a word more than there are is taken for known.
func (f features) newness() float64 { return float64(f.strange) / float64(f.words+1) }

// features looks the terms up; terms that no ask has are left out. All keys are made before the first is looked up, so that the
// processor can wait for several places of memory at once.
func (m *model) features(terms []text.Term, room *scratch) features {
	keys := room.keys[:0]
	for _, t := range terms {
		keys = append(keys, keyOf(t))
	}
	room.keys = keys
	places := room.places[:0]
	var words, strange int
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
	room.places = places
	return m.scaled(places, words, strange, room)
}

// scaled makes features of places; repeats count once. They stay valid until the room is used again.
func (m *model) scaled(places []uint32, words, strange int, room *scratch) features {
	f := features{words: words, strange: strange}
	room.set = room.set.emptied(len(places))
	f.terms, f.set = firsts(places, room.set), room.set
	var sum float32
	for _, at := range f.terms {
		w := m.lexicon[at].weigh
		sum += w * w
	}
	f.scale = scaleOf(sum)
	return f
}

// firsts drops repeats, in place, and keeps the order; what is left is in the set as well, which was empty.
func firsts(places []uint32, seen placeSet) []uint32 {
	kept := places[:0]
	for _, p := range places {
		if seen.add(p) {
			kept = append(kept, p)
		}
	}
	return kept
}

// placeSet is a set of places: a hash table with linear probing, in which places are counted from 1.
type placeSet []uint32

// emptied gives an empty set for so many places, in the same memory if it is large enough.
func (s placeSet) emptied(n int) placeSet {
	size := 2
	for size < 2*n {
		size *= 2
	}
	if cap(s) < size {
		return make(placeSet, size)
	}
	s = s[:size]
	clear(s)
	return s
}

// add puts a place in and tells whether it was new.
func (s placeSet) add(p uint32) bool {
	at := s.find(p)
	isNew := s[at] == 0
	s[at] = p + 1
	return isNew
}

func (s placeSet) has(p uint32) bool { return s[s.find(p)] != 0 }

// find gives where a place stands, or would stand.
func (s placeSet) find(p uint32) int {
	at := int(p) & (len(s) - 1)
	for s[at] != 0 && s[at] != p+1 {
		at = (at + 1) & (len(s) - 1)
	}
	return at
}

// scaleOf gives the factor that brings a text to unit length, from the sum of its squared weights.
func scaleOf(sum float32) float32 {
	return float32(1 / math.Sqrt(max(float64(sum), math.SmallestNonzeroFloat32)))
}

// sharpness makes up for the smoothing in training, so that of the answers given at 0.8 about 80 % are right; found by leaving out
// whole writers, see docs/ranking.md.
const sharpness = 2.25

// probabilities gives, for each card, how probable it is that it answers a text with these features, if some card does (they add up
// to 1), and the log-odds that none does. They stay valid until the room is used again.
func (m *model) probabilities(f features, room *scratch) (cards []float64, none float64) {
	room.sums.clear()
	for _, at := range f.terms {
		m.weights.fetch(&m.lexicon[at], room.sums)
	}
	for _, at := range f.terms {
		m.weights.sum(&m.lexicon[at], room.sums)
	}
	unit := float64(f.scale) * float64(m.weights.unit) * sharpness
	cards = room.cards
	for c := range cards {
		cards[c] = unit * float64(room.sums.of(c))
	}
	none = unit * float64(room.sums.of(len(cards)))
	return cards, none - softmax(cards)
}

// softmax turns scores into probabilities, in place, and gives the logarithm of the sum of their exponentials.
func softmax[F float32 | float64](score []F) F {
	if len(score) == 0 {
		return 0
	}
	top := slices.Max(score)
	var sum F
	for i, s := range score {
		score[i] = F(math.Exp(float64(s - top)))
		sum += score[i]
	}
	for i := range score {
		score[i] /= sum
	}
	return top + F(math.Log(float64(sum)))
}
