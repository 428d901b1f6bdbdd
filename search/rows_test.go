package search

import (
	"maps"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// lessonsDrawn draws examples over a few terms and classes, as a vocabulary gives them: terms rising, values of unit length.
func lessonsDrawn(t *rapid.T, terms, classes int) []example {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) example {
		x := example{class: rapid.IntRange(0, classes-1).Draw(t, "class")}
		x.term = distinct(rapid.SliceOfN(rapid.Int32Range(0, int32(terms-1)), 0, 8).Draw(t, "terms")) //nolint:gosec // a few terms
		var sum float32
		for range x.term {
			v := rapid.Float32Range(0.1, 8).Draw(t, "value")
			x.value = append(x.value, v)
			sum += v * v
		}
		for i := range x.value {
			x.value[i] *= scaleOf(sum)
		}
		return x
	}), 0, 30).Draw(t, "examples")
}

// TestRowsTrainAlike trains the same examples in rows of either kind.
func TestRowsTrainAlike(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		terms, classes := rapid.IntRange(1, 20).Draw(t, "terms"), rapid.IntRange(1, 40).Draw(t, "number of classes")
		examples := lessonsDrawn(t, terms, classes)
		cells := make(cellRows, terms)
		d := descent{rows: cells, score: make([]float32, classes), telling: make([]uint16, 0, classes)}
		d.run(examples)
		full := train([][]example{examples, nil}, terms, classes)
		if _, ok := full.(fullRows); !ok {
			t.Fatalf("a small playbook is kept in %T", full)
		}
		// What stands in the row before is none of copyTo's business.
		got, want := slices.Repeat([]float32{9}, classes), slices.Repeat([]float32{7}, classes)
		for term := range terms {
			cells.copyTo(term, got)
			full.copyTo(term, want)
			for c := range classes {
				if d := math.Abs(float64(got[c] - want[c])); !(d < 1e-5) {
					t.Fatalf("term %d says %v about class %d in cells, and %v in full", term, got[c], c, want[c])
				}
			}
			rising(t, cells[term])
		}
	})
}

// rising fails unless the cells of a row stand in the order of their classes, each once.
func rising(t *rapid.T, row []cell) {
	t.Helper()
	for i := range row[:max(0, len(row)-1)] {
		if row[i].class >= row[i+1].class {
			t.Fatalf("classes do not rise: %v", row)
		}
	}
}

// TestRowsAdjust moves cells by steps, and compares with a map of classes and with rows in full.
func TestRowsAdjust(t *testing.T) {
	t.Parallel()
	const classes = 50
	rapid.Check(t, func(t *rapid.T) {
		cells, full := make(cellRows, 2), newRows(2, classes)
		want := map[uint16]float32{}
		for range rapid.IntRange(0, 6).Draw(t, "steps") {
			telling := rapid.SliceOfN(rapid.Uint16Range(0, classes-1), 0, 12).Draw(t, "telling")
			slices.Sort(telling)
			telling = slices.Compact(telling)
			gradient := rapid.SliceOfN(rapid.Float32Range(-1, 1), classes, classes).Draw(t, "gradient")
			rate := rapid.Float32Range(0.1, 8).Draw(t, "rate")
			cells.adjust(1, rate, telling, gradient)
			full.adjust(1, rate, telling, gradient)
			for _, c := range telling {
				want[c] -= rate * gradient[c]
			}
			rising(t, cells[1])
		}
		got := map[uint16]float32{}
		for _, c := range cells[1] {
			got[c.class] = c.weight
		}
		if !maps.EqualFunc(want, got, func(a, b float32) bool { return math.Abs(float64(a-b)) < 1e-5 }) {
			t.Fatalf("cells hold %v, want %v", got, want)
		}
		if len(cells[0]) != 0 {
			t.Fatalf("another term has %v", cells[0])
		}
		// Either kind scores alike, on top of what stands in the score.
		one, other := slices.Repeat([]float32{1}, classes), slices.Repeat([]float32{1}, classes)
		cells.score(1, 0.5, one)
		full.score(1, 0.5, other)
		for c := range classes {
			if want := 1 + 0.5*want[uint16(c)]; math.Abs(float64(one[c]-want)) > 1e-5 || math.Abs(float64(other[c]-want)) > 1e-5 { //nolint:gosec // 50 classes
				t.Fatalf("class %d scores %v in cells and %v in full, want %v", c, one[c], other[c], want)
			}
		}
	})
}

func TestMerge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		classes := rapid.SliceOfNDistinct(rapid.Uint16(), 0, 20, rapid.ID).Draw(t, "classes")
		split := rapid.IntRange(0, len(classes)).Draw(t, "old ones")
		old, missing := slices.Sorted(slices.Values(classes[:split])), slices.Sorted(slices.Values(classes[split:]))
		row, gradient := []cell{}, make([]float32, math.MaxUint16+1)
		for _, c := range old {
			row = append(row, cell{c, float32(c) + 1})
		}
		for _, c := range missing {
			gradient[c] = float32(c) + 1
		}
		before := slices.Clone(row)
		var want []cell
		for _, c := range slices.Sorted(slices.Values(classes)) {
			weight := float32(c) + 1
			if slices.Contains(missing, c) {
				weight *= -2
			}
			want = append(want, cell{c, weight})
		}
		if got := merge(row, missing, 2, gradient); !slices.Equal(got, want) {
			t.Fatalf("merge(%v, %v) = %v, want %v", old, missing, got, want)
		}
		if !slices.Equal(row, before) {
			t.Fatalf("the row itself has changed: %v, was %v", row, before)
		}
	})
}

// TestRowsOfManyCards wants a playbook beyond the bound to be kept cell by cell, without room for all numbers.
func TestRowsOfManyCards(t *testing.T) {
	t.Parallel()
	if _, ok := newRows(maxFull/maxClasses+1, maxClasses).(cellRows); !ok {
		t.Error("more numbers than may be kept in full are kept in full")
	}
	if _, ok := newRows(0, 5).(fullRows); !ok {
		t.Error("no terms are kept cell by cell")
	}
}

// TestTrainSeparates wants the examples of a class to score highest for it, in each group, and terms in no example to say nothing.
func TestTrainSeparates(t *testing.T) {
	t.Parallel()
	one := []example{{0, []int32{0}, []float32{1}}, {1, []int32{1}, []float32{1}}}
	other := []example{{2, []int32{2}, []float32{1}}, {0, []int32{3}, []float32{1}}}
	r := train([][]example{one, nil, other}, 5, 3)
	row := make([]float32, 3)
	for term, class := range []int{0, 1, 2, 0} {
		r.copyTo(term, row)
		if slices.Index(row, slices.Max(row)) != class {
			t.Errorf("term %d says %v, want most for class %d", term, row, class)
		}
	}
	if r.copyTo(4, row); !slices.Equal(row, []float32{0, 0, 0}) {
		t.Errorf("a term that nobody uses says %v", row)
	}
}
