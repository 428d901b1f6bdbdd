package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// NewAssignmentPage is where a drill is made for people of a store.
type NewAssignmentPage struct {
	Base
	Store, StoreName string
	// What was chosen before.
	Title, Count, Pass, Until string
	Everybody                 bool
	Seed                      uint64
	Families                  []FamilyChoice
	Kinds                     []KindChoice
	People                    []PersonChoice
	Faults                    []problemField
	// Preview are the questions that it gives; Previewed says that they were asked for, and Fewer that they are less than wanted.
	Preview          []AskedView
	Previewed, Fewer bool
}

// FamilyChoice is a family that can be ticked as a whole, or some of its cards; Open says that something is.
type FamilyChoice struct {
	ID, Title, Handbook string
	Cards               []CardChoice
	On, Open            bool
}

// CardChoice, KindChoice and PersonChoice can be ticked.
type (
	// CardChoice is a card.
	CardChoice struct {
		ID, Title string
		On        bool
	}
	// KindChoice is a kind of question.
	KindChoice struct {
		ID, Title string
		On        bool
	}
	// PersonChoice is somebody of the store.
	PersonChoice struct {
		ID, Name, Number string
		On               bool
	}
)

// What a new drill has unless something else is wanted.
const (
	usualCount = 10
	usualPass  = 80
)

// assignmentInput is a drill to be made, as its form has it. What can be ticked several times is read apart.
type assignmentInput struct {
	Store   string `form:"store" validate:"max=64"`
	Title   string `form:"title" validate:"max=500"`
	Count   string `form:"count" validate:"max=20"`
	Pass    string `form:"pass" validate:"max=20"`
	Until   string `form:"until" validate:"max=20"`
	Whom    string `form:"whom" validate:"max=20"`
	Preview string `form:"preview" validate:"max=20"`
	// Seed is that of the preview, so that what was looked at is what is assigned.
	Seed string `form:"seed" validate:"max=20"`
}

// drafted is a drill in the making.
type drafted struct {
	input  assignmentInput
	store  people.Store
	staff  []people.Person
	ticked url.Values // cards, kinds and people
	drill  assignedDrill
	kept   records.Assignment
	faults []FieldFailure
}

func (d *drafted) fault(f FieldFailure) { d.faults = append(d.faults, f) }

// newAssignmentPage offers to make a drill.
func (s *Server) newAssignmentPage(c *gin.Context, book *playbook.Book, a *Actor) error {
	d, err := s.draft(c, a)
	if err != nil {
		return err
	}
	if d.input.Count == "" {
		d.input.Count, d.input.Pass = strconv.Itoa(usualCount), strconv.Itoa(usualPass)
	}
	return s.showDraft(c, http.StatusOK, s.draftView(s.base(c), book, d))
}

// draft reads the form, and whom it can be about.
func (s *Server) draft(c *gin.Context, a *Actor) (*drafted, error) {
	d := &drafted{}
	if err := s.input(c, &d.input); err != nil {
		return nil, err
	}
	d.ticked = c.Request.Form
	if d.input.Store == "" {
		d.input.Store = a.Store
	}
	var err error
	if d.store, err = s.reachable(c, a, d.input.Store); err != nil {
		return nil, err
	}
	d.staff, err = s.colleagues(c.Request.Context(), d.store.ID, "")
	return d, err
}

// addAssignment makes a drill, or shows what it would be.
func (s *Server) addAssignment(c *gin.Context, book *playbook.Book, a *Actor) error {
	d, err := s.draft(c, a)
	if err != nil {
		return err
	}
	now := s.Now().UnixMilli()
	if d.drill.Seed, err = strconv.ParseUint(d.input.Seed, 10, 64); err != nil || d.drill.Seed > drills.MaxSeed {
		d.drill.Seed = s.Seed() & drills.MaxSeed
	}
	d.check(book, now)
	made := s.tryDraft(book, d, s.lang(c))
	if len(d.faults) > 0 || d.input.Preview != "" {
		page := s.draftView(s.base(c), book, d)
		status := http.StatusOK
		if len(d.faults) > 0 {
			status = http.StatusUnprocessableEntity
		} else {
			page.preview(book, made)
		}
		return s.showDraft(c, status, page)
	}
	if d.kept.Recipe, err = json.Marshal(d.drill); err != nil {
		return fmt.Errorf("write a drill's recipe: %w", err)
	}
	d.kept.ID, d.kept.Store, d.kept.MadeBy, d.kept.MadeAt = s.NewID(), d.store.ID, a.ID, now
	if err := s.Records.AddAssignment(c.Request.Context(), d.kept); err != nil {
		return err
	}
	return redirect(c, "/assignments/"+url.PathEscape(d.kept.ID))
}

