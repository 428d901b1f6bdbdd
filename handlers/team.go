package handlers

import (
	"context"

	"github.com/gin-gonic/gin"
	"golang.org/x/sync/errgroup"

	"clerkcoach/drills"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// TeamResults tells how the people of a store do.
type TeamResults interface {
	FamiliesByPerson(ctx context.Context, f records.ReportFilter) ([]records.FamilySum, error)
	Activity(ctx context.Context, f records.ReportFilter) ([]records.DaySum, error)
	Weak(ctx context.Context, store string, signs records.Signs, at int64) ([]records.WeakSpot, error)
	EveryStem(ctx context.Context, f records.StemFilter) ([]records.StemSum, error)
	PersonCards(ctx context.Context, person string) ([]records.CardSum, error)
	PersonActivity(ctx context.Context, person string, fromDay, untilDay int64) ([]records.DaySum, error)
	Memories(ctx context.Context, person string) (map[string]drills.Kept, error)
	Attempts(ctx context.Context, f records.Filter, p records.Page) ([]records.Attempt, records.Cursor, error)
	View(ctx context.Context, by, person, what string, at int64) error
}

// TeamPage is a store at a glance.
type TeamPage struct {
	Base
	Filter TeamFilterView
	Help   []HelpView
	Heat   *HeatView
	Bars   *TeamBars
	// Answers and Percent are those of all people shown, Practised how many of them have answered something.
	Answers            int64
	Percent, Practised int
	People             int
}

// teamPage shows a store's results.
func (s *Server) teamPage(c *gin.Context, book *playbook.Book, f *teamFilter, view TeamFilterView) error {
	g, err := s.glance(c.Request.Context(), book, f)
	if err != nil {
		return err
	}
	page := TeamPage{
		Base: view.Base, Filter: view, Help: helpViews(view.Base, book, g.help), People: len(g.people),
		Heat: heatView(view.Base, book, g.results, g.people, f.input.Page), Bars: barsView(view.Base, f.period, g.days),
	}
	var whole sum
	for _, p := range g.people {
		n := g.results.byPerson[p.ID]
		whole = whole.plus(n.attempts, n.score)
		if n.attempts > 0 {
			page.Practised++
		}
	}
	page.Answers, page.Percent = whole.attempts, whole.percent()
	return s.showOnce(c, view.status(), "team", page)
}

// glance is what is known of a store in a time.
type glance struct {
	people  []people.Person // in the order wanted
	results results
	days    []records.DaySum
	help    []helped
}

// glance reads what is known of a store: a few queries side by side, however many people there are.
func (s *Server) glance(ctx context.Context, book *playbook.Book, f *teamFilter) (glance, error) {
	g, e := glance{}, evidence{at: s.Now().UnixMilli()}
	report := f.report()
	var sums []records.FamilySum
	reads, ctx := errgroup.WithContext(ctx)
	reads.Go(func() (err error) { e.people, err = s.colleagues(ctx, f.store.ID, f.role); return err })
	reads.Go(func() (err error) { g.days, err = s.Records.Activity(ctx, report); return err })
	reads.Go(func() (err error) { sums, err = s.Records.FamiliesByPerson(ctx, report); return err })
	reads.Go(func() (err error) { e.weak, err = s.Records.Weak(ctx, f.store.ID, weakSigns(e.at), e.at); return err })
	if err := reads.Wait(); err != nil {
		return glance{}, err
	}
	g.results = resultsByFamily(book, sums)
	g.people = g.results.sorted(e.people, f.input.By)
	e.recent = g.results
	g.help = whoNeedsHelp(book, e)
	return g, nil
}

// colleagues lists those who work in a store, of a role or of all, by their numbers.
func (s *Server) colleagues(ctx context.Context, store string, role people.Role) ([]people.Person, error) {
	return s.everybody(ctx, records.Staff{Store: store, Role: role}, maxRoster)
}
