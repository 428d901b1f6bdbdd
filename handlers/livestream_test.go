package handlers

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"clerkcoach/live"
)

// patience bounds what a test waits for an event.
const patience = 10 * time.Second

// served is a game on a real server, whose times are short: a stream lasts longer than a request may take.
type served struct {
	*liveGame
	server *httptest.Server // its address is URL
}

// serves puts a game on a real server.
func (g *liveGame) serves(change ...func(*httptest.Server)) *served {
	g.tb.Helper()
	g.times = streamTimes{beat: 150 * time.Millisecond, check: 50 * time.Millisecond, write: 300 * time.Millisecond, early: 20 * time.Millisecond}
	srv := httptest.NewUnstartedServer(g.handler)
	srv.Config.WriteTimeout, srv.Config.ReadTimeout = 200*time.Millisecond, 200*time.Millisecond
	for _, f := range change {
		f(srv)
	}
	srv.Start()
	g.tb.Cleanup(func() {
		srv.Close() // which waits for all requests
		if n := g.streams.count(); n != 0 {
			g.tb.Errorf("%d streams are left", n)
		}
	})
	return &served{g, srv}
}

// heard is what comes of a stream.
type heard struct {
	tb    testing.TB
	head  http.Header
	lines chan string // closed at the end of the stream
	stop  context.CancelFunc
}

// listens opens a stream with a browser's cookies.
func (s *served) listens(b *asked, target string) *heard {
	s.tb.Helper()
	ctx, stop := context.WithCancel(s.tb.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.server.URL+target, http.NoBody)
	must(s.tb, err)
	r.Header.Set("Accept-Encoding", "gzip")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	must(s.tb, err)
	if resp.StatusCode != http.StatusOK {
		raw, _ := io.ReadAll(resp.Body) //nolint:errcheck // it is for the message alone
		s.tb.Fatalf("%s: %d %s", target, resp.StatusCode, raw)
	}
	h := &heard{tb: s.tb, head: resp.Header, lines: make(chan string, 10_000), stop: stop}
	go func() {
		defer close(h.lines)
		defer resp.Body.Close() //nolint:errcheck // it was only read
		for in := bufio.NewReader(resp.Body); ; {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			h.lines <- strings.TrimSuffix(line, "\n")
		}
	}()
	s.tb.Cleanup(stop)
	return h
}

// next gives the next event of a kind, passing over pings where none is wanted; not at the end of the stream.
func (h *heard) next(kind string) (string, bool) {
	h.tb.Helper()
	got := ""
	for timeout := time.After(patience); ; {
		select {
		case line, more := <-h.lines:
			switch {
			case !more:
				return "", false
			case strings.HasPrefix(line, "event: "):
				got = strings.TrimPrefix(line, "event: ")
			case strings.HasPrefix(line, "data: ") && got == kind:
				return strings.TrimPrefix(line, "data: "), true
			case strings.HasPrefix(line, "data: ") && got != "ping":
				h.tb.Fatalf("there is %s %s, want %s", got, line, kind)
			}
		case <-timeout:
			h.tb.Fatalf("waited in vain for %s", kind)
		}
	}
}

// seen is a view as a screen reads it.
type seen struct {
	Revision int64
	Phase    live.Phase
	Number   int
	Left     *int64
	Key      string
	State    string
	HTML     string
	Mine     string
}

// view gives the next view.
func (h *heard) view() seen {
	h.tb.Helper()
	text, ok := h.next("view")
	var v seen
	if err := json.Unmarshal([]byte(text), &v); err != nil || !ok {
		h.tb.Fatalf("no view: %q, %v", text, err)
	}
	return v
}

// ends wants the stream to end, after telling the reader so where it does.
func (h *heard) ends(told bool) {
	h.tb.Helper()
	if told {
		if _, ok := h.next("gone"); !ok {
			h.tb.Error("the reader is not told why the stream ends")
		}
	}
	for timeout := time.After(patience); ; {
		select {
		case _, more := <-h.lines:
			if !more {
				return
			}
		case <-timeout:
			h.tb.Fatal("the stream does not end")
		}
	}
}

