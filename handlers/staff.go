package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"clerkcoach/people"
	"clerkcoach/records"
)

// Staff keeps what managers change: the people of their stores, the tablets, and the stores.
type Staff interface {
	AddPerson(ctx context.Context, p people.Person) error
	ChangePerson(ctx context.Context, to people.Person, at int64) error
	CarryOut(ctx context.Context, plan records.StaffChange) error
	Unlock(ctx context.Context, person string) error
	Locked(ctx context.Context, store string, most int) ([]string, error)
	AddLink(ctx context.Context, l records.Link) error
	Erase(ctx context.Context, person string, at int64) error
	View(ctx context.Context, by, person, what string, at int64) error
	NoteViews(ctx context.Context, views []records.View) error
	Enrol(ctx context.Context, t people.Tablet, token string) error
	Revoke(ctx context.Context, tablet string, at int64) error
	Tablet(ctx context.Context, id string) (people.Tablet, error)
	Tablets(ctx context.Context, store string) ([]people.Tablet, error)
	AddStore(ctx context.Context, add people.Store) error
	ChangeStore(ctx context.Context, to people.Store) error
}

// staffRows is how many people a page of the list has.
const staffRows = 50

// StaffPage lists the people of a store.
type StaffPage struct {
	Base
	Store people.Store
	// Stores can be picked from; none for who looks after one.
	Stores []people.Store
	Words  string
	// Staying work here, Gone have left, as far as they are shown; Count and CountGone are how many there are by these words.
	Staying, Gone    []StaffRow
	Count, CountGone int
	// First is the place of the first one shown, from 1; Before and After are the addresses of the pages beside this one, if any.
	First         int
	Before, After string
	// Carried is how many changes of a list have just been carried out.
	Carried int
}

// StaffRow is a person in the list.
type StaffRow struct {
	people.Person
	RoleName string
	// SignsIn says what the person can sign in with.
	SignsIn string
	// Locked says that no try is left on some tablet, Open that the reader may open the entry.
	Locked, Open bool
}

// Last is the place of the last one shown.
func (p StaffPage) Last() int { return p.First + len(p.Staying) - 1 }

// staffInput says who is looked for.
type staffInput struct {
	Store   string `form:"store" validate:"max=64"`
	Words   string `form:"find" validate:"max=200"`
	Page    int    `form:"page,default=1" validate:"gte=1,lte=1000"`
	Carried int    `form:"carried" validate:"gte=0,lte=20000"`
}

// staffPage shows the people of a store: the own one, or to an admin the one that is picked.
func (s *Server) staffPage(c *gin.Context) error {
	var in staffInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	a, err := s.actor(c)
	if err != nil {
		return err
	}
	page := StaffPage{Base: s.base(c), Words: in.Words, Carried: in.Carried}
	page.Here = "me"
	if page.Store, page.Stores, err = s.pickStore(c.Request.Context(), a, in.Store); err != nil {
		return err
	}
	everybody, err := s.everybody(c.Request.Context(), records.Staff{Store: page.Store.ID, Everybody: true}, records.MaxStaff)
	if err != nil {
		return err
	}
	locked, err := s.Records.Locked(c.Request.Context(), page.Store.ID, people.MaxTries)
	if err != nil {
		return err
	}
	for _, p := range everybody {
		if !isMeant(&p, in.Words) {
			continue
		}
		row := StaffRow{Person: p, RoleName: page.roleName(p.Role), SignsIn: page.signsIn(&p), Open: a.Manages(&p)}
		row.Locked = slices.Contains(locked, p.ID)
		if p.Left() {
			page.Gone = append(page.Gone, row)
		} else {
			page.Staying = append(page.Staying, row)
		}
	}
	page.cut(in)
	return s.show(c, "staff", page)
}

