package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"clerkcoach/people"
	"clerkcoach/records"
)

// StaffConfirmPage asks once more before somebody leaves or is erased, or a tablet is revoked.
type StaffConfirmPage struct {
	Base
	// What is about to happen: leave, erase or revoke.
	What string
	// Name and Number are whose it is; the number is empty for a tablet.
	Name, Number string
	// Action is where the form goes, Back where one goes instead.
	Action, Back string
	Faults       []problemField
}

// confirmOther asks before something is done to another person.
func (s *Server) confirmOther(c *gin.Context, what string) (StaffConfirmPage, error) {
	a, p, err := s.managed(c)
	switch {
	case err != nil:
		return StaffConfirmPage{}, err
	case a.ID == p.ID:
		return StaffConfirmPage{}, &Failure{Status: http.StatusForbidden, ID: "staff_self"}
	case what == "erase" && !p.Left():
		return StaffConfirmPage{}, records.ErrStays
	}
	back := "/staff/" + p.ID
	page := StaffConfirmPage{Base: s.base(c), What: what, Name: p.Name, Number: p.Number, Action: back + "/" + what, Back: back}
	page.Here = "me"
	return page, nil
}

// leavePage asks whether somebody has left.
func (s *Server) leavePage(c *gin.Context) error {
	page, err := s.confirmOther(c, "leave")
	if err != nil {
		return err
	}
	return s.show(c, "staff-confirm", page)
}

// leavePerson notes that somebody has left, which ends all that they can do here at once.
func (s *Server) leavePerson(c *gin.Context) error {
	return s.changeOther(c, "left", func(ctx context.Context, p *people.Person, at int64) error {
		if p.Left() {
			return nil
		}
		p.LeftAt = at
		return s.Records.ChangePerson(ctx, *p, at)
	})
}

// bringBack notes that somebody who had left is back.
func (s *Server) bringBack(c *gin.Context) error {
	return s.changeOther(c, "back", func(ctx context.Context, p *people.Person, at int64) error {
		p.LeftAt = 0
		return s.Records.ChangePerson(ctx, *p, at)
	})
}

// erasePage asks whether somebody who has left is to be erased.
func (s *Server) erasePage(c *gin.Context) error {
	page, err := s.confirmOther(c, "erase")
	if err != nil {
		return err
	}
	return s.show(c, "staff-confirm", page)
}

// eraseInput is the staff number of who is to be erased, typed once more.
type eraseInput struct {
	Number string `form:"number" validate:"max=200"`
}

// erasePerson erases somebody who has left.
func (s *Server) erasePerson(c *gin.Context) error {
	page, err := s.confirmOther(c, "erase")
	if err != nil {
		return err
	}
	var in eraseInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	if people.CleanNumber(in.Number) != page.Number {
		page.Faults = page.labelled([]FieldFailure{{Field: people.FieldNumber, Rule: "other_number"}}, page.fieldLabel)
		return s.showOnce(c, http.StatusUnprocessableEntity, "staff-confirm", page)
	}
	_, p, err := s.other(c)
	if err != nil {
		return err
	}
	err = s.Records.Erase(c.Request.Context(), p.ID, s.Now().UnixMilli())
	if errors.Is(err, records.ErrTraces) { // the person is erased, and the rest is done later
		s.Log.Error("traces of an erased person may be left in the file", "error", err, "request_id", visitOf(c).id)
		err = nil
	}
	if err != nil {
		return err
	}
	return redirect(c, "/staff")
}
