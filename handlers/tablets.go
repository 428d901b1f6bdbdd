package handlers

import (
	"crypto/rand"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"clerkcoach/people"
	"clerkcoach/records"
)

// StaffTabletsPage lists the tablets of a store and offers to make this device one.
type StaffTabletsPage struct {
	Base
	Store people.Store
	// Stores can be picked from; none for who looks after one.
	Stores []people.Store
	// Held are the tablets that hold, Revoked those that did.
	Held, Revoked []TabletView
	// This is what this device is called, if it is one of them.
	This string
	// Name is what was typed before.
	Name   string
	Faults []problemField
}

// TabletView is a tablet in the list.
type TabletView struct {
	people.Tablet
	// Since and Until are days, By who enrolled it; empty for somebody who has been erased.
	Since, Until, By string
	This             bool
}

// tabletInput is a store and what a new tablet is called.
type tabletInput struct {
	Store string `form:"store" validate:"max=64"`
	Name  string `form:"name" validate:"max=200"`
}

// tabletsPage lists the tablets of a store.
func (s *Server) tabletsPage(c *gin.Context) error {
	var in tabletInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	page, err := s.tabletsView(c, in.Store)
	if err != nil {
		return err
	}
	return s.show(c, "staff-tablets", page)
}

func (s *Server) tabletsView(c *gin.Context, store string) (StaffTabletsPage, error) {
	page := StaffTabletsPage{Base: s.base(c)}
	page.Here = "me"
	ctx := c.Request.Context()
	a, err := s.actor(c)
	if err != nil {
		return page, err
	}
	if page.Store, page.Stores, err = s.pickStore(ctx, a, store); err != nil {
		return page, err
	}
	this, err := s.tablet(c)
	if err != nil {
		return page, err
	}
	tablets, err := s.Records.Tablets(ctx, page.Store.ID)
	if err != nil {
		return page, err
	}
	names := map[string]string{}
	for _, t := range tablets {
		if _, known := names[t.EnrolledBy]; !known {
			if names[t.EnrolledBy], err = s.nameOf(ctx, t.EnrolledBy); err != nil {
				return page, err
			}
		}
		v := TabletView{Tablet: t, Since: isoDay(t.EnrolledAt), Until: isoDay(t.RevokedAt), By: names[t.EnrolledBy]}
		v.This = this != nil && this.ID == t.ID
		if v.This {
			page.This = t.Name
		}
		if t.RevokedAt > 0 {
			page.Revoked = append(page.Revoked, v)
		} else {
			page.Held = append(page.Held, v)
		}
	}
	return page, nil
}

// enrolTablet makes the device that asks for it a store's tablet. The manager is signed out on it at once, so that it can be
// handed over.
func (s *Server) enrolTablet(c *gin.Context) error {
	var in tabletInput
	faults, err := fieldsIn(s.input(c, &in))
	if err != nil {
		return err
	}
	page, err := s.tabletsView(c, in.Store)
	if err != nil {
		return err
	}
	page.Name = people.CleanName(in.Name)
	if broken := people.CheckName(page.Name); faults == nil && broken != nil {
		faults = ruleFailures(fieldError(people.FieldName, broken))
	}
	if faults != nil {
		page.Faults = page.labelled(faults, func(string) string { return page.T("staff_tablet_name") })
		return s.showOnce(c, http.StatusUnprocessableEntity, "staff-tablets", page)
	}
	token, err := people.NewToken(rand.Reader)
	if err != nil {
		return err
	}
	t := people.Tablet{ID: s.NewID(), Store: page.Store.ID, Name: page.Name, EnrolledAt: s.Now().UnixMilli(), EnrolledBy: page.Who.ID}
	if err := s.Records.Enrol(c.Request.Context(), t, people.TokenHash(token)); err != nil {
		return err
	}
	s.Log.Info("tablet enrolled", "tablet", t.ID, "store", t.Store, "person", t.EnrolledBy, "request_id", visitOf(c).id)
	s.setCookie(c, "tablet", token, tabletAge)
	return s.handOver(c)
}

// heldTablet finds the tablet that an address names, unless it is revoked or of a store that the reader does not reach.
func (s *Server) heldTablet(c *gin.Context) (*people.Tablet, error) {
	a, err := s.actor(c)
	if err != nil {
		return nil, err
	}
	t, err := s.Records.Tablet(c.Request.Context(), c.Param("id"))
	if errors.Is(err, records.ErrNone) || err == nil && (t.RevokedAt > 0 || !a.Reaches(t.Store)) {
		err = notFound()
	}
	return &t, err
}

// revokePage asks whether a tablet is to be revoked.
func (s *Server) revokePage(c *gin.Context) error {
	t, err := s.heldTablet(c)
	if err != nil {
		return err
	}
	page := StaffConfirmPage{
		Base: s.base(c), What: "revoke", Name: t.Name,
		Action: "/staff/tablets/" + t.ID + "/revoke", Back: "/staff/tablets?store=" + t.Store,
	}
	page.Here = "me"
	return s.show(c, "staff-confirm", page)
}

// revokeTablet ends a tablet's enrolment; whoever is signed in on it with a PIN is not any more.
func (s *Server) revokeTablet(c *gin.Context) error {
	t, err := s.heldTablet(c)
	if err != nil {
		return err
	}
	if err := s.Records.Revoke(c.Request.Context(), t.ID, s.Now().UnixMilli()); err != nil && !errors.Is(err, records.ErrNone) {
		return err
	}
	return redirect(c, "/staff/tablets?store="+t.Store)
}
