package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/gin-gonic/gin"

	"clerkcoach/people"
	"clerkcoach/records"
)

// People keeps people, the tablets of their stores, and what they sign in with.
type People interface {
	Person(ctx context.Context, id string) (people.Person, error)
	PersonByNumber(ctx context.Context, number string) (people.Person, error)
	People(ctx context.Context, f records.Staff, p records.Page) ([]people.Person, records.Cursor, error)
	Stores(ctx context.Context) ([]people.Store, error)
	TabletByToken(ctx context.Context, token string) (people.Tablet, error)
	Secrets(ctx context.Context, person string) (records.Secrets, error)
	SetPIN(ctx context.Context, person, hash string, once bool) error
	SetPassword(ctx context.Context, person, hash string, at int64) error
	Renew(ctx context.Context, person string, from, to records.Secrets) error
	SignOutEverywhere(ctx context.Context, person string, at int64) error
	Try(ctx context.Context, person, tablet string, most int, wait, at int64) (bool, error)
	Tried(ctx context.Context, person, tablet string) error
	Link(ctx context.Context, token string, at int64) (records.Link, error)
	UseLink(ctx context.Context, token, hash string, at int64) error
	FirstAdmin(ctx context.Context, token string, first people.Store, admin people.Person, hash string) error
}

// Hasher hashes PINs and passwords, few at a time.
type Hasher interface {
	Hash(ctx context.Context, secret string) (string, error)
	// Matches takes as long for a hash that is none.
	Matches(ctx context.Context, hash, secret string) (bool, error)
	// Stale tells whether a hash should be made anew of the same secret.
	Stale(hash string) bool
}

// passwordWait is how long somebody waits for further tries of a password; of a PIN they wait for a manager.
const passwordWait = 15 * time.Minute

// maxRoster bounds the names that a tablet offers.
const maxRoster = 1000

// SignInPage is where one signs in: on a tablet by picking a name and typing a PIN, elsewhere with number and password.
type SignInPage struct {
	Base
	// Next is where one is led then.
	Next string
	// Store is the name of the tablet's store; empty elsewhere.
	Store string
	// Roster are those who can be picked; Picked is who has been.
	Roster []people.Person
	Picked *people.Person
	// Number is what was typed before.
	Number string
	// Fault says why it did not work; empty before.
	Fault string
	// Password asks for a password though this is a tablet.
	Password bool
}

// signInInput is how somebody wants to sign in.
type signInInput struct {
	Person   string `form:"person" validate:"max=64"`
	PIN      string `form:"pin" validate:"max=40"`
	Number   string `form:"number" validate:"max=200"`
	Password string `form:"password" validate:"max=500"`
	Next     string `form:"next" validate:"max=2000"`
	How      string `form:"how" validate:"max=20"`
}

// signInPage offers to sign in.
func (s *Server) signInPage(c *gin.Context) error {
	var in signInInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	page, err := s.signInView(c, in)
	if err != nil {
		return err
	}
	return s.showOnce(c, http.StatusOK, "sign-in", page)
}

func (s *Server) signInView(c *gin.Context, in signInInput) (SignInPage, error) {
	page := SignInPage{Base: s.base(c), Next: localAddress(in.Next), Number: in.Number, Password: in.How == "password"}
	page.Here = "me"
	t, err := s.tablet(c)
	if err != nil || t == nil || page.Password {
		page.Password = true
		return page, err
	}
	if page.Store, err = s.storeName(c.Request.Context(), t.Store); err != nil {
		return page, err
	}
	if in.Person != "" {
		p, err := s.Records.Person(c.Request.Context(), in.Person)
		if err == nil && p.Store == t.Store && !p.Left() {
			page.Picked = &p
			return page, nil
		}
		if err != nil && !errors.Is(err, records.ErrNone) {
			return page, err
		}
	}
	page.Roster, err = s.roster(c.Request.Context(), t.Store)
	return page, err
}

// roster lists who can sign in on a store's tablets.
func (s *Server) roster(ctx context.Context, store string) ([]people.Person, error) {
	var all []people.Person
	for p := (records.Page{}); len(all) < maxRoster; {
		page, next, err := s.Records.People(ctx, records.Staff{Store: store}, p)
		if err != nil {
			return nil, err
		}
		for _, one := range page {
			if one.HasPIN {
				all = append(all, one)
			}
		}
		if next == "" {
			break
		}
		p.After = next
	}
	return all, nil
}

func (s *Server) storeName(ctx context.Context, id string) (string, error) {
	stores, err := s.Records.Stores(ctx)
	for _, store := range stores {
		if store.ID == id {
			return store.Name, nil
		}
	}
	return "", err
}

