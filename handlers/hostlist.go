package handlers

import (
	"context"
	"errors"
	"net/url"

	"github.com/gin-gonic/gin"

	"clerkcoach/live"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// Games keeps live quizzes, as lists of them show them.
type Games interface {
	Games(ctx context.Context, store string, p records.Page) ([]records.GameLine, records.Cursor, error)
}

// GamesPage lists the live quizzes of a store.
type GamesPage struct {
	Base
	Filter TeamFilterView
	// Running are those that are not over.
	Running, Earlier []GameRow
	// New is where one is made, More where the list goes on; empty at its end.
	New, More string
}

// GameRow is a live quiz in the list.
type GameRow struct {
	ID, Title, Code, Began string
	Players, Questions     int
	// Again is where the same questions are played once more.
	Again string
}

// gamesPage lists the live quizzes of a store: those that go on first.
func (s *Server) gamesPage(c *gin.Context, _ *playbook.Book, f *teamFilter, view TeamFilterView) error {
	var in listInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	all, next, err := s.Records.Games(c.Request.Context(), f.store.ID, records.Page{After: records.Cursor(in.After)})
	var field *records.FieldError
	if errors.As(err, &field) {
		return notFound()
	}
	if err != nil {
		return err
	}
	page := GamesPage{Base: view.Base, Filter: view, New: "/host/new" + storeQuery(view)}
	if next != "" {
		page.More = "/host?after=" + url.QueryEscape(string(next)) + "&store=" + url.QueryEscape(f.store.ID)
	}
	for _, g := range all {
		row := GameRow{
			ID: g.ID, Title: gameTitle(view.Base, g.Title), Code: gapped(g.Code), Began: page.Base.Dated(g.Began),
			Players: g.Players, Questions: g.Questions,
			Again: againAddress(g.ID, f.store.ID),
		}
		if g.Phase == live.Ended {
			page.Earlier = append(page.Earlier, row)
		} else {
			page.Running = append(page.Running, row)
		}
	}
	return s.show(c, "host", page)
}

// againAddress is where a game's questions are played once more.
func againAddress(id, store string) string {
	return "/host/new?" + url.Values{"from": {fromGame + id}, "store": {store}}.Encode()
}
