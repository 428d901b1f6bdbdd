package drills

import (
	"math"
	"slices"
	"unicode/utf8"
)

// How options are chosen: many sets are tried, and the one is taken in which the right options stand, by length and by the words
// that they share with the question, nearest to where chance wants them. So neither tells anything.
const (
	tries       = 100
	wrongs      = 3   // wrong options of a choice
	fewestWrong = 2   // of any question
	lengthCost  = 2.0 // a place off by length weighs as much as two off by shared words
)

// measured is an option in the making: its place in its list, and what a guesser can see of it.
type measured struct{ at, length, shared int }

// arrange chooses the options of a question from those that are right and those that are wrong, as many of each as wanted, and puts
// them in a random order under letters. It gives none if there are too few.
func (m *maker) arrange(asked string, right, wrong []Option, rights, most int) []Option {
	right = m.distinct(right, nil)
	wrong = m.distinct(wrong, right)
	if len(right) < rights || len(wrong) < fewestWrong {
		return nil
	}
	n := min(most, len(wrong))
	good, bad := m.measure(asked, right), m.measure(asked, wrong)
	long := m.draw(rights, rights+n)
	shared := m.draw(rights, rights+n+1) // what is right shares more words by nature, and not every set can do otherwise
	best := make([]Option, rights+n)
	cost := math.Inf(1)
	for range tries {
		m.rng.Shuffle(len(good), func(i, j int) { good[i], good[j] = good[j], good[i] })
		m.rng.Shuffle(len(bad), func(i, j int) { bad[i], bad[j] = bad[j], bad[i] })
		now := spread(good[:rights], bad[:n]) +
			lengthCost*astray(good[:rights], bad[:n], long, func(o measured) int { return o.length }) +
			astray(good[:rights], bad[:n], shared, func(o measured) int { return o.shared })
		if now >= cost {
			continue
		}
		cost = now
		for i, o := range good[:rights] {
			best[i] = right[o.at]
		}
		for i, o := range bad[:n] {
			best[rights+i] = wrong[o.at]
		}
	}
	return m.lettered(best)
}

func (m *maker) measure(asked string, options []Option) []measured {
	all := make([]measured, len(options))
	words := m.wordsOf(asked)
	for i, o := range options {
		all[i] = measured{i, utf8.RuneCountInString(o.Text), m.wordsOf(o.Text).common(words)}
	}
	return all
}

// draw lets chance say where some options stand among all, in rising order.
func (m *maker) draw(some, all int) []int {
	places := m.rng.Perm(all)[:some]
	slices.Sort(places)
	return places
}

// astray is how far the right options of a set are from the places that they are wanted in, when all are ranked by a measure, those
// with most of it first. Options that have the same of it stand between the places that they share.
func astray(good, bad []measured, wanted []int, of func(measured) int) float64 {
	var ranks [ofResponse]float64
	for i, o := range good {
		for _, list := range [][]measured{good, bad} {
			for _, other := range list {
				switch {
				case of(other) > of(o):
					ranks[i]++
				case of(other) == of(o):
					ranks[i] += 0.5
				}
			}
		}
	}
	slices.Sort(ranks[:len(good)])
	far := 0.0
	for i, rank := range ranks[:len(good)] {
		far += math.Abs(rank - 0.5 - float64(wanted[i]))
	}
	return far
}

// spread is how many times the longest option doubles the shortest, beyond the first time.
func spread(good, bad []measured) float64 {
	least, most := math.MaxInt, 1
	for _, list := range [][]measured{good, bad} {
		for _, o := range list {
			least, most = min(least, o.length), max(most, o.length)
		}
	}
	return max(0, math.Log2(float64(most)/float64(max(1, least)))-1)
}

// distinct leaves out options that say nearly what an earlier one, or one of others, says.
func (m *maker) distinct(options, others []Option) []Option {
	said := make([]wordSet, 0, len(options)+len(others))
	texts := map[string]bool{"": true}
	for _, o := range others {
		texts[o.Text] = true
		said = append(said, m.wordsOf(o.Text))
	}
	var kept []Option
	for _, o := range options {
		set := m.wordsOf(o.Text)
		if !texts[o.Text] && !slices.ContainsFunc(said, func(other wordSet) bool { return alike(set, other) }) {
			texts[o.Text] = true
			kept, said = append(kept, o), append(said, set)
		}
	}
	return kept
}

// lettered puts options in a random order and gives them letters.
func (m *maker) lettered(options []Option) []Option {
	m.rng.Shuffle(len(options), func(i, j int) { options[i], options[j] = options[j], options[i] })
	for i := range options {
		options[i].ID = letter(i)
	}
	return options
}

// letter is the id of the option shown at a place, from 0.
func letter(i int) string { return string(rune('a' + i)) }
