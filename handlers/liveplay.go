package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// PlayPage is a player's screen.
type PlayPage struct {
	Base
	// Game is the id of the game, Title what the host calls it, Player the id of the seat, Name who plays.
	Game, Title, Player, Name string
	// Event is what the page would be told if it listened.
	Event  liveEvent
	Shared SharedView
	Own    OwnView
	// Refresh is after how many seconds a page without scripts asks again; 0 for never.
	Refresh int
	// Left is the time left in whole seconds, as a page without scripts shows it.
	Left int64
}

// playing is what one player may see of a game just now.
type playing struct {
	Base
	room   *live.Room
	game   live.Game
	player live.Player
	view   live.View
	head   live.Head
}

// playing looks at a game as a player sees it, in their language. The error is a Failure where they have no seat any more.
func (s *Server) playing(room *live.Room, id string) (*playing, error) {
	view, err := room.PlayerView(id)
	if err != nil {
		return nil, liveFailure(err)
	}
	p := &playing{room: room, game: room.Game(), view: view, head: viewHead(view)}
	p.player, _ = room.Player(id)
	p.Base = Base{Lang: p.player.Lang, Here: "live", catalog: s.Catalog, assets: s.Assets}
	return p, nil
}

// viewHead is what all views have.
func viewHead(v live.View) live.Head {
	switch v := v.(type) {
	case live.LobbyView:
		return v.Head
	case live.QuestionView:
		return v.Head
	case live.RevealView:
		return v.Head
	case live.BoardView:
		return v.Head
	default:
		return live.Head{}
	}
}

// key names the part of the page that all players of a language share. While a question is on it stays the same, whether the question
// is open, paused or closed, so that nothing is lost of what somebody is about to answer.
func (p *playing) key() string {
	phase := string(p.head.Phase)
	switch p.head.Phase {
	case live.Open, live.Paused, live.Closed:
		phase = "question"
	case live.Lobby, live.Ended:
		return phase
	}
	return phase + "-" + strconv.Itoa(p.head.Number)
}

// stateAsked is the state of a player who has a question before them and has not answered it.
const stateAsked = "asked"

// event is what a screen of the player's is told, but for the parts of the page.
func (p *playing) event() liveEvent {
	e := liveEvent{Revision: p.head.Revision, Phase: p.head.Phase, Number: p.head.Number, Key: p.key(), Say: p.says()}
	v, ok := p.view.(live.QuestionView)
	if !ok {
		return e
	}
	e.Left, e.State = v.Left, stateAsked
	if v.Left != nil {
		time := p.game.Settings.Time(p.player.Extra)
		e.Time = &time
	}
	switch {
	case v.Mine != nil && v.Mine.Late:
		e.State = "late"
	case v.Mine != nil:
		e.State = "kept"
	}
	return e
}

// says is what a screen reader says of it.
func (p *playing) says() string {
	pairs := []any{"number", p.head.Number, "all", p.head.Of}
	switch p.head.Phase {
	case live.Open:
		if v, ok := p.view.(live.QuestionView); ok && v.Left != nil {
			return p.T("live_say_open_for", append(pairs, "seconds", seconds(*v.Left))...)
		}
		return p.T("live_say_open", pairs...)
	case live.Paused:
		return p.T("live_say_paused")
	case live.Closed:
		return p.T("live_say_closed", pairs...)
	case live.Revealed:
		return p.T("live_say_revealed", pairs...)
	case live.Board:
		return p.T("live_say_board")
	case live.Ended:
		return p.T("live_say_ended")
	default:
		return ""
	}
}

// seconds are whole seconds, of milliseconds that have begun.
func seconds(ms int64) int64 { return (ms + 999) / 1000 }

