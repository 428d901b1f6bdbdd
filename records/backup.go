package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/pressly/goose/v3"
)

// sumsTable is the table that only backups have: what each other table holds, so that a restore finds any change to the file.
const sumsTable = "backup_sums"

// Backup makes one consistent SQLite file of all records, while the store is in use. It is only at the path, and only its owner
// can read it, when it is whole and on disk. The errors are fs.ErrExist where there is a file already, ErrDisk, ErrBusy, ErrAway,
// and those of the file system.
func (s *Store) Backup(ctx context.Context, path string) (err error) {
	const doing = "back up the store"
	if _, err := os.Lstat(path); err == nil {
		return explain(doing, &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist})
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), ".backup-*")
	if err != nil {
		return explain(doing, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	part := filepath.Join(dir, FileName)
	if err := create(part); err != nil {
		return explain(doing, err)
	}
	copying := s.vacuumInto
	if s.dialect == goose.DialectPostgres {
		copying = s.copyInto
	}
	if err := copying(ctx, part); err != nil {
		return explain(doing, err)
	}
	if err := seal(ctx, part); err != nil {
		return explain(doing, err)
	}
	return explain(doing, settle(part, path))
}

// vacuumInto copies an SQLite store: SQLite itself writes the copy, from one read transaction, so that writing goes on meanwhile.
// It has a connection of its own, since those of the pool can't write, not even elsewhere.
func (s *Store) vacuumInto(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", dsn(filepath.Join(s.folder, FileName), "deferred", pragmas()...))
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return nil
}

// copyInto copies a PostgreSQL store, from one transaction that sees everything as it was at its start, into a fresh SQLite file
// with the same schema.
func (s *Store) copyInto(ctx context.Context, path string) (err error) {
	file, err := openFile(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	files, err := shippedMigrations()
	if err != nil {
		return err
	}
	if err := migrate(ctx, file, goose.DialectSQLite3, files); err != nil {
		return err
	}
	from, err := s.snapshot(ctx)
	if err != nil {
		return err
	}
	defer from.Rollback() //nolint:errcheck // nothing was written
	if err := sameVersion(ctx, from, file); err != nil {
		return err
	}
	return transact(ctx, file, func(to *sql.Tx) error { return copyTables(ctx, from, to) })
}

// sameVersion tells whether a store has the schema of this program, and not of a newer one that has come to share it.
func sameVersion(ctx context.Context, store, file queries) error {
	have, err := schemaVersion(ctx, store)
	if err != nil {
		return err
	}
	know, err := schemaVersion(ctx, file)
	if err != nil {
		return err
	}
	if have != know {
		return fmt.Errorf("%w: the schema is version %d, this program knows %d", ErrNewer, have, know)
	}
	return nil
}

// openFile opens an SQLite file that nobody else uses, with nothing beside it while it is not written to.
func openFile(path string) (*sql.DB, error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	db, err := sql.Open("sqlite", dsn(whole, "immediate", "busy_timeout(5000)", "foreign_keys(1)", "trusted_schema(0)"))
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// seal checks a copy and writes into it what its tables hold.
func seal(ctx context.Context, path string) (err error) {
	file, err := openFile(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := sound(ctx, file); err != nil {
		return err
	}
	return transact(ctx, file, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DROP TABLE IF EXISTS `+sumsTable)
		if err == nil {
			_, err = tx.ExecContext(ctx, `CREATE TABLE `+sumsTable+`
				(name TEXT NOT NULL PRIMARY KEY, held BIGINT NOT NULL, sum TEXT NOT NULL)`)
		}
		if err != nil {
			return fmt.Errorf("write the sums: %w", err)
		}
		for _, table := range tables() {
			c, err := contentOf(ctx, tx, table)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO `+sumsTable+` VALUES ($1, $2, $3)`, table, c.Rows, c.Sum); err != nil {
				return fmt.Errorf("write the sums: %w", err)
			}
		}
		return nil
	})
}

// sound tells whether SQLite finds a file in order.
func sound(ctx context.Context, file queries) error {
	var verdict string
	if err := file.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return fmt.Errorf("check the file: %w", err)
	}
	if verdict != "ok" {
		return fmt.Errorf("check the file: %w: %s", ErrDamaged, verdict)
	}
	return nil
}

// transact does something in one transaction.
func transact(ctx context.Context, db *sql.DB, do func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin to write: %w", err)
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// settle brings a closed file to disk and gives it its name, unless there is a file of that name.
func settle(part, path string) error {
	if err := syncFile(part, os.O_RDWR); err != nil {
		return err
	}
	if err := os.Link(part, path); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return err
		}
		// Some file systems have no links.
		if err := os.Rename(part, path); err != nil {
			return err
		}
	}
	if runtime.GOOS == "windows" {
		return nil // a folder can't be synced there
	}
	return syncFile(filepath.Dir(path), os.O_RDONLY)
}

// syncFile brings a file or a folder to disk.
func syncFile(path string, how int) error {
	f, err := os.OpenFile(path, how, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
