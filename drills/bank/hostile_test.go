package bank_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"clerkcoach/drills"
	"clerkcoach/drills/bank"
)

// inUTF16 is a text in UTF-16, the lower byte first.
func inUTF16(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

// laughs is XML in which each of many entities stands for ten of the one before it.
func laughs() string {
	var s strings.Builder
	s.WriteString(`<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY l0 "ha">`)
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&s, `<!ENTITY l%d "%s">`, i, strings.Repeat(fmt.Sprintf("&l%d;", i-1), 10))
	}
	return s.String() + `]><quiz><question type="truefalse"><name><text>&l9;</text></name></question></quiz>`
}

// TestBroken wants files that are broken as a whole refused as such.
func TestBroken(t *testing.T) {
	t.Parallel()
	const one = "One{T}\n\n"
	xml := quiz("truefalse", asks("One", marked("100", "true"), marked("0", "false")))
	big := strings.Repeat(" ", bank.MaxBytes)
	crowd := "<quiz>" + strings.Repeat("<question/>", bank.MaxQuestions+1) + "</quiz>"
	for name, row := range map[string]struct {
		read reader
		file string
		want error
	}{
		"an empty file":          {bank.ReadGIFT, "", bank.ErrEmpty},
		"comments alone":         {bank.ReadGIFT, "// x\n\n$CATEGORY: y\n", bank.ErrEmpty},
		"no questions":           {bank.ReadMoodle, "<quiz></quiz>", bank.ErrEmpty},
		"nothing at all":         {bank.ReadMoodle, "", bank.ErrNotMoodle},
		"other XML":              {bank.ReadMoodle, "<html><quiz/></html>", bank.ErrNotMoodle},
		"no XML":                 {bank.ReadMoodle, one, bank.ErrNotMoodle},
		"half a file":            {bank.ReadMoodle, xml[:len(xml)/2], bank.ErrNotMoodle},
		"GIFT too large":         {bank.ReadGIFT, one + big, bank.ErrTooLarge},
		"XML too large":          {bank.ReadMoodle, xml + big, bank.ErrTooLarge},
		"too many in GIFT":       {bank.ReadGIFT, strings.Repeat(one, bank.MaxQuestions+1), bank.ErrTooMany},
		"too many in XML":        {bank.ReadMoodle, crowd, bank.ErrTooMany},
		"UTF-16":                 {bank.ReadMoodle, inUTF16("\ufeff" + xml), bank.ErrEncoding},
		"UTF-16 without a mark":  {bank.ReadGIFT, inUTF16(one), bank.ErrEncoding},
		"GBK":                    {bank.ReadGIFT, "\xc4\xfa\xba\xc3{T}", bank.ErrEncoding},
		"broken UTF-8":           {bank.ReadMoodle, strings.Replace(xml, "One", "\xe4\xbd", 1), bank.ErrEncoding},
		"bytes of zero":          {bank.ReadGIFT, "One\x00{T}", bank.ErrEncoding},
		"a billion laughs":       {bank.ReadMoodle, laughs(), bank.ErrNotMoodle},
		"a character for bells":  {bank.ReadMoodle, strings.Replace(xml, "One", "\a", 1), bank.ErrNotMoodle},
		"ever deeper":            {bank.ReadMoodle, "<quiz>" + strings.Repeat("<a>", 1<<20), bank.ErrNotMoodle},
		"deep in a question":     {bank.ReadMoodle, "<quiz><question>" + strings.Repeat("<text>", 1<<20), bank.ErrNotMoodle},
		"too much in a question": {bank.ReadMoodle, "<quiz><question>" + strings.Repeat("<answer/>", 1<<20), bank.ErrNotMoodle},
	} {
		start := time.Now()
		got, err := row.read(strings.NewReader(row.file))
		if !isOf(err, row.want) || got != nil {
			t.Errorf("%s: %v, not %v", name, err, row.want)
		}
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

// TestDeclared reads text in UTF-8 as such, whatever its first line says of it.
func TestDeclared(t *testing.T) {
	t.Parallel()
	got, err := bank.ReadMoodle(strings.NewReader(`<?xml version="1.0" encoding="GB2312"?>` +
		quiz("truefalse", asks("先听", marked("100", "true"), marked("0", "false")))))
	if err != nil || len(got.Questions) != 1 || got.Questions[0].Prompt != "先听" {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestSlowly gives the readers what grows with the square in a careless one. A fortieth of the largest file is enough to tell.
func TestSlowly(t *testing.T) {
	t.Parallel()
	const size = bank.MaxBytes / 40
	for _, bit := range []string{
		"[", "[id:", "[tag:x", "{", "}", "~", "=", "#", "::", "\\", "//", "//[\n", "\n\n", "->", "%",
		"<", "<a ", "<!--", "<b>", "&", "&#", "a\n", "a{}\n\n",
	} {
		text := strings.Repeat(bit, size/len(bit))
		for name, f := range map[string]func(){
			"alone":     func() { _, _ = bank.ReadGIFT(strings.NewReader(text)) },
			"comment":   func() { _, _ = bank.ReadGIFT(strings.NewReader("//" + text + "\nx{T}")) },
			"answers":   func() { _, _ = bank.ReadGIFT(strings.NewReader("x{" + text + "}")) },
			"numbers":   func() { _, _ = bank.ReadGIFT(strings.NewReader("x{#" + text + "}")) },
			"steps":     func() { _, _ = bank.ReadGIFT(strings.NewReader("x{>" + text + "}")) },
			"XML alone": func() { _, _ = bank.ReadMoodle(strings.NewReader(text)) },
			"in XML":    func() { _, _ = bank.ReadMoodle(strings.NewReader(quiz("truefalse", asks("<![CDATA["+text+"]]>")))) },
		} {
			start := time.Now()
			f()
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("%q %s took %v", bit, name, took)
			}
		}
	}
}

// FuzzReadMoodle reads any bytes at all as Moodle XML.
func FuzzReadMoodle(f *testing.F) { fuzz(f, bank.ReadMoodle, bank.WriteMoodle) }

// FuzzReadGIFT reads any bytes at all as GIFT.
func FuzzReadGIFT(f *testing.F) { fuzz(f, bank.ReadGIFT, bank.WriteGIFT) }

// fuzz wants of whatever is read that it is whole, and that it can be written and read again to the same questions.
func fuzz(f *testing.F, read reader, write writer) {
	f.Add(written(f, write, samples()...))
	for _, all := range []map[string]refusal{moodleRefusals(), giftRefusals()} {
		for _, r := range all {
			if len(r.file) < 1000 {
				f.Add([]byte(r.file))
			}
		}
	}
	f.Add([]byte(laughs()))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := read(strings.NewReader(string(file)))
		if err != nil {
			return
		}
		for _, r := range got.Refused {
			if r.Reason == "" || r.Row < 1 {
				t.Errorf("refused %+v", r)
			}
		}
		if len(got.Questions) == 0 {
			return
		}
		whole(t, got.Questions)
		again, err := read(strings.NewReader(string(written(t, write, got.Questions...))))
		if err != nil || len(again.Questions) != len(got.Questions) || len(again.Refused) > 0 {
			t.Fatalf("read %d, then %+v, %v", len(got.Questions), again, err)
		}
		for _, w := range []writer{bank.WriteMoodle, bank.WriteGIFT, bank.WriteCSV} {
			if err := w(io.Discard, got.Questions, words()); err != nil {
				t.Error(err)
			}
		}
	})
}

// whole wants of questions what the rest of the program relies on.
func whole(t *testing.T, questions []*drills.Question) {
	t.Helper()
	ids := map[string]bool{}
	for _, q := range questions {
		if q.ID == "" || ids[q.ID] {
			t.Errorf("the id is %q", q.ID)
		}
		if q.Prompt == "" || !utf8.ValidString(q.Prompt) || utf8.RuneCountInString(q.Prompt) > bank.MaxPrompt {
			t.Errorf("%s asks %q", q.ID, q.Prompt)
		}
		ids[q.ID] = true
		rights := 0
		for _, o := range q.Options {
			if o.Text == "" || utf8.RuneCountInString(o.Text) > bank.MaxOption {
				t.Errorf("%s: option %q", q.ID, o.Text)
			}
			if o.Right {
				rights++
			}
		}
		switch q.Kind {
		case drills.MultipleChoice, drills.TrueFalse:
			if rights != 1 {
				t.Errorf("%s: %d are right", q.ID, rights)
			}
		case drills.MultipleResponse:
			if rights == 0 {
				t.Errorf("%s: none is right", q.ID)
			}
		case drills.ShortAnswer:
			if q.Say == nil || len(q.Say.Answers) == 0 {
				t.Errorf("%s: no answers", q.ID)
			}
		}
	}
}
