package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// NewGamePage is where a live quiz is made: one screen, on which the lobby can be opened at once.
type NewGamePage struct {
	Base
	// ID is the new game's, so that a form that is sent twice opens one lobby.
	ID, Store, StoreName string
	// What was chosen before.
	Title, Count, Rehearse string
	Private, AutoClose     bool
	// Assigned and Earlier are drills that there are; one of them may be on.
	Assigned, Earlier    []PickView
	Languages            []PickView
	Seconds, Bonus, Days []PickView
	Families             []FamilyChoice
	Kinds                []KindChoice
	// Chosen says that cards or kinds are ticked, Tuned that something behind "more" is not as usual.
	Chosen, Tuned bool
	MostPlayers   int
	Faults        []problemField
}

// PickView is one of several things that can be picked.
type PickView struct {
	Value, Text string
	On          bool
}

// What a new game has unless something else is wanted: time enough to read a scene from a projector, and a week for those who were
// absent.
const (
	usualSeconds = 30
	usualAbsent  = 7
	// savedDrills is how many of each kind of drill that there is are offered.
	savedDrills = 20
)

// How a drill that there is is named in the form.
const (
	fromAssigned = "assigned:"
	fromGame     = "game:"
)

// secondChoices, bonusChoices and absentChoices are what the form offers: seconds a question, percent of a bonus, and days.
func secondChoices() []int { return []int{0, 10, 20, 30, 45, 60, 90} }
func bonusChoices() []int  { return []int{0, 10, live.MaxBonus} }
func absentChoices() []int { return []int{0, 3, usualAbsent, 14, live.MaxDays} }

// gameInput is a live quiz to be opened, as its form has it. What can be ticked several times is read apart.
type gameInput struct {
	ID    string `form:"id" validate:"max=64"`
	Store string `form:"store" validate:"max=64"`
	Title string `form:"title" validate:"max=500"`
	// From names a drill that there is; empty for new questions.
	From      string `form:"from" validate:"max=100"`
	Count     string `form:"count" validate:"max=20"`
	Seconds   string `form:"seconds" validate:"max=20"`
	Bonus     string `form:"bonus" validate:"max=20"`
	Days      string `form:"days" validate:"max=20"`
	Private   string `form:"private" validate:"max=20"`
	AutoClose string `form:"autoclose" validate:"max=20"`
	Rehearse  string `form:"rehearse" validate:"max=20"`
}

// gameDraft is a live quiz in the making.
type gameDraft struct {
	input     gameInput
	store     people.Store
	ticked    url.Values // languages, families, cards and kinds
	drill     assignedDrill
	title     string
	languages []string
	settings  live.Settings
	rehearse  int
	faults    []FieldFailure
}

func (d *gameDraft) fault(f FieldFailure) { d.faults = append(d.faults, f) }

// newGamePage offers to open a lobby.
func (s *Server) newGamePage(c *gin.Context, book *playbook.Book, a *Actor) error {
	d, err := s.gameDraft(c, a)
	if err != nil {
		return err
	}
	if d.input.Count == "" {
		d.usual(s.lang(c), book.Languages())
		if id, ok := strings.CutPrefix(d.input.From, fromGame); ok {
			if err := s.asBefore(c, d, id); err != nil {
				return err
			}
		}
	}
	return s.showGameDraft(c, http.StatusOK, book, d)
}

// gameDraft reads the form.
func (s *Server) gameDraft(c *gin.Context, a *Actor) (*gameDraft, error) {
	d := &gameDraft{}
	if err := s.input(c, &d.input); err != nil {
		return nil, err
	}
	d.ticked = c.Request.Form
	var err error
	d.store, err = s.reachable(c, a, d.input.Store)
	return d, err
}

// usual fills the form with what is usual.
func (d *gameDraft) usual(lang string, spoken []string) {
	d.input.Count, d.input.Seconds, d.input.Bonus = strconv.Itoa(usualCount), strconv.Itoa(usualSeconds), "0"
	d.input.Days, d.input.AutoClose = strconv.Itoa(usualAbsent), "1"
	if slices.Contains(spoken, lang) {
		d.ticked.Set("language", lang)
	}
}

