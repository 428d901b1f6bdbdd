package records

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// hold keeps the store's writer busy until release.
func hold(t *testing.T, s *Store) (release func()) {
	t.Helper()
	held, gate := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		ended <- s.writer.write(context.Background(), func(context.Context, queries) error {
			close(held)
			<-gate
			return nil
		})
	}()
	<-held
	return sync.OnceFunc(func() {
		close(gate)
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// fresh opens a new store on SQLite.
func fresh(t *testing.T, queue int) *Store {
	t.Helper()
	return mustOpen(t, Config{Folder: filepath.Join(t.TempDir(), "data"), Queue: queue})
}

// TestConcurrentWritesShareCommits wants writes that are queued together to be committed together.
func TestConcurrentWritesShareCommits(t *testing.T) {
	t.Parallel()
	const n = 600
	s := fresh(t, n+1)
	release := hold(t, s)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if _, fresh, err := s.Keep(context.Background(), attempt(i)); err != nil || !fresh {
				t.Errorf("fresh %v, %v", fresh, err)
			}
		})
	}
	soon(t, "all writes wait", func() bool { return s.Stats().Waiting == n+1 })
	release()
	all.Wait()
	// One for what was held, and as many groups as the others make.
	if got := s.Stats(); got.Writes != n+1 || got.Commits != 1+(n+maxGroup-1)/maxGroup || got.Waiting != 0 {
		t.Errorf("%+v", got)
	}
	if got := len(mustList(t, s, Filter{})); got != n {
		t.Errorf("%d attempts of %d", got, n)
	}
}

// TestConcurrentFailureFailsAlone wants a write that fails in its middle to leave nothing, and the others of its group to stay.
func TestConcurrentFailureFailsAlone(t *testing.T) {
	t.Parallel()
	s := fresh(t, 0)
	release := hold(t, s)
	bad := errors.New("bad")
	errs := make(chan error, 30)
	for i := range 30 {
		go func() {
			errs <- s.writer.write(context.Background(), func(ctx context.Context, tx queries) error {
				if _, _, err := keep(ctx, tx, attempt(i)); err != nil || i%3 != 0 {
					return err
				}
				return bad
			})
		}()
	}
	soon(t, "all writes wait", func() bool { return s.Stats().Waiting == 31 })
	release()
	failed := 0
	for range 30 {
		if err := <-errs; errors.Is(err, bad) {
			failed++
		} else if err != nil {
			t.Error(err)
		}
	}
	if n := len(mustList(t, s, Filter{})); failed != 10 || n != 20 || s.Stats().Commits != 2 {
		t.Errorf("%d failed, %d kept, %+v", failed, n, s.Stats())
	}
}

// TestConcurrentGroupUndone wants nobody to be told that a write was kept when SQLite has undone the whole transaction by itself,
// as it does when the disk is full.
func TestConcurrentGroupUndone(t *testing.T) {
	t.Parallel()
	s := fresh(t, 0)
	release := hold(t, s)
	bad := errors.New("undone")
	errs := make(chan error, 9)
	for i := range 9 {
		go func() {
			if i != 4 {
				_, _, err := s.Keep(context.Background(), attempt(i))
				errs <- err
				return
			}
			errs <- s.writer.write(context.Background(), func(ctx context.Context, tx queries) error {
				_, err := tx.ExecContext(ctx, "ROLLBACK")
				return errors.Join(err, bad)
			})
		}()
		soon(t, "the write waits", func() bool { return s.Stats().Waiting == i+2 })
	}
	release()
	for range 9 {
		wants(t, <-errs, bad)
	}
	if n := len(mustList(t, s, Filter{})); n != 0 {
		t.Errorf("%d attempts were kept", n)
	}
	mustKeep(t, s, attempts(9)...)
}

// TestConcurrentQueueIsBounded wants writes beyond the bound to be refused at once, and those within it to be carried out.
func TestConcurrentQueueIsBounded(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		c.Queue = 5
		s := mustOpen(t, c)
		release := hold(t, s)
		room := int64(5) // of the queue, besides the one that is under way
		if c.URL != "" {
			room = 4 // all at once
		}
		errs, gate := make(chan error, room), make(chan struct{})
		for range room {
			go func() {
				errs <- s.writer.write(context.Background(), func(context.Context, queries) error {
					<-gate
					return nil
				})
			}()
		}
		soon(t, "all writes wait", func() bool { return s.Stats().Waiting == int(room)+1 })
		for range 20 {
			_, _, err := s.Keep(t.Context(), attempt(1))
			wants(t, err, ErrBusy)
		}
		if n := len(mustList(t, s, Filter{})); n != 0 {
			t.Errorf("%d attempts were kept", n)
		}
		close(gate)
		release()
		for range room {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		mustKeep(t, s, attempt(1))
	})
}

// TestConcurrentCancel wants a write whose caller leaves the queue not to be carried out, and one that is under way to tell its
// outcome.
func TestConcurrentCancel(t *testing.T) {
	t.Parallel()
	s := fresh(t, 0)
	release := hold(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	errs := make(chan error, 20)
	for i := range 20 {
		go func() {
			_, _, err := s.Keep(ctx, attempt(i))
			errs <- err
		}()
	}
	soon(t, "all writes wait", func() bool { return s.Stats().Waiting == 21 })
	cancel()
	for range 20 {
		wants(t, <-errs, context.Canceled)
	}
	release()
	mustKeep(t, s, attempt(20))
	if n := len(mustList(t, s, Filter{})); n != 1 {
		t.Errorf("%d attempts were kept, want the last", n)
	}
	// Under way.
	ctx, cancel = context.WithCancel(t.Context())
	err := s.writer.write(ctx, func(inner context.Context, tx queries) error {
		cancel()
		time.Sleep(time.Millisecond)
		_, _, err := keep(inner, tx, attempt(21))
		return err
	})
	if err != nil || len(mustList(t, s, Filter{})) != 2 {
		t.Errorf("a write under way: %v", err)
	}
}

// TestConcurrentClose wants Close to finish what is queued, and to refuse the rest.
func TestConcurrentClose(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, c)
		var all sync.WaitGroup
		var mu sync.Mutex
		kept := 0
		for i := range 300 {
			all.Go(func() {
				switch _, _, err := s.Keep(context.Background(), attempt(i)); {
				case err == nil:
					mu.Lock()
					kept++
					mu.Unlock()
				case !errors.Is(err, ErrClosed):
					t.Error(err)
				}
			})
		}
		soon(t, "something is kept", func() bool { return s.Stats().Writes > 20 })
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		all.Wait()
		if n := len(mustList(t, mustOpen(t, c), Filter{})); n != kept {
			t.Errorf("%d are kept, %d were acknowledged", n, kept)
		}
	})
}
