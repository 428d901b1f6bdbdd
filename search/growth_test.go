package search

import (
	"bufio"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"clerkcoach/playbook"
	"clerkcoach/search/text"
)

// BenchmarkGrowth asks books of ten and a hundred times as many cards as the shipped one. The further cards are made up: each is a
// shipped card in which every third word is another one. So that they can be learnt within minutes, ten times as many
// cards have a third of the asks, and a hundred times as many a ninetieth. Run it by name: it takes gigabytes.
func BenchmarkGrowth(b *testing.B) {
	for _, size := range []struct{ times, every int }{{1, 1}, {10, 3}, {100, 90}} {
		b.Run(fmt.Sprintf("cards=%dx", size.times), func(b *testing.B) {
			book, err := playbook.LoadWith("")
			if err != nil {
				b.Fatal(err)
			}
			start := time.Now()
			r := grown(book, size.times, size.every)
			learnt := time.Since(start)
			questions := asked(b)
			took := make([]time.Duration, 0, 1<<16)
			i := 0
			for b.Loop() {
				q := another(questions[i%len(questions)], i%size.times) + " " + strconv.Itoa(i)
				start := time.Now()
				r.Ask(q, 5)
				took = append(took, time.Since(start))
				i++
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(learnt.Seconds(), "learning-s")
			b.ReportMetric(float64(len(r.evidence.reasons)), "lines")
		})
	}
}

// grown makes a ranker of a book with further cards, of which every so manieth line is kept.
func grown(book *playbook.Book, times, every int) *Ranker {
	fold := text.NewFolder()
	all := teach(book)
	outside := len(book.Cards())
	var classes []string
	var lessons []lesson
	for copied := range times {
		for _, card := range book.Cards() {
			classes = append(classes, card.ID+"-"+strconv.Itoa(copied))
		}
		for i := copied % every; i < len(all); i += every {
			l := all[i]
			l.text = another(l.text, copied)
			l.class += copied * outside
			if l.source == fromOutside {
				l.class = times * outside
			}
			lessons = append(lessons, l)
		}
	}
	cut(fold, lessons)
	m, e := fit(append(classes, outsideClass), book.Languages(), lessons)
	return &Ranker{book: book, fold: fold, model: m, evidence: e}
}

// another makes every third word or character of a text another one, each copy others; copy 0 is the text itself.
func another(s string, copied int) string {
	if copied == 0 {
		return s
	}
	words := strings.Fields(s)
	for i, w := range words {
		h := fnv.New32a()
		fmt.Fprint(h, w, copied)
		if w[0] < 0x80 && h.Sum32()%3 == 0 {
			words[i] = w + strconv.FormatUint(uint64(h.Sum32()%40000), 36)
		}
	}
	return strings.Map(func(r rune) rune {
		mixed := (uint32(r)*2654435761 ^ uint32(copied)*40503) >> 7
		if unicode.Is(unicode.Han, r) && mixed%3 == 0 {
			return 0x4E00 + rune(mixed%6000)
		}
		return r
	}, strings.Join(words, " "))
}

// asked are real questions.
func asked(tb testing.TB) []string {
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
