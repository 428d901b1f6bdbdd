package records

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// enoughBefore is how many earlier answers of a person their mean is taken of, for the discrimination of a question.
const enoughBefore = 10

// countDay counts an attempt for the person's day.
func countDay(ctx context.Context, tx queries, a Attempt) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO days (store, day, person, attempts, correct, score) VALUES ($1, $2, $3, 1, $4, $5)
		ON CONFLICT (store, day, person) DO UPDATE SET attempts = days.attempts + 1, correct = days.correct + excluded.correct,
			score = days.score + excluded.score`, a.Store, a.Day, a.Person, zeroOne(isRight(a.Score)), a.Score)
	return err
}

// firstDay is the day that a week begins on, a Monday, in days since 1970. Week 0 is the one that 1970 began in.
func firstDay(week int64) int64 { return 7*week - 3 }

// weekOf is the week that a day is in.
func weekOf(day int64) int64 { return (day + 3) / 7 }

// countWeek counts an attempt for the person's week.
func countWeek(ctx context.Context, tx queries, a Attempt) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO weeks (store, week, person, family, attempts, correct, score)
		VALUES ($1, $2, $3, $4, 1, $5, $6) ON CONFLICT (store, week, person, family) DO UPDATE SET attempts = weeks.attempts + 1,
			correct = weeks.correct + excluded.correct, score = weeks.score + excluded.score`,
		a.Store, weekOf(a.Day), a.Person, a.Family, zeroOne(isRight(a.Score)), a.Score)
	return err
}

// countStem counts an attempt for the statistics of its question, if it is the person's first at it: what somebody has met before
// says little about how hard it is. The rest, against which the question is held, is the mean of what the person had answered until
// then; so the question never counts for itself.
func countStem(ctx context.Context, tx queries, a Attempt) error {
	if a.Stem == "" {
		return nil
	}
	var one int
	err := tx.QueryRowContext(ctx, `SELECT 1 FROM attempts WHERE person = $1 AND stem = $2 AND lang = $3
		AND NOT (drill = $4 AND id = $5) LIMIT 1`, a.Person, a.Stem, a.Lang, a.Drill, a.ID).Scan(&one)
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	rated, rest, err := restOf(ctx, tx, a)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO stems (store, lang, stem, month, card, kind, attempts, correct, score, score2, rated,
			rated_score, rated_score2, rest, rest2, score_rest)
		VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (store, lang, stem, month) DO UPDATE SET attempts = stems.attempts + 1, correct = stems.correct + excluded.correct,
			score = stems.score + excluded.score, score2 = stems.score2 + excluded.score2, rated = stems.rated + excluded.rated,
			rated_score = stems.rated_score + excluded.rated_score, rated_score2 = stems.rated_score2 + excluded.rated_score2,
			rest = stems.rest + excluded.rest, rest2 = stems.rest2 + excluded.rest2,
			score_rest = stems.score_rest + excluded.score_rest`,
		a.Store, a.Lang, a.Stem, month(a.AnsweredAt), a.Card, a.Kind, zeroOne(isRight(a.Score)), a.Score, a.Score*a.Score,
		rated, rated*a.Score, rated*a.Score*a.Score, rated*rest, rated*rest*rest, rated*a.Score*rest)
	return err
}

// restOf gives the mean of a person's scores without this attempt, and 1 if there are enough of them, else 0.
func restOf(ctx context.Context, tx queries, a Attempt) (rated, rest float64, err error) {
	var n, sum float64
	err = tx.QueryRowContext(ctx, `SELECT SUM(attempts), SUM(score) FROM days WHERE person = $1`, a.Person).Scan(&n, &sum)
	if n--; err != nil || n < enoughBefore {
		return 0, 0, err
	}
	return 1, (sum - a.Score) / n, nil
}

// month counts the months since January 1970, UTC.
func month(at int64) int64 {
	t := time.UnixMilli(at).UTC()
	return 12*int64(t.Year()-1970) + int64(t.Month()) - 1
}

// zeroOne writes a yes or no the way both databases take it.
func zeroOne(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
