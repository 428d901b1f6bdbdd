package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"clerkcoach/people"
)

// AddStore keeps a new store. The errors are ErrTaken, for its code or id, and those of Keep.
func (s *Store) AddStore(ctx context.Context, add people.Store) error {
	return s.change(ctx, "add a store", func(ctx context.Context, tx queries) error { return addStores(ctx, tx, add) })
}

// addStores adds new stores, many in one statement.
func addStores(ctx context.Context, tx queries, add ...people.Store) error {
	for some := range slices.Chunk(add, rowsAtOnce) {
		c := &conditions{}
		rows := make([]string, len(some))
		for i, p := range some {
			rows[i] = c.say(`(%s, %s, %s)`, p.ID, p.Code, p.Name)
		}
		text := `INSERT INTO stores (id, code, name) VALUES ` + strings.Join(rows, ", ") + ` ON CONFLICT DO NOTHING`
		if err := touch(ctx, tx, len(some), ErrTaken, text, c.args...); err != nil {
			return err
		}
	}
	return nil
}

// ChangeStore changes a store's code and name. The errors are ErrNone, ErrTaken and those of Keep.
func (s *Store) ChangeStore(ctx context.Context, to people.Store) error {
	return s.change(ctx, "change a store", func(ctx context.Context, tx queries) error {
		return changeOne(ctx, tx, `UPDATE stores SET code = $1, name = $2 WHERE id = $3`, to.Code, to.Name, to.ID)
	})
}

// Stores lists all stores by their codes. The errors are ErrAway, ErrBusy and the context's.
func (s *Store) Stores(ctx context.Context) ([]people.Store, error) {
	all, err := collect(ctx, s.reading, func(row scanner) (p people.Store, err error) {
		err = row.Scan(&p.ID, &p.Code, &p.Name)
		return p, err
	}, `SELECT id, code, name FROM stores ORDER BY code`, nil)
	return all, explain("list the stores", err)
}

// personColumns are the columns of a person, in the order in which scanPerson reads them.
const personColumns = `id, number, name, store, role, added_at, left_at, signed_out_at, CASE WHEN pin <> '' THEN 1 ELSE 0 END,
	CASE WHEN password <> '' THEN 1 ELSE 0 END, pin_once`

func scanPerson(row scanner) (p people.Person, err error) {
	var pin, password, once int64
	err = row.Scan(&p.ID, &p.Number, &p.Name, &p.Store, &p.Role, &p.AddedAt, &p.LeftAt, &p.SignedOutAt, &pin, &password, &once)
	p.HasPIN, p.HasPassword, p.PINOnce = pin > 0, password > 0, once > 0
	return p, err
}

// AddPerson keeps a new person, who cannot sign in yet. The errors are ErrTaken, for the number or id, and those of Keep.
func (s *Store) AddPerson(ctx context.Context, p people.Person) error {
	return s.change(ctx, "add a person", func(ctx context.Context, tx queries) error { return addPeople(ctx, tx, p) })
}

// addPeople adds new people, many in one statement.
func addPeople(ctx context.Context, tx queries, add ...people.Person) error {
	for some := range slices.Chunk(add, rowsAtOnce) {
		c := &conditions{}
		rows := make([]string, len(some))
		for i, p := range some {
			rows[i] = c.say(`(%s, %s, %s, %s, %s, '', 0, '', %s, 0, 0)`, p.ID, p.Number, p.Name, p.Store, p.Role, p.AddedAt)
		}
		text := `INSERT INTO people (id, number, name, store, role, pin, pin_once, password, added_at, left_at, signed_out_at)
			VALUES ` + strings.Join(rows, ", ") + ` ON CONFLICT DO NOTHING`
		if err := touch(ctx, tx, len(some), ErrTaken, text, c.args...); err != nil {
			return err
		}
	}
	return nil
}

// ChangePerson changes a person's number, name, store, role and when they left. Who leaves, or comes to another role or store, is
// signed out everywhere at the time given. The errors are ErrNone, ErrTaken, ErrLastAdmin and those of Keep.
func (s *Store) ChangePerson(ctx context.Context, to people.Person, at int64) error {
	return s.change(ctx, "change a person", func(ctx context.Context, tx queries) error {
		return keepingAdmin(ctx, tx, func() error { return changePeople(ctx, tx, at, to) })
	})
}

