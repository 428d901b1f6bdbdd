package handlers

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"clerkcoach/people"
	"clerkcoach/records"
)

// SecretPage is where somebody sets what they sign in with: a PIN, or a password.
type SecretPage struct {
	Base
	// Whose it is; empty for the first admin.
	Whose string
	// Action is where the form goes.
	Action string
	// First says that a store and an admin are made with it.
	First bool
	// PIN says that it is a PIN and not a password; Old that the present one has to be given as well; Given that it was set by a manager.
	PIN, Old, Given bool
	// Least is how many characters a password needs.
	Least int
	// What was typed before, but no secret.
	Code, Store, Number, Name string
	Faults                    []problemField
}

// secretInput is a new PIN or password, and with the first admin's the store and the name.
type secretInput struct {
	Old    string `form:"old" validate:"max=500"`
	New    string `form:"new" validate:"required,max=500"`
	Again  string `form:"again" validate:"required,max=500"`
	Code   string `form:"code" validate:"max=200"`
	Store  string `form:"store" validate:"max=200"`
	Number string `form:"number" validate:"max=200"`
	Name   string `form:"name" validate:"max=200"`
}

// pinPage offers to change the own PIN.
func (s *Server) pinPage(c *gin.Context) error {
	a, err := s.actor(c)
	if err != nil {
		return err
	}
	return s.show(c, "secret", s.pinView(c, a))
}

func (s *Server) pinView(c *gin.Context, a *Actor) SecretPage {
	page := SecretPage{Base: s.base(c), Whose: a.Name, Action: "/me/pin", PIN: true, Given: a.PINOnce, Old: a.withPIN() && !a.PINOnce}
	page.Here = "me"
	return page
}

// setPIN changes the own PIN: on a tablet with the present one, after a password without.
func (s *Server) setPIN(c *gin.Context) error {
	a, err := s.actor(c)
	if err != nil {
		return err
	}
	page := s.pinView(c, a)
	pin, err := s.newSecret(c, &page, func(in secretInput) error {
		return people.CheckPIN(in.New, a.Number)
	})
	if err != nil || pin == nil {
		return err
	}
	if page.Old {
		why, err := s.try(c.Request.Context(), tries{person: a.Person, tablet: a.OnTablet.ID, secret: pin.Old})
		if err != nil || why != "" {
			return s.secretFault(c, page, err, FieldFailure{Field: "old", Rule: "wrong"})
		}
	}
	hash, err := s.Hasher.Hash(c.Request.Context(), pin.New)
	if err != nil {
		return err
	}
	if err := s.Records.SetPIN(c.Request.Context(), a.ID, hash, false); err != nil {
		return err
	}
	return redirect(c, "/me")
}

// passwordPage offers to change the own password.
func (s *Server) passwordPage(c *gin.Context) error {
	a, err := s.actor(c)
	if err != nil {
		return err
	}
	return s.show(c, "secret", s.passwordView(c, &a.Person, "/me/password", true))
}

func (s *Server) passwordView(c *gin.Context, p *people.Person, action string, old bool) SecretPage {
	page := SecretPage{Base: s.base(c), Whose: p.Name, Action: action, Old: old, Least: people.LeastPassword(p.Role)}
	page.Here = "me"
	return page
}

// setPassword changes the own password, with the present one; other sessions end, and this one goes on as a new one,
// which begins after that, be it within the same millisecond.
func (s *Server) setPassword(c *gin.Context) error {
	a, err := s.actor(c)
	if err != nil {
		return err
	}
	page := s.passwordView(c, &a.Person, "/me/password", true)
	in, err := s.newSecret(c, &page, func(in secretInput) error { return people.CheckPassword(in.New, &a.Person) })
	if err != nil || in == nil {
		return err
	}
	ctx := c.Request.Context()
	why, err := s.try(ctx, tries{person: a.Person, secret: in.Old, wait: passwordWait})
	if err != nil || why != "" {
		return s.secretFault(c, page, err, FieldFailure{Field: "old", Rule: "wrong"})
	}
	hash, err := s.Hasher.Hash(ctx, in.New)
	if err != nil {
		return err
	}
	if err := s.Records.SetPassword(ctx, a.ID, hash, s.Now().UnixMilli()-1); err != nil {
		return err
	}
	if err := s.signIn(c, &Actor{Person: a.Person}); err != nil {
		return err
	}
	return redirect(c, "/me")
}

// signOutEverywhere ends all sessions of who asks for it, this one as well.
func (s *Server) signOutEverywhere(c *gin.Context) error {
	a, err := s.actor(c)
	if err != nil {
		return err
	}
	if err := s.Records.SignOutEverywhere(c.Request.Context(), a.ID, s.Now().UnixMilli()); err != nil {
		return err
	}
	return s.leave(c)
}

