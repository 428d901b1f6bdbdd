package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// teamInput is which results are wanted, and in which order, as the address has it.
type teamInput struct {
	Store string `form:"store" validate:"max=64"`
	Role  string `form:"role" validate:"max=20"`
	Last  string `form:"last" validate:"max=20"`
	From  string `form:"from" validate:"max=20"`
	Until string `form:"until" validate:"max=20"`
	By    string `form:"by" validate:"max=20"`
	// Page is which part of the people the picture shows, from 1.
	Page int `form:"page,default=1" validate:"gte=1,lte=1000"`
	// ID is the assignment of a download.
	ID string `form:"id" validate:"max=64"`
}

// What a team's results are ordered by: people by their names or the weakest first, questions the hardest first or those first that
// tell people apart least.
const (
	byName    = "name"
	byWeakest = "weakest"
	byHardest = "hardest"
	byApart   = "apart"
)

// usualDays is how many days are shown unless others are wanted; maxPeriod bounds those that can be.
const (
	usualDays = 30
	maxPeriod = 2 * 366
)

// period are days since 1970 at the server's place, from the first on and before the last.
type period struct{ from, until int64 }

// days is how many days it has.
func (p period) days() int64 { return p.until - p.from }

// teamFilter is which results are wanted, of one store. What was wrong in the address has left its usual value, and a fault.
type teamFilter struct {
	store  people.Store
	role   people.Role
	period period
	today  int64 // in days since 1970
	input  teamInput
	faults []FieldFailure
}

// report says the filter as the records take it. There are no answers from after today, so that this week can be read as a whole.
func (f *teamFilter) report() records.ReportFilter {
	report := records.ReportFilter{Store: f.store.ID, Role: f.role, FromDay: f.period.from, UntilDay: f.period.until}
	if f.period.until > f.today {
		report.UntilDay = 0
	}
	return report
}

// stems says the filter as the records take it for questions, which are counted by the month.
func (f *teamFilter) stems() records.StemFilter {
	return records.StemFilter{Store: f.store.ID, From: dayBegins(f.period.from), Until: dayBegins(f.period.until) - 1}
}

// teamFilter reads which results are wanted. An admin chooses a store, others have their own; one that is not theirs is not there.
func (s *Server) teamFilter(c *gin.Context) (*teamFilter, error) {
	a, err := s.actor(c)
	if err != nil {
		return nil, err
	}
	f := &teamFilter{}
	if err := s.input(c, &f.input); err != nil {
		return nil, err
	}
	if f.input.Store == "" {
		f.input.Store = a.Store
	}
	if f.store, err = s.reachable(c, a, f.input.Store); err != nil {
		return nil, err
	}
	if f.role = people.Role(f.input.Role); f.role != "" && !slices.Contains(people.Roles(), f.role) {
		f.role = ""
		f.faults = append(f.faults, FieldFailure{Field: "role", Rule: "team_choice"})
	}
	if f.input.By != "" && !slices.Contains([]string{byName, byWeakest, byHardest, byApart}, f.input.By) {
		f.input.By = ""
		f.faults = append(f.faults, FieldFailure{Field: "by", Rule: "team_choice"})
	}
	f.today = dayOf(s.Now().UnixMilli())
	var fault string
	if f.period, fault = f.input.period(f.today); fault != "" {
		f.period = period{f.today + 1 - usualDays, f.today + 1}
		f.faults = append(f.faults, periodFailure(fault))
	}
	return f, nil
}

// onTeam adapts a handler of a store's results: with what is wanted of them, and how the page at a path shows that.
func (s *Server) onTeam(
	path string, do func(c *gin.Context, book *playbook.Book, f *teamFilter, view TeamFilterView) error,
) handler {
	return s.withBook(func(c *gin.Context, book *playbook.Book, _ *Actor) error {
		f, err := s.teamFilter(c)
		if err != nil {
			return err
		}
		view, err := s.filterView(c, f, path)
		if err != nil {
			return err
		}
		return do(c, book, f, view)
	})
}

// reachable finds a store that somebody may deal with.
func (s *Server) reachable(c *gin.Context, a *Actor, id string) (people.Store, error) {
	store, _, err := s.pickStore(c.Request.Context(), a, id)
	return store, err
}

// Faults of a period.
const (
	badChoice = "choice"
	badDate   = "date"
	badOrder  = "order"
	badLength = "length"
)

func periodFailure(fault string) FieldFailure {
	switch fault {
	case badDate:
		return FieldFailure{Field: "from", Rule: "team_date"}
	case badOrder:
		return FieldFailure{Field: "from", Rule: "team_order"}
	case badLength:
		return FieldFailure{Field: "from", Rule: "team_long"}
	default:
		return FieldFailure{Field: "last", Rule: "team_choice"}
	}
}

