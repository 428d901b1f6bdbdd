package tables_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clerkcoach/tables"
)

// FuzzRead reads any bytes at all. What is read keeps to the limits, and is the same once it was written and read again.
func FuzzRead(f *testing.F) {
	table := tables.Table{Name: "Seed", Head: []string{"姓名", "=1", "a;b"}, Rows: [][]any{
		{"王小明", -7, 0.5}, {"\"\r\n", "''=", "_x0041_"},
	}}
	for _, file := range written(f, table) {
		f.Add(file)
	}
	f.Add([]byte(packed(f, parts(`<row r="2"><c r="B2" t="s"><v>1</v></c><c s="1"><v>45000.5</v></c></row>`))))
	for _, name := range []string{"GB18030", "UTF-16LE", "UTF-16BE"} {
		f.Add([]byte(encoded(f, name, "姓名;门店\r\n\"王;小明\";\"\"\"\"\r\n")))
	}
	for _, seed := range []string{
		"", "a,b\n\"c", "PK\x03\x04", "PK\x05\x06", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "\ufeff\ufeff'\x00", "a\tb\rc",
	} {
		f.Add([]byte(seed))
	}
	limits := tables.Limits{Bytes: 1 << 20, Rows: 100, Cells: 20, Inflated: 4 << 20}
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, err := tables.Read(bytes.NewReader(file), limits)
		if err != nil {
			if rows != nil {
				t.Errorf("%d rows with %v", len(rows), err)
			}
			return
		}
		if len(rows) > limits.Rows {
			t.Errorf("%d rows", len(rows))
		}
		var table tables.Table
		var want []tables.Row
		line := 0
		for i, r := range rows {
			if r.Line <= line || len(r.Cells) == 0 || len(r.Cells) > limits.Cells || r.Cells[len(r.Cells)-1] == "" {
				t.Errorf("row %+v after line %d", r, line)
			}
			line = r.Line
			cells := make([]any, len(r.Cells))
			for j, text := range r.Cells {
				cells[j] = text
			}
			table.Rows = append(table.Rows, cells)
			want = append(want, tables.Row{Line: i + 2, Cells: r.Cells})
		}
		for form, write := range writers() {
			var out bytes.Buffer
			if err := write(&out, table); errors.Is(err, tables.ErrCell) {
				continue // longer once it is inert or escaped
			} else if err != nil {
				t.Fatal(err)
			}
			again, err := tables.Read(&out, tables.Limits{})
			if diff := cmp.Diff(want, again); err != nil || diff != "" {
				t.Errorf("%s: %v, (-want +got)\n%s", form, err, diff)
			}
		}
	})
}
