package search

import "math"

// weights are what all terms say about the classes, times the terms' own weights in a text, in numbers of 16 bits: row after row, in
// words of 32. A row about few classes is a list of cells, the class in the upper half of a word and the number in the lower. A row
// about most of them is packed: a number for each class, two to a word. That is shorter, and four classes are added up at a time
// (Lamport, "Multiple byte processing with full-word instructions", 1975). A row's length tells which it is: all packed rows have the
// same, and no list is as long.
type weights struct {
	words   []uint32
	classes int
	// unit is what a number of 1 stands for.
	unit float32
}

// bias is added to the numbers of packed rows, so that none is negative, and lanes are the halves of two words that are summed up in
// turns.
const (
	bias  = 1 << 15
	lanes = 0x0000_ffff_0000_ffff
)

// packedWords is how long a packed row is; it is even, so that four classes can be read at once.
func packedWords(classes int) int { return (classes + 3) / 4 * 2 }

// keep takes over the weights from training; the terms are told where theirs are. Adding the same number to a whole row changes no
// probability, so each row is first shifted so that what the term says about most classes is 0; then nearly all of it is small and is
// left out.
func keep(r rows, classes int, terms []entry) *weights {
	w := &weights{classes: classes}
	row := make([]float32, classes)
	each := func(visit func(e *entry, said int)) {
		for t := range terms {
			r.copyTo(t, row)
			visit(&terms[t], shift(row, terms[t].weigh))
		}
	}
	each(func(*entry, int) {
		for _, x := range row {
			w.unit = max(w.unit, x/math.MaxInt16, -x/math.MaxInt16)
		}
	})
	each(func(e *entry, said int) {
		e.weights = uint32(len(w.words)) //nolint:gosec // the playbook's bounds keep it far below 2³²
		if said > 0 {
			w.add(row, said)
		}
		e.weightsEnd = uint32(len(w.words)) //nolint:gosec // as above
	})
	return w
}

// shift brings what a term says about most classes to 0, multiplies the rest, and counts it.
func shift(row []float32, factor float32) (said int) {
	usual := ninther(row)
	for c, x := range row {
		if x -= usual; x >= pruneBelow || x <= -pruneBelow {
			row[c] = x * factor
			said++
		} else {
			row[c] = 0
		}
	}
	return said
}

// add adds a row, in which so many classes are said something about.
func (w *weights) add(row []float32, said int) {
	long := packedWords(w.classes)
	if said >= long {
		at := len(w.words)
		w.words = append(w.words, make([]uint32, long)...)
		for c, x := range row {
			w.words[at+c/2] |= uint32(w.units(x)+bias) << (c % 2 * 16) //nolint:gosec // from 1 to 2¹⁶-1
		}
		return
	}
	for c, x := range row {
		if x != 0 {
			w.words = append(w.words, uint32(c)<<16|uint32(uint16(w.units(x)))) //nolint:gosec // at most maxClasses, and 16 bits
		}
	}
}

// units rounds to units, of which there are no more than fit in 16 bits.
func (w *weights) units(x float32) int { return int(math.Round(float64(x / w.unit))) }

// said is what one term says about one class, in units.
type said struct{ class, units int }

// row lists what a term says.
func (w *weights) row(e *entry) []said {
	words := w.words[e.weights:e.weightsEnd]
	all := make([]said, 0, len(words))
	if len(words) < packedWords(w.classes) {
		for _, cell := range words {
			all = append(all, said{int(cell >> 16), int(int16(cell))}) //nolint:gosec // the lower half is a signed number
		}
		return all
	}
	for c := range w.classes {
		if units := int(words[c/2]>>(c%2*16)&0xffff) - bias; units != 0 {
			all = append(all, said{c, units})
		}
	}
	return all
}

// sums add up what terms say, class by class.
type sums struct {
	// lists sums up the lists.
	lists []int32
	// Of every four classes, even holds the sums of packed rows for the first and the third, and odd those for the second and the
	// fourth, the bias of each row included. With 16 bits to spare they are large enough for all terms of a text.
	even, odd []uint64
	packed    int
	// fetched is what fetch has read, which keeps it from being optimised away.
	fetched uint32
}

func newSums(classes int) *sums {
	fours := packedWords(classes) / 2
	return &sums{lists: make([]int32, classes), even: make([]uint64, fours), odd: make([]uint64, fours)}
}

// clear makes room for the next text.
func (s *sums) clear() {
	clear(s.lists)
	clear(s.even)
	clear(s.odd)
	s.packed = 0
}

// fetch reads the ends of a row, so that the processor can wait for the rows of many terms at once before they are summed up.
func (w *weights) fetch(e *entry, s *sums) {
	if e.weights < e.weightsEnd {
		s.fetched ^= w.words[e.weights] ^ w.words[e.weightsEnd-1]
	}
}

// sum adds what a term says.
func (w *weights) sum(e *entry, s *sums) {
	row := w.words[e.weights:e.weightsEnd]
	if len(row) < 2*len(s.even) {
		for _, cell := range row {
			s.lists[cell>>16] += int32(int16(cell)) //nolint:gosec // the lower half is a signed number
		}
		return
	}
	s.packed++
	even, odd := s.even, s.odd[:len(s.even)]
	for i := range even {
		four := uint64(row[2*i]) | uint64(row[2*i+1])<<32
		even[i] += four & lanes
		odd[i] += four >> 16 & lanes
	}
}

// of gives the sum for a class, in units.
func (s *sums) of(class int) int {
	lane := s.even[class/4]
	if class%2 == 1 {
		lane = s.odd[class/4]
	}
	if class%4 >= 2 {
		lane >>= 32
	}
	return int(s.lists[class]) + int(uint32(lane)) - s.packed*bias //nolint:gosec // the lower half is meant
}
