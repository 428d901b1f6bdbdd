package tables

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Limits bounds what is read. A bound of zero is the one that its comment names.
type Limits struct {
	// Bytes bounds the file: 10 MiB.
	Bytes int
	// Rows bounds the rows that are not blank, headings among them: 20,000.
	Rows int
	// Cells bounds the columns in which something stands: 100.
	Cells int
	// Inflated bounds the bytes that a workbook unpacks to, and those of all texts together: 64 MiB. A sixteenth of it may pass without
	// a text.
	Inflated int
}

// orDefault puts the bounds that go without saying in place of zeros.
func (l Limits) orDefault() Limits {
	return Limits{
		Bytes: cmp.Or(l.Bytes, 10<<20), Rows: cmp.Or(l.Rows, 20_000), Cells: cmp.Or(l.Cells, 100), Inflated: cmp.Or(l.Inflated, 64<<20),
	}
}

// Row is a row of a table in which something stands.
type Row struct {
	// Line is the row's number in the file as a spreadsheet shows it, from 1; blank rows count.
	Line int
	// Cells are the row's texts, up to the last one that is not empty.
	Cells []string
}

// How a file begins that is a ZIP archive, also one with nothing in it, and one in the form that Office had before: XLS, and
// workbooks that are locked.
const (
	zipMark   = "PK\x03\x04"
	zipEmpty  = "PK\x05\x06"
	olderMark = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)

// lockedMark is the name, in UTF-16, of what a locked workbook is kept in (MS-OFFCRYPTO, 2.3.4.4).
const lockedMark = "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"

// Read reads a table, in which form its bytes tell.
//
// CSV may be in UTF-8, in UTF-16 with a byte order mark, or in GB18030, as a Chinese Excel saves it; what separates the cells of
// the first row, commas, semicolons or tabs, separates all. Of a workbook, it is the first visible sheet with anything on it; a
// formula gives the value that was saved with it, a number its digits and no more, a date ISO 8601. The apostrophe that WriteCSV
// and WriteXLSX put before what would be calculated is taken away. A file with nothing in it gives no rows. The errors are those of
// this package but ErrCell, and those of the reader; no rows come with one.
func Read(r io.Reader, l Limits) ([]Row, error) {
	l = l.orDefault()
	raw, err := io.ReadAll(io.LimitReader(r, int64(l.Bytes)+1))
	if err != nil {
		return nil, fmt.Errorf("reading a table: %w", err)
	}
	g := grid{limits: l, left: l.Inflated}
	switch {
	case len(raw) > l.Bytes:
		err = fmt.Errorf("%w: over %d bytes", ErrTooLarge, l.Bytes)
	case bytes.HasPrefix(raw, []byte(zipMark)), bytes.HasPrefix(raw, []byte(zipEmpty)):
		err = readXLSX(raw, &g)
	case bytes.HasPrefix(raw, []byte(olderMark)) && bytes.Contains(raw, []byte(lockedMark)):
		err = ErrLocked
	case bytes.HasPrefix(raw, []byte(olderMark)):
		err = ErrOld
	default:
		err = readCSV(raw, &g)
	}
	if err != nil {
		return nil, fmt.Errorf("reading a table: %w", err)
	}
	return g.rows, nil
}

// grid gathers rows, whichever form they come from, and holds them to the limits.
type grid struct {
	limits Limits
	// left is how many bytes the texts may still have. A workbook can point to one text from any number of cells.
	left int
	rows []Row
	// cells are those of the row that is being read.
	cells []string
}

// cell puts a text in a column, from 0, of the row. The errors are ErrTooLarge and ErrTooMany.
func (g *grid) cell(column int, text string) error {
	g.left -= len(text)
	switch {
	case text == "":
		return nil
	case column >= g.limits.Cells:
		return fmt.Errorf("%w: more than %d columns", ErrTooMany, g.limits.Cells)
	case g.left < 0:
		return fmt.Errorf("%w: over %d bytes of text", ErrTooLarge, g.limits.Inflated)
	case overlong(text):
		return fmt.Errorf("%w: over %d characters in column %d", ErrTooLarge, MaxText, column+1)
	}
	if n := column + 1 - len(g.cells); n > 0 {
		g.cells = append(g.cells, make([]string, n)...)
	}
	g.cells[column] = bare(text)
	return nil
}

// end ends the row, by its number. The error is ErrTooMany.
func (g *grid) end(line int) error {
	cells := g.cells
	g.cells = g.cells[:0]
	if !slices.ContainsFunc(cells, func(text string) bool { return strings.TrimSpace(text) != "" }) {
		return nil
	}
	if len(g.rows) == g.limits.Rows {
		return fmt.Errorf("%w: more than %d rows", ErrTooMany, g.limits.Rows)
	}
	g.rows = append(g.rows, Row{Line: line, Cells: slices.Clone(cells)})
	return nil
}
