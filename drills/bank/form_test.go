package bank_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/drills/bank"
)

// node is any element, to look at a file without the types that it was written from.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []node     `xml:",any"`
	Data     string     `xml:",chardata"`
}

func (n node) all(name string) []node {
	return slices.DeleteFunc(slices.Clone(n.Children), func(c node) bool { return c.XMLName.Local != name })
}

func (n node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// moodleMarks are the marks that Moodle knows, besides their negatives.
func moodleMarks() []string {
	return strings.Fields("0 5 10 11.11111 12.5 14.28571 16.66667 20 25 30 33.33333 40 50 60 66.66667 70 75 80 83.33333 90 100")
}

// TestMoodleForm holds what is written against the form as it is documented.
func TestMoodleForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := question().Draw(t, "question")
		var out bytes.Buffer
		if err := bank.WriteMoodle(&out, []*drills.Question{q}, words()); err != nil {
			t.Fatal(err)
		}
		var root node
		if err := xml.Unmarshal(out.Bytes(), &root); err != nil || root.XMLName.Local != "quiz" || len(root.Children) != 1 {
			t.Fatalf("%v: %s", err, out.String())
		}
		x := root.Children[0]
		for _, must := range []string{"name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "idnumber"} {
			if len(x.all(must)) != 1 {
				t.Errorf("%d times %s", len(x.all(must)), must)
			}
		}
		for _, must := range []string{"name", "questiontext"} {
			if strings.TrimSpace(x.all(must)[0].all("text")[0].Data) == "" {
				t.Errorf("no text in %s", must)
			}
		}
		formats(t, x)
		answers(t, x)
	})
}

// formats wants every text to say what it is in, or to have no format.
func formats(t *rapid.T, n node) {
	if f := n.attr("format"); f != "" && f != "plain_text" {
		t.Errorf("%s is in %s", n.XMLName.Local, f)
	}
	for _, c := range n.Children {
		formats(t, c)
	}
}

// answers wants marks that Moodle knows and that add up.
func answers(t *rapid.T, x node) {
	var plus, minus float64
	all := x.all("answer")
	for i, a := range all {
		mark := a.attr("fraction")
		f, err := strconv.ParseFloat(mark, 64)
		switch {
		case err != nil:
			t.Errorf("the mark is %q", mark)
		case x.attr("type") == "ordering":
			if f != float64(i+1) {
				t.Errorf("place %d is %q", i+1, mark)
			}
			continue
		case !slices.Contains(moodleMarks(), strings.TrimPrefix(mark, "-")):
			t.Errorf("Moodle has no mark of %q", mark)
		}
		plus, minus = plus+max(f, 0), minus+min(f, 0)
	}
	switch x.attr("type") {
	case "multichoice":
		several := x.all("single")[0].Data == "false"
		if math.Abs(plus-100) > 0.001 || several && minus != 0 && math.Abs(minus+100) > 0.001 || !several && minus != 0 {
			t.Errorf("marks of %v and %v", plus, minus)
		}
	case "truefalse":
		if len(all) != 2 || all[0].all("text")[0].Data != "true" || all[1].all("text")[0].Data != "false" || plus != 100 {
			t.Errorf("a truth of %+v", all)
		}
	case "matching":
		if len(x.all("subquestion")) < 2 || len(all) != 0 {
			t.Errorf("%d pairs", len(x.all("subquestion")))
		}
	case "numerical":
		if len(all) != 1 || all[0].all("tolerance")[0].Data != "0" {
			t.Errorf("a number of %+v", all)
		}
	}
}

// TestTables wants every text in both tables, whole, and nothing that a spreadsheet would calculate.
func TestTables(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := question().Draw(t, "question")
		var sheet, book bytes.Buffer
		if err := bank.WriteCSV(&sheet, []*drills.Question{q}, words()); err != nil {
			t.Fatal(err)
		}
		text, ok := strings.CutPrefix(sheet.String(), "\ufeff")
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if !ok || err != nil || len(rows) != 2 || len(rows[0]) != len(rows[1]) {
			t.Fatalf("%v: %q", err, sheet.String())
		}
		for _, cell := range rows[1] {
			_, err := strconv.Atoi(cell)
			if err != nil && cell != "" && strings.ContainsAny(string([]rune(cell)[0]), "=+-@\t＝＋－＠") {
				t.Errorf("calculated: %q", cell)
			}
		}
		if err := bank.WriteXLSX(&book, []*drills.Question{q}, words()); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&book)
		if err != nil {
			t.Fatal(err)
		}
		cells, err := f.GetRows("题目")
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"id": q.ID, "scene": q.Scene, "prompt": q.Prompt} {
			i := map[string]int{"id": 0, "scene": 3, "prompt": 4}[name]
			if got := strings.TrimPrefix(rows[1][i], "'"); got != text && rows[1][i] != text {
				t.Errorf("%s in CSV: %q, not %q", name, got, text)
			}
			if got := strings.TrimPrefix(cells[1][i], "'"); got != text && cells[1][i] != text {
				t.Errorf("%s in the workbook: %q, not %q", name, got, text)
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestWorkbook wants headings that stay in sight, and texts that nothing is calculated from.
func TestWorkbook(t *testing.T) {
	t.Parallel()
	raw := written(t, bank.WriteXLSX, samples()...)
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	in, err := archive.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	part, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, must := range []string{`state="frozen"`, `ySplit="1"`, `<col `, `inlineStr`} {
		if !strings.Contains(string(part), must) {
			t.Errorf("no %s in the sheet", must)
		}
	}
	if strings.Contains(string(part), "<f>") {
		t.Error("a formula in the sheet")
	}
}
