package records

import (
	"context"
	"slices"
)

// Enrolment is that a person follows a path, or has followed it. Times are milliseconds since 1970, UTC; 0 is never.
type Enrolment struct {
	Person    string
	Path      string // its id in the playbook
	StartedAt int64
	StartedBy string // who put the person on the path; empty for somebody who has been erased
	EndedAt   int64
}

// enrolmentColumns are the columns of an enrolment, in the order in which they are read and written.
const enrolmentColumns = `person, path, started_at, started_by, ended_at`

// fields are where the columns of an enrolment are read into.
func (e *Enrolment) fields() []any {
	return []any{&e.Person, &e.Path, &e.StartedAt, &e.StartedBy, &e.EndedAt}
}

// StartPath puts a person on a path. If they are on it nothing changes; if it has ended it begins anew, and what was done on it
// before stays known. The errors are those of Keep.
func (s *Store) StartPath(ctx context.Context, e Enrolment) error {
	return s.change(ctx, "start a path", func(ctx context.Context, tx queries) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO enrolments (`+enrolmentColumns+`) VALUES ($1, $2, $3, $4, 0)
			ON CONFLICT (person, path) DO UPDATE SET started_at = excluded.started_at, started_by = excluded.started_by, ended_at = 0
				WHERE enrolments.ended_at > 0`, e.Person, e.Path, e.StartedAt, e.StartedBy)
		return err
	})
}

// EndPath takes a person off a path, whether it is finished or not. The errors are ErrNone, also for a path that has ended already,
// and those of Keep.
func (s *Store) EndPath(ctx context.Context, person, path string, at int64) error {
	return s.change(ctx, "end a path", func(ctx context.Context, tx queries) error {
		return changeOne(ctx, tx, `UPDATE enrolments SET ended_at = $1 WHERE person = $2 AND path = $3 AND ended_at = 0`,
			at, person, path)
	})
}

// PathsOf lists the paths of a person, those that have ended as well, the newest first; of at most MaxRows. The errors are ErrAway,
// ErrBusy and the context's.
func (s *Store) PathsOf(ctx context.Context, person string) ([]Enrolment, error) {
	all, err := collect(ctx, s.reading, func(row scanner) (e Enrolment, err error) {
		err = row.Scan(e.fields()...)
		return e, err
	}, `SELECT `+enrolmentColumns+` FROM enrolments WHERE person = $1 ORDER BY started_at DESC, path LIMIT $2`, []any{person, MaxRows})
	return all, explain("list a person's paths", err)
}

// Newcomer is a person on a path, with their staff number and name.
type Newcomer struct {
	Enrolment
	Number, Name string
}

// newcomers says in SQL which people of a store are on which path: enrolments e with people p, of which nobody has left.
const newcomers = `enrolments e JOIN people p ON p.id = e.person WHERE p.store = $1 AND p.left_at = 0 AND e.ended_at = 0`

// Newcomers lists who in a store is on a path, by their numbers, of at most MaxStaff rows. The errors are those of PathsOf.
func (s *Store) Newcomers(ctx context.Context, store string) ([]Newcomer, error) {
	all, err := collect(ctx, s.reading, func(row scanner) (n Newcomer, err error) {
		err = row.Scan(append(n.fields(), &n.Number, &n.Name)...)
		return n, err
	}, `SELECT `+enrolmentColumns+`, p.number, p.name FROM `+newcomers+` ORDER BY p.number, e.path LIMIT $2`, []any{store, MaxStaff})
	return all, explain("list who is on a path", err)
}

// DoStep notes that a person has done a step that is done by saying so, such as reading. By is who says so. It is noted once: a
// repeat changes nothing. The errors are those of Keep.
func (s *Store) DoStep(ctx context.Context, person, path, step, by string, at int64) error {
	e := StepEvent{Person: person, Path: path, Step: step, What: StepDone, By: by, At: at}
	return s.noteStep(ctx, "note that a step is done", e)
}

// ReleaseStep notes that somebody lets a person try the test of a step again. The errors are those of Keep.
func (s *Store) ReleaseStep(ctx context.Context, person, path, step, by string, at int64) error {
	e := StepEvent{Person: person, Path: path, Step: step, What: StepReleased, By: by, At: at}
	return s.noteStep(ctx, "release a step", e)
}

func (s *Store) noteStep(ctx context.Context, doing string, e StepEvent) error {
	return s.change(ctx, doing, func(ctx context.Context, tx queries) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO steps (person, path, step, what, at, given_by) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT DO NOTHING`, e.Person, e.Path, e.Step, e.What, e.At, e.By)
		return err
	})
}

// What can have happened at a step of a path.
const (
	StepDone     = "done"     // somebody said that it is done
	StepReleased = "released" // somebody let the person try the test again
	StepTried    = "tried"    // a sitting was finished
)

// StepEvent is something that has happened at a step of a person's path.
type StepEvent struct {
	Person, Path, Step string
	What               string // StepDone, StepReleased or StepTried
	At                 int64  // when, or when the sitting was finished
	By                 string // who said so; of a sitting the person, and empty for somebody who has been erased
	Percent            int    // of a finished sitting; see Sitting.Percent
}

// maxEvents bounds the events that are read at once: of a person's paths these are many, and of a store they are those of some
// hundred people at a time. The newest count.
const maxEvents = 20_000

// StepsOf lists what has happened at the steps of a person's paths, in the order of time, the newest 20,000. The errors are those
// of PathsOf.
func (s *Store) StepsOf(ctx context.Context, person string) ([]StepEvent, error) {
	all, err := s.stepEvents(ctx, `person = $1`, person)
	return all, explain("list a person's steps", err)
}

// StepsOfAll lists what has happened at the steps of the paths that people of a store are on, as StepsOf does for one person.
func (s *Store) StepsOfAll(ctx context.Context, store string) ([]StepEvent, error) {
	all, err := s.stepEvents(ctx, `(person, path) IN (SELECT e.person, e.path FROM `+newcomers+`)`, store)
	return all, explain("list the steps of those on a path", err)
}

// stepEvents lists what has happened at steps that are chosen in SQL.
func (s *Store) stepEvents(ctx context.Context, chosen string, key string) ([]StepEvent, error) {
	all, err := collect(ctx, s.reading, func(row scanner) (e StepEvent, err error) {
		var sat Sitting
		err = row.Scan(&e.Person, &e.Path, &e.Step, &e.What, &e.At, &e.By, &sat.Questions, &sat.Score)
		e.Percent = sat.Percent()
		return e, err
	}, `SELECT person, path, step, what, at, given_by, 0 AS questions, 0.0 AS score FROM steps WHERE `+chosen+`
		UNION ALL SELECT person, path, step, '`+StepTried+`', finished_at, person, questions, score FROM sittings
			WHERE path <> '' AND finished_at > 0 AND `+chosen+`
		ORDER BY 5 DESC, 1 DESC, 2 DESC, 3 DESC, 4 DESC LIMIT $2`, []any{key, maxEvents})
	slices.Reverse(all)
	return all, err
}
