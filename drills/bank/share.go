package bank

import (
	"cmp"
	"hash/fnv"
	"io"
	"math"
	"slices"
)

// wholeShares is up to how many options Moodle has a mark for each hundredth part that is wanted: 100/1 to 100/10.
const wholeShares = 10

// shares parts the whole mark among n options by the marks that Moodle knows, which have five decimals. Beyond ten there are no
// equal ones: some get 10 and some get 5.
func shares(n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		switch {
		case n <= wholeShares:
			all[i] = math.Round(full/float64(n)*1e5) / 1e5
		case i < MaxOptions-n:
			all[i] = 10
		default:
			all[i] = 5
		}
	}
	return all
}

// shown gives the places of texts in an order that tells nothing of the right one, and is the same whenever the texts are.
func shown(texts []string) []int {
	type place struct {
		hash uint64
		at   int
	}
	all := make([]place, len(texts))
	for i, t := range texts {
		h := fnv.New64a()
		_, _ = io.WriteString(h, t) // a hash takes anything
		all[i] = place{h.Sum64(), i}
	}
	slices.SortFunc(all, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(texts[a.at], texts[b.at]))
	})
	order := make([]int, len(all))
	for i, p := range all {
		order[i] = p.at
	}
	if len(order) > 1 && slices.IsSorted(order) {
		order = append(order[1:], order[0])
	}
	return order
}
