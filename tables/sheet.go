package tables

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxRow is the last row of a sheet in Excel.
const maxRow = 1_048_576

// run gathers the text of a cell, which may come in pieces.
type run struct {
	text []byte
	// inside says that what comes is text, aside that it is how to pronounce one.
	inside, aside bool
}

func (r *run) open(name string) {
	switch name {
	case "v", "t":
		r.inside = !r.aside
	case "rPh":
		r.aside = true
	}
}

func (r *run) close(name string) {
	switch name {
	case "v", "t":
		r.inside = false
	case "rPh":
		r.aside = false
	}
}

// add adds a piece. The error is ErrTooLarge.
func (r *run) add(piece []byte) error {
	if !r.inside {
		return nil
	}
	if len(r.text)+len(piece) > maxWritten {
		return fmt.Errorf("%w: over %d characters in a cell", ErrTooLarge, MaxText)
	}
	r.text = append(r.text, piece...)
	return nil
}

// take gives the whole text, and lets the meter know that there was one.
func (r *run) take(b *book) string {
	text := unescape(string(r.text))
	r.text = r.text[:0]
	if text != "" {
		b.meter.idle = 0
	}
	return text
}

// tokens reads a part with a function for each element that opens, one for each that closes, and a run for the texts within.
func tokens(d xml.TokenReader, r *run, open func(xml.StartElement) error, closes func(name string) error) error {
	for {
		t, err := d.Token()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			r.open(t.Name.Local)
			err = open(t)
		case xml.CharData:
			err = r.add(t)
		case xml.EndElement:
			r.close(t.Name.Local)
			err = closes(t.Name.Local)
		}
		if err != nil {
			return err
		}
	}
}

// sheet reads the cells of a sheet.
type sheet struct {
	book *book
	grid *grid
	run  run
	// within says that the element with the cells is open.
	within bool
	// row is the row's number from 1, column the cell's from 0.
	row, column int
	// kind and style are the cell's: in which form its text is written, and the number of its format.
	kind, style string
}

func (s *sheet) read(d xml.TokenReader) error { return tokens(d, &s.run, s.open, s.close) }

// open minds the element that opens. The error is ErrFormat.
func (s *sheet) open(e xml.StartElement) error {
	switch name := e.Name.Local; {
	case name == "sheetData":
		s.within = true
	case !s.within:
	case name == "row":
		return s.openRow(e.Attr)
	case name == "c":
		return s.openCell(e.Attr)
	}
	return nil
}

// openRow finds the number of a row: that of the one before and one more, unless it says another.
func (s *sheet) openRow(attrs []xml.Attr) error {
	n := s.row + 1
	if at := attr(attrs, "r"); at != "" {
		var err error
		if n, err = strconv.Atoi(at); err != nil {
			return fmt.Errorf("%w: the row after %d is %q", ErrFormat, s.row, at)
		}
	}
	if n <= s.row || n > maxRow {
		return fmt.Errorf("%w: row %d after row %d", ErrFormat, n, s.row)
	}
	s.row, s.column = n, -1
	return nil
}

// openCell finds the column of a cell: that of the one before and one more, unless it says another.
func (s *sheet) openCell(attrs []xml.Attr) error {
	s.column++
	s.kind, s.style, s.run.text = attr(attrs, "t"), attr(attrs, "s"), s.run.text[:0]
	if at := attr(attrs, "r"); at != "" {
		column, ok := columnOf(at)
		if !ok {
			return fmt.Errorf("%w: a cell at %q", ErrFormat, at)
		}
		s.column = column
	}
	return nil
}

// close minds the element that closes. The errors are ErrFormat, ErrTooLarge and ErrTooMany.
func (s *sheet) close(name string) error {
	switch {
	case !s.within:
	case name == "sheetData":
		s.within = false
	case name == "row":
		return s.grid.end(s.row)
	case name == "c":
		text, err := s.text()
		if err == nil {
			err = s.grid.cell(s.column, text)
		}
		if err != nil {
			return fmt.Errorf("row %d: %w", s.row, err)
		}
	}
	return nil
}

// text is what is shown in the cell. The error is ErrFormat.
func (s *sheet) text() (string, error) {
	text := s.run.take(s.book)
	if text == "" {
		return "", nil
	}
	switch s.kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 0 || n >= len(s.book.shared) {
			return "", fmt.Errorf("%w: there is no text %q", ErrFormat, text)
		}
		return s.book.shared[n], nil
	case "b":
		return strings.ToUpper(strconv.FormatBool(strings.TrimSpace(text) == "1")), nil
	case "", "n":
		var f format
		if n, err := strconv.Atoi(s.style); err == nil && 0 <= n && n < len(s.book.formats) {
			f = s.book.formats[n]
		}
		return f.show(strings.TrimSpace(text), s.book.epoch), nil
	}
	return text, nil // in the cell itself, out of a formula, an error or a date by ISO 8601
}

// attr is an attribute's value; empty if there is none.
func attr(attrs []xml.Attr, name string) string {
	for _, a := range attrs {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// columnOf gives the column, from 0, out of a cell's place such as AB12. A sheet has columns up to XFD.
func columnOf(place string) (int, bool) {
	const maxLetters, letters = 3, 'Z' - 'A' + 1
	n := 0
	for i, r := range place {
		switch {
		case '0' <= r && r <= '9' && i > 0:
			return n - 1, true
		case r < 'A' || r > 'Z' || i == maxLetters:
			return 0, false
		}
		n = n*letters + int(r-'A') + 1
	}
	return 0, false
}
