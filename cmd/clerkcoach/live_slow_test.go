package main

import (
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"clerkcoach/cmd/liveload/crowd"
)

// TestLiveSlow has some players open a stream and never read it: the others are told as quickly as without them, the slow ones' lines are
// closed within half a minute, and nothing of them is left.
func TestLiveSlow(t *testing.T) {
	t.Parallel()
	p := startParty(t, nil)
	quick, slow := sized(70, 700), sized(30, 300)
	site := p.site("http://" + p.serving.addr)
	for i := range quick {
		p.joins(site, name(i))
	}
	alone := p.howQuick(0)
	before := p.goroutines()
	for i := range slow {
		p.neverReads(site, fmt.Sprintf("Slow %d", i))
	}
	beside := p.howQuick(1)
	t.Logf("promise: %d of %d players never read; 99 of 100 others have a question after %v, without them after %v", slow, quick+slow, beside, alone)
	closed := p.closes()
	t.Logf("promise: slow lines are closed after %v", closed.Round(100*time.Millisecond))
	for end := time.Now().Add(soon); p.goroutines() > before+5; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines are left, %d were there before", p.goroutines(), before)
		}
	}
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

// neverReads takes a seat and opens a stream that nobody reads, over a connection with little room.
func (p *party) neverReads(s *crowd.Site, name string) {
	p.Helper()
	player, err := crowd.Join(p.Context(), s, p.game, name)
	if err != nil {
		p.Fatal(err)
	}
	conn, err := net.Dial("tcp", p.serving.addr)
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { conn.Close() }) //nolint:errcheck // it may be closed already
	if err := conn.(*net.TCPConn).SetReadBuffer(1); err != nil {
		p.Fatal(err)
	}
	if _, err := fmt.Fprintf(conn, "GET /live/%s/events HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", p.game.ID, p.serving.addr, player.Cookie); err != nil {
		p.Fatal(err)
	}
}

// closes waits until the server has closed all connections, while the game goes on, and tells how long it took.
func (p *party) closes() time.Duration {
	p.Helper()
	start := time.Now()
	number := 2
	for time.Since(start) < 30*time.Second {
		if number < 5 {
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

// streams is how many streams the server has, goroutines how many of those.
func (p *party) streams() int    { return p.figure("clerkcoach_streams") }
func (p *party) goroutines() int { return p.figure("go_goroutines") }

// figure reads a figure of the server's.
func (p *party) figure(name string) int {
	p.Helper()
	_, body := p.serving.get("/metrics")
	found := regexp.MustCompile(`(?m)^` + name + ` (\d+)$`).FindStringSubmatch(body)
	if found == nil {
		p.Fatalf("there is no figure %s", name)
	}
	n, err := strconv.Atoi(found[1])
	if err != nil {
		p.Fatal(err)
	}
	return n
}
