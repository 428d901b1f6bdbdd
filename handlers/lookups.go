package handlers

import (
	"github.com/gin-gonic/gin"

	"clerkcoach/playbook"
)

// apiLookUp answers POST /api/v1/cards/{id}/lookups: it counts that a card was looked up, by who is signed in, or on a store's
// tablet by nobody in particular. Of other browsers nothing is kept.
func (s *Server) apiLookUp(c *gin.Context, _ *playbook.Book, card *playbook.Card) error {
	a, err := s.actor(c)
	if err != nil {
		return err
	}
	store := a.Store
	if a.ID == "" {
		t, err := s.tablet(c)
		if err != nil {
			return err
		}
		if t != nil {
			store = t.Store
		}
	}
	if store != "" {
		if err := s.Records.LookUp(c.Request.Context(), store, a.ID, card.ID, dayOf(s.Now().UnixMilli())); err != nil {
			return err
		}
	}
	return noContent(c)
}
