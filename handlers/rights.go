package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"clerkcoach/people"
)

// right says who may use a route. Which stores and people somebody may deal with by it is decided by people.Person: Reaches and Manages.
type right string

// The rights.
const (
	open    right = "open"    // anybody who can reach the server
	machine right = "machine" // whoever is on the server's own machine
	own     right = "own"     // who is signed in, with PIN or password, on what is theirs
	account right = "account" // who is signed in with a password, on their own account
	team    right = "team"    // a trainer with a password, on the own store's results
	staff   right = "staff"   // a manager with a password, on the own store's people and tablets
	all     right = "all"     // an admin with a password
)

// role is the least role that has a right that takes a password.
func (r right) role() people.Role {
	switch r {
	case account:
		return people.Clerk
	case team:
		return people.Trainer
	case staff:
		return people.Manager
	default:
		return people.Admin
	}
}

// route is one line of the table of all addresses. No route is without a right.
type route struct {
	method, path string
	right        right
	do           handler
}

// mount adds routes to the engine, each behind its right.
func (s *Server) mount(e *gin.Engine, routes []route) error {
	for _, r := range routes {
		check, err := s.check(r.right)
		if err != nil {
			return fmt.Errorf("%s %s: %w", r.method, r.path, err)
		}
		e.Handle(r.method, r.path, s.handle(func(c *gin.Context) error {
			if err := check(c); err != nil {
				return err
			}
			return r.do(c)
		}))
	}
	return nil
}

// check gives what refuses those who have not a right.
func (s *Server) check(r right) (handler, error) {
	switch r {
	case open:
		return func(*gin.Context) error { return nil }, nil
	case machine:
		return onlyLocal, nil
	case own:
		return s.needSession, nil
	case account, team, staff, all:
		return func(c *gin.Context) error { return s.needPassword(c, r.role()) }, nil
	default:
		return nil, fmt.Errorf("no such right: %q", r)
	}
}

// needSession refuses who is not signed in. Pages lead to where one signs in, and back.
func (s *Server) needSession(c *gin.Context) error {
	a, err := s.actor(c)
	switch {
	case err != nil:
		return err
	case a.ID == "":
		return &Failure{Status: http.StatusUnauthorized, ID: "sign_in", Next: signInAddress(c)}
	case a.PINOnce && a.withPIN() && c.FullPath() != "/me/pin" && c.FullPath() != "/sign-out" && c.FullPath() != "/hand-over":
		return &Failure{Status: http.StatusForbidden, ID: "own_pin", Next: "/me/pin"}
	}
	return nil
}

// needPassword refuses who is not signed in with a password, or has not the role.
func (s *Server) needPassword(c *gin.Context, role people.Role) error {
	if err := s.needSession(c); err != nil {
		return err
	}
	a, err := s.actor(c)
	switch {
	case err != nil:
		return err
	case !a.Role.AtLeast(role):
		return forbidden()
	case a.withPIN():
		return &Failure{Status: http.StatusForbidden, ID: "password_needed", Next: signInAddress(c) + "&how=password"}
	}
	return nil
}

// signInAddress is where one signs in and is then led back to a page; a change that was asked for is not repeated.
func signInAddress(c *gin.Context) string {
	next := "/me"
	if c.Request.Method == http.MethodGet {
		next = c.Request.URL.RequestURI()
	}
	return "/sign-in?next=" + url.QueryEscape(next)
}
