package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// maxGroup bounds the writes of one commit, so that none waits for too many others.
const maxGroup = 256

// group carries out writes one after the other on SQLite's one writing connection, and commits together what is queued together:
// the disk is synced once for all of them.
type group struct {
	db      *sql.DB
	queue   chan *queued
	done    chan struct{} // closed when the queue has been worked off
	mu      sync.RWMutex  // held for reading while something is put into the queue
	closed  bool
	waiting atomic.Int64
	writes  atomic.Int64
	commits atomic.Int64
}

// queued is a write in the queue.
type queued struct {
	do     work
	ctx    context.Context //nolint:containedctx // it is this one write's
	state  atomic.Int32
	result chan error // of room for one
	err    error
}

// The states of a queued write: from waiting it goes to one of the others, once.
const (
	waiting = iota
	taken   // it is being carried out, and its caller waits for the outcome
	left    // its caller has gone, and it is not carried out
)

func newGroup(db *sql.DB, room int) *group {
	g := &group{db: db, queue: make(chan *queued, room), done: make(chan struct{})}
	go g.run()
	return g
}

func (g *group) write(ctx context.Context, do work) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w := &queued{do: do, ctx: ctx, result: make(chan error, 1)}
	if err := g.enter(w); err != nil {
		return err
	}
	defer g.waiting.Add(-1)
	select {
	case err := <-w.result:
		return err
	case <-ctx.Done():
		if w.state.CompareAndSwap(waiting, left) {
			return ctx.Err()
		}
		return <-w.result
	}
}

// enter puts a write into the queue.
func (g *group) enter(w *queued) error {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.closed {
		return ErrClosed
	}
	g.waiting.Add(1)
	select {
	case g.queue <- w:
		return nil
	default:
		g.waiting.Add(-1)
		return ErrBusy
	}
}

// run works the queue off until it is closed and empty.
func (g *group) run() {
	defer close(g.done)
	for first := range g.queue {
		all := g.take(first)
		if len(all) == 0 {
			continue
		}
		g.commit(all)
		for _, w := range all {
			w.result <- w.err
		}
	}
}

// take gives the first write and those queued behind it, without the ones whose callers have gone.
func (g *group) take(first *queued) []*queued {
	var all []*queued
	for w := first; ; {
		if w.state.CompareAndSwap(waiting, taken) {
			all = append(all, w)
		}
		if len(all) == maxGroup {
			return all
		}
		select {
		case next, open := <-g.queue:
			if !open {
				return all
			}
			w = next
		default:
			return all
		}
	}
}

// commit carries out writes in one transaction and sets their errors. One that fails leaves nothing behind, and the others stay;
// where the whole transaction fails, all of them have.
func (g *group) commit(all []*queued) {
	// No context of a caller gets here: a write that is cut off in its middle can leave the connection locked.
	ctx := context.Background()
	tx, err := g.db.BeginTx(ctx, nil)
	if err != nil {
		failAll(all, err)
		return
	}
	kept, statements := int64(0), newPrepared(tx)
	for _, w := range all {
		if w.err, err = apart(context.WithoutCancel(w.ctx), statements, w.do); err != nil {
			failAll(all, errors.Join(err, rollback(tx)))
			return
		}
		if w.err == nil {
			kept++
		}
	}
	if kept == 0 {
		failAll(all, rollback(tx))
		return
	}
	if err := tx.Commit(); err != nil {
		failAll(all, err)
		return
	}
	g.commits.Add(1)
	g.writes.Add(kept)
}

// apart carries out one write so that it leaves nothing behind if it fails. Broken is the error of a transaction that can't go on:
// after some errors, such as a full disk, SQLite undoes all of it by itself.
func apart(ctx context.Context, tx queries, do work) (failed, broken error) {
	if _, err := tx.ExecContext(ctx, "SAVEPOINT apart"); err != nil {
		return nil, err
	}
	failed = do(ctx, tx)
	if failed != nil {
		if _, err := tx.ExecContext(ctx, "ROLLBACK TO apart"); err != nil {
			return failed, fmt.Errorf("%w (and then: %w)", failed, err)
		}
	}
	if _, err := tx.ExecContext(ctx, "RELEASE apart"); err != nil {
		return failed, errors.Join(failed, err)
	}
	return failed, nil
}

// rollback undoes a transaction. That SQLite has done so already is no error.
func rollback(tx *sql.Tx) error {
	if err := tx.Rollback(); err != nil && kindOf(err) != nil {
		return err
	}
	return nil
}

// failAll sets the error of all writes that have none of their own.
func failAll(all []*queued, err error) {
	for _, w := range all {
		if w.err == nil {
			w.err = err
		}
	}
}

func (g *group) close() {
	g.mu.Lock()
	if !g.closed {
		g.closed = true
		close(g.queue)
	}
	g.mu.Unlock()
	<-g.done
}

func (g *group) stats() Stats {
	return Stats{Writes: g.writes.Load(), Commits: g.commits.Load(), Waiting: int(g.waiting.Load())}
}