// asBefore fills the form with what an earlier game had.
func (s *Server) asBefore(c *gin.Context, d *gameDraft, id string) error {
	room, err := s.Rooms.Room(c.Request.Context(), id)
	if err != nil {
		return liveFailure(err)
	}
	g := room.Game()
	if g.Store != d.store.ID {
		return notFound()
	}
	d.input.Title, d.input.Count = g.Title, strconv.Itoa(g.Questions)
	d.input.Seconds, d.input.Bonus = strconv.Itoa(g.Settings.Seconds), strconv.Itoa(g.Settings.Bonus)
	d.input.Days = strconv.Itoa(g.Settings.Days)
	d.input.Private, d.input.AutoClose = tickedBox(g.Settings.Private), tickedBox(g.Settings.AutoClose)
	d.ticked["language"] = slices.Clone(g.Languages)
	return nil
}

// tickedBox is a box that is ticked, or not, as a form has it.
func tickedBox(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// check tells what keeps a lobby from being opened, and takes over what is right.
func (d *gameDraft) check(book *playbook.Book) {
	d.title = strings.Join(strings.Fields(d.input.Title), " ")
	if utf8.RuneCountInString(d.title) > live.MaxTitle || strings.ContainsFunc(d.title, unicode.IsControl) {
		d.fault(FieldFailure{Field: "title", Rule: "host_title", Param: strconv.Itoa(live.MaxTitle)})
	}
	for _, lang := range book.Languages() {
		if slices.Contains(d.ticked["language"], lang) {
			d.languages = append(d.languages, lang)
		}
	}
	if n := len(d.languages); n < 1 || n > live.MaxLanguages {
		d.fault(FieldFailure{Field: "language", Rule: "host_languages", Param: strconv.Itoa(live.MaxLanguages)})
	}
	d.drill.tick(book, d.ticked)
	var ok bool
	if d.drill.Count, ok = d.number(d.input.Count, 1, drills.MaxCount); !ok {
		d.fault(FieldFailure{Field: "count", Rule: "assignment_count"})
	}
	if d.settings.Seconds, ok = d.number(d.input.Seconds, 0, live.MaxSeconds); !ok {
		d.fault(FieldFailure{Field: "seconds", Rule: "host_seconds", Param: strconv.Itoa(live.MaxSeconds)})
	}
	if d.settings.Bonus, ok = d.number(d.input.Bonus, 0, live.MaxBonus); !ok {
		d.fault(FieldFailure{Field: "bonus", Rule: "host_bonus", Param: strconv.Itoa(live.MaxBonus)})
	}
	if d.settings.Days, ok = d.number(d.input.Days, 0, live.MaxDays); !ok {
		d.fault(FieldFailure{Field: "days", Rule: "host_days", Param: strconv.Itoa(live.MaxDays)})
	}
	if d.rehearse, ok = d.number(d.input.Rehearse, 0, live.MaxSimulated); !ok {
		d.fault(FieldFailure{Field: "rehearse", Rule: "host_rehearse", Param: strconv.Itoa(live.MaxSimulated)})
	}
	d.settings.Private, d.settings.AutoClose = d.input.Private != "", d.input.AutoClose != ""
	d.settings.Grace = live.DefaultGrace
}

// number reads a whole number within bounds; nothing is 0.
func (d *gameDraft) number(typed string, least, most int) (int, bool) {
	if typed == "" {
		return 0, least == 0
	}
	n, err := strconv.Atoi(typed)
	return n, err == nil && n >= least && n <= most
}

// showGameDraft shows the form with what was chosen.
func (s *Server) showGameDraft(c *gin.Context, status int, book *playbook.Book, d *gameDraft) error {
	p := &NewGamePage{
		Base: s.base(c), ID: s.NewID(), Store: d.store.ID, StoreName: d.store.Name, Title: d.input.Title, Count: d.input.Count,
		Rehearse: d.input.Rehearse, Private: d.input.Private != "", AutoClose: d.input.AutoClose != "", MostPlayers: live.MaxSimulated,
		Chosen: len(d.ticked["card"])+len(d.ticked["family"])+len(d.ticked["kind"]) > 0,
	}
	p.Here = "me"
	p.Tuned = p.Private || !p.AutoClose || d.input.Bonus != "0" || d.input.Days != strconv.Itoa(usualAbsent) || p.Rehearse != ""
	p.Families, p.Kinds = familyChoices(p.Base, book, d.ticked), kindChoices(p.Base, d.ticked)
	for _, lang := range book.Languages() {
		p.Languages = append(p.Languages, PickView{lang, p.languageName(lang), slices.Contains(d.ticked["language"], lang)})
	}
	p.Seconds = picks(secondChoices(), d.input.Seconds, func(n int) string {
		if n == 0 {
			return p.T("host_untimed")
		}
		return p.T("host_seconds", "seconds", n)
	})
	p.Bonus = picks(bonusChoices(), d.input.Bonus, func(n int) string {
		if n == 0 {
			return p.T("host_no_bonus")
		}
		return p.T("host_bonus_of", "percent", n)
	})
	p.Days = picks(absentChoices(), d.input.Days, func(n int) string {
		if n == 0 {
			return p.T("host_no_days")
		}
		return p.T("host_days", "count", n)
	})
	p.Faults = p.problems(d.faults)
	if err := s.offerSaved(c, p, d); err != nil {
		return err
	}
	return s.showOnce(c, status, "host-new", p)
}

// picks are numbers that can be picked; one that is not among them but on, such as an earlier game's, comes first.
func picks(all []int, on string, text func(int) string) []PickView {
	if n, err := strconv.Atoi(on); err == nil && n > 0 && !slices.Contains(all, n) {
		all = append([]int{n}, all...)
	}
	views := make([]PickView, len(all))
	for i, n := range all {
		views[i] = PickView{strconv.Itoa(n), text(n), strconv.Itoa(n) == on}
	}
	return views
}

// offerSaved offers the newest drills that there are: assigned ones, and those of games that are over.
func (s *Server) offerSaved(c *gin.Context, p *NewGamePage, d *gameDraft) error {
	ctx := c.Request.Context()
	assigned, _, err := s.Records.AssignmentsOf(ctx, d.store.ID, records.Page{Rows: savedDrills})
	if err != nil {
		return err
	}
	for _, a := range assigned {
		v := fromAssigned + a.ID
		p.Assigned = append(p.Assigned, PickView{v, a.Title, v == d.input.From})
	}
	games, _, err := s.Records.Games(ctx, d.store.ID, records.Page{Rows: savedDrills})
	if err != nil {
		return err
	}
	for _, g := range games {
		v := fromGame + g.ID
		p.Earlier = append(p.Earlier, PickView{v, gameTitle(p.Base, g.Title) + " · " + p.Dated(g.Began), v == d.input.From})
	}
	return nil
}

// gameTitle is what a game is called, be it that nobody has named it.
func gameTitle(b Base, title string) string {
	if title == "" {
		return b.T("host_nameless")
	}
	return title
}

// openGame opens the lobby, or says what keeps it from being opened.
func (s *Server) openGame(c *gin.Context, book *playbook.Book, a *Actor) error {
	d, err := s.gameDraft(c, a)
	if err != nil {
		return err
	}
	d.check(book)
	var set questionSet
	if len(d.faults) == 0 {
		if set, err = s.questionsFor(c, book, d); err != nil {
			return err
		}
	}
	if len(d.faults) > 0 {
		return s.showGameDraft(c, http.StatusUnprocessableEntity, book, d)
	}
	id := d.input.ID
	if !plainID(id) {
		id = s.NewID()
	}
	d.settings.Rehearsal = d.rehearse > 0
	room, err := s.Rooms.Open(c.Request.Context(), live.OpenLobby{
		ID: id, Store: d.store.ID, Host: a.ID, HostToken: hostProof(id, a.ID), Title: d.title, Drill: set.drill,
		Languages: d.languages, Questions: len(set.questions[0]), Settings: d.settings,
	}, set.questions, newCode)
	if err == nil && d.settings.Rehearsal {
		err = room.Rehearse(c.Request.Context(), simulatedNames(s.base(c), d.rehearse))
	}
	if err != nil {
		return liveFailure(err)
	}
	return redirect(c, "/host/"+id)
}

// simulatedNames are the names of simulated players.
func simulatedNames(b Base, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = b.T("host_simulated", "number", i+1)
	}
	return names
}

// plainID tells whether an id that a form brings may stand in an address and in a cookie's path.
func plainID(id string) bool {
	return id != "" && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
