package records

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// rounds is how often a promise is tried: a few times in a usual run, many times where CLERKCOACH_RELEASE is set, as make
// release-test does.
func rounds(few, many int) int {
	if os.Getenv("CLERKCOACH_RELEASE") != "" {
		return many
	}
	return few
}

// needed tells whether the tests must run in full; elsewhere they skip what the machine lacks.
func needed() bool {
	return os.Getenv("CI") != "" || os.Getenv("CLERKCOACH_BROWSER") == "1" || os.Getenv("CLERKCOACH_RELEASE") != ""
}

// figures are what a promise is shown by.
type figures struct {
	rounds, void                int // those that count, and those that don't
	acknowledged, lost, doubled int
	waits                       []time.Duration // for each acknowledgement
	ready                       time.Duration   // at most, from a start to the first acknowledgement
}

// String gives the figures on one line.
func (f *figures) String() string {
	text := fmt.Sprintf("%d rounds, %d acknowledged, %d lost, %d doubled", f.rounds, f.acknowledged, f.lost, f.doubled)
	if len(f.waits) > 0 {
		slices.Sort(f.waits)
		text += fmt.Sprintf("; acknowledged after %v (p50), %v (p99), %v (longest)", short(f.waits[len(f.waits)/2]),
			short(f.waits[len(f.waits)*99/100]), short(f.waits[len(f.waits)-1]))
	}
	if f.ready > 0 {
		text += fmt.Sprintf("; ready again after %v (longest)", short(f.ready))
	}
	return text
}

// short is a time in few digits.
func short(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }

// promised prints what a promise is shown by on a line that make release-test looks for, and fails if it is broken.
func promised(t *testing.T, promise string, f *figures) {
	t.Helper()
	t.Logf("promise: %s: %v", promise, f)
	if f.lost+f.doubled > 0 {
		t.Errorf("%d lost and %d doubled", f.lost, f.doubled)
	}
}

// acknowledgement is what a writing process prints for each attempt that is kept.
type acknowledgement struct {
	n    int
	took time.Duration
}

// print prints an acknowledgement on a line of its own.
func (a acknowledgement) print() error {
	_, err := fmt.Printf("%d %d\n", a.n, a.took.Microseconds())
	return err
}

// parseAcknowledgement reads a printed line.
func parseAcknowledgement(line string) (acknowledgement, error) {
	number, took, _ := strings.Cut(strings.TrimSpace(line), " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		return acknowledgement{}, err
	}
	us, err := strconv.Atoi(took)
	return acknowledgement{n, time.Duration(us) * time.Microsecond}, err
}

// add counts acknowledgements.
func (f *figures) add(all []acknowledgement) {
	f.acknowledged += len(all)
	for _, a := range all {
		f.waits = append(f.waits, a.took)
	}
}

// enough is how many acknowledgements make a round that counts; one with fewer shows nothing and is repeated.
const enough = 100

// round counts a round. It fails where many show nothing.
func (f *figures) round(all []acknowledgement) error {
	f.add(all)
	if len(all) >= enough {
		f.rounds++
		return nil
	}
	if f.void++; f.void > 5+f.rounds {
		return fmt.Errorf("%d rounds of fewer than %d acknowledgements", f.void, enough)
	}
	return nil
}

// numbers are those of acknowledgements.
func numbers(all []acknowledgement) []int {
	ns := make([]int, len(all))
	for i, a := range all {
		ns[i] = a.n
	}
	return ns
}

// numbersTo are those from 0 on, before n.
func numbersTo(n int) []int {
	ns := make([]int, n)
	for i := range ns {
		ns[i] = i
	}
	return ns
}

// compare counts the acknowledged attempts that are not stored with their own words, and those that are stored twice.
func (f *figures) compare(acknowledged []int, stored []Attempt) {
	byKey := make(map[key]Attempt, len(stored))
	for _, a := range stored {
		byKey[keyOf(a)] = a
	}
	f.doubled += len(stored) - len(byKey)
	for _, n := range acknowledged {
		want := attempt(n)
		if got, kept := byKey[keyOf(want)]; !kept || !reflect.DeepEqual(got, want) {
			f.lost++
		}
	}
}

// crowd is fifty who write at once, one attempt after the other.
type crowd struct {
	next         atomic.Int64
	mu           sync.Mutex
	acknowledged []acknowledgement
	done         chan struct{}
	end          func()
	all          sync.WaitGroup
}

// crowdOf lets a crowd keep attempts until it is stopped, at the latest with the test.
func crowdOf(t *testing.T, keep func(Attempt)) *crowd {
	t.Helper()
	c := &crowd{done: make(chan struct{})}
	c.end = sync.OnceFunc(func() { close(c.done) })
	t.Cleanup(func() { c.stop() })
	for range 50 {
		c.all.Go(func() {
			for {
				select {
				case <-c.done:
					return
				default:
					n, start := int(c.next.Add(1))-1, time.Now()
					keep(attempt(n))
					c.mu.Lock()
					c.acknowledged = append(c.acknowledged, acknowledgement{n, time.Since(start)})
					c.mu.Unlock()
				}
			}
		})
	}
	return c
}

// soFar gives what is acknowledged by now.
func (c *crowd) soFar() []acknowledgement {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.acknowledged)
}

// stop ends the writing and gives what was acknowledged.
func (c *crowd) stop() []acknowledgement {
	c.end()
	c.all.Wait()
	return c.acknowledged
}
