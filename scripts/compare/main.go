// Command compare measures our ranking against plain full-text search, on the same asks and the same questions, and prints a table
// in Markdown. It answers what somebody asks who sees a trained model where a search engine would seem to do.
//
// Two sets of questions are asked: a labelled set, and the asks of every writer who wrote many, of an index that has none of that
// writer's. The latter is what a new clerk meets.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"clerkcoach/playbook"
	"clerkcoach/search/bench"
)

func main() {
	questions := flag.String("questions", "playbook/testdata/dev-questions.jsonl", "a set of labelled questions, one JSON object a line")
	most := flag.Int("asks", 150, "how many asks of each left-out writer are asked, spread evenly over the cards; 300 take twice the time")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := compare(ctx, *questions, *most, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// compare measures every contender in every language; the table goes to out when all is known, the progress to log.
func compare(ctx context.Context, set string, most int, out, log io.Writer) error {
	cases, err := readCases(set)
	if err != nil {
		return err
	}
	book, err := playbook.LoadWith("")
	if err != nil {
		return fmt.Errorf("load the playbook: %w", err)
	}
	var parts []part
	for _, lang := range book.Languages() {
		p, err := newPart(book, lang, cases, most)
		if err != nil {
			return err
		}
		for _, c := range contenders(lang) {
			began := time.Now()
			rows, err := p.measure(ctx, c)
			if err != nil {
				return fmt.Errorf("measure %s in %s: %w", c.name, lang, err)
			}
			p.rows = append(p.rows, rows...)
			fmt.Fprintf(log, "%s, %s: %v\n", lang, c.name, time.Since(began).Round(time.Second)) //nolint:errcheck // only progress
		}
		parts = append(parts, p)
	}
	return write(out, parts)
}

// readCases reads a labelled set from a file.
func readCases(path string) ([]bench.Case, error) {
	f, err := os.Open(path) //nolint:gosec // the caller's file
	if err != nil {
		return nil, fmt.Errorf("open the questions: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	cases, err := bench.Read(f)
	if err != nil {
		return nil, fmt.Errorf("read the questions in %s: %w", path, err)
	}
	return cases, nil
}
