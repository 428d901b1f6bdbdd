package search

// rows hold what every term says about every class while the model is trained. Two ways of keeping them give the same weights: in
// full, which is fastest, and cell by cell, which is what a playbook of thousands of cards has room for.
type rows interface {
	// score adds, for each class, what a term says times a factor.
	score(term int32, factor float32, score []float32)
	// adjust moves what a term says about the telling classes against the gradient, which is by class.
	adjust(term int32, rate float32, telling []uint16, gradient []float32)
	// copyTo writes what a term says, class by class.
	copyTo(term int, row []float32)
}

// maxFull bounds the numbers that are kept in full: 1 GiB of them.
const maxFull = 1 << 28

func newRows(terms, classes int) rows {
	if terms*classes <= maxFull {
		return fullRows{all: make([]float32, terms*classes), classes: classes}
	}
	return make(cellRows, terms)
}

// fullRows stand one after the other. Single precision halves the memory that is walked through, which is what takes the time.
type fullRows struct {
	all     []float32
	classes int
}

func (r fullRows) row(term int) []float32 { return r.all[term*r.classes:][:r.classes] }

func (r fullRows) score(term int32, factor float32, score []float32) {
	row := r.row(int(term))
	score = score[:len(row)]
	for c, w := range row {
		score[c] += factor * w
	}
}

func (r fullRows) adjust(term int32, rate float32, telling []uint16, gradient []float32) {
	row := r.row(int(term))
	for _, c := range telling {
		row[c] -= rate * gradient[c]
	}
}

func (r fullRows) copyTo(term int, row []float32) { copy(row, r.row(term)) }

// cellRows hold only those cells that some step of training has touched, in the order of their classes.
type cellRows [][]cell

type cell struct {
	class  uint16
	weight float32
}

func (r cellRows) score(term int32, factor float32, score []float32) {
	for _, c := range r[term] {
		score[c.class] += factor * c.weight
	}
}

// adjust goes through the cells and the telling classes, which both rise, side by side.
func (r cellRows) adjust(term int32, rate float32, telling []uint16, gradient []float32) {
	row := r[term]
	var missing []uint16
	i := 0
	for _, c := range telling {
		for i < len(row) && row[i].class < c {
			i++
		}
		if i < len(row) && row[i].class == c {
			row[i].weight -= rate * gradient[c]
		} else {
			missing = append(missing, c)
		}
	}
	if len(missing) > 0 {
		r[term] = merge(row, missing, rate, gradient)
	}
}

// merge puts new cells among those of a row.
func merge(row []cell, missing []uint16, rate float32, gradient []float32) []cell {
	all := make([]cell, 0, len(row)+len(missing))
	for _, c := range missing {
		for len(row) > 0 && row[0].class < c {
			all, row = append(all, row[0]), row[1:]
		}
		all = append(all, cell{c, -rate * gradient[c]})
	}
	return append(all, row...)
}

func (r cellRows) copyTo(term int, row []float32) {
	clear(row)
	for _, c := range r[term] {
		row[c.class] = c.weight
	}
}
