package handlers

import (
	"sync"

	"clerkcoach/drills"
)

// manyAttempts is how many attempts are remembered. A repeat comes within seconds; one that comes later than that is graded anew, with
// the same reply, since grading is a function of the answer.
const manyAttempts = 4096

// attempt is what was answered to a question, in the shape that the question asks for.
type attempt struct {
	question int // its place in the drill, from 0
	answer   drills.Answer
}

// attempts remember the first answer under each attempt's id, so that a repeat gives the same reply whatever it says. They may be used
// from any number of goroutines.
type attempts struct {
	mu    sync.Mutex
	byID  map[string]attempt
	order []string // a ring, the oldest at next
	next  int
}

func newAttempts() *attempts {
	return &attempts{byID: map[string]attempt{}, order: make([]string, manyAttempts)}
}

// first gives the first answer under an id. Where there was none, it is this one, if it fits its question; one that does not fit is not
// remembered, so that a better one may follow under the same id.
func (a *attempts) first(id string, now attempt, fits bool) (attempt, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if old, ok := a.byID[id]; ok {
		return old, true
	}
	if !fits {
		return attempt{}, false
	}
	delete(a.byID, a.order[a.next])
	a.byID[id], a.order[a.next] = now, id
	a.next = (a.next + 1) % len(a.order)
	return now, true
}
