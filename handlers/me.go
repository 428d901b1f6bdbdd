package handlers

import (
	"cmp"
	"context"
	"slices"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// The one thing to do next, on somebody's own page.
const (
	firstStep     = "step"     // the next step of their path
	firstToday    = "today"    // today's two minutes
	firstAssigned = "assigned" // a drill that they are asked to do
	firstFree     = "free"     // whatever they like
)

// MePage is somebody's own page.
type MePage struct {
	Base
	Store string
	// HasPIN and HasPassword say what the person signs in with.
	HasPIN, HasPassword bool
	// First is the one thing to do next: step, today, assigned or free.
	First string
	// Step is the next step of a path, and Asked the assigned drill to do next; nil where there is none.
	Step  *StepView
	Asked *AssignedView
	Today TodayView
	// Assigned are all drills that the person is asked to do, Paths those that they follow, and Offers those that they may begin.
	Assigned []AssignedView
	Paths    []PathView
	Offers   []OfferView
	Known    KnownView
	Recent   RecentView
}

// KnownView is how well somebody knows the cards that they were asked about.
type KnownView struct {
	// Well counts the cards that they will most likely still know tomorrow, and Shaky the others; Unmet those that are left to be
	// asked.
	Well, Shaky, Unmet int
	// Shakiest are those that they are least likely to know.
	Shakiest []NearView
}

// Met tells whether there is a card that they were asked about.
func (v KnownView) Met() bool { return v.Well+v.Shaky > 0 }

// maxShakiest is how many of the shaky cards are named: as many as can be read again at once.
const maxShakiest = 3

// RecentView is how much somebody practised in the last weeks.
type RecentView struct {
	Days, Answers int
	Bars          []BarView
}

// BarView is one bar of a picture, in its units.
type BarView struct {
	X, Y, Width, Height int
	// Empty says that there is nothing that the bar could stand for.
	Empty bool
	// Of is what the bar stands for, such as a day, and Says its figures.
	Of, Says string
}

// mePage shows somebody their own page.
func (s *Server) mePage(c *gin.Context, book *playbook.Book, a *Actor) error {
	ctx, at := c.Request.Context(), s.Now().UnixMilli()
	page := MePage{Base: s.base(c), HasPIN: a.HasPIN, HasPassword: a.HasPassword}
	page.Here = "me"
	var err error
	if page.Store, err = s.storeName(ctx, a.Store); err != nil {
		return err
	}
	own, err := s.studies(ctx, book, a, at)
	if err != nil {
		return err
	}
	if page.Today, err = s.today(page.Base, own); err != nil {
		return err
	}
	if err := s.addPaths(ctx, &page, own); err != nil {
		return err
	}
	all, err := s.Records.AssignmentsFor(ctx, a.Person, at)
	if err != nil {
		return err
	}
	page.Assigned = assignedViews(page.Base, all)
	page.Known = own.known(page.Base)
	if page.Recent, err = s.recent(ctx, page.Base, own); err != nil {
		return err
	}
	page.choose()
	return s.show(c, "me", page)
}

// addPaths adds the paths that somebody follows, or, to who follows none that is not finished, those that they may begin. These are
// for who serves customers; a trainer or a manager finds them in the playbook.
func (s *Server) addPaths(ctx context.Context, page *MePage, own *studies) error {
	walks, err := s.walks(ctx, own.book, own.actor.ID, own.at)
	if err != nil {
		return err
	}
	begun := map[string]bool{}
	open := false
	for _, w := range walks {
		v := pathView(page.Base, own.book, w)
		page.Paths = append(page.Paths, v)
		begun[v.ID] = true
		open = open || !v.Finished
		if page.Step == nil {
			page.Step = v.Next
		}
	}
	if open || own.actor.Role != people.Clerk {
		return nil
	}
	for _, path := range own.book.Paths() {
		if !begun[path.ID] {
			page.Offers = append(page.Offers, offerView(page.Base, path))
		}
	}
	return nil
}

func offerView(b Base, path *playbook.Path) OfferView {
	v := OfferView{Base: b, PathWords: path.Words(b.Lang), ID: path.ID, Steps: len(path.Steps)}
	for _, step := range path.Steps {
		v.Days = max(v.Days, step.Day)
	}
	return v
}

// choose decides on the one thing to do next.
func (p *MePage) choose() {
	for i := range p.Assigned {
		if p.Asked == nil && !p.Assigned[i].Passed {
			p.Asked = &p.Assigned[i]
		}
	}
	switch {
	case p.Step != nil:
		p.First = firstStep
	case p.Today.Start != "":
		p.First = firstToday
	case p.Asked != nil:
		p.First = firstAssigned
	default:
		p.First = firstFree
	}
}

// known tells how well the cards are known. What counts is how likely they are known tomorrow: of what was asked a moment ago
// nothing is forgotten yet, be it that the answer was wrong.
func (own *studies) known(b Base) KnownView {
	type shaky struct {
		card   *playbook.Card
		recall float64
	}
	var v KnownView
	var all []shaky
	handbooks := own.handbooks()
	for _, card := range own.book.Cards() {
		kept, met := own.memories[card.ID]
		recall := drills.Retrievability(kept.Memory, own.at+dayLength)
		switch {
		case !met && handbooks[card.Handbook]:
			v.Unmet++
		case !met:
		case recall >= drills.WantedRetention:
			v.Well++
		default:
			v.Shaky++
			all = append(all, shaky{card, recall})
		}
	}
	slices.SortStableFunc(all, func(a, b shaky) int { return cmp.Compare(a.recall, b.recall) })
	for _, one := range all[:min(len(all), maxShakiest)] {
		v.Shakiest = append(v.Shakiest, nearView(b, one.card))
	}
	return v
}

// recentDays are the days that the own page looks back over.
const recentDays = 28

// The picture of the last weeks, in its units: a day's bar with its gap, and the highest bar.
const (
	barWidth, barStep = 8, 10
	barHeight         = 40
	stubHeight        = 2 // of a day without practice
)

// recent tells how much somebody practised in the last weeks, day by day.
func (s *Server) recent(ctx context.Context, b Base, own *studies) (RecentView, error) {
	today := dayOf(own.at)
	sums, err := s.Records.PersonActivity(ctx, own.actor.ID, today-recentDays+1, today+1)
	if err != nil {
		return RecentView{}, err
	}
	var v RecentView
	counts := map[int64]records.DaySum{}
	most := int64(1)
	for _, sum := range sums {
		counts[sum.Day] = sum
		most = max(most, sum.Attempts)
		v.Days++
		v.Answers += int(sum.Attempts)
	}
	for i := range recentDays {
		day := today - recentDays + 1 + int64(i)
		height := stubHeight + int(counts[day].Attempts*(barHeight-stubHeight)/most)
		v.Bars = append(v.Bars, BarView{
			X: i * barStep, Y: barHeight - height, Width: barWidth, Height: height, Empty: counts[day].Attempts == 0,
			Of: b.Numbered(day), Says: b.T("me_answers", "count", int(counts[day].Attempts)),
		})
	}
	return v, nil
}
