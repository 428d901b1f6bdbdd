package tables_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"clerkcoach/tables"
)

// TestInert holds what stands in a file for a text, for the eyes of whoever opens it.
func TestInert(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "您好": "您好", "a=b": "a=b", "5": "5", "-5": "-5", "-12.50": "-12.50", "'": "'", "'a": "'a", "''-5": "''-5", "   ": "   ",
		"#1": "#1",
		"=1": "'=1", "+5": "'+5", "-": "'-", "-5 ": "'-5 ", "- five": "'- five", "--5": "'--5", "-1,5": "'-1,5", "-5\n": "'-5\n",
		"@you": "'@you",
		"＝1":   "'＝1", "－5": "'－5", " =1": "' =1", "\ufeff=1": "'\ufeff=1", "\u3000＠": "'\u3000＠", "\x00": "'\x00", "\x01=": "'\x01=",
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
	want := "\ufeff名字,\"a,b\",\r\n\"say \"\"hi\"\"\",7,-8\r\n" +
		"\"two\nlines\",0.1,1000000000000000000000\r\n\" x \",\"a;b\",\ufffd\r\n\r\n"
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
