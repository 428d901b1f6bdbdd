package search

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"clerkcoach/playbook"
)

// ErrNotReady says that no index is open yet.
var ErrNotReady = errors.New("the playbook is still being indexed")

// Keeper holds the index in use. Put in another book with Keep; questions go on being answered meanwhile. The zero value is not
// ready; use NewKeeper.
type Keeper struct {
	dir     string
	keeping sync.Mutex
	current atomic.Pointer[held]
}

// held is an index with those who use it: they hold the lock for reading.
type held struct {
	index  *Index
	using  sync.RWMutex
	closed bool
}

// NewKeeper makes a Keeper that stores its indexes in dir, or in memory where dir is empty. It is ready after the first Keep.
func NewKeeper(dir string) *Keeper { return &Keeper{dir: dir} }

// Keep opens the index of a book and puts it in the place of the one in use, which is closed when nobody uses it any more.
// On an error the index in use stays, except that closing the old one or sweeping its files away can fail after the change.
func (k *Keeper) Keep(book *playbook.Book) error {
	k.keeping.Lock()
	defer k.keeping.Unlock()
	x, err := k.open(book)
	if err != nil {
		return fmt.Errorf("index the playbook: %w", err)
	}
	if err := retire(k.current.Swap(&held{index: x})); err != nil {
		return err
	}
	if k.dir == "" {
		return nil
	}
	return Sweep(k.dir, book)
}

func (k *Keeper) open(book *playbook.Book) (*Index, error) {
	if k.dir == "" {
		return Build(book)
	}
	return Open(k.dir, book)
}

// Use gives the index in use and a function to call when done with it. The error is ErrNotReady before the first Keep and after Close.
func (k *Keeper) Use() (*Index, func(), error) {
	for {
		h := k.current.Load()
		if h == nil {
			return nil, nil, ErrNotReady
		}
		h.using.RLock()
		if !h.closed {
			return h.index, h.using.RUnlock, nil
		}
		h.using.RUnlock()
	}
}

// Close closes the index in use.
func (k *Keeper) Close() error {
	k.keeping.Lock()
	defer k.keeping.Unlock()
	return retire(k.current.Swap(nil))
}

// retire closes an index after the last user has let go.
func retire(h *held) error {
	if h == nil {
		return nil
	}
	h.using.Lock()
	defer h.using.Unlock()
	h.closed = true
	return h.index.Close()
}
