package crowd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// maxBody is how much of a response is read.
const maxBody = 8 << 20

// Site is a server, or what stands before several. It may be used from any number of goroutines.
type Site struct {
	// Base is its address, such as http://127.0.0.1:8080.
	Base   string
	client *http.Client
	stream *http.Client
}

// NewSite makes ready for a server. Each request may take as long as timeout, a stream for ever. Dial is how connections are made; nil for
// the usual way.
func NewSite(base string, timeout time.Duration, transport *http.Transport) *Site {
	if transport == nil {
		transport = &http.Transport{}
	}
	transport.MaxIdleConnsPerHost = 4096
	transport.ReadBufferSize, transport.WriteBufferSize = 4<<10, 1<<10
	transport.DisableCompression = true
	follow := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Site{
		Base:   base,
		client: &http.Client{Transport: transport, Timeout: timeout, CheckRedirect: follow},
		stream: &http.Client{Transport: transport, CheckRedirect: follow},
	}
}

// Close closes connections that nothing goes over.
func (s *Site) Close() { s.client.CloseIdleConnections() }

// Reply is a response with its body read.
type Reply struct {
	Status  int
	Header  http.Header
	Cookies []*http.Cookie
	Body    []byte
}

// Refusal is a reply that says no.
type Refusal struct {
	What   string
	Status int
	Body   string
}

// Error says what was refused, and how.
func (r *Refusal) Error() string {
	return fmt.Sprintf("%s: status %d: %.300s", r.What, r.Status, r.Body)
}

// StatusOf is the status of the refusal that an error is, else 0.
func StatusOf(err error) int {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Status
	}
	return 0
}

// Get asks for an address of the site with a Cookie header.
func (s *Site) Get(ctx context.Context, path, cookie string) (Reply, error) {
	req, err := s.request(ctx, http.MethodGet, path, cookie, nil)
	if err != nil {
		return Reply{}, err
	}
	return s.do(req)
}

// Post sends a form. As a program it asks for JSON, so that it gets a reply and not a page.
func (s *Site) Post(ctx context.Context, path, cookie string, form url.Values, asProgram bool) (Reply, error) {
	req, err := s.request(ctx, http.MethodPost, path, cookie, []byte(form.Encode()))
	if err != nil {
		return Reply{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if asProgram {
		req.Header.Set("Accept", "application/json")
	}
	return s.do(req)
}

func (s *Site) request(ctx context.Context, method, path, cookie string, body []byte) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.Base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if cookie != "" {
		req.Header.Set("Cookie", cookie)
	}
	req.Header.Set("Accept-Language", "en")
	return req, nil
}

func (s *Site) do(req *http.Request) (Reply, error) {
	res, err := s.client.Do(req)
	if err != nil {
		return Reply{}, err
	}
	defer res.Body.Close() //nolint:errcheck // only read
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody))
	if err != nil {
		return Reply{}, err
	}
	return Reply{Status: res.StatusCode, Header: res.Header, Cookies: res.Cookies(), Body: body}, nil
}

// cookie is the Cookie header for the cookie of a name that a reply sets; empty if it sets none.
func (r Reply) cookie(name string) string {
	for _, c := range r.Cookies {
		if c.Name == name && c.Value != "" {
			return c.Name + "=" + c.Value
		}
	}
	return ""
}

// wanted gives the refusal that a reply is, unless its status is one of those wanted.
func (r Reply) wanted(what string, statuses ...int) error {
	for _, s := range statuses {
		if r.Status == s {
			return nil
		}
	}
	return &Refusal{What: what, Status: r.Status, Body: string(r.Body)}
}
