package records

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"clerkcoach/people"
)

// columnsOf walks the schema of a database: the names of columns, by the names of tables.
func columnsOf(t *testing.T, s *Store) map[string][]string {
	t.Helper()
	text := `SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'`
	if s.dialect == goose.DialectPostgres {
		text = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'`
	}
	all := map[string][]string{}
	_, err := collect(t.Context(), s.reading, func(row scanner) (c [2]string, err error) {
		err = row.Scan(&c[0], &c[1])
		all[c[0]] = append(all[c[0]], c[1])
		return c, err
	}, text, nil)
	must(t, err)
	for table := range all {
		if strings.HasPrefix(table, "sqlite_") || strings.HasPrefix(table, "goose_") {
			delete(all, table)
		}
	}
	return all
}

// TestTracesKnowEveryTable wants each table of either database to say what it has of people, and each column that names one to be
// known.
func TestTracesKnowEveryTable(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		all := columnsOf(t, mustOpen(t, c))
		for _, trace := range traces() {
			columns, there := all[trace.table]
			if !there {
				t.Errorf("there is no table %s, or it is listed twice", trace.table)
			}
			delete(all, trace.table)
			for _, column := range columns {
				named := column == "person" || strings.HasSuffix(column, "_by") || trace.table == "people" && column == "id"
				if known := column == trace.about || column == trace.by; named != known {
					t.Errorf("%s.%s names a person: %v, and is known: %v", trace.table, column, named, known)
				}
				secret := slices.Contains([]string{"pin", "password", "token", "content"}, column)
				if hidden := slices.Contains(trace.hidden, column); secret != hidden {
					t.Errorf("%s.%s is secret: %v, and hidden: %v", trace.table, column, secret, hidden)
				}
			}
		}
		for table := range all {
			t.Errorf("nobody knows what the table %s has of people", table)
		}
	})
}

// mentions lists the columns, as table.column, in which one of some texts stands, of a database's tables.
func mentions(t *testing.T, s *Store, texts ...string) []string {
	t.Helper()
	var found []string
	for _, table := range tables() {
		must(t, eachRow(t.Context(), s.reading, table, "", nil, func(columns []string, values []any) error {
			for i, v := range values {
				value, ok := v.(string)
				stands := func(text string) bool { return strings.Contains(value, text) }
				place := table + "." + columns[i]
				if ok && slices.ContainsFunc(texts, stands) && !slices.Contains(found, place) {
					found = append(found, place)
				}
			}
			return nil
		}))
	}
	slices.Sort(found)
	return found
}

// exported gathers everything about a person: rows by table, each as text.
func exported(t *testing.T, s *Store, person string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	must(t, s.EverythingOf(t.Context(), person, func(table string, columns []string, row []any) error {
		if len(columns) != len(row) {
			t.Errorf("%s: %d columns and %d values", table, len(columns), len(row))
		}
		all[table] = append(all[table], fmt.Sprint(row))
		return nil
	}))
	return all
}

// TestEverythingOf fills all tables and wants all rows that have to do with a person, and no secret.
func TestEverythingOf(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := everyTable(t, c)
		clerk, boss := exported(t, s, "p-1"), exported(t, s, "p-2")
		counts := func(all map[string][]string) map[string]int {
			n := map[string]int{}
			for table, rows := range all {
				n[table] = len(rows)
			}
			return n
		}
		same(t, map[string]int{
			"attempts": 1, "people": 1, "tries": 1, "links": 1, "reviews": 1, "days": 1, "weeks": 1, "lookups": 1, "assigned": 1,
			"enrolments": 1, "steps": 1, "sittings": 1, "sitting_answers": 1, "views": 1, "game_players": 1, "game_answers": 1,
		}, counts(clerk))
		same(t, map[string]int{
			"attempts": 1, "people": 1, "tablets": 1, "sessions": 1, "assignments": 1, "enrolments": 1, "views": 1, "games": 1,
			"game_players": 1, "game_answers": 1,
		}, counts(boss))
		for _, secret := range []string{"argon2id", "aa", "bb", "cc", "e0e0", "f0f0", "a0a0", "deadline"} {
			if all := fmt.Sprint(clerk, boss); strings.Contains(all, secret) {
				t.Errorf("%s is shown: %s", secret, all)
			}
		}
		wants(t, s.EverythingOf(t.Context(), "nobody", nil), ErrNone)
		enough := errors.New("enough")
		wants(t, s.EverythingOf(t.Context(), "p-1", func(string, []string, []any) error { return enough }), enough)
	})
}

func TestViews(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), mustOpen(t, c)
		var want []View
		for i := range 9 {
			v := View{By: fmt.Sprint("p-", i%3), Person: "p-9", What: fmt.Sprint("report ", i), At: noon + int64(i/4)}
			must(t, s.View(ctx, v.By, v.Person, v.What, v.At), s.View(ctx, v.By, "p-8", v.What, v.At))
			want = append(want, v)
		}
		for _, newest := range []bool{false, true} {
			var got []View
			for p := (Page{Rows: 2, NewestFirst: newest}); ; {
				page, next, err := s.ViewsOf(ctx, "p-9", p)
				must(t, err)
				got = append(got, page...)
				if p.After = next; next == "" {
					break
				}
			}
			if newest {
				slices.Reverse(got)
			}
			if !slices.IsSortedFunc(got, func(a, b View) int { return int(a.At - b.At) }) {
				t.Errorf("%v", got)
			}
			slices.SortFunc(got, func(a, b View) int { return slices.Index(want, a) - slices.Index(want, b) })
			same(t, want, got)
		}
		_, _, err := s.ViewsOf(ctx, "p-9", Page{After: "x"})
		wants(t, err, ErrInvalid)
	})
}

func TestSettings(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 0)
		must(t, s.SetSetting(ctx, "keep", "90"), s.SetSetting(ctx, "keep", "30"), s.SetSetting(ctx, "门", ""))
		all, err := s.Settings(ctx)
		must(t, err)
		same(t, map[string]string{"keep": "30", "门": ""}, all)
		for _, err := range []error{
			s.SetSetting(ctx, "", "x"), s.SetSetting(ctx, "long", strings.Repeat("x", MaxSettingValue+1)), s.SetSetting(ctx, "line", "a\nb"),
			s.SetSetting(ctx, tracesLeft, "x"),
		} {
			wants(t, err, ErrInvalid)
		}
	})
}

// leave has a person leave.
func leave(t *testing.T, s *Store, p people.Person, at int64) {
	t.Helper()
	p.LeftAt = at
	must(t, s.ChangePerson(t.Context(), p, at))
}
