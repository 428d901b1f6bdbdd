package handlers

import (
	"context"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// Results keeps sums of what people answered.
type Results interface {
	PersonCards(ctx context.Context, person string) ([]records.CardSum, error)
	PersonActivity(ctx context.Context, person string, fromDay, untilDay int64) ([]records.DaySum, error)
}

// ResultsPage is how somebody's own answers went.
type ResultsPage struct {
	Base
	// All sums up everything; Families are those with answers, and Weeks the last ones, the oldest first.
	All      ShareView
	Families []ShareView
	Weeks    []ShareView
	// Answers are the last ones, and Earlier is the address of those before; empty where there are none.
	Answers []GivenView
	Earlier string
	// First says that these are the last answers of all; then Quizzes are the last live quizzes.
	First   bool
	Quizzes []QuizView
}

// ShareView is how many answers about something were right.
type ShareView struct {
	Title string
	// Family is the id of a family; empty for what is none.
	Family          string
	Attempts, Right int
	// Percent is the share of right answers, and Bar its column in the picture of the weeks.
	Percent int
	Bar     BarView
}

// GivenView is an answer that was given.
type GivenView struct {
	When string
	// Verdict is right, partly or wrong.
	Verdict string
	// Card is the card that it was about; nil if the book has it no more.
	Card *NearView
}

// pageInput says which part of a list is wanted.
type pageInput struct {
	After string `form:"after" validate:"max=2000"`
}

// Of the own results: how many weeks are looked back over, and how many answers a page lists.
const (
	resultWeeks   = 12
	resultAnswers = 20
)

// resultsPage shows somebody how their own answers went.
func (s *Server) resultsPage(c *gin.Context, book *playbook.Book, a *Actor) error {
	var in pageInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	ctx := c.Request.Context()
	page := ResultsPage{Base: s.base(c), First: in.After == ""}
	page.Here = "me"
	sums, err := s.Records.PersonCards(ctx, a.ID)
	if err != nil {
		return err
	}
	page.addFamilies(book, sums)
	today := dayOf(s.Now().UnixMilli())
	days, err := s.Records.PersonActivity(ctx, a.ID, firstOfWeek(today)-7*(resultWeeks-1), today+1)
	if err != nil {
		return err
	}
	page.addWeeks(days, today)
	given, next, err := s.Records.Attempts(ctx, records.Filter{Person: a.ID},
		records.Page{After: records.Cursor(in.After), Rows: resultAnswers, NewestFirst: true})
	if err != nil {
		return listFailure(err)
	}
	for _, one := range given {
		page.Answers = append(page.Answers, givenView(page.Base, book, one))
	}
	if next != "" {
		page.Earlier = "/me/results?after=" + string(next)
	}
	if page.First {
		if page.Quizzes, err = s.quizzes(ctx, page.Base, a.ID); err != nil {
			return err
		}
	}
	return s.show(c, "me-results", page)
}

// add counts answers in.
func (v *ShareView) add(attempts, right int64) {
	v.Attempts += int(attempts)
	v.Right += int(right)
	if v.Attempts > 0 {
		v.Percent = v.Right * 100 / v.Attempts
	}
}

// addFamilies sums up by the families of the book. What is about a card that the book has no more counts in the whole alone.
func (p *ResultsPage) addFamilies(book *playbook.Book, sums []records.CardSum) {
	names := book.Names(p.Lang)
	views := map[string]*ShareView{}
	for _, sum := range sums {
		p.All.add(sum.Attempts, sum.Right)
		card, ok := book.Card(sum.Card)
		if !ok {
			continue
		}
		if views[card.Family] == nil {
			views[card.Family] = &ShareView{Family: card.Family, Title: titleOr(names.Families[card.Family].Title, card.Family)}
		}
		views[card.Family].add(sum.Attempts, sum.Right)
	}
	for _, h := range book.Handbooks {
		for _, f := range h.Families {
			if views[f.ID] != nil {
				p.Families = append(p.Families, *views[f.ID])
				delete(views, f.ID) // a family may stand in several handbooks
			}
		}
	}
}

// firstOfWeek is the Monday of a day's week; the first day of 1970 was a Thursday.
func firstOfWeek(day int64) int64 { return day - (day%7+7+3)%7 }

// The picture of the weeks, in its units: a week's column with its gap, and the height of all right.
const (
	weekWidth, weekStep = 20, 26
	weekHeight          = 100
)

// addWeeks sums up by weeks, those without answers as well.
func (p *ResultsPage) addWeeks(days []records.DaySum, today int64) {
	p.Weeks = make([]ShareView, resultWeeks)
	from := firstOfWeek(today) - 7*(resultWeeks-1)
	for _, day := range days {
		p.Weeks[(day.Day-from)/7].add(day.Attempts, day.Right)
	}
	for i := range p.Weeks {
		w := &p.Weeks[i]
		w.Title = p.Numbered(from + 7*int64(i))
		w.Bar = BarView{X: i * weekStep, Y: weekHeight - w.Percent, Width: weekWidth, Height: w.Percent}
	}
}

func givenView(b Base, book *playbook.Book, a records.Attempt) GivenView {
	v := GivenView{When: b.Dated(a.AnsweredAt), Verdict: "partly"}
	switch {
	case (drills.Result{Score: a.Score}).Full():
		v.Verdict = "right"
	case a.Score == 0:
		v.Verdict = "wrong"
	}
	if card, ok := book.Card(a.Card); ok {
		near := nearView(b, card)
		v.Card = &near
	}
	return v
}
