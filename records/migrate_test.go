package records

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"
)

// slowMigration is a second version that takes its time and changes much.
const slowMigration = `-- +goose Up
CREATE TABLE numbers (n BIGINT PRIMARY KEY, words TEXT NOT NULL);
INSERT INTO numbers WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 150000)
    SELECT n, 'some words' FROM up;
ALTER TABLE attempts ADD COLUMN place TEXT NOT NULL DEFAULT '';
UPDATE attempts SET place = 'here';
CREATE INDEX numbers_by_words ON numbers (words, n);
`

// withSecond are the migrations, with a second one.
func withSecond(second string) (fs.FS, error) {
	files, err := shippedMigrations()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	all := fstest.MapFS{"90000_second.sql": {Data: []byte(second)}}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		all[name] = &fstest.MapFile{Data: text}
	}
	return all, nil
}

func TestOpenRefusesNewer(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		mustKeep(t, mustOpen(t, c), attempt(1))
		files, err := withSecond(slowMigration)
		if err != nil {
			t.Fatal(err)
		}
		newer, err := open(t.Context(), c, files)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(mustList(t, newer, Filter{})); n != 1 {
			t.Errorf("%d attempts after the upgrade", n)
		}
		wants(t, newer.Backup(t.Context(), filepath.Join(t.TempDir(), "b")), backupOfNewer(c))
		if err := newer.Close(); err != nil {
			t.Error(err)
		}
		_, err = Open(t.Context(), c)
		wants(t, err, ErrNewer)
	})
}

// backupOfNewer is what a backup by this program of a newer schema ends in: SQLite copies what there is, and a restore refuses it.
func backupOfNewer(c Config) error {
	if c.URL == "" {
		return nil
	}
	return ErrNewer
}

// TestUpgradeThatFails wants a migration with a fault to leave the schema as it was.
func TestUpgradeThatFails(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		mustKeep(t, mustOpen(t, c), attempt(1))
		files, err := withSecond(slowMigration + "INSERT INTO nowhere VALUES (1);\n")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := open(t.Context(), c, files); err == nil || !strings.Contains(err.Error(), "nowhere") {
			t.Errorf("the upgrade ended in %v", err)
		}
		mustKeep(t, mustOpen(t, c), attempt(2))
	})
}

// upgradeSlowly opens a store with the second migration.
func upgradeSlowly(c Config) error {
	files, err := withSecond(slowMigration)
	if err != nil {
		return err
	}
	s, err := open(context.Background(), c, files)
	return errors.Join(err, closeIf(s))
}

func closeIf(s *Store) error {
	if s == nil {
		return nil
	}
	return s.Close()
}

// TestKilledUpgradeIsOldOrNew kills a process that upgrades, at any moment from a quarter to half as much again of the time that it
// takes when it is left alone: the schema is then the old one or the new one, and whole.
func TestKilledUpgradeIsOldOrNew(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		whole := upgradeFor(t, oldStore(t, c), time.Hour)
		old, upgraded, total := 0, 0, rounds(4, 25)
		for range total {
			c := oldStore(t, c)
			upgradeFor(t, c, whole/4+rand.N(whole*5/4))
			if isUpgraded(t, c) {
				upgraded++
			} else {
				old++
			}
		}
		t.Logf("promise: upgrade killed, %s: %d rounds, %d at the old schema and %d at the new, all whole; left alone it takes %v",
			nameOf(c), total, old, upgraded, short(whole))
		if total >= 25 && min(old, upgraded) == 0 {
			t.Error("it is always killed on the same side of the end of the upgrade, which shows nothing")
		}
	})
}