// localAddress keeps an address that leads to a page of this server, else gives the own page.
func localAddress(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, `\`) ||
		strings.ContainsFunc(next, unicode.IsControl) || strings.HasPrefix(next, "/sign-in") {
		return "/me"
	}
	return next
}

// signInWithPIN signs in who was picked on a tablet.
func (s *Server) signInWithPIN(c *gin.Context) error {
	var in signInInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	t, err := s.tablet(c)
	if err != nil {
		return err
	}
	if t == nil {
		return &Failure{Status: http.StatusForbidden, ID: "no_tablet"}
	}
	p, err := s.known(s.Records.Person(c.Request.Context(), in.Person))
	if err != nil {
		return err
	}
	if p.Store != t.Store {
		p = people.Person{}
	}
	tries := tries{person: p, stranger: in.Person, tablet: t.ID, secret: in.PIN}
	why, err := s.try(c.Request.Context(), tries)
	if err != nil || why != "" {
		return s.signInFault(c, in, why, err)
	}
	if err := s.signIn(c, &Actor{Person: p, OnTablet: t}); err != nil {
		return err
	}
	if token, err := c.Cookie(s.cookieName(c, "tablet")); err == nil { // a tablet that is used stays one
		s.setCookie(c, "tablet", token, tabletAge)
	}
	return redirect(c, localAddress(in.Next))
}

// signInWithPassword signs in who has typed number and password.
func (s *Server) signInWithPassword(c *gin.Context) error {
	var in signInInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	in.How = "password"
	number := people.CleanNumber(in.Number)
	p, err := s.known(s.Records.PersonByNumber(c.Request.Context(), number))
	if err != nil {
		return err
	}
	why, err := s.try(c.Request.Context(), tries{person: p, stranger: number, secret: in.Password, wait: passwordWait})
	if err != nil || why != "" {
		return s.signInFault(c, in, why, err)
	}
	if err := s.signIn(c, &Actor{Person: p}); err != nil {
		return err
	}
	return redirect(c, localAddress(in.Next))
}

// known gives somebody who works here, and the zero Person for anybody else.
func (s *Server) known(p people.Person, err error) (people.Person, error) {
	if errors.Is(err, records.ErrNone) || err == nil && p.Left() {
		return people.Person{}, nil
	}
	return p, err
}

// tries is one try of a PIN on a tablet, or of a password on none.
type tries struct {
	person people.Person // the zero Person if nobody is meant
	// stranger is what was typed; a number that nobody has is counted by it.
	stranger string
	tablet   string
	secret   string
	wait     time.Duration
}

// try tells why a secret does not open anything: "wrong" or "locked"; empty if it does. A number that nobody has costs as much, and is
// locked as well: it is counted in one of 65,536 places.
func (s *Server) try(ctx context.Context, t tries) (string, error) {
	id, secrets, err := t.person.ID, records.Secrets{}, error(nil)
	if id == "" {
		sum := sha256.Sum256([]byte(t.stranger))
		id = "nobody-" + hex.EncodeToString(sum[:2])
	}
	granted, err := s.Records.Try(ctx, id, t.tablet, people.MaxTries, t.wait.Milliseconds(), s.Now().UnixMilli())
	if err != nil {
		return "", err
	}
	if !granted {
		return "locked", nil
	}
	if t.person.ID != "" {
		if secrets, err = s.Records.Secrets(ctx, id); err != nil {
			return "", err
		}
	}
	hash := secrets.Password
	if t.tablet != "" {
		hash = secrets.PIN
	}
	ok, err := s.Hasher.Matches(ctx, hash, t.secret)
	if err != nil {
		return "", err
	}
	if !ok {
		s.Log.Info("sign-in refused", "person", id, "tablet", t.tablet)
		return "wrong", nil
	}
	if err := s.Records.Tried(ctx, id, t.tablet); err != nil {
		return "", err
	}
	return "", s.renew(ctx, t, secrets, hash)
}

// renew hashes a secret anew whose hash is not made as it is today.
func (s *Server) renew(ctx context.Context, t tries, from records.Secrets, hash string) error {
	if !s.Hasher.Stale(hash) {
		return nil
	}
	fresh, err := s.Hasher.Hash(ctx, t.secret)
	if err != nil {
		return err
	}
	to := from
	if t.tablet != "" {
		to.PIN = fresh
	} else {
		to.Password = fresh
	}
	return s.Records.Renew(ctx, t.person.ID, from, to)
}

// signInFault shows the page once more and says what went wrong.
func (s *Server) signInFault(c *gin.Context, in signInInput, why string, err error) error {
	if err != nil {
		return err
	}
	page, err := s.signInView(c, in)
	if err != nil {
		return err
	}
	switch {
	case why == "locked" && page.Password:
		page.Fault = page.T("sign_in_wait", "minutes", int(passwordWait.Minutes()))
	case why == "locked":
		page.Fault = page.T("sign_in_locked")
	case page.Password:
		page.Fault = page.T("sign_in_wrong")
	default:
		page.Fault = page.T("sign_in_wrong_pin")
	}
	return s.showOnce(c, http.StatusForbidden, "sign-in", page)
}

// leave ends the session. What the browser has stored of pages is cleared; answers that are still to be sent stay.
func (s *Server) leave(c *gin.Context) error {
	if err := s.signOut(c); err != nil {
		return err
	}
	s.remember(c, recentCookie, nil)
	c.Header("Clear-Site-Data", `"cache"`)
	return redirect(c, "/")
}

// handOver ends the session and offers the tablet to the next one: two taps, and then the PIN.
func (s *Server) handOver(c *gin.Context) error {
	if err := s.signOut(c); err != nil {
		return err
	}
	s.remember(c, recentCookie, nil)
	c.Header("Clear-Site-Data", `"cache"`)
	return redirect(c, "/sign-in")
}

// redirect leads to another page after a change.
func redirect(c *gin.Context, to string) error {
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, to)
	return nil
}
