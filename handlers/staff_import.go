package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"clerkcoach/people"
	"clerkcoach/records"
	"clerkcoach/tables"
)

// Bounds of lists of staff, in bytes: of a file, and of what is read in it and of its plan's sum, which go to the browser and
// come back.
const (
	maxUpload = 10 << 20
	maxList   = 2 << 20
	maxSum    = 200
)

// uploadTime is how long a list may be on its way.
const uploadTime = 2 * time.Minute

// errNoList says that a form brings no file, or an empty one.
var errNoList = errors.New("no list of staff")

// StaffImportPage takes a list of staff.
type StaffImportPage struct {
	Base
	// All says that the list is about all stores.
	All bool
	// Leave says that it was ticked that those who are not in the list have left.
	Leave bool
	// Fault says why nothing can be made of the list; empty before.
	Fault string
}

// importPage offers to bring a list of staff.
func (s *Server) importPage(c *gin.Context) error {
	return s.show(c, "staff-import", s.importView(c, false, ""))
}

func (s *Server) importView(c *gin.Context, leave bool, fault string) StaffImportPage {
	page := StaffImportPage{Base: s.base(c), Leave: leave, Fault: fault}
	page.Here = "me"
	page.All = page.Who.May(people.Admin)
	return page
}

// brought is a list of staff as a form brings it, with its lines.
type brought struct {
	rows []tables.Row
	// leave lets those leave who are not in it.
	leave bool
	// sum is that of the plan that was shown.
	sum string
}

// readBrought reads a form with a list of staff: the file itself, or what was read in it and shown.
func readBrought(c *gin.Context) (b brought, err error) {
	wire := http.NewResponseController(c.Writer) // not every kind of line has deadlines
	_, _ = wire.SetReadDeadline(time.Now().Add(uploadTime)), wire.SetWriteDeadline(time.Now().Add(uploadTime+time.Minute))
	form, err := c.Request.MultipartReader()
	if err != nil {
		return b, formFailure(err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return b, nil
		}
		if err != nil {
			return b, formFailure(err)
		}
		switch part.FormName() {
		case "file":
			b.rows, err = tables.Read(part, tables.Limits{Bytes: maxUpload, Rows: records.MaxStaff})
		case "list":
			err = json.NewDecoder(part).Decode(&b.rows)
		case "leave":
			b.leave = true
		case "sum":
			var sum []byte
			sum, err = io.ReadAll(io.LimitReader(part, maxSum))
			b.sum = string(sum)
		}
		if err != nil {
			return b, fmt.Errorf("read a list of staff: %w", err)
		}
	}
}

// planImport shows what a list would change. Nothing is changed and nothing is kept: the list goes to the browser and comes back.
func (s *Server) planImport(c *gin.Context) error {
	b, err := readBrought(c)
	if err == nil && len(b.rows) == 0 {
		err = errNoList
	}
	if err == nil {
		b.rows, err = people.Columns(b.rows)
	}
	if err != nil {
		return s.importFault(c, b, err)
	}
	return s.showPlan(c, b, false)
}

// importFault shows the form once more and says why nothing can be made of a list.
func (s *Server) importFault(c *gin.Context, b brought, err error) error {
	fault := s.base(c).listFault(err)
	if fault == "" {
		return planFailure(err)
	}
	return s.showOnce(c, http.StatusUnprocessableEntity, "staff-import", s.importView(c, b.leave, fault))
}

// listFault says in the reader's language why nothing can be made of a list; empty if it is not the list's fault.
func (b Base) listFault(err error) string {
	var big *http.MaxBytesError
	var headings *people.HeadingError
	switch {
	case errors.Is(err, tables.ErrTooLarge), errors.As(err, &big):
		return b.T("staff_list_large", "max", maxUpload>>20)
	case errors.Is(err, tables.ErrTooMany):
		return b.T("staff_list_many", "max", records.MaxStaff)
	case errors.Is(err, tables.ErrOld):
		return b.T("staff_list_old")
	case errors.Is(err, tables.ErrLocked):
		return b.T("staff_list_locked")
	case errors.Is(err, tables.ErrEncoding), errors.Is(err, tables.ErrFormat):
		return b.T("staff_list_format")
	case errors.Is(err, people.ErrNobody):
		return b.T("staff_list_nobody")
	case errors.Is(err, errNoList):
		return b.T("staff_list_none")
	case errors.As(err, &headings):
		missing := b.fieldLabel(headings.Missing[0])
		for _, field := range headings.Missing[1:] {
			missing = b.T("staff_list_and", "one", missing, "other", b.fieldLabel(field))
		}
		return b.T("staff_list_headings", "missing", missing)
	}
	return ""
}

