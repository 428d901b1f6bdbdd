package records

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
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
	rounds, acknowledged, lost, doubled int
	waits                               []time.Duration // for each acknowledgement
	ready                               time.Duration   // at most, from a start to the first acknowledgement
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

// enough is how many acknowledgements make a round that shows something.
const enough = 100

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
