package search

import (
	"math/rand/v2"
	"slices"
	"sync"
)

// How the ranker is trained; found by leaving out whole writers, see docs/ranking.md.
const (
	epochs      = 3
	learnRate   = 8.0   // falls to 0 over the epochs
	smoothing   = 0.2   // share of each example that is spread over all classes, so that no answer is certain
	leaveBelow  = 0.004 // gradients this small are left out, which saves most of the work and costs no accuracy
	pruneBelow  = 0.1   // weights this near to what the term says about most classes are left out
	shuffleSeed = 2026  // the same asks give the same ranker
)

// train fits, for every term of the examples, a weight for each class, by stochastic gradient descent with a linearly falling rate.
// Every group of examples is trained by itself, at the same time; no term may stand in the examples of two groups.
func train(groups [][]example, terms, classes int) rows {
	r := newRows(terms, classes)
	var all sync.WaitGroup
	for _, g := range groups {
		all.Go(func() {
			d := descent{rows: r, score: make([]float32, classes), telling: make([]uint16, 0, classes)}
			d.run(g)
		})
	}
	all.Wait()
	return r
}

// descent is what gradient descent works on: the rows of all terms, and room for one example's figures.
type descent struct {
	rows    rows
	score   []float32
	telling []uint16
}

// run goes through the examples in an order of its own in each epoch.
func (d *descent) run(examples []example) {
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(shuffleSeed, shuffleSeed)) //nolint:gosec // nothing secret hangs on it
	total := epochs * len(examples)
	for step := range total {
		if step%len(examples) == 0 {
			rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		}
		d.step(examples[order[step%len(examples)]], float32(learnRate*(1-float64(step)/float64(total))))
	}
}

// step makes one step of gradient descent on one example.
func (d *descent) step(x example, rate float32) {
	clear(d.score)
	for i, t := range x.term {
		d.rows.score(t, x.value[i], d.score)
	}
	softmax(d.score)
	d.score[x.class] -= 1 - smoothing
	d.telling = d.telling[:0]
	for c := range d.score {
		if d.score[c] -= smoothing / float32(len(d.score)); d.score[c] > leaveBelow || d.score[c] < -leaveBelow {
			d.telling = append(d.telling, uint16(c)) //nolint:gosec // at most maxClasses
		}
	}
	for i, t := range x.term {
		d.rows.adjust(t, rate*x.value[i], d.telling, d.score)
	}
}

// ninther is the median of nine numbers spread over a row: near enough to the row's median, at a tenth of the work (Tukey, "The
// ninther, a technique for low-effort robust location", 1978).
func ninther(row []float32) float32 {
	var spread [9]float32
	for i := range spread {
		spread[i] = row[i*len(row)/len(spread)]
	}
	slices.Sort(spread[:])
	return spread[len(spread)/2]
}
