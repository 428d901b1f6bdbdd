package pgtest

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"syscall"
	"testing"
)

// carryOut carries out a statement in a database.
func carryOut(tb testing.TB, url, statement string) error {
	tb.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		tb.Fatal(err)
	}
	_, err = db.ExecContext(context.WithoutCancel(tb.Context()), statement)
	return errors.Join(err, db.Close())
}

// TestRestart wants what was committed to be there after every way to end a server, and nothing to be left of one that was stopped.
func TestRestart(t *testing.T) {
	t.Parallel()
	s := StartFor(t)
	url, err := s.NewDatabase("")
	if err != nil {
		t.Fatal(err)
	}
	if err := carryOut(t, url, "CREATE TABLE rounds (signal INTEGER)"); err != nil {
		t.Fatal(err)
	}
	for _, by := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		if err := errors.Join(carryOut(t, url, "INSERT INTO rounds VALUES (1)"), s.Restart(by)); err != nil {
			t.Fatalf("%v: %v", by, err)
		}
	}
	if err := carryOut(t, url, "ALTER TABLE rounds ADD CHECK (signal = 1)"); err != nil {
		t.Error(err)
	}
	if err := carryOut(t, url, "SELECT 1 / CASE WHEN COUNT(*) = 3 THEN 1 ELSE 0 END FROM rounds"); err != nil {
		t.Errorf("not all rounds are there: %v", err)
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	s, err := Start("fsync=off")
	check(t, err)
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(s.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its folder: %v", err)
	}
	if err := s.do("SELECT 1"); err == nil {
		t.Error("it still answers")
	}
}

// TestShared wants one server for all, which is prepared once, and a database of its own for each.
func TestShared(t *testing.T) {
	t.Parallel()
	prepared := 0
	s := Share(func(url string) error {
		prepared++
		return carryOut(t, url, "CREATE TABLE things (name TEXT)")
	})
	defer func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	}()
	one, other, bare := s.Database(t), s.Database(t), s.Bare(t, "")
	if err := errors.Join(carryOut(t, one, "DROP TABLE things"), carryOut(t, other, "DROP TABLE things")); err != nil {
		t.Error(err)
	}
	if err := carryOut(t, bare, "DROP TABLE things"); err == nil {
		t.Error("a bare database has the schema")
	}
	if prepared != 1 {
		t.Errorf("prepared %d times", prepared)
	}
}

func TestSharedByNobody(t *testing.T) {
	t.Parallel()
	s := Share(func(string) error {
		t.Error("it is started although nobody needs it")
		return nil
	})
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}
