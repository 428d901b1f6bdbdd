package tables_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"clerkcoach/tables"
)

// texts draws what people type, what programs choke on, and what begins formulas.
func texts() *rapid.Generator[string] {
	pieces := []string{
		"=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠", "'", "''", " ", "\u3000", "\u00a0", "\ufeff", "\u200b",
		"1", "-5", "-5.5", "+5", "=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", ",", ";", "\"", "\"\"", "\r\n", "\x01", "\x1b", "\x7f",
		"\x85", "\ufffe", "\uffff", "\ufffd", "_x0041_", "_x0041_x0042_", "_x005F_", "_x005f_x0041_", "_xD800_", "_xZZZZ_", "_x", "_", "x0041_",
		"<b>&amp;]]>", "老师", "𠮷", "👍🏽", "sep=;", "TRUE", "1e5", "00123", "\xff", "\xe4\xbd", "\xed\xa0\x80",
	}
	return rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 9).Draw(t, "any") == 0 {
			return rapid.String().Draw(t, "text")
		}
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 5).Draw(t, "pieces"), "")
	})
}

// formula tells whether a spreadsheet would calculate a cell: the rule anew, as the standards have it.
func formula(text string) bool {
	if _, err := strconv.ParseFloat(text, 64); err == nil && !strings.HasPrefix(text, "+") {
		return false
	}
	text = strings.TrimLeft(text, " \u00a0\u3000\ufeff\u200b")
	return text != "" && slices.Contains([]rune("=+-@\t\r\n\x00＝＋－＠"), []rune(text)[0])
}

// formulas gives the cells that a spreadsheet would calculate.
func formulas(rows [][]string) []string {
	var all []string
	for _, row := range rows {
		all = append(all, slices.DeleteFunc(slices.Clone(row), func(text string) bool { return !formula(text) })...)
	}
	return all
}

// byCSV reads CSV without the package.
func byCSV(tb testing.TB, file []byte) [][]string {
	tb.Helper()
	text, ok := bytes.CutPrefix(file, []byte("\ufeff"))
	if !ok {
		tb.Fatal("no byte order mark")
	}
	in := csv.NewReader(bytes.NewReader(text))
	in.FieldsPerRecord = -1
	rows, err := in.ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	return rows
}

// byExcelize reads the first sheet of a workbook without the package, and wants no formula in it.
func byExcelize(tb testing.TB, file []byte) [][]string {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		tb.Fatal(err)
	}
	name := f.GetSheetName(0)
	rows, err := f.GetRows(name)
	if err != nil {
		tb.Fatal(err)
	}
	for i := range rows {
		for j := range rows[i] {
			place, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if code, err := f.GetCellFormula(name, place); err != nil || code != "" {
				tb.Errorf("%s has the formula %q, %v", place, code, err)
			}
		}
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return rows
}

// fatal is what a test and a check of rapid have in common.
type fatal interface {
	Helper()
	Fatal(args ...any)
}

// written are a table's files in both forms.
func written(t fatal, table tables.Table) map[string][]byte {
	t.Helper()
	var sheet, book bytes.Buffer
	if err := errors.Join(tables.WriteCSV(&sheet, table), tables.WriteXLSX(&book, table)); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"CSV": sheet.Bytes(), "XLSX": book.Bytes()}
}

// expected is what must be read of texts: the same, where UTF-8 can hold it.
func expected(lines [][]string) []tables.Row {
	var all []tables.Row
	for i, line := range lines {
		row := tables.Row{Line: i + 1}
		for _, text := range line {
			row.Cells = append(row.Cells, strings.ToValidUTF8(text, "\ufffd"))
		}
		for len(row.Cells) > 0 && row.Cells[len(row.Cells)-1] == "" {
			row.Cells = row.Cells[:len(row.Cells)-1]
		}
		if strings.TrimSpace(strings.Join(row.Cells, "")) != "" {
			all = append(all, row)
		}
	}
	return all
}

// TestRoundTrip writes 100,000 cells in both forms, has them read by others, and wants none that begins a formula; Read gives back
// the very texts.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	cells := 0
	for cells < 100_000 {
		rapid.Check(t, func(rt *rapid.T) {
			lines := rapid.SliceOfN(rapid.SliceOfN(texts(), 20, 20), 50, 50).Draw(rt, "lines")
			table := tables.Table{Head: lines[0]}
			for _, line := range lines[1:] {
				var row []any
				for _, text := range line {
					row = append(row, text)
				}
				table.Rows = append(table.Rows, row)
			}
			files := written(rt, table)
			if all := formulas(byCSV(t, files["CSV"])); len(all) > 0 {
				rt.Fatalf("calculated in CSV: %q", all)
			}
			if all := formulas(byExcelize(t, files["XLSX"])); len(all) > 0 {
				rt.Fatalf("calculated in a workbook: %q", all)
			}
			for form, file := range files {
				got, err := tables.Read(bytes.NewReader(file), tables.Limits{})
				if diff := cmp.Diff(expected(lines), got); err != nil || diff != "" {
					rt.Fatalf("%s: %v, (-want +got)\n%s", form, err, diff)
				}
			}
			cells += len(lines) * len(lines[0])
		})
	}
}

