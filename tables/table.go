package tables

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Table is what is written. A cell is a string, an int, an int64 or a float64.
type Table struct {
	// Name is the name of the sheet in a workbook, changed where it is none that a sheet can have.
	Name string
	// Head is the first row, the headings.
	Head []string
	Rows [][]any
}

// lines are all rows, the headings first.
func (t Table) lines() [][]any {
	head := make([]any, len(t.Head))
	for i, text := range t.Head {
		head[i] = text
	}
	return append([][]any{head}, t.Rows...)
}

// WriteCSV writes a table by RFC 4180: in UTF-8 with a byte order mark, so that Excel takes it for such, each row ended by CRLF,
// and nothing in it that a spreadsheet would calculate. The ends of lines within a cell stay as they are; bytes that are not UTF-8
// become U+FFFD. The errors are ErrCell, after which the file is not whole, and those of the writer.
func WriteCSV(w io.Writer, t Table) error {
	out := bufio.NewWriter(w)
	_, _ = out.WriteString("\ufeff") // Flush tells
	for i, line := range t.lines() {
		for j, v := range line {
			c, err := cellOf(v)
			if err != nil {
				return fmt.Errorf("writing CSV, row %d, column %d: %w", i+1, j+1, err)
			}
			if j > 0 {
				_ = out.WriteByte(',')
			}
			_, _ = out.WriteString(quoted(c.text))
		}
		_, _ = out.WriteString("\r\n")
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

// quoted puts quotes around a text that CSV cannot do without them, whatever separates cells where it is read.
func quoted(text string) string {
	if !strings.ContainsAny(text, ",;\t\"\r\n") && text == strings.TrimSpace(text) {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

// cell is what stands in a file for a value.
type cell struct {
	text   string
	number bool
}

// cellOf makes a cell of a value. The error is ErrCell.
func cellOf(v any) (cell, error) {
	var c cell
	switch v := v.(type) {
	case string:
		c.text = inert(strings.ToValidUTF8(v, "\ufffd"))
	case int:
		c = cell{strconv.Itoa(v), true}
	case int64:
		c = cell{strconv.FormatInt(v, 10), true}
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return c, fmt.Errorf("%w: %v", ErrCell, v)
		}
		c = cell{decimal(v), true}
	default:
		return c, fmt.Errorf("%w: it is a %T", ErrCell, v)
	}
	if overlong(c.text) {
		return c, fmt.Errorf("%w: the text is over %d characters", ErrCell, MaxText)
	}
	return c, nil
}

// decimal writes a number in digits, no more than tell it from all others.
func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// overlong tells whether a text is over MaxText.
func overlong(text string) bool {
	if len(text) <= MaxText { // a code unit takes a byte at least
		return false
	}
	units := 0
	for _, r := range text {
		units += utf16.RuneLen(r)
	}
	return units > MaxText
}
