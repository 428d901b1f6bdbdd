package handlers

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// Paths keeps who follows which path, and what has happened at its steps.
type Paths interface {
	PathsOf(ctx context.Context, person string) ([]records.Enrolment, error)
	StepsOf(ctx context.Context, person string) ([]records.StepEvent, error)
	StartPath(ctx context.Context, e records.Enrolment) error
	DoStep(ctx context.Context, person, path, step, by string, at int64) error
}

// PathPage is a path that somebody follows.
type PathPage struct {
	Base
	Path PathView
}

// PathView is a path, and where somebody stands on it.
type PathView struct {
	*playbook.PathWords
	ID string
	// Day is the day of the path, from 1; Done counts the steps that are done.
	Day, Done int
	Finished  bool
	Steps     []StepView
	// Next is the step to do now; nil where none can be done.
	Next *StepView
}

// StepView is a step of a path, and how it stands.
type StepView struct {
	Base
	playbook.StepWords
	playbook.Step
	// Path is the id of its path, and PathTitle its title; Spoken is the language of the words.
	Path, PathTitle, Spoken string
	// Number is the step's place, from 1, of All.
	Number, All int
	// FirstOfDay says that the step before is meant for an earlier day.
	FirstOfDay bool
	State      drills.StepState
	// When is when a step was done, or from when on a test may be tried again; empty where that says nothing.
	When string
	// Left is how often a test may be failed before a trainer has to release it; 0 for any number of times.
	Left int
	// Near are its cards.
	Near []NearView
}

// May tells whether the step may be done now.
func (v StepView) May() bool { return v.State == drills.StepNext || v.State == drills.StepOpen }

// OfferView is a path that somebody may begin.
type OfferView struct {
	Base
	*playbook.PathWords
	ID string
	// Days is the day that the last step is meant for; Steps counts the steps.
	Days, Steps int
}

// walk is a path that somebody follows, and where they stand on it.
type walk struct {
	path     *playbook.Path
	standing drills.Standing
}

// walks gives the paths that a person follows and that the book has, the newest first.
func (s *Server) walks(ctx context.Context, book *playbook.Book, person string, at int64) ([]walk, error) {
	follows, err := s.Records.PathsOf(ctx, person)
	if err != nil || len(follows) == 0 {
		return nil, err
	}
	events, err := s.Records.StepsOf(ctx, person)
	if err != nil {
		return nil, err
	}
	var all []walk
	for _, e := range follows {
		if path, ok := book.Path(e.Path); ok && e.EndedAt == 0 {
			all = append(all, walk{path, drills.Stand(path, doneOn(path, e, events), at, zone(at))})
		}
	}
	return all, nil
}

// walk gives a path that the request names and who makes it follows; for any other it is as if there were none.
func (s *Server) walk(c *gin.Context, book *playbook.Book, a *Actor) (walk, error) {
	all, err := s.walks(c.Request.Context(), book, a.ID, s.Now().UnixMilli())
	for _, w := range all {
		if w.path.ID == c.Param("id") {
			return w, nil
		}
	}
	if err != nil {
		return walk{}, err
	}
	return walk{}, notFound()
}

// doneOn tells what a person has done on a path, out of all that has happened on their paths, in the order of time. Practice is
// done by the first time that it was finished.
func doneOn(path *playbook.Path, e records.Enrolment, events []records.StepEvent) drills.Done {
	d := drills.Done{Started: e.StartedAt, Steps: map[string]int64{}}
	kinds := map[string]playbook.StepKind{}
	for _, step := range path.Steps {
		kinds[step.ID] = step.Kind
	}
	for _, ev := range events {
		_, done := d.Steps[ev.Step]
		switch {
		case ev.Path != path.ID:
		case ev.What == records.StepReleased:
			d.Releases = append(d.Releases, drills.Release{Step: ev.Step, At: ev.At})
		case ev.What == records.StepTried && kinds[ev.Step] == playbook.StepTest:
			d.Tries = append(d.Tries, drills.Try{Step: ev.Step, Score: float64(ev.Percent) / 100, At: ev.At})
		case !done:
			d.Steps[ev.Step] = ev.At
		}
	}
	return d
}

