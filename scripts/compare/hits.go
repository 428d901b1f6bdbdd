package main

import (
	"cmp"
	"slices"
)

// hit is an ask that an engine found, as the card it belongs to. A higher score is better.
type hit struct {
	card  string
	score float64
}

// perCard is how many hits of a card are added up; found best when a plain index was last tried, see ../shared/DESIGN.md.
const perCard = 8

// byBest gives the cards in the order of their best hits; the hits come best first.
func byBest(hits []hit) []string {
	var cards []string
	seen := map[string]bool{}
	for _, h := range hits {
		if !seen[h.card] {
			seen[h.card] = true
			cards = append(cards, h.card)
		}
	}
	return cards
}

// bySum gives the cards in the order of the sum of their best hits' scores, at most perCard of each; equals keep the order of their
// best hits.
func bySum(hits []hit) []string {
	sum, seen := map[string]float64{}, map[string]int{}
	for _, h := range hits {
		if seen[h.card]++; seen[h.card] <= perCard {
			sum[h.card] += h.score
		}
	}
	cards := byBest(hits)
	slices.SortStableFunc(cards, func(a, b string) int { return cmp.Compare(sum[b], sum[a]) })
	return cards
}
