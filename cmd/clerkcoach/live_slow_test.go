package main

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"clerkcoach/cmd/liveload/crowd"
)

// manyQuestions are enough to fill what waits for who does not read, however short the questions are.
const manyQuestions = 12

// TestLiveSlow has some players open a stream and never read it: the others are told as quickly as without them, the slow ones' lines are
// closed within half a minute.
func TestLiveSlow(t *testing.T) {
	t.Parallel()
	p := startParty(t, url.Values{"count": {strconv.Itoa(manyQuestions)}})
	quick, slow := sized(70, 700), sized(30, 300)
	site := p.site("http://" + p.serving.addr)
	for i := range quick {
		p.joins(site, name(i))
	}
	alone := p.howQuick(0)
	for i := range slow {
		p.neverReads(site, fmt.Sprintf("Slow %d", i))
	}
	beside := p.howQuick(1)
	t.Logf("promise: %d of %d players never read; 99 of 100 others have a question after %v, without them after %v", slow, quick+slow, beside, alone)
	closed := p.closes()
	t.Logf("promise: slow lines are closed after %v", closed.Round(100*time.Millisecond))
}

// howQuick opens a question, gives the time within which 99 of 100 guests see it, and goes on to the board.
func (p *party) howQuick(number int) time.Duration {
	p.Helper()
	var mu sync.Mutex
	var took []time.Duration
	start := time.Now()
	p.commands(number, "next")
	number++
	p.all(func(_ int, g *guest) {
		g.sees("open", number)
		mu.Lock()
		defer mu.Unlock()
		took = append(took, time.Since(start))
	})
	p.commands(number, "close", "reveal", "board")
	slices.Sort(took)
	return took[len(took)*99/100].Round(100 * time.Microsecond)
}

// neverReads takes a seat and opens a stream that nobody reads.
func (p *party) neverReads(s *crowd.Site, name string) {
	p.Helper()
	player, err := crowd.Join(p.Context(), s, p.game, name)
	if err != nil {
		p.Fatal(err)
	}
	conn, err := player.NeverRead(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { conn.Close() }) //nolint:errcheck // the server may have closed it
}

// closes waits until the server has closed all connections, while the game goes on, and tells how long it took.
func (p *party) closes() time.Duration {
	p.Helper()
	start := time.Now()
	number := 2
	for time.Since(start) < 30*time.Second {
		if number < manyQuestions {
			p.howQuick(number)
			number++
		}
		if p.streams() <= len(p.guests) {
			return time.Since(start)
		}
		time.Sleep(500 * time.Millisecond)
	}
	p.Fatalf("%d streams after half a minute, of %d guests who read", p.streams(), len(p.guests))
	return 0
}

// streams is how many streams the server has.
func (p *party) streams() int {
	p.Helper()
	_, body := p.serving.get("/metrics")
	found := regexp.MustCompile(`(?m)^clerkcoach_streams (\d+)$`).FindStringSubmatch(body)
	if found == nil {
		p.Fatal("the number of streams is not among the figures")
	}
	n, err := strconv.Atoi(found[1])
	if err != nil {
		p.Fatal(err)
	}
	return n
}
