package handlers

import (
	"cmp"
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"clerkcoach/live"
	"clerkcoach/people"
)

// seatAge is how long a browser keeps what proves that a seat is its reader's: as long as those who were absent may answer.
const seatAge = live.MaxDays * 24 * time.Hour

// JoinPage is where somebody comes into a live quiz: first by its code, then by a name.
type JoinPage struct {
	Base
	// Code is the game's, or what was typed for one; Title is what the host calls the game.
	Code, Title string
	// Found says that there is a game of this code.
	Found bool
	// Languages are what can be chosen from; none for a game in one language.
	Languages []TongueView
	// Name is what was typed before.
	Name string
	// Fault says why it did not work, Help what to do then; both empty before.
	Fault, Help string
}

// TongueView is a language that a game is played in.
type TongueView struct {
	Lang, Name string
	Chosen     bool
}

// joinInput is how somebody wants to join.
type joinInput struct {
	Name string `form:"name" validate:"max=200"`
	Lang string `form:"lang" validate:"max=40"`
}

// codePage asks for the code of a game; with one it leads to the game.
func (s *Server) codePage(c *gin.Context) error {
	var in codeInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	page := JoinPage{Base: s.base(c), Code: in.Code}
	page.Here = "live"
	if in.Code == "" {
		return s.showOnce(c, http.StatusOK, "live-join", page)
	}
	room, err := s.roomByCode(c, in.Code)
	if err != nil {
		return s.joinFault(c, page, err)
	}
	return redirect(c, "/live/join/"+room.Game().Code)
}

// joinFault shows the page once more with the reason for a refusal; other errors are left as they are.
func (s *Server) joinFault(c *gin.Context, page JoinPage, err error) error {
	f := failureOf(err)
	if f.Status >= http.StatusInternalServerError || !wantsPage(c) {
		return err
	}
	page.Fault, page.Help = page.T("error_"+f.ID), page.T("error_"+f.ID+"_more")
	return s.showOnce(c, f.Status, "live-join", page)
}

// joinPage offers to join the game of a code. Who has a seat in it is led there.
func (s *Server) joinPage(c *gin.Context) error {
	page := JoinPage{Base: s.base(c), Code: c.Param("code")}
	page.Here = "live"
	room, err := s.roomByCode(c, c.Param("code"))
	if err != nil {
		return s.joinFault(c, page, err)
	}
	if _, err := s.seat(c, room); err == nil {
		return redirect(c, "/live/"+room.Game().ID)
	}
	return s.showOnce(c, http.StatusOK, "live-join", s.joinView(page, room, page.Lang))
}

// joinView is the page for a game that has been found.
func (s *Server) joinView(page JoinPage, room *live.Room, lang string) JoinPage {
	g := room.Game()
	page.Found, page.Code, page.Title = true, g.Code, g.Title
	page.Languages = s.tongues(g, lang)
	return page
}

// tongues are the languages that a game is played in, of which one is chosen; none for a game in one language.
func (s *Server) tongues(g live.Game, lang string) []TongueView {
	if len(g.Languages) < 2 {
		return nil
	}
	chosen := max(0, slices.Index(g.Languages, lang))
	all := make([]TongueView, len(g.Languages))
	for i, l := range g.Languages {
		all[i] = TongueView{Lang: l, Name: s.Catalog.Text(l, "language_name"), Chosen: i == chosen}
	}
	return all
}

// joinGame takes a seat for somebody, or the one that they have already, and leads to it.
func (s *Server) joinGame(c *gin.Context) error {
	page := JoinPage{Base: s.base(c), Code: c.Param("code")}
	page.Here = "live"
	room, err := s.roomByCode(c, c.Param("code"))
	if err != nil {
		return s.joinFault(c, page, err)
	}
	join, typed, err := s.joining(c)
	if err != nil {
		return err
	}
	g := room.Game()
	token, reply, err := s.sitDown(c, room, join)
	if err != nil {
		page.Name = typed
		return s.joinFault(c, s.joinView(page, room, join.Lang), liveFailure(err))
	}
	s.setSeat(c, g.ID, token, seatAge)
	if !wantsPage(c) {
		return s.json(c, joined{Game: g.ID, Player: reply.Player.ID, Name: reply.Player.Name, Lang: reply.Player.Lang})
	}
	return redirect(c, "/live/"+g.ID)
}

