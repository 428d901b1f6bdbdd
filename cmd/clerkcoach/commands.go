package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"clerkcoach/playbook"
	"clerkcoach/search"
	"clerkcoach/search/bench"
)

// indexDir is the folder of the index inside the data folder.
func indexDir(data string) string { return filepath.Join(data, "index") }

// ask answers one question in the terminal.
func (p *program) ask(_ context.Context, args []string) error {
	c, rest, err := p.parse("ask", args, "lang", "data", "playbook")
	if err != nil {
		return err
	}
	question := strings.TrimSpace(strings.Join(rest, " "))
	if question == "" {
		return fmt.Errorf("%w: ask: give a question, such as: clerkcoach ask she cannot decide", errUsage)
	}
	index, err := p.index(c)
	if err != nil {
		return err
	}
	defer index.Close() //nolint:errcheck // only read
	a := index.Ask(question, 3)
	if a.Verdict == search.Outside {
		fmt.Fprintln(p.out, p.catalog.Text(c.Lang, "answer_outside"))
		return nil
	}
	for i, m := range a.Matches {
		card, _ := index.Book().Card(m.Card)
		w := card.Words(c.Lang)
		if i == 0 {
			p.printCard(c.Lang, w)
			fmt.Fprintf(p.out, "\n%s\n", p.catalog.Text(c.Lang, "answer_or"))
			continue
		}
		fmt.Fprintf(p.out, "  %s: %s\n", w.Title, w.Glance)
	}
	return nil
}

// printCard prints the heart of a card.
func (p *program) printCard(lang string, w *playbook.Words) {
	said := p.catalog.Text(lang, "terminal_said", "words", w.FirstWords)
	fmt.Fprintf(p.out, "%s\n%s\n\n%s\n  %s\n", w.Title, w.Glance, p.catalog.Text(lang, "card_first"), said)
	for _, part := range []struct {
		id, mark string
		lines    []string
	}{{"card_do", "✓", w.Do}, {"card_avoid", "✕", w.Avoid}} {
		fmt.Fprintf(p.out, "\n%s\n", p.catalog.Text(lang, part.id))
		for _, line := range part.lines {
			fmt.Fprintf(p.out, "  %s %s\n", part.mark, line)
		}
	}
	fmt.Fprintf(p.out, "\n%s\n  %s\n", p.catalog.Text(lang, "card_hand_over"), w.HandOver)
}

// index opens the stored index where there is a data folder, and makes one in memory where there is none.
func (p *program) index(c config) (*search.Index, error) {
	book, err := playbook.LoadWith(c.Playbook)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	if _, err := os.Stat(c.Data); err != nil {
		return search.Build(book)
	}
	return search.Open(indexDir(c.Data), book)
}

// check loads the playbook and tells every fault; where there is none, what an author may want to look at.
func (p *program) check(_ context.Context, args []string) error {
	c, _, err := p.parse("check", args, "lang", "playbook", "all")
	if err != nil {
		return err
	}
	book, err := playbook.LoadWith(c.Playbook)
	if err != nil {
		return err
	}
	fmt.Fprintln(p.out, p.catalog.Text(c.Lang, "check_good", "count", len(book.Cards()), "langs", strings.Join(book.Languages(), ", ")))
	return p.printReview(search.ReviewAsks(book), c)
}

// benchTimeout bounds one question to a running server.
const benchTimeout = 10 * time.Second

// bench asks every question of a labelled set, or the playbook's own asks, with their writer left out.
func (p *program) bench(ctx context.Context, args []string) error {
	c, rest, err := p.parse("bench", args, "url", "as", "leave-out", "wrong", "playbook")
	if err != nil {
		return err
	}
	if c.As != "" && !slices.Contains(bench.Variants(), c.As) {
		return fmt.Errorf("%w: bench: --as takes one of %s", errUsage, strings.Join(bench.Variants(), ", "))
	}
	if c.LeaveOut {
		return p.leaveOut(ctx, c, rest)
	}
	if len(rest) != 1 {
		return fmt.Errorf("%w: bench: give one file of questions", errUsage)
	}
	f, err := os.Open(rest[0])
	if err != nil {
		return fmt.Errorf("%w: bench: %w", errUsage, err)
	}
	defer f.Close() //nolint:errcheck // only read
	cases, err := bench.Read(f)
	if err != nil {
		return fmt.Errorf("%w: bench: %s: %w", errUsage, rest[0], err)
	}
	variant := bench.Variant(c.As)
	for i := range cases {
		cases[i].Q = variant(cases[i].Q)
	}
	return p.benchFile(ctx, c, cases)
}

// benchFile asks a running server where its address is given, else an index made for the purpose.
func (p *program) benchFile(ctx context.Context, c config, cases []bench.Case) error {
	asker := bench.Remote(&http.Client{Timeout: benchTimeout}, strings.TrimSuffix(c.URL, "/"), time.Now)
	if c.URL == "" {
		book, err := playbook.LoadWith(c.Playbook)
		if err != nil {
			return fmt.Errorf("%w: %w", errUsage, err)
		}
		index, err := search.Build(book)
		if err != nil {
			return err
		}
		defer index.Close() //nolint:errcheck // only read
		asker = bench.InProcess(index, time.Now)
	}
	report, err := bench.Run(ctx, cases, asker)
	if err != nil {
		return err
	}
	if c.Wrong {
		report.WriteWrongs(p.out)
	}
	return report.Write(p.out)
}

// leaveOut measures how right the answers are to people whose wordings nobody has read.
func (p *program) leaveOut(ctx context.Context, c config, rest []string) error {
	if len(rest) > 0 || c.URL != "" || c.Wrong {
		return fmt.Errorf("%w: bench: with --leave-out the playbook's own asks are asked: no file, --url or --wrong", errUsage)
	}
	book, err := playbook.LoadWith(c.Playbook)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	found, err := bench.LeaveOut(ctx, book, bench.Variant(c.As), func(lang, writer string) {
		fmt.Fprintf(p.err, "without %s %s\n", lang, writer)
	})
	if err != nil {
		return err
	}
	return found.Write(p.out)
}
