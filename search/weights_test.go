package search

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// saidBy gives what a term says in full: class by class, in what it was before it was rounded to units. No class may come twice.
func (w *weights) saidBy(t *rapid.T, e *entry) []float32 {
	row, seen := make([]float32, w.classes), map[int]bool{}
	for _, s := range w.row(e) {
		if seen[s.class] {
			t.Fatalf("a term has class %d twice", s.class)
		}
		row[s.class], seen[s.class] = float32(s.units)*w.unit, true
	}
	return row
}

// drawnRows draws rows of which some say nothing about most classes.
func drawnRows(t *rapid.T, terms, classes int) fullRows {
	full := fullRows{all: make([]float32, terms*classes), classes: classes}
	drawn := rapid.OneOf(rapid.Just(float32(0)), rapid.Float32Range(-1, 1), rapid.Float32Range(-40, 40))
	for term := range terms {
		few := rapid.IntRange(0, 3).Draw(t, "few") > 0
		for c := range classes {
			if !few || c%8 == term%8 {
				full.all[term*classes+c] = drawn.Draw(t, "weight")
			}
		}
	}
	return full
}

// drawnEntries draws terms of some weight in a text.
func drawnEntries(t *rapid.T, terms int) []entry {
	entries := make([]entry, terms)
	for i := range entries {
		entries[i].weigh = rapid.Float32Range(0.3, 12).Draw(t, "weigh")
	}
	return entries
}

// TestKeep wants what is kept to differ from the row, shifted and multiplied, by no more than half a unit, what is left out to be small,
// and rows to stand one after the other, none longer than a packed one.
func TestKeep(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		terms, classes := rapid.IntRange(0, 6).Draw(t, "terms"), rapid.IntRange(1, 30).Draw(t, "classes")
		full, entries := drawnRows(t, terms, classes), drawnEntries(t, terms)
		w := keep(full, classes, entries)
		before := uint32(0)
		for i := range entries {
			e := &entries[i]
			if e.weights != before || e.weightsEnd < e.weights || int(e.weightsEnd-e.weights) > packedWords(classes) {
				t.Fatalf("term %d has words %d to %d, the one before ends at %d", i, e.weights, e.weightsEnd, before)
			}
			before = e.weightsEnd
			kept, row := w.saidBy(t, e), full.row(i)
			usual := ninther(row)
			for c, x := range row {
				want := (x - usual) * e.weigh
				if x -= usual; x > -pruneBelow && x < pruneBelow {
					want = 0
				}
				if math.Abs(float64(kept[c]-want)) > 0.51*float64(w.unit)+1e-5 {
					t.Fatalf("term %d, class %d: %v is kept as %v, with units of %v", i, c, want, kept[c], w.unit)
				}
			}
		}
		if int(before) != len(w.words) {
			t.Fatalf("the terms have %d words, of %d", before, len(w.words))
		}
	})
}

// TestSums wants the sums of any terms, of lists and of packed rows, to be those of what each says by itself.
func TestSums(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		terms, classes := rapid.IntRange(1, 6).Draw(t, "terms"), rapid.IntRange(1, 30).Draw(t, "classes")
		entries := drawnEntries(t, terms)
		w := keep(drawnRows(t, terms, classes), classes, entries)
		s := newSums(classes)
		for range 2 { // the second time in the room of the first
			s.clear()
			want := make([]int, classes)
			for _, i := range rapid.SliceOf(rapid.IntRange(0, terms-1)).Draw(t, "text") {
				w.sum(&entries[i], s)
				for _, one := range w.row(&entries[i]) {
					want[one.class] += one.units
				}
			}
			got := make([]int, classes)
			for c := range got {
				got[c] = s.of(c)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("sums are %v, want %v", got, want)
			}
		}
	})
}

// TestLargestSums adds up as many of the heaviest packed rows as a text can have terms.
func TestLargestSums(t *testing.T) {
	t.Parallel()
	const terms, classes = 3000, 4
	full := fullRows{all: []float32{-7, 7, 7, -7}, classes: classes}
	entries := []entry{{weigh: 1}}
	w := keep(full, classes, entries)
	if len(w.words) != packedWords(classes) {
		t.Fatalf("a full row has %d words", len(w.words))
	}
	one := w.row(&entries[0])
	s := newSums(classes)
	for range terms {
		w.sum(&entries[0], s)
	}
	for _, x := range one {
		if got := s.of(x.class); got != terms*x.units {
			t.Errorf("class %d: %d, want %d times %d", x.class, got, terms, x.units)
		}
	}
}

// TestKeepExtremes wants the first and the last class, and the heaviest weights of either sign, to come out as they went in.
func TestKeepExtremes(t *testing.T) {
	t.Parallel()
	for _, heavy := range []float32{0.1, 1, 1000, 1e30} {
		cells := cellRows{{{0, -heavy}, {1, heavy / 3}, {maxClasses - 1, heavy}}, nil, {{maxClasses - 1, -heavy}}}
		entries := []entry{{weigh: 1}, {weigh: 1}, {weigh: 1}}
		w := keep(cells, maxClasses, entries)
		var got []said
		for i := range entries {
			got = append(got, w.row(&entries[i])...)
		}
		want := []said{{0, -math.MaxInt16}, {1, 10922}, {maxClasses - 1, math.MaxInt16}, {maxClasses - 1, -math.MaxInt16}}
		if heavy < 3*pruneBelow {
			want = slices.Delete(want, 1, 2)
		}
		if !slices.Equal(got, want) {
			t.Errorf("with weights of %v: %v, want %v", heavy, got, want)
		}
		if top := w.unit * math.MaxInt16; math.Abs(float64(top/heavy-1)) > 1e-5 {
			t.Errorf("the heaviest weight is %v, want %v", top, heavy)
		}
	}
}

// TestPackedExtremes wants the numbers of packed rows to come out as they went in, the heaviest of either sign too.
func TestPackedExtremes(t *testing.T) {
	t.Parallel()
	for _, classes := range []int{4, 5, 6, 7, 8, 50} {
		row := make([]float32, classes)
		for c := range row {
			row[c] = float32(math.MaxInt16 - 2*math.MaxInt16*(c%2))
		}
		w := &weights{classes: classes, unit: 1}
		w.add(row, classes)
		got := w.row(&entry{weightsEnd: uint32(len(w.words))}) //nolint:gosec // a few
		if len(w.words) != packedWords(classes) || len(got) != classes {
			t.Fatalf("%d classes: %d words, %d numbers", classes, len(w.words), len(got))
		}
		for c, x := range got {
			if x.class != c || float32(x.units) != row[c] {
				t.Errorf("%d classes: class %d says %v, want %v", classes, c, x, row[c])
			}
		}
	}
}
