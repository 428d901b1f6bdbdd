package handlers

import (
	"context"
	"strconv"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// Sittings keeps people's working through drills for a purpose, and what they answered.
type Sittings interface {
	StartSitting(ctx context.Context, begin records.Sitting) (under records.Sitting, err error)
	SittingsOf(ctx context.Context, person string) ([]records.Sitting, error)
	Attempts(ctx context.Context, f records.Filter, p records.Page) ([]records.Attempt, records.Cursor, error)
}

// sit leads to the drill of a recipe, worked through for a purpose. One that is under way for the same purpose in the same
// language, by a playbook that has not changed, goes on where it was left: who leaves a test that does not go well comes back to
// that test.
func (s *Server) sit(c *gin.Context, book *playbook.Book, r drills.Recipe, purpose records.Sitting) error {
	ctx := c.Request.Context()
	d, at, err := s.underWay(ctx, book, r.Lang, purpose)
	if err != nil {
		return err
	}
	if d != nil {
		return redirect(c, at)
	}
	if d, err = s.examiner.Again(book, r); err != nil {
		return err
	}
	purpose.ID, purpose.Drill, purpose.Questions, purpose.StartedAt = s.NewID(), d.ID, len(d.Questions), s.Now().UnixMilli()
	if _, err := s.Records.StartSitting(ctx, purpose); err != nil {
		return err
	}
	return redirect(c, "/practice/"+d.ID)
}

// underWay finds the drill that a person works through for a purpose, and the address where it goes on; nil if there is none.
func (s *Server) underWay(
	ctx context.Context, book *playbook.Book, lang string, purpose records.Sitting,
) (*drills.Drill, string, error) {
	all, err := s.Records.SittingsOf(ctx, purpose.Person)
	if err != nil {
		return nil, "", err
	}
	for _, sat := range all {
		same := sat.Assignment == purpose.Assignment && sat.Path == purpose.Path && sat.Step == purpose.Step
		if !same || sat.FinishedAt > 0 {
			continue
		}
		r, err := drills.ParseID(book, sat.Drill)
		if err != nil || r.Lang != lang {
			continue // made by an older playbook, or in another language
		}
		d, err := s.examiner.Again(book, r)
		if err != nil {
			return nil, "", err
		}
		at, err := s.resumed(ctx, d, sat)
		return d, at, err
	}
	return nil, "", nil
}

// resumed is the address of the first question of a sitting's drill that is not answered.
func (s *Server) resumed(ctx context.Context, d *drills.Drill, sat records.Sitting) (string, error) {
	kept, _, err := s.Records.Attempts(ctx, records.Filter{Person: sat.Person, Drill: d.ID, From: sat.StartedAt}, records.Page{})
	if err != nil {
		return "", err
	}
	scores := map[string]float64{}
	for _, a := range kept {
		if _, ok := scores[a.Question]; !ok {
			scores[a.Question] = a.Score
		}
	}
	p := progress{drill: d}
	for i := range d.Questions {
		score, ok := scores[strconv.Itoa(i+1)]
		if !ok {
			break
		}
		p = p.after(drills.Result{Score: score})
	}
	return p.address(), nil
}

// SatView is how a sitting went.
type SatView struct {
	// Title is that of the step or the assignment; empty where it is no more.
	Title   string
	Percent int
	// Tested says that there is a pass mark, in percent.
	Tested   bool
	PassMark int
	Passed   bool
	// Back is the page to go on from.
	Back string
}

// satView finds how the newest finished sitting of a drill went; nil if there is none.
func (s *Server) satView(ctx context.Context, b Base, book *playbook.Book, d *drills.Drill, person string) (*SatView, error) {
	all, err := s.Records.SittingsOf(ctx, person)
	if err != nil {
		return nil, err
	}
	for _, sat := range all {
		switch {
		case sat.Drill != d.ID || sat.FinishedAt == 0:
		case sat.Assignment != "":
			return s.assignedResult(ctx, sat)
		default:
			return stepResult(b, book, sat), nil
		}
	}
	return nil, nil //nolint:nilnil // that there is none is no error
}

// stepResult is how a sitting at a step of a path went.
func stepResult(b Base, book *playbook.Book, sat records.Sitting) *SatView {
	v := &SatView{Percent: sat.Percent(), Back: "/me"}
	path, ok := book.Path(sat.Path)
	if !ok {
		return v
	}
	v.Back = "/path/" + path.ID
	for _, step := range path.Steps {
		if step.ID != sat.Step {
			continue
		}
		v.Title = path.Words(b.Lang).Steps[step.ID].Title
		if step.Kind == playbook.StepTest {
			v.Tested, v.PassMark, v.Passed = true, step.Pass, drills.Passes(step, float64(sat.Percent())/100)
		}
	}
	return v
}
