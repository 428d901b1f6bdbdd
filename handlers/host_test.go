package handlers

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// filled gives what a form would send as it stands, with the button that is named, as names and values in turn.
func (v view) filled(selector string) []string {
	var all []string
	v.Find(selector + " [name]").Each(func(_ int, field *goquery.Selection) {
		value := field.AttrOr("value", "")
		switch {
		case goquery.NodeName(field) == "select":
			value = field.Find("option[selected]").AttrOr("value", "")
		case goquery.NodeName(field) == "button":
			return
		case slices.Contains([]string{"checkbox", "radio"}, field.AttrOr("type", "")):
			if _, on := field.Attr("checked"); !on {
				return
			}
		}
		all = append(all, field.AttrOr("name", ""), value)
	})
	return all
}

// with replaces the values of a field in a form, or adds it.
func with(form []string, name string, values ...string) []string {
	var all []string
	for i := 0; i+1 < len(form); i += 2 {
		if form[i] != name {
			all = append(all, form[i], form[i+1])
		}
	}
	for _, v := range values {
		all = append(all, name, v)
	}
	return all
}

// hosting opens a lobby by the form, changed as wanted, and gives its room.
func hosting(tb testing.TB, b *asked, change func(form []string) []string) *live.Room {
	tb.Helper()
	form := readView(tb, b.see("/host/new", "Accept-Language", "en"), http.StatusOK).filled("form.stack")
	if change != nil {
		form = change(form)
	}
	w := b.submit("/host/new", form...)
	id, ok := strings.CutPrefix(w.Header().Get("Location"), "/host/")
	if w.Code != http.StatusSeeOther || !ok {
		tb.Fatalf("%d to %s: %s", w.Code, w.Header().Get("Location"), w.Body)
	}
	room, err := b.Rooms.Room(tb.Context(), id)
	must(tb, err)
	return room
}

// TestOpenLobbyAtOnce presses the button of the form as it stands, twice.
func TestOpenLobbyAtOnce(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "trainer-a")
	form := readView(t, b.see("/host/new", "Accept-Language", "en"), http.StatusOK).filled("form.stack")
	first := b.submit("/host/new", form...).Header().Get("Location")
	if again := b.submit("/host/new", form...).Header().Get("Location"); again != first {
		t.Errorf("sent twice it leads to %s and %s", first, again)
	}
	room, err := s.Rooms.Room(t.Context(), strings.TrimPrefix(first, "/host/"))
	must(t, err)
	g := room.Game()
	want := live.Settings{Seconds: usualSeconds, Grace: live.DefaultGrace, Days: usualAbsent, AutoClose: true}
	if g.Settings != want || g.Store != "store-a" || g.Host != "trainer-a" || g.Phase != live.Lobby || g.Questions < 1 ||
		!slices.Equal(g.Languages, []string{"en"}) {
		t.Errorf("the game is %+v", g)
	}
	if all, _, err := s.kept.Games(t.Context(), "store-a", pageOf(10)); err != nil || len(all) != 1 {
		t.Errorf("kept are %+v, %v", all, err)
	}
	s.eachLanguage(t, func(t *testing.T, lang string) {
		v := readView(t, b.see(first, "Accept-Language", lang), http.StatusOK)
		v.wantTexts(".where h2", s.Catalog.Text(lang, "host_in_lobby"))
		v.wantTexts(".door p.code", gapped(g.Code))
		v.wantTexts("#do-main", s.Catalog.Text(lang, "host_next", "number", 1))
		v.wantCount(".door svg.qr path", 1)
		list := readView(t, b.see("/host", "Accept-Language", lang), http.StatusOK)
		list.wantAttrs(".games .running a", "href", first)
		list.wantAttrs(".team-nav a[aria-current]", "href", "/host")
	})
}

// TestNewGameWrong wants a wrong form back with what was typed, and a word on each field.
func TestNewGameWrong(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPlaces(t)
	b := s.as(t, "trainer-a")
	good := with(readView(t, b.see("/host/new", "Accept-Language", "en"), http.StatusOK).filled("form.stack"), "card", "hesitant")
	for _, tt := range []struct {
		field, rule, param string
		values             []string
	}{
		{"title", "host_title", "80", []string{strings.Repeat("字", 81)}},
		{"language", "host_languages", "8", nil},
		{"language", "host_languages", "8", []string{"xx"}},
		{"count", "assignment_count", "", []string{"0"}},
		{"count", "assignment_count", "", []string{"ten"}},
		{"seconds", "host_seconds", "600", []string{"601"}},
		{"seconds", "host_seconds", "600", []string{"-1"}},
		{"bonus", "host_bonus", "20", []string{"21"}},
		{"days", "host_days", "30", []string{"31"}},
		{"rehearse", "host_rehearse", "200", []string{"201"}},
		{"from", "host_from", "", []string{"assigned:assignment-b"}},
		{"from", "host_from", "", []string{"assigned:nothing"}},
		{"from", "host_from", "", []string{"game:game-b"}},
		{"from", "host_from", "", []string{"game:nothing"}},
		{"from", "host_from", "", []string{"nothing"}},
		{"kind", "assignment_empty", "", []string{"numerical"}},
	} {
		v := readView(t, b.submit("/host/new?lang=en", with(good, tt.field, tt.values...)...), http.StatusUnprocessableEntity)
		v.wantTexts(".faults li", s.Catalog.Text("en", "field_"+tt.rule, "param", tt.param, "rule", tt.rule))
		v.wantAttrs("input[name=card][checked]", "value", "hesitant")
	}
	if all, _, err := s.kept.Games(t.Context(), "store-a", pageOf(10)); err != nil || len(all) != 1 {
		t.Errorf("kept are %+v, %v", all, err)
	}
}