// changePeople changes people who are there, many in one statement. That an admin is left is for the caller to see to.
func changePeople(ctx context.Context, tx queries, at int64, to ...people.Person) error {
	for some := range slices.Chunk(to, rowsAtOnce) {
		c := &conditions{}
		rows := make([]string, len(some))
		for i, p := range some {
			// PostgreSQL takes placeholders in such a list for texts, whatever they are compared with.
			rows[i] = c.say(`(CAST(%s AS TEXT), CAST(%s AS TEXT), CAST(%s AS TEXT), CAST(%s AS TEXT), CAST(%s AS TEXT), CAST(%s AS BIGINT))`,
				p.ID, p.Number, p.Name, p.Store, p.Role, p.LeftAt)
		}
		text := `WITH wanted (id, number, name, store, role, left_at) AS (VALUES ` + strings.Join(rows, ", ") + `)
			UPDATE people SET number = wanted.number, name = wanted.name, store = wanted.store, role = wanted.role, left_at = wanted.left_at,
				signed_out_at = CASE WHEN people.store <> wanted.store OR people.role <> wanted.role OR people.left_at <> wanted.left_at
					THEN ` + c.place(at) + ` ELSE people.signed_out_at END
			FROM wanted WHERE people.id = wanted.id`
		if err := touch(ctx, tx, len(some), ErrNone, text, c.args...); err != nil {
			return err
		}
	}
	return nil
}

// keepingAdmin does something that may take admins away, and is an error if it took the last one. Two that do so at once on
// PostgreSQL wait for each other.
func keepingAdmin(ctx context.Context, tx queries, do func() error) error {
	if _, err := tx.ExecContext(ctx, `UPDATE people SET role = role WHERE role = 'admin' AND left_at = 0`); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	return someAdmin(ctx, tx)
}

// someAdmin is an error unless an admin is left, once there has been one.
func someAdmin(ctx context.Context, tx queries) error {
	var admins, all int64
	err := tx.QueryRowContext(ctx, `SELECT COALESCE(SUM(CASE WHEN role = 'admin' AND left_at = 0 THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN password <> '' THEN 1 ELSE 0 END), 0) FROM people`).Scan(&admins, &all)
	if err == nil && admins == 0 && all > 0 {
		return ErrLastAdmin
	}
	return err
}

// Person finds a person by id. The errors are ErrNone, ErrAway, ErrBusy and the context's.
func (s *Store) Person(ctx context.Context, id string) (people.Person, error) {
	return s.person(ctx, `SELECT `+personColumns+` FROM people WHERE id = $1`, id)
}

// PersonByNumber finds a person by staff number. The errors are those of Person.
func (s *Store) PersonByNumber(ctx context.Context, number string) (people.Person, error) {
	return s.person(ctx, `SELECT `+personColumns+` FROM people WHERE number = $1`, number)
}

func (s *Store) person(ctx context.Context, text, key string) (people.Person, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	p, err := scanPerson(s.reading.QueryRowContext(ctx, text, key))
	return p, explain("find a person", missing(err))
}

// Staff says which people are wanted; the zero Staff means all of them.
type Staff struct {
	Store string
	Role  people.Role
	// Left chooses those who have left, instead of those who are there.
	Left bool
	// Everybody chooses both.
	Everybody bool
}

// People lists people by their numbers, a page at a time; next and the errors are as for Attempts.
func (s *Store) People(ctx context.Context, f Staff, p Page) (page []people.Person, next Cursor, err error) {
	const doing = "list people"
	c := &conditions{}
	c.equal("store", f.Store)
	c.equal("role", string(f.Role))
	switch {
	case f.Everybody:
	case f.Left:
		c.add("left_at > %s", 0)
	default:
		c.add("left_at = %s", 0)
	}
	if err := p.after(c, "number"); err != nil {
		return nil, "", explain(doing, err)
	}
	text := `SELECT ` + personColumns + ` FROM people` + c.where() + p.order("number") + c.limit(p.rows()+1)
	page, err = collect(ctx, s.reading, scanPerson, text, c.args)
	if err != nil {
		return nil, "", explain(doing, err)
	}
	page, next = cut(p, page, func(last people.Person) []any { return []any{last.Number} })
	return page, next, nil
}

// change carries out a write that gives nothing but an error.
func (s *Store) change(ctx context.Context, doing string, do work) error {
	return explain(doing, s.writer.write(ctx, do))
}

// addOne adds one row by a statement that does nothing where a key is there already. The error is then ErrTaken.
func addOne(ctx context.Context, tx queries, text string, args ...any) error {
	return touch(ctx, tx, 1, ErrTaken, text, args...)
}

// changeOne changes one row. The errors are ErrNone and ErrTaken.
func changeOne(ctx context.Context, tx queries, text string, args ...any) error {
	return touch(ctx, tx, 1, ErrNone, text, args...)
}

// touch carries out a statement that is to add or change so many rows. The error is less where it does so for fewer, and ErrTaken
// where the database has refused a key.
func touch(ctx context.Context, tx queries, rows int, less error, text string, args ...any) error {
	done, err := tx.ExecContext(ctx, text, args...)
	if isDuplicate(err) {
		return fmt.Errorf("%w: %w", ErrTaken, err)
	}
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n >= int64(rows) {
		return err
	}
	return less
}

// missing makes an ErrNone of what the database says where there is no row.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNone
	}
	return err
}
