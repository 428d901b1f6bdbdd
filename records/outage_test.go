package records

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestConcurrentOutage crashes PostgreSQL again and again while many write, each repeating its attempt until it is acknowledged:
// nothing acknowledged is lost, nothing is doubled, and every error says that the database is away.
func TestConcurrentOutage(t *testing.T) {
	t.Parallel()
	s, err := startServer("on")
	if errors.Is(err, errNoPostgres) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	store := mustOpen(t, Config{URL: s.url("postgres")})
	var next, failed, longest atomic.Int64
	var all sync.WaitGroup
	done := make(chan struct{})
	for range 20 {
		all.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					n, start := int(next.Add(1))-1, time.Now()
					failed.Add(keepAtLast(t, store, attempt(n)))
					for took := int64(time.Since(start)); ; {
						if before := longest.Load(); took <= before || longest.CompareAndSwap(before, took) {
							break
						}
					}
				}
			}
		})
	}
	for range rounds(3) {
		time.Sleep(300 * time.Millisecond)
		if err := errors.Join(s.crash(), s.run()); err != nil {
			t.Error(err)
		}
	}
	time.Sleep(300 * time.Millisecond)
	close(done)
	all.Wait()
	want := map[key]Attempt{}
	for n := range int(next.Load()) {
		want[keyOf(attempt(n))] = attempt(n)
	}
	if diff := cmp.Diff(want, mustList(t, store, Filter{})); diff != "" {
		t.Error(diff)
	}
	if failed.Load() == 0 {
		t.Error("a crash that nobody notices shows nothing")
	}
	t.Logf("%d acknowledged, %d tries failed, the longest took %v", next.Load(), failed.Load(), time.Duration(longest.Load()))
}

// keepAtLast repeats an attempt until it is acknowledged, and counts the tries that failed.
func keepAtLast(t *testing.T, s *Store, a Attempt) (failed int64) {
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		kept, _, err := s.Keep(context.Background(), a)
		switch {
		case err == nil && cmp.Equal(kept, a):
			return failed
		case err == nil, !errors.Is(err, ErrAway), time.Now().After(end):
			t.Error(fmt.Errorf("an attempt ends in %w, as %+v", err, kept))
			return failed
		}
		failed++
	}
}