// TestGameFromWhatThereIs takes an assigned drill, in both languages, then plays the very same questions again in one.
func TestGameFromWhatThereIs(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPlaces(t)
	b := s.as(t, "trainer-a")
	first := hosting(t, b, func(form []string) []string {
		return with(with(form, "from", "assigned:assignment-a"), "language", "zh-Hans", "en")
	})
	if langs := slices.Sorted(slices.Values(first.Game().Languages)); !slices.Equal(langs, []string{"en", "zh-Hans"}) {
		t.Errorf("the languages are %v", langs)
	}
	for i, q := range first.Questions("en") {
		if other := first.Questions("zh-Hans")[i]; other.Kind != q.Kind || other.Card != q.Card || other.Prompt == q.Prompt {
			t.Errorf("question %d is %+v and %+v", i+1, q, other)
		}
	}
	must(t, doAll(t, first, live.End{Host: hostProof(first.Game().ID, "trainer-a")}))
	page := readView(t, b.see("/host/new?from=game:"+first.Game().ID, "Accept-Language", "en"), http.StatusOK)
	page.wantAttrs("option[selected]", "value", "game:"+first.Game().ID)
	page.wantCount("input[name=language][checked]", 2)
	form := with(page.filled("form.stack"), "language", "en")
	w := b.submit("/host/new", form...)
	second, err := s.Rooms.Room(t.Context(), strings.TrimPrefix(w.Header().Get("Location"), "/host/"))
	must(t, err)
	for i, q := range second.Questions("en") {
		if same := first.Questions("en")[i]; same.Prompt != q.Prompt || same.ID != q.ID {
			t.Errorf("question %d is %q, not %q", i+1, q.ID, same.ID)
		}
	}
	v := readView(t, b.submit("/host/new?lang=en", with(with(form, "from", "game:"+second.Game().ID), "language", "zh-Hans")...),
		http.StatusUnprocessableEntity)
	v.wantTexts(".faults li", s.Catalog.Text("en", "field_host_languages_then"))
	if w := b.see("/host/new?from=game:game-b"); w.Code != http.StatusNotFound {
		t.Errorf("another store's game to play again: %d", w.Code)
	}
}

// TestGameInThreeLanguages opens a game in all languages: the questions correspond, and a projector may show any of them, or two.
func TestGameInThreeLanguages(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPlaces(t)
	b := s.as(t, "trainer-a")
	room := hosting(t, b, func(form []string) []string { return with(form, "language", "zh-Hant", "zh-Hans", "en") })
	g := room.Game()
	if want := testBook(t).Languages(); !slices.Equal(g.Languages, want) {
		t.Fatalf("the languages are %v, want %v", g.Languages, want)
	}
	for i, q := range room.Questions("en") {
		for _, lang := range g.Languages {
			if other := room.Questions(lang)[i]; other.Kind != q.Kind || other.Card != q.Card || lang != "en" && other.Prompt == q.Prompt {
				t.Errorf("question %d in %s is %+v, in English %+v", i+1, lang, other, q)
			}
		}
	}
	at := "/screen/" + g.Code + "?lang="
	readView(t, b.see("/host/"+g.ID, "Accept-Language", "zh-TW"), http.StatusOK).wantAttrs(".more .links a[target]", "href",
		at+"zh-Hant&lang2=zh-Hans", at+"zh-Hant&lang2=en", at+"zh-Hans", at+"en", at+"zh-Hant")
}

// TestRehearsal has simulated players sit down.
func TestRehearsal(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "trainer-a")
	room := hosting(t, b, func(form []string) []string { return with(form, "rehearse", "3") })
	if g := room.Game(); !g.Settings.Rehearsal || g.Seats != 3 {
		t.Errorf("the rehearsal is %+v", g)
	}
	v := readView(t, b.see("/host/"+room.Game().ID, "Accept-Language", "en"), http.StatusOK)
	v.wantTexts(".seats li", "Player 1", "Player 2", "Player 3")
	v.wantTexts(".tags span", s.Catalog.Text("en", "host_rehearsal"))
}

