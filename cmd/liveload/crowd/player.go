package crowd

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
)

// Player is somebody with a seat in a game.
type Player struct {
	Site *Site
	Game Game
	Name string
	// Cookie is the Cookie header that proves the seat.
	Cookie string
}

// Join takes a seat under a name.
func Join(ctx context.Context, s *Site, g Game, name string) (*Player, error) {
	return JoinAs(ctx, s, g, "", name)
}

// JoinAs takes a seat as who is signed in with a session; the name does not matter then.
func JoinAs(ctx context.Context, s *Site, g Game, session, name string) (*Player, error) {
	reply, err := s.Post(ctx, "/live/join/"+g.Code, session, url.Values{"name": {name}, "lang": {"en"}}, false)
	if err != nil {
		return nil, err
	}
	if err := reply.wanted("join", http.StatusSeeOther); err != nil {
		return nil, err
	}
	seat := reply.cookie("clerkcoach_seat_" + g.ID)
	if seat == "" {
		return nil, errors.New("joining gives no seat")
	}
	p := &Player{Site: s, Game: g, Name: name, Cookie: seat}
	if session != "" {
		p.Cookie = session + "; " + seat
	}
	return p, nil
}

// Answer answers a question by a form as the page's, such as a=A, and returns once it is acknowledged. The error is a *Refusal where the
// server says no.
func (p *Player) Answer(ctx context.Context, number int, answer url.Values) (Reply, error) {
	form := url.Values{"number": {strconv.Itoa(number)}}
	for name, values := range answer {
		form[name] = values
	}
	reply, err := p.Site.Post(ctx, "/live/"+p.Game.ID+"/answers", p.Cookie, form, true)
	if err != nil {
		return Reply{}, err
	}
	return reply, reply.wanted("answer", http.StatusOK)
}

// Page is the player's page.
func (p *Player) Page(ctx context.Context) (Reply, error) {
	reply, err := p.Site.Get(ctx, "/live/"+p.Game.ID, p.Cookie)
	if err != nil {
		return Reply{}, err
	}
	return reply, reply.wanted("the player's page", http.StatusOK)
}
