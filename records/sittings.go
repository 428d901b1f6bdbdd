package records

import (
	"context"
	"database/sql"
	"errors"
)

// Sitting is one person's working through one drill for a purpose: an assignment, or a step of a path. It finishes by itself with
// the first answer to the last question; of each question the first answer counts. Times are milliseconds since 1970; 0 is never.
type Sitting struct {
	ID         string
	Person     string
	Drill      string
	Assignment string // an assignment's id, or empty
	Path, Step string // ids in the playbook, or empty
	Questions  int
	Answered   int
	// Score is the sum over the answered questions.
	Score                 float64
	StartedAt, FinishedAt int64
}

// Percent is the score in percent of all questions, rounded down: nobody passes by half a point.
func (s *Sitting) Percent() int {
	if s.Questions == 0 {
		return 0
	}
	return int(s.Score/float64(s.Questions)*100 + 1e-9)
}

const sittingColumns = `id, person, drill, assignment, path, step, questions, answered, score, started_at, finished_at`

// fields are where the columns of a sitting are read into.
func (s *Sitting) fields() []any {
	return []any{
		&s.ID, &s.Person, &s.Drill, &s.Assignment, &s.Path, &s.Step, &s.Questions, &s.Answered, &s.Score, &s.StartedAt, &s.FinishedAt,
	}
}

func scanSitting(row scanner) (s Sitting, err error) {
	err = row.Scan(s.fields()...)
	return s, err
}

// StartSitting keeps a sitting that begins. One that is under way for the same purpose with the same drill goes on, and is given
// instead. The errors are ErrInvalid for a sitting without questions, ErrTaken for its id, and those of Keep.
func (s *Store) StartSitting(ctx context.Context, begin Sitting) (under Sitting, err error) {
	const doing = "start a sitting"
	if begin.Questions < 1 {
		return Sitting{}, explain(doing, &FieldError{Field: "Questions", Rule: "from 1 on"})
	}
	err = s.change(ctx, doing, func(ctx context.Context, tx queries) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO sittings (`+sittingColumns+`)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8, 0) ON CONFLICT DO NOTHING`, begin.ID, begin.Person, begin.Drill,
			begin.Assignment, begin.Path, begin.Step, begin.Questions, begin.StartedAt)
		if err != nil {
			return err
		}
		under, err = scanSitting(tx.QueryRowContext(ctx, `SELECT `+sittingColumns+` FROM sittings WHERE person = $1 AND drill = $2
			AND assignment = $3 AND path = $4 AND step = $5 AND finished_at = 0`,
			begin.Person, begin.Drill, begin.Assignment, begin.Path, begin.Step))
		if errors.Is(err, sql.ErrNoRows) {
			return ErrTaken // by a sitting for something else
		}
		return err
	})
	if err != nil {
		return Sitting{}, err
	}
	return under, nil
}

// countSitting counts an attempt for the sittings of its drill that its person has under way.
func countSitting(ctx context.Context, tx queries, a Attempt) error {
	all, err := collect(ctx, tx, scanText, `SELECT id FROM sittings WHERE person = $1 AND drill = $2 AND finished_at = 0 ORDER BY id`,
		[]any{a.Person, a.Drill})
	if err != nil {
		return err
	}
	for _, id := range all {
		done, err := tx.ExecContext(ctx, `INSERT INTO sitting_answers (sitting, question, score) VALUES ($1, $2, $3)
			ON CONFLICT (sitting, question) DO NOTHING`, id, a.Question, a.Score)
		if err != nil {
			return err
		}
		first, err := done.RowsAffected()
		if err != nil {
			return err
		}
		if first == 0 {
			continue
		}
		_, err = tx.ExecContext(ctx, `UPDATE sittings SET answered = answered + 1, score = score + $1,
			finished_at = CASE WHEN answered + 1 >= questions THEN $2 ELSE finished_at END WHERE id = $3 AND finished_at = 0`,
			a.Score, a.ReceivedAt, id)
		if err != nil {
			return err
		}
	}
	return nil
}

// SittingsOf lists the sittings of a person, the newest first, of at most MaxRows.
func (s *Store) SittingsOf(ctx context.Context, person string) ([]Sitting, error) {
	all, err := collect(ctx, s.reading, scanSitting, `SELECT `+sittingColumns+` FROM sittings WHERE person = $1
		ORDER BY started_at DESC, id DESC LIMIT $2`, []any{person, MaxRows})
	return all, explain("list a person's sittings", err)
}
