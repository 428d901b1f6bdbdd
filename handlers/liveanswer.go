package handlers

import (
	"errors"
	"strconv"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// numberInput names the question that an answer is to.
type numberInput struct {
	Number int `form:"number" validate:"gte=1,lte=1000"`
}

// receipt is what a program is told of an answer that is kept. At is when it came, in the game's milliseconds.
type receipt struct {
	Number int   `json:"number"`
	Late   bool  `json:"late"`
	At     int64 `json:"at"`
}

// answerGame keeps a player's answer. That it came too late is told and noted, and is no error.
func (s *Server) answerGame(c *gin.Context) error {
	room, p, err := s.seated(c)
	if err != nil {
		return err
	}
	var in numberInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	graded, err := s.graded(c, room, p, in.Number)
	var reply live.Reply
	if err == nil {
		line := s.streams.delay(seatReader(room, p.ID))
		reply, err = room.Do(c.Request.Context(), live.Answer{Player: p.ID, Token: p.Token, Number: in.Number, Graded: graded, Line: line})
	}
	back := "/live/" + room.Game().ID
	if p.Alone {
		back += "/alone"
	}
	if err == nil && p.Alone {
		if err := s.countAlone(c.Request.Context(), room, p, in.Number); err != nil {
			return err
		}
	}
	switch {
	case err == nil && p.Alone && wantsPage(c):
		return redirect(c, back+"?answered="+strconv.Itoa(in.Number)+"#result")
	case err == nil, errors.Is(err, live.ErrLate):
		if !wantsPage(c) {
			return s.json(c, receipt{Number: in.Number, Late: reply.Receipt.Late, At: reply.Receipt.At})
		}
		return redirect(c, back)
	case !wantsPage(c):
		return liveFailure(err)
	case errors.Is(err, drills.ErrAnswer):
		return redirect(c, back+"?fault=1")
	}
	f := failureOf(liveFailure(err))
	if f.Status >= 500 {
		return f
	}
	return redirect(c, back) // which shows how far the game is
}

// graded grades the answer of a form. Nothing is told of questions that have not been asked yet, not even by what fits them.
func (s *Server) graded(c *gin.Context, room *live.Room, p live.Player, number int) (live.Graded, error) {
	questions := room.Questions(p.Lang)
	if number > room.Game().Number || number > len(questions) {
		return live.Graded{}, live.ErrNumber
	}
	q := questions[number-1]
	a, err := formAnswer(q, c.Request.PostForm)
	if err != nil {
		return live.Graded{}, drills.ErrAnswer
	}
	return live.Grade(s.examiner, q, a)
}
