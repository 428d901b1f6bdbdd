package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// Assignments keeps the drills that people are asked to do.
type Assignments interface {
	AssignmentsFor(ctx context.Context, person people.Person, at int64) ([]records.AssignmentFor, error)
	Assignment(ctx context.Context, id string) (records.Assignment, error)
}

// assignedDrill is what an assigned drill is made by, as an assignment's recipe holds it in JSON.
type assignedDrill struct {
	// Cards are ids of cards; none means all.
	Cards []string `json:"cards"`
	// Kinds are kinds of questions; none means all.
	Kinds []drills.Kind `json:"kinds"`
	Count int           `json:"count"`
	Seed  uint64        `json:"seed"`
}

// readAssigned reads the recipe of an assignment.
func readAssigned(recipe []byte) (assignedDrill, error) {
	var d assignedDrill
	if err := json.Unmarshal(recipe, &d); err != nil {
		return d, fmt.Errorf("read an assignment's recipe: %w", err)
	}
	return d, nil
}

// tick takes over the families, cards and kinds that are ticked in a form, as far as there are such.
func (d *assignedDrill) tick(book *playbook.Book, ticked url.Values) {
	for _, card := range book.Cards() {
		if slices.Contains(ticked["card"], card.ID) || slices.Contains(ticked["family"], familyOf(card.Handbook, card.Family)) {
			d.Cards = append(d.Cards, card.ID)
		}
	}
	for _, k := range drills.Kinds() {
		if slices.Contains(ticked["kind"], string(k)) {
			d.Kinds = append(d.Kinds, k)
		}
	}
}

// familyOf names a family in a form: two handbooks may each have one of the same id.
func familyOf(handbook, family string) string { return handbook + "/" + family }

// recipe is the drill's recipe in a language, about those of its cards that the book still has. Where it has none of them left
// there is nothing to ask, and no question is wanted.
func (d assignedDrill) recipe(book *playbook.Book, lang string) drills.Recipe {
	r := drills.Recipe{Lang: lang, Kinds: d.Kinds, Count: d.Count, Seed: d.Seed & drills.MaxSeed}
	for _, id := range d.Cards {
		if _, ok := book.Card(id); ok {
			r.Cards = append(r.Cards, id)
		}
	}
	if len(d.Cards) > 0 && len(r.Cards) == 0 {
		r.Count = 0
	}
	return r
}

// AssignedView is a drill that somebody is asked to do.
type AssignedView struct {
	ID, Title string
	// Until is the day by which it is to be done; empty for no day.
	Until    string
	PassMark int
	// Begun says that it was begun, Tried that it was finished at least once: with Best percent, which may have Passed.
	Begun, Tried, Passed bool
	Best                 int
}

// assignedViews shows what somebody is asked to do.
func assignedViews(b Base, all []records.AssignmentFor) []AssignedView {
	views := make([]AssignedView, len(all))
	for i, a := range all {
		v := AssignedView{ID: a.ID, Title: a.Title, PassMark: a.PassMark, Begun: a.Tries.Last.ID != "" && a.Tries.Last.FinishedAt == 0}
		if a.UntilAt > 0 {
			v.Until = b.Day(a.UntilAt)
		}
		if best := a.Tries.Best; best.ID != "" {
			v.Tried, v.Best, v.Passed = true, best.Percent(), best.Percent() >= a.PassMark
		}
		views[i] = v
	}
	return views
}

// startAssigned begins an assigned drill, or goes on with it. What nobody asks of a person is for them as if there were none.
func (s *Server) startAssigned(c *gin.Context, book *playbook.Book, a *Actor) error {
	all, err := s.Records.AssignmentsFor(c.Request.Context(), a.Person, s.Now().UnixMilli())
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(one records.AssignmentFor) bool { return one.ID == c.Param("id") })
	if at < 0 {
		return notFound()
	}
	d, err := readAssigned(all[at].Recipe)
	if err != nil {
		return err
	}
	return s.sit(c, book, d.recipe(book, s.lang(c)), records.Sitting{Person: a.ID, Assignment: all[at].ID})
}

// assignedResult is how a sitting of an assigned drill went.
func (s *Server) assignedResult(ctx context.Context, sat records.Sitting) (*SatView, error) {
	v := &SatView{Percent: sat.Percent(), Back: "/me"}
	a, err := s.Records.Assignment(ctx, sat.Assignment)
	if errors.Is(err, records.ErrNone) {
		return v, nil
	}
	if err != nil {
		return nil, err
	}
	v.Title, v.Tested, v.PassMark, v.Passed = a.Title, true, a.PassMark, sat.Percent() >= a.PassMark
	return v, nil
}
