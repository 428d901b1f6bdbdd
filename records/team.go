package records

import (
	"context"
	"fmt"
)

// WrongRun is how often in a row, up to now, a person was not fully right about a card.
type WrongRun struct {
	Person, Card string
	Wrong        int64
}

// lastWrong says in SQL that none of the last answers to a card was fully right, so many of them as make a run: this is soon told of
// those who have none.
const lastWrong = `(SELECT CASE WHEN COUNT(*) = $2 THEN MAX(last.score) ELSE 1 END FROM (SELECT a.score FROM attempts a
	WHERE a.store = $1 AND a.person = r.person AND a.card = r.card ORDER BY a.answered_at DESC LIMIT $2) AS last) < 1`

// WrongRuns lists the runs of at least so many answers in a store that were not fully right, of the people who have not left, by
// the ids of people and cards. The errors are ErrInvalid for a store where that is more than 50,000 runs, ErrAway, ErrBusy and the
// context's.
func (s *Store) WrongRuns(ctx context.Context, store string, least int) ([]WrongRun, error) {
	const doing = "look for answers that were wrong in a row"
	all, err := collect(ctx, s.reading, func(row scanner) (r WrongRun, err error) {
		err = row.Scan(&r.Person, &r.Card, &r.Wrong)
		return r, err
	}, `SELECT r.person, r.card, (SELECT COUNT(*) FROM attempts a WHERE a.store = $1 AND a.person = r.person AND a.card = r.card
			AND a.answered_at > (SELECT COALESCE(MAX(b.answered_at), 0) FROM attempts b
				WHERE b.store = $1 AND b.person = r.person AND b.card = r.card AND b.score >= 1))
		FROM people p JOIN reviews r ON r.person = p.id WHERE p.store = $1 AND p.left_at = 0 AND r.lapses >= $2 - 1 AND `+lastWrong+`
		ORDER BY r.person, r.card LIMIT $3`, []any{store, least, maxReport + 1})
	if err == nil && len(all) > maxReport {
		err = &FieldError{Field: "Store", Rule: fmt.Sprintf("one with at most %d runs", maxReport)}
	}
	if err != nil {
		return nil, explain(doing, err)
	}
	return all, nil
}

// MaxStems is the most questions that EveryStem gives: more than a playbook of two hundred cards has.
const MaxStems = 10_000

// EveryStem sums up all questions that were answered, as Stems does, those with the lowest means of scores first, at most MaxStems.
// The errors are ErrAway, ErrBusy and the context's.
func (s *Store) EveryStem(ctx context.Context, f StemFilter) ([]StemSum, error) {
	c := f.conditions()
	text := `SELECT ` + stemSums + ` FROM stems` + c.where() + `
		GROUP BY stem ORDER BY SUM(score) / SUM(attempts), stem` + c.limit(MaxStems)
	all, err := collect(ctx, s.reading, scanStem, text, c.args)
	return all, explain("sum all questions up", err)
}
