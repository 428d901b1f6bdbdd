package search

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// Bounds of a pocket: with so many terms, and so many weights of each, it loses a point or two of a hundred against the whole ranker; see
// docs/ranking.md.
const (
	pocketTerms   = 30_000
	pocketWeights = 8
)

// pocketHead is what stands before a pocket's figures, as JSON.
type pocketHead struct {
	Classes []string `json:"classes"` // the last one for questions that no card answers
	Terms   int      `json:"terms"`
	Weights int      `json:"weights"`
	// What one unit of a term's weight in a text, of its odds and of its weight for a class stands for.
	WeighUnit float64 `json:"weigh_unit"`
	OddsUnit  float64 `json:"odds_unit"`
	Unit      float64 `json:"unit"`
	Sharpness float64 `json:"sharpness"`
	// Outside joins the four figures of model.outside, in the order of its constants.
	Outside [8]float64 `json:"outside"`
	// Verdict is where verdicts change: outsideFrom, weakBelow, closeShare, unsureBelow.
	Verdict [4]float64 `json:"verdict"`
	// Simplified are traditional characters, each before its simplified one.
	Simplified string `json:"simplified"`
}

// Pocket gives the ranker in a form that a browser can keep and ask without a server: the terms that say most, with rounded weights.
// It ranks by the same rules, but knows no pinyin and gives no reasons. static/js/pocket.js reads it.
//
// The form: the length of the head in four bytes; the head, JSON padded with spaces so that what follows begins at a multiple of four;
// then, for all terms in the order of their keys, the lower 32 bits of each key, the weight in a text, the odds (signed) and the
// number of weights, a byte each; then, term after term, the class of each weight in two bytes; then the weights, a signed byte each.
// Numbers of several bytes have the lowest first.
func (r *Ranker) Pocket() ([]byte, error) {
	terms := r.model.telling(pocketTerms)
	p := &pocket{oddsUnit: oddsUnit * math.MaxInt16 / 4 / math.MaxInt8}
	for _, e := range terms {
		p.weighUnit = max(p.weighUnit, float64(e.weigh)/math.MaxUint8)
		for _, says := range r.model.weights.row(e) {
			p.unit = max(p.unit, math.Abs(r.model.weight(e, says))/math.MaxInt8)
		}
	}
	for _, e := range terms {
		p.add(e, r.model)
	}
	head, err := json.Marshal(pocketHead{
		Classes: r.model.classes, Terms: len(terms), Weights: len(p.values),
		WeighUnit: p.weighUnit, OddsUnit: p.oddsUnit, Unit: p.unit, Sharpness: sharpness,
		Outside: [8]float64{
			outsideAtRest, outsideByModel, outsideByBest, outsideByNew, outsideByWords, outsideByMoreWords, outsideByLength, outsideByLonger,
		},
		Verdict:    [4]float64{outsideFrom, weakBelow, closeShare, unsureBelow},
		Simplified: r.fold.Pairs(),
	})
	if err != nil {
		return nil, fmt.Errorf("write the head of a pocket: %w", err)
	}
	for len(head)%4 != 0 {
		head = append(head, ' ')
	}
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(head))) //nolint:gosec // a head has some ten thousand bytes
	out = append(out, head...)
	for _, part := range [][]byte{p.keys, p.weighs, p.odds, p.counts, p.classes, p.values} {
		out = append(out, part...)
	}
	return out, nil
}

// pocket gathers the figures of a pocket.
type pocket struct {
	weighUnit, oddsUnit, unit                   float64
	keys, weighs, odds, counts, classes, values []byte
}

// add adds a term with its greatest weights.
func (p *pocket) add(e *entry, m *model) {
	row := m.weights.row(e)
	slices.SortStableFunc(row, func(a, b said) int { return cmp.Compare(max(b.units, -b.units), max(a.units, -a.units)) })
	row = row[:min(len(row), pocketWeights)]
	p.keys = binary.LittleEndian.AppendUint32(p.keys, uint32(e.key)) //nolint:gosec // the lower half is meant
	p.weighs = append(p.weighs, uint8(math.Round(float64(e.weigh)/p.weighUnit)))
	p.odds = append(p.odds, signed(float64(e.odds)*oddsUnit/p.oddsUnit))
	p.counts = append(p.counts, uint8(len(row))) //nolint:gosec // at most pocketWeights
	for _, says := range row {
		p.classes = binary.LittleEndian.AppendUint16(p.classes, uint16(says.class)) //nolint:gosec // at most maxClasses
		p.values = append(p.values, signed(m.weight(e, says)/p.unit))
	}
}

// weight is what a term says about a class, without the term's own weight in a text.
func (m *model) weight(e *entry, s said) float64 {
	return float64(s.units) * float64(m.weights.unit) / float64(e.weigh)
}

// signed rounds a number to a signed byte.
func signed(x float64) byte {
	return byte(int8(max(-math.MaxInt8, min(math.MaxInt8, math.Round(x)))))
}

// telling are the terms that say most: those that many lessons have, and whose weights are great. They come in the order of the lower
// halves of their keys; of two with the same one the lesser is left out.
func (m *model) telling(most int) []*entry {
	type telling struct {
		*entry
		much float64
	}
	var all []telling
	for i := range m.lexicon {
		e := &m.lexicon[i]
		if e.key == 0 {
			continue
		}
		var squares float64
		for _, s := range m.weights.row(e) {
			squares += float64(s.units) * float64(s.units)
		}
		// The inverse document frequency tells how many lessons have a term.
		often := math.Exp(-float64(e.weigh) / kindWeight(e.kind))
		all = append(all, telling{e, often * math.Sqrt(squares)})
	}
	slices.SortFunc(all, func(a, b telling) int { return cmp.Or(cmp.Compare(b.much, a.much), cmp.Compare(a.key, b.key)) })
	all = all[:min(len(all), most)]
	slices.SortStableFunc(all, func(a, b telling) int {
		return cmp.Compare(uint32(a.key), uint32(b.key)) //nolint:gosec // the lower half is meant
	})
	all = slices.CompactFunc(all, func(a, b telling) bool {
		return uint32(a.key) == uint32(b.key) //nolint:gosec // the lower half is meant
	})
	terms := make([]*entry, len(all))
	for i, s := range all {
		terms[i] = s.entry
	}
	return terms
}
