package handlers

import "sync"

// mostKept bounds what a memo keeps, in each of two generations.
const mostKept = 2000

// memo keeps what many are sent at once. Each thing is made once, however many ask for it; what nobody has asked for since as many
// others were made is forgotten.
type memo[V any] struct {
	mu       sync.Mutex
	new, old map[string]*keptOnce[V]
}

// keptOnce is one of them.
type keptOnce[V any] struct {
	once  sync.Once
	value V
	err   error
}

func newMemo[V any]() *memo[V] { return &memo[V]{new: map[string]*keptOnce[V]{}} }

// get gives what a key stands for, or makes it.
func (m *memo[V]) get(key string, make func() (V, error)) (V, error) {
	one := m.at(key)
	one.once.Do(func() { one.value, one.err = make() })
	return one.value, one.err
}

func (m *memo[V]) at(key string) *keptOnce[V] {
	m.mu.Lock()
	defer m.mu.Unlock()
	if one, ok := m.new[key]; ok {
		return one
	}
	one, ok := m.old[key]
	if !ok {
		one = &keptOnce[V]{}
	}
	if len(m.new) >= mostKept {
		m.new, m.old = map[string]*keptOnce[V]{}, m.new
	}
	m.new[key] = one
	return one
}