// oldStore makes a store of the old schema, with something in it, of the same kind as another.
func oldStore(t *testing.T, c Config) Config {
	t.Helper()
	c = another(t, c)
	s := mustOpen(t, c)
	mustKeep(t, s, attempts(50)...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return c
}

// upgradeFor starts a process that upgrades a store, kills it after some time, and tells how long it ran.
func upgradeFor(t *testing.T, c Config, after time.Duration) time.Duration {
	t.Helper()
	cmd, start := process(t, "upgrade", c), time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	if err := cmd.Wait(); err != nil && err.Error() != "signal: killed" {
		t.Fatal(err)
	}
	return time.Since(start)
}

// isUpgraded tells which schema a store has, and fails if it is neither wholly.
func isUpgraded(t *testing.T, c Config) bool {
	t.Helper()
	s, err := Open(t.Context(), c)
	if err == nil { // the old one
		var n int
		if s.reading.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM numbers`).Scan(&n) == nil {
			t.Error("the old schema has something of the new one")
		}
	} else {
		wants(t, err, ErrNewer)
		files, err := withSecond(slowMigration)
		if err != nil {
			t.Fatal(err)
		}
		if s, err = open(t.Context(), c, files); err != nil {
			t.Fatal(err)
		}
		var numbers, placed int
		text := `SELECT (SELECT COUNT(*) FROM numbers), (SELECT COUNT(*) FROM attempts WHERE place = 'here')`
		err = s.reading.QueryRowContext(t.Context(), text).Scan(&numbers, &placed)
		if err != nil || numbers != 150000 || placed != 50 {
			t.Errorf("the new schema holds %d numbers and %d places, %v", numbers, placed, err)
		}
	}
	version, err := schemaVersion(t.Context(), s.reading)
	if err != nil || len(mustList(t, s, Filter{})) != 50 {
		t.Errorf("%d attempts, %v", len(mustList(t, s, Filter{})), err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	return version == 90000
}

// openOnce opens a store, keeps something and closes it.
func openOnce(c Config) error {
	s, err := Open(context.Background(), c)
	if err != nil {
		return err
	}
	_, _, err = s.Keep(context.Background(), attempt(os.Getpid()))
	return errors.Join(err, s.Close())
}

// TestConcurrentOpen wants processes that start at once on a database without a schema to migrate it once.
func TestConcurrentOpen(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		if c.URL != "" {
			c.URL = shared.Bare(t, "")
		}
		together(t, 4, "open", c)
		s := mustOpen(t, c)
		if n := len(mustList(t, s, Filter{})); n != 4 {
			t.Errorf("%d of 4 have kept something", n)
		}
		var rows, versions int
		text := `SELECT COUNT(*), COUNT(DISTINCT version_id) FROM goose_db_version`
		err := s.reading.QueryRowContext(t.Context(), text).Scan(&rows, &versions)
		if err != nil || rows != versions || rows != len(versionsKnown(t))+1 {
			t.Errorf("%d migrations of %d versions, %v", rows, versions, err)
		}
	})
}

// versionsKnown are the names of the migrations, in order.
func versionsKnown(t *testing.T) []string {
	t.Helper()
	files, err := shippedMigrations()
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestUpgradeFromEveryVersion fills a database of each version with that version's rows and opens it. A new migration needs a file
// testdata/old/NAME, with rows that were kept under it.
func TestUpgradeFromEveryVersion(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		for i, name := range versionsKnown(t) {
			rows, err := os.ReadFile(filepath.Join("testdata", "old", name))
			if err != nil {
				t.Fatal(err)
			}
			place := oldDatabase(t, c, i+1, string(rows))
			want := map[key]Attempt{}
			for _, a := range attempts(3) {
				want[keyOf(a)] = a
			}
			if diff := cmp.Diff(want, mustList(t, mustOpen(t, place), Filter{})); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}

// oldDatabase makes a database of the same kind as another, with the schema of the first n migrations, and rows that SQL adds.
func oldDatabase(t *testing.T, c Config, n int, rows string) Config {
	t.Helper()
	db, dialect, err := (*sql.DB)(nil), goose.DialectPostgres, error(nil)
	if c.URL == "" {
		c.Folder = t.TempDir()
		db, err = sql.Open("sqlite", dsn(filepath.Join(c.Folder, FileName), "immediate", pragmas()...))
		dialect = goose.DialectSQLite3
	} else {
		c.URL = shared.Bare(t, "")
		db, err = sql.Open("pgx", c.URL)
	}
	must(t, err)
	must(t, migrate(t.Context(), db, dialect, onlyFirst(t, n)))
	_, err = db.ExecContext(t.Context(), rows)
	must(t, err, db.Close())
	return c
}

// onlyFirst are the first n migrations.
func onlyFirst(t *testing.T, n int) fs.FS {
	t.Helper()
	files, err := shippedMigrations()
	if err != nil {
		t.Fatal(err)
	}
	some := fstest.MapFS{}
	for _, name := range versionsKnown(t)[:n] {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		some[name] = &fstest.MapFile{Data: text}
	}
	return some
}

// TestTablesAreAllListed wants backup and restore to know every table of either database.
func TestTablesAreAllListed(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		text := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
		if c.URL != "" {
			text = `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`
		}
		s := mustOpen(t, c)
		found, err := collect(t.Context(), s.reading, scanText, text, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := append(tables(), goose.DefaultTablename)
		slices.Sort(want)
		slices.Sort(found)
		if diff := cmp.Diff(want, found); diff != "" {
			t.Error(diff)
		}
	})
}
