package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clerkcoach/live"
)

// TestLiveReconnect breaks everybody's lines in the middle of a question, has pages loaded again and again, and stops the server and starts
// it anew: all are back within ten seconds, see all that is on, and have the seat and the points that they had.
func TestLiveReconnect(t *testing.T) {
	t.Parallel()
	p := startParty(t, url.Values{"seconds": {"0"}})
	l := startLine(t, p.serving.addr)
	site := p.site(l.base())
	for i := range sized(60, 1000) {
		p.joins(site, name(i))
	}
	p.commands(0, "next")
	p.all(func(i int, g *guest) {
		g.sees("open", 1)
		if i%2 == 0 {
			g.answers(1, p.right(1))
		}
	})

	start := time.Now()
	l.breaks(p.serving.addr)
	p.all(func(i int, g *guest) {
		before := len(g.views)
		for range 20 {
			if _, err := g.Page(t.Context()); err != nil {
				t.Errorf("%s loads the page again: %v", g.Name, err)
			}
		}
		if i%2 == 1 {
			g.answers(1, p.wrong(1))
		}
		g.comesBack(before)
	})
	t.Logf("promise: %d lines broken, all back after %v, 20 pages each meanwhile", len(p.guests), time.Since(start).Round(time.Millisecond))
	p.all(func(_ int, g *guest) { g.sees("closed", 1) })

	p.commands(1, "reveal", "board")
	p.commands(1, "next")
	want := points(p.row())
	start = time.Now()
	p.serving.end()
	p.serving = startServing(t, p.data, "")
	p.serving.ready()
	p.host.Site = p.site("http://" + p.serving.addr)
	l.breaks(p.serving.addr)
	p.all(func(_ int, g *guest) { g.comesBack(len(g.views)); g.sees("open", 2) })
	t.Logf("promise: the server stopped and started, all back after %v", time.Since(start).Round(time.Millisecond))
	if diff := cmp.Diff(want, points(p.row())); diff != "" {
		t.Errorf("points before and after (-before +after):\n%s", diff)
	}
	p.all(func(_ int, g *guest) { g.answers(2, p.right(2)); g.inOrder() })
	p.commands(2, "reveal")
	for name, n := range points(p.row()) {
		if want := want[name] + live.MaxPoints; n != want {
			t.Errorf("%s has %d points, want %d", name, n, want)
		}
	}
}

// comesBack waits for a view after the first so many.
func (g *guest) comesBack(before int) {
	g.p.Helper()
	for late := time.After(soon); ; {
		g.mu.Lock()
		back := len(g.views) > before
		g.mu.Unlock()
		if back {
			return
		}
		select {
		case <-g.came:
		case <-late:
			g.p.Fatalf("%s is not back", g.Name)
		}
	}
}

// TestLiveDuplicates sends each answer fifty times at once, and another one behind: one row stays, all replies are equal, and the other
// answer is refused.
func TestLiveDuplicates(t *testing.T) {
	t.Parallel()
	const times = 50
	p := startParty(t, url.Values{"seconds": {"0"}})
	site := p.site("http://" + p.serving.addr)
	for i := range sized(8, 1000) {
		p.joins(site, name(i))
	}
	p.commands(0, "next")
	for _, g := range p.guests {
		g.sees("open", 1)
		replies := make(chan string, times)
		for range times {
			go func() {
				reply, err := g.Answer(t.Context(), 1, p.right(1))
				replies <- fmt.Sprint(string(reply.Body), err)
			}()
		}
		first := <-replies
		for range times - 1 {
			if other := <-replies; other != first {
				t.Fatalf("%s is told %q and %q", g.Name, first, other)
			}
		}
		_, err := g.Answer(t.Context(), 1, p.wrong(1))
		refused(t, g.Name+" answers otherwise", err, http.StatusConflict)
	}
	g := p.row()
	if len(g.Answers) != len(p.guests) || g.Answered != len(p.guests) {
		t.Errorf("%d rows and %d counted, want %d of each", len(g.Answers), g.Answered, len(p.guests))
	}
}

