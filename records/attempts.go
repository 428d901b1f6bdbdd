package records

import (
	"context"
	"errors"
	"fmt"
)

// attemptColumns are the columns of an attempt, in the order in which they are read and written.
const attemptColumns = `drill, id, question, card, kind, lang, answer, score, answered_at, received_at, person, store, stem, words,
	day, family`

// Keep keeps an attempt, unless there is one under its id in its drill: the first one stays. It gives the one that is kept, and
// whether it is this one. What a person answers counts at once for their memory of the card, for the sums behind reports, and for
// their sitting of the drill, all or nothing. When it returns without error, that one is on disk. The errors are ErrInvalid,
// ErrBusy, ErrDisk, ErrAway, ErrClosed and the context's; after any of them the same call may be repeated.
func (s *Store) Keep(ctx context.Context, a Attempt) (kept Attempt, fresh bool, err error) {
	const doing = "keep an attempt"
	if err := a.Validate(); err != nil {
		return Attempt{}, false, explain(doing, err)
	}
	err = s.writer.write(ctx, func(ctx context.Context, tx queries) error {
		kept, fresh, err = keep(ctx, tx, a)
		return err
	})
	if err != nil {
		return Attempt{}, false, explain(doing, err)
	}
	return kept, fresh, nil
}

// keep is Keep inside a transaction.
func keep(ctx context.Context, tx queries, a Attempt) (kept Attempt, fresh bool, err error) {
	done, err := tx.ExecContext(ctx, `INSERT INTO attempts (`+attemptColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (drill, id) DO NOTHING`,
		a.Drill, a.ID, a.Question, a.Card, a.Kind, a.Lang, string(a.Answer), a.Score, a.AnsweredAt, a.ReceivedAt, a.Person,
		a.Store, a.Stem, a.Words, a.Day, a.Family)
	if err != nil {
		return Attempt{}, false, fmt.Errorf("add it: %w", err)
	}
	switch n, err := done.RowsAffected(); {
	case err != nil:
		return Attempt{}, false, fmt.Errorf("add it: %w", err)
	case n == 1 && a.Person != "":
		return a, true, countIn(ctx, tx, a)
	case n == 1:
		return a, true, nil
	}
	first := tx.QueryRowContext(ctx, `SELECT `+attemptColumns+` FROM attempts WHERE drill = $1 AND id = $2`, a.Drill, a.ID)
	kept, err = scanAttempt(first)
	if err != nil {
		return Attempt{}, false, fmt.Errorf("read the first one: %w", err)
	}
	return kept, false, nil
}

// scanner is a row that can be read.
type scanner interface{ Scan(into ...any) error }

// scanAttempt reads an attempt from a row of attemptColumns.
func scanAttempt(row scanner) (a Attempt, err error) {
	err = row.Scan(&a.Drill, &a.ID, &a.Question, &a.Card, &a.Kind, &a.Lang, &a.Answer, &a.Score, &a.AnsweredAt, &a.ReceivedAt,
		&a.Person, &a.Store, &a.Stem, &a.Words, &a.Day, &a.Family)
	return a, err
}

// countIn counts a person's attempt in all that is kept of attempts. Every transaction comes to the rows in the same order, those
// that several people share last, so that none waits for one that waits for it.
func countIn(ctx context.Context, tx queries, a Attempt) error {
	for _, count := range []struct {
		doing string
		do    func(context.Context, queries, Attempt) error
	}{
		{"remember it", remember}, {"count it for the day", countDay}, {"count it for the week", countWeek},
		{"count it for the sitting", countSitting}, {"count it for the question", countStem},
	} {
		if err := count.do(ctx, tx, a); err != nil {
			return fmt.Errorf("%s: %w", count.doing, err)
		}
	}
	return nil
}

// Filter chooses attempts. What is left empty chooses nothing; the zero Filter means all attempts.
type Filter struct {
	Person string
	Store  string
	Drill  string
	ID     string
	Card   string
	// From and Until bound AnsweredAt, in milliseconds since 1970: from From on, and before Until.
	From, Until int64
}

// conditions says a filter in SQL.
func (f Filter) conditions() *conditions {
	c := &conditions{}
	c.equal("person", f.Person)
	c.equal("store", f.Store)
	c.equal("drill", f.Drill)
	c.equal("id", f.ID)
	c.equal("card", f.Card)
	if f.From != 0 {
		c.add("answered_at >= %s", f.From)
	}
	if f.Until != 0 {
		c.add("answered_at < %s", f.Until)
	}
	return c
}

// Attempts lists attempts by the time of their answers, a page at a time. Next continues the list in another Page; it is empty
// when there is no more. What is kept meanwhile neither repeats nor skips any of the others. The errors are ErrInvalid, for a
// Page that can't be, ErrAway, ErrBusy and the context's.
func (s *Store) Attempts(ctx context.Context, f Filter, p Page) (page []Attempt, next Cursor, err error) {
	const doing = "list attempts"
	c := f.conditions()
	if err := p.after(c, "answered_at", "drill", "id"); err != nil {
		return nil, "", explain(doing, err)
	}
	text := `SELECT ` + attemptColumns + ` FROM attempts` + c.where() + p.order("answered_at", "drill", "id") + c.limit(p.rows()+1)
	page, err = collect(ctx, s.reading, scanAttempt, text, c.args)
	if err != nil {
		return nil, "", explain(doing, err)
	}
	page, next = cut(p, page, func(last Attempt) []any { return []any{last.AnsweredAt, last.Drill, last.ID} })
	return page, next, nil
}

// CardCount is how the attempts at one card's questions went.
type CardCount struct {
	Card     string // empty for questions that name none
	Attempts int64
	Right    int64   // those with a score of 1
	Score    float64 // the mean of all scores, from 0 to 1
}

// CountByCard counts attempts by card, a page at a time, in the order of the cards' ids as the database has it. Next and the
// errors are as for Attempts; a Page's NewestFirst turns the order round.
func (s *Store) CountByCard(ctx context.Context, f Filter, p Page) (page []CardCount, next Cursor, err error) {
	const doing = "count attempts by card"
	c := f.conditions()
	if err := p.after(c, "card"); err != nil {
		return nil, "", explain(doing, err)
	}
	text := `SELECT card, COUNT(*), SUM(CASE WHEN score >= 1 THEN 1 ELSE 0 END), AVG(score) FROM attempts` + c.where() +
		` GROUP BY card` + p.order("card") + c.limit(p.rows()+1)
	page, err = collect(ctx, s.reading, scanCount, text, c.args)
	if err != nil {
		return nil, "", explain(doing, err)
	}
	page, next = cut(p, page, func(last CardCount) []any { return []any{last.Card} })
	return page, next, nil
}

func scanCount(row scanner) (n CardCount, err error) {
	err = row.Scan(&n.Card, &n.Attempts, &n.Right, &n.Score)
	return n, err
}

// collect reads all rows of a query, within the time that reading may take.
func collect[T any](ctx context.Context, q queries, scan func(scanner) (T, error), text string, args []any) (all []T, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