// TestStream follows a game: the whole view at once, then what changes, for longer than a request may take.
func TestStream(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.opened(t).serves()
	ann, bo := g.joins("Ann"), g.joins("Bo")
	h := g.listens(ann, g.address("/events"))
	for name, want := range map[string]string{
		"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no", "Content-Encoding": "", "Vary": "Accept-Language, Cookie",
	} {
		if got := strings.Join(h.head.Values(name), ", "); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if v := h.view(); v.Phase != live.Lobby || v.Key != "lobby" || !strings.Contains(v.Mine, "Ann") || v.HTML == "" || v.Left != nil {
		t.Errorf("in the lobby there is %+v", v)
	}
	time.Sleep(2 * g.server.Config.WriteTimeout) // by then pings have come, or the stream would have been cut
	g.next(1)
	v := h.view()
	if v.Phase != live.Open || v.Number != 1 || v.Left == nil || v.State != "asked" || !strings.Contains(v.HTML, "answering") {
		t.Errorf("the open question is %+v", v)
	}
	g.answers(bo, 1, g.questions[0].Key())
	g.answers(ann, 1, g.questions[0].Key())
	if v := h.view(); v.State != "kept" || v.HTML != "" || !strings.Contains(v.Mine, "kept") {
		t.Errorf("after the own answer, and not another's, there is %+v", v)
	}
	again := g.listens(ann, g.address("/events"))
	if v := again.view(); v.State != "kept" || v.Key != "question-1" || v.HTML == "" {
		t.Errorf("who comes again gets %+v", v)
	}
	g.does(live.Pause{Host: g.host})
	if v := h.view(); v.Phase != live.Paused || v.Key != "question-1" || v.HTML != "" {
		t.Errorf("in the pause there is %+v", v)
	}
}

// TestStreamHeartbeat waits without anything happening.
func TestStreamHeartbeat(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.opened(t).serves()
	h := g.listens(g.joins("Ann"), g.address("/events"))
	h.view()
	for range 3 {
		if nonce, ok := h.next("ping"); !ok || nonce != "-" {
			t.Errorf("ping %q, %t: without a bonus nothing is to be sent back", nonce, ok)
		}
	}
}

// TestStreamEnds ends streams of those who may not see the game any more.
func TestStreamEnds(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.opened(t).serves()
	ann, clerk, phone := g.joins("Ann"), s.as(t, "clerk-a"), s.as(t, "clerk-a")
	g.sits(clerk)
	removed, signedOut := g.listens(ann, g.address("/events")), g.listens(clerk, g.address("/events"))
	removed.view()
	signedOut.view()
	for id, p := range g.room.Whole().Players {
		if p.Name == "Ann" {
			g.does(live.Leave{Host: g.host, Player: id})
		}
	}
	removed.ends(true)
	clerk.submit("/sign-out")
	signedOut.ends(true)
	g.sits(phone)
	before := g.listens(phone, g.address("/events"))
	before.view()
	g.sits(s.as(t, "clerk-a"))
	before.ends(true)
}

// TestStreamStop lets go of all streams when the process is to stop, so that the server need not wait for them.
func TestStreamStop(t *testing.T) {
	t.Parallel()
	stopped, stop := context.WithCancel(context.Background())
	s := newTestServer(t)
	s.Rooms = roomsUntil(stopped, t, s.kept, s.Now)
	g := s.opened(t).serves()
	h := g.listens(g.joins("Ann"), g.address("/events"))
	h.view()
	stop()
	h.ends(false)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := g.server.Config.Shutdown(ctx); err != nil {
		t.Errorf("the server waits for its streams: %v", err)
	}
}

// TestStreamSlowReader has a reader that takes nothing: it is dropped, and others go on.
func TestStreamSlowReader(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	small := func(srv *httptest.Server) {
		srv.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
			if tcp, ok := c.(*net.TCPConn); ok {
				tcp.SetWriteBuffer(2048) //nolint:errcheck // then the test takes longer
			}
			return ctx
		}
	}
	g := s.opened(t).serves(small)
	ann, bo := g.joins("Ann"), g.joins("Bo")
	at, err := url.Parse(g.server.URL)
	must(t, err)
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", at.Host)
	must(t, err)
	defer conn.Close()
	must(t, conn.(*net.TCPConn).SetReadBuffer(2048)) //nolint:forcetypeassert // it was dialled so
	name := seatCookie(g.room.Game().ID)
	_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: x\r\nCookie: %s=%s\r\n\r\n", g.address("/events"), name, ann.cookies[name])
	must(t, err)
	h := g.listens(bo, g.address("/events"))
	h.view()
	g.next(1)
	h.view()
	for end := time.Now().Add(patience); g.streams.count() > 1; {
		if time.Now().After(end) {
			t.Fatal("the slow reader is not dropped")
		}
		g.does(live.Pause{Host: g.host})
		g.does(live.Resume{Host: g.host})
	}
	if g.streams.count() != 1 {
		t.Error("the other reader is gone as well")
	}
	h.stop()
}

