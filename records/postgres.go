package records

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// migrationLock is the number of the advisory lock that one process at a time migrates under: "clerk" in ASCII.
const migrationLock = 0x636c65726b

// openPostgres opens the store in a PostgreSQL database. No error shows the URL's password.
func openPostgres(ctx context.Context, c Config, files fs.FS) (*Store, error) {
	const doing = "open the PostgreSQL database"
	conf, err := pgx.ParseConfig(c.URL)
	if err != nil {
		return nil, explain(doing, fmt.Errorf("%w: %w", ErrInvalid, err))
	}
	if conf.ConnectTimeout == 0 {
		conf.ConnectTimeout = limit
	}
	if conf.RuntimeParams["application_name"] == "" {
		conf.RuntimeParams["application_name"] = "clerkcoach"
	}
	if err := migratePostgres(ctx, conf, files); err != nil {
		return nil, explain(doing, err)
	}
	readers := max(1, c.Connections/4)
	writers := max(1, c.Connections-readers)
	writing := pool(stdlib.OpenDB(*conf, stdlib.OptionAfterConnect(durable)), writers)
	return &Store{
		dialect: goose.DialectPostgres, folder: c.Folder, name: rand.Text(), line: conf, writing: writing,
		reading: pool(stdlib.OpenDB(*conf, stdlib.OptionAfterConnect(planned)), readers), writer: newSingle(writing, writers, c.Queue),
	}, nil
}

// pool lets a database have so many connections, and keeps them.
func pool(db *sql.DB, connections int) *sql.DB {
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db
}

// durable makes a commit wait for the disk, should the server be set not to; a stricter setting stays.
func durable(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `SELECT set_config('synchronous_commit', 'on', false)
		WHERE current_setting('synchronous_commit') = 'off'`)
	return err
}

// planned has PostgreSQL plan each query for its own values. It would otherwise settle, after some calls of a statement, on one plan
// for all values, and then takes any stretch of time for a few rows: a report of a month came to compare each of its rows with each
// person.
func planned(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `SELECT set_config('plan_cache_mode', 'force_custom_plan', false)`)
	return err
}

// migratePostgres migrates on connections of its own, of which one holds the lock until it is closed, however that comes about.
func migratePostgres(ctx context.Context, conf *pgx.ConnConfig, files fs.FS) (err error) {
	db := stdlib.OpenDB(*conf)
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(migrationLock)); err != nil {
		return fmt.Errorf("wait for another process that is opening the store: %w", err)
	}
	return migrate(ctx, db, goose.DialectPostgres, files)
}

// single carries out each write in a transaction of its own.
type single struct {
	db      *sql.DB
	room    chan struct{} // one for each write that waits or runs
	turns   chan struct{} // one for each that runs
	mu      sync.RWMutex
	closed  bool
	running sync.WaitGroup
	done    atomic.Int64
}

func newSingle(db *sql.DB, writers, queue int) *single {
	return &single{db: db, room: make(chan struct{}, queue), turns: make(chan struct{}, writers)}
}

func (w *single) write(ctx context.Context, do work) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := w.enter(); err != nil {
		return err
	}
	defer func() { <-w.room; w.running.Done() }()
	if err := w.turn(ctx); err != nil {
		return err
	}
	defer func() { <-w.turns }()
	// From here on the caller's end does not matter: a commit that is cut off would be neither done nor undone.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	tx, err := w.db.BeginTx(ctx, nil)
	if errors.Is(err, context.DeadlineExceeded) && kindOf(err) == nil {
		return fmt.Errorf("%w: no connection is free", ErrBusy)
	}
	if err != nil {
		return err
	}
	if err := do(ctx, tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	w.done.Add(1)
	return nil
}

// turn waits until few enough others are writing. Turns are first come, first served; the pool picks any of those who wait.
func (w *single) turn(ctx context.Context) error {
	late := time.NewTimer(limit)
	defer late.Stop()
	select {
	case w.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-late.C:
		return ErrBusy
	}
}

// enter takes room for one write.
func (w *single) enter() error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return ErrClosed
	}
	select {
	case w.room <- struct{}{}:
		w.running.Add(1)
		return nil
	default:
		return ErrBusy
	}
}

func (w *single) close() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.running.Wait()
}

func (w *single) stats() Stats {
	return Stats{Writes: w.done.Load(), Commits: w.done.Load(), Waiting: len(w.room)}
}
