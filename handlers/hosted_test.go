package handlers

import (
	"errors"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// withGame opens the lobby of a live quiz of a store, "game-" and its letter, run by its trainer: three questions in both languages.
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
