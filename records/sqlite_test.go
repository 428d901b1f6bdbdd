package records

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOptionsOnEveryConnection reads the options back from every connection of both pools, held at once.
func TestOptionsOnEveryConnection(t *testing.T) {
	t.Parallel()
	s := fresh(t, 0)
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "busy_timeout": "5000", "foreign_keys": "1", "journal_size_limit": "67108864",
		"secure_delete": "1", "temp_store": "2", "cache_size": "-16384",
	}
	for pool, expect := range map[*sql.DB]struct {
		connections int
		readOnly    string
	}{s.writing: {1, "0"}, s.reading: {readers, "1"}} {
		want["query_only"] = expect.readOnly
		if got := pool.Stats().MaxOpenConnections; got != expect.connections {
			t.Errorf("%d connections, want %d", got, expect.connections)
		}
		for range expect.connections {
			conn, err := pool.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close() //nolint:errcheck // until the end, so that each is another
			got := map[string]string{}
			for name := range want {
				var value string
				if err := conn.QueryRowContext(t.Context(), "PRAGMA "+name).Scan(&value); err != nil {
					t.Fatal(err)
				}
				got[name] = value
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
	}
}

// TestWritesBeginImmediately wants a write transaction to hold the lock from its beginning.
func TestWritesBeginImmediately(t *testing.T) {
	t.Parallel()
	c := Config{Folder: t.TempDir()}
	s := mustOpen(t, c)
	release := hold(t, s)
	defer release()
	other, err := sql.Open("sqlite", dsn(filepath.Join(c.Folder, FileName), "immediate", "busy_timeout(1)"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close() //nolint:errcheck // only read
	_, err = other.BeginTx(t.Context(), nil)
	wants(t, explain("begin", err), ErrBusy)
}

func TestFilesOfTheFolder(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "a folder? with #odd %41 signs&", "客")
	s := mustOpen(t, Config{Folder: folder})
	mustKeep(t, s, attempt(1))
	found, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range found {
		info, err := f.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
		names = append(names, f.Name())
	}
	if got := strings.Join(names, " "); got != "clerkcoach.db clerkcoach.db-shm clerkcoach.db-wal clerkcoach.lock" {
		t.Error(got)
	}
}

func TestOpenRefusesDamaged(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, FileName), []byte(strings.Repeat("no database", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), Config{Folder: folder})
	wants(t, err, ErrDamaged)
}

// TestListsUseIndexes wants no list to read all attempts, or to sort them.
func TestListsUseIndexes(t *testing.T) {
	t.Parallel()
	s := fresh(t, 0)
	for _, f := range []Filter{{}, {Person: "p"}, {Card: "c"}, {Person: "p", From: 5}, {Until: 5}} {
		for _, newest := range []bool{false, true} {
			c := f.conditions()
			p := Page{After: cursorAt(int64(1), "d", "i"), NewestFirst: newest}
			if err := p.after(c, "answered_at", "drill", "id"); err != nil {
				t.Fatal(err)
			}
			text := `EXPLAIN QUERY PLAN SELECT ` + attemptColumns + ` FROM attempts` + c.where() +
				p.order("answered_at", "drill", "id") + c.limit(9)
			plan, err := collect(t.Context(), s.reading, func(row scanner) (detail string, err error) {
				var a, b, c int
				err = row.Scan(&a, &b, &c, &detail)
				return detail, err
			}, text, c.args)
			if err != nil || len(plan) != 1 || !strings.HasPrefix(plan[0], "SEARCH attempts USING INDEX") {
				t.Errorf("%+v: %q, %v", f, plan, err)
			}
		}
	}
}

func TestErrorsOfDatabases(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]error{
		5: ErrBusy, 6: ErrBusy, 261: ErrBusy, 13: ErrDisk, 778: ErrDisk, 1034: ErrDisk, 11: ErrDamaged, 26: ErrDamaged,
		522: ErrDamaged, 1555: nil, 1: nil,
	} {
		if got := kindOfSQLite(code); !errors.Is(got, want) {
			t.Errorf("%d is %v, want %v", code, got, want)
		}
	}
	for code, want := range map[string]error{
		"53100": ErrDisk, "40001": ErrBusy, "53300": ErrBusy, "57P01": ErrAway, "57P03": ErrAway, "08006": ErrAway,
		"XX001": ErrDamaged, "23505": nil, "42601": nil,
	} {
		if got := kindOfPostgres(code); !errors.Is(got, want) {
			t.Errorf("%s is %v, want %v", code, got, want)
		}
	}
}