// cut leaves in the list what belongs on one page of it.
func (p *StaffPage) cut(in staffInput) {
	p.Count, p.CountGone = len(p.Staying), len(p.Gone)
	first := min((in.Page-1)*staffRows, p.Count)
	last := min(first+staffRows, p.Count)
	address := func(page int) string {
		return "/staff?" + url.Values{"store": {p.Store.ID}, "find": {in.Words}, "page": {strconv.Itoa(page)}}.Encode()
	}
	if in.Page > 1 {
		p.Before = address(in.Page - 1)
	}
	if last < p.Count {
		p.After = address(in.Page + 1)
	}
	p.First, p.Staying = first+1, p.Staying[first:last]
	p.Gone = p.Gone[:min(staffRows, p.CountGone)]
}

// isMeant tells whether a person's number or name has some words in it, or there are none.
func isMeant(p *people.Person, words string) bool {
	words = strings.ToLower(people.CleanName(words))
	return strings.Contains(strings.ToLower(p.Number), words) || strings.Contains(strings.ToLower(p.Name), words)
}

// pickStore finds the store of an id, the own one if there is none, and those that can be picked from. What somebody does not
// reach is not found.
func (s *Server) pickStore(ctx context.Context, a *Actor, id string) (people.Store, []people.Store, error) {
	id = cmp.Or(id, a.Store)
	stores, err := s.Records.Stores(ctx)
	if err != nil {
		return people.Store{}, nil, err
	}
	i := slices.IndexFunc(stores, func(store people.Store) bool { return store.ID == id })
	if i < 0 || !a.Reaches(id) {
		return people.Store{}, nil, notFound()
	}
	store := stores[i]
	if a.Role != people.Admin {
		stores = nil
	}
	return store, stores, nil
}

// everybody lists people without pages, until there are as many as wanted.
func (s *Server) everybody(ctx context.Context, f records.Staff, most int) ([]people.Person, error) {
	var all []people.Person
	for p := (records.Page{}); len(all) < most; {
		page, next, err := s.Records.People(ctx, f, p)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if next == "" {
			break
		}
		p.After = next
	}
	return all, nil
}

// roleName says a role in the reader's language.
func (b Base) roleName(r people.Role) string {
	switch r {
	case people.Clerk:
		return b.T("role_clerk")
	case people.Trainer:
		return b.T("role_trainer")
	case people.Manager:
		return b.T("role_manager")
	default:
		return b.T("role_admin")
	}
}

// signsIn says in the reader's language what a person can sign in with.
func (b Base) signsIn(p *people.Person) string {
	switch {
	case p.HasPIN && p.HasPassword:
		return b.T("staff_signs_both")
	case p.HasPIN:
		return b.T("staff_signs_pin")
	case p.HasPassword:
		return b.T("staff_signs_password")
	default:
		return b.T("staff_signs_nothing")
	}
}

// Kinds of what is noted when somebody deals with another person's entry.
const (
	sawEntry     = "entry"
	changedEntry = "change"
)

// managed finds the person that an address names, for somebody who may change them; nobody else is told that there is such a
// person.
func (s *Server) managed(c *gin.Context) (*Actor, *people.Person, error) {
	a, err := s.actor(c)
	if err != nil {
		return nil, nil, err
	}
	p, err := s.Records.Person(c.Request.Context(), c.Param("id"))
	if errors.Is(err, records.ErrNone) || err == nil && !a.Manages(&p) {
		err = notFound()
	}
	return a, &p, err
}

// noteEntry notes that somebody deals with another's entry.
func (s *Server) noteEntry(c *gin.Context, a *Actor, p *people.Person, what string) error {
	if a.ID == p.ID {
		return nil
	}
	return s.Records.View(c.Request.Context(), a.ID, p.ID, what, s.Now().UnixMilli())
}

// fieldsIn takes out of an error what is wrong with single fields of a form; any other error is given back.
func fieldsIn(err error) ([]FieldFailure, error) {
	var f *Failure
	if errors.As(err, &f) && len(f.Fields) > 0 {
		return f.Fields, nil
	}
	return nil, err
}

// labelled says in the reader's language what is wrong with fields, by the labels that they have on the page.
func (b Base) labelled(fields []FieldFailure, label func(field string) string) []problemField {
	var all []problemField
	for _, f := range fields {
		detail := b.T("staff_fault", "field", label(f.Field), "fault", b.fieldText(f))
		all = append(all, problemField{Field: f.Field, Rule: f.Rule, Detail: detail})
	}
	return all
}
