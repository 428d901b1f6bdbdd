package search

import (
	"cmp"
	"math"
	"slices"

	"golang.org/x/text/language"

	"clerkcoach/search/text"
)

// kindWeight sets how much each kind of term counts beside the others; found by leaving out whole writers, see docs/ranking.md.
func kindWeight(k text.Kind) float64 {
	switch k {
	case text.Han3:
		return 0.5
	case text.Letters:
		return 0.35
	default:
		return 1
	}
}

// vocabulary numbers the terms of all lessons while the index is made; a term's lines and weights follow later.
type vocabulary struct {
	number map[key]int32
	terms  []entry
	// seen counts the lessons that have each term, and texts are the terms themselves.
	seen  []int
	texts []string
}

// example is a lesson as the ranker learns it: its terms by number, with their weights scaled to unit length.
type example struct {
	class int
	term  []int32
	value []float32
}

// read numbers every term of the lessons and weighs it, by inverse document frequency times the weight of its kind.
func (v *vocabulary) read(lessons []lesson, outside int) []example {
	examples := make([]example, len(lessons))
	for i, l := range lessons {
		terms := make([]int32, len(l.terms))
		for j, t := range l.terms {
			k := keyOf(t)
			n, ok := v.number[k]
			if !ok {
				n = int32(len(v.terms)) //nolint:gosec // the playbook's bounds keep the number of terms far below 2³¹
				v.number[k] = n
				v.terms = append(v.terms, entry{key: k, kind: t.Kind})
				v.seen, v.texts = append(v.seen, 0), append(v.texts, t.Text)
			}
			terms[j] = n
		}
		examples[i] = example{class: l.class, term: distinct(terms)}
		for _, n := range examples[i].term {
			v.seen[n]++
		}
	}
	v.forget(examples, outside)
	for i, n := range v.seen {
		idf := math.Log(float64(len(lessons)+1)/float64(n+1)) + 1
		v.terms[i].weigh = float32(kindWeight(v.terms[i].kind) * idf)
	}
	for i := range examples {
		examples[i].value = v.scaled(examples[i].term)
	}
	return examples
}

// passing tells the terms that are forgotten when one lesson alone has them: groups of three characters, which say nothing that their
// pairs don't, and, if that lesson is a question that no card answers, groups of letters. (Of pairs of words that is not so; see
// docs/ranking.md.)
func passing(k text.Kind, outside bool) bool {
	return k == text.Han3 || outside && k == text.Letters
}

// forget drops passing terms and numbers the others anew, the most frequent first, so that the weights that nearly every question
// needs lie together.
func (v *vocabulary) forget(examples []example, outside int) {
	const gone = -1
	order, number := make([]int, 0, len(v.terms)), make([]int32, len(v.terms))
	inside := make([]bool, len(v.terms)) // the terms that asks have
	for _, x := range examples {
		if x.class != outside {
			for _, t := range x.term {
				inside[t] = true
			}
		}
	}
	for i, t := range v.terms {
		if number[i] = gone; v.seen[i] > 1 || !passing(t.kind, !inside[i]) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(v.seen[b], v.seen[a]) })
	kept := vocabulary{number: make(map[key]int32, len(order))}
	for n, i := range order {
		number[i] = int32(n) //nolint:gosec // fewer than before
		kept.number[v.terms[i].key] = number[i]
		kept.terms, kept.seen, kept.texts = append(kept.terms, v.terms[i]), append(kept.seen, v.seen[i]), append(kept.texts, v.texts[i])
	}
	for i, x := range examples {
		terms := x.term[:0]
		for _, t := range x.term {
			if number[t] != gone {
				terms = append(terms, number[t])
			}
		}
		slices.Sort(terms)
		examples[i].term = terms
	}
	*v = kept
}

// byLanguage parts the examples by the spoken language of their lessons, so that these can learn at the same time. What is written
// in several scripts, as Chinese is, folds into the same terms and learns together. A term that several languages have belongs to
// the one that has it most often, and is left out of the other languages' examples.
func (v *vocabulary) byLanguage(langs []string, lessons []lesson, examples []example) [][]example {
	group, n := spoken(langs)
	counts := make([]int32, len(v.terms)*n)
	for i, x := range examples {
		at := group[lessons[i].lang]
		for _, t := range x.term {
			counts[int(t)*n+at]++
		}
	}
	groups := make([][]example, n)
	for i, x := range examples {
		at := group[lessons[i].lang]
		own := example{class: x.class, term: make([]int32, 0, len(x.term)), value: make([]float32, 0, len(x.term))}
		for j, t := range x.term {
			of := counts[int(t)*n:][:n]
			if slices.Index(of, slices.Max(of)) == at {
				own.term, own.value = append(own.term, t), append(own.value, x.value[j])
			}
		}
		groups[at] = append(groups[at], own)
	}
	return groups
}

// spoken numbers the spoken languages of some tags, such as zh for zh-Hans and zh-Hant, and tells how many there are.
func spoken(langs []string) (group map[string]int, n int) {
	group = make(map[string]int, len(langs))
	var bases []language.Base
	for _, lang := range langs {
		base, _ := language.Make(lang).Base()
		at := slices.Index(bases, base)
		if at < 0 {
			at, bases = len(bases), append(bases, base)
		}
		group[lang] = at
	}
	return group, len(bases)
}

// distinct sorts terms and drops repeats, in place.
func distinct(terms []int32) []int32 {
	slices.Sort(terms)
	return slices.Compact(terms)
}

// scaled gives the weights of terms, scaled to unit length.
func (v *vocabulary) scaled(terms []int32) []float32 {
	value := make([]float32, len(terms))
	var sum float32
	for i, t := range terms {
		value[i] = v.terms[t].weigh
		sum += value[i] * value[i]
	}
	scale := scaleOf(sum)
	for i := range value {
		value[i] *= scale
	}
	return value
}