// linkPage is where a link leads that works once: to set a password, or to make the first admin.
func (s *Server) linkPage(c *gin.Context) error {
	page, _, err := s.linkView(c)
	if err != nil {
		return err
	}
	return s.showOnce(c, http.StatusOK, "secret", page)
}

func (s *Server) linkView(c *gin.Context) (SecretPage, *people.Person, error) {
	ctx := c.Request.Context()
	l, err := s.Records.Link(ctx, people.TokenHash(c.Param("token")), s.Now().UnixMilli())
	if err != nil {
		return SecretPage{}, nil, noLink(err)
	}
	if l.Person == "" {
		admin := &people.Person{Role: people.Admin}
		page := s.passwordView(c, admin, c.Request.URL.Path, false)
		page.First = true
		return page, admin, nil
	}
	p, err := s.Records.Person(ctx, l.Person)
	if err != nil || p.Left() {
		return SecretPage{}, nil, noLink(err)
	}
	return s.passwordView(c, &p, c.Request.URL.Path, false), &p, nil
}

// noLink says that a link does not hold any more.
func noLink(err error) error {
	if err == nil || errors.Is(err, records.ErrNone) {
		return &Failure{Status: http.StatusNotFound, ID: "no_link"}
	}
	return err
}

// useLink sets the password that a link is for and signs in.
func (s *Server) useLink(c *gin.Context) error {
	page, p, err := s.linkView(c)
	if err != nil {
		return err
	}
	var first people.Store
	in, err := s.newSecret(c, &page, func(in secretInput) error {
		if !page.First {
			return people.CheckPassword(in.New, p)
		}
		first, p.Number, p.Name = people.Store{ID: s.NewID(), Code: people.CleanNumber(in.Code), Name: people.CleanName(in.Store)},
			people.CleanNumber(in.Number), people.CleanName(in.Name)
		return errors.Join(fieldError("code", people.CheckNumber(first.Code)), fieldError("store", people.CheckName(first.Name)),
			fieldError("number", people.CheckNumber(p.Number)), fieldError("name", people.CheckName(p.Name)), people.CheckPassword(in.New, p))
	})
	if err != nil || in == nil {
		return err
	}
	ctx, now, token := c.Request.Context(), s.Now().UnixMilli(), people.TokenHash(c.Param("token"))
	hash, err := s.Hasher.Hash(ctx, in.New)
	if err != nil {
		return err
	}
	if page.First {
		p.ID, p.Store, p.AddedAt = s.NewID(), first.ID, now
		err = s.Records.FirstAdmin(ctx, token, first, *p, hash)
	} else {
		err = s.Records.UseLink(ctx, token, hash, now-1)
	}
	if err != nil {
		return noLink(err)
	}
	if err := s.signIn(c, &Actor{Person: *p}); err != nil {
		return err
	}
	return redirect(c, "/me")
}

// newSecret reads a form with a new secret. It gives nil where something is wrong with it, after showing the form once more.
func (s *Server) newSecret(c *gin.Context, page *SecretPage, check func(secretInput) error) (*secretInput, error) {
	var in secretInput
	faults, err := fieldsIn(s.input(c, &in))
	if err != nil {
		return nil, err
	}
	if faults != nil {
		return nil, s.secretFault(c, *page, nil, faults...)
	}
	page.Code, page.Store, page.Number, page.Name = in.Code, in.Store, in.Number, in.Name
	if err := check(in); err != nil {
		faults = ruleFailures(err)
	}
	if in.New != in.Again {
		faults = append(faults, FieldFailure{Field: "again", Rule: "same"})
	}
	if len(faults) > 0 {
		return nil, s.secretFault(c, *page, nil, faults...)
	}
	return &in, nil
}

// label is what a field of the form is called on the page.
func (p SecretPage) label(field string) string {
	switch {
	case field == "code":
		return p.T("store_code")
	case field == "store":
		return p.T("store_name")
	case field == "number":
		return p.T("person_number")
	case field == "name":
		return p.T("person_name")
	case field == "again":
		return p.T("secret_again")
	case field == "old" && p.PIN:
		return p.T("secret_old_pin")
	case field == "old":
		return p.T("secret_old_password")
	case p.PIN:
		return p.T("secret_new_pin")
	default:
		return p.T("secret_new_password")
	}
}

// secretFault shows the form once more, with what is wrong.
func (s *Server) secretFault(c *gin.Context, page SecretPage, err error, faults ...FieldFailure) error {
	if err != nil {
		return err
	}
	page.Faults = page.labelled(faults, page.label)
	return s.showOnce(c, http.StatusUnprocessableEntity, "secret", page)
}
