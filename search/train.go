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

// train fits a ranker to the lessons, with their features as its number method gave them, by stochastic gradient descent with a
// linearly falling rate.
func (r *ranker) train(lessons []lesson, feats []features) {
	classes := r.classes
	dense := make([]float32, len(r.weigh)*len(classes))
	order := make([]int, len(lessons))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(shuffleSeed, shuffleSeed))
	d := descent{dense: dense, score: make([]float32, len(classes)), telling: make([]int, 0, len(classes))}
	total := epochs * len(lessons)
	for step := range total {
		if step%len(lessons) == 0 {
			rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		}
		k := order[step%len(lessons)]
		d.step(feats[k], lessons[k].class, float32(learnRate*(1-float64(step)/float64(total))))
	}
	r.keep(dense)
}

// number gives every term of the lessons its number and its weight, which is inverse document frequency times the weight of its
// kind, and returns the features of each lesson.
func (r *ranker) number(lessons []lesson) []features {
	var seen []int
	feats := make([]features, len(lessons))
	for i, l := range lessons {
		feats[i].term = make([]int32, len(l.terms))
		for j, t := range l.terms {
			k := keyOf(t)
			n, ok := r.terms[k]
			if !ok {
				n = int32(len(seen)) //nolint:gosec // the playbook's bounds keep the number of terms far below 2³¹
				r.terms[k] = n
				seen = append(seen, 0)
				r.kinds = append(r.kinds, t.Kind)
			}
			feats[i].term[j] = n
		}
		feats[i].term = distinct(feats[i].term)
		for _, n := range feats[i].term {
			seen[n]++
		}
	}
	r.weigh = make([]float32, len(seen))
	for i, n := range seen {
		idf := math.Log(float64(len(lessons)+1)/float64(n+1)) + 1
		r.weigh[i] = float32(kindWeight(r.kinds[i]) * idf)
	}
	for i := range feats {
		feats[i].value = r.scaled(feats[i].term)
	}
	return feats
}

// descent is what gradient descent works on: a row of weights for each term, and room for one lesson's figures. Single precision
// halves the memory that is walked through, which is what takes the time.
type descent struct {
	dense   []float32
	score   []float32
	telling []int
}

// step makes one step of gradient descent on one lesson.
func (d *descent) step(f features, class int, rate float32) {
	n := len(d.score)
	clear(d.score)
	for i, t := range f.term {
		v := f.value[i]
		row := d.dense[int(t)*n:][:n]
		score := d.score[:len(row)]
		for c, w := range row {
			score[c] += v * w
		}
	}
	softmax(d.score)
	d.score[class] -= 1 - smoothing
	d.telling = d.telling[:0]
	for c := range d.score {
		if d.score[c] -= smoothing / float32(n); d.score[c] > leaveBelow || d.score[c] < -leaveBelow {
			d.telling = append(d.telling, c)
		}
	}
	for i, t := range f.term {
		v := rate * f.value[i]
		row := d.dense[int(t)*n:][:n]
		for _, c := range d.telling {
			row[c] -= v * d.score[c]
		}
	}
}

// keep stores the dense weights as sparse rows. Adding the same number to a whole row changes no probability, so each row is first
// shifted so that what the term says about most classes is 0; then nearly all of it is small and is left out.
func (r *ranker) keep(dense []float32) {
	n := len(r.classes)
	r.start = make([]uint32, 1, len(r.weigh)+1)
	for i := 0; i < len(dense); i += n {
		row := dense[i : i+n]
		usual := ninther(row)
		for c, w := range row {
			if w -= usual; w >= pruneBelow || w <= -pruneBelow {
				r.class = append(r.class, uint16(c)) //nolint:gosec // at most maxClasses
				r.value = append(r.value, w)
			}
		}
		r.start = append(r.start, uint32(len(r.value))) //nolint:gosec // bounded by the playbook's size
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