// joining reads how somebody wants to join, without a token yet, and the name that they have typed. Who is signed in plays as who they
// are.
func (s *Server) joining(c *gin.Context) (join live.Join, typed string, err error) {
	var in joinInput
	if err := s.input(c, &in); err != nil {
		return join, "", err
	}
	a, err := s.actor(c)
	if err != nil {
		return join, "", err
	}
	join = live.Join{Player: s.NewID(), Name: in.Name, Person: a.ID, Lang: cmp.Or(in.Lang, s.lang(c))}
	if a.ID != "" {
		join.Name = a.Name
	}
	return join, in.Name, nil
}

// joined is what a program is told of its seat; what proves that it is its own is in a cookie.
type joined struct {
	Game   string `json:"game"`
	Player string `json:"player"`
	Name   string `json:"name"`
	Lang   string `json:"lang"`
}

// sitDown joins with the token that the browser has for the game, or with a new one: where there is none, or where the browser has
// changed hands and it is that of another person's seat.
func (s *Server) sitDown(c *gin.Context, room *live.Room, join live.Join) (string, live.Reply, error) {
	token, _ := c.Cookie(seatCookie(room.Game().ID))
	if p, ok := room.Seat(people.TokenHash(token)); ok && p.Person != "" && p.Person != join.Person {
		token = ""
	}
	for {
		var err error
		drawn := token == ""
		if drawn {
			if token, err = people.NewToken(rand.Reader); err != nil {
				return "", live.Reply{}, err
			}
		}
		join.Token = people.TokenHash(token)
		reply, err := room.Do(c.Request.Context(), join)
		others := errors.Is(err, live.ErrToken) || reply.Player.Person != "" && reply.Player.Person != join.Person
		if drawn || !others {
			return token, reply, err
		}
		token = ""
	}
}

// seatCookie names the cookie that holds the token of a seat in a game.
func seatCookie(game string) string { return "clerkcoach_seat_" + game }

// setSeat sets the cookie of a seat; below an age of 0 it is taken away.
func (s *Server) setSeat(c *gin.Context, game, token string, age time.Duration) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: seatCookie(game), Value: token, Path: "/live", MaxAge: int(age.Seconds()), HttpOnly: true, Secure: s.secure(c),
		SameSite: http.SameSiteStrictMode,
	})
}

// seat gives the seat in a game of who makes a request: whose browser has its token and who, if it is a person's, is signed in as that
// person. The error is a Failure where they have none.
func (s *Server) seat(c *gin.Context, room *live.Room) (live.Player, error) {
	token, _ := c.Cookie(seatCookie(room.Game().ID))
	p, ok := room.Seat(people.TokenHash(token))
	if !ok && token != "" {
		// Another process may have given it just now.
		if _, err := room.Do(c.Request.Context(), live.Tick{}); err != nil {
			return live.Player{}, liveFailure(err)
		}
		p, ok = room.Seat(people.TokenHash(token))
	}
	if !ok {
		return live.Player{}, noSeat(room)
	}
	if p.Person == "" {
		return p, nil
	}
	a, err := s.actor(c)
	if err != nil {
		return live.Player{}, err
	}
	if a.ID != p.Person {
		return live.Player{}, noSeat(room)
	}
	return p, nil
}

// seated finds the game that the address names by its id, and the seat in it of who makes the request. The error is a Failure where there
// is none.
func (s *Server) seated(c *gin.Context) (*live.Room, live.Player, error) {
	room, err := s.room(c)
	if err != nil {
		return nil, live.Player{}, err
	}
	p, err := s.seat(c, room)
	return room, p, err
}

// noSeat says that somebody has no seat; who wants a page is led to where one takes one, as long as the game goes on.
func noSeat(room *live.Room) error {
	g := room.Game()
	if g.Phase == live.Ended {
		return liveFailure(live.ErrEnded)
	}
	return &Failure{Status: http.StatusForbidden, ID: "live_no_seat", Next: "/live/join/" + g.Code}
}

// leaveGame gives a seat up. Its answers stay; who joins again on the same device or as the same person has them again.
func (s *Server) leaveGame(c *gin.Context) error {
	room, p, err := s.seated(c)
	if err != nil {
		return err
	}
	if _, err := room.Do(c.Request.Context(), live.Leave{Player: p.ID, Token: p.Token}); err != nil && !errors.Is(err, live.ErrEnded) {
		return liveFailure(err)
	}
	if p.Person != "" {
		s.setSeat(c, room.Game().ID, "", -1) // the next one on the tablet is not to come by it
	}
	return redirect(c, "/live")
}
