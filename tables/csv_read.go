package tables

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// byteOrderMark is how a file in UTF-8 may begin.
const byteOrderMark = "\ufeff"

// decode makes text of a file's bytes. The error is ErrEncoding.
func decode(raw []byte) (string, error) {
	marked := bytes.HasPrefix(raw, []byte(byteOrderMark))
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return decodeBy(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), raw)
	case utf8.Valid(raw) && (marked || bytes.IndexByte(raw, 0) < 0):
		return strings.TrimPrefix(string(raw), byteOrderMark), nil
	case marked || damaged(raw):
		return "", fmt.Errorf("%w: it is UTF-8, but not all of it", ErrEncoding)
	case bytes.IndexByte(raw, 0) >= 0:
		return "", fmt.Errorf("%w: it has bytes of zero", ErrEncoding)
	}
	return decodeBy(simplifiedchinese.GB18030, raw)
}

// damaged tells whether bytes are UTF-8 with faults rather than another encoding, since they would make other Chinese in GB18030.
// Text in GB18030 has whole characters of UTF-8 in it by chance, but hardly more of them than of other bytes.
func damaged(raw []byte) bool {
	const plenty = 4
	whole, bad := 0, 0
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		switch {
		case n > 1:
			whole++
		case r == utf8.RuneError:
			bad++
		}
		raw = raw[n:]
	}
	return whole > plenty*bad
}

// decodeBy makes text by an encoding; not one character may be lost.
func decodeBy(e encoding.Encoding, raw []byte) (string, error) {
	text, err := e.NewDecoder().Bytes(raw)
	switch {
	case err != nil:
		return "", fmt.Errorf("%w: %w", ErrEncoding, err)
	case bytes.ContainsRune(text, utf8.RuneError):
		return "", fmt.Errorf("%w: some of it is in no encoding that is known", ErrEncoding)
	}
	return string(text), nil
}

// readCSV reads by RFC 4180, and as spreadsheets do: quotes within a cell that does not begin with one stand for themselves, rows
// may end with CR or LF alone, and need not be of one length. encoding/csv would change the ends of lines within cells.
func readCSV(raw []byte, g *grid) error {
	text, err := decode(raw)
	if err != nil {
		return err
	}
	p := parser{rest: text, separator: separator(text)}
	for line := 1; p.rest != ""; line++ {
		if err := p.row(g.cell); err != nil {
			return fmt.Errorf("row %d: %w", line, err)
		}
		if err := g.end(line); err != nil {
			return err
		}
	}
	return nil
}

// maxSeen bounds how much of the first row is looked at for what separates its cells, in bytes.
const maxSeen = 64 << 10

// separator is what parts the first row that is not blank into the most cells.
func separator(text string) byte {
	best, most := byte(','), 0
	text = strings.TrimLeft(text, "\r\n")
	text = text[:min(len(text), maxSeen)]
	for _, by := range []byte(",;\t") {
		n := 0
		p := parser{rest: text, separator: by}
		_ = p.row(func(int, string) error { n++; return nil }) // readCSV tells
		if n > most {
			best, most = by, n
		}
	}
	return best
}

// parser takes cells off a text.
type parser struct {
	rest      string
	separator byte
}

// row hands on the cells of a row, by their columns from 0. The errors are ErrFormat and those of the function.
func (p *parser) row(cell func(column int, text string) error) error {
	for column := 0; ; column++ {
		text, err := p.cell()
		if err == nil {
			err = cell(column, text)
		}
		if err != nil {
			return err
		}
		if p.rest == "" {
			return nil
		}
		mark := p.rest[0]
		p.rest = p.rest[1:]
		switch mark {
		case p.separator:
		case '\r':
			p.rest = strings.TrimPrefix(p.rest, "\n")
			return nil
		case '\n':
			return nil
		default:
			return fmt.Errorf("%w: column %d goes on after its closing quote", ErrFormat, column+1)
		}
	}
}

// cell takes off the next cell, up to what comes after it. The error is ErrFormat.
func (p *parser) cell() (string, error) {
	if !strings.HasPrefix(p.rest, `"`) {
		end := strings.IndexAny(p.rest, string([]byte{p.separator, '\r', '\n'}))
		if end < 0 {
			end = len(p.rest)
		}
		text := p.rest[:end]
		p.rest = p.rest[end:]
		return text, nil
	}
	for end := 1; ; end++ {
		n := strings.IndexByte(p.rest[end:], '"')
		if n < 0 {
			return "", fmt.Errorf("%w: a quote is not closed", ErrFormat)
		}
		if end += n + 1; !strings.HasPrefix(p.rest[end:], `"`) {
			text := strings.ReplaceAll(p.rest[1:end-1], `""`, `"`)
			p.rest = p.rest[end:]
			return text, nil
		}
	}
}