// plan works out what a list would change by the hand of who brings it.
func (s *Server) plan(c *gin.Context, b brought) (*people.Plan, []people.Store, error) {
	a, err := s.actor(c)
	if err != nil {
		return nil, nil, err
	}
	in := people.Import{By: &a.Person, Leave: b.leave, At: s.Now().UnixMilli()}
	if in.Entries, in.Refused, err = people.ReadStaff(b.rows); err != nil {
		return nil, nil, err
	}
	if in.Stores, err = s.Records.Stores(c.Request.Context()); err != nil {
		return nil, nil, err
	}
	if in.People, err = s.everybody(c.Request.Context(), records.Staff{Everybody: true}, records.MaxStaff); err != nil {
		return nil, nil, err
	}
	return in.Plan(), in.Stores, nil
}

// carryOutImport carries out a list that was shown, all of it or nothing. The plan is made anew, with the rights of who asks,
// and has to be the very one that was shown.
func (s *Server) carryOutImport(c *gin.Context) error {
	b, err := readBrought(c)
	if err != nil {
		return planFailure(err)
	}
	plan, _, err := s.plan(c, b)
	switch {
	case err != nil:
		return planFailure(err)
	case plan.Sum() != b.sum:
		return s.showPlan(c, b, true)
	}
	change := s.staffChange(plan)
	err = s.Records.CarryOut(c.Request.Context(), change)
	if errors.Is(err, records.ErrNone) || errors.Is(err, records.ErrTaken) { // somebody was quicker
		return s.showPlan(c, b, true)
	}
	if err == nil {
		err = s.Records.NoteViews(c.Request.Context(), changesNoted(s.base(c).Who.ID, change))
	}
	if err != nil {
		return err
	}
	return redirect(c, fmt.Sprintf("/staff?carried=%d", plan.Changes()))
}

// planFailure says that what came back from the browser is not what was sent to it; other errors stay as they are.
func planFailure(err error) error {
	var headings *people.HeadingError
	var wrong *json.UnmarshalTypeError
	var broken *json.SyntaxError
	switch {
	case errors.As(err, &headings), errors.As(err, &wrong), errors.As(err, &broken), errors.Is(err, people.ErrNobody),
		errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return badFields([]FieldFailure{{Field: "list", Rule: "json"}})
	}
	return err
}

// staffChange is what is kept of a plan. Who leaves on a day that the list gives, leaves on that day, and others now.
func (s *Server) staffChange(p *people.Plan) records.StaffChange {
	change := records.StaffChange{At: s.Now().UnixMilli()}
	for _, q := range p.New {
		q.ID, q.AddedAt = s.NewID(), change.At
		change.Add = append(change.Add, q)
	}
	for _, all := range [][]people.Change{p.Changed, p.Returning} {
		for _, one := range all {
			change.Change = append(change.Change, one.After)
		}
	}
	for _, q := range p.Leaving {
		if q.LeftAt > 0 {
			change.Change = append(change.Change, q)
		} else {
			change.Leave = append(change.Leave, q.ID)
		}
	}
	return change
}

// changesNoted are the notes of whose entries somebody changes by a list.
func changesNoted(by string, change records.StaffChange) []records.View {
	var views []records.View
	note := func(person string) {
		if person != by {
			views = append(views, records.View{By: by, Person: person, What: changedEntry, At: change.At})
		}
	}
	for _, q := range change.Add {
		note(q.ID)
	}
	for _, q := range change.Change {
		note(q.ID)
	}
	for _, id := range change.Leave {
		note(id)
	}
	return views
}

// staffTemplateAs gives a handler that sends an empty list to fill in, as CSV or as a workbook.
func (s *Server) staffTemplateAs(form string) handler {
	return func(c *gin.Context) error { return sendTables(c, "staff", form, s.staffTemplate(c)) }
}

func (s *Server) staffTemplate(c *gin.Context) tables.Table {
	base := s.base(c)
	head, rows := people.Template(base.Lang)
	t := tables.Table{Name: base.T("staff_title"), Head: head}
	for _, row := range rows {
		var cells []any
		for _, cell := range row {
			cells = append(cells, cell)
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}
