package search

import (
	"clerkcoach/search/text"
)

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

// entry is all that is known of one term, in half a cache line: what a question costs is mostly the memory it touches.
type entry struct {
	key  key
	kind text.Kind
	// odds tell how much more often the term stands in questions that no card answers; see model.outside.
	odds int16
	// weigh is the term's weight in a text before scaling.
	weigh float32
	// What the term says is model.weights.words[weights:weightsEnd], and it stands in the lines evidence.lines[lines:linesEnd].
	weights, weightsEnd uint32
	lines, linesEnd     uint32
}

// lexicon holds the known terms: a hash table with linear probing, whose places are numbered. Places without a key are free; a term
// whose key is 0 is left out.
type lexicon []entry

// newLexicon lays terms out in a table that is at least a fifth free, and tells the place of each.
func newLexicon(terms []entry) (lexicon, []uint32) {
	size := 1
	for size < len(terms)*5/4+1 {
		size *= 2
	}
	x, places := make(lexicon, size), make([]uint32, len(terms))
	for i, e := range terms {
		if e.key == 0 {
			continue
		}
		at := x.home(e.key)
		for x[at].key != 0 {
			at = (at + 1) & (size - 1)
		}
		x[at], places[i] = e, uint32(at) //nolint:gosec // the table is far smaller than 2³²
	}
	return x, places
}

func (x lexicon) home(k key) int { return int(k) & (len(x) - 1) } //nolint:gosec // masked to the table's size

// find gives the place of a key.
func (x lexicon) find(k key) (uint32, bool) {
	for at := x.home(k); ; at = (at + 1) & (len(x) - 1) {
		switch x[at].key {
		case k:
			return uint32(at), k != 0 //nolint:gosec // the table is far smaller than 2³²
		case 0:
			return 0, false
		}
	}
}
