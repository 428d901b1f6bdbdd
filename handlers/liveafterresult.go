package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"clerkcoach/live"
	"clerkcoach/records"
)

// GameResults tells which live quizzes somebody has played.
type GameResults interface {
	GamesOf(ctx context.Context, person string) ([]records.Seat, error)
}

// LiveResultPage is how a live quiz went for one of its players, as they see it.
type LiveResultPage struct {
	Base
	Title, Name, When string
	// Alone says that they played by themselves afterwards.
	Alone  bool
	Points int
	// Rank is their place on the board, and Of how many there are on it; 0 in a private game.
	Rank, Of int
	// Right is how many of the Count questions they had fully right.
	Right, Count int
	Questions    []OwnView
	// Spoken is the language of the questions.
	Spoken string
	// Board are its first lines.
	Board  []live.Standing
	Player string
}

// ownPlayer finds the player that somebody was in a game: whose seat their browser has, or, for who is signed in, any that they
// had. The error is a Failure where there is none.
func (s *Server) ownPlayer(c *gin.Context, room *live.Room) (live.Player, error) {
	p, none := s.seat(c, room)
	if none == nil {
		return p, nil
	}
	a, err := s.actor(c)
	if err != nil {
		return live.Player{}, err
	}
	all, err := s.Records.GamesOf(c.Request.Context(), a.ID)
	if err != nil {
		return live.Player{}, err
	}
	for _, seat := range all {
		if p, ok := room.Player(seat.Player); ok && seat.ID == room.Game().ID {
			return p, nil
		}
	}
	return live.Player{}, none
}

// liveResultPage shows somebody how a live quiz went for them. Who is still at it is led back to it.
func (s *Server) liveResultPage(c *gin.Context) error {
	room, err := s.room(c)
	if err != nil {
		return err
	}
	g := room.Game()
	if g.Phase != live.Ended {
		return redirect(c, "/live/"+g.ID)
	}
	player, err := s.ownPlayer(c, room)
	open := s.Now().UnixMilli() < aloneUntil(g)
	switch {
	case open && err != nil && failureOf(err).Status == http.StatusGone, open && player.Alone && room.On(player.ID) != 0:
		return redirect(c, "/live/"+g.ID+"/alone")
	case err != nil:
		return err
	}
	page := LiveResultPage{Base: s.base(c), Name: player.Name, Alone: player.Alone, Player: player.ID, Spoken: player.Lang}
	page.Title = gameTitle(page.Base, g.Title)
	page.Here, page.When = "live", page.Dated(g.EndedAt)
	if page.Who != nil {
		page.Here = "me"
	}
	if err := s.addQuestions(&page, room, player); err != nil {
		return err
	}
	view, err := room.PlayerView(player.ID)
	if err != nil && !errors.Is(err, live.ErrNoSeat) { // who has left has no place on the board, and their results all the same
		return err
	}
	if v, ok := view.(live.BoardView); ok && v.Mine != nil {
		page.Rank, page.Of, page.Board = v.Mine.Rank, v.Players, v.Board
	}
	return s.showOnce(c, http.StatusOK, "live-result", page)
}

// addQuestions adds what somebody may see of the questions of a game, and of their answers.
func (s *Server) addQuestions(page *LiveResultPage, room *live.Room, player live.Player) error {
	for _, number := range room.Game().Shown {
		v, err := s.ownAnswerOf(page.Base, room, player, number)
		if errors.Is(err, live.ErrNumber) { // not answered yet
			continue
		}
		if err != nil {
			return err
		}
		page.Questions = append(page.Questions, v)
		page.Points += v.Points
		page.Count++
		if !v.Late && v.Question.Result.Verdict == "right" {
			page.Right++
		}
	}
	return nil
}

// ownAnswerOf is a question of a game with its key, and what a player's answer to it was worth. The errors are those of Room.Worth.
func (s *Server) ownAnswerOf(b Base, room *live.Room, player live.Player, number int) (OwnView, error) {
	view, err := room.Worth(player.ID, number)
	if err != nil {
		return OwnView{}, err
	}
	v := OwnView{Base: b}
	s.worth(&playing{Base: b, room: room, player: player, head: view.Head}, view, &v)
	return v, nil
}

// NameOr is a name of the board, or what stands for somebody without one.
func (p LiveResultPage) NameOr(name string) string { return nameOr(p.Base, name) }

// QuizView is a live quiz that somebody has played.
type QuizView struct {
	ID, Title, When string
	Points          int
}

// maxQuizzes is how many live quizzes somebody's own results list.
const maxQuizzes = 20

// quizzes lists the last live quizzes that somebody has played and that are over.
func (s *Server) quizzes(ctx context.Context, b Base, person string) ([]QuizView, error) {
	all, err := s.Records.GamesOf(ctx, person)
	if err != nil {
		return nil, err
	}
	var views []QuizView
	for _, seat := range all {
		if seat.Phase == live.Ended && len(views) < maxQuizzes {
			title := gameTitle(b, seat.Title)
			views = append(views, QuizView{ID: seat.ID, Title: title, When: b.Dated(seat.Began), Points: seat.Points})
		}
	}
	return views, nil
}
