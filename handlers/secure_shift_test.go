package handlers

import (
	"fmt"
	"net/http"
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clerkcoach/people"
)

// memoryInUse is how many bytes the runtime holds of the system.
func memoryInUse() uint64 {
	all := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(all)
	return all[0].Value.Uint64() - all[1].Value.Uint64()
}

// TestShiftStart has a whole shift sign in at once while customers wait for answers. The bounds are gross, for a busy machine; the exact
// figures are those of make answers. No other test runs meanwhile, since memory is measured.
func TestShiftStart(t *testing.T) { //nolint:paralleltest // see above
	const shift, memory = 300, 192 << 20
	most := 3 * time.Minute
	if inRelease() {
		most = time.Minute
	}
	hasher := realHasher(t)
	s := newTestServer(t, func(o *Options) { o.Hasher = hasher })
	s.withPeople(t)
	hash, err := hasher.Hash(t.Context(), testPIN)
	must(t, err)
	for i := range shift {
		p := people.Person{ID: fmt.Sprint("shift-", i), Number: fmt.Sprint("S", i), Name: "Shift", Store: "store-a", Role: people.Clerk}
		must(t, s.kept.AddPerson(t.Context(), p))
		must(t, s.kept.SetPIN(t.Context(), p.ID, hash, false))
	}
	runtime.GC()
	before, start := memoryInUse(), time.Now()
	var in atomic.Int64
	var wait sync.WaitGroup
	for i := range shift {
		wait.Go(func() {
			w := s.browser(t, "a").submit("/sign-in/pin", "person", fmt.Sprint("shift-", i), "pin", testPIN)
			if w.Code == http.StatusSeeOther {
				in.Add(1)
			}
		})
	}
	done := make(chan struct{})
	go func() { wait.Wait(); close(done) }()
	peak, slowest, answers := before, time.Duration(0), 0
	for waiting := true; waiting; {
		asked := time.Now()
		if w := s.get(t, askFor(askPath, "deaf")); w.Code != http.StatusOK {
			t.Errorf("a question meanwhile: %d %s", w.Code, w.Body)
		}
		slowest, answers, peak = max(slowest, time.Since(asked)), answers+1, max(peak, memoryInUse())
		select {
		case <-done:
			waiting = false
		case <-time.After(5 * time.Millisecond):
		}
	}
	took := time.Since(start)
	t.Logf("promise: %d of %d signed in within %v, memory +%d MiB, %d answers meanwhile, the slowest after %v", in.Load(), shift,
		took.Round(time.Millisecond), (peak-before)>>20, answers, slowest.Round(time.Millisecond))
	if in.Load() != shift || took > most || peak-before > memory || answers < 2 {
		t.Errorf("want all %d within %v, at most %d MiB more, and answers meanwhile", shift, most, memory>>20)
	}
}
