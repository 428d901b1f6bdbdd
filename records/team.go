package records

import (
	"context"
	"fmt"
)

// WrongRun is how often in a row, up to now, a person was not fully right about a card.
type WrongRun struct {
	Person, Card string
	Wrong        int64
	LastAt       int64 // of the last answer, in milliseconds since 1970
}

// WrongRuns lists the runs of at least so many answers in a store that were not fully right, of the people who have not left, by
// the ids of people and cards. The errors are ErrInvalid for a store where that is more than 50,000 runs, ErrAway, ErrBusy and the
// context's.
func (s *Store) WrongRuns(ctx context.Context, store string, least int) ([]WrongRun, error) {
	const doing = "look for answers that were wrong in a row"
	all, err := collect(ctx, s.reading, func(row scanner) (r WrongRun, err error) {
		err = row.Scan(&r.Person, &r.Card, &r.Wrong, &r.LastAt)
		return r, err
	}, `WITH good AS (SELECT person, card, MAX(CASE WHEN score >= 1 THEN answered_at ELSE 0 END) AS last_at FROM attempts
			WHERE store = $1 AND card <> '' AND person IN (SELECT id FROM people WHERE left_at = 0) GROUP BY person, card
			HAVING SUM(CASE WHEN score < 1 THEN 1 ELSE 0 END) >= $2)
		SELECT good.person, good.card, COUNT(*), MAX(a.answered_at) FROM good JOIN attempts a
			ON a.store = $1 AND a.person = good.person AND a.card = good.card AND a.answered_at > good.last_at
		GROUP BY good.person, good.card HAVING COUNT(*) >= $2 ORDER BY good.person, good.card LIMIT $3`,
		[]any{store, least, maxReport + 1})
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
