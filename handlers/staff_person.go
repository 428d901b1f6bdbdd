package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"clerkcoach/people"
	"clerkcoach/records"
)

// StaffPersonPage is the entry of one person, or the form for a new one.
type StaffPersonPage struct {
	Base
	// Person is the entry as it is kept; Entry as it stands in the form.
	Person, Entry people.Person
	Store         people.Store
	// Stores can be picked from; none for who looks after one.
	Stores []people.Store
	Roles  []RoleView
	// Self says that the entry is the reader's own, Locked that no try is left on some tablet.
	Self, Locked bool
	// SignsIn says what the person can sign in with.
	SignsIn string
	// LeftOn is the day on which the person left.
	LeftOn string
	// Done names what has just been done; empty for nothing.
	Done   string
	Faults []problemField
}

// RoleView is a role that can be picked, in the reader's language.
type RoleView struct {
	people.Role
	Name string
}

// personInput is an entry as a form sends it.
type personInput struct {
	Number string `form:"number" validate:"max=200"`
	Name   string `form:"name" validate:"max=200"`
	Role   string `form:"role" validate:"max=20"`
	Store  string `form:"store" validate:"max=64"`
}

// newPersonPage offers to add somebody to a store.
func (s *Server) newPersonPage(c *gin.Context) error {
	page, err := s.newPersonView(c, c.Query("store"))
	if err != nil {
		return err
	}
	return s.show(c, "staff-person", page)
}

func (s *Server) newPersonView(c *gin.Context, store string) (StaffPersonPage, error) {
	a, err := s.actor(c)
	if err != nil {
		return StaffPersonPage{}, err
	}
	return s.personView(c, a, &people.Person{Store: cmp.Or(store, a.Store), Role: people.Clerk})
}

// personView is the page of an entry, a new one without an id.
func (s *Server) personView(c *gin.Context, a *Actor, p *people.Person) (StaffPersonPage, error) {
	page := StaffPersonPage{Base: s.base(c), Person: *p, Entry: *p, Self: p.ID == a.ID, LeftOn: isoDay(p.LeftAt)}
	page.Here, page.SignsIn = "me", page.signsIn(p)
	var err error
	if page.Store, page.Stores, err = s.pickStore(c.Request.Context(), a, p.Store); err != nil {
		return page, err
	}
	for _, r := range people.Roles() {
		if a.Role.AtLeast(r) {
			page.Roles = append(page.Roles, RoleView{r, page.roleName(r)})
		}
	}
	locked, err := s.Records.Locked(c.Request.Context(), p.Store, people.MaxTries)
	page.Locked = slices.Contains(locked, p.ID)
	return page, err
}

// personPage shows the entry of a person, which is noted.
func (s *Server) personPage(c *gin.Context) error {
	a, p, err := s.managed(c)
	if err != nil {
		return err
	}
	page, err := s.personView(c, a, p)
	if err != nil {
		return err
	}
	page.Done = c.Query("done")
	if err := s.noteEntry(c, a, p, sawEntry); err != nil {
		return err
	}
	return s.show(c, "staff-person", page)
}

// addPerson adds somebody.
func (s *Server) addPerson(c *gin.Context) error {
	page, err := s.newPersonView(c, "")
	if err != nil {
		return err
	}
	return s.savePerson(c, page, func(ctx context.Context, p *people.Person) error {
		p.ID, p.AddedAt = s.NewID(), s.Now().UnixMilli()
		return s.Records.AddPerson(ctx, *p)
	})
}

// changePerson changes somebody's entry.
func (s *Server) changePerson(c *gin.Context) error {
	a, p, err := s.managed(c)
	if err != nil {
		return err
	}
	page, err := s.personView(c, a, p)
	if err != nil {
		return err
	}
	return s.savePerson(c, page, func(ctx context.Context, p *people.Person) error {
		return s.Records.ChangePerson(ctx, *p, s.Now().UnixMilli())
	})
}

// savePerson reads an entry from a form and keeps it, or shows the form once more. What the form says of a store counts from an
// admin alone.
func (s *Server) savePerson(c *gin.Context, page StaffPersonPage, keep func(context.Context, *people.Person) error) error {
	a, err := s.actor(c)
	if err != nil {
		return err
	}
	var in personInput
	faults, err := fieldsIn(s.input(c, &in))
	if err != nil {
		return err
	}
	p := &page.Entry
	p.Number, p.Name = people.CleanNumber(in.Number), people.CleanName(in.Name)
	p.Role = people.Role(cmp.Or(in.Role, string(p.Role)))
	if page.Stores != nil {
		p.Store = cmp.Or(in.Store, p.Store)
	}
	if broken := entryFault(&a.Person, &page.Person, p, page.Stores); faults == nil && broken != nil {
		faults = ruleFailures(broken)
	}
	if faults == nil {
		switch err = keep(c.Request.Context(), p); {
		case errors.Is(err, records.ErrTaken):
			faults = []FieldFailure{{Field: "number", Rule: "taken"}}
		case err != nil:
			return err
		}
	}
	if faults != nil {
		page.Faults = page.labelled(faults, page.fieldLabel)
		return s.showOnce(c, http.StatusUnprocessableEntity, "staff-person", page)
	}
	if err := s.noteEntry(c, a, p, changedEntry); err != nil {
		return err
	}
	return redirect(c, "/staff/"+p.ID+"?done=saved")
}

// entryFault tells which rules keep somebody from making a person's entry another one; nil if none does. A new person has no id.
// A store is looked for where there are several to pick from.
func entryFault(by, before, after *people.Person, stores []people.Store) error {
	known := stores == nil || slices.ContainsFunc(stores, func(store people.Store) bool { return store.ID == after.Store })
	errs := []error{fieldError("number", people.CheckNumber(after.Number)), fieldError("name", people.CheckName(after.Name))}
	switch {
	case !known:
		errs = append(errs, fieldError("store", &people.RuleError{Rule: people.RuleReach}))
	case before.ID == by.ID && after.Role != before.Role:
		errs = append(errs, fieldError("role", &people.RuleError{Rule: people.RuleSelf}))
	case !slices.Contains(people.Roles(), after.Role), !by.Manages(after):
		errs = append(errs, fieldError("role", &people.RuleError{Rule: people.RuleReach}))
	}
	return errors.Join(errs...)
}

// fieldLabel is what a field of an entry is called in the reader's language.
func (b Base) fieldLabel(field string) string {
	switch field {
	case people.FieldNumber:
		return b.T("person_number")
	case people.FieldName:
		return b.T("person_name")
	case people.FieldStore:
		return b.T("staff_store")
	case people.FieldRole:
		return b.T("staff_role")
	case people.FieldLeft:
		return b.T("staff_left")
	default:
		return field
	}
}
