package records

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Bounds of an assignment: of its title in characters, of its recipe in bytes, and of the people who are named.
const (
	MaxTitle    = 120
	MaxRecipe   = 8 << 10
	MaxAssigned = 1000
)

// Assignment is a drill that is given to people of a store. Times are milliseconds since 1970, UTC; 0 is never.
type Assignment struct {
	ID, Store, Title string
	// Recipe is what the drill is made by, in JSON. It is kept byte for byte.
	Recipe []byte
	// PassMark is from how many percent on it is passed, 1 to 100.
	PassMark int
	// Everybody asks all clerks and trainers of the store, whoever comes later as well; else those in People, by their ids, are asked.
	Everybody bool
	People    []string
	// MadeBy is who made it; empty for somebody who has been erased.
	MadeBy                    string
	MadeAt, UntilAt, ClosedAt int64
}

// Validate tells everything that keeps an assignment from being kept: an ErrInvalid made of a FieldError for each field.
func (a *Assignment) Validate() error {
	return errors.Join(
		name("ID", a.ID, 1, MaxID),
		name("Store", a.Store, 1, MaxStore),
		name("Title", a.Title, 1, MaxTitle),
		a.validRecipe(),
		a.validMark(),
		a.validPeople(),
		name("MadeBy", a.MadeBy, 1, MaxPerson),
		a.validTimes(),
	)
}

func (a *Assignment) validRecipe() error {
	switch {
	case len(a.Recipe) > MaxRecipe:
		return &FieldError{Field: "Recipe", Rule: fmt.Sprintf("at most %d bytes", MaxRecipe)}
	case !utf8.Valid(a.Recipe) || !json.Valid(a.Recipe):
		return &FieldError{Field: "Recipe", Rule: "JSON in UTF-8"}
	}
	return nil
}

func (a *Assignment) validMark() error {
	if a.PassMark < 1 || a.PassMark > 100 {
		return &FieldError{Field: "PassMark", Rule: "from 1 to 100"}
	}
	return nil
}

func (a *Assignment) validPeople() error {
	switch {
	case a.Everybody != (len(a.People) == 0):
		return &FieldError{Field: "People", Rule: "somebody, unless everybody"}
	case len(a.People) > MaxAssigned:
		return &FieldError{Field: "People", Rule: fmt.Sprintf("at most %d", MaxAssigned)}
	}
	seen := make(map[string]bool, len(a.People))
	for _, id := range a.People {
		if err := name("People", id, 1, MaxPerson); err != nil {
			return err
		}
		if seen[id] {
			return &FieldError{Field: "People", Rule: "each once"}
		}
		seen[id] = true
	}
	return nil
}

func (a *Assignment) validTimes() error {
	switch {
	case a.MadeAt < 1 || a.MadeAt > maxTime:
		return &FieldError{Field: "MadeAt", Rule: "milliseconds since 1970, before the year 10000"}
	case a.UntilAt != 0 && (a.UntilAt <= a.MadeAt || a.UntilAt > maxTime):
		return &FieldError{Field: "UntilAt", Rule: "after MadeAt, or 0"}
	case a.ClosedAt != 0:
		return &FieldError{Field: "ClosedAt", Rule: "0; see CloseAssignment"}
	}
	return nil
}

// AddAssignment keeps a new assignment. The errors are ErrInvalid, ErrTaken for its id, and those of Keep.
func (s *Store) AddAssignment(ctx context.Context, a Assignment) error {
	const doing = "add an assignment"
	if err := a.Validate(); err != nil {
		return explain(doing, err)
	}
	return s.change(ctx, doing, func(ctx context.Context, tx queries) error {
		err := addOne(ctx, tx, `INSERT INTO assignments (`+assignmentColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)
			ON CONFLICT DO NOTHING`, a.ID, a.Store, a.Title, string(a.Recipe), a.PassMark, zeroOne(a.Everybody), a.MadeBy, a.MadeAt,
			a.UntilAt)
		if err != nil {
			return err
		}
		w := &adder{to: tx, table: "assigned"}
		for _, person := range a.People {
			if err := w.add(ctx, []string{"assignment", "person"}, []any{a.ID, person}); err != nil {
				return err
			}
		}
		return w.flush(ctx)
	})
}

// CloseAssignment ends an assignment. The errors are ErrNone, also for one that is closed already, and those of Keep.
func (s *Store) CloseAssignment(ctx context.Context, id string, at int64) error {
	return s.change(ctx, "close an assignment", func(ctx context.Context, tx queries) error {
		return changeOne(ctx, tx, `UPDATE assignments SET closed_at = $1 WHERE id = $2 AND closed_at = 0`, at, id)
	})
}

// assignmentColumns are the columns of an assignment, in the order in which they are read and written.
const assignmentColumns = `id, store, title, recipe, pass_mark, everybody, made_by, made_at, until_at, closed_at`

func scanAssignment(row scanner) (a Assignment, err error) {
	var everybody int64
	err = row.Scan(&a.ID, &a.Store, &a.Title, &a.Recipe, &a.PassMark, &everybody, &a.MadeBy, &a.MadeAt, &a.UntilAt, &a.ClosedAt)
	a.Everybody = everybody > 0
	return a, err
}

// Assignment finds an assignment by id, with those whom it names. The errors are ErrNone, ErrAway, ErrBusy and the context's.
func (s *Store) Assignment(ctx context.Context, id string) (Assignment, error) {
	const doing = "find an assignment"
	a, err := s.assignment(ctx, id)
	if err == nil {
		a.People, err = collect(ctx, s.reading, scanText, `SELECT person FROM assigned WHERE assignment = $1 ORDER BY person LIMIT $2`,
			[]any{id, MaxAssigned})
	}
	return a, explain(doing, err)
}

// assignment finds an assignment without those whom it names.
func (s *Store) assignment(ctx context.Context, id string) (Assignment, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	a, err := scanAssignment(s.reading.QueryRowContext(ctx, `SELECT `+assignmentColumns+` FROM assignments WHERE id = $1`, id))
	return a, missing(err)
}