// check tells what keeps a drill from being made, and takes over what is right.
func (d *drafted) check(book *playbook.Book, now int64) {
	d.kept.Title = strings.TrimSpace(d.input.Title)
	switch {
	case d.kept.Title == "" || strings.ContainsFunc(d.kept.Title, unicode.IsControl):
		d.fault(FieldFailure{Field: "title", Rule: "assignment_title"})
	case utf8.RuneCountInString(d.kept.Title) > records.MaxTitle:
		d.fault(FieldFailure{Field: "title", Rule: "assignment_long"})
	}
	var err error
	if d.drill.Count, err = strconv.Atoi(d.input.Count); err != nil || d.drill.Count < 1 || d.drill.Count > drills.MaxCount {
		d.fault(FieldFailure{Field: "count", Rule: "assignment_count"})
	}
	if d.kept.PassMark, err = strconv.Atoi(d.input.Pass); err != nil || d.kept.PassMark < 1 || d.kept.PassMark > 100 {
		d.fault(FieldFailure{Field: "pass", Rule: "assignment_pass"})
	}
	d.checkUntil(now)
	d.drill.tick(book, d.ticked)
	if d.kept.Everybody = d.input.Whom != "some"; d.kept.Everybody {
		return
	}
	for _, p := range d.staff {
		if slices.Contains(d.ticked["person"], p.ID) {
			d.kept.People = append(d.kept.People, p.ID)
		}
	}
	if len(d.kept.People) == 0 {
		d.fault(FieldFailure{Field: "person", Rule: "assignment_whom"})
	}
}

// checkUntil takes over the last day; a drill ends when the next one begins.
func (d *drafted) checkUntil(now int64) {
	if d.input.Until == "" {
		return
	}
	last, err := parseDay(d.input.Until)
	switch {
	case err != nil:
		d.fault(FieldFailure{Field: "until", Rule: "team_date"})
	case last < dayOf(now):
		d.fault(FieldFailure{Field: "until", Rule: "assignment_past"})
	default:
		d.kept.UntilAt = dayBegins(last + 1)
	}
}

// tryDraft makes the drill, as somebody will get it.
func (s *Server) tryDraft(book *playbook.Book, d *drafted, lang string) *drills.Drill {
	made, err := s.examiner.Generate(book, d.drill.recipe(book, lang))
	if errors.Is(err, drills.ErrEmpty) {
		d.fault(FieldFailure{Field: "kind", Rule: "assignment_empty"})
	}
	return made
}

// preview shows which questions there would be.
func (p *NewAssignmentPage) preview(book *playbook.Book, made *drills.Drill) {
	p.Previewed = true
	if made == nil {
		return
	}
	for _, q := range made.Questions {
		p.Preview = append(p.Preview, AskedView{q.Scene, q.Prompt, p.kindName(string(q.Kind)), cardTitle(p.Base, book, q.Card)})
	}
	p.Fewer = len(made.Questions) < made.Recipe.Count
}

// draftView is the form with what was chosen.
func (s *Server) draftView(b Base, book *playbook.Book, d *drafted) *NewAssignmentPage {
	p := &NewAssignmentPage{
		Base: b, Store: d.store.ID, StoreName: d.store.Name, Title: d.input.Title, Count: d.input.Count, Pass: d.input.Pass,
		Until: d.input.Until, Everybody: d.input.Whom != "some", Seed: d.drill.Seed,
	}
	p.Here = "me"
	p.Families, p.Kinds = familyChoices(b, book, d.ticked), kindChoices(b, d.ticked)
	for _, one := range d.staff {
		p.People = append(p.People, PersonChoice{one.ID, nameOr(b, one.Name), one.Number, slices.Contains(d.ticked["person"], one.ID)})
	}
	p.Faults = b.problems(d.faults)
	return p
}

// familyChoices are all families, with the cards that are ticked.
func familyChoices(b Base, book *playbook.Book, ticked url.Values) []FamilyChoice {
	names := book.Names(b.Lang)
	var all []FamilyChoice
	for _, h := range book.Handbooks {
		for _, family := range h.Families {
			choice := FamilyChoice{ID: familyOf(h.ID, family.ID), Title: titleOr(names.Families[family.ID].Title, family.ID),
				Handbook: titleOr(names.Handbooks[h.ID].Title, h.ID)}
			choice.On = slices.Contains(ticked["family"], choice.ID)
			choice.Open = choice.On
			for _, card := range family.Cards {
				on := slices.Contains(ticked["card"], card.ID)
				choice.Open = choice.Open || on
				choice.Cards = append(choice.Cards, CardChoice{card.ID, card.Words(b.Lang).Title, on})
			}
			all = append(all, choice)
		}
	}
	return all
}

// kindChoices are all kinds of questions, with those that are ticked.
func kindChoices(b Base, ticked url.Values) []KindChoice {
	var all []KindChoice
	for _, k := range drills.Kinds() {
		all = append(all, KindChoice{string(k), b.kindName(string(k)), slices.Contains(ticked["kind"], string(k))})
	}
	return all
}

func (s *Server) showDraft(c *gin.Context, status int, page *NewAssignmentPage) error {
	return s.showOnce(c, status, "assignment-new", page)
}
