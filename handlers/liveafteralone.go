package handlers

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"clerkcoach/live"
)

// aloneUntil is until when a game's questions can be answered alone, in milliseconds since 1970; 0 if they cannot.
func aloneUntil(g live.Game) int64 {
	if g.Phase != live.Ended || g.Settings.Days == 0 || g.Settings.Rehearsal || len(g.Shown) == 0 {
		return 0
	}
	return g.EndedAt + int64(g.Settings.Days)*dayLength
}

// AlonePage is where somebody who was absent answers the questions of a live quiz alone.
type AlonePage struct {
	Base
	Game, Title string
	// Until is the last moment for it.
	Until string
	// Join says that they have no seat yet, GoesOn that they had begun, as on another device.
	Join, GoesOn bool
	Languages    []TongueView
	// Typed is the name that was typed, Fault what is wrong with it; Closed says why nobody can begin any more.
	Typed, Fault, Closed string
	// Shared is the question to be answered, Own one that was answered; only one of them has any.
	Shared SharedView
	Own    OwnView
}

// aloneInput names a question that was answered.
type aloneInput struct {
	Answered int `form:"answered" validate:"gte=0,lte=1000"`
}

// alonePage shows the next question to who answers alone, or one that they have answered; or offers to begin.
func (s *Server) alonePage(c *gin.Context) error {
	room, err := s.room(c)
	if err != nil {
		return err
	}
	g := room.Game()
	if g.Phase != live.Ended {
		return redirect(c, "/live/join/"+g.Code)
	}
	page := s.aloneView(c, g)
	p, err := s.seat(c, room)
	if err != nil {
		return s.aloneDoor(c, room, page)
	}
	var in aloneInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	on := room.On(p.ID)
	switch {
	case in.Answered > 0 && p.Alone:
		return s.aloneAnswered(c, room, page, p, in.Answered)
	case !p.Alone || on == 0 || page.Closed != "":
		return redirect(c, "/live/"+g.ID+"/result")
	}
	playing, err := s.playing(room, p.ID)
	if err != nil {
		return err
	}
	playing.Base = page.Base
	page.Shared = playing.shared()
	if v, fault := page.Shared.Question, c.Query("fault"); v != nil && fault != "" {
		v.Fault = page.answerFault(v.Kind)
	}
	return s.showOnce(c, http.StatusOK, "live-alone", page)
}

// aloneView is the page for a game that is over.
func (s *Server) aloneView(c *gin.Context, g live.Game) AlonePage {
	page := AlonePage{Base: s.base(c), Game: g.ID}
	page.Here, page.Title = "live", gameTitle(page.Base, g.Title)
	until := aloneUntil(g)
	switch {
	case until == 0:
		page.Closed = page.T("after_alone_never")
	case s.Now().UnixMilli() >= until:
		page.Closed = page.T("after_alone_over", "until", page.Dated(until))
	default:
		page.Until = page.Dated(until)
	}
	return page
}

// aloneDoor offers somebody without a seat in their browser to begin. Who has played is led to their result.
func (s *Server) aloneDoor(c *gin.Context, room *live.Room, page AlonePage) error {
	had, err := s.ownPlayer(c, room)
	switch {
	case err == nil && (!had.Alone || page.Closed != ""):
		return redirect(c, "/live/"+page.Game+"/result")
	case err != nil && failureOf(err).Status >= http.StatusInternalServerError:
		return err
	}
	page.Join, page.GoesOn = true, err == nil
	page.Languages = s.tongues(room.Game(), page.Lang)
	status := http.StatusOK
	if page.Closed != "" {
		status = http.StatusGone
	}
	return s.showOnce(c, status, "live-alone", page)
}

// aloneAnswered shows a question that was answered, with the reasons, and leads on.
func (s *Server) aloneAnswered(c *gin.Context, room *live.Room, page AlonePage, p live.Player, number int) error {
	var err error
	page.Own, err = s.ownAnswerOf(page.Base, room, p, number)
	if errors.Is(err, live.ErrNumber) {
		return redirect(c, "/live/"+page.Game+"/alone")
	}
	if err != nil {
		return err
	}
	r := page.Own.Question.Result
	r.Next, r.Last = "/live/"+page.Game+"/alone", room.On(p.ID) == 0
	if r.Last {
		r.Next = "/live/" + page.Game + "/result"
	}
	return s.showOnce(c, http.StatusOK, "live-alone", page)
}

// beginAlone gives somebody who was absent a seat, or the one that they have already.
func (s *Server) beginAlone(c *gin.Context) error {
	room, err := s.room(c)
	if err != nil {
		return err
	}
	join, typed, err := s.joining(c)
	if err != nil {
		return err
	}
	g := room.Game()
	if g.Phase != live.Ended {
		return redirect(c, "/live/join/"+g.Code)
	}
	token, _, err := s.sitDown(c, room, join)
	page := s.aloneView(c, g)
	switch {
	case err == nil:
		s.setSeat(c, g.ID, token, seatAge)
		return redirect(c, "/live/"+g.ID+"/alone")
	case errors.Is(err, live.ErrEnded): // too late, or they were there
		return s.aloneDoor(c, room, page)
	}
	f := failureOf(liveFailure(err))
	if f.Status >= http.StatusInternalServerError || !wantsPage(c) {
		return liveFailure(err)
	}
	page.Join, page.Typed, page.Fault, page.Languages = true, typed, page.T("error_"+f.ID), s.tongues(g, join.Lang)
	return s.showOnce(c, f.Status, "live-alone", page)
}
