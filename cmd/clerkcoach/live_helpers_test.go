package main

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"clerkcoach/cmd/liveload/crowd"
	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/records"
)

// hostPassword is what the host of a party signs in with.
const hostPassword = "seven green teapots"

// soon is how long a screen may take to show something that is due.
const soon = 10 * time.Second

// party is a game on a server, with its host and guests. The store is the server's own, looked at from outside.
type party struct {
	testing.TB
	serving *serving
	data    string
	host    *crowd.Host
	game    crowd.Game
	store   *records.Store
	guests  []*guest
}

// startParty starts a server with a store of its own and opens a game on it.
func startParty(t *testing.T, form url.Values) *party {
	t.Helper()
	p := &party{TB: t, data: t.TempDir()}
	withIndex(t, p.data)
	p.serving = startServing(t, p.data, "")
	p.serving.ready()
	site := p.site("http://" + p.serving.addr)
	var err error
	if p.host, err = crowd.FirstAdmin(t.Context(), site, p.link(), "H1", hostPassword); err != nil {
		t.Fatal(err)
	}
	if p.store, err = records.Open(t.Context(), records.Config{Folder: p.data}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.store.Close(); err != nil {
			t.Error(err)
		}
	})
	p.opens(form)
	return p
}

// site makes ready for a server, with connections of its own.
func (p *party) site(base string) *crowd.Site {
	s := crowd.NewSite(base, longWait, nil)
	p.Cleanup(s.Close)
	return s
}

// link is the link that makes the first admin.
func (p *party) link() string {
	p.Helper()
	link := ""
	p.serving.until("the link for the first admin is printed", func() bool {
		link = regexp.MustCompile(`http://\S+/link/\S+`).FindString(p.serving.stdout.String())
		return link != ""
	})
	return link
}

// opens opens the lobby of another game.
func (p *party) opens(form url.Values) {
	p.Helper()
	all := url.Values{"language": {"en"}, "kind": {"multiple-choice"}, "count": {"5"}, "seconds": {"20"}, "autoclose": {"1"}}
	maps.Copy(all, form)
	var err error
	if p.game, err = p.host.Open(p.Context(), all); err != nil {
		p.Fatal(err)
	}
}

// commands carries out commands of the host about a question.
func (p *party) commands(number int, all ...string) {
	p.Helper()
	for _, command := range all {
		if err := p.host.Do(p.Context(), p.game, command, number); err != nil {
			p.Fatal(err)
		}
	}
}

// row reads the game, with all players and answers.
func (p *party) row() live.Game {
	p.Helper()
	g, err := p.store.Game(p.Context(), p.game.ID, 0)
	if err != nil {
		p.Fatal(err)
	}
	return g
}

// questions are those of the game, with their keys.
func (p *party) questions() []*drills.Question {
	p.Helper()
	all, err := p.store.GameQuestions(p.Context(), p.game.ID)
	if err != nil {
		p.Fatal(err)
	}
	return all[0]
}

// right is the right answer to a question of multiple choice, wrong a wrong one.
func (p *party) right(number int) url.Values { return p.chosen(number, true) }
func (p *party) wrong(number int) url.Values { return p.chosen(number, false) }

func (p *party) chosen(number int, right bool) url.Values {
	p.Helper()
	options := p.questions()[number-1].Options
	i := slices.IndexFunc(options, func(o drills.Option) bool { return o.Right == right })
	if i < 0 {
		p.Fatalf("question %d has no such option", number)
	}
	return url.Values{"a": {options[i].ID}}
}

// guest is a player whose screen is on.
type guest struct {
	*crowd.Player
	p  *party
	mu sync.Mutex
	// views are all that the screen has shown, in order.
	views []crowd.View
	came  chan struct{} // of room for one: there are more
	off   context.CancelFunc
	ended chan struct{}
}

// joins gives somebody a seat, through a site that may be on a line of its own, and turns the screen on.
func (p *party) joins(s *crowd.Site, name string) *guest {
	p.Helper()
	player, err := crowd.Join(p.Context(), s, p.game, name)
	if err != nil {
		p.Fatalf("%s: %v", name, err)
	}
	g := &guest{Player: player, p: p}
	g.turnsOn()
	p.Cleanup(func() { g.turnsOff() })
	p.guests = append(p.guests, g)
	g.sees("lobby", 0)
	return g
}

