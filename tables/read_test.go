package tables_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"clerkcoach/tables"
)

// row is a row that is expected.
func row(line int, cells ...string) tables.Row { return tables.Row{Line: line, Cells: cells} }

// reads wants of a file these rows.
func reads(tb testing.TB, name, file string, l tables.Limits, want ...tables.Row) {
	tb.Helper()
	got, err := tables.Read(strings.NewReader(file), l)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		tb.Errorf("%s: %v, (-want +got)\n%s", name, err, diff)
	}
}

// refuses wants a file refused for a reason, and nothing read of it.
func refuses(tb testing.TB, name, file string, l tables.Limits, want error) {
	tb.Helper()
	if got, err := tables.Read(strings.NewReader(file), l); !errors.Is(err, want) || got != nil {
		tb.Errorf("%s: %d rows, %v, not %v", name, len(got), err, want)
	}
}

// encoded is a text in another encoding.
func encoded(tb testing.TB, name, text string) string {
	tb.Helper()
	var out string
	var err error
	switch name {
	case "GB18030":
		out, err = simplifiedchinese.GB18030.NewEncoder().String(text)
	case "GBK":
		out, err = simplifiedchinese.GBK.NewEncoder().String(text)
	case "UTF-16LE":
		out, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	case "UTF-16BE":
		out, err = unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(text)
	case "UTF-8":
		out = text
	case "UTF-8 with a mark":
		out = "\ufeff" + text
	default:
		tb.Fatalf("no encoding %s", name)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// TestEncodings reads the same out of every encoding that is known.
func TestEncodings(t *testing.T) {
	t.Parallel()
	const text = "姓名,门店\r\n王小明,朝阳路店\r\n\"欧阳, 娜\",人民广场\r\n"
	want := []tables.Row{row(1, "姓名", "门店"), row(2, "王小明", "朝阳路店"), row(3, "欧阳, 娜", "人民广场")}
	for _, name := range []string{"UTF-8", "UTF-8 with a mark", "UTF-16LE", "UTF-16BE", "GB18030", "GBK"} {
		reads(t, name, encoded(t, name, text), tables.Limits{}, want...)
	}
	reads(t, "outside GBK", encoded(t, "GB18030", "𠮷,é\n"), tables.Limits{}, row(1, "𠮷", "é"))
	reads(t, "outside the first plane", encoded(t, "UTF-16LE", "𠮷\tb\r\n"), tables.Limits{}, row(1, "𠮷", "b"))
	for _, text := range []string{"联通,电信", "顾客的医保电子凭证一直转圈", "夫妻肺片为么事冇得肺", "双人票套餐价格系统没建"} {
		reads(t, "much like UTF-8", encoded(t, "GBK", text), tables.Limits{}, row(1, strings.Split(text, ",")...))
	}
	for name, file := range map[string]string{
		"half a character":           encoded(t, "GBK", "姓名,门店")[:8],
		"broken UTF-8":               "\ufeff姓名,\xe5\xa7\n",
		"damaged UTF-8":              "姓名,门店,城市,电话,备注,\xe6\x98\n", // it would do as GB18030
		"windows-1252":               "Jos\xe9,caf\xe9\n",
		"half a pair of UTF-16":      "\xff\xfea\x00\x00\xd8b\x00",
		"an odd byte of UTF-16":      "\xff\xfea\x00b",
		"UTF-16 without a mark":      encoded(t, "UTF-16LE", "a,b\r\n")[2:],
		"a picture":                  "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
		"bytes of zero without mark": "a,\x00\n",
	} {
		refuses(t, name, file, tables.Limits{}, tables.ErrEncoding)
	}
}

// TestReadCSV reads what spreadsheets and people write.
func TestReadCSV(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		want []tables.Row
	}{
		"nothing":               {"", nil},
		"a mark alone":          {"\ufeff", nil},
		"blank rows alone":      {"\r\n,,\n \n", nil},
		"commas":                {"a,b\n1,2\n", []tables.Row{row(1, "a", "b"), row(2, "1", "2")}},
		"semicolons":            {"a;b,c;d\n1,5;2;3\n", []tables.Row{row(1, "a", "b,c", "d"), row(2, "1,5", "2", "3")}},
		"tabs":                  {"a b\tc,d\te\n1\t2\n", []tables.Row{row(1, "a b", "c,d", "e"), row(2, "1", "2")}},
		"one column":            {"name\nWang, Wei\n", []tables.Row{row(1, "name"), row(2, "Wang", " Wei")}},
		"quoted separators":     {"\"a;b;c\",d\n", []tables.Row{row(1, "a;b;c", "d")}},
		"no last line end":      {"a,b\n1,2", []tables.Row{row(1, "a", "b"), row(2, "1", "2")}},
		"a last comma":          {"a,b,", []tables.Row{row(1, "a", "b")}},
		"empty cells":           {",a,,b,,\n", []tables.Row{row(1, "", "a", "", "b")}},
		"rows of other lengths": {"a\nb,c,d\n,e\n", []tables.Row{row(1, "a"), row(2, "b", "c", "d"), row(3, "", "e")}},
		"old line ends":         {"a,b\r1,2\r", []tables.Row{row(1, "a", "b"), row(2, "1", "2")}},
		"blank rows":            {"\n\na;b\n;\n \n1;2\n", []tables.Row{row(3, "a", "b"), row(6, "1", "2")}},
		"lines in a cell":       {"\"a\nb\",c\r\n\"d\r\ne\",\"f\rg\"", []tables.Row{row(1, "a\nb", "c"), row(2, "d\r\ne", "f\rg")}},
		"quotes":                {"\"a\"\"b\"\"\",\"\",\"\"\"\"\n", []tables.Row{row(1, "a\"b\"", "", "\"")}},
		"quotes in the middle":  {"5\" pipe,a \"b\" c, \"d\"\n", []tables.Row{row(1, "5\" pipe", "a \"b\" c", " \"d\"")}},
		"formulas undone":       {"'=1,''=1,'a,'-5,=1\n", []tables.Row{row(1, "=1", "'=1", "'a", "'-5", "=1")}},
		"bytes of zero":         {"\ufeffa,'\x00\n", []tables.Row{row(1, "a", "\x00")}},
		"spaces stay":           {" a , b\n", []tables.Row{row(1, " a ", " b")}},
	} {
		reads(t, name, c.file, tables.Limits{}, c.want...)
	}
	refuses(t, "a quote not closed", "a,b\n\"c,d\n", tables.Limits{}, tables.ErrFormat)
	refuses(t, "text after a quote", "a,b\n\"c\"d,e\n", tables.Limits{}, tables.ErrFormat)
}

// TestLimits wants each limit to be the last that is read, in both forms.
func TestLimits(t *testing.T) {
	t.Parallel()
	table := tables.Table{Head: []string{"a", "b", "c"}, Rows: [][]any{{"d", ""}, {""}, {"", "e"}}}
	for form, file := range written(t, table) {
		size := len(file)
		want := []tables.Row{row(1, "a", "b", "c"), row(2, "d"), row(4, "", "e")}
		reads(t, form, string(file), tables.Limits{Bytes: size, Rows: 3, Cells: 3}, want...)
		refuses(t, form+" of many bytes", string(file), tables.Limits{Bytes: size - 1}, tables.ErrTooLarge)
		refuses(t, form+" of many rows", string(file), tables.Limits{Rows: 2}, tables.ErrTooMany)
		refuses(t, form+" of many columns", string(file), tables.Limits{Cells: 2}, tables.ErrTooMany)
		refuses(t, form+" of much text", string(file), tables.Limits{Inflated: 4}, tables.ErrTooLarge)
	}
	long := strings.Repeat("字", tables.MaxText)
	reads(t, "a long cell", long, tables.Limits{}, row(1, long))
	refuses(t, "too long a cell", long+"x", tables.Limits{}, tables.ErrTooLarge)
	many := strings.Repeat("x\n", 20_000)
	if got, err := tables.Read(strings.NewReader(many), tables.Limits{}); err != nil || len(got) != 20_000 {
		t.Errorf("%d rows, %v", len(got), err)
	}
	refuses(t, "too many rows", many+"x", tables.Limits{}, tables.ErrTooMany)
	wide := strings.Repeat("x,", 99) + "x"
	all := row(1, strings.Split(wide, ",")...)
	reads(t, "many columns", wide, tables.Limits{}, all)
	reads(t, "many columns, some of them empty", wide+strings.Repeat(",", 1000), tables.Limits{}, all)
	refuses(t, "too many columns", wide+",x", tables.Limits{}, tables.ErrTooMany)
	spaces := turns(t, `<c t="str"><v> </v></c>`, 90_000) // each sheet is read, for blank cells are no table
	reads(t, "sheet after sheet", spaces, tables.Limits{Cells: 5000, Inflated: 1_000_000})
	refuses(t, "too much, sheet after sheet", spaces, tables.Limits{Cells: 5000, Inflated: 800_000}, tables.ErrTooLarge)
	refuses(t, "over 10 MiB", strings.Repeat(" ", 10<<20+1), tables.Limits{}, tables.ErrTooLarge)
}

// TestReaderTells wants the error of the reader below.
func TestReaderTells(t *testing.T) {
	t.Parallel()
	in := io.MultiReader(strings.NewReader("a,b\n"), iotest.ErrReader(io.ErrClosedPipe))
	if got, err := tables.Read(in, tables.Limits{}); !errors.Is(err, io.ErrClosedPipe) || got != nil {
		t.Errorf("%v, %v", got, err)
	}
}
