package records

import (
	"context"
	"fmt"
	"slices"

	"clerkcoach/people"
)

// MaxStaff is the most rows that a StaffChange has.
const MaxStaff = 20_000

// StaffChange is what a list of staff changes.
type StaffChange struct {
	Stores []people.Store  // new ones
	Add    []people.Person // new ones
	Change []people.Person // as they are to be; see ChangePerson
	Leave  []string        // the ids of those who leave; who has left already stays as they are
	At     int64           // when, in milliseconds since 1970
}

// CarryOut makes all changes of a list of staff, or none. Whether an admin is left is looked at in the end, so that one admin may
// follow another in one list. The errors are ErrNone, ErrTaken, ErrLastAdmin, ErrInvalid for more than MaxStaff rows, and those of
// Keep.
func (s *Store) CarryOut(ctx context.Context, plan StaffChange) error {
	const doing = "carry out a list of staff"
	if len(plan.Stores)+len(plan.Add)+len(plan.Change)+len(plan.Leave) > MaxStaff {
		return explain(doing, &FieldError{Field: "StaffChange", Rule: fmt.Sprintf("at most %d rows", MaxStaff)})
	}
	return s.change(ctx, doing, func(ctx context.Context, tx queries) error {
		return keepingAdmin(ctx, tx, func() error { return carryOut(ctx, tx, plan) })
	})
}

func carryOut(ctx context.Context, tx queries, plan StaffChange) error {
	if err := addStores(ctx, tx, plan.Stores...); err != nil {
		return fmt.Errorf("add the stores: %w", err)
	}
	if err := addPeople(ctx, tx, plan.Add...); err != nil {
		return fmt.Errorf("add the new people: %w", err)
	}
	if err := changePeople(ctx, tx, plan.At, plan.Change...); err != nil {
		return fmt.Errorf("change people: %w", err)
	}
	if err := letGo(ctx, tx, plan.At, plan.Leave); err != nil {
		return fmt.Errorf("note who leaves: %w", err)
	}
	return nil
}

// letGo notes that people leave, many in one statement, which ends their sessions.
func letGo(ctx context.Context, tx queries, at int64, leave []string) error {
	for some := range slices.Chunk(leave, rowsAtOnce) {
		c := &conditions{}
		when := c.place(at)
		text := `UPDATE people SET left_at = CASE WHEN left_at = 0 THEN ` + when + ` ELSE left_at END,
			signed_out_at = CASE WHEN left_at = 0 THEN ` + when + ` ELSE signed_out_at END WHERE id IN ` + c.in(some)
		if err := touch(ctx, tx, len(some), ErrNone, text, c.args...); err != nil {
			return err
		}
	}
	return nil
}
