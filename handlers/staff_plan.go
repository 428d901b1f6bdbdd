package handlers

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"clerkcoach/people"
)

// planRows is how many people of a kind the plan of an import shows.
const planRows = 100

// StaffPlanPage shows what a list of staff would change.
type StaffPlanPage struct {
	Base
	New, Changed, Returning, Leaving, Absent PlanPart
	Refused                                  []RefusedView
	MoreRefused                              int
	// Unchanged is how many are as the list says, Changes for how many something changes.
	Unchanged, Changes int
	// Held says that nobody leaves for not being in the list, since a refused row may be about anybody.
	Held bool
	// List, Sum and Leave come back when the plan is to be carried out.
	List, Sum string
	Leave     bool
	// Stale says that the plan is another than the one that was to be carried out.
	Stale bool
}

// PlanPart are people of one kind in a plan: the first ones, how many there are, and how many are not shown.
type PlanPart struct {
	Rows        []PlanRow
	Count, More int
}

// PlanRow is a person in a plan. Of Changes there are none where all of the entry is shown.
type PlanRow struct {
	Number, Name, Store, Role string
	// On is the last day of who leaves; empty for today.
	On      string
	Changes []ChangeView
}

// ChangeView is what becomes of a field.
type ChangeView struct{ Field, Before, After string }

// RefusedView is a row that is refused, with the reason in the reader's language.
type RefusedView struct {
	Line           int
	Number, Reason string
}

// showPlan shows what a list would change; stale says that it was to be carried out and is not any more what was shown.
func (s *Server) showPlan(c *gin.Context, b brought, stale bool) error {
	list, err := json.Marshal(b.rows)
	if err != nil {
		return err
	}
	if len(list) > maxList {
		return s.importFault(c, b, &http.MaxBytesError{Limit: maxList})
	}
	plan, stores, err := s.plan(c, b)
	if err != nil {
		return s.importFault(c, b, err)
	}
	v := planView{s.base(c), map[string]string{}}
	for _, store := range stores {
		v.stores[store.ID] = store.Name
	}
	page := StaffPlanPage{
		Base: v.Base, New: v.part(plan.New), Changed: v.changes(plan.Changed), Returning: v.changes(plan.Returning),
		Leaving: v.part(plan.Leaving),
		Absent:  v.part(plan.Absent), Unchanged: len(plan.Unchanged), Changes: plan.Changes(), Held: plan.Held && b.leave,
		List: string(list), Sum: plan.Sum(), Leave: b.leave, Stale: stale,
	}
	page.Here = "me"
	for _, r := range plan.Refused[:min(planRows, len(plan.Refused))] {
		reason := v.T("staff_fault", "field", v.fieldLabel(r.Field), "fault", v.fieldText(FieldFailure{Rule: r.Rule, Param: r.Param}))
		page.Refused = append(page.Refused, RefusedView{Line: r.Line, Number: r.Number, Reason: reason})
	}
	page.MoreRefused = len(plan.Refused) - len(page.Refused)
	if stale {
		return s.showOnce(c, http.StatusConflict, "staff-plan", page)
	}
	return s.show(c, "staff-plan", page)
}

// planView says a plan in the reader's language.
type planView struct {
	Base
	stores map[string]string // names by id
}

func (v planView) row(p *people.Person) PlanRow {
	row := PlanRow{Number: p.Number, Name: p.Name, Store: v.stores[p.Store], Role: v.roleName(p.Role)}
	if p.LeftAt > 0 {
		row.On = lastDay(p.LeftAt)
	}
	return row
}

func (v planView) part(all []people.Person) PlanPart {
	part := PlanPart{Count: len(all), More: max(0, len(all)-planRows)}
	for i := range all[:len(all)-part.More] {
		part.Rows = append(part.Rows, v.row(&all[i]))
	}
	return part
}

func (v planView) changes(all []people.Change) PlanPart {
	part := PlanPart{Count: len(all), More: max(0, len(all)-planRows)}
	for i := range all[:len(all)-part.More] {
		one := &all[i]
		row, before, after := v.row(&one.After), v.row(&one.Before), v.row(&one.After)
		values := map[string][2]string{
			people.FieldName: {before.Name, after.Name}, people.FieldStore: {before.Store, after.Store},
			people.FieldRole: {before.Role, after.Role},
		}
		for _, field := range one.Fields {
			if value, ok := values[field]; ok {
				row.Changes = append(row.Changes, ChangeView{v.fieldLabel(field), value[0], value[1]})
			}
		}
		part.Rows = append(part.Rows, row)
	}
	return part
}

// lastDay is the last day at work of who leaves at its end, as a list says it.
func lastDay(leftAt int64) string { return time.UnixMilli(leftAt - 1).UTC().Format(time.DateOnly) }
