package records

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

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