// TestPlanted makes sure that the check of TestRoundTrip sees a formula where there is one.
func TestPlanted(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"=1+1", "+5", "-a", "@x", "\tx", "\r=", "\n", "\x00", "＝1", "＋", "－5", "＠", " =1", "\ufeff@", "\u3000－1"} {
		f := excelize.NewFile()
		if err := f.SetCellStr("Sheet1", "B2", text); err != nil {
			t.Fatal(err)
		}
		var book bytes.Buffer
		if err := errors.Join(f.Write(&book), f.Close()); err != nil {
			t.Fatal(err)
		}
		if text != "\x00" && len(formulas(byExcelize(t, book.Bytes()))) != 1 { // XML has no NUL
			t.Errorf("%q was not found in a workbook", text)
		}
		if len(formulas(byCSV(t, []byte("\ufeffa,b\r\n1,\""+text+"\"\r\n")))) != 1 {
			t.Errorf("%q was not found in CSV", text)
		}
	}
}

// TestInert holds what stands in a file for a text, for the eyes of whoever opens it.
func TestInert(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "您好": "您好", "a=b": "a=b", "5": "5", "-5": "-5", "-12.50": "-12.50", "'": "'", "'a": "'a", "''-5": "''-5", "   ": "   ", "#1": "#1",
		"=1": "'=1", "+5": "'+5", "-": "'-", "-5 ": "'-5 ", "- five": "'- five", "--5": "'--5", "-1,5": "'-1,5", "-5\n": "'-5\n", "@you": "'@you",
		"＝1": "'＝1", "－5": "'－5", " =1": "' =1", "\ufeff=1": "'\ufeff=1", "\u3000＠": "'\u3000＠", "\x00": "'\x00", "\x01=": "'\x01=",
		"'=1": "''=1", "''=1": "'''=1", "' =1": "'' =1", "'+5": "''+5",
	} {
		var out bytes.Buffer
		if err := tables.WriteCSV(&out, tables.Table{Head: []string{"x", in}}); err != nil {
			t.Fatal(err)
		}
		if got := byCSV(t, out.Bytes())[0][1]; got != want {
			t.Errorf("%q is written as %q, not %q", in, got, want)
		}
	}
}

// TestCSV holds the form byte by byte.
func TestCSV(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := tables.WriteCSV(&out, tables.Table{Head: []string{"名字", "a,b", ""}, Rows: [][]any{
		{"say \"hi\"", 7, int64(-8)}, {"two\nlines", 0.1, 1e21}, {" x ", "a;b", "\xff"}, {},
	}})
	want := "\ufeff名字,\"a,b\",\r\n\"say \"\"hi\"\"\",7,-8\r\n\"two\nlines\",0.1,1000000000000000000000\r\n\" x \",\"a;b\",\ufffd\r\n\r\n"
	if err != nil || out.String() != want {
		t.Errorf("%q, %v", out.String(), err)
	}
}

