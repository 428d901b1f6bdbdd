package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pressly/goose/v3"
)

// exportLimit is how long giving everything about a person may take.
const exportLimit = time.Minute

// trace says what one table has of people.
type trace struct {
	table string
	// about is the column with the id of the person that a row is about, and by the one of who did something; empty where there is
	// none.
	about, by string
	// through chooses the rows about a person in SQL where they go by another table.
	through string
	// goes says that the rows about a person are deleted when the person is erased. Else a made-up id takes the place of theirs, so
	// that all sums stay as they are.
	goes bool
	// hidden are the columns that nobody is shown: what a person, a tablet or a browser proves by who they are.
	hidden []string
}

// traces has a line for every table, in the order of tables.
func traces() []trace {
	return []trace{
		{table: "attempts", about: "person"},
		{table: "stores"},
		{table: "people", about: "id", goes: true, hidden: []string{"pin", "password"}},
		{table: "tablets", by: "enrolled_by", hidden: []string{"token"}},
		{table: "tries", about: "person", goes: true},
		{table: "links", about: "person", goes: true, hidden: []string{"token"}},
		{table: "sessions", about: "person", goes: true, hidden: []string{"token", "content"}},
		{table: "settings"},
		{table: "reviews", about: "person", goes: true}, // of use to nobody else
		{table: "days", about: "person"},
		{table: "weeks", about: "person"},
		{table: "stems"},
		{table: "lookups", about: "person"},
		{table: "assignments", by: "made_by"},
		{table: "assigned", about: "person"},
		{table: "enrolments", about: "person", by: "started_by"},
		{table: "steps", about: "person", by: "given_by"},
		{table: "sittings", about: "person"},
		{table: "sitting_answers", through: "sitting IN (SELECT id FROM sittings WHERE person = %s)"},
		{table: "views", about: "person", by: "seen_by", goes: true},
		{table: "games", by: "hosted_by", hidden: []string{"token"}},
		{table: "game_questions"},
		{table: "game_players", by: "person", hidden: []string{"token"}},
		{table: "game_answers", through: "(game, player) IN (SELECT game, id FROM game_players WHERE person = %s)"},
	}
}

// chosen says in SQL which rows have to do with a person; empty where none can.
func (t trace) chosen(c *conditions, person string) string {
	switch {
	case t.through != "":
		return c.say(t.through, person)
	case t.about != "" && t.by != "":
		return c.say(t.about+" = %s OR "+t.by+" = %s", person, person)
	case t.about+t.by != "":
		return c.say(t.about+t.by+" = %s", person)
	}
	return ""
}

// EverythingOf gives all rows of all tables that have to do with a person, as they were at one moment: those about them, and what
// they have done with others. Hashes of secrets and what sessions hold are left out. The columns and the row given to use are good
// until it returns; an error of it ends the reading. The errors are ErrNone, ErrAway, ErrBusy, the context's and those of use. It
// may take a minute.
func (s *Store) EverythingOf(ctx context.Context, person string, use func(table string, columns []string, row []any) error) error {
	const doing = "give everything about a person"
	ctx, cancel := context.WithTimeout(ctx, exportLimit)
	defer cancel()
	tx, err := s.snapshot(ctx)
	if err != nil {
		return explain(doing, err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	if _, err := scanPerson(tx.QueryRowContext(ctx, `SELECT `+personColumns+` FROM people WHERE id = $1`, person)); err != nil {
		return explain(doing, missing(err))
	}
	for _, t := range traces() {
		if err := t.each(ctx, tx, person, use); err != nil {
			return explain(doing, err)
		}
	}
	return nil
}

// snapshot begins a transaction that sees everything as it was at its start.
func (s *Store) snapshot(ctx context.Context) (*sql.Tx, error) {
	var options *sql.TxOptions
	if s.dialect == goose.DialectPostgres {
		options = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	tx, err := s.reading.BeginTx(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("begin to read: %w", err)
	}
	return tx, nil
}

// each gives the rows of a table that have to do with a person, without what is hidden.
func (t trace) each(
	ctx context.Context, q queries, person string, use func(table string, columns []string, row []any) error,
) error {
	c := &conditions{}
	where := t.chosen(c, person)
	if where == "" {
		return nil
	}
	return eachRow(ctx, q, t.table, ` WHERE `+where, c.args, func(columns []string, values []any) error {
		var shown []string
		var row []any
		for i, column := range columns {
			if !slices.Contains(t.hidden, column) {
				shown, row = append(shown, column), append(row, values[i])
			}
		}
		return use(t.table, shown, row)
	})
}

// View is that somebody looked at another person's results.
type View struct {
	By     string // who looked; empty for somebody who has been erased
	Person string // whose they are
	What   string // such as "person" or "report"
	At     int64  // milliseconds since 1970
}

// View notes that somebody looks at another person's results. The errors are those of Keep.
func (s *Store) View(ctx context.Context, by, person, what string, at int64) error {
	return s.NoteViews(ctx, []View{{By: by, Person: person, What: what, At: at}})
}

// ViewsOf lists who looked at a person's results, by time, a page at a time; next and the errors are as for Attempts.
func (s *Store) ViewsOf(ctx context.Context, person string, p Page) (page []View, next Cursor, err error) {
	const doing = "list who looked at a person's results"
	type row struct {
		id string
		View
	}
	c := &conditions{}
	c.add("person = %s", person)
	if err := p.after(c, "seen_at", "id"); err != nil {
		return nil, "", explain(doing, err)
	}
	text := `SELECT id, seen_by, person, what, seen_at FROM views` + c.where() + p.order("seen_at", "id") + c.limit(p.rows()+1)
	rows, err := collect(ctx, s.reading, func(from scanner) (r row, err error) {
		err = from.Scan(&r.id, &r.By, &r.Person, &r.What, &r.At)
		return r, err
	}, text, c.args)
	if err != nil {
		return nil, "", explain(doing, err)
	}
	rows, next = cut(p, rows, func(last row) []any { return []any{last.At, last.id} })
	for _, r := range rows {
		page = append(page, r.View)
	}
	return page, next, nil
}

// Bounds of a setting, in characters.
const (
	MaxSettingName  = 60
	MaxSettingValue = 1000
)

// Settings gives all settings, by their names. The errors are ErrAway, ErrBusy and the context's.
func (s *Store) Settings(ctx context.Context) (map[string]string, error) {
	type setting struct{ name, value string }
	rows, err := collect(ctx, s.reading, func(row scanner) (one setting, err error) {
		err = row.Scan(&one.name, &one.value)
		return one, err
	}, `SELECT name, value FROM settings WHERE name <> $1 LIMIT $2`, []any{tracesLeft, MaxRows})
	if err != nil {
		return nil, explain("read the settings", err)
	}
	all := make(map[string]string, len(rows))
	for _, one := range rows {
		all[one.name] = one.value
	}
	return all, nil
}

// SetSetting keeps a setting. The errors are ErrInvalid and those of Keep.
func (s *Store) SetSetting(ctx context.Context, setting, value string) error {
	const doing = "keep a setting"
	if err := errors.Join(name("name", setting, 1, MaxSettingName), name("value", value, 0, MaxSettingValue)); err != nil {
		return explain(doing, err)
	}
	if setting == tracesLeft {
		return explain(doing, &FieldError{Field: "name", Rule: "not one of the store's own"})
	}
	return s.change(ctx, doing, func(ctx context.Context, tx queries) error { return setSetting(ctx, tx, setting, value) })
}

func setSetting(ctx context.Context, tx queries, setting, value string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, setting, value)
	return err
}
