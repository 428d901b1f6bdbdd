package tables_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"clerkcoach/tables"
)

// made is a workbook made by excelize.
func made(tb testing.TB, make func(*excelize.File) error) string {
	tb.Helper()
	f := excelize.NewFile()
	var out bytes.Buffer
	if err := errors.Join(make(f), f.Write(&out), f.Close()); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

// TestReadXLSX reads what stands in workbooks besides texts in cells.
func TestReadXLSX(t *testing.T) {
	t.Parallel()
	file := made(t, func(f *excelize.File) error {
		date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		chinese, code := `[$-804]yyyy"年"m"月"d"日";@`, "000000"
		own, err1 := f.NewStyle(&excelize.Style{CustomNumFmt: &chinese})
		padded, err2 := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		money, err3 := f.NewStyle(&excelize.Style{NumFmt: 44})
		_, err4 := f.NewSheet("Staff")
		_, err5 := f.NewSheet("Later")
		set := func(cell string, v any, style int) error {
			return errors.Join(f.SetCellValue("Staff", cell, v), f.SetCellStyle("Staff", cell, cell, style))
		}
		return errors.Join(err, err1, err2, err3, err4, err5, f.SetColStyle("Staff", "A:XFD", money),
			f.SetCellRichText("Staff", "A1", []excelize.RichTextRun{{Text: "Na", Font: &excelize.Font{Bold: true}}, {Text: "me"}}),
			f.SetSheetCol("Staff", "B1", &[]any{"since", "at", "no"}),
			set("A3", "王小明", 0), set("B3", 45_000, date), set("C3", 45_000.5, own), set("D3", 42, padded), set("E3", true, 0),
			set("A5", "'=x", 0), set("B5", 12.5, money), set("C5", 1e-7, 0), set("D5", 110_105_194_912_310, 0),
			f.SetCellFormula("Staff", "F5", "1+1"), f.MergeCell("Staff", "G5", "H6"), f.SetCellStr("Staff", "G5", "both"),
			f.SetCellStr("Later", "A1", "not read"),
		)
	})
	reads(t, "made", file, tables.Limits{}, row(1, "Name", "since"), row(2, "", "at"),
		row(3, "王小明", "2023-03-15", "2023-03-15 12:00:00", "000042", "TRUE"),
		row(5, "=x", "12.5", "0.0000001", "110105194912310", "", "", "both"))
}

// Where parts of a workbook say what they are.
const (
	office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	header = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
)

// parts are those of a workbook with one sheet.
func parts(sheet string) map[string]string {
	return map[string]string{
		"_rels/.rels": `<Relationships>` + relation("r1", "officeDocument", "xl/workbook.xml") + `</Relationships>`,
		"xl/workbook.xml": header + `<workbook xmlns="m" xmlns:r="r"><workbookPr/><sheets>` +
			`<sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships>` + relation("r1", "worksheet", "worksheets/sheet1.xml") +
			relation("r2", "sharedStrings", "sharedStrings.xml") + relation("r3", "styles", "/xl/styles.xml") + `</Relationships>`,
		"xl/styles.xml": `<styleSheet><numFmts>` +
			`<numFmt numFmtId="200" formatCode="[h]:mm"/><numFmt numFmtId="201" formatCode="h:mm"/></numFmts><cellXfs>` +
			`<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="31"/><xf numFmtId="200"/><xf numFmtId="201"/></cellXfs></styleSheet>`,
		"xl/sharedStrings.xml": `<sst><si><t>zero</t></si><si><r><t>o</t></r><r><t xml:space="preserve">ne </t></r></si>` +
			`<si><t>东京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si><si/></sst>`,
		"xl/worksheets/sheet1.xml": header + `<worksheet><sheetData>` + sheet + `</sheetData></worksheet>`,
	}
}

func relation(id, kind, target string) string {
	return `<Relationship Id="` + id + `" Type="` + office + kind + `" Target="` + target + `"/>`
}

// packed makes a ZIP archive.
func packed(tb testing.TB, parts map[string]string) string {
	tb.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		part, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(part, parts[name])
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

// with changes one part.
func with(parts map[string]string, name string, old, replacement string) map[string]string {
	parts[name] = strings.Replace(parts[name], old, replacement, 1)
	return parts
}

// TestSheetData reads cells in all the ways in which they may be written.
func TestSheetData(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sheet string
		want  []tables.Row
	}{
		"nothing":     {``, nil},
		"empty cells": {`<row r="1"><c r="A1"/><c r="XFD1" s="1"/></row><row r="1048576"/>`, nil},
		"shared texts": {
			`<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v> 2 </v></c><c r="C1" t="s"><v>3</v></c></row>`,
			[]tables.Row{row(1, "one ", "东京")},
		},
		"texts in place": {
			`<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><r><t>b</t></r><r><t>c</t></r></is></c></row>`,
			[]tables.Row{row(1, "a", "bc")},
		},
		"no places": {
			`<row/><row><c/><c><v>1</v></c></row><row r="7"><c><v>2</v></c></row><row><c><v>3</v></c></row>`,
			[]tables.Row{row(2, "", "1"), row(7, "2"), row(8, "3")},
		},
		"cells in disorder": {`<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c></row>`, []tables.Row{row(1, "1", "", "3")}},
		"formulas": {
			`<row><c><f>1+1</f><v>2</v></c><c t="str"><f>A1</f><v>x</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c><c><f>9</f></c></row>`,
			[]tables.Row{row(1, "2", "x", "#DIV/0!")},
		},
		"truths and dates": {
			`<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="d"><v>2024-02-29</v></c></row>`,
			[]tables.Row{row(1, "TRUE", "FALSE", "2024-02-29")},
		},
		"days": {
			`<row><c s="1"><v>45351</v></c><c s="2"><v>45351.75</v></c><c s="1"><v>61</v></c><c s="1"><v>2958465</v></c></row>`,
			[]tables.Row{row(1, "2024-02-29", "2024-02-29 18:00:00", "1900-03-01", "9999-12-31")},
		},
		"times": {
			`<row><c s="4"><v>0.5</v></c><c s="3"><v>1.5</v></c><c s="4"><v>0.999988425925926</v></c></row>`,
			[]tables.Row{row(1, "12:00:00", "1.5", "23:59:59")},
		},
		"no days": {
			`<row><c s="1"><v>-1</v></c><c s="1"><v>2958466</v></c><c s="1"><v>x</v></c><c s="99"><v>7</v></c><c s="y"><v>1e2</v></c></row>`,
			[]tables.Row{row(1, "-1", "2958466", "x", "7", "100")},
		},
		"escapes": {
			`<row><c t="str"><v>a_x000D_b_x0009_</v></c><c t="str"><v>_x005F_x0041_ _xD800_ &#13;&lt;</v></c></row>`,
			[]tables.Row{row(1, "a\rb\t", "A _xD800_ \r<")},
		},
		"pieces":           {`<row><c t="str"><v>a<!-- b --><![CDATA[<c>]]>d</v></c></row>`, []tables.Row{row(1, "a<c>d")}},
		"outside of cells": {`</sheetData><ext><row r="9"><c r="A9"><v>1</v></c></row></ext><sheetData>`, nil},
	} {
		reads(t, name, packed(t, parts(c.sheet)), tables.Limits{}, c.want...)
	}
	for name, sheet := range map[string]string{
		"a text that is not there": `<row><c t="s"><v>4</v></c></row>`,
		"a text before the first":  `<row><c t="s"><v>-1</v></c></row>`,
		"a text by no number":      `<row><c t="s"><v>x</v></c></row>`,
		"rows in disorder":         `<row r="2"/><row r="1"/>`,
		"a row twice":              `<row r="1"/><row r="1"/>`,
		"a row of no number":       `<row r="x"/>`,
		"a row below the last":     `<row r="1048577"/>`,
		"a cell nowhere":           `<row><c r="1A"><v>1</v></c></row>`,
		"a cell too far":           `<row><c r="AAAA1"><v>1</v></c></row>`,
		"a cell without a row":     `<row><c r="A"><v>1</v></c></row>`,
		"not closed":               `<row><c>`,
		"an unknown entity":        `<row><c><v>&nbsp;</v></c></row>`,
	} {
		refuses(t, name, packed(t, parts(sheet)), tables.Limits{}, tables.ErrFormat)
	}
}

// TestBooks finds the sheet with something on it, in any book that other programs write.
func TestBooks(t *testing.T) {
	t.Parallel()
	const cell = `<row><c><v>1</v></c></row>`
	const book, list = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
	more := func(first string) map[string]string {
		p := with(parts(first), book, `</sheets>`, `<sheet name="2" r:id="r9"/></sheets>`)
		p["xl/worksheets/second.xml"] = `<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>`
		return with(p, list, `</Relationships>`, relation("r9", "worksheet", "worksheets/second.xml")+`</Relationships>`)
	}
	one, two := row(1, "1"), row(1, "2")
	reads(t, "the first", packed(t, more(cell)), tables.Limits{}, one)
	reads(t, "the first with anything", packed(t, more(`<row><c t="str"><v> </v></c></row>`)), tables.Limits{}, two)
	reads(t, "a hidden one", packed(t, with(more(cell), book, `r:id="r1"`, `r:id="r1" state="hidden"`)), tables.Limits{}, two)
	reads(t, "a chart", packed(t, with(more(cell), list, `/worksheet"`, `/chartsheet"`)), tables.Limits{}, two)
	later := with(parts(`<row><c s="1"><v>0</v></c><c s="1"><v>1</v></c></row>`), book, `<workbookPr`, `<workbookPr date1904="1"`)
	reads(t, "from 1904", packed(t, later), tables.Limits{}, row(1, "00:00:00", "1904-01-02"))
	for name, old := range map[string]string{"no styles": "styles", "no shared texts": "sharedStrings"} {
		reads(t, name, packed(t, with(parts(cell), list, `/`+old+`"`, `/other"`)), tables.Limits{}, one)
	}
	odd := parts(cell)
	odd[`XL\Worksheets\Sheet1.xml`] = odd["xl/worksheets/sheet1.xml"]
	delete(odd, "xl/worksheets/sheet1.xml")
	reads(t, "other spelling", packed(t, odd), tables.Limits{}, one)

	some := tables.Limits{Rows: 1, Cells: 4}
	reads(t, "as many shared texts as cells", packed(t, parts(cell)), some, one)
	some.Cells--
	refuses(t, "more shared texts than cells", packed(t, parts(cell)), some, tables.ErrTooMany)
	styled := with(parts(cell), "xl/styles.xml", "</cellXfs>", strings.Repeat("<xf/>", 65_490-5)+"</cellXfs>")
	reads(t, "many styles", packed(t, styled), tables.Limits{}, one)
	styled = with(styled, "xl/styles.xml", "</cellXfs>", "<xf/></cellXfs>")
	refuses(t, "too many styles", packed(t, styled), tables.Limits{}, tables.ErrTooLarge)

	crowd := parts(cell)
	for i := range 10_000 - len(crowd) {
		crowd[fmt.Sprint("media/", i)] = ""
	}
	reads(t, "many files", packed(t, crowd), tables.Limits{}, one)
	crowd["one more"] = ""
	refuses(t, "too many files", packed(t, crowd), tables.Limits{}, tables.ErrFormat)

	lost := func(name string) map[string]string {
		p := parts(cell)
		delete(p, name)
		return p
	}
	for name, p := range map[string]map[string]string{
		"nothing in it":      {},
		"another archive":    {"a.txt": "x"},
		"a text document":    with(with(parts(cell), book, "<sheets>", "<body>"), book, "</sheets>", "</body>"),
		"no workbook":        with(parts(cell), "_rels/.rels", `/officeDocument"`, `/thumbnail"`),
		"no sheet seen":      with(parts(cell), book, `r:id="r1"`, `r:id="r1" state="veryHidden"`),
		"a lost workbook":    lost(book),
		"a lost list":        lost(list),
		"a lost sheet":       lost("xl/worksheets/sheet1.xml"),
		"lost styles":        lost("xl/styles.xml"),
		"lost texts":         lost("xl/sharedStrings.xml"),
		"another encoding":   with(parts(cell), book, "UTF-8", "UTF-16"),
		"a workbook not XML": {"_rels/.rels": parts("")["_rels/.rels"], book: "\x00\x01", list: parts("")[list]},
	} {
		refuses(t, name, packed(t, p), tables.Limits{}, tables.ErrFormat)
	}
}

// TestOlder names what Office itself reads and this does not.
func TestOlder(t *testing.T) {
	t.Parallel()
	const mark = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	refuses(t, "an old workbook", mark+strings.Repeat("\x00", 500)+"W\x00o\x00r\x00k\x00", tables.Limits{}, tables.ErrOld)
	f := excelize.NewFile()
	var out bytes.Buffer
	if err := errors.Join(f.Write(&out, excelize.Options{Password: "secret"}), f.Close()); err != nil {
		t.Fatal(err)
	}
	refuses(t, "a locked workbook", out.String(), tables.Limits{}, tables.ErrLocked)
}

// TestFull reads as many rows as are read, to be sure that no other bound is met before.
func TestFull(t *testing.T) {
	t.Parallel()
	const rows, columns = 20_000, 20
	var sheet strings.Builder
	for range rows {
		sheet.WriteString(`<row>` + strings.Repeat(`<c t="s"><v>0</v></c>`, columns) + `</row>`)
	}
	got, err := tables.Read(strings.NewReader(packed(t, parts(sheet.String()))), tables.Limits{})
	if err != nil || len(got) != rows || len(got[rows-1].Cells) != columns || got[rows-1].Cells[columns-1] != "zero" {
		t.Errorf("%d rows, %v", len(got), err)
	}
	sheet.WriteString(`<row><c><v>1</v></c></row>`)
	refuses(t, "one row more", packed(t, parts(sheet.String())), tables.Limits{}, tables.ErrTooMany)
}

// TestDamaged changes each byte of a workbook: what is read then is the same, or nothing.
func TestDamaged(t *testing.T) {
	t.Parallel()
	good := packed(t, parts(`<row><c t="s"><v>0</v></c><c><v>12</v></c><c s="1"><v>45000</v></c></row>`))
	want := []tables.Row{row(1, "zero", "12", "2023-03-15")}
	for i := range len(good) {
		for _, bit := range []byte{1, 0x20, 0x80} {
			bad := []byte(good)
			bad[i] ^= bit
			got, err := tables.Read(bytes.NewReader(bad), tables.Limits{})
			if err == nil && i > 3 && !cmp.Equal(got, want) {
				t.Errorf("with bit %#x of byte %d changed: %+v", bit, i, got)
			}
		}
		if got, err := tables.Read(strings.NewReader(good[:i]), tables.Limits{}); i > 3 && (err == nil || got != nil) {
			t.Errorf("cut after %d bytes: %+v, %v", i, got, err)
		}
	}
}
