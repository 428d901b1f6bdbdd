package search

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// nine is when tests ask.
func nine() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }

// kept reads a file of unanswered questions.
func kept(tb testing.TB, path string) []Question {
	tb.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	var all []Question
	for line := range strings.Lines(string(raw)) {
		var q Question
		if err := json.Unmarshal([]byte(line), &q); err != nil || !strings.HasSuffix(line, "\n") {
			tb.Errorf("%q is not a line of JSON: %v", line, err)
		}
		all = append(all, q)
	}
	return all
}

func TestRememberWrites(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "questions.jsonl")
	u := NewUnanswered(path)
	const odd = "two\nlines, \"quotes\" & <b>\t😡 \u2028"
	for i, q := range []string{"打印机坏了", "printer", odd, "printer", "打印机坏了", "Printer", ""} {
		if err := u.Remember(q, "en", nine().Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	want := []Question{
		{nine(), "en", "打印机坏了"}, {nine().Add(time.Hour), "en", "printer"}, {nine().Add(2 * time.Hour), "en", odd},
		{nine().Add(5 * time.Hour), "en", "Printer"}, {nine().Add(6 * time.Hour), "en", ""},
	}
	if diff := cmp.Diff(want, kept(t, path)); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	// Whoever opens the file next knows what stands in it.
	if err := NewUnanswered(path).Remember("printer", "en", nine()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, kept(t, path)); diff != "" {
		t.Errorf("after another start (-want +got):\n%s", diff)
	}
}

func TestRememberForm(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a", "b", "questions.jsonl")
	if err := NewUnanswered(path).Remember("年假", "zh-Hans", nine()); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"at":"2026-03-01T09:00:00Z","lang":"zh-Hans","question":"年假"}` + "\n"
	if diff := cmp.Diff(want, string(raw)); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
}

// A file that somebody has edited badly still takes questions.
func TestRememberAmongRubbish(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "questions.jsonl")
	if err := os.WriteFile(path, []byte("not JSON\n\n{\"question\":\"one\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	u := NewUnanswered(path)
	for _, q := range []string{"one", "two"} {
		if err := u.Remember(q, "en", nine()); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil || strings.Count(string(raw), `"one"`) != 1 || strings.Count(string(raw), `"two"`) != 1 {
		t.Errorf("file %q, %v", raw, err)
	}
}

// A full file takes nothing new, stays within its bound, and still knows what it holds.
func TestRememberUntilFull(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "questions.jsonl")
	u := NewUnanswered(path)
	long := strings.Repeat("很", 50_000)
	n := 0
	for ; n < 100; n++ {
		err := u.Remember(fmt.Sprint(n, long), "zh-Hans", nine())
		if errors.Is(err, ErrFull) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if n == 0 || n == 100 || info.Size() > 1<<20 || len(kept(t, path)) != n {
		t.Errorf("full after %d questions, %d bytes", n, info.Size())
	}
	if err := u.Remember(fmt.Sprint(0, long), "zh-Hans", nine()); err != nil {
		t.Errorf("a question that the full file holds: %v", err)
	}
	if err := u.Remember("short", "zh-Hans", nine()); err != nil {
		t.Errorf("a question for which there is room: %v", err)
	}
}

func TestRememberTogether(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "questions.jsonl")
	u := NewUnanswered(path)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := range 10 {
				if err := u.Remember(fmt.Sprint("question ", i), "en", nine()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	seen := map[string]int{}
	for _, q := range kept(t, path) {
		seen[q.Question]++
	}
	if len(seen) != 10 {
		t.Errorf("kept %v, want ten questions", seen)
	}
	for q, n := range seen {
		if n != 1 {
			t.Errorf("%q is kept %d times", q, n)
		}
	}
}

func TestRememberFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"a folder": dir, "below a file": filepath.Join(file, "x", "questions.jsonl")} {
		if err := NewUnanswered(path).Remember("one", "en", nine()); err == nil || errors.Is(err, ErrFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
