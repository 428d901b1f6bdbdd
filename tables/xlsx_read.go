package tables

import (
	"encoding/xml"
	"fmt"
	"path"
	"strconv"
	"strings"
)

// readXLSX reads the first visible sheet with anything on it.
func readXLSX(raw []byte, g *grid) error {
	b, err := open(raw, g.limits)
	if err == nil {
		err = b.prepare()
	}
	if err != nil {
		return err
	}
	for _, name := range b.sheets {
		s := sheet{book: b, grid: g}
		if err := b.read(name, b.limits.Inflated/cellShare, s.read); err != nil || len(g.rows) > 0 {
			return err
		}
	}
	return nil
}

// prepare reads which sheets there are, and what their cells refer to.
func (b *book) prepare() error {
	root, err := b.relations("")
	if err != nil {
		return err
	}
	name := root.target("officeDocument")
	if name == "" {
		return fmt.Errorf("%w: it has no workbook", ErrFormat)
	}
	all, err := b.relations(name)
	if err != nil {
		return err
	}
	if err := b.list(name, all); err != nil {
		return err
	}
	if name := all.target("styles"); name != "" {
		s := styles{book: b, own: map[int]format{}}
		if err := b.read(name, b.limits.Inflated/cellShare, s.read); err != nil {
			return err
		}
	}
	if name := all.target("sharedStrings"); name != "" {
		t := texts{book: b, most: b.limits.Rows * b.limits.Cells}
		return b.read(name, b.limits.Inflated/listShare, t.read)
	}
	return nil
}

// relation says that a part belongs to another.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// is tells of which kind a relation is; strict workbooks write the same word in another namespace.
func (r relation) is(kind string) bool { return path.Base(r.Type) == kind }

type relations []relation

// target is the name of the first part of a kind; empty if there is none.
func (all relations) target(kind string) string {
	for _, r := range all {
		if r.is(kind) {
			return r.Target
		}
	}
	return ""
}

// relations reads what belongs to a part, or to the whole of the workbook.
func (b *book) relations(name string) (relations, error) {
	var list struct {
		All relations `xml:"Relationship"`
	}
	folder, file := path.Split(name)
	if err := b.decode(path.Join(folder, "_rels", file+".rels"), &list); err != nil {
		return nil, err
	}
	for i, r := range list.All {
		if !strings.HasPrefix(r.Target, "/") {
			list.All[i].Target = path.Join(folder, r.Target)
		}
	}
	return list.All, nil
}

// list reads which sheets there are to be seen, and from which day the workbook counts.
func (b *book) list(name string, all relations) error {
	var workbook struct {
		Properties struct {
			From1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			ID    string `xml:"id,attr"`
			State string `xml:"state,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := b.decode(name, &workbook); err != nil {
		return err
	}
	from := workbook.Properties.From1904
	b.epoch = epochOf(from == "1" || from == "true")
	targets := map[string]string{}
	for _, r := range all {
		if r.is("worksheet") {
			targets[r.ID] = r.Target
		}
	}
	for _, s := range workbook.Sheets {
		if part, ok := targets[s.ID]; ok && s.State != "hidden" && s.State != "veryHidden" {
			b.sheets = append(b.sheets, part)
		}
	}
	if len(b.sheets) == 0 {
		return fmt.Errorf("%w: it has no sheet to be seen", ErrFormat)
	}
	return nil
}

// styles reads the formats of cells.
type styles struct {
	book *book
	// own are the formats that the workbook has besides those that every one has.
	own map[int]format
	// within says that the element with the styles of cells is open.
	within bool
}

func (s *styles) read(d xml.TokenReader) error { return tokens(d, &run{}, s.open, s.close) }

// maxStyles bounds the styles of cells, as Excel does.
const maxStyles = 65_490

// open adds a format, or a style that has one. What says no number has the format of none. The error is ErrTooLarge.
func (s *styles) open(e xml.StartElement) error {
	switch n, _ := strconv.Atoi(attr(e.Attr, "numFmtId")); e.Name.Local {
	case "numFmt":
		s.own[n] = formatOf(attr(e.Attr, "formatCode"))
	case "cellXfs":
		s.within = true
	case "xf":
		if !s.within {
			return nil
		}
		if len(s.book.formats) == maxStyles {
			return fmt.Errorf("%w: more than %d styles", ErrTooLarge, maxStyles)
		}
		f, ok := s.own[n]
		if !ok {
			f = builtIn(n)
		}
		s.book.formats = append(s.book.formats, f)
	}
	return nil
}

func (s *styles) close(name string) error {
	if name == "cellXfs" {
		s.within = false
	}
	return nil
}

// texts reads the texts that cells share.
type texts struct {
	book *book
	run  run
	// most is how many there may be.
	most int
}

func (t *texts) read(d xml.TokenReader) error {
	return tokens(d, &t.run, func(xml.StartElement) error { return nil }, t.close)
}

// close adds a text that is whole. The error is ErrTooMany.
func (t *texts) close(name string) error {
	if name != "si" {
		return nil
	}
	if len(t.book.shared) == t.most {
		return fmt.Errorf("%w: more than %d shared texts", ErrTooMany, t.most)
	}
	t.book.shared = append(t.book.shared, t.run.take(t.book))
	return nil
}
