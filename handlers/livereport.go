package handlers

import (
	"cmp"
	"context"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"clerkcoach/live"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// Bounds of a report's page; the workbook has everything.
const (
	reportRows  = 200 // players of a page
	reportNames = 30  // of who was late, did not answer, or was absent
	reportCards = 6   // that were missed
	reportOpen  = 3   // questions whose lines are shown at once
)

// sawGame is what somebody did who looked at how a live quiz went.
const sawGame = "game"

// LiveReportPage is how a live quiz went, as the trainers of its store see it.
type LiveReportPage struct {
	Base
	ID, Title, When, Store string
	// Running says that it is not over yet, Private that players have seen nothing but their own results, Rehearsal that the players
	// were simulated.
	Running, Private, Rehearsal bool
	Players, Alone              int
	// Skipped is how many questions were asked and do not count.
	Skipped int
	Whole   AnswersView
	Minutes int64
	// Spoken is the language of the questions.
	Spoken string
	// Questions are those whose key was shown, the hardest first; Heads are their numbers, as they were asked.
	Questions []AskedOnceView
	Heads     []int
	Rows      []ReportRow
	// First and Last are which of the players are shown, from 1; Before and After are the numbers of the pages with others, or 0.
	First, Last   int
	Before, After int
	// Missed are the cards that were missed most, and Assign is where a drill on them is made.
	Missed []NearView
	Assign string
	// Absent are those of the store's people whom the game has not seen, neither signed in nor by their name.
	Absent NamesView
	// Link is where they do it alone, until Until; empty if they cannot, or not any more.
	Link, Until string
	Code        QRView
}

// AnswersView is how answers went.
type AnswersView struct {
	Count                int64
	Percent              int
	Right, Partly, Wrong int
	Seconds              string
	// Timed says that Seconds is known.
	Timed bool
}

func answersView(s answerSum) AnswersView {
	return AnswersView{
		Count: s.attempts, Percent: s.percent(), Right: s.right, Partly: s.partly, Wrong: s.wrong(), Timed: s.timed > 0,
		Seconds: strconv.FormatFloat(s.seconds(), 'f', 1, 64),
	}
}

// NamesView are names, of which More are left out.
type NamesView struct {
	Count int
	Names []string
	More  int
}

func namesView(names []string) NamesView {
	n := min(len(names), reportNames)
	return NamesView{Count: len(names), Names: names[:n], More: len(names) - n}
}

// ReportRow is a player's line of the report.
type ReportRow struct {
	live.Standing
	Name string
	// Person is the id of somebody of the store, whose own page it leads to; empty for others.
	Person      string
	Right       int
	Alone, Left bool
	Cells       []ScoreCell
}

// ScoreCell is what a player has answered to a question: its tint, and percent; else that it was late, or that there is nothing.
type ScoreCell struct {
	Step, Percent  int
	Answered, Late bool
}

func scoreCell(kept *live.Kept) ScoreCell {
	if kept == nil || kept.Late {
		return ScoreCell{Late: kept != nil}
	}
	percent := sum{1, kept.Score}.percent()
	return ScoreCell{Step: tint(percent), Percent: percent, Answered: true}
}

// reportInput says which players of a report are wanted.
type reportInput struct {
	Page int `form:"page,default=1" validate:"gte=1,lte=1000"`
}

// reported is a game that somebody looks back on.
type reported struct {
	live.Game
	*gameSums
	// spoken is the language of the questions, which are in the reader's if the game was played in it.
	spoken string
	staff  []people.Person // of the game's store
}

// at is when the game has ended; of one that is on, when something last happened in it.
func (r *reported) at() int64 { return cmp.Or(r.EndedAt, r.Seen) }

// reported finds the game that the address names, if it is of a store that the actor may deal with, and sums it up.
func (s *Server) reported(c *gin.Context) (*reported, error) {
	room, _, err := s.hosted(c)
	if err != nil {
		return nil, err
	}
	r := &reported{Game: room.Whole()}
	r.spoken = shownLang(s.lang(c), r.Languages)
	r.gameSums = sumsOf(r.Game, room.Questions(r.spoken))
	r.staff, err = s.colleagues(c.Request.Context(), r.Store, "")
	return r, err
}

// noteGame notes that somebody has looked at what players have answered who are not themselves.
func (s *Server) noteGame(ctx context.Context, by string, shown []playerSum) error {
	var views []records.View
	at := s.Now().UnixMilli()
	for _, p := range shown {
		if person := p.player.Person; person != "" && person != by {
			views = append(views, records.View{By: by, Person: person, What: sawGame, At: at})
		}
	}
	if len(views) == 0 {
		return nil
	}
	return s.Records.NoteViews(ctx, views)
}

// liveReportPage shows how a live quiz went, and notes who looked.
func (s *Server) liveReportPage(c *gin.Context, book *playbook.Book, a *Actor) error {
	var in reportInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	r, err := s.reported(c)
	if err != nil {
		return err
	}
	page := LiveReportPage{
		Base: s.base(c), ID: r.ID, Running: r.Phase != live.Ended, Private: r.Settings.Private,
		Rehearsal: r.Settings.Rehearsal, Players: len(r.players), Alone: r.alone, Skipped: r.Number - len(r.Shown),
		Whole: answersView(r.whole), Minutes: (r.Clock + 30_000) / 60_000, Spoken: r.spoken,
	}
	page.Title = gameTitle(page.Base, r.Title)
	page.Here, page.When = "me", page.Dated(r.at())
	if page.Store, err = s.storeName(c.Request.Context(), r.Store); err != nil {
		return err
	}
	for i, q := range r.hardest() {
		page.Questions = append(page.Questions, askedOnceView(page.Base, book, q))
		page.Questions[i].Open = i < reportOpen
	}
	shown := page.addRows(r, in.Page)
	page.addMissed(book, r)
	if err := page.addAbsent(r, s.Now().UnixMilli(), ownAddress(c)); err != nil {
		return err
	}
	if err := s.noteGame(c.Request.Context(), a.ID, shown); err != nil {
		return err
	}
	return s.showOnce(c, 200, "live-report", page)
}

// addRows adds a page of the players, which it gives.
func (p *LiveReportPage) addRows(r *reported, page int) []playerSum {
	for _, q := range r.questions {
		p.Heads = append(p.Heads, q.number)
	}
	page = max(1, min(page, (len(r.players)+reportRows-1)/reportRows))
	first, last := (page-1)*reportRows, min(page*reportRows, len(r.players))
	p.First, p.Last = first+1, last
	if page > 1 {
		p.Before = page - 1
	}
	if last < len(r.players) {
		p.After = page + 1
	}
	known := map[string]bool{}
	for _, one := range r.staff {
		known[one.ID] = true
	}
	for _, one := range r.players[first:last] {
		row := ReportRow{
			Standing: one.Standing, Name: nameOr(p.Base, one.Name), Right: one.right, Alone: one.player.Alone, Left: one.player.Left,
		}
		if known[one.player.Person] {
			row.Person = one.player.Person
		}
		for _, kept := range one.answers {
			row.Cells = append(row.Cells, scoreCell(kept))
		}
		p.Rows = append(p.Rows, row)
	}
	return r.players[first:last]
}

// addMissed adds the cards that were missed most, of those that the book still has.
func (p *LiveReportPage) addMissed(book *playbook.Book, r *reported) {
	assign := url.Values{"store": {r.Store}, "title": {p.T("after_drill_title", "title", p.Title)}}
	for _, id := range r.missed() {
		if card, ok := book.Card(id); ok && len(p.Missed) < reportCards {
			p.Missed = append(p.Missed, nearView(p.Base, card))
			assign.Add("card", id)
		}
	}
	p.Assign = "/assignments/new?" + assign.Encode()
}

// addAbsent adds who of the store has not played, and how they can do it alone.
func (p *LiveReportPage) addAbsent(r *reported, now int64, own string) error {
	played, called := map[string]bool{r.Host: true}, map[string]bool{}
	for _, one := range r.Players {
		played[one.Person] = true
		called[live.FoldName(one.Name)] = true
	}
	var names []string
	for _, one := range r.staff {
		if !played[one.ID] && !called[live.FoldName(one.Name)] {
			names = append(names, nameOr(p.Base, one.Name))
		}
	}
	p.Absent = namesView(names)
	until := aloneUntil(r.Game)
	if now >= until {
		return nil
	}
	p.Link, p.Until = own+"/live/"+r.ID+"/alone", p.Dated(until)
	var err error
	p.Code, err = qrView(p.Link)
	return err
}

// NamesLine is names as a line of text.
type NamesLine struct {
	Base
	Names NamesView
}

// Named is names, for a template.
func (b Base) Named(v NamesView) NamesLine { return NamesLine{b, v} }
