package records

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clerkcoach/records/pgtest"
)

// TestConcurrentOutage ends PostgreSQL again and again, in three ways, while fifty write, each repeating its attempt until it is
// acknowledged: nothing acknowledged is lost, nothing is doubled, and every error says that the database is away.
func TestConcurrentOutage(t *testing.T) {
	t.Parallel()
	s := pgtest.StartFor(t)
	store := mustOpen(t, Config{URL: s.URL("postgres")})
	var failed atomic.Int64
	c := crowdOf(t, func(a Attempt) { failed.Add(keepAtLast(t, store, a)) })
	var f figures
	pause := time.Duration(rounds(1, 5)) * time.Second
	for ; f.rounds < rounds(3, 30); f.rounds++ {
		time.Sleep(pause)
		if err := s.Restart([]syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL}[f.rounds%3]); err != nil {
			t.Error(err)
		}
	}
	time.Sleep(pause)
	all := c.stop()
	f.add(all)
	stored, err := list(store, Filter{})
	if err != nil {
		t.Fatal(err)
	}
	f.compare(numbers(all), stored)
	promised(t, "PostgreSQL restarted", &f)
	if longest := slices.Max(f.waits); longest > tooLate {
		t.Errorf("an acknowledgement took %v", longest)
	}
	if failed.Load() == 0 || f.acknowledged < enough*f.rounds {
		t.Errorf("%d tries failed, and %d were acknowledged: that shows nothing", failed.Load(), f.acknowledged)
	}
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
