package main

import (
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clerkcoach/cmd/liveload/crowd"
	"clerkcoach/live"
)

// TestLiveTwins plays games on two server processes with one PostgreSQL database, behind a proxy that gives them requests in turn, and
// kills one of the two in the middle of a question: nobody loses a seat or an answer, all screens go through the same phases, and
// those of the killed one are back within ten seconds.
func TestLiveTwins(t *testing.T) {
	t.Parallel()
	w := startTwins(t)
	p := &party{TB: t, store: w.store}
	site := p.site(w.proxy)
	host, err := crowd.SignIn(t.Context(), site, "ADMIN", tenPassword)
	if err != nil {
		t.Fatal(err)
	}
	p.host = host
	rounds, longest := sized(2, 20), time.Duration(0)
	for round := range rounds {
		longest = max(longest, p.loses(w, round%2, sized(20, 100)))
	}
	t.Logf("promise: one of two servers killed in a question in %d games: 0 lost, 0 doubled, all back after %v at most", rounds, longest)
}

// loses plays a game in which one of the twins is killed, and tells after how long all screens were back.
func (p *party) loses(w *twins, i, players int) time.Duration {
	p.Helper()
	p.opens(url.Values{"count": {"3"}, "seconds": {"0"}})
	p.guests = nil
	for n := range players {
		p.joins(p.host.Site, name(n))
	}
	p.patiently(0, "next")
	p.all(func(n int, g *guest) {
		g.sees("open", 1)
		if n%2 == 0 {
			g.answersInTheEnd(1, p.right(1))
		}
	})
	var answering sync.WaitGroup
	var acknowledged atomic.Int64
	answering.Go(func() {
		p.all(func(n int, g *guest) {
			if n%2 == 1 {
				g.answersInTheEnd(1, p.wrong(1))
				acknowledged.Add(1)
			}
		})
	})
	killed := time.Now()
	w.servers[i].kill(p)
	answering.Wait()
	p.all(func(_ int, g *guest) { g.sees("closed", 1) })
	back := time.Since(killed)
	if back > soon {
		p.Errorf("all are back after %v", back)
	}
	w.start(i)
	p.patiently(1, "reveal", "board")
	p.patiently(1, "next")
	p.all(func(_ int, g *guest) { g.sees("open", 2); g.answersInTheEnd(2, p.right(2)); g.sees("closed", 2) })
	p.patiently(2, "reveal", "end")
	p.all(func(_ int, g *guest) { g.sees("ended", 2); g.inOrder(); g.turnsOff() })
	p.keepsAll(players)
	return back.Round(time.Millisecond)
}

// keepsAll wants each player's two answers, once, and points to match.
func (p *party) keepsAll(players int) {
	p.Helper()
	g := p.row()
	if len(g.Answers) != 2*players {
		p.Errorf("%d answers are kept, want %d", len(g.Answers), 2*players)
	}
	for i := range players {
		want := live.MaxPoints * (2 - i%2)
		if got := points(g)[name(i)]; got != want {
			p.Errorf("%s has %d points, want %d", name(i), got, want)
		}
	}
	for _, guest := range p.guests {
		var phases []string
		for _, v := range guest.views {
			if len(phases) == 0 || phases[len(phases)-1] != v.Phase {
				phases = append(phases, v.Phase)
			}
		}
		if i := slices.Index(phases, "closed"); i < 0 || phases[0] != "lobby" || phases[len(phases)-1] != "ended" {
			p.Errorf("%s went through %v", guest.Name, phases)
		}
	}
}

// patiently carries out commands of the host as often as it takes. One that was carried out although its reply was lost is refused then.
func (p *party) patiently(number int, all ...string) {
	p.Helper()
	for _, command := range all {
		p.inTheEnd(command, func() error {
			err := p.host.Do(p.Context(), p.game, command, number)
			if crowd.StatusOf(err) == http.StatusConflict {
				return nil
			}
			return err
		})
	}
}

// answersInTheEnd answers as often as it takes, as a page does.
func (g *guest) answersInTheEnd(number int, answer url.Values) {
	g.p.Helper()
	g.p.inTheEnd(g.Name, func() error {
		_, err := g.Answer(g.p.Context(), number, answer)
		return err
	})
}

// inTheEnd tries until it works. What the server refuses for good is an error at once.
func (p *party) inTheEnd(what string, try func() error) {
	p.Helper()
	late := time.Now().Add(soon)
	for {
		err := try()
		if err == nil {
			return
		}
		if status := crowd.StatusOf(err); status >= 400 && status < 500 || time.Now().After(late) {
			p.Errorf("%s: %v", what, err)
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}
