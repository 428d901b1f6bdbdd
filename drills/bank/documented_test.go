package bank_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/drills/bank"
)

// TestDocumented reads the shapes of the documentation of both forms, and compares what they give with a file.
func TestDocumented(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]reader{"documented.xml": bank.ReadMoodle, "documented.gift": bank.ReadGIFT} {
		raw, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := read(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".txt", told(t, got))
		crlf, err := read(strings.NewReader("\ufeff" + strings.ReplaceAll(string(raw), "\n", "\r\n")))
		if err != nil {
			t.Fatal(err)
		}
		if string(told(t, crlf)) != string(told(t, got)) {
			t.Errorf("%s is another file with a byte order mark and lines ended as on Windows", name)
		}
	}
}

// told shows what was read.
func told(t *testing.T, read *bank.Read) []byte {
	t.Helper()
	var out bytes.Buffer
	for _, q := range read.Questions {
		fmt.Fprintf(&out, "%s: %s", q.ID, q.Kind)
		field(&out, "card", q.Card)
		field(&out, "scene", q.Scene)
		field(&out, "prompt", q.Prompt)
		for _, o := range q.Options {
			is := ""
			if o.Right {
				is = " right"
			}
			if o.Place > 0 {
				is = fmt.Sprintf(" place %d", o.Place)
			}
			field(&out, "option "+o.ID+is, o.Text)
			field(&out, "  why", o.Rationale)
		}
		for _, p := range q.Pairs {
			field(&out, "pair "+p.ID+" "+p.Option, p.Text)
		}
		if q.Kind == drills.Numerical {
			field(&out, "number", fmt.Sprint(q.Number))
		}
		if q.Say != nil {
			field(&out, "answers", strings.Join(q.Say.Answers, " | "))
		}
		field(&out, "rationale", q.Rationale)
		out.WriteString("\n\n")
	}
	for _, r := range read.Refused {
		fmt.Fprintf(&out, "refused %d %q: %s %q\n", r.Row, r.Name, r.Reason, r.Params)
	}
	return out.Bytes()
}

// field shows a text, if there is any.
func field(out *bytes.Buffer, name, text string) {
	if text != "" {
		fmt.Fprintf(out, "\n  %s: %q", name, text)
	}
}
