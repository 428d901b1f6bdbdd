package handlers

import (
	"strings"

	"github.com/gin-gonic/gin"

	"clerkcoach/playbook"
	"clerkcoach/tables"
)

// teamExport gives a report as a file: CSV, or a workbook.
func (s *Server) teamExport(c *gin.Context) error {
	what, form, _ := strings.Cut(c.Param("what"), ".")
	build, ok := map[string]func(*gin.Context, *playbook.Book) (tables.Table, error){
		"team": s.teamTable, "activity": s.activityTable, "questions": s.questionsTable, "newcomers": s.newcomersTable,
		"assignment": s.assignmentTable,
	}[what]
	if !ok || form != formCSV && form != formXLSX {
		return notFound()
	}
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	table, err := build(c, index.Book())
	if err != nil {
		return err
	}
	return sendTables(c, what+"-"+dayText(dayOf(s.Now().UnixMilli())), form, table)
}

// wantedFilter reads the filter of a download; what is wrong with it is an error, since there is no page to say so on.
func (s *Server) wantedFilter(c *gin.Context) (*teamFilter, error) {
	f, err := s.teamFilter(c)
	if err == nil && len(f.faults) > 0 {
		return nil, badFields(f.faults)
	}
	return f, err
}

// teamTable has a row for each person: percent and answers of each family.
func (s *Server) teamTable(c *gin.Context, book *playbook.Book) (tables.Table, error) {
	f, err := s.wantedFilter(c)
	if err != nil {
		return tables.Table{}, err
	}
	g, err := s.glance(c.Request.Context(), book, f)
	if err != nil {
		return tables.Table{}, err
	}
	b := s.base(c)
	t := tables.Table{Name: b.T("team_title"), Head: []string{
		b.T("person_number"), b.T("person_name"), b.T("team_all_families") + " %", b.T("team_answers"),
	}}
	families := g.results.answered(book)
	for _, id := range families {
		title := titleOr(book.Names(b.Lang).Families[id].Title, id)
		t.Head = append(t.Head, title+" %", title+" · "+b.T("team_answers"))
	}
	for _, p := range g.people {
		row := append([]any{p.Number, nameOr(b, p.Name)}, cellsOf(g.results.byPerson[p.ID])...)
		for _, id := range families {
			row = append(row, cellsOf(g.results.byFamily[p.ID][id])...)
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

// cellsOf are percent and answers; empty where there is no answer.
func cellsOf(n sum) []any {
	if n.attempts == 0 {
		return []any{"", 0}
	}
	return []any{n.percent(), n.attempts}
}

// activityTable has a row for each day or week.
func (s *Server) activityTable(c *gin.Context, _ *playbook.Book) (tables.Table, error) {
	f, err := s.wantedFilter(c)
	if err != nil {
		return tables.Table{}, err
	}
	days, err := s.Records.Activity(c.Request.Context(), f.report())
	if err != nil {
		return tables.Table{}, err
	}
	b := s.base(c)
	t := tables.Table{Name: b.T("team_activity"), Head: []string{b.T("team_from"), b.T("team_until"), b.T("team_answers"),
		b.T("team_right")}}
	for _, bar := range barsView(b, f.period, days).Bars {
		t.Rows = append(t.Rows, []any{bar.From, bar.Until, bar.Count, bar.Percent})
	}
	return t, nil
}

// questionsTable has a row for each question that was answered.
func (s *Server) questionsTable(c *gin.Context, book *playbook.Book) (tables.Table, error) {
	f, err := s.wantedFilter(c)
	if err != nil {
		return tables.Table{}, err
	}
	all, err := s.Records.EveryStem(c.Request.Context(), f.stems())
	if err != nil {
		return tables.Table{}, err
	}
	b := s.base(c)
	t := tables.Table{Name: b.T("team_questions"), Head: []string{
		b.T("team_question"), b.T("team_card"), b.T("team_kind"), b.T("team_answers"), b.T("team_facility"), b.T("team_lowest"),
		b.T("team_highest"), b.T("team_apart"), b.T("team_lowest"), b.T("team_highest"), b.T("team_rated"),
	}}
	for _, q := range analysed(all, f.input.By) {
		v := s.stemView(b, book, q)
		row := []any{strings.TrimSpace(v.Scene + " " + v.Prompt), v.Title, v.Kind, v.Answers}
		for _, e := range []EstimateView{v.Facility, v.Apart} {
			row = append(row, e.cells()...)
		}
		t.Rows = append(t.Rows, append(row, v.Apart.N))
	}
	return t, nil
}

// cells are a figure and its interval; empty where it is not known.
func (v EstimateView) cells() []any {
	if !v.Known {
		return []any{"", "", ""}
	}
	return []any{float64(v.Value) / 100, float64(v.Low) / 100, float64(v.High) / 100}
}

// newcomersTable has a row for each person on a path.
func (s *Server) newcomersTable(c *gin.Context, book *playbook.Book) (tables.Table, error) {
	f, err := s.wantedFilter(c)
	if err != nil {
		return tables.Table{}, err
	}
	b := s.base(c)
	rows, err := s.newcomers(c.Request.Context(), b, book, f.store.ID)
	if err != nil {
		return tables.Table{}, err
	}
	t := tables.Table{Name: b.T("team_newcomers"), Head: []string{
		b.T("person_number"), b.T("person_name"), b.T("team_path"), b.T("team_steps_done"), b.T("team_steps"), b.T("team_day"),
		b.T("team_next"), b.T("team_stuck"),
	}}
	for _, v := range rows {
		t.Rows = append(t.Rows, []any{v.Number, v.Name, v.Title, v.Done, v.All, v.Day, v.Next, v.StuckWhy()})
	}
	return t, nil
}

// assignmentTable has a row for each person who is asked to do a drill.
func (s *Server) assignmentTable(c *gin.Context, _ *playbook.Book) (tables.Table, error) {
	a, err := s.ownAssignment(c, c.Query("id"))
	if err != nil {
		return tables.Table{}, err
	}
	all, err := s.Records.Progress(c.Request.Context(), a.ID)
	if err != nil {
		return tables.Table{}, err
	}
	b := s.base(c)
	t := tables.Table{Name: a.Title, Head: []string{
		b.T("person_number"), b.T("person_name"), b.T("assignment_standing"), b.T("assignment_percent"), b.T("assignment_tries"),
	}}
	for _, one := range all {
		v := triesView(a.PassMark, one.Tries)
		row := []any{one.Person.Number, nameOr(b, one.Person.Name), b.Of(v).Standing(), "", v.Count}
		if v.Finished {
			row[3] = v.Percent
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}