// turnsOn has the screen follow the game.
func (g *guest) turnsOn() {
	ctx, off := context.WithCancel(context.WithoutCancel(g.p.Context()))
	g.came, g.off, g.ended = make(chan struct{}, 1), off, make(chan struct{})
	go func() {
		defer close(g.ended)
		if err := g.Listen(ctx, g.take); !errors.Is(err, context.Canceled) {
			g.p.Errorf("%s is told no more: %v", g.Name, err)
		}
	}()
}

// turnsOff ends that; twice is like once.
func (g *guest) turnsOff() {
	g.off()
	<-g.ended
}

func (g *guest) take(v crowd.View) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.views = append(g.views, v)
	select {
	case g.came <- struct{}{}:
	default:
	}
}

// last is the newest view; the zero View if there is none.
func (g *guest) last() crowd.View {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.views) == 0 {
		return crowd.View{}
	}
	return g.views[len(g.views)-1]
}

// sees waits until the screen shows a phase of a question.
func (g *guest) sees(phase string, number int) {
	g.p.Helper()
	late := time.After(soon)
	for v := g.last(); v.Phase != phase || v.Number != number; v = g.last() {
		select {
		case <-g.came:
		case <-late:
			g.p.Fatalf("%s sees %s of question %d, not %s of question %d", g.Name, v.Phase, v.Number, phase, number)
		}
	}
}

// inOrder wants the views to have come in the order of the game: no revision runs back.
func (g *guest) inOrder() {
	g.p.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	for i := 1; i < len(g.views); i++ {
		if g.views[i].Revision < g.views[i-1].Revision {
			g.p.Errorf("%s sees revision %d after %d", g.Name, g.views[i].Revision, g.views[i-1].Revision)
		}
	}
}

// all does something with all guests at once.
func (p *party) all(do func(i int, g *guest)) {
	var group sync.WaitGroup
	for i, g := range p.guests {
		group.Go(func() { do(i, g) })
	}
	group.Wait()
}

// answers has a guest answer, and wants it acknowledged.
func (g *guest) answers(number int, answer url.Values) {
	g.p.Helper()
	if _, err := g.Answer(g.p.Context(), number, answer); err != nil {
		g.p.Errorf("%s: %v", g.Name, err)
	}
}

// points are everybody's, by their names.
func points(g live.Game) map[string]int {
	all := map[string]int{}
	for _, s := range g.Standings() {
		all[s.Name] = s.Points
	}
	return all
}

// line is a line between players and a server, which can be slow, and break.
type line struct {
	testing.TB
	proxy *toxiproxy.Proxy
}

// startLine lays a line to a server at host:port.
func startLine(tb testing.TB, to string) *line {
	tb.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	l := &line{TB: tb, proxy: toxiproxy.NewProxy(server, tb.Name(), "127.0.0.1:0", to)}
	if err := l.proxy.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(l.proxy.Stop)
	return l
}

// base is the address of the near end.
func (l *line) base() string { return "http://" + l.proxy.Listen }

// breaks breaks all connections, and leads new ones to a server from now on.
func (l *line) breaks(to string) {
	l.Helper()
	l.proxy.Stop()
	l.proxy.Upstream = to
	if err := l.proxy.Start(); err != nil {
		l.Fatal(err)
	}
}

// delays lets everything take a while each way, give or take.
func (l *line) delays(each, jitter time.Duration) {
	l.Helper()
	for _, way := range []string{"upstream", "downstream"} {
		toxic, err := json.Marshal(map[string]any{
			"name": way, "type": "latency", "stream": way,
			"attributes": map[string]any{"latency": each.Milliseconds(), "jitter": jitter.Milliseconds()},
		})
		if err != nil {
			l.Fatal(err)
		}
		if _, err := l.proxy.Toxics.AddToxicJson(strings.NewReader(string(toxic))); err != nil {
			l.Fatal(err)
		}
	}
}

// releaseVar names the variable that gives tests the size that they have before a release.
const releaseVar = "CLERKCOACH_RELEASE"

// releasing tells whether tests run as before a release.
func releasing() bool { return os.Getenv(releaseVar) != "" }

// sized is a size for a test as it runs with each change, and before a release.
func sized(change, release int) int {
	if releasing() {
		return release
	}
	return change
}

// name is a guest's.
func name(i int) string { return "Guest " + strconv.Itoa(i+1) }

// refused wants a refusal with a status.
func refused(tb testing.TB, what string, err error, status int) {
	tb.Helper()
	if got := crowd.StatusOf(err); got != status {
		tb.Errorf("%s: %v, want status %d %s", what, err, status, http.StatusText(status))
	}
}
