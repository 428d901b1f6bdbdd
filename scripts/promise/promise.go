// Package promise is what the programs that measure a running server have in common: how long things took, and promises with what came
// of them.
package promise

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Times are how long something took, each time, and how often it went wrong. It may be used from any number of goroutines.
type Times struct {
	mu     sync.Mutex
	took   []time.Duration
	failed int
}

// Add notes one time.
func (t *Times) Add(took time.Duration, good bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.took = append(t.took, took)
	if !good {
		t.failed++
	}
}

// Failed is how often it went wrong.
func (t *Times) Failed() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed
}

// At is the time within which a share was done, from 0 to 1; 0 if nothing was.
func (t *Times) At(share float64) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.took) == 0 {
		return 0
	}
	slices.Sort(t.took)
	return t.took[min(len(t.took)-1, int(share*float64(len(t.took))))].Round(100 * time.Microsecond)
}

// String gives how many there were, the median, the 99th percentile and the longest.
func (t *Times) String() string {
	return fmt.Sprintf("%d requests, %d failed, p50 %v, p99 %v, longest %v", len(t.took), t.Failed(), t.At(.5), t.At(.99), t.At(1))
}

// List is what was promised, and what came of it.
type List []line

type line struct {
	what, goal, got string
	kept            bool
}

// Within holds a measured amount against its goal; what failed keeps no promise.
func Within[T int | time.Duration](all *List, what string, got, goal T, failed int) {
	p := line{what: what, goal: fmt.Sprint(goal), got: fmt.Sprint(got), kept: got <= goal && failed == 0}
	if failed > 0 {
		p.got += fmt.Sprintf(", %d failed", failed)
	}
	*all = append(*all, p)
}

// String gives the promises, one a line.
func (all List) String() string {
	var b strings.Builder
	for _, p := range all {
		verdict := "over"
		if p.kept {
			verdict = "ok"
		}
		fmt.Fprintf(&b, "promise: %-52s %12s  (goal %s)  %s\n", p.what, p.got, p.goal, verdict)
	}
	return b.String()
}
