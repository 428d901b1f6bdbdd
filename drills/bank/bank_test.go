package bank_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"clerkcoach/drills"
	"clerkcoach/drills/bank"
)

// TestMain adds the flag that writes golden files anew; it has to be known before flags are parsed.
func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden files anew instead of comparing with them")
	m.Run()
}

// golden compares with a file of testdata, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not what was written (-want +got):\n%s", path, diff)
	}
}

// words are the words of an interface in Chinese.
func words() bank.Words {
	return bank.Words{
		Sheet: "题目", ID: "编号", Kind: "题型", Card: "卡片", Scene: "情景", Prompt: "题目", Option: "选项", Key: "答案", Rationale: "解析",
		Kinds:  map[drills.Kind]string{drills.MultipleChoice: "单选题", drills.TrueFalse: "判断题"},
		Needed: "必须做到", Suggested: "可以这样说", Avoid: "避免", Never: "绝不能说",
	}
}

// option is an option of a question to choose from.
func option(id, text string, right bool, why string) drills.Option {
	return drills.Option{ID: id, Text: text, Right: right, Rationale: why}
}

// samples has a question of each kind, with what each form has to take care of.
func samples() []*drills.Question {
	return []*drills.Question{
		{
			ID: "phrase-hesitant-1", Kind: drills.MultipleChoice, Card: "hesitant", Scene: "顾客看了很久，没有开口。\n\n店里还有别人在等。",
			Prompt: "这时先说哪一句？", Rationale: "先让人放松，再问需要。",
			Options: []drills.Option{
				option("a", "=随便看看", false, "没有给出帮助。"), option("b", "您先慢慢看，有需要叫我。", true, "不催。"),
				option("c", "100% 便宜 {今天}", false, ""),
			},
		},
		{
			ID: "signs", Kind: drills.MultipleResponse,
			Prompt: "Which signs show that somebody is in a hurry? <b>All</b> of them: x & y",
			Options: []drills.Option{
				option("a", "looks at the clock", true, ""), option("b", "sits down", false, "Nobody in a hurry does."),
				option("c", "asks \"how long?\"", true, "A question about time."),
				option("d", "%50% [html] pays \\ leaves", true, ""),
			},
		},
		{
			ID: "tf", Kind: drills.TrueFalse, Prompt: "道歉之前要先听完。", Rationale: "听完才知道为什么道歉。",
			Options: []drills.Option{option("a", "对", true, "对，先听。"), option("b", "错", false, "不听完，道歉是空的。")},
		},
		{
			ID: "match", Kind: drills.Matching, Card: "queue", Prompt: "Give each moment its phrase.",
			Options: []drills.Option{
				{ID: "a", Text: "Goodbye -> soon"}, {ID: "b", Text: "Hello"}, {ID: "c", Text: "Sorry ]]> so sorry"},
			},
			Pairs: []drills.Pair{
				{ID: "1", Text: "greet", Option: "b", Rationale: "First things first."},
				{ID: "2", Text: "[close] = end", Option: "a"},
			},
		},
		{
			ID: "order", Kind: drills.Ordering, Prompt: "Put in order.", Rationale: "Listening comes first.",
			Options: []drills.Option{
				{ID: "a", Text: "apologise: {once}", Place: 2},
				{ID: "b", Text: "listen\nto the end", Place: 1, Rationale: "Always."},
				{ID: "c", Text: "make good #1", Place: 3},
			},
		},
		{
			ID: "short", Kind: drills.ShortAnswer, Prompt: "“记”的意思？", Rationale: "记住顾客。",
			Say: &drills.Rubric{Answers: []string{"记住*", "%记下", "remember"}},
		},
		{
			ID: "essay", Kind: drills.ShortAnswer, Card: "hesitant", Scene: "有人犹豫。", Prompt: "您怎么说？", Rationale: "不催。",
			Say: &drills.Rubric{
				Intents: []drills.Intent{{Met: "问了需要", Missing: "没有问需要", Any: []string{"需要", "想找"}}},
				Phrases: []string{"您想找什么样的？"}, Avoid: []string{"快点决定"}, Never: []string{"不买就走"},
			},
		},
		{
			ID: "number", Kind: drills.Numerical, Prompt: "How many days may goods be brought back?", Number: -7,
			Rationale: "A week, counted down.",
		},
	}
}

// writer is one of the forms that are written.
type writer func(io.Writer, []*drills.Question, bank.Words) error

// written is a file with questions.
func written(tb testing.TB, write writer, questions ...*drills.Question) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := write(&out, questions, words()); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// TestGolden compares what every writer makes of the samples with a file.
func TestGolden(t *testing.T) {
	t.Parallel()
	golden(t, "samples.xml", written(t, bank.WriteMoodle, samples()...))
	golden(t, "samples.gift", written(t, bank.WriteGIFT, samples()...))
	golden(t, "samples.csv", written(t, bank.WriteCSV, samples()...))
	golden(t, "samples.xlsx.txt", sheet(t, written(t, bank.WriteXLSX, samples()...)))
}

// sheet shows a workbook as text: what is in the cells, a cell a line.
func sheet(t *testing.T, book []byte) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, name := range f.GetSheetList() {
		out.WriteString("= " + name + "\n")
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j, text := range row {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				out.WriteString(cell + " " + strings.ReplaceAll(text, "\n", "\n   ") + "\n")
			}
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return []byte(out.String())
}

// TestUnfit wants questions that are not whole refused by every writer, rather than written as something else.
func TestUnfit(t *testing.T) {
	t.Parallel()
	bad := map[string]*drills.Question{
		"none at all":            nil,
		"no kind":                {ID: "x", Prompt: "?"},
		"three truths":           {Kind: drills.TrueFalse, Options: make([]drills.Option, 3)},
		"too many options":       {Kind: drills.MultipleChoice, Options: make([]drills.Option, bank.MaxOptions+1)},
		"a pair with no partner": {Kind: drills.Matching, Pairs: []drills.Pair{{ID: "1", Option: "z"}}},
	}
	for name, q := range bad {
		for form, write := range map[string]writer{
			"moodle": bank.WriteMoodle, "gift": bank.WriteGIFT, "csv": bank.WriteCSV, "xlsx": bank.WriteXLSX,
		} {
			if err := write(io.Discard, []*drills.Question{q}, words()); !isOf(err, bank.ErrUnfit) {
				t.Errorf("%s in %s: %v", name, form, err)
			}
		}
	}
}

// broken takes nothing.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestWritersTell wants the error of the writer below from every writer.
func TestWritersTell(t *testing.T) {
	t.Parallel()
	for form, write := range map[string]writer{
		"moodle": bank.WriteMoodle, "gift": bank.WriteGIFT, "csv": bank.WriteCSV, "xlsx": bank.WriteXLSX,
	} {
		if err := write(broken{}, samples(), words()); !isOf(err, io.ErrClosedPipe) {
			t.Errorf("%s: %v", form, err)
		}
	}
}
