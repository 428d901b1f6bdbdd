package handlers

import "sync"

// keptParts bounds the parts that are kept, in each of two generations.
const keptParts = 2000

// parts keeps parts of pages that many are sent at once. Each is made once, however many ask for it; what nobody has asked for since
// as many others were made is forgotten.
type parts struct {
	mu       sync.Mutex
	new, old map[string]*part
}

// part is one of them.
type part struct {
	once sync.Once
	html markup
	err  error
}

func newParts() *parts { return &parts{new: map[string]*part{}} }

// get gives the part of a key, or makes it.
func (ps *parts) get(key string, make func() (markup, error)) (markup, error) {
	p := ps.at(key)
	p.once.Do(func() { p.html, p.err = make() })
	return p.html, p.err
}

func (ps *parts) at(key string) *part {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if p, ok := ps.new[key]; ok {
		return p
	}
	p, ok := ps.old[key]
	if !ok {
		p = &part{}
	}
	if len(ps.new) >= keptParts {
		ps.new, ps.old = map[string]*part{}, ps.new
	}
	ps.new[key] = p
	return p
}