// pathView shows a path that somebody follows.
func pathView(b Base, book *playbook.Book, w walk) PathView {
	v := PathView{
		PathWords: w.path.Words(b.Lang), ID: w.path.ID, Day: w.standing.Day, Done: w.standing.Done, Finished: w.standing.Finished(),
		Steps: make([]StepView, len(w.path.Steps)),
	}
	for i, step := range w.path.Steps {
		stands := w.standing.Steps[i]
		one := StepView{
			Base: b, StepWords: v.PathWords.Steps[step.ID], Step: step, Path: v.ID, PathTitle: v.Title, Spoken: v.Language,
			Number: i + 1, All: len(w.path.Steps), State: stands.State, FirstOfDay: i == 0 || w.path.Steps[i-1].Day != step.Day,
		}
		switch stands.State {
		case drills.StepDone:
			one.When = b.Day(stands.At)
		case drills.StepWaiting:
			one.When = b.Moment(stands.At)
		}
		if step.Tries > 0 {
			one.Left = step.Tries - stands.Failed
		}
		for _, id := range step.Cards {
			if card, ok := book.Card(id); ok {
				one.Near = append(one.Near, nearView(b, card))
			}
		}
		v.Steps[i] = one
		if step.ID == w.standing.Next {
			v.Next = &v.Steps[i]
		}
	}
	return v
}

// pathPage shows a path that somebody follows.
func (s *Server) pathPage(c *gin.Context) error {
	return s.onPath(c, func(_ context.Context, book *playbook.Book, _ *Actor, w walk) error {
		page := PathPage{Base: s.base(c)}
		page.Here = "me"
		page.Path = pathView(page.Base, book, w)
		return s.show(c, "path", page)
	})
}

// onPath does something with the path that a request names, for who follows it.
func (s *Server) onPath(c *gin.Context, do func(ctx context.Context, book *playbook.Book, a *Actor, w walk) error) error {
	return s.withBook(func(c *gin.Context, book *playbook.Book, a *Actor) error {
		w, err := s.walk(c, book, a)
		if err != nil {
			return err
		}
		return do(c.Request.Context(), book, a, w)
	})(c)
}

// beginPath puts who asks for it on a path.
func (s *Server) beginPath(c *gin.Context, book *playbook.Book, a *Actor) error {
	path, ok := book.Path(c.Param("id"))
	if !ok {
		return notFound()
	}
	e := records.Enrolment{Person: a.ID, Path: path.ID, StartedAt: s.Now().UnixMilli(), StartedBy: a.ID}
	if err := s.Records.StartPath(c.Request.Context(), e); err != nil {
		return err
	}
	return redirect(c, "/path/"+path.ID)
}

// step gives the step that a request names, if it may be done now.
func (w walk) step(b Base, id string) (playbook.Step, error) {
	for i, step := range w.path.Steps {
		if step.ID != id {
			continue
		}
		switch stands := w.standing.Steps[i]; stands.State {
		case drills.StepNext, drills.StepOpen:
			return step, nil
		case drills.StepDone:
			return step, &Failure{Status: http.StatusConflict, ID: "step_done"}
		case drills.StepWaiting:
			return step, &Failure{Status: http.StatusForbidden, ID: "step_waiting", Pairs: []any{"when", b.Moment(stands.At)}}
		case drills.StepHeld:
			return step, &Failure{Status: http.StatusForbidden, ID: "step_held"}
		default:
			return step, &Failure{Status: http.StatusForbidden, ID: "step_closed"}
		}
	}
	return playbook.Step{}, notFound()
}

// readStep notes that the cards of a step have been read.
func (s *Server) readStep(c *gin.Context) error {
	return s.onPath(c, func(ctx context.Context, _ *playbook.Book, a *Actor, w walk) error {
		step, err := w.step(s.base(c), c.Param("step"))
		if err != nil {
			return err
		}
		if step.Kind != playbook.StepRead {
			return notFound()
		}
		if err := s.Records.DoStep(ctx, a.ID, w.path.ID, step.ID, a.ID, s.Now().UnixMilli()); err != nil {
			return err
		}
		return redirect(c, "/path/"+w.path.ID)
	})
}

// startStep begins the practice or the test of a step, or goes on with one that is under way.
func (s *Server) startStep(c *gin.Context) error {
	return s.onPath(c, func(_ context.Context, book *playbook.Book, a *Actor, w walk) error {
		step, err := w.step(s.base(c), c.Param("step"))
		if err != nil {
			return err
		}
		if step.Kind == playbook.StepRead {
			return notFound()
		}
		r := drills.StepRecipe(step, s.lang(c), s.Seed()&drills.MaxSeed)
		return s.sit(c, book, r, records.Sitting{Person: a.ID, Path: w.path.ID, Step: step.ID})
	})
}
