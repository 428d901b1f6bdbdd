package handlers

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// TeamPaths keeps who is on which path, and lets somebody go on.
type TeamPaths interface {
	Newcomers(ctx context.Context, store string) ([]records.Newcomer, error)
	StepsOfAll(ctx context.Context, store string) ([]records.StepEvent, error)
	PathsOf(ctx context.Context, person string) ([]records.Enrolment, error)
	StepsOf(ctx context.Context, person string) ([]records.StepEvent, error)
	StartPath(ctx context.Context, e records.Enrolment) error
	EndPath(ctx context.Context, person, path string, at int64) error
	ReleaseStep(ctx context.Context, person, path, step, by string, at int64) error
}

// NewcomersPage tells where new staff stand on their paths.
type NewcomersPage struct {
	Base
	Filter TeamFilterView
	Rows   []NewcomerView
	Paths  []PathChoice
	People []people.Person
	Faults []problemField
}

// PathChoice is a path that somebody can be put on.
type PathChoice struct{ ID, Title string }

// NewcomerView is a person on a path.
type NewcomerView struct {
	Name, Number string
	StandingView
}

// StandingView is where somebody stands on a path.
type StandingView struct {
	Base
	Person, Path, Title string
	Done, All, Day      int
	// Next is the title of the step to do next; empty where there is none.
	Next     string
	Finished bool
	Stuck    drills.Stuck
	// Held is the id of the test that waits for a trainer, HeldTitle its title, and Failed how often it was failed.
	Held, HeldTitle string
	Failed          int
}

// standingView tells where somebody stands on a path, out of all that has happened on their paths. It gives nothing for a path that
// the book does not have any more.
func standingView(b Base, book *playbook.Book, e records.Enrolment, events []records.StepEvent, at int64) (StandingView, bool) {
	path, ok := book.Path(e.Path)
	if !ok {
		return StandingView{}, false
	}
	standing := drills.Stand(path, doneOn(path, e, events), at, zone(at))
	words := path.Words(b.Lang)
	v := StandingView{
		Base: b, Person: e.Person, Path: path.ID, Title: words.Title, Done: standing.Done, All: len(path.Steps), Day: standing.Day,
		Next: words.Steps[standing.Next].Title, Finished: standing.Finished(), Stuck: standing.Stuck,
	}
	for _, step := range standing.Steps {
		if step.State == drills.StepHeld && v.Held == "" {
			v.Held, v.HeldTitle, v.Failed = step.Step, words.Steps[step.Step].Title, step.Failed
		}
	}
	return v, true
}

// newcomersPage tells where new staff stand.
func (s *Server) newcomersPage(c *gin.Context) error {
	return s.showNewcomers(c, nil)
}

func (s *Server) showNewcomers(c *gin.Context, faults []FieldFailure) error {
	return s.onTeam("/team/newcomers", func(c *gin.Context, book *playbook.Book, f *teamFilter, view TeamFilterView) error {
		page := NewcomersPage{Base: view.Base, Filter: view}
		var err error
		ctx := c.Request.Context()
		if page.Rows, err = s.newcomers(ctx, page.Base, book, f.store.ID); err != nil {
			return err
		}
		if page.People, err = s.colleagues(ctx, f.store.ID, ""); err != nil {
			return err
		}
		for _, path := range book.Paths() {
			page.Paths = append(page.Paths, PathChoice{path.ID, path.Words(page.Lang).Title})
		}
		page.Faults = page.problems(faults)
		status := http.StatusOK
		if len(faults) > 0 {
			status = http.StatusUnprocessableEntity
		}
		return s.showOnce(c, status, "team-newcomers", page)
	})(c)
}

