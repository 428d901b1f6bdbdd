package handlers

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"clerkcoach/people"
	"clerkcoach/records"
)

// linkAge is how long a link to set a password holds.
const linkAge = 3 * 24 * time.Hour

// StaffSecretPage shows what somebody is to sign in with, this once: a PIN, or a link to set a password.
type StaffSecretPage struct {
	Base
	Person    people.Person
	PIN, Link string
	// Code is the link for a phone to scan.
	Code QRView
	// Until is the day up to which the link holds.
	Until string
}

// changeOther does something to another person's entry, which is noted, and leads back to it. Nobody does it to themselves.
func (s *Server) changeOther(c *gin.Context, done string, do func(ctx context.Context, p *people.Person, at int64) error) error {
	_, p, err := s.other(c)
	if err != nil {
		return err
	}
	if err := do(c.Request.Context(), p, s.Now().UnixMilli()); err != nil {
		return err
	}
	return redirect(c, "/staff/"+p.ID+"?done="+done)
}

// other finds the person whose entry is to be changed, and notes who does.
func (s *Server) other(c *gin.Context) (*Actor, *people.Person, error) {
	a, p, err := s.managed(c)
	switch {
	case err != nil:
		return nil, nil, err
	case a.ID == p.ID:
		return nil, nil, &Failure{Status: http.StatusForbidden, ID: "staff_self"}
	}
	return a, p, s.noteEntry(c, a, p, changedEntry)
}

// working is other for what is not done to those who have left.
func (s *Server) working(c *gin.Context) (*people.Person, error) {
	_, p, err := s.other(c)
	if err == nil && p.Left() {
		err = &Failure{Status: http.StatusConflict, ID: "staff_gone"}
	}
	return p, err
}

// unlockPerson gives somebody all tries again.
func (s *Server) unlockPerson(c *gin.Context) error {
	return s.changeOther(c, "unlocked", func(ctx context.Context, p *people.Person, _ int64) error {
		return s.Records.Unlock(ctx, p.ID)
	})
}

// signOutPerson ends all sessions of somebody.
func (s *Server) signOutPerson(c *gin.Context) error {
	return s.changeOther(c, "signed-out", func(ctx context.Context, p *people.Person, at int64) error {
		return s.Records.SignOutEverywhere(ctx, p.ID, at)
	})
}

// givePIN gives somebody a new PIN and shows it, which nobody can do again. It is to be changed when it is first used.
func (s *Server) givePIN(c *gin.Context) error {
	p, err := s.working(c)
	if err != nil {
		return err
	}
	pin, err := people.RandomPIN(rand.Reader, p.Number)
	if err != nil {
		return err
	}
	hash, err := s.Hasher.Hash(c.Request.Context(), pin)
	if err != nil {
		return err
	}
	if err := s.Records.SetPIN(c.Request.Context(), p.ID, hash, true); err != nil {
		return err
	}
	// Whoever knew the old one is out as well.
	if err := s.Records.SignOutEverywhere(c.Request.Context(), p.ID, s.Now().UnixMilli()); err != nil {
		return err
	}
	return s.showSecret(c, StaffSecretPage{Person: *p, PIN: pin})
}

// giveLink makes a link by which somebody sets a password, and shows it.
func (s *Server) giveLink(c *gin.Context) error {
	p, err := s.working(c)
	if err != nil {
		return err
	}
	token, err := people.NewToken(rand.Reader)
	if err != nil {
		return err
	}
	until := s.Now().Add(linkAge).UnixMilli()
	link := records.Link{Token: people.TokenHash(token), Person: p.ID, ExpiresAt: until}
	if err := s.Records.AddLink(c.Request.Context(), link); err != nil {
		return err
	}
	page := StaffSecretPage{Person: *p, Link: ownAddress(c) + "/link/" + token, Until: isoDay(until)}
	if page.Code, err = qrView(page.Link); err != nil {
		return err
	}
	return s.showSecret(c, page)
}

func (s *Server) showSecret(c *gin.Context, page StaffSecretPage) error {
	page.Base = s.base(c)
	page.Here = "me"
	return s.show(c, "staff-secret", page)
}

// ownAddress is how the reader's browser calls this server. Of the line between a proxy and the browser, only the browser knows
// whether it is encrypted, and says so with a form.
func ownAddress(c *gin.Context) string {
	from, err := url.Parse(c.GetHeader("Origin"))
	if err == nil && from.Host == c.Request.Host && (from.Scheme == "http" || from.Scheme == "https") {
		return from.Scheme + "://" + from.Host
	}
	if c.Request.TLS != nil {
		return "https://" + c.Request.Host
	}
	return "http://" + c.Request.Host
}
