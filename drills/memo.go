package drills

import (
	"cmp"
	"sync"
)

// mostRemembered bounds what a memo holds, unless it has a bound of its own; beyond it starts afresh.
const mostRemembered = 20_000

// memo remembers what was found out, for any number of goroutines. The zero value remembers nothing yet.
type memo[K comparable, V any] struct {
	most  int
	mu    sync.RWMutex
	found map[K]V
}

// get gives what is remembered under a key, else finds it out.
func (m *memo[K, V]) get(key K, find func() V) V {
	v, ok := m.has(key)
	if !ok {
		v = find()
		m.set(key, v)
	}
	return v
}

// set remembers something under a key.
func (m *memo[K, V]) set(key K, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.found == nil || len(m.found) >= cmp.Or(m.most, mostRemembered) {
		m.found = map[K]V{}
	}
	m.found[key] = v
}

// has gives what is remembered under a key, if anything is.
func (m *memo[K, V]) has(key K) (V, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	v, ok := m.found[key]
	return v, ok
}
