package search

import (
	"math"
	"math/rand/v2"
	"slices"
)

// How the ranker is trained; found by leaving out whole writers, see docs/ranking.md.
const (
	epochs      = 5
	learnRate   = 8.0   // falls to 0 over the epochs
	smoothing   = 0.2   // share of each example that is spread over all classes, so that no answer is certain
	leaveBelow  = 0.004 // gradients this small are left out, which saves most of the work and costs no accuracy
	pruneBelow  = 0.1   // weights this near to what the term says about most classes are left out
	shuffleSeed = 2026  // the same asks give the same ranker
)

// train fits a row of weights, one for each class, to every term of the examples, by stochastic gradient descent with a linearly
// falling rate. The rows stand one after the other.
func train(examples []example, terms, classes int) []float32 {
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(shuffleSeed, shuffleSeed)) //nolint:gosec // nothing secret hangs on it
	d := descent{dense: make([]float32, terms*classes), score: make([]float32, classes), telling: make([]int, 0, classes)}
	total := epochs * len(examples)
	for step := range total {
		if step%len(examples) == 0 {
			rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		}
		d.step(examples[order[step%len(examples)]], float32(learnRate*(1-float64(step)/float64(total))))
	}
	return d.dense
}

// descent is what gradient descent works on: a row of weights for each term, and room for one lesson's figures. Single precision
// halves the memory that is walked through, which is what takes the time.
type descent struct {
	dense   []float32
	score   []float32
	telling []int
}

// step makes one step of gradient descent on one lesson.
func (d *descent) step(x example, rate float32) {
	n := len(d.score)
	clear(d.score)
	for i, t := range x.term {
		v := x.value[i]
		row := d.dense[int(t)*n:][:n]
		score := d.score[:len(row)]
		for c, w := range row {
			score[c] += v * w
		}
	}
	softmax(d.score)
	d.score[x.class] -= 1 - smoothing
	d.telling = d.telling[:0]
	for c := range d.score {
		if d.score[c] -= smoothing / float32(n); d.score[c] > leaveBelow || d.score[c] < -leaveBelow {
			d.telling = append(d.telling, c)
		}
	}
	for i, t := range x.term {
		v := rate * x.value[i]
		row := d.dense[int(t)*n:][:n]
		for _, c := range d.telling {
			row[c] -= v * d.score[c]
		}
	}
}

// sparse gives the weights of every term as they are kept, and what a unit of them stands for; the terms are told where theirs are.
// Adding the same number to a whole row changes no probability, so each row is first shifted so that what the term says about most
// classes is 0; then nearly all of it is small and is left out.
func sparse(dense []float32, classes int, terms []entry) (weights []weight, unit float32) {
	for i := range terms {
		row := dense[i*classes:][:classes]
		usual := ninther(row)
		for c := range row {
			row[c] -= usual
			unit = max(unit, row[c]/math.MaxInt16, -row[c]/math.MaxInt16)
		}
	}
	for i := range terms {
		terms[i].weights = uint32(len(weights)) //nolint:gosec // bounded by the playbook's size
		for c, w := range dense[i*classes:][:classes] {
			if w >= pruneBelow || w <= -pruneBelow {
				units := uint16(int16(math.Round(float64(w / unit))))  //nolint:gosec // within 16 bits, since unit is chosen for that
				weights = append(weights, weight(c)<<16|weight(units)) //nolint:gosec // at most maxClasses
			}
		}
		terms[i].weightsEnd = uint32(len(weights)) //nolint:gosec // bounded by the playbook's size
	}
	return weights, unit
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