// TestNumbers wants numbers to be numbers in a workbook, unless it would round them, and the same digits read from both forms.
func TestNumbers(t *testing.T) {
	t.Parallel()
	table := tables.Table{Name: "N", Head: []string{"a", "b"}}
	want := []tables.Row{{Line: 1, Cells: []string{"a", "b"}}}
	types := []excelize.CellType{excelize.CellTypeInlineString}
	for i, row := range []struct {
		v    any
		text string
		kind excelize.CellType
	}{
		{0, "0", excelize.CellTypeNumber},
		{-7, "-7", excelize.CellTypeNumber},
		{int64(999_999_999_999_999), "999999999999999", excelize.CellTypeNumber},
		{int64(1_000_000_000_000_000), "1000000000000000", excelize.CellTypeInlineString},
		{math.MinInt64, "-9223372036854775808", excelize.CellTypeInlineString},
		{math.Nextafter(0.3, 1), "0.30000000000000004", excelize.CellTypeNumber},
		{-2.5, "-2.5", excelize.CellTypeNumber},
		{1e-7, "0.0000001", excelize.CellTypeNumber},
		{1e21, "1000000000000000000000", excelize.CellTypeNumber},
		{"12", "12", excelize.CellTypeInlineString},
	} {
		table.Rows = append(table.Rows, []any{"x", row.v})
		want = append(want, tables.Row{Line: i + 2, Cells: []string{"x", row.text}})
		types = append(types, row.kind)
	}
	for form, file := range written(t, table) {
		got, err := tables.Read(bytes.NewReader(file), tables.Limits{})
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v, (-want +got)\n%s", form, err, diff)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(written(t, table)["XLSX"]))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range types {
		got, err := f.GetCellType("N", fmt.Sprintf("B%d", i+1))
		if got == excelize.CellTypeUnset {
			got = excelize.CellTypeNumber
		}
		if err != nil || got != want {
			t.Errorf("row %d is of type %v, not %v; %v", i+1, got, want, err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// writers are both forms.
func writers() map[string]func(io.Writer, tables.Table) error {
	return map[string]func(io.Writer, tables.Table) error{
		"CSV":  tables.WriteCSV,
		"XLSX": func(w io.Writer, t tables.Table) error { return tables.WriteXLSX(w, t) },
	}
}

// TestUnfit wants values that no table can hold refused, rather than written as something else.
func TestUnfit(t *testing.T) {
	t.Parallel()
	type named string
	long := strings.Repeat("字", tables.MaxText)
	for name, row := range map[string]struct {
		v   any
		csv bool
		err error
	}{
		"nothing":               {v: nil, err: tables.ErrCell},
		"a truth":               {v: true, err: tables.ErrCell},
		"bytes":                 {v: []byte("x"), err: tables.ErrCell},
		"a type of a text":      {v: named("x"), err: tables.ErrCell},
		"an unsigned number":    {v: uint(1), err: tables.ErrCell},
		"no number":             {v: math.NaN(), err: tables.ErrCell},
		"no end":                {v: math.Inf(-1), err: tables.ErrCell},
		"a long text":           {v: long},
		"too long a text":       {v: long + "x", err: tables.ErrCell},
		"too long in two":       {v: strings.Repeat("𠮷", tables.MaxText/2+1), err: tables.ErrCell},
		"too long once inert":   {v: "=" + long[3:], err: tables.ErrCell},
		"too long once escaped": {v: "\x01" + long[3:], csv: true, err: tables.ErrCell},
	} {
		for form, write := range writers() {
			want := row.err
			if form == "CSV" && row.csv {
				want = nil
			}
			if err := write(io.Discard, tables.Table{Head: []string{"x"}, Rows: [][]any{{"a", row.v}}}); !errors.Is(err, want) {
				t.Errorf("%s in %s: %v", name, form, err)
			}
		}
	}
}

// closed takes nothing.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestWritersTell wants the error of the writer below.
func TestWritersTell(t *testing.T) {
	t.Parallel()
	for form, write := range writers() {
		if err := write(closed{}, tables.Table{Head: []string{"x"}}); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: %v", form, err)
		}
	}
}

// TestSheets wants every table on a sheet of its own, under a name that a sheet can have.
func TestSheets(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("长", 40)
	names := []string{
		"题目", "", "", "a/b:c*[d]?\\e", "'quoted'", "Same", "SAME", "same 2", "History", long, long, strings.Repeat("𠮷", 16), "a\x00b\xff",
		strings.Repeat("y", 30) + "' x", " ' ",
	}
	want := []string{
		"题目", "Sheet", "Sheet 2", "a-b-c--d---e", "quoted", "Same", "SAME 2", "same 2 2", "History 2", long[:31*3], long[:29*3] + " 2",
		strings.Repeat("𠮷", 15), "a b\ufffd", strings.Repeat("y", 30), "Sheet 3",
	}
	var ts []tables.Table
	for i, name := range names {
		ts = append(ts, tables.Table{Name: name, Head: []string{fmt.Sprint("head ", i)}})
	}
	var out bytes.Buffer
	if err := tables.WriteXLSX(&out, ts...); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for i, name := range f.GetSheetList() {
		if got, err := f.GetCellValue(name, "A1"); err != nil || got != fmt.Sprint("head ", i) {
			t.Errorf("%s has %q, %v", name, got, err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestLook wants headings that are bold and stay in sight, and columns as wide as their texts.
func TestLook(t *testing.T) {
	t.Parallel()
	table := tables.Table{Name: "L", Head: []string{"a", "一二三四五六七八"}, Rows: [][]any{{"1234567890\n12", strings.Repeat("x", 100), 5}}}
	f, err := excelize.OpenReader(bytes.NewReader(written(t, table)["XLSX"]))
	if err != nil {
		t.Fatal(err)
	}
	for column, want := range map[string]float64{"A": 11, "B": 60, "C": 8} {
		if got, err := f.GetColWidth("L", column); err != nil || got != want {
			t.Errorf("column %s is %v wide, not %v; %v", column, got, want, err)
		}
	}
	panes, err := f.GetPanes("L")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("%+v, %v", panes, err)
	}
	for cell, want := range map[string]struct {
		bold   bool
		format int
	}{"A1": {true, 49}, "A2": {false, 49}, "C2": {false, 0}} {
		id, err := f.GetCellStyle("L", cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil || (style.Font != nil && style.Font.Bold) != want.bold || style.NumFmt != want.format {
			t.Errorf("%s looks like %+v, %v", cell, style, err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
