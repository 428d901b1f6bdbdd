package handlers

import "github.com/gin-gonic/gin"

// MePage is somebody's own page.
type MePage struct {
	Base
	Store string
	// HasPIN and HasPassword say what the person signs in with.
	HasPIN, HasPassword bool
}

// mePage shows somebody their own page.
func (s *Server) mePage(c *gin.Context) error {
	a, err := s.actor(c)
	if err != nil {
		return err
	}
	page := MePage{Base: s.base(c), HasPIN: a.HasPIN, HasPassword: a.HasPassword}
	page.Here = "me"
	if page.Store, err = s.storeName(c.Request.Context(), a.Store); err != nil {
		return err
	}
	return s.show(c, "me", page)
}
