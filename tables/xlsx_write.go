package tables

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/width"
)

const (
	// defaultSheet is the name of a new workbook's sheet.
	defaultSheet = "Sheet1"
	// textFormat is the number of the cell format "text": what is in such a cell is not calculated, even if somebody edits it.
	textFormat = 49
	// author stands in the properties of a workbook.
	author = "Clerk Coach"
	// maxDigits is how long a whole number can be for Excel to keep all of it.
	maxDigits = 15
)

// Bounds of a column's width, in digits.
const (
	minWidth = 8
	maxWidth = 60
)

// WriteXLSX writes a workbook with a sheet for each table, in their order. Headings are bold and stay in sight; columns are as wide
// as their texts, up to a bound beyond which these are wrapped. Numbers are numbers, but whole ones of more than 15 digits, which a
// spreadsheet would round, are texts. Texts are as in WriteCSV, but what XML cannot hold is shown as _x0001_. The errors are
// ErrCell, before anything is written, and those of the writer.
func WriteXLSX(w io.Writer, ts ...Table) (err error) {
	f := excelize.NewFile()
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = fmt.Errorf("writing a workbook: %w", err)
		}
	}()
	if err := f.SetDocProps(&excelize.DocProperties{Creator: author}); err != nil {
		return err
	}
	looks, err := looksOf(f)
	if err != nil {
		return err
	}
	for i, name := range sheetNames(ts) {
		if err := addSheet(f, i, name); err != nil {
			return err
		}
		if err := writeSheet(f, name, ts[i], looks); err != nil {
			return fmt.Errorf("sheet %q: %w", name, err)
		}
	}
	return f.Write(w)
}

// addSheet makes a sheet, the first out of the one that a new workbook has.
func addSheet(f *excelize.File, i int, name string) error {
	if i == 0 {
		return f.SetSheetName(defaultSheet, name)
	}
	_, err := f.NewSheet(name)
	return err
}

// looks are the styles of headings, and of texts and numbers below them.
type looks struct{ head, text, number int }

func looksOf(f *excelize.File) (looks, error) {
	var l looks
	var errs [3]error
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	l.head, errs[0] = f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Alignment: top, NumFmt: textFormat,
		Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF4"}},
		Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "8090A0"}},
	})
	l.text, errs[1] = f.NewStyle(&excelize.Style{Alignment: top, NumFmt: textFormat})
	l.number, errs[2] = f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}})
	return l, errors.Join(errs[:]...)
}

func writeSheet(f *excelize.File, name string, t Table, l looks) error {
	out, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, n := range widths(t) {
		if err := out.SetColWidth(i+1, i+1, float64(n)); err != nil {
			return err
		}
	}
	text := l.head
	for i, line := range t.lines() {
		row, err := styled(line, text, l.number)
		if err != nil {
			return fmt.Errorf("row %d, %w", i+1, err)
		}
		if err := out.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			return err
		}
		text = l.text
	}
	return out.Flush()
}

// styled makes cells of values, with the styles of texts and of numbers; an empty text needs none. The error is ErrCell.
func styled(line []any, text, number int) ([]any, error) {
	row := make([]any, len(line))
	for i, v := range line {
		c, err := cellOf(v)
		if err != nil {
			return nil, fmt.Errorf("column %d: %w", i+1, err)
		}
		_, fraction := v.(float64)
		written := escape(c.text)
		switch {
		case c.text == "":
		case c.number && (fraction || len(strings.TrimPrefix(c.text, "-")) <= maxDigits):
			row[i] = excelize.Cell{StyleID: number, Value: v}
		case overlong(written): // excelize would cut it
			return nil, fmt.Errorf("column %d: %w: the text is over %d characters, escaped", i+1, ErrCell, MaxText)
		default:
			row[i] = excelize.Cell{StyleID: text, Value: written}
		}
	}
	return row, nil
}

// widths are how wide the columns are to be: as the longest line in them, within bounds. A cell that cannot be written has none.
func widths(t Table) []int {
	var all []int
	for _, line := range t.lines() {
		for i, v := range line {
			if i == len(all) {
				all = append(all, minWidth)
			}
			c, _ := cellOf(v) // row tells
			for text := range strings.SplitSeq(c.text, "\n") {
				all[i] = min(max(all[i], wide(text)+1), maxWidth)
			}
		}
	}
	return all
}

// wide is how wide a text is, in digits, up to the bound: a Chinese character takes the room of two.
func wide(text string) int {
	n := 0
	for _, r := range text {
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
		if n >= maxWidth {
			break
		}
	}
	return n
}
