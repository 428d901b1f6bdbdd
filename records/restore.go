package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
)

// Restore brings the records of a backup into the store, which must be empty; all of them or none. The backup may be of an older
// version and of either database, so that records move from one to the other. The errors are ErrNotEmpty, ErrDamaged for a file
// that is no backup or not as it was made, ErrNewer, ErrDisk, ErrBusy, ErrAway, the context's, and those of the file system.
func (s *Store) Restore(ctx context.Context, path string) (err error) {
	const doing = "restore the store"
	if nothing, err := empty(ctx, s.reading); err != nil || !nothing {
		return explain(doing, errors.Join(err, notEmpty(nothing)))
	}
	// A copy is checked and brought up to date, so that the backup stays as it is.
	if s.folder != "" {
		if err := os.MkdirAll(s.folder, 0o750); err != nil {
			return explain(doing, err)
		}
	}
	dir, err := os.MkdirTemp(s.folder, ".restore-*")
	if err != nil {
		return explain(doing, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	part := filepath.Join(dir, FileName)
	if err := copyFile(path, part); err != nil {
		return explain(doing, err)
	}
	file, err := openFile(part)
	if err != nil {
		return explain(doing, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := unseal(ctx, file); err != nil {
		return explain(doing, err)
	}
	return explain(doing, s.fill(ctx, file))
}

// notEmpty is ErrNotEmpty where there is something.
func notEmpty(nothing bool) error {
	if nothing {
		return nil
	}
	return ErrNotEmpty
}

// copyFile copies a backup, which must be a file.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	if info, err := in.Stat(); err != nil || !info.Mode().IsRegular() {
		return errors.Join(err, fmt.Errorf("%w: %s is not a file", ErrDamaged, from))
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// unseal checks a copy of a backup against what was written into it when it was made, and brings its schema up to date.
func unseal(ctx context.Context, file *sql.DB) error {
	if err := sound(ctx, file); err != nil {
		return err
	}
	sums, err := readSums(ctx, file)
	if err != nil {
		return err
	}
	files, err := shippedMigrations()
	if err != nil {
		return err
	}
	for table, was := range sums {
		is, err := contentOf(ctx, file, table)
		if err != nil {
			return err
		}
		if is != was {
			return fmt.Errorf("%w: the table %s is not as it was when the backup was made", ErrDamaged, table)
		}
	}
	return migrate(ctx, file, goose.DialectSQLite3, files)
}

// readSums reads what the tables of a backup held when it was made. All of them are there.
func readSums(ctx context.Context, file queries) (map[string]content, error) {
	there, err := collect(ctx, file, scanText, `SELECT name FROM sqlite_master WHERE type = 'table'`, nil)
	if err != nil {
		return nil, fmt.Errorf("check the file: %w", err)
	}
	if !slices.Contains(there, sumsTable) || !slices.Contains(there, goose.DefaultTablename) {
		return nil, fmt.Errorf("%w: it was not made as a backup", ErrDamaged)
	}
	rows, err := collect(ctx, file, scanSum, `SELECT name, held, sum FROM `+sumsTable, nil)
	if err != nil {
		return nil, fmt.Errorf("read the sums: %w", err)
	}
	sums := map[string]content{}
	for _, r := range rows {
		if !slices.Contains(there, r.table) || strings.Trim(r.table, "abcdefghijklmnopqrstuvwxyz_") != "" {
			return nil, fmt.Errorf("%w: the table %q is not there", ErrDamaged, r.table)
		}
		sums[r.table] = r.content
	}
	if len(sums) == 0 {
		return nil, fmt.Errorf("%w: it does not say what it held", ErrDamaged)
	}
	return sums, nil
}

// sumRow is a row of sumsTable.
type sumRow struct {
	table string
	content
}

func scanSum(row scanner) (r sumRow, err error) {
	err = row.Scan(&r.table, &r.Rows, &r.Sum)
	return r, err
}

func scanText(row scanner) (s string, err error) {
	err = row.Scan(&s)
	return s, err
}

// fill copies a checked file's tables into the empty store, and checks what has arrived before it is committed.
func (s *Store) fill(ctx context.Context, file *sql.DB) error {
	// A write that is cut off in its middle can leave the connection locked: the caller's end is looked at between the tables'
	// rows. PostgreSQL shows this transaction nothing that others write meanwhile; SQLite lets nobody else write.
	var options *sql.TxOptions
	if s.dialect == goose.DialectPostgres {
		options = &sql.TxOptions{Isolation: sql.LevelRepeatableRead}
	}
	tx, err := s.writing.BeginTx(context.WithoutCancel(ctx), options)
	if err != nil {
		return fmt.Errorf("begin to write: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // it does nothing once committed
	if err := sameVersion(ctx, file, tx); err != nil {
		return err
	}
	if nothing, err := empty(ctx, tx); err != nil || !nothing {
		return errors.Join(err, notEmpty(nothing))
	}
	if err := copyTables(ctx, file, patient{tx}); isDuplicate(err) {
		return fmt.Errorf("%w: something was written meanwhile: %w", ErrNotEmpty, err)
	} else if err != nil {
		return err
	}
	for _, table := range tables() {
		sent, err := contentOf(ctx, file, table)
		if err != nil {
			return err
		}
		arrived, err := contentOf(ctx, patient{tx}, table)
		if err != nil {
			return err
		}
		if sent != arrived {
			return fmt.Errorf("%w: the table %s did not arrive as it was sent", ErrDamaged, table)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// patient looks at the context before a statement, and then lets the statement end.
type patient struct{ queries }

func (p patient) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return p.queries.ExecContext(context.WithoutCancel(ctx), query, args...)
}

func (p patient) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return p.queries.QueryContext(context.WithoutCancel(ctx), query, args...)
}
