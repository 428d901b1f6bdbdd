package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode"

	_ "modernc.org/sqlite" // the database/sql driver "sqlite", with FTS5

	"clerkcoach/playbook"
)

// tokenizer is a way in which FTS5 cuts asks into tokens.
type tokenizer struct {
	name string
	// lang is the only language it is for; empty where it is for any.
	lang string
	// terms cuts a question as the tokenizer cuts asks, so that any token of it may match.
	terms func(question string) []string
}

func tokenizers() []tokenizer {
	return []tokenizer{
		{name: "unicode61", terms: words},
		{name: "porter", lang: playbook.English, terms: words},
		{name: "trigram", terms: triples},
	}
}

// words cuts a text where unicode61 does: at whatever is neither letter nor digit, nor a mark that belongs to a letter.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.N, unicode.M, unicode.Co) })
}

// triples gives all three neighbouring characters of a text, spaces included, as trigram does.
func triples(s string) []string {
	runes := []rune(s)
	var terms []string
	for i := 0; i+3 <= len(runes); i++ {
		terms = append(terms, string(runes[i:i+3]))
	}
	return terms
}

// anyOf makes an FTS5 expression that looks for any of the terms. Each term is an FTS5 string: in its quotes, doubled where they
// stand inside, nothing is syntax. Only a zero byte would end the expression early, so it goes.
func anyOf(terms []string) string {
	quoted := make([]string, len(terms))
	for i, t := range terms {
		t = strings.ReplaceAll(t, "\x00", " ")
		quoted[i] = `"` + strings.ReplaceAll(t, `"`, `""`) + `"`
	}
	return strings.Join(quoted, " OR ")
}

// ftsIndex is an FTS5 table of asks in a SQLite database in memory.
type ftsIndex struct {
	db     *sql.DB
	lookUp *sql.Stmt
	terms  func(string) []string
}

// newFTS indexes asks by one of FTS5's own tokenizers.
func newFTS(ctx context.Context, t tokenizer, asks []ask) (*ftsIndex, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	db.SetMaxOpenConns(1) // each connection to :memory: is a database of its own
	x := &ftsIndex{db: db, terms: t.terms}
	if err := x.fill(ctx, t.name, asks); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// fill writes the asks and prepares the look-up. FTS5's column rank is bm25() of the row, but is quicker to sort by; the best is the
// most negative.
func (x *ftsIndex) fill(ctx context.Context, tokenizer string, asks []ask) error {
	create := fmt.Sprintf("CREATE VIRTUAL TABLE asks USING fts5(text, card UNINDEXED, tokenize = '%s')", tokenizer)
	if _, err := x.db.ExecContext(ctx, create); err != nil {
		return fmt.Errorf("create the table of asks: %w", err)
	}
	tx, err := x.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin to write asks: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // does nothing after the commit
	insert, err := tx.PrepareContext(ctx, "INSERT INTO asks (text, card) VALUES (?, ?)")
	if err != nil {
		return fmt.Errorf("prepare to write asks: %w", err)
	}
	for _, a := range asks {
		if _, err := insert.ExecContext(ctx, a.text, a.card); err != nil {
			return fmt.Errorf("write an ask of card %s: %w", a.card, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit the asks: %w", err)
	}
	x.lookUp, err = x.db.PrepareContext(ctx, "SELECT card, -rank FROM asks WHERE asks MATCH ? ORDER BY rank LIMIT ?")
	if err != nil {
		return fmt.Errorf("prepare the look-up: %w", err)
	}
	return nil
}

// search looks for any term of the question.
func (x *ftsIndex) search(ctx context.Context, question string, limit int) (hits []hit, err error) {
	terms := x.terms(question)
	if len(terms) == 0 {
		return nil, nil
	}
	rows, err := x.lookUp.QueryContext(ctx, anyOf(terms), limit)
	if err != nil {
		return nil, fmt.Errorf("search FTS5: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var h hit
		if err := rows.Scan(&h.card, &h.score); err != nil {
			return nil, fmt.Errorf("read a hit of FTS5: %w", err)
		}
		hits = append(hits, h)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the hits of FTS5: %w", err)
	}
	return hits, nil
}

// Close frees the database.
func (x *ftsIndex) Close() error {
	var err error
	if x.lookUp != nil {
		err = x.lookUp.Close()
	}
	if err := errors.Join(err, x.db.Close()); err != nil {
		return fmt.Errorf("close SQLite: %w", err)
	}
	return nil
}