// newcomers lists those on a path: who is stuck comes first, and who is through last.
func (s *Server) newcomers(ctx context.Context, b Base, book *playbook.Book, store string) ([]NewcomerView, error) {
	all, err := s.Records.Newcomers(ctx, store)
	if err != nil {
		return nil, err
	}
	events, err := s.Records.StepsOfAll(ctx, store)
	if err != nil {
		return nil, err
	}
	byPerson := map[string][]records.StepEvent{}
	for _, e := range events {
		byPerson[e.Person] = append(byPerson[e.Person], e)
	}
	var rows []NewcomerView
	at := s.Now().UnixMilli()
	for _, n := range all {
		if v, ok := standingView(b, book, n.Enrolment, byPerson[n.Person], at); ok {
			rows = append(rows, NewcomerView{nameOr(b, n.Name), n.Number, v})
		}
	}
	slices.SortStableFunc(rows, func(a, b NewcomerView) int { return cmp.Compare(a.rank(), b.rank()) })
	return rows, nil
}

// StuckWhy says in words why somebody does not get on; empty for who does.
func (v StandingView) StuckWhy() string {
	switch v.Stuck {
	case drills.StuckTest:
		return v.T("team_stuck_test", "step", v.HeldTitle, "count", v.Failed)
	case drills.StuckSilent:
		return v.T("team_stuck_silent")
	case drills.StuckBehind:
		return v.T("team_stuck_behind")
	default:
		return ""
	}
}

// rank is where a row stands in the list.
func (v *StandingView) rank() int {
	switch {
	case v.Finished:
		return 2
	case v.Stuck != "":
		return 0
	}
	return 1
}

// pathInput is a change of somebody's path.
type pathInput struct {
	Person string `form:"person" validate:"max=64"`
	Path   string `form:"path" validate:"max=40"`
	Step   string `form:"step" validate:"max=60"`
	Store  string `form:"store" validate:"max=64"`
}

// newcomersAddress is the page to which changes lead back.
func newcomersAddress(store string) string {
	if store == "" {
		return "/team/newcomers"
	}
	return "/team/newcomers?store=" + url.QueryEscape(store)
}

// changePath reads a change of a person's path, and makes it. A path that the book does not have is not there.
func (s *Server) changePath(
	c *gin.Context, change func(ctx context.Context, a *Actor, book *playbook.Book, in pathInput) error,
) error {
	var in pathInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	if in.Person == "" || in.Path == "" {
		return s.showNewcomers(c, []FieldFailure{{Field: "person", Rule: "team_whom"}})
	}
	a, p, err := s.teamPerson(c, in.Person)
	if err != nil {
		return err
	}
	if p.Left() {
		return notFound()
	}
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	if _, ok := index.Book().Path(in.Path); !ok {
		return notFound()
	}
	if err := change(c.Request.Context(), a, index.Book(), in); err != nil {
		return err
	}
	return redirect(c, newcomersAddress(in.Store))
}

// startNewcomer puts somebody on a path.
func (s *Server) startNewcomer(c *gin.Context) error {
	return s.changePath(c, func(ctx context.Context, a *Actor, _ *playbook.Book, in pathInput) error {
		return s.Records.StartPath(ctx, records.Enrolment{Person: in.Person, Path: in.Path, StartedAt: s.Now().UnixMilli(),
			StartedBy: a.ID})
	})
}

// endNewcomer takes somebody off a path; who is not on it stays so.
func (s *Server) endNewcomer(c *gin.Context) error {
	return s.changePath(c, func(ctx context.Context, _ *Actor, _ *playbook.Book, in pathInput) error {
		return noneIsGood(s.Records.EndPath(ctx, in.Person, in.Path, s.Now().UnixMilli()))
	})
}

// releaseNewcomer lets somebody try a test again that waits for it; one that does not wait any more stays as it is.
func (s *Server) releaseNewcomer(c *gin.Context) error {
	return s.changePath(c, func(ctx context.Context, a *Actor, book *playbook.Book, in pathInput) error {
		follows, err := s.Records.PathsOf(ctx, in.Person)
		if err != nil {
			return err
		}
		events, err := s.Records.StepsOf(ctx, in.Person)
		if err != nil {
			return err
		}
		at := s.Now().UnixMilli()
		for _, e := range follows {
			v, ok := standingView(s.base(c), book, e, events, at)
			if ok && e.EndedAt == 0 && e.Path == in.Path && v.Held == in.Step && in.Step != "" {
				return s.Records.ReleaseStep(ctx, in.Person, in.Path, in.Step, a.ID, at)
			}
		}
		return nil
	})
}
