package drills

import "sync"

// mostRemembered bounds what a memo holds; beyond it starts afresh.
const mostRemembered = 20_000

// memo remembers what was found out, for any number of goroutines. The zero value remembers nothing yet.
type memo[K comparable, V any] struct {
	mu    sync.RWMutex
	found map[K]V
}

// get gives what is remembered under a key, else finds it out.
func (m *memo[K, V]) get(key K, find func() V) V {
	m.mu.RLock()
	v, ok := m.found[key]
	m.mu.RUnlock()
	if ok {
		return v
	}
	v = find()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.found == nil || len(m.found) >= mostRemembered {
		m.found = map[K]V{}
	}
	m.found[key] = v
	return v
}
