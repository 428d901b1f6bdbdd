package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"clerkcoach/playbook"
)

// typing runs the command with lines typed into it.
func typing(tb testing.TB, in string, args ...string) result {
	tb.Helper()
	var out, problems bytes.Buffer
	code := run(tb.Context(), args, func(string) string { return "" }, strings.NewReader(in), &out, &problems)
	return result{Code: code, Stdout: out.String(), Stderr: problems.String()}
}

// TestDrill answers a drill in the terminal: wrongly typed lines are asked for again, and the end of the input ends the drill.
func TestDrill(t *testing.T) {
	t.Parallel()
	drill := []string{"drill", "--count", "4", "--seed", "3", "--kinds", "true-false"}
	for _, tt := range []struct {
		name, in string
		args     []string
		want     []string
	}{
		{"answered", "a\nb\na\nb\n", append(drill, "--lang", "en"), []string{"Question 4 of 4", " of 4 right"}},
		{"in Chinese", "a\nB\n a \nb\n", append(drill, "--lang", "zh-Hans"), []string{"第 4 题，共 4 题", "4 道题，答对"}},
		{"mistyped", "x\n\na b\na\n", append(drill, "--lang", "en"), []string{"please try again", " of 1 right"}},
		{"left at once", "", append(drill, "--lang", "en"), []string{"Question 1 of 4", "0 of 0 right"}},
		{"a last line without its end", "a", append(drill, "--lang", "en"), []string{" of 1 right"}},
		{
			"own words", "Hello, may I help you with that?\n", []string{"drill", "--lang", "en", "--kinds", "short-answer", "--count", "1", "--seed", "1"},
			[]string{"Compare with these", " of 1 right"},
		},
		{
			"a number", "two\n−2\n", []string{"drill", "--lang", "en", "--kinds", "numerical", "--count", "1", "--seed", "1"},
			[]string{"please try again", "It is ", "of 1 right"},
		},
		{
			"letters by lines", "abc\na b c d\nabcd\na,b,c\n", []string{"drill", "--lang", "en", "--kinds", "matching,ordering", "--count", "2", "--seed", "1"},
			[]string{"Question 2 of 2"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := typing(t, tt.in, tt.args...)
			if got.Code != exitGood || got.Stderr != "" {
				t.Fatalf("code %d, %s", got.Code, got.Stderr)
			}
			for _, want := range tt.want {
				if !strings.Contains(got.Stdout, want) {
					t.Errorf("no %q in\n%s", want, got.Stdout)
				}
			}
		})
	}
}

func TestDrillWrongFlags(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"drill", "--count", "0"}, {"drill", "--count", "10000"}, {"drill", "--count", "many"}, {"drill", "--seed", "-1"},
		{"drill", "--cards", "nobody"}, {"drill", "--families", "nobody"}, {"drill", "--kinds", "riddle"}, {"drill", "now"},
		{"drill", "--cards", "hesitant", "--kinds", "numerical"},
		{"export"}, {"export", "quiz.pdf"}, {"export", "a.xml", "b.xml"}, {"export", "--count", "0", filepath.Join(t.TempDir(), "a.xml")},
		{"import", "a.xml"}, {"import", "--playbook", t.TempDir()}, {"import", "--playbook", t.TempDir(), "no-such-file.xml"},
		{"import", "--playbook", t.TempDir(), "banks_test.go"},
	} {
		if got := execute(t, nil, args...); got.Code != exitUsage || got.Stderr == "" {
			t.Errorf("%q: code %d, %q", args, got.Code, got.Stderr)
		}
	}
}

// TestBanks takes a drill out in every form, and back in where that is possible: the store's playbook then has its questions, once.
func TestBanks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	kinds := "multiple-choice,multiple-response,true-false,matching,ordering,numerical"
	for _, end := range []string{"xml", "gift", "txt", "csv", "xlsx"} {
		file := filepath.Join(dir, "quiz."+end)
		got := execute(t, nil, "export", "--lang", "en", "--kinds", kinds, "--count", "24", "--seed", "5", file)
		if info, err := os.Stat(file); got.Code != exitGood || err != nil || info.Size() == 0 {
			t.Fatalf("%s: code %d, %s, %v", end, got.Code, got.Stderr, err)
		}
	}
	for _, end := range []string{"xml", "gift"} {
		own := filepath.Join(dir, "own-"+end)
		file := filepath.Join(dir, "quiz."+end)
		if got := execute(t, nil, "import", "--lang", "en", "--playbook", own, file); got.Code != exitGood || !strings.Contains(got.Stdout, "24") {
			t.Fatalf("%s: code %d, %s%s", end, got.Code, got.Stdout, got.Stderr)
		}
		again := execute(t, nil, "import", "--lang", "en", "--playbook", own, file)
		if again.Code != exitGood || !strings.Contains(again.Stdout, "0 questions taken") {
			t.Errorf("%s, once more: code %d, %s%s", end, again.Code, again.Stdout, again.Stderr)
		}
		book, err := playbook.LoadWith(own)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, card := range book.Cards() {
			n += len(card.Written("en"))
		}
		if n != 24 {
			t.Errorf("%s: the playbook has %d questions, want 24", end, n)
		}
	}
}

