package search_test

import (
	"bufio"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"clerkcoach/playbook"
	"clerkcoach/search"
	"clerkcoach/search/bench"
)

// questionFiles hold labelled questions; no ask is copied from them.
func questionFiles() []string {
	return []string{"../playbook/testdata/dev-questions.jsonl", "../playbook/testdata/hant-questions.jsonl"}
}

func questions(tb testing.TB) []bench.Case {
	tb.Helper()
	var all []bench.Case
	for _, name := range questionFiles() {
		all = append(all, casesOf(tb, name)...)
	}
	return all
}

func casesOf(tb testing.TB, name string) []bench.Case {
	tb.Helper()
	f, err := os.Open(name)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	cases, err := bench.Read(f)
	if err != nil {
		tb.Fatal(err)
	}
	return cases
}

func shipped(tb testing.TB) *search.Index {
	tb.Helper()
	book, err := playbook.LoadWith("")
	if err != nil {
		tb.Fatal(err)
	}
	x, err := search.Build(book)
	if err != nil {
		tb.Fatal(err)
	}
	return x
}

// TestRelevance holds the shipped playbook to what a clerk needs: the right card first for 96 of 100 questions in each language.
func TestRelevance(t *testing.T) {
	t.Parallel()
	x, cases := shipped(t), questions(t)
	defer x.Close()
	ask := bench.InProcess(x, time.Now)
	report, err := bench.Run(t.Context(), cases, ask)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range x.Book().Languages() {
		g := report.Group(lang)
		for _, want := range []struct {
			what    string
			n, of   int
			atLeast float64
		}{
			{"first right", g.First, g.Good, 0.96},
			{"among the first three", g.Three, g.Good, 0.99},
			{"both among the first three", g.Both, g.Two, 0.80},
			{"outside recognised", g.Recognised, g.Outside, 0.85},
			{"good questions not refused", g.Good - g.Refused, g.Good, 0.97},
		} {
			if want.what == "both among the first three" && want.of == 0 {
				continue
			}
			if share := float64(want.n) / float64(want.of); share < want.atLeast {
				t.Errorf("%s: %s %.3f, want at least %.2f", lang, want.what, share, want.atLeast)
			}
		}
	}
	old := slices.Clone(cases)
	table := traditional(t)
	for i := range old {
		old[i].Q = table.Replace(old[i].Q)
	}
	again, err := bench.Run(t.Context(), old, ask)
	if err != nil {
		t.Fatal(err)
	}
	simple, trad := report.Group("zh-Hans"), again.Group("zh-Hans")
	if d := simple.First - trad.First; d*100 > simple.Good {
		t.Errorf("in traditional characters %d first right, in simplified %d of %d", trad.First, simple.First, simple.Good)
	}
}

// traditional turns simplified characters into traditional ones, the first that the table has for each.
func traditional(tb testing.TB) *strings.Replacer {
	tb.Helper()
	f, err := os.Open("text/traditional.txt")
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var pairs []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		from, n := utf8.DecodeRuneInString(lines.Text())
		if from != '#' {
			pairs = append(pairs, lines.Text()[n:], string(from))
		}
	}
	return strings.NewReplacer(pairs...)
}

// BenchmarkAsk asks real questions, each made distinct by a number, and reports the quantiles of single answers.
func BenchmarkAsk(b *testing.B) {
	x, cases := shipped(b), questions(b)
	defer x.Close()
	took := make([]time.Duration, 0, 1<<16)
	i := 0
	for b.Loop() {
		q := cases[i%len(cases)].Q + " " + strconv.Itoa(i)
		start := time.Now()
		x.Ask(q, 5)
		took = append(took, time.Since(start))
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkOpen opens a stored index, as a start does.
func BenchmarkOpen(b *testing.B) {
	book, err := playbook.LoadWith("")
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	for b.Loop() {
		x, err := search.Open(dir, book)
		if err != nil {
			b.Fatal(err)
		}
		if err := x.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
