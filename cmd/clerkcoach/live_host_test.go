package main

import (
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clerkcoach/cmd/liveload/crowd"
	"clerkcoach/live"
	"clerkcoach/people"
)

// TestLiveHostGone takes the host's line away in each phase: the game goes on, what was answered counts, and another trainer of the store
// takes over within five seconds and plays on. Who hosted before cannot. In whatever phase it was, all end with the same points.
func TestLiveHostGone(t *testing.T) {
	t.Parallel()
	p := startParty(t, nil)
	second := p.secondTrainer()
	phases := [][]string{{}, {"next"}, {"next", "close"}, {"next", "close", "reveal"}, {"next", "close", "reveal", "board"}, {"next", "pause"}}
	var want map[string]int
	rounds := sized(len(phases), 20)
	for round := range rounds {
		phase := phases[round%len(phases)]
		got := p.losesHost(phase, second)
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the host gone after %s, points are others (-want +got):\n%s", phase, diff)
		}
	}
	t.Logf("promise: the host gone and another one there in %d games, in each phase: equal points", rounds)
}

// losesHost plays a game of one question whose host's line ends after some commands, and gives the points.
func (p *party) losesHost(phase []string, second *crowd.Host) map[string]int {
	p.Helper()
	p.opens(url.Values{"count": {"1"}})
	p.guests = nil
	first := p.host
	defer func() { p.host = first }()
	for i := range 6 {
		p.joins(first.Site, name(i))
	}
	l := startLine(p, p.serving.addr)
	p.host = &crowd.Host{Site: p.site(l.base()), Cookie: first.Cookie}
	for i, command := range phase {
		p.commands(min(i, 1), command)
		if command == "next" {
			p.firstFive()
		}
	}
	l.proxy.Stop()
	p.host = second
	start := time.Now()
	p.commands(min(len(phase), 1), "take-over")
	if took := time.Since(start); took > 5*time.Second {
		p.Errorf("taking over takes %v", took)
	}
	refused(p, "who hosted before ends the game", first.Do(p.Context(), p.game, "end", min(len(phase), 1)), http.StatusForbidden)
	p.playsOn()
	p.all(func(_ int, g *guest) { g.sees("ended", 1); g.inOrder(); g.turnsOff() })
	return points(p.row())
}

// firstFive lets all but the last guest answer, three of them rightly.
func (p *party) firstFive() {
	p.all(func(i int, g *guest) {
		g.sees("open", 1)
		switch {
		case i == 5:
		case i%2 == 0:
			g.answers(1, p.right(1))
		default:
			g.answers(1, p.wrong(1))
		}
	})
}

// playsOn plays the question to its end, from wherever it is.
func (p *party) playsOn() {
	p.Helper()
	switch p.row().Phase {
	case live.Lobby:
		p.commands(0, "next")
		p.firstFive()
		p.commands(1, "close", "reveal")
	case live.Paused:
		p.commands(1, "resume", "close", "reveal")
	case live.Open:
		p.commands(1, "close", "reveal")
	case live.Closed:
		p.commands(1, "reveal")
	default:
	}
	p.commands(1, "end")
}

// secondTrainer adds another trainer to the store and signs them in.
func (p *party) secondTrainer() *crowd.Host {
	p.Helper()
	ctx, at := p.Context(), time.Now().UnixMilli()-1000
	secret, err := people.Pepper(filepath.Join(p.data, pepperFile))
	if err != nil {
		p.Fatal(err)
	}
	hash, err := people.NewHasher(secret, 0).Hash(ctx, hostPassword)
	if err != nil {
		p.Fatal(err)
	}
	admin, err := p.store.PersonByNumber(ctx, "H1")
	if err != nil {
		p.Fatal(err)
	}
	second := people.Person{ID: "second", Number: "T2", Name: "Second", Store: admin.Store, Role: people.Trainer, AddedAt: at}
	if err := p.store.AddPerson(ctx, second); err != nil {
		p.Fatal(err)
	}
	if err := p.store.SetPassword(ctx, second.ID, hash, at); err != nil {
		p.Fatal(err)
	}
	h, err := crowd.SignIn(context.WithoutCancel(ctx), p.host.Site, second.Number, hostPassword)
	if err != nil {
		p.Fatal(err)
	}
	return h
}

// namesLate wants the report to name everybody who was late.
func (p *party) namesLate(g live.Game) {
	p.Helper()
	reply, err := p.host.Site.Get(p.Context(), "/host/"+p.game.ID+"/report.csv", p.host.Cookie)
	if err != nil || reply.Status != http.StatusOK {
		p.Fatalf("the report: %d, %v", reply.Status, err)
	}
	for key, kept := range g.Answers {
		if name := g.Players[key.Player].Name; kept.Late {
			if !strings.Contains(string(reply.Body), name) {
				p.Errorf("the report does not name %s, who was late", name)
			}
		}
	}
}
