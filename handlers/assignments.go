package handlers

import (
	"context"
	"errors"
	"net/url"

	"github.com/gin-gonic/gin"

	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// TeamDrills keeps the drills that are assigned to people of a store, and how far they are.
type TeamDrills interface {
	AddAssignment(ctx context.Context, a records.Assignment) error
	CloseAssignment(ctx context.Context, id string, at int64) error
	Assignment(ctx context.Context, id string) (records.Assignment, error)
	AssignmentsOf(ctx context.Context, store string, p records.Page) ([]records.AssignmentCount, records.Cursor, error)
	AssignmentsFor(ctx context.Context, person people.Person, at int64) ([]records.AssignmentFor, error)
	Progress(ctx context.Context, assignment string) ([]records.Progress, error)
}

// AssignmentsPage lists the drills that are assigned in a store.
type AssignmentsPage struct {
	Base
	Filter TeamFilterView
	Rows   []AssignmentRow
	// New is where one is made, More where the list goes on; empty at its end.
	New, More string
}

// AssignmentRow is an assigned drill, and how far people are with it.
type AssignmentRow struct {
	ID, Title, Made, Until         string
	State                          assignmentState
	Asked, Begun, Finished, Passed int
	PassMark                       int
}

// assignmentState tells whether a drill can still be done.
type assignmentState string

// The states of assigned drills.
const (
	stateOpen   assignmentState = "open"
	stateOver   assignmentState = "over" // its time is over
	stateClosed assignmentState = "closed"
)

func stateOf(a records.Assignment, at int64) assignmentState {
	switch {
	case a.ClosedAt > 0:
		return stateClosed
	case a.UntilAt > 0 && a.UntilAt <= at:
		return stateOver
	}
	return stateOpen
}

// untilText is the last day on which a drill can be done; empty where it has none. It ends when the day after it begins.
func untilText(a records.Assignment) string {
	if a.UntilAt == 0 {
		return ""
	}
	return dayText(dayOf(a.UntilAt - 1))
}

// listInput is a list's page.
type listInput struct {
	After string `form:"after" validate:"max=500"`
}

// assignmentsPage lists the drills that are assigned.
func (s *Server) assignmentsPage(c *gin.Context) error {
	f, err := s.teamFilter(c)
	if err != nil {
		return err
	}
	var in listInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	view, err := s.filterView(c, f, "/assignments")
	if err != nil {
		return err
	}
	all, next, err := s.Records.AssignmentsOf(c.Request.Context(), f.store.ID, records.Page{After: records.Cursor(in.After)})
	var field *records.FieldError
	if errors.As(err, &field) {
		return notFound()
	}
	if err != nil {
		return err
	}
	page := AssignmentsPage{Base: view.Base, Filter: view, New: "/assignments/new" + storeQuery(view)}
	if next != "" {
		page.More = "/assignments?after=" + url.QueryEscape(string(next)) + "&store=" + url.QueryEscape(f.store.ID)
	}
	at := s.Now().UnixMilli()
	for _, a := range all {
		page.Rows = append(page.Rows, AssignmentRow{
			ID: a.ID, Title: a.Title, Made: dayText(dayOf(a.MadeAt)), Until: untilText(a.Assignment), State: stateOf(a.Assignment, at),
			Asked: a.Asked, Begun: a.Begun, Finished: a.Finished, Passed: a.Passed, PassMark: a.PassMark,
		})
	}
	return s.show(c, "assignments", page)
}

// storeQuery names the store in an address, for who has several.
func storeQuery(v TeamFilterView) string {
	if len(v.Stores) == 0 {
		return ""
	}
	return "?store=" + url.QueryEscape(v.Store)
}

// AssignmentPage is one assigned drill, and how far each person is with it.
type AssignmentPage struct {
	Base
	AssignmentRow
	Everybody bool
	MadeBy    string // the name of who made it; empty for who is not known any more
	Rows      []ProgressRow
	// Questions are those that everybody gets, in the reader's language; empty where the playbook has changed so that there are none.
	Questions []AskedView
	// List is where all drills are.
	List string
}

// ProgressRow is how far one person is.
type ProgressRow struct {
	Person, Name, Number string
	Tries                TriesView
}

// TriesView is how far somebody is with a drill.
type TriesView struct {
	// Begun says that there was a try, and Finished that one came to its end, the best with Percent.
	Begun, Finished, Passed bool
	Percent, Count          int
	// Answered and All are of the try that is under way; 0 where none is.
	Answered, All int
}

// triesView tells how far somebody is with a drill that is passed from so many percent on.
func triesView(mark int, t records.Tries) TriesView {
	v := TriesView{Begun: t.Count > 0, Finished: t.Best.ID != "", Count: t.Count}
	if v.Finished {
		v.Percent = t.Best.Percent()
		v.Passed = v.Percent >= mark
	}
	if v.Begun && t.Last.FinishedAt == 0 {
		v.Answered, v.All = t.Last.Answered, t.Last.Questions
	}
	return v
}

// AskedView is a question of a drill.
type AskedView struct{ Scene, Prompt, Kind, Title string }

// ownAssignment finds the assignment that the address names, if it is of a store that the actor may deal with.
func (s *Server) ownAssignment(c *gin.Context, id string) (records.Assignment, error) {
	a, err := s.actor(c)
	if err != nil {
		return records.Assignment{}, err
	}
	one, err := s.Records.Assignment(c.Request.Context(), id)
	if errors.Is(err, records.ErrNone) || err == nil && !a.Reaches(one.Store) {
		return records.Assignment{}, notFound()
	}
	return one, err
}

// assignmentPage shows one assigned drill.
func (s *Server) assignmentPage(c *gin.Context, book *playbook.Book, _ *Actor) error {
	a, err := s.ownAssignment(c, c.Param("id"))
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	page := AssignmentPage{Base: s.base(c), Everybody: a.Everybody, List: "/assignments?store=" + url.QueryEscape(a.Store)}
	page.Here = "me"
	page.AssignmentRow = AssignmentRow{
		ID: a.ID, Title: a.Title, Made: dayText(dayOf(a.MadeAt)), Until: untilText(a), State: stateOf(a, s.Now().UnixMilli()),
		PassMark: a.PassMark,
	}
	if p, err := s.Records.Person(ctx, a.MadeBy); err == nil {
		page.MadeBy = p.Name
	} else if !errors.Is(err, records.ErrNone) {
		return err
	}
	if page.Questions, err = s.questionsOf(page.Base, book, a); err != nil {
		return err
	}
	all, err := s.Records.Progress(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, one := range all {
		page.add(ProgressRow{one.Person.ID, nameOr(page.Base, one.Person.Name), one.Person.Number, triesView(a.PassMark, one.Tries)})
	}
	return s.show(c, "assignment", page)
}

// add adds a person's row, and counts it.
func (p *AssignmentPage) add(row ProgressRow) {
	p.Rows = append(p.Rows, row)
	p.Asked++
	for _, count := range []struct {
		yes bool
		of  *int
	}{{row.Tries.Begun, &p.Begun}, {row.Tries.Finished, &p.Finished}, {row.Tries.Passed, &p.Passed}} {
		if count.yes {
			*count.of++
		}
	}
}

// questionsOf lists what an assigned drill asks, in the reader's language.
func (s *Server) questionsOf(b Base, book *playbook.Book, a records.Assignment) ([]AskedView, error) {
	d, err := readAssigned(a.Recipe)
	if err != nil {
		return nil, err
	}
	made, err := s.examiner.Generate(book, d.recipe(book, b.Lang))
	if err != nil {
		return nil, nil //nolint:nilerr // the book has changed, and the page says that there are none
	}
	all := make([]AskedView, len(made.Questions))
	for i, q := range made.Questions {
		all[i] = AskedView{q.Scene, q.Prompt, b.kindName(string(q.Kind)), cardTitle(b, book, q.Card)}
	}
	return all, nil
}

// closeAssignment ends an assigned drill; one that has ended stays so.
func (s *Server) closeAssignment(c *gin.Context) error {
	a, err := s.ownAssignment(c, c.Param("id"))
	if err != nil {
		return err
	}
	if err := noneIsGood(s.Records.CloseAssignment(c.Request.Context(), a.ID, s.Now().UnixMilli())); err != nil {
		return err
	}
	return redirect(c, "/assignments/"+url.PathEscape(a.ID))
}

// noneIsGood passes over that something was not there to be ended.
func noneIsGood(err error) error {
	if errors.Is(err, records.ErrNone) {
		return nil
	}
	return err
}

// TriesLine says how far somebody is with a drill.
type TriesLine struct {
	Base
	Tries TriesView
}

// Of is how far somebody is, for a template.
func (b Base) Of(v TriesView) TriesLine { return TriesLine{b, v} }

// Standing says it in words.
func (l TriesLine) Standing() string {
	b, v := l.Base, l.Tries
	switch {
	case v.Passed:
		return b.T("assignment_passed")
	case v.Finished:
		return b.T("assignment_not_passed")
	case v.Begun:
		return b.T("assignment_under_way", "answered", v.Answered, "all", v.All)
	default:
		return b.T("assignment_not_begun")
	}
}
