package crowd

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
)

// Host is somebody who runs games.
type Host struct {
	Site *Site
	// Cookie is the Cookie header of the session.
	Cookie string
}

// Game is a game that has been opened.
type Game struct{ ID, Code string }

// FirstAdmin makes the first admin of a new server by the link that it printed, with a store, and is signed in then.
func FirstAdmin(ctx context.Context, s *Site, link, number, password string) (*Host, error) {
	to, err := url.Parse(link)
	if err != nil {
		return nil, err
	}
	reply, err := s.Post(ctx, to.Path, "", url.Values{
		"new": {password}, "again": {password}, "code": {"0001"}, "store": {"Store"}, "number": {number}, "name": {"Host"},
	}, false)
	if err != nil {
		return nil, err
	}
	return signedIn(s, reply)
}

// SignIn signs somebody in with a password.
func SignIn(ctx context.Context, s *Site, number, password string) (*Host, error) {
	reply, err := s.Post(ctx, "/sign-in", "", url.Values{"number": {number}, "password": {password}}, false)
	if err != nil {
		return nil, err
	}
	return signedIn(s, reply)
}

func signedIn(s *Site, reply Reply) (*Host, error) {
	if err := reply.wanted("sign in", http.StatusSeeOther); err != nil {
		return nil, err
	}
	cookie := reply.cookie("session")
	if cookie == "" {
		return nil, errors.New("signing in begins no session")
	}
	return &Host{Site: s, Cookie: cookie}, nil
}

// Open opens the lobby of a game that is made by a form as the page's.
func (h *Host) Open(ctx context.Context, form url.Values) (Game, error) {
	reply, err := h.Site.Post(ctx, "/host/new", h.Cookie, form, false)
	if err != nil {
		return Game{}, err
	}
	if err := reply.wanted("open a lobby", http.StatusSeeOther); err != nil {
		return Game{}, err
	}
	g := Game{ID: path.Base(reply.Header.Get("Location"))}
	page, err := h.Site.Get(ctx, "/host/"+g.ID, h.Cookie)
	if err != nil {
		return Game{}, err
	}
	found := regexp.MustCompile(`/screen/([A-Z0-9]+)`).FindSubmatch(page.Body)
	if found == nil {
		return Game{}, errors.New("the host's page names no code")
	}
	g.Code = string(found[1])
	return g, nil
}

// Do carries out a command of the host's while a question is on, 0 before the first: next, close, reveal, board, pause, resume, skip, end
// or take-over.
func (h *Host) Do(ctx context.Context, g Game, command string, number int) error {
	if command == "next" {
		number++ // it names the question that it opens
	}
	form := url.Values{"number": {strconv.Itoa(number)}}
	reply, err := h.Site.Post(ctx, "/host/"+g.ID+"/"+command, h.Cookie, form, true)
	if err != nil {
		return err
	}
	return reply.wanted(command, http.StatusNoContent)
}