// TestLiveLate sends answers from shortly before the end of a question until long after it, over a slow line: none counts that came after
// the end and the grace, every answer that was acknowledged does, and the report names who was late.
func TestLiveLate(t *testing.T) {
	t.Parallel()
	const seconds = 5
	p := startParty(t, url.Values{"seconds": {fmt.Sprint(seconds)}, "count": {"1"}})
	l := startLine(t, p.serving.addr)
	l.delays(100*time.Millisecond, 100*time.Millisecond)
	site := p.site(l.base())
	for i := range sized(30, 400) {
		p.joins(site, name(i))
	}
	p.commands(0, "next")
	opened := time.Now()
	var acknowledged, late atomic.Int64
	p.all(func(i int, g *guest) {
		g.sees("open", 1)
		after := seconds*time.Second - 200*time.Millisecond + time.Duration(i)*2200*time.Millisecond/time.Duration(len(p.guests))
		time.Sleep(time.Until(opened.Add(after)))
		reply, err := g.Answer(t.Context(), 1, p.right(1))
		switch {
		case err != nil:
			t.Errorf("%s: %v", g.Name, err)
		case strings.Contains(string(reply.Body), `"late":true`):
			late.Add(1)
		default:
			acknowledged.Add(1)
		}
	})
	g := p.row()
	counted := int64(0)
	for key, kept := range g.Answers {
		had := kept.At - g.OpenedAt
		if !kept.Late {
			counted++
		}
		if most := int64(seconds*1000) + g.Settings.Grace; !kept.Late && had > most {
			t.Errorf("the answer of %s counts after %d ms, of %d", g.Players[key.Player].Name, had, most)
		}
	}
	if counted != acknowledged.Load() || int64(len(g.Answers)) != acknowledged.Load()+late.Load() || late.Load() == 0 || counted == 0 {
		t.Errorf("%d acknowledged and %d late; kept are %d, of which %d count", acknowledged.Load(), late.Load(), len(g.Answers), counted)
	}
	p.commands(1, "reveal", "end")
	p.namesLate(g)
	t.Logf("promise: %d answers around the end, %d count, %d are named as late, 0 count after the grace of %d ms",
		len(g.Answers), counted, late.Load(), g.Settings.Grace)
}

// TestLiveLine has players answer over lines of up to 800 milliseconds each way, of which every second one breaks in the middle of a
// question and loses what is under way: without a bonus, the board is as if all lines were equal; with it, the worst line costs no more
// than a bounded number of points.
func TestLiveLine(t *testing.T) {
	t.Parallel()
	const think = 1500 * time.Millisecond
	delays := []time.Duration{0, 20, 50, 100, 200, 400, 600, 800}
	for _, bonus := range []string{"0", "20"} {
		t.Run("bonus "+bonus, func(t *testing.T) {
			t.Parallel()
			p := startParty(t, url.Values{"bonus": {bonus}, "count": {"3"}})
			var lines []*line
			for i, d := range delays {
				l := startLine(t, p.serving.addr)
				l.delays(d*time.Millisecond, d*time.Millisecond/10)
				p.joins(p.site(l.base()), name(i))
				lines = append(lines, l)
			}
			time.Sleep(6 * time.Second) // the lines are measured soon after somebody has come
			for number := 1; number <= 3; number++ {
				p.commands(number-1, "next")
				p.all(func(i int, g *guest) {
					g.sees("open", number)
					time.Sleep(think + rand.N(10*time.Millisecond)) //nolint:gosec // any will do
					if number == 2 && i%2 == 1 {
						time.AfterFunc(rand.N(delays[i]*time.Millisecond+1), func() { lines[i].breaks(p.serving.addr) }) //nolint:gosec // any will do
					}
					if i%3 == number-1 {
						g.answersInTheEnd(number, p.wrong(number))
						return
					}
					g.answersInTheEnd(number, p.right(number))
				})
				p.commands(number, "reveal", "board")
			}
			p.holdsEqual(bonus == "0")
		})
	}
}

// holdsEqual wants players with as many right answers to have the same points, or nearly so.
func (p *party) holdsEqual(exactly bool) {
	p.Helper()
	right, least, most := map[string]int{}, map[int]int{}, map[int]int{}
	g := p.row()
	for key, kept := range g.Answers {
		right[g.Players[key.Player].Name] += int(kept.Score)
	}
	for name, n := range points(g) {
		r := right[name]
		if least[r] == 0 || n < least[r] {
			least[r] = n
		}
		most[r] = max(most[r], n)
		if exactly && n != r*live.MaxPoints {
			p.Errorf("%s has %d points for %d right answers", name, n, r)
		}
	}
	for r, n := range most {
		apart := float64(n-least[r]) / float64(max(r, 1))
		p.Logf("promise: between lines of 0 and 800 ms each way lie %.1f points an answer, of %d (%d right)", apart, live.MaxPoints, r)
		if bound := 20.0; apart > bound {
			p.Errorf("want at most %.0f", bound)
		}
	}
}