// TestImportRefuses names row and reason of what it does not take, and takes the rest.
func TestImportRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "some.gift")
	write(t, file, "::Good::Is a nod an answer?{T}\n\n::Odd::How long is it?{#3.14:0.1}\n\n// [tag:card:nobody]\n::Homeless::Two and two?{#4}\n")
	got := execute(t, nil, "import", "--lang", "en", "--playbook", filepath.Join(dir, "own"), file)
	if got.Code != exitWrong {
		t.Errorf("code %d", got.Code)
	}
	for _, want := range []string{"0 questions taken", "✕ 3 Odd:", "names no card"} {
		if !strings.Contains(got.Stdout, want) {
			t.Errorf("no %q in\n%s", want, got.Stdout)
		}
	}
	got = execute(t, nil, "import", "--lang", "zh-Hans", "--card", "type-silent", "--playbook", filepath.Join(dir, "own"), file)
	if got.Code != exitWrong || !strings.Contains(got.Stdout, "收进 2 道题") {
		t.Errorf("with a card: code %d, %s", got.Code, got.Stdout)
	}
	book, err := playbook.LoadWith(filepath.Join(dir, "own"))
	if err != nil {
		t.Fatal(err)
	}
	card, _ := book.Card("type-silent")
	if w := card.Written("zh-Hans"); len(w) != 2 || w[0].Options[0].Text != "对" {
		t.Errorf("written %+v", w)
	}
}

// TestImportBeside adds to a file that a store wrote itself: its ids and the comments at its top stay.
func TestImportBeside(t *testing.T) {
	t.Parallel()
	own := folder(t, map[string]string{
		"en/questions/hesitant.yaml": "# Our own.\nquestions:\n  - {id: q2, kind: numerical, prompt: How many, number: 4}\n",
	})
	bank := filepath.Join(t.TempDir(), "some.gift")
	write(t, bank, "Which is right? {=Greet ~Ignore}\n\nWhich is right? {=Wait ~Push}\n\nWhich is true? {=true ~false ~maybe}\n")
	got := execute(t, nil, "import", "--lang", "en", "--card", "hesitant", "--playbook", own, bank)
	if got.Code != exitGood || !strings.Contains(got.Stdout, "3 questions taken") {
		t.Fatalf("code %d, %s%s", got.Code, got.Stdout, got.Stderr)
	}
	raw, err := os.ReadFile(filepath.Join(own, "en/questions/hesitant.yaml"))
	if err != nil || !strings.HasPrefix(string(raw), "# Our own.\n") || !strings.Contains(string(raw), "text: \"true\"") {
		t.Errorf("%v\n%s", err, raw)
	}
	book, err := playbook.LoadWith(own)
	if err != nil {
		t.Fatal(err)
	}
	card, _ := book.Card("hesitant")
	var ids []string
	for _, w := range card.Written("en") {
		ids = append(ids, w.ID)
	}
	if strings.Join(ids, " ") != "q2 q3 q4 q5" {
		t.Errorf("ids %q", ids)
	}
}

// TestImportTooMuch takes nothing where the playbook could not be loaded afterwards.
func TestImportTooMuch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var many strings.Builder
	for i := range 1500 {
		many.WriteString("How many, " + strings.Repeat("really ", 10) + string(rune('a'+i%26)) + strings.Repeat("x", i/26) + "? {#4}\n\n")
	}
	bank, own := filepath.Join(dir, "many.gift"), filepath.Join(dir, "own")
	write(t, bank, many.String())
	got := execute(t, nil, "import", "--lang", "en", "--card", "hesitant", "--playbook", own, bank)
	if got.Code == exitGood {
		t.Errorf("taken: %s", got.Stdout)
	}
	if _, err := playbook.LoadWith(own); err != nil {
		t.Errorf("the playbook is broken now: %v", err)
	}
	if _, err := os.Stat(filepath.Join(own, "en/questions/hesitant.yaml")); err == nil {
		t.Error("the file is there")
	}
}

// TestDrillInterrupted ends a drill while it waits for a line.
func TestDrillInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	in, typed := io.Pipe()
	defer typed.Close() //nolint:errcheck // only read
	var out, problems bytes.Buffer
	code := make(chan int, 1)
	args := []string{"drill", "--lang", "en", "--count", "3"}
	go func() { code <- run(ctx, args, func(string) string { return "" }, in, &out, &problems) }()
	time.AfterFunc(time.Second, cancel)
	select {
	case got := <-code:
		if got != exitGood || !strings.Contains(out.String(), "0 of 0 right") {
			t.Errorf("code %d: %s%s", got, out.String(), problems.String())
		}
	case <-time.After(time.Minute):
		t.Error("still waiting")
	}
}
