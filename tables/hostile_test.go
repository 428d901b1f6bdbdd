package tables_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"clerkcoach/tables"
)

// Bounds of what refusing a file may cost.
const (
	maxTime   = time.Second
	maxMemory = 64 << 20
)

// peak tells by how many bytes the heap grew at most while a function ran. Nothing else may run meanwhile.
func peak(f func()) int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.HeapAlloc
	var done atomic.Bool
	most := make(chan uint64)
	go func() {
		var highest uint64
		for !done.Load() {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			highest = max(highest, m.HeapAlloc)
			time.Sleep(time.Millisecond)
		}
		most <- highest
	}()
	f()
	done.Store(true)
	return int(max(<-most, before) - before)
}

// bomb is a workbook in which a part unpacks to a beginning and so many MiB of spaces, and says that it unpacks to so many bytes.
func bomb(tb testing.TB, part, begin string, mebis int, says uint64) string {
	tb.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	good := parts(`<row><c t="s"><v>0</v></c></row>`)
	delete(good, part)
	for name, text := range good {
		in, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(in, text)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	raw := deflated(tb, begin) + strings.Repeat(deflated(tb, strings.Repeat(" ", 1<<20)), mebis)
	head := &zip.FileHeader{Name: part, Method: zip.Deflate, CompressedSize64: uint64(len(raw)), UncompressedSize64: says}
	in, err := w.CreateRaw(head)
	if err == nil {
		_, err = io.WriteString(in, raw)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

// deflated is a piece of a compressed stream, to which more can be added.
func deflated(tb testing.TB, text string) string {
	tb.Helper()
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err = errors.Join(err, w.Flush()); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

// busy is how long the processor has worked for this process: what a file costs, whatever else the machine has to do.
func busy(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano())
}

// crowd is an archive that lists many files, and has none of them.
func crowd(n int) string {
	const endLength, countAt, sizeAt = 22, 10, 12
	entry := []byte("PK\x01\x02" + strings.Repeat("\x00", 42) + "x")
	entry[28] = 1 // the length of the name
	end := []byte("PK\x05\x06" + strings.Repeat("\x00", endLength-4))
	binary.LittleEndian.PutUint16(end[countAt:], uint16(n))
	binary.LittleEndian.PutUint32(end[sizeAt:], uint32(n*len(entry)))
	return "PK\x03\x04" + strings.Repeat(string(entry), n) + string(end)
}

// hostile is a file that is made to cost, and why it is refused.
type hostile struct {
	file func() string
	want error
}

// The parts that are read of a workbook.
const (
	rootPart   = "_rels/.rels"
	bookPart   = "xl/workbook.xml"
	listPart   = "xl/_rels/workbook.xml.rels"
	stylesPart = "xl/styles.xml"
	textsPart  = "xl/sharedStrings.xml"
	sheetPart  = "xl/worksheets/sheet1.xml"
)

// filled gives a workbook in which a part is some bits, over and over, for 10 MiB.
func filled(tb testing.TB, part, before, bit, after string) func() string {
	tb.Helper()
	return func() string {
		p := parts(`<row><c t="s"><v>0</v></c></row>`)
		p[part] = before + strings.Repeat(bit, 10<<20/len(bit)) + after
		return packed(tb, p)
	}
}

// bombs are archives that unpack to far more than they are.
func bombs(tb testing.TB) map[string]hostile {
	tb.Helper()
	const open, mebi = "<worksheet><sheetData>", 1 << 20
	raw := func(part string, mebis int, says uint64) func() string {
		return func() string { return bomb(tb, part, open, mebis, says) }
	}
	return map[string]hostile{
		"1000 to 1":           {raw(sheetPart, 1000, 1000*mebi), tables.ErrTooLarge},
		"1000 to 1 elsewhere": {raw("xl/media/image1.png", 1000, 1000*mebi), tables.ErrTooLarge},
		"lying":               {raw(sheetPart, 1000, 1000), tables.ErrFormat},
		"lying of less":       {raw(sheetPart, 1000, 60*mebi), tables.ErrTooLarge},
		"several in turn":     {func() string { return turns(tb, `<c s="1"/>`, 1<<20) }, tables.ErrTooLarge},
		"laughs":              {filled(tb, bookPart, `<!DOCTYPE w [<!ENTITY a "`, "ha", `">]><w>&a;</w>`), tables.ErrTooLarge},
		"few laughs":          {func() string { return packed(tb, with(parts(""), bookPart, "<workbookPr/>", "&b;")) }, tables.ErrFormat},
		"a long text":         {filled(tb, sheetPart, open+`<row><c t="str"><v>`, "x", ""), tables.ErrTooLarge},
		"a text of pieces":    {filled(tb, sheetPart, open+`<row><c t="str"><v>`, "<![CDATA[x]]>", ""), tables.ErrTooLarge},
		"a long comment":      {filled(tb, sheetPart, open+`<!--`, "x", ""), tables.ErrTooLarge},
		"a long attribute":    {filled(tb, sheetPart, open+`<row r="`, "1", ""), tables.ErrTooLarge},
		"many attributes":     {filled(tb, sheetPart, open+`<row`, ` r="1"`, ""), tables.ErrTooLarge},
		"a shared long text":  {filled(tb, textsPart, `<sst><si><t>`, "x", `</t></si></sst>`), tables.ErrTooLarge},
		"many rows":           {filled(tb, sheetPart, open, "<row/>", ""), tables.ErrTooLarge},
		"many cells":          {filled(tb, sheetPart, open+"<row>", "<c/>", ""), tables.ErrTooLarge},
		"many blank cells":    {filled(tb, sheetPart, open+"<row>", `<c s="1"><v></v></c>`, ""), tables.ErrTooLarge},
		"many texts":          {filled(tb, textsPart, "<sst>", "<si/>", ""), tables.ErrTooLarge},
		"many styles":         {filled(tb, stylesPart, "<s><cellXfs>", "<xf/>", ""), tables.ErrTooLarge},
		"many formats":        {filled(tb, stylesPart, "<s><numFmts>", "<numFmt/>", ""), tables.ErrTooLarge},
		"many sheets":         {filled(tb, bookPart, "<w><sheets>", "<sheet/>", ""), tables.ErrTooLarge},
		"many relations":      {filled(tb, listPart, "<r>", "<Relationship/>", ""), tables.ErrTooLarge},
	}
}

// everywhere are parts that are hostile whichever they are.
func everywhere(tb testing.TB) map[string]hostile {
	tb.Helper()
	all := map[string]hostile{}
	for _, part := range []string{rootPart, bookPart, listPart, stylesPart, textsPart, sheetPart} {
		all["deep: "+part] = hostile{filled(tb, part, "", "<a>", ""), tables.ErrFormat}
		all["deep inside: "+part] = hostile{filled(tb, part, "<a><sheetData><row><c><v>", "<t>", ""), tables.ErrFormat}
		all["long: "+part] = hostile{filled(tb, part, "<a>", "<a/>", "</a>"), tables.ErrTooLarge}
		all["spaces: "+part] = hostile{filled(tb, part, "<a>", " ", "</a>"), tables.ErrTooLarge}
	}
	return all
}

// turns is a workbook with ten blank sheets, one part for all, which has some bits of so many bytes.
func turns(tb testing.TB, bit string, size int) string {
	tb.Helper()
	p := parts("<row>" + strings.Repeat(bit, size/len(bit)) + "</row>")
	for i := range 9 {
		id := fmt.Sprint("x", i)
		p = with(p, bookPart, "</sheets>", `<sheet r:id="`+id+`"/></sheets>`)
		p = with(p, listPart, "</Rel", relation(id, "worksheet", "worksheets/sheet1.xml")+"</Rel")
	}
	return packed(tb, p)
}

// others are hostile in other ways.
func others(tb testing.TB) map[string]hostile {
	tb.Helper()
	const million = 1_000_000
	good := packed(tb, parts(`<row><c t="s"><v>0</v></c></row>`))
	wide := parts(`<row>` + strings.Repeat(`<c><v>1</v></c>`, million) + `</row>`)
	same := parts(strings.Repeat(`<row>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 100)+`</row>`, 1000))
	same[textsPart] = `<sst><si><t>` + strings.Repeat("x", tables.MaxText) + `</t></si></sst>`
	of := func(bits ...string) func() string { return func() string { return strings.Join(bits, "") } }
	many := func(bit string, n int) func() string { return func() string { return strings.Repeat(bit, n) } }
	return map[string]hostile{
		"many files":            {func() string { return crowd(220_000) }, tables.ErrFormat},
		"some files":            {func() string { return crowd(9_000) }, tables.ErrFormat},
		"an archive in another": {of(packed(tb, map[string]string{"book.xlsx": good})), tables.ErrFormat},
		"cut short":             {of(good[:len(good)-30]), tables.ErrFormat},
		"cut in half":           {of(good[:len(good)/2]), tables.ErrFormat},
		"a mark alone":          {of("PK\x03\x04"), tables.ErrFormat},
		"a million cells":       {of(packed(tb, wide)), tables.ErrTooMany},
		"one text in all cells": {of(packed(tb, same)), tables.ErrTooLarge},
		"a million columns":     {many("x,", million), tables.ErrTooMany},
		"a million; columns":    {many("x;", million), tables.ErrTooMany},
		"a million quoted":      {many("\"x\",", million), tables.ErrTooMany},
		"a million rows":        {many("x\n", million), tables.ErrTooMany},
		"an open quote":         {of("a,\"", strings.Repeat("x,\n", 3*million)), tables.ErrFormat},
		"quotes alone":          {many("\"", 9*million), tables.ErrTooLarge},
		"quotes that are odd":   {many("\"", 9*million+1), tables.ErrFormat},
		"a long line":           {many("x", 9*million), tables.ErrTooLarge},
		"bad UTF-8":             {of(strings.Repeat("\xe4\xbd", 4*million), "\xff"), tables.ErrEncoding},
		"bad UTF-16":            {of("\xff\xfe", strings.Repeat("\x00\xd8", 4*million)), tables.ErrEncoding},
		"noise":                 {many("\x80\xff\x00\x01", million), tables.ErrEncoding},
	}
}

// TestHostile wants every hostile file refused for its reason, soon and with little memory. It runs alone, to tell what memory is
// its.
func TestHostile(t *testing.T) { //nolint:paralleltest // as it says
	for _, all := range []map[string]hostile{bombs(t), everywhere(t), others(t)} {
		for name, h := range all {
			var rows []tables.Row
			var err error
			file := h.file()
			start := busy(t)
			grew := peak(func() { rows, err = tables.Read(strings.NewReader(file), tables.Limits{}) })
			took := busy(t) - start
			if !errors.Is(err, h.want) || rows != nil {
				t.Errorf("%s: %d rows, %v, not %v", name, len(rows), err, h.want)
			}
			if took > maxTime || grew > maxMemory {
				t.Errorf("%s took %v and %d MiB", name, took, grew>>20)
			}
			t.Logf("%-30s %8d bytes: %4d ms, %3d MiB: %v", name, len(file), took.Milliseconds(), grew>>20, err)
		}
	}
}