// playPage shows a player's screen.
func (s *Server) playPage(c *gin.Context) error {
	room, seat, err := s.seated(c)
	if err != nil {
		return err
	}
	if seat.Alone {
		return redirect(c, "/live/"+room.Game().ID+"/alone")
	}
	p, err := s.playing(room, seat.ID)
	if err != nil {
		return err
	}
	page := PlayPage{Base: p.Base, Game: p.game.ID, Title: p.game.Title, Player: p.player.ID, Name: p.player.Name, Event: p.event()}
	page.Who, page.RequestID = s.who(c), visitOf(c).id
	page.Shared, page.Own = p.shared(), s.own(p)
	page.Shared.Asking = page.Event.Phase == live.Open && page.Event.State == stateAsked
	if q := page.Shared.Question; q != nil {
		if v, ok := p.view.(live.QuestionView); ok && v.Mine != nil {
			q.given(v.Mine.Given)
		}
		if c.Query("fault") != "" {
			q.Fault = page.answerFault(q.Kind)
		}
	}
	page.refresh()
	return s.showOnce(c, http.StatusOK, "live-play", page)
}

// pollEvery is after how many seconds a page without scripts looks again, while there is nothing to answer.
const pollEvery = 3

// refresh says when a page without scripts looks again: not while somebody may be about to answer, but once the time for it is over.
func (p *PlayPage) refresh() {
	p.Refresh = pollEvery
	if p.Event.Left != nil {
		p.Left = seconds(*p.Event.Left)
	}
	switch {
	case p.Event.Phase == live.Ended:
		p.Refresh = 0
	case !p.Shared.Asking:
	case p.Event.Left == nil:
		p.Refresh = 0
	default:
		p.Refresh = int(p.Left) + 1
	}
}

// playEvents tells a player's screen of the game.
func (s *Server) playEvents(c *gin.Context) error {
	room, seat, err := s.seated(c)
	if err != nil {
		return err
	}
	return s.stream(c, listener{
		room: room, player: seat.ID, measured: room.Game().Settings.Bonus > 0,
		view: func(had string) (toldEvent, error) { return s.playEvent(room, seat, had) },
		may: func() error {
			_, err := s.seat(anew(c), room)
			return err
		},
	})
}

// playEvent is a player's view as it goes to their screen. While a question waits for answers it is made once for all who see the same.
func (s *Server) playEvent(room *live.Room, seat live.Player, had string) (toldEvent, error) {
	asked, ok := room.Asked(seat.ID, seat.Token)
	if ok {
		alike, err := s.alike.get(fmt.Sprintf("%v %s", asked, had), func() (toldEvent, error) {
			e, err := s.ownEvent(room, seat)
			if err == nil && (e.Revision != asked.Revision || e.State != stateAsked) {
				err = errMovedOn
			}
			if err != nil {
				return toldEvent{}, err
			}
			return e.to(had)
		})
		if err == nil {
			return alike, nil
		}
		// What came in between, an answer or another device, is one player's alone.
	}
	e, err := s.ownEvent(room, seat)
	if err != nil {
		return toldEvent{}, err
	}
	return e.to(had)
}

// errMovedOn says that a view is not of the state that it was asked for.
var errMovedOn = errors.New("the game has moved on")

// ownEvent is a player's view. Another device that has taken the seat has a token of its own.
func (s *Server) ownEvent(room *live.Room, seat live.Player) (liveEvent, error) {
	p, err := s.playing(room, seat.ID)
	if err != nil {
		return liveEvent{}, err
	}
	if p.player.Token != seat.Token {
		return liveEvent{}, noSeat(room)
	}
	e := p.event()
	if e.HTML, err = s.sharedPart(p); err != nil {
		return e, err
	}
	e.Mine, err = s.ownPart(p)
	return e, err
}

// echoInput is a nonce that comes back.
type echoInput struct {
	Nonce string `form:"nonce" validate:"required,max=40"`
}

// echoLine takes the echo of a ping, by which the delay of a player's line is known.
func (s *Server) echoLine(c *gin.Context) error {
	room, p, err := s.seated(c)
	if err != nil {
		return err
	}
	var in echoInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	s.streams.echo(seatReader(room, p.ID), in.Nonce, s.Now())
	return noContent(c)
}

// given puts what was answered into the form.
func (v *QuestionPage) given(a drills.Answer) {
	q := &drills.Question{Kind: v.Kind}
	v.keep(q, answerForm(q, a))
}