// TestStreamBounds opens more streams than a seat may have.
func TestStreamBounds(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.opened(t).serves()
	ann := g.joins("Ann")
	first := g.listens(ann, g.address("/events"))
	first.view()
	for range seatStreams {
		g.listens(ann, g.address("/events")).view()
	}
	first.ends(false)
	if n := g.streams.count(); n != seatStreams {
		t.Errorf("%d streams are open, want %d", n, seatStreams)
	}
	w := s.serve(t, newRequest(t, http.MethodHead, g.address("/events")))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("HEAD of a stream: %d", w.Code)
	}
}

func TestStreamsAreBounded(t *testing.T) {
	t.Parallel()
	st := newStreams()
	var ends []func()
	for range screenStreams {
		_, end, err := st.begin("/screen/ABCDEF/events", screenStreams, false)
		must(t, err)
		ends = append(ends, end)
	}
	if _, _, err := st.begin("/screen/ABCDEF/events", screenStreams, false); failureOf(err).Status != http.StatusServiceUnavailable {
		t.Errorf("screen %d of one game: %v", screenStreams+1, err)
	}
	for i := screenStreams; i < processStreams; i++ {
		_, end, err := st.begin(fmt.Sprint("seat", i), seatStreams, true)
		must(t, err)
		ends = append(ends, end)
	}
	if _, _, err := st.begin("one more", seatStreams, true); failureOf(err).Status != http.StatusServiceUnavailable {
		t.Errorf("stream %d: %v", processStreams+1, err)
	}
	for _, end := range ends {
		end()
	}
	if st.count() != 0 || len(st.by) != 0 {
		t.Errorf("%d streams of %d readers are left", st.count(), len(st.by))
	}
}

// TestStreamMeasuresLine echoes pings as a screen does; the delay is the server's own measure, and what is made up counts for nothing.
func TestStreamMeasuresLine(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.opened(t, func(l *live.OpenLobby) { l.Settings.Bonus = live.MaxBonus }).serves()
	ann, bo := g.joins("Ann"), g.joins("Bo")
	h := g.listens(ann, g.address("/events"))
	h.view()
	var seat string
	for id, p := range g.room.Whole().Players {
		if p.Name == "Ann" {
			seat = seatReader(g.room, id)
		}
	}
	if w := ann.asProgram(g.address("/line"), "nonce", "made up"); w.Code != http.StatusNoContent || g.streams.delay(seat) != 0 {
		t.Errorf("a made-up nonce: %d, delay %d", w.Code, g.streams.delay(seat))
	}
	for range earlyPings {
		nonce, _ := h.next("ping")
		for range 20 {
			s.Now() // the test's clock moves on by being read
		}
		if w := bo.asProgram(g.address("/line"), "nonce", nonce); w.Code != http.StatusNoContent {
			t.Errorf("another's nonce: %d", w.Code)
		}
		ann.asProgram(g.address("/line"), "nonce", nonce)
		if w := ann.asProgram(g.address("/line"), "nonce", nonce); w.Code != http.StatusNoContent {
			t.Errorf("a nonce again: %d", w.Code)
		}
	}
	if got := g.streams.delay(seat); got < 30 {
		t.Errorf("the delay is %d ms, want at least 30", got)
	}
	if w := ann.asProgram(g.address("/line")); w.Code != http.StatusBadRequest {
		t.Errorf("no nonce: %d", w.Code)
	}
}

func TestLineMedian(t *testing.T) {
	t.Parallel()
	start := time.Unix(1000, 0)
	var l line
	if l.delay() != 0 {
		t.Error("a line that nobody has measured has a delay")
	}
	for i, tt := range []struct{ trip, want int64 }{{80, 80}, {2000, 80}, {90, 90}, {70, 80}, {85, 85}, {10, 85}, {10, 70}, {10, 10}} {
		nonce := l.ping(start)
		l.echo(nonce, start.Add(time.Duration(tt.trip)*time.Millisecond))
		if got := l.delay(); got != tt.want {
			t.Errorf("after trip %d the delay is %d, want %d", i, got, tt.want)
		}
	}
	for range 100 {
		l.ping(start)
	}
	if len(l.pings) > keptPings || len(l.trips) > keptTrips {
		t.Errorf("%d pings and %d trips are kept", len(l.pings), len(l.trips))
	}
}
