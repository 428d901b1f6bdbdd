package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"clerkcoach/live"
)

// streamTimes are the times of streams; tests have shorter ones.
type streamTimes struct {
	beat  time.Duration // after which a stream without anything new shows that it is there
	check time.Duration // after which it is looked again whether its reader may still see it
	write time.Duration // that a reader has to take what is sent
	early time.Duration // between the first pings of a line that is to be measured
}

// earlyPings are the pings soon after the beginning of a stream whose line is to be measured.
const earlyPings = 3

func usualTimes() streamTimes {
	return streamTimes{beat: 15 * time.Second, check: 5 * time.Second, write: 10 * time.Second, early: 400 * time.Millisecond}
}

// listener is who is told of a game by a stream.
type listener struct {
	room *live.Room
	// player is the seat; empty for a screen of the host's.
	player string
	// gap is how long there is at least between two views.
	gap time.Duration
	// view gives what is to be seen just now to a reader who has the part of a key; may an error once they may not see it any more.
	view func(had string) (toldEvent, error)
	may  func() error
	// measured says that the line's delay is to be known.
	measured bool
}

// reader names who the stream counts for: a seat, or all screens of an address.
func (l listener) reader(c *gin.Context) string {
	if l.player != "" {
		return seatReader(l.room, l.player)
	}
	return c.Request.URL.Path
}

// seatReader names a seat as the reader of streams.
func seatReader(room *live.Room, player string) string { return room.Game().ID + "/" + player }

// stream sends a screen the whole view at once, and again whenever it has changed, until the reader goes, may not see it any more, or
// the process is about to stop. A reader that is too slow is dropped; browsers come again by themselves. The error is a Failure
// before the first byte, for too many streams.
func (s *Server) stream(c *gin.Context, l listener) error {
	of, most := l.reader(c), screenStreams
	if l.player != "" {
		most = seatStreams
	}
	cut, end, err := s.streams.begin(of, most, l.player != "")
	if err != nil {
		return err
	}
	defer end()
	if boundRoom(c.Request.Context()) != nil {
		return nil // the reader has gone already
	}
	w := l.room.Watch(l.player)
	defer w.Close()
	t := &telling{listener: l, s: s, out: http.NewResponseController(c.Writer), to: c.Writer, of: of}
	h := c.Writer.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies are to pass on at once what comes
	c.Status(http.StatusOK)
	t.run(c.Request.Context(), w, cut)
	return nil
}

// telling is one stream under way.
type telling struct {
	listener
	s    *Server
	out  *http.ResponseController
	to   http.ResponseWriter
	of   string    // who the stream counts for
	key  string    // of the part that the reader has
	last time.Time // when the last view was sent
}

// run tells until there is a reason to end.
func (t *telling) run(ctx context.Context, w *live.Watcher, cut <-chan struct{}) {
	beat, check, early := time.NewTimer(t.s.times.beat), time.NewTicker(t.s.times.check), time.NewTimer(t.s.times.early)
	defer beat.Stop()
	defer check.Stop()
	defer early.Stop()
	pings := earlyPings
	for goesOn := t.tell(); goesOn; {
		select {
		case <-w.C:
			goesOn = t.pause(ctx) && t.tell()
			beat.Reset(t.s.times.beat)
		case <-early.C:
			if t.measured && pings > 0 {
				pings--
				goesOn = t.ping()
				early.Reset(t.s.times.early)
			}
		case <-beat.C:
			goesOn = t.ping()
			beat.Reset(t.s.times.beat)
		case <-check.C:
			if t.may() != nil {
				t.send([]byte("event: gone\ndata: -\n\n"))
				return
			}
		case <-cut:
			return
		case <-t.room.Gone():
			return
		case <-ctx.Done():
			return
		}
	}
}

// pause lets the gap between two views pass, and tells whether the stream goes on.
func (t *telling) pause(ctx context.Context) bool {
	left := t.gap - time.Since(t.last)
	if left <= 0 {
		return true
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-t.room.Gone():
		return false
	case <-ctx.Done():
		return false
	}
}

// tell sends the view as it is now, and tells whether the stream goes on.
func (t *telling) tell() bool {
	e, err := t.view(t.key)
	if err != nil {
		if failureOf(err).Status >= http.StatusInternalServerError {
			t.s.Log.Error("show a game", "error", err)
		}
		t.send([]byte("event: gone\ndata: -\n\n"))
		return false
	}
	t.key, t.last = e.key, time.Now()
	return t.send(e.raw)
}

// ping shows that the stream is there; where the line is measured, with a nonce that the screen sends back.
func (t *telling) ping() bool {
	nonce := "-"
	if t.measured {
		nonce = t.s.streams.ping(t.of, t.s.Now())
	}
	return t.send(fmt.Appendf(nil, "event: ping\ndata: %s\n\n", nonce))
}

// send sends some events whole, and tells whether the reader has taken them in time.
func (t *telling) send(raw []byte) bool {
	if err := t.out.SetWriteDeadline(time.Now().Add(t.s.times.write)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return false
	}
	if _, err := t.to.Write(raw); err != nil {
		return false
	}
	return t.out.Flush() == nil
}

// isStream tells the addresses of streams, which are neither compressed nor asked for by HEAD.
func isStream(path string) bool { return strings.HasSuffix(path, "/events") }

// pastZip sends streams past the compression, which would keep what is to go out at once, and memory for each of them.
func pastZip(zipped, plain http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isStream(r.URL.Path) {
			plain.ServeHTTP(w, r)
			return
		}
		zipped.ServeHTTP(w, r)
	})
}
