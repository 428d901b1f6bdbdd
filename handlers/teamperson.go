package handlers

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// What of a person's results their page shows.
const (
	maxShaky       = 6
	maxLastAnswers = 20
)

// TeamPersonPage is how one person does, as their trainer sees it.
type TeamPersonPage struct {
	Base
	Person   people.Person
	Name     string
	Left     string // the day, for who has left
	Answers  int64
	Percent  int
	LastDay  string // of the last answer; empty if there is none
	Families []FamilySumView
	Shaky    []ShakyView
	Bars     *TeamBars
	Paths    []StandingView
	Drills   []PersonDrillView
	Given    []LastAnswerView
	// Holder is the person as the partial about roles has it.
	Holder RoleHolder
}

// RoleHolder is somebody whose role is named.
type RoleHolder struct {
	Base
	Who WhoView
}

// FamilySumView is how a person does with a family.
type FamilySumView struct {
	Title   string
	Percent int
	Count   int64
	Few     bool
}

// ShakyView is a card that a person may not know any more.
type ShakyView struct {
	NearView
	Percent int // how likely an answer is to be right now
	Days    int // since the last one
}

// PersonDrillView is an assigned drill, and how far somebody is with it.
type PersonDrillView struct {
	ID, Title string
	Tries     TriesView
}

// LastAnswerView is one answer.
type LastAnswerView struct {
	Day, Card, Title, Kind string
	Percent                int
}

// teamPerson finds somebody of the actor's own store; whoever else is not there.
func (s *Server) teamPerson(c *gin.Context, id string) (*Actor, people.Person, error) {
	a, err := s.actor(c)
	if err != nil {
		return nil, people.Person{}, err
	}
	p, err := s.Records.Person(c.Request.Context(), id)
	if errors.Is(err, records.ErrNone) || err == nil && !a.Reaches(p.Store) {
		return nil, people.Person{}, notFound()
	}
	return a, p, err
}

// teamPersonPage shows how one person does, and notes who looked.
func (s *Server) teamPersonPage(c *gin.Context, book *playbook.Book, a *Actor) error {
	_, p, err := s.teamPerson(c, c.Param("id"))
	if err != nil {
		return err
	}
	ctx, at := c.Request.Context(), s.Now().UnixMilli()
	if a.ID != p.ID {
		if err := s.Records.View(ctx, a.ID, p.ID, "person", at); err != nil {
			return err
		}
	}
	page := TeamPersonPage{Base: s.base(c), Person: p, Holder: RoleHolder{Base: s.base(c), Who: WhoView{Role: p.Role}}}
	page.Here, page.Name = "me", nameOr(page.Base, p.Name)
	if p.Left() {
		page.Left = dayText(dayOf(p.LeftAt))
	}
	for _, add := range []func(context.Context, *TeamPersonPage, *playbook.Book, int64) error{
		s.addSums, s.addShaky, s.addStandings, s.addGiven,
	} {
		if err := add(ctx, &page, book, at); err != nil {
			return err
		}
	}
	return s.show(c, "team-person", page)
}

// addSums adds what is summed up of a person: by family, and of the last days.
func (s *Server) addSums(ctx context.Context, page *TeamPersonPage, book *playbook.Book, at int64) error {
	sums, err := s.Records.PersonCards(ctx, page.Person.ID)
	if err != nil {
		return err
	}
	r := resultsOf(book, sums)
	whole := r.byPerson[page.Person.ID]
	page.Answers, page.Percent = whole.attempts, whole.percent()
	for _, family := range r.answered(book) {
		n := r.families[family]
		page.Families = append(page.Families, FamilySumView{
			Title: titleOr(book.Names(page.Lang).Families[family].Title, family), Percent: n.percent(), Count: n.attempts,
			Few: n.step() == 0,
		})
	}
	today := dayOf(at)
	p := period{today + 1 - usualDays, today + 1}
	days, err := s.Records.PersonActivity(ctx, page.Person.ID, p.from, p.until)
	if err != nil {
		return err
	}
	page.Bars = barsView(page.Base, p, days)
	return nil
}

// addShaky adds the cards that a person may not know any more, the least likely first.
func (s *Server) addShaky(ctx context.Context, page *TeamPersonPage, book *playbook.Book, at int64) error {
	memories, err := s.Records.Memories(ctx, page.Person.ID)
	if err != nil {
		return err
	}
	for id, kept := range memories {
		likely := drills.Retrievability(kept.Memory, at)
		if card, ok := book.Card(id); ok && likely < drills.WantedRetention {
			page.Shaky = append(page.Shaky, ShakyView{nearView(page.Base, card), int(likely * 100),
				int((at - kept.Memory.Last) / dayLength)})
		}
	}
	slices.SortFunc(page.Shaky, func(a, b ShakyView) int { return cmp.Or(cmp.Compare(a.Percent, b.Percent), cmp.Compare(a.ID, b.ID)) })
	page.Shaky = page.Shaky[:min(len(page.Shaky), maxShaky)]
	return nil
}

// addStandings adds where a person stands on their paths, and with what they are asked to do.
func (s *Server) addStandings(ctx context.Context, page *TeamPersonPage, book *playbook.Book, at int64) error {
	follows, err := s.Records.PathsOf(ctx, page.Person.ID)
	if err != nil {
		return err
	}
	events, err := s.Records.StepsOf(ctx, page.Person.ID)
	if err != nil {
		return err
	}
	for _, e := range follows {
		if v, ok := standingView(page.Base, book, e, events, at); ok && e.EndedAt == 0 {
			page.Paths = append(page.Paths, v)
		}
	}
	asked, err := s.Records.AssignmentsFor(ctx, page.Person, at)
	if err != nil {
		return err
	}
	for _, one := range asked {
		page.Drills = append(page.Drills, PersonDrillView{one.ID, one.Title, triesView(one.PassMark, one.Tries)})
	}
	return nil
}

// addGiven adds the last answers.
func (s *Server) addGiven(ctx context.Context, page *TeamPersonPage, book *playbook.Book, _ int64) error {
	last, _, err := s.Records.Attempts(ctx, records.Filter{Person: page.Person.ID}, records.Page{Rows: maxLastAnswers,
		NewestFirst: true})
	if err != nil {
		return err
	}
	for _, one := range last {
		v := LastAnswerView{
			Day: dayText(one.Day), Title: cardTitle(page.Base, book, one.Card), Kind: page.kindName(one.Kind),
			Percent: hundredths(one.Score),
		}
		if _, ok := book.Card(one.Card); ok {
			v.Card = one.Card
		}
		page.Given = append(page.Given, v)
	}
	if len(last) > 0 {
		page.LastDay = dayText(last[0].Day)
	}
	return nil
}
