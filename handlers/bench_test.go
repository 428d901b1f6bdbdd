package handlers

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"testing"

	"clerkcoach/playbook"
)

// BenchmarkAskOverHTTP asks the API distinct questions about the shipped playbook, without a network between.
func BenchmarkAskOverHTTP(b *testing.B) {
	book, err := playbook.LoadWith("")
	if err != nil {
		b.Fatal(err)
	}
	s := newTestServer(b, func(o *Options) { o.Indexes = testIndexes(b, book) })
	questions := devQuestions(b)
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		i++
		q := url.QueryEscape(questions[i%len(questions)] + " " + strconv.Itoa(i))
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v1/ask?q="+q, nil))
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

// devQuestions are real questions.
func devQuestions(tb testing.TB) []string {
	tb.Helper()
	f, err := os.Open("../playbook/testdata/dev-questions.jsonl")
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	var all []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var c struct{ Q string }
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			tb.Fatal(err)
		}
		all = append(all, c.Q)
	}
	return all
}
