package handlers

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// liveGame is a live quiz under way, run by the trainer of the first store.
type liveGame struct {
	*testSite
	tb        testing.TB
	room      *live.Room
	host      string
	questions []*drills.Question // in English
}

// opened opens the lobby of a game of one question of each kind, in English, or what change makes of it.
func (s *testSite) opened(tb testing.TB, change ...func(*live.OpenLobby)) *liveGame {
	tb.Helper()
	var questions []*drills.Question
	for _, k := range drills.Kinds() {
		_, q := oneOf(tb, "en", k)
		questions = append(questions, q)
	}
	return s.openedWith(tb, [][]*drills.Question{questions}, change...)
}

// openedInTwo opens the lobby of a game in both languages.
func (s *testSite) openedInTwo(tb testing.TB, change ...func(*live.OpenLobby)) *liveGame {
	tb.Helper()
	both, err := drills.NewExaminer().Shared(testBook(tb), testRecipe("en", 3), []string{"zh-Hans"})
	must(tb, err)
	in := func(l *live.OpenLobby) { l.Languages = []string{"en", "zh-Hans"} }
	return s.openedWith(tb, [][]*drills.Question{both[0].Questions, both[1].Questions}, append([]func(*live.OpenLobby){in}, change...)...)
}

func (s *testSite) openedWith(tb testing.TB, questions [][]*drills.Question, change ...func(*live.OpenLobby)) *liveGame {
	tb.Helper()
	if stores, err := s.kept.Stores(tb.Context()); err != nil || len(stores) == 0 {
		must(tb, err)
		s.withPeople(tb)
	}
	id := s.NewID()
	lobby := live.OpenLobby{
		ID: id, Store: "store-a", Host: "trainer-a", HostToken: hostProof(id, "trainer-a"), Title: "Morning round", Drill: "drill",
		Languages: []string{"en"}, Questions: len(questions[0]),
		Settings: live.Settings{Seconds: 20, Grace: live.DefaultGrace},
	}
	for _, f := range change {
		f(&lobby)
	}
	room, err := s.Rooms.Open(tb.Context(), lobby, questions, func() (string, error) { return live.NewCode(rand.Reader) })
	must(tb, err)
	return &liveGame{testSite: s, tb: tb, room: room, host: lobby.HostToken, questions: questions[0]}
}

// does carries out a command of the host's.
func (g *liveGame) does(c live.Command) {
	g.tb.Helper()
	if _, err := g.room.Do(g.tb.Context(), c); err != nil {
		g.tb.Fatalf("%T: %v", c, err)
	}
}

func (g *liveGame) next(number int) { g.tb.Helper(); g.does(live.Next{Host: g.host, Number: number}) }
func (g *liveGame) shut(number int) { g.tb.Helper(); g.does(live.Close{Host: g.host, Number: number}) }
func (g *liveGame) reveal(number int) {
	g.tb.Helper()
	g.does(live.Reveal{Host: g.host, Number: number})
}

// address is a page of the game's.
func (g *liveGame) address(below string) string { return "/live/" + g.room.Game().ID + below }

// joins is a browser that has joined under a name.
func (g *liveGame) joins(name string, more ...string) *asked {
	g.tb.Helper()
	b := g.browser(g.tb, "")
	g.sits(b, append([]string{"name", name}, more...)...)
	return b
}

// sits joins with a browser.
func (g *liveGame) sits(b *asked, form ...string) {
	g.tb.Helper()
	w := b.submit("/live/join/"+g.room.Game().Code, form...)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != g.address("") {
		g.tb.Fatalf("joining: %d %s %s", w.Code, w.Header().Get("Location"), w.Body)
	}
}

// screen is what a player sees.
func (g *liveGame) screen(b *asked) view {
	g.tb.Helper()
	return readView(g.tb, b.see(g.address("")), http.StatusOK)
}

// answers sends an answer as the form does.
func (g *liveGame) answers(b *asked, number int, a drills.Answer) *httptest.ResponseRecorder {
	g.tb.Helper()
	return b.submit(g.address("/answers"), g.form(number, a)...)
}

func (g *liveGame) form(number int, a drills.Answer) []string {
	return append([]string{"number", strconv.Itoa(number)}, flat(answerForm(g.questions[number-1], a))...)
}

// asProgram sends a form and wants JSON.
func (b *asked) asProgram(target string, values ...string) *httptest.ResponseRecorder {
	b.tb.Helper()
	r := newForm(b.tb, target, values)
	r.Header.Set("Accept", "application/json")
	return b.do(r)
}

// names are those of who sits in the game.
func (g *liveGame) names() []string {
	var all []string
	for _, p := range g.room.Whole().Players {
		if !p.Left {
			all = append(all, p.Name)
		}
	}
	slices.Sort(all)
	return all
}

// submitGet sends a form that asks for a page.
func (b *asked) submitGet(target string, values ...string) *httptest.ResponseRecorder {
	b.tb.Helper()
	return b.see(askFor(target, "", values...))
}
