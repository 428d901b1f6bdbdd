package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestBackupMovesToEitherDatabase backs up each kind of store while it is written to, and restores it into each kind.
func TestConcurrentBackupMovesToEitherDatabase(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, c)
		const before = 500
		keepMany(t, s, 0, before)
		// What is written meanwhile may be in it or not, but in the order of its writing.
		done := make(chan struct{})
		var writing sync.WaitGroup
		writing.Go(func() {
			for n := before; ; n++ {
				select {
				case <-done:
					return
				default:
					mustKeep(t, s, attempt(n))
					time.Sleep(time.Millisecond)
				}
			}
		})
		path := filepath.Join(t.TempDir(), "backup.db")
		err := s.Backup(t.Context(), path)
		close(done)
		writing.Wait()
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		if all, err := os.ReadDir(filepath.Dir(path)); err != nil || len(all) != 1 {
			t.Errorf("%v is left, %v", all, err)
		}
		wants(t, s.Backup(t.Context(), path), fs.ErrExist)
		onBoth(t, func(t *testing.T, c Config) {
			moved := mustOpen(t, c)
			if err := moved.Restore(t.Context(), path); err != nil {
				t.Fatal(err)
			}
			all := mustList(t, moved, Filter{})
			for n := range len(all) { // without gaps
				if got := all[keyOf(attempt(n))]; !cmp.Equal(got, attempt(n)) {
					t.Fatalf("attempt %d of %d is %+v", n, len(all), got)
				}
			}
			if len(all) < before {
				t.Errorf("%d attempts", len(all))
			}
			wants(t, moved.Restore(t.Context(), path), ErrNotEmpty)
			again := filepath.Join(t.TempDir(), "again.db")
			if err := errors.Join(moved.Backup(t.Context(), again), fresh(t, 0).Restore(t.Context(), again)); err != nil {
				t.Error(err)
			}
			mustKeep(t, moved, attempt(1_000_000))
		})
	})
}

// TestConcurrentBackupsUnderLoad backs up again and again while many write, and restores each backup: all that was acknowledged
// before is in it, each once, and nothing else but what they wrote meanwhile.
func TestConcurrentBackupsUnderLoad(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s, dir := mustOpen(t, c), t.TempDir()
		writing := crowdOf(t, func(a Attempt) {
			if _, _, err := s.Keep(context.Background(), a); err != nil {
				t.Error(err)
			}
		})
		var f figures
		for total := rounds(3, 20); f.rounds < total; f.rounds++ {
			soon(t, "something more is kept", func() bool { return len(writing.soFar()) > enough*(f.rounds+1) })
			before, path := writing.soFar(), filepath.Join(dir, strconv.Itoa(f.rounds))
			if err := s.Backup(t.Context(), path); err != nil {
				t.Fatal(err)
			}
			begun := int(writing.next.Load())
			restored := fresh(t, 0)
			if err := restored.Restore(t.Context(), path); err != nil {
				t.Fatal(err)
			}
			stored, err := list(restored, Filter{})
			if err != nil {
				t.Fatal(err)
			}
			f.compare(numbers(before), stored)
			var known figures
			if known.compare(numbersTo(begun), stored); begun-known.lost != len(stored) {
				t.Errorf("%d attempts are restored, and %d of them were written", len(stored), begun-known.lost)
			}
			if err := errors.Join(restored.Close(), os.Remove(path)); err != nil {
				t.Error(err)
			}
		}
		f.acknowledged = len(writing.stop())
		promised(t, "backups under load, "+nameOf(c), &f)
	})
}

// TestRestoreBringsEveryTable wants what every table holds to come through a backup, from either kind of store to either.
func TestRestoreBringsEveryTable(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := everyTable(t, c)
		path := filepath.Join(t.TempDir(), "backup.db")
		must(t, s.Backup(t.Context(), path))
		held := func(s *Store) map[string]content {
			all := map[string]content{}
			for _, table := range tables() {
				c, err := contentOf(t.Context(), s.reading, table)
				must(t, err)
				all[table] = c
			}
			return all
		}
		want := held(s)
		onBoth(t, func(t *testing.T, c Config) {
			moved := mustOpen(t, c)
			must(t, moved.Restore(t.Context(), path))
			same(t, want, held(moved))
		})
	})
}

