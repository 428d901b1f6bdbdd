package main

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"clerkcoach/records"
)

// given makes the n-th of many answers.
func given(n int) records.Attempt {
	at := time.Now().UnixMilli()
	return records.Attempt{
		ID: fmt.Sprintf("new-%d", n), Drill: fmt.Sprintf("drill-%d", n%2), Question: "1", Kind: "multiple-choice", Lang: "en",
		Answer: []byte(`"a"`), AnsweredAt: at, ReceivedAt: at, Person: "p", Day: at / (24 * 60 * 60 * 1000),
	}
}

// TestCompare finds what is missing, what is kept otherwise than it was given, and what is kept twice.
func TestCompare(t *testing.T) {
	t.Parallel()
	const answers = 450 // of two drills, so that each takes two pages
	for _, c := range []struct {
		name          string
		spoil         func(n int) []records.Attempt // what is kept of an answer
		lost, doubled int
	}{
		{"all there", func(n int) []records.Attempt { return []records.Attempt{given(n)} }, 0, 0},
		{"one missing", func(n int) []records.Attempt { return []records.Attempt{given(n)}[:min(n, 1)] }, 1, 0},
		{"one changed", func(n int) []records.Attempt {
			a := given(n)
			if n == 7 {
				a.Answer = []byte(`"b"`)
			}
			return []records.Attempt{a}
		}, 1, 0},
		{"one in both drills", func(n int) []records.Attempt {
			a, b := given(n), given(n)
			if n == 8 {
				b.Drill = "drill-1"
			}
			return []records.Attempt{a, b}
		}, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			config := records.Config{Folder: filepath.Join(t.TempDir(), "data")}
			store, err := records.Open(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			var f findings
			for n := range answers {
				f.acknowledge(given(n))
				for _, a := range c.spoil(n) {
					if _, _, err := store.Keep(t.Context(), a); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := store.Close(); err != nil {
				t.Fatal(err)
			}
			if err := f.compare(t.Context(), config); err != nil {
				t.Fatal(err)
			}
			if f.lost != c.lost || f.doubled != c.doubled {
				t.Errorf("%d lost and %d doubled, want %d and %d", f.lost, f.doubled, c.lost, c.doubled)
			}
		})
	}
}