// TestHostedGame runs a whole game by forms alone: the remote's buttons as they stand on its page, and two players'.
func TestHostedGame(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	room := s.withGame(t, "a", live.Settings{Seconds: 600})
	ann, bo := s.player(t, room, "Ann"), s.player(t, room, "Bo")
	b := s.as(t, "trainer-a")
	press := func(selector, wantMain string) view {
		t.Helper()
		v := readView(t, b.see("/host/game-a", "Accept-Language", "en"), http.StatusOK)
		form := v.Find(selector)
		if form.Length() != 1 {
			t.Fatalf("%d of %s in the phase %s", form.Length(), selector, room.Game().Phase)
		}
		w := b.submit(form.AttrOr("action", ""), "number", form.Find("[name=number]").AttrOr("value", ""))
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/host/game-a" {
			t.Fatalf("%s: %d to %q", selector, w.Code, w.Header().Get("Location"))
		}
		v = readView(t, b.see("/host/game-a", "Accept-Language", "en"), http.StatusOK)
		v.wantTexts("#do-main", wantMain)
		return v
	}
	main := "form:has(#do-main)"
	all := room.Game().Questions
	for n := 1; n <= all; n++ {
		press(main, "Close the question") // it has opened question n
		press("form:has(#do-pause)", "Go on")
		press(main, "Close the question") // it goes on
		ann.answers(room, true)
		bo.answers(room, n > 1)
		v := press(main, "Show the answer")
		v.wantCount(".told .good", 0)
		v = press(main, "Show the board")
		if q := room.Questions("en")[n-1]; q.Kind == drills.MultipleChoice {
			v.wantCount(".told .good", 1)
		}
		next := "End the quiz"
		if n < all {
			next = "Open question " + strconv.Itoa(n+1)
		}
		v = press(main, next)
		v.wantTexts(".board .name", "Ann", "Bo")
	}
	b.submit("/host/game-a/end")
	v := readView(t, b.see("/host/game-a", "Accept-Language", "en"), http.StatusOK)
	v.wantTexts(".where h2", s.Catalog.Text("en", "host_is_over"))
	standings, full := room.Whole().Standings(), live.MaxPoints*all
	if of := standings[1].Points; standings[0].Points != full || of < full-live.MaxPoints || of >= full {
		t.Errorf("the standings are %+v", standings)
	}
	v.wantTexts(".board li b", s.Catalog.Text("en", "host_points", "count", standings[0].Points),
		s.Catalog.Text("en", "host_points", "count", standings[1].Points))
	v.wantCount(".controls", 0)
	v.wantAttrs(".after .actions a", "href", "/host/game-a/report", "/host/new?from=game%3Agame-a&store=store-a", "/host")
	if w := b.submit("/host/game-a/next", "number", "1"); w.Code != http.StatusSeeOther {
		t.Errorf("a button of long ago: %d", w.Code)
	}
}

// TestStaleCommands wants a button that comes too late to do nothing, for a page to show where the game is, and for a program to be
// told.
func TestStaleCommands(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	room := s.withGame(t, "a", live.Settings{})
	b := s.as(t, "trainer-a")
	for _, command := range []string{"close", "reveal", "board", "pause", "resume", "skip"} {
		if w := b.submit("/host/game-a/"+command, "number", "1"); w.Code != http.StatusSeeOther {
			t.Errorf("%s in the lobby: %d", command, w.Code)
		}
	}
	if w := b.submit("/host/game-a/next", "number", "2"); w.Code != http.StatusSeeOther || room.Game().Phase != live.Lobby {
		t.Errorf("the second question first: %d, %s", w.Code, room.Game().Phase)
	}
	if w := b.submit("/host/game-a/dance"); w.Code != http.StatusNotFound {
		t.Errorf("a command that there is not: %d", w.Code)
	}
	sit(t, room, "Ann")
	if w := b.submit("/host/game-a/time", "player", "p-Ann", "extra", "much"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("time without a number: %d", w.Code)
	}
	if w := b.submit("/host/game-a/remove", "player", "nobody"); w.Code != http.StatusSeeOther {
		t.Errorf("a player who is not there: %d", w.Code)
	}
	quick := func(command, number string) int {
		r := sameSiteRequest(t, http.MethodPost, "/host/game-a/"+command+"?number="+number)
		r.Header.Set("Accept", "application/json")
		return b.do(r).Code
	}
	got := []int{quick("next", "1"), quick("next", "1"), quick("next", "3"), quick("close", "1")}
	if !slices.Equal(got, []int{http.StatusNoContent, http.StatusNoContent, http.StatusConflict, http.StatusNoContent}) {
		t.Errorf("a program is answered with %v", got)
	}
}
