package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"
)

// FileName is the name of the SQLite file in the data folder.
const FileName = "clerkcoach.db"

// limit is how long one read or one write may take.
const limit = 10 * time.Second

// Bounds of a store where its Config sets none.
const (
	defaultQueue       = 1024
	defaultConnections = 16
)

// Config says where a store keeps things.
type Config struct {
	// Folder is the data folder. SQLite keeps its file in it; a restore puts a copy of the backup there for a while. With a URL it
	// may be empty: the system's folder for temporary files is used then.
	Folder string
	// URL is the address of a PostgreSQL database, postgres://…; empty for SQLite.
	URL string
	// Queue is how many writes may wait or run at once before further ones are refused with ErrBusy; 1024 if 0.
	Queue int
	// Connections is how many connections to PostgreSQL are open at most; 16 if 0. A quarter of them read, the others write, and there
	// is at least one of each.
	Connections int
}

// Store keeps things. It may be used from any number of goroutines until Close.
type Store struct {
	dialect goose.Dialect
	folder  string
	name    string          // that the store knows its own notices by; see WatchGames
	line    *pgx.ConnConfig // how to connect to PostgreSQL; nil on SQLite
	writing *sql.DB         // on SQLite of a single connection
	reading *sql.DB
	writer  writer
}

// work is one write, inside a transaction that is committed if there is no error. Its context outlives the caller's, so that no
// write is cut off in its middle.
type work func(ctx context.Context, tx queries) error

// writer carries out writes. When write returns without error, what was written is on disk; with one of an own rule or of the
// queue, nothing was written.
type writer interface {
	write(ctx context.Context, do work) error
	// close refuses further writes and returns when those queued are done.
	close()
	stats() Stats
}

// Stats counts what a store has done since it was opened.
type Stats struct {
	Writes  int64 // acknowledged
	Commits int64 // what they were committed in
	Waiting int   // queued or under way just now
}

// Open opens the store, making it at the first start, and brings its schema up to date. The errors are ErrNewer, ErrDamaged,
// ErrAway, ErrBusy, ErrDisk, ErrInvalid for a Config that can't be, and those of the file system.
func Open(ctx context.Context, c Config) (*Store, error) {
	files, err := shippedMigrations()
	if err != nil {
		return nil, err
	}
	return open(ctx, c, files)
}

// open opens the store with a schema made by these migrations.
func open(ctx context.Context, c Config, files fs.FS) (*Store, error) {
	if c.Queue < 0 || c.Connections < 0 {
		return nil, fmt.Errorf("open the store: %w", &FieldError{Field: "Queue, Connections", Rule: "not below 0"})
	}
	if c.Queue == 0 {
		c.Queue = defaultQueue
	}
	if c.Connections == 0 {
		c.Connections = defaultConnections
	}
	switch {
	case strings.HasPrefix(c.URL, "postgres://"), strings.HasPrefix(c.URL, "postgresql://"):
		return openPostgres(ctx, c, files)
	case c.URL != "":
		return nil, fmt.Errorf("open the store: %w", &FieldError{Field: "URL", Rule: "starts with postgres://, or is empty"})
	case c.Folder == "":
		return nil, fmt.Errorf("open the store: %w", &FieldError{Field: "Folder", Rule: "not empty, without a URL"})
	}
	return openSQLite(ctx, c, files)
}

// Close refuses further writes, finishes those that are queued, and closes the database.
func (s *Store) Close() error {
	s.writer.close()
	// The reading connections go first: the last one of all brings SQLite's log into the file.
	err := s.reading.Close()
	return explain("close the store", errors.Join(err, s.writing.Close()))
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var one int
	return explain("ask the database for an answer", s.reading.QueryRowContext(ctx, "SELECT 1").Scan(&one))
}

// Stats tells what the store has done.
func (s *Store) Stats() Stats { return s.writer.stats() }
