package tables

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	// maxParts bounds the files in a workbook's archive: a few for each sheet and picture.
	maxParts = 10_000
	// entryMark stands before each file in the list of a ZIP archive.
	entryMark = "PK\x01\x02"
	// maxDepth bounds the elements within each other in a part; in a whole workbook there are hardly ten.
	maxDepth = 64
	// cellShare and listShare are which shares of all that may be unpacked may be without a text at one go: in a part about cells,
	// which may have many empty ones with borders, and in a part that is a list.
	cellShare = 16
	listShare = 64
	// maxWritten bounds a tag, and a text as it is written, in bytes: MaxText with all of it escaped twice.
	maxWritten = 1 << 20
)

// book is a workbook of which the parts are read one by one, by ECMA-376.
type book struct {
	parts  map[string]*zip.File
	limits Limits
	meter  meter
	// sheets are the names of the parts with the sheets that are seen, in their order.
	sheets []string
	epoch  epoch
	// formats and shared are the formats and the texts that cells refer to by number.
	formats []format
	shared  []string
}

// open finds what an archive has in it. The errors are ErrFormat and ErrTooLarge.
func open(raw []byte, l Limits) (*book, error) {
	if bytes.Count(raw, []byte(entryMark)) > maxParts { // each would take its room before anything could be counted
		return nil, fmt.Errorf("%w: more than %d files in it", ErrFormat, maxParts)
	}
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	b := book{parts: map[string]*zip.File{}, limits: l, meter: meter{left: l.Inflated}}
	left := uint64(l.Inflated)
	for _, f := range archive.File {
		if f.UncompressedSize64 > left { // who says so is believed; the meter is for those who do not
			return nil, tooMuch()
		}
		left -= f.UncompressedSize64
		b.parts[partName(f.Name)] = f
	}
	return &b, nil
}

// partName is the one spelling of a part's name: some programs write others.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// read calls a function with a part's XML, of which so many bytes may be without a text, and makes sure that the part is whole. The
// errors are ErrFormat, ErrTooLarge and those of the function.
func (b *book) read(name string, idle int, f func(xml.TokenReader) error) error {
	part, ok := b.parts[partName(name)]
	if !ok {
		return fmt.Errorf("%w: it has no %s", ErrFormat, name)
	}
	in, err := part.Open()
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrFormat, name, err)
	}
	b.meter.most, b.meter.tag = idle, 0
	d := &shallow{in: xml.NewDecoder(metered{in, &b.meter})}
	err = f(d)
	for err == nil {
		_, err = d.Token()
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if err = errors.Join(err, in.Close()); err != nil && !ours(err) {
		return fmt.Errorf("%w: %s: %w", ErrFormat, name, err)
	}
	return err
}

// ours tells whether an error says already which of the package's errors it is.
func ours(err error) bool {
	return errors.Is(err, ErrFormat) || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrTooMany)
}

// decode reads a part into a structure.
func (b *book) decode(name string, into any) error {
	return b.read(name, b.limits.Inflated/listShare, func(d xml.TokenReader) error { return xml.NewTokenDecoder(d).Decode(into) })
}

// shallow passes on tokens of XML that is not deep: the decoder of the standard library remembers each element that is open.
type shallow struct {
	in    *xml.Decoder
	depth int
}

// Token gives the next token. The errors are ErrFormat and those of the decoder.
func (s *shallow) Token() (xml.Token, error) {
	t, err := s.in.Token()
	switch t.(type) {
	case xml.StartElement:
		if s.depth++; s.depth > maxDepth {
			return nil, fmt.Errorf("%w: more than %d elements within each other", ErrFormat, maxDepth)
		}
	case xml.EndElement:
		s.depth--
	}
	return t, err
}

// meter counts what is unpacked.
type meter struct {
	// left is how many bytes more may be, of the whole workbook.
	left int
	// idle is how many bytes there were since the last text, in whichever part, and most how many there may be.
	idle, most int
	// tag is how many there were since the last beginning of a tag.
	tag int
}

func tooMuch() error { return fmt.Errorf("%w: it unpacks to too much", ErrTooLarge) }

// metered reads with a meter.
type metered struct {
	r     io.Reader
	meter *meter
}

// Read reads no further than the meter allows. The errors are ErrTooLarge and those of the reader.
func (r metered) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	m := r.meter
	m.left -= n
	m.idle += n
	m.tag += n
	if last := bytes.LastIndexByte(p[:n], '<'); last >= 0 {
		m.tag = n - last
	}
	if m.left < 0 || m.idle > m.most || m.tag > maxWritten {
		return 0, tooMuch()
	}
	return n, err
}
