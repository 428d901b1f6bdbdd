package records

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Errors of a store. Every error of a method that has one of these causes is one of them, by errors.Is.
var (
	// ErrInvalid says that something breaks a rule; the text names every field and its rule. See FieldError.
	ErrInvalid = errors.New("not valid")
	// ErrBusy says that too much is queued or locked; the same call may succeed in a moment.
	ErrBusy = errors.New("the database is busy")
	// ErrDisk says that the disk takes no more: it is full, over a limit, or broken. Reading still works.
	ErrDisk = errors.New("the disk takes no more")
	// ErrAway says that the database can't be reached. Whether a write was kept is then unknown; the same call tells.
	ErrAway = errors.New("the database can't be reached")
	// ErrClosed says that the store has been closed.
	ErrClosed = errors.New("the store is closed")
	// ErrNewer says that the database or backup was written by a newer version of the program.
	ErrNewer = errors.New("written by a newer version of the program")
	// ErrDamaged says that a database or backup is damaged, or is none.
	ErrDamaged = errors.New("damaged, or not a database of this program")
	// ErrNone says that there is no such row.
	ErrNone = errors.New("there is none")
	// ErrTaken says that a number, a code or an id is another's.
	ErrTaken = errors.New("taken already")
	// ErrLastAdmin says that no admin would be left.
	ErrLastAdmin = errors.New("no admin would be left")
	// ErrStays says that a person can't be erased who has not left.
	ErrStays = errors.New("the person has not left")
	// ErrTraces says that somebody has been erased, and bytes of theirs may still be in the file.
	ErrTraces = errors.New("traces may be left in the file")
	// ErrNotEmpty says that a store to restore into holds something already.
	ErrNotEmpty = errors.New("the store is not empty")
)

// FieldError names a field that breaks a rule. It is an ErrInvalid.
type FieldError struct {
	Field string // as in Attempt, such as "Card"
	Rule  string // what holds for the field, such as "at most 60 characters"
}

// Error names the field and its rule.
func (e *FieldError) Error() string { return e.Field + ": " + e.Rule }

// Is makes every FieldError an ErrInvalid.
func (e *FieldError) Is(target error) bool { return target == ErrInvalid }

// explain says what was being done when an error came up, and makes it one of the errors above where it has such a cause.
func explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	if kind := kindOf(err); kind != nil && !errors.Is(err, kind) {
		err = fmt.Errorf("%w: %w", kind, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// kindOf gives the error above that a database's error means, or nil.
func kindOf(err error) error {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &lite):
		return kindOfSQLite(lite.Code())
	case errors.As(err, &pg):
		return kindOfPostgres(pg.Code)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return ErrDisk
	case errors.Is(err, context.Canceled):
		return nil
	case isAway(err):
		return ErrAway
	}
	return nil
}

// kindOfSQLite goes by SQLite's result codes, https://sqlite.org/rescode.html. The low byte is the primary code.
func kindOfSQLite(code int) error {
	switch code {
	case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE, sqlite3.SQLITE_IOERR_SHMSIZE:
		return ErrDisk
	case sqlite3.SQLITE_IOERR_SHORT_READ:
		return ErrDamaged
	}
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return ErrDisk
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrBusy
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return ErrDamaged
	}
	return nil
}

// kindOfPostgres goes by PostgreSQL's codes, https://www.postgresql.org/docs/current/errcodes-appendix.html.
func kindOfPostgres(code string) error {
	switch {
	case code == "53100": // disk full
		return ErrDisk
	case code == "40001", code == "40P01", code == "55P03", code == "53300": // retry, deadlock, lock, connections
		return ErrBusy
	case strings.HasPrefix(code, "57P"), strings.HasPrefix(code, "08"): // stopping or starting, connection
		return ErrAway
	case strings.HasPrefix(code, "XX"): // internal, such as a damaged table
		return ErrDamaged
	}
	return nil
}

// isDuplicate tells whether an error is that of a key which is there already.
func isDuplicate(err error) bool {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &lite):
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE
	case errors.As(err, &pg):
		return pg.Code == "23505"
	}
	return false
}

// isAway tells whether an error is one of the line to a database.
func isAway(err error) bool {
	var connect *pgconn.ConnectError
	var line *net.OpError
	return errors.As(err, &connect) || errors.As(err, &line) || pgconn.Timeout(err) || pgconn.SafeToRetry(err) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed)
}
