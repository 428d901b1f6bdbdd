package tables_test

import (
	"bytes"
	"encoding/csv"
	"errors"
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
		"\x85", "\ufffe", "\uffff", "\ufffd", "_x0041_", "_x0041_x0042_", "_x005F_", "_x005f_x0041_", "_xD800_", "_xZZZZ_", "_x", "_",
		"x0041_",
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
	for _, text := range []string{
		"=1+1", "+5", "-a", "@x", "\tx", "\r=", "\n", "\x00", "＝1", "＋", "－5", "＠", " =1", "\ufeff@", "\u3000－1",
	} {
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
