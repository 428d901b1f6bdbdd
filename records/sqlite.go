package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pressly/goose/v3"
)

// readers is how many connections read from SQLite.
const readers = 4

// lockName is an empty file in the data folder, locked by the one process that is opening the store.
const lockName = "clerkcoach.lock"

// pragmas are the options of every connection to the file. The time to wait for a lock, in milliseconds, comes first: the others
// may have to wait. FULL syncs the log at every commit. The log is cut to 64 MiB after a burst. What is deleted is overwritten with
// zeros. What is needed for a while, such as to undo a single write, stays in memory: it takes no room in another folder, and leaves
// nothing there. A connection keeps 16 MiB of pages, so that a store's answers of a year are not read from the file for every report.
func pragmas() []string {
	return []string{
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "journal_size_limit(67108864)",
		"secure_delete(1)", "temp_store(MEMORY)", "cache_size(-16384)",
	}
}

// dsn is the data source name of an SQLite file: options that are set by a statement would reach one pooled connection only.
func dsn(path, txlock string, pragmas ...string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive's letter
	}
	options := url.Values{"_pragma": pragmas, "_txlock": {txlock}}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: options.Encode()}).String()
}

// openSQLite opens the store in a file of the data folder: one connection that writes, some that can only read.
func openSQLite(ctx context.Context, c Config, files fs.FS) (_ *Store, err error) {
	const doing = "open the database in the data folder"
	folder, err := filepath.Abs(c.Folder)
	if err != nil {
		return nil, explain(doing, err)
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return nil, explain(doing, err)
	}
	unlock, err := lockFolder(ctx, folder)
	if err != nil {
		return nil, explain(doing, err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	path := filepath.Join(folder, FileName)
	if err := create(path); err != nil {
		return nil, explain(doing, err)
	}
	writing, err := sql.Open("sqlite", dsn(path, "immediate", pragmas()...))
	if err != nil {
		return nil, explain(doing, err)
	}
	writing.SetMaxOpenConns(1)
	if err := migrate(ctx, writing, goose.DialectSQLite3, files); err != nil {
		return nil, errors.Join(explain(doing, err), writing.Close())
	}
	reading, err := sql.Open("sqlite", dsn(path, "deferred", append(pragmas(), "query_only(1)")...))
	if err != nil {
		return nil, errors.Join(explain(doing, err), writing.Close())
	}
	reading.SetMaxOpenConns(readers)
	reading.SetMaxIdleConns(readers)
	return &Store{
		dialect: goose.DialectSQLite3, folder: folder, writing: writing, reading: reading, writer: newGroup(writing, c.Queue),
	}, nil
}

// create makes an empty file that only its owner can read, unless there is one. A file that exists is not opened: closing it again
// would take away the locks that SQLite holds on it in this process.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("make the file: %w", err)
	}
	return f.Close()
}

// lockFolder waits until no other process is opening the store, and keeps others waiting until unlock. The lock is SQLite's own
// on an empty file, so that it ends with the process, however that ends.
func lockFolder(ctx context.Context, folder string) (unlock func() error, err error) {
	path := filepath.Join(folder, lockName)
	if err := create(path); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dsn(path, "exclusive", "busy_timeout(60000)"))
	if err != nil {
		return nil, fmt.Errorf("open the lock: %w", err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("wait for another process that is opening the store: %w", err), db.Close())
	}
	return func() error { return errors.Join(tx.Rollback(), db.Close()) }, nil
}
