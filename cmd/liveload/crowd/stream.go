package crowd

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// maxLine bounds a line of a stream.
const maxLine = 1 << 20

// retryAfter is how long a stream that has ended waits before it is opened again.
const retryAfter = 200 * time.Millisecond

// View is what a stream tells a screen, but for the parts of the page.
type View struct {
	Revision int64  `json:"revision"`
	Phase    string `json:"phase"`
	Number   int    `json:"number"`
	Left     *int64 `json:"left"`
	Key      string `json:"key"`
}

// Listen follows the player's stream until the context ends, opening it again whenever it breaks, and gives each view to see. Pings are
// echoed, as the page does. The error is the context's, or a *Refusal.
func (p *Player) Listen(ctx context.Context, see func(View)) error {
	return follow(ctx, func() error { return p.listenOnce(ctx, see) })
}

func (p *Player) listenOnce(ctx context.Context, see func(View)) error {
	return p.Site.listen(ctx, "/live/"+p.Game.ID+"/events", p.Cookie, func(name string, data []byte) error {
		switch name {
		case "view":
			return view(data, see)
		case "ping":
			_, err := p.Site.Post(ctx, "/live/"+p.Game.ID+"/line", p.Cookie, url.Values{"nonce": {string(data)}}, true)
			return err
		default:
			return nil
		}
	})
}

// Watch follows the stream of a projector; see Listen.
func Watch(ctx context.Context, s *Site, g Game, see func(View)) error {
	return follow(ctx, func() error { return s.watchOnce(ctx, "/screen/"+g.Code+"/events", "", see) })
}

// Watch follows the stream of the host's own device; see Player.Listen.
func (h *Host) Watch(ctx context.Context, g Game, see func(View)) error {
	return follow(ctx, func() error { return h.Site.watchOnce(ctx, "/host/"+g.ID+"/events", h.Cookie, see) })
}

func (s *Site) watchOnce(ctx context.Context, path, cookie string, see func(View)) error {
	return s.listen(ctx, path, cookie, func(name string, data []byte) error {
		if name != "view" {
			return nil
		}
		return view(data, see)
	})
}

func view(data []byte, see func(View)) error {
	// The parts of the page come last; a program need not read them.
	for _, part := range []string{`,"html":`, `,"mine":`} {
		if head, _, ok := bytes.Cut(data, []byte(part)); ok {
			data = append(head, '}')
		}
	}
	var v View
	if err := json.Unmarshal(data, &v); err != nil {
		return fmt.Errorf("read a view: %w", err)
	}
	see(v)
	return nil
}

// follow listens again and again, until the context ends or the server refuses.
func follow(ctx context.Context, once func() error) error {
	for {
		err := once()
		if status := StatusOf(err); status >= 400 && status < 500 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retryAfter):
		}
	}
}

// listen reads a stream of events until it ends.
func (s *Site) listen(ctx context.Context, path, cookie string, told func(name string, data []byte) error) error {
	req, err := s.request(ctx, http.MethodGet, path, cookie, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "text/event-stream")
	res, err := s.stream.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // only read
	if res.StatusCode != http.StatusOK {
		body, err := io.ReadAll(io.LimitReader(res.Body, maxLine))
		return errors.Join(err, &Refusal{What: "listen", Status: res.StatusCode, Body: string(body)})
	}
	return events(res.Body, told)
}

// events reads events as they are sent: lines of name and value, ended by an empty one.
func events(in io.Reader, told func(name string, data []byte) error) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	name, data := "", []byte(nil)
	for lines.Scan() {
		field, value, _ := bytes.Cut(lines.Bytes(), []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(field) {
		case "event":
			name = string(value)
		case "data":
			data = append(data, value...)
		case "":
			if len(lines.Bytes()) > 0 || name == "" {
				continue // a comment, or nothing to tell
			}
			if err := told(name, data); err != nil {
				return err
			}
			name, data = "", data[:0]
		}
	}
	return lines.Err()
}

// NeverRead opens the player's stream, over a connection with little room, and does not read it.
func (p *Player) NeverRead(ctx context.Context) (net.Conn, error) {
	to, err := url.Parse(p.Site.Base)
	if err != nil {
		return nil, err
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", to.Host)
	if err != nil {
		return nil, err
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		if err := tcp.SetReadBuffer(1); err != nil { // the least that the system has
			return nil, errors.Join(err, conn.Close())
		}
	}
	_, err = fmt.Fprintf(conn, "GET /live/%s/events HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", p.Game.ID, to.Host, p.Cookie)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}
