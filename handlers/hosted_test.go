package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/people"
)

// withGame opens the lobby of a live quiz of a store, "game-" and its letter, run by its trainer: three questions in both
// languages.
func (s *testSite) withGame(tb testing.TB, store string, settings live.Settings) *live.Room {
	tb.Helper()
	book := testBook(tb)
	all, err := s.examiner.Shared(book, drills.Recipe{Lang: "en", Count: 3, Seed: 5}, []string{"zh-Hans"})
	must(tb, err)
	id, host := "game-"+store, "trainer-"+store
	room, err := s.Rooms.Open(tb.Context(), live.OpenLobby{
		ID: id, Store: "store-" + store, Host: host, HostToken: hostProof(id, host), Title: "Game " + store, Drill: all[0].ID,
		Languages: []string{"en", "zh-Hans"}, Questions: len(all[0].Questions), Settings: settings,
	}, [][]*drills.Question{all[0].Questions, all[1].Questions}, newCode)
	must(tb, err)
	return room
}

// codeOf is the code of a store's live quiz; one that leads nowhere if it has none.
func (s *testSite) codeOf(tb testing.TB, store string) string {
	tb.Helper()
	room, err := s.Rooms.Room(tb.Context(), "game-"+store)
	if errors.Is(err, live.ErrNoGame) {
		return "222222"
	}
	must(tb, err)
	return room.Game().Code
}

// readFragment reads a part of a page.
func readFragment(tb testing.TB, html string) view {
	tb.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	must(tb, err)
	return view{doc, tb}
}

// player has somebody join a room by the form, on a browser of their own.
func (s *testSite) player(tb testing.TB, room *live.Room, name string) *asked {
	tb.Helper()
	b := s.browser(tb, "")
	w := b.submit("/live/join/"+room.Game().Code, "name", name, "lang", "en")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/live/"+room.Game().ID {
		tb.Fatalf("%s joins: %d to %q", name, w.Code, w.Header().Get("Location"))
	}
	return b
}

// answers has a player answer the question that is on by the form: rightly, or with another of its options.
func (b *asked) answers(room *live.Room, right bool) {
	b.tb.Helper()
	number := room.Game().Number
	q := room.Questions("en")[number-1]
	given := q.Key()
	if !right {
		given = notQuite(q)
	}
	form := append([]string{"number", strconv.Itoa(number)}, flat(filled(q, given))...)
	if w := b.submit("/live/"+room.Game().ID+"/answers", form...); w.Code != http.StatusSeeOther {
		b.tb.Fatalf("an answer to question %d: %d %s", number, w.Code, w.Body)
	}
}

// notQuite is an answer to a question that is not quite right.
func notQuite(q *drills.Question) drills.Answer {
	wrong := q.Key()
	switch q.Kind {
	case drills.Ordering:
		slices.Reverse(wrong.Options)
	case drills.Numerical:
		wrong.Number++
	case drills.Matching:
		for pair, option := range wrong.Pairs {
			at := slices.IndexFunc(q.Options, func(o drills.Option) bool { return o.ID != option })
			wrong.Pairs[pair] = q.Options[at].ID
		}
	default:
		at := slices.IndexFunc(q.Options, func(o drills.Option) bool { return !o.Right })
		wrong.Options = []string{q.Options[at].ID}
	}
	return wrong
}

// sit has somebody join a room, and gives their seat's id.
func sit(tb testing.TB, room *live.Room, name string) string {
	tb.Helper()
	_, err := room.Do(tb.Context(), live.Join{Player: "p-" + name, Name: name, Token: people.TokenHash(name), Lang: "en"})
	must(tb, err)
	return "p-" + name
}

// give has somebody answer the question that is on: rightly, or not.
func (s *testSite) give(tb testing.TB, room *live.Room, name string, right bool) {
	tb.Helper()
	number := room.Game().Number
	q := room.Questions("en")[number-1]
	graded := live.Graded{Given: q.Key(), Score: 1}
	if !right {
		graded.Given, graded.Score = drills.Answer{}, 0
	}
	_, err := room.Do(tb.Context(), live.Answer{Player: "p-" + name, Token: people.TokenHash(name), Number: number, Graded: graded})
	must(tb, err)
}

// doAll carries out commands.
func doAll(tb testing.TB, room *live.Room, commands ...live.Command) error {
	tb.Helper()
	for _, c := range commands {
		if _, err := room.Do(tb.Context(), c); err != nil {
			return err
		}
	}
	return nil
}