// keepMany keeps the attempts from one number to another, many at once.
func keepMany(t testing.TB, s *Store, from, until int) {
	t.Helper()
	var all sync.WaitGroup
	for g := range 50 {
		all.Go(func() {
			for n := from + g; n < until; n += 50 {
				if _, _, err := s.Keep(context.Background(), attempt(n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// TestRestoreRefuses wants whatever is no whole backup to be refused, and the store to stay empty and usable.
func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	s := fresh(t, 0)
	keepMany(t, s, 0, 400)
	dir := t.TempDir()
	good := filepath.Join(dir, "good.db")
	if err := s.Backup(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{
		"empty": nil, "text": []byte("not a database"), "header": append([]byte("SQLite format 3\x00"), make([]byte, 5000)...),
		"half": raw[:len(raw)/2], "a page less": raw[:len(raw)-4096], "a byte less": raw[:len(raw)-1],
		"zeros": zeroed(raw, len(raw)/2, 4096), "end": zeroed(raw, len(raw)-4096, 4096),
		"words": []byte(strings.ReplaceAll(string(raw), "hesitant greet", "hesitant greed")),
	}
	onBoth(t, func(t *testing.T, c Config) {
		empty := mustOpen(t, c)
		for name, content := range files {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := empty.Restore(t.Context(), path); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: %v", name, err)
			}
		}
		wants(t, empty.Restore(t.Context(), dir), ErrDamaged)
		wants(t, empty.Restore(t.Context(), filepath.Join(dir, "none")), fs.ErrNotExist)
		for statement, want := range map[string]error{
			`DROP TABLE attempts`:     ErrDamaged,
			`DROP TABLE backup_sums`:  ErrDamaged,
			`DELETE FROM backup_sums`: ErrDamaged,
			`UPDATE backup_sums SET name = '"; --' WHERE name = 'attempts'`:           ErrDamaged,
			`UPDATE attempts SET person = 'p-1' WHERE id = 'attempt 0'`:               ErrDamaged,
			`INSERT INTO goose_db_version (version_id, is_applied) VALUES (90000, 1)`: ErrNewer,
		} {
			if err := empty.Restore(t.Context(), doctored(t, raw, statement)); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", statement, err, want)
			}
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		wants(t, empty.Restore(gone, good), context.Canceled)
		if n := len(mustList(t, empty, Filter{})); n != 0 {
			t.Errorf("%d attempts in the store", n)
		}
		if err := empty.Restore(t.Context(), good); err != nil {
			t.Error(err)
		}
		if after, err := os.ReadFile(good); err != nil || string(after) != string(raw) {
			t.Errorf("the backup has changed, %v", err)
		}
	})
}

// zeroed is a copy with some zeros.
func zeroed(raw []byte, from, n int) []byte {
	b := append([]byte(nil), raw...)
	clear(b[from : from+n])
	return b
}

// doctored is a backup that somebody has changed by SQL.
func doctored(t *testing.T, raw []byte, statement string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "doctored.db")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestConcurrentRestores wants one of several restores at once to succeed, and nothing to be there twice.
func TestConcurrentRestores(t *testing.T) {
	t.Parallel()
	s := fresh(t, 0)
	keepMany(t, s, 0, 500)
	path := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	onBoth(t, func(t *testing.T, c Config) {
		errs := make(chan error, 4)
		for range cap(errs) {
			one := mustOpen(t, c)
			go func() { errs <- one.Restore(context.Background(), path) }()
		}
		restored := 0
		for range cap(errs) {
			if err := <-errs; err == nil {
				restored++
			} else if !errors.Is(err, ErrNotEmpty) {
				t.Error(err)
			}
		}
		if n := len(mustList(t, mustOpen(t, c), Filter{})); restored != 1 || n != 500 {
			t.Errorf("%d restores, %d attempts", restored, n)
		}
	})
}

// TestContentTellsRowsApart wants the sums to see every change, and not the order of rows.
func TestContentTellsRowsApart(t *testing.T) {
	t.Parallel()
	sum := func(changed int, order []int, change func(a *Attempt)) content {
		s := fresh(t, 0)
		for _, n := range order {
			a := attempt(n)
			if n == changed {
				change(&a)
			}
			mustKeep(t, s, a)
		}
		c, err := contentOf(t.Context(), s.reading, "attempts")
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	as := sum(-1, []int{0, 1, 2, 3}, nil)
	if got := sum(-1, []int{3, 1, 0, 2}, nil); got != as || as.Rows != 4 {
		t.Errorf("%v and %v", as, got)
	}
	for i, change := range []func(a *Attempt){
		func(a *Attempt) { a.Score = 0.125 }, func(a *Attempt) { a.Person = "p-9" }, func(a *Attempt) { a.ReceivedAt++ },
		func(a *Attempt) { a.Kind, a.Lang = a.Kind+"z", a.Lang[1:] },
	} {
		if got := sum(2, []int{0, 1, 2, 3}, change); got == as {
			t.Error(fmt.Sprint("change ", i, " is not seen"))
		}
	}
}