// period tells which days are meant, on a day, and what is wrong with them; empty if nothing is. Two dates go before a number of
// days.
func (in *teamInput) period(today int64) (period, string) {
	p := period{today + 1 - usualDays, today + 1}
	if in.From == "" && in.Until == "" {
		if in.Last == "" {
			return p, ""
		}
		n, err := strconv.ParseInt(in.Last, 10, 64)
		if err != nil || !slices.Contains(lastDays(), n) {
			return p, badChoice
		}
		return period{today + 1 - n, today + 1}, ""
	}
	if in.Until != "" {
		last, err := parseDay(in.Until)
		if err != nil {
			return p, badDate
		}
		p = period{last + 1 - usualDays, last + 1}
	}
	if in.From != "" {
		first, err := parseDay(in.From)
		if err != nil {
			return p, badDate
		}
		p.from = first
	}
	switch {
	case p.from >= p.until:
		return p, badOrder
	case p.days() > maxPeriod:
		return p, badLength
	}
	return p, ""
}

// lastDays are the numbers of days that can be chosen up to today.
func lastDays() []int64 { return []int64{7, 30, 90} }

// dateForm is how dates are written, the same in all languages.
const dateForm = time.DateOnly

// parseDay reads a date as a day since 1970. The years are those of the records and of any store.
func parseDay(s string) (int64, error) {
	t, err := time.Parse(dateForm, s)
	if err != nil {
		return 0, err
	}
	return t.Unix() / int64(24*time.Hour/time.Second), nil
}

// dayText writes a day as a date.
func dayText(day int64) string { return time.UnixMilli(day * dayLength).UTC().Format(dateForm) }

// dayBegins is when a day begins at the server's place, in milliseconds since 1970.
func dayBegins(day int64) int64 {
	date := time.UnixMilli(day * dayLength).UTC()
	noon := time.Date(date.Year(), date.Month(), date.Day(), 12, 0, 0, 0, time.Local).UnixMilli()
	start, _ := drills.Today(noon, zone(noon))
	return start
}

// TeamFilterView is which results are shown, with what else can be chosen.
type TeamFilterView struct {
	Base
	// Stores are those that can be chosen; empty for who has one.
	Stores            []people.Store
	Store, StoreName  string
	Role, Last        string
	From, Until, By   string
	FirstDay, LastDay string
	Faults            []problemField
	// Path is the address of the page without what was chosen; Dated says that a time can be chosen.
	Path  string
	Dated bool
}

// filterView is the filter as a page at an address shows it.
func (s *Server) filterView(c *gin.Context, f *teamFilter, path string) (TeamFilterView, error) {
	v := TeamFilterView{
		Base: s.base(c), Store: f.store.ID, StoreName: f.store.Name, Role: f.input.Role, Last: f.input.Last, From: f.input.From,
		Until: f.input.Until, By: f.input.By, FirstDay: dayText(f.period.from), LastDay: dayText(f.period.until - 1), Path: path,
		Dated: path == "/team" || path == "/team/questions",
	}
	v.Here = "me"
	if v.Last == "" && v.From == "" && v.Until == "" {
		v.Last = strconv.Itoa(usualDays)
	}
	v.Faults = v.problems(f.faults)
	var err error
	if v.Who.May(people.Admin) {
		v.Stores, err = s.Records.Stores(c.Request.Context())
	}
	return v, err
}

// status is that of a page with the filter: what is wrong with it is said on the page.
func (v *TeamFilterView) status() int {
	if len(v.Faults) > 0 {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// With is the address of the page with another value in it; an empty one takes it away.
func (v TeamFilterView) With(name, value string) string { return v.Path + v.query(name, value) }

// At is the address of another page of the same store and time.
func (v TeamFilterView) At(path string) string { return path + v.query("by", "") }

// Same is the address of a download of the very same.
func (v TeamFilterView) Same(path string) string { return path + v.query("by", v.By) }

// query is the part of an address behind the path, with one value changed. Days that were chosen by number give way to dates and
// the other way round.
func (v TeamFilterView) query(name, value string) string {
	q := url.Values{}
	for n, text := range map[string]string{"role": v.Role, "from": v.From, "until": v.Until, "last": v.Last, "by": v.By, name: value} {
		if text != "" && !(n == "last" && text == strconv.Itoa(usualDays)) {
			q.Set(n, text)
		}
	}
	if len(v.Stores) > 0 {
		q.Set("store", v.Store)
	}
	if name == "last" {
		q.Del("from")
		q.Del("until")
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// Days are the numbers of days that can be chosen.
func (v TeamFilterView) Days() []string {
	var all []string
	for _, n := range lastDays() {
		all = append(all, strconv.FormatInt(n, 10))
	}
	return all
}

// FirstMonth is the month of the first day.
func (v TeamFilterView) FirstMonth() string { return v.FirstDay[:len("2006-01")] }

// LastMonth is the month of the last day.
func (v TeamFilterView) LastMonth() string { return v.LastDay[:len("2006-01")] }

// Of is what is shown, as a file of this name.
func (v TeamFilterView) Of(what string) TeamFileView { return TeamFileView{v, what} }

// TeamFileView offers what is shown as a file.
type TeamFileView struct {
	TeamFilterView
	what string
}

// File is the address of the file in a form.
func (v TeamFileView) File(form string) string { return v.Same("/team/export/" + v.what + "." + form) }
