package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"clerkcoach/live"
)

// TestLiveCode types codes in all ways that people have, and wrong ones.
func TestLiveCode(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.opened(t)
	code := g.room.Game().Code
	b := s.browser(t, "")
	for _, typed := range []string{code, strings.ToLower(code), code[:3] + " " + code[3:], " " + code[:2] + "-" + code[2:] + " "} {
		w := b.submitGet("/live", "code", typed)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/live/join/"+code {
			t.Errorf("%q leads to %d %s", typed, w.Code, w.Header().Get("Location"))
		}
	}
	s.eachLanguage(t, func(t *testing.T, lang string) {
		s.open(t, "/live", lang, http.StatusOK).wantAttrs("form input[name=code]", "autocapitalize", "characters")
		v := s.open(t, "/live?code=ZZZZZZ", lang, http.StatusNotFound)
		v.wantTexts("#fault b", s.Catalog.Text(lang, "error_live_no_game"))
		v.wantAttrs("input[name=code]", "value", "ZZZZZZ")
		v = s.open(t, "/live/join/"+strings.ToLower(code), lang, http.StatusOK)
		v.wantTexts("h1", "Morning round")
		v.wantCount("input[name=name][required]", 1)
		v.wantCount("input[name=lang]", 0)
		v = s.open(t, "/live/join/nothing", lang, http.StatusNotFound)
		v.wantAttrs("input[name=code]", "value", "nothing")
	})
}

// TestLiveCodesAreSlow guesses codes: after ten in a minute no code is looked at any more, not even a right one; right ones before do not
// count, and other addresses are not kept waiting.
func TestLiveCodesAreSlow(t *testing.T) {
	t.Parallel()
	clock := &movedClock{}
	s := newTestServer(t, clock.use)
	g := s.opened(t)
	right := "/live/join/" + g.room.Game().Code
	for i := range mostWrongCodes {
		if w := s.get(t, right); w.Code != http.StatusOK {
			t.Fatalf("the right code after %d wrong ones: %d", i, w.Code)
		}
		if w := s.get(t, fmt.Sprintf("/live/join/WRN%03d", 222+i)); w.Code != http.StatusNotFound {
			t.Fatalf("wrong code %d: %d", i, w.Code)
		}
	}
	w := s.get(t, right)
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("after %d wrong codes: %d, Retry-After %q", mostWrongCodes, w.Code, w.Header().Get("Retry-After"))
	}
	if w := s.browser(t, "").submit(right, "name", "Guesser"); w.Code != http.StatusTooManyRequests {
		t.Errorf("joining after %d wrong codes: %d", mostWrongCodes, w.Code)
	}
	other := newRequest(t, http.MethodGet, right)
	other.RemoteAddr = "198.51.100.7:1234"
	if w := s.serve(t, other); w.Code != http.StatusOK {
		t.Errorf("another address: %d", w.Code)
	}
	clock.forward(wrongCodesIn)
	if w := s.get(t, right); w.Code != http.StatusOK {
		t.Errorf("a minute later: %d", w.Code)
	}
}

// TestGuessesAreBounded counts more addresses than are kept.
func TestGuessesAreBounded(t *testing.T) {
	t.Parallel()
	g, now := newGuesses(), time.Unix(1000, 0)
	for i := range 2*mostGuessers + 10 {
		g.note(fmt.Sprint(i), now)
	}
	if len(g.from) > mostGuessers {
		t.Errorf("%d addresses are kept, of at most %d", len(g.from), mostGuessers)
	}
}

func TestLiveJoin(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	g := s.opened(t)
	ann := g.joins("  Ann   Lee ")
	v := g.screen(ann)
	v.wantTexts("header.seat .player", "Ann Lee")
	v.wantTexts("#mine .in", s.Catalog.Text("en", "live_in_as", "name", "Ann Lee"))
	v.wantAttrs("#game", "data-phase", "lobby")
	clerk := s.as(t, "clerk-a")
	v = readView(t, clerk.see("/live/join/"+g.room.Game().Code, "Accept-Language", "en"), http.StatusOK)
	v.wantTexts("form.stack button", s.Catalog.Text("en", "live_play_as", "name", "Name of clerk-a"))
	v.wantCount("input[name=name]", 0)
	g.sits(clerk, "name", "Somebody else")
	if diff := gocmp.Diff([]string{"Ann Lee", "Name of clerk-a"}, g.names()); diff != "" {
		t.Errorf("who is there (-want +got):\n%s", diff)
	}
	for _, tt := range []struct {
		name, rule string
		status     int
	}{
		{"ann lee", "live_name_taken", http.StatusConflict},
		{"", "live_name", http.StatusUnprocessableEntity},
		{" \u200b ", "live_name", http.StatusUnprocessableEntity},
		{strings.Repeat("x", live.MaxName+1), "live_name", http.StatusUnprocessableEntity},
	} {
		v := readView(t, s.browser(t, "").submit("/live/join/"+g.room.Game().Code, "name", tt.name), tt.status)
		v.wantTexts("#fault b", s.Catalog.Text("en", "error_"+tt.rule))
	}
	if w := s.browser(t, "").submit("/live/join/"+g.room.Game().Code, "name", strings.Repeat("x", 201)); w.Code != http.StatusBadRequest {
		t.Errorf("a name over every bound: %d", w.Code)
	}
}

// TestLiveSeatCookie wants what proves a seat to be kept from scripts and other sites, and nothing of it to be kept by the server.
func TestLiveSeatCookie(t *testing.T) {
	t.Parallel()
	s := newTestServer(t, func(o *Options) { o.Secure = true })
	g := s.opened(t)
	w := s.browser(t, "").submit("/live/join/"+g.room.Game().Code, "name", "Ann")
	var seat *http.Cookie
	for _, c := range w.Result().Cookies() {
		if c.Name == seatCookie(g.room.Game().ID) {
			seat = c
		}
	}
	if seat == nil || !seat.HttpOnly || !seat.Secure || seat.SameSite != http.SameSiteStrictMode || seat.Path != "/live" || len(seat.Value) != 43 ||
		seat.MaxAge != 30*24*3600 {
		t.Fatalf("the cookie is %v", seat)
	}
	for _, p := range g.room.Whole().Players {
		if strings.Contains(p.Token, seat.Value) {
			t.Error("the token itself is kept")
		}
	}
}

// TestLiveRejoin comes back in all ways: with the same browser, from another device of the same person, on another server process, and
// after leaving.
func TestLiveRejoin(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	g := s.opened(t)
	ann, clerk := g.joins("Ann"), s.as(t, "clerk-a")
	g.sits(clerk)
	g.next(1)
	g.answers(ann, 1, g.questions[0].Key())
	g.answers(clerk, 1, g.questions[0].Key())

	w := ann.see("/live/join/" + g.room.Game().Code)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != g.address("") {
		t.Errorf("who has a seat is asked for a name again: %d", w.Code)
	}
	g.sits(ann, "name", "Ann again")
	phone := s.as(t, "clerk-a")
	if w := phone.see(g.address("")); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/live/join/"+g.room.Game().Code {
		t.Errorf("another device is not led to joining: %d", w.Code)
	}
	g.sits(phone)
	g.screen(phone).wantAttrs("#game", "data-state", "kept")
	if w := clerk.see(g.address("")); w.Code != http.StatusSeeOther {
		t.Errorf("the device before still has the seat: %d", w.Code)
	}

	other := newTestServer(t, func(o *Options) {
		o.Records, o.Sessions, o.Rooms = s.kept, s.kept.Sessions(), testRooms(t, s.kept, s.Now)
	})
	there := &asked{testSite: other, tb: t, cookies: ann.cookies}
	readView(t, there.see(g.address("")), http.StatusOK).wantAttrs("#game", "data-state", "kept")

	if w := ann.submit(g.address("/leave")); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/live" {
		t.Errorf("leaving: %d", w.Code)
	}
	if diff := gocmp.Diff([]string{"Name of clerk-a"}, g.names()); diff != "" {
		t.Errorf("after leaving (-want +got):\n%s", diff)
	}
	g.sits(ann, "name", "Ann")
	g.screen(ann).wantAttrs("#game", "data-state", "kept")
}

// TestLiveTabletChangesHands has one tablet used by one after the other: nobody comes by another's seat.
func TestLiveTabletChangesHands(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	g := s.opened(t)
	b := s.onTablet(t, "clerk-a")
	g.sits(b)
	b.submit("/hand-over")
	if w := b.see(g.address("")); w.Code != http.StatusSeeOther {
		t.Errorf("nobody sees the clerk's seat: %d", w.Code)
	}
	if w := b.asProgram(g.address("/leave")); w.Code != http.StatusForbidden {
		t.Errorf("nobody gives the clerk's seat up: %d", w.Code)
	}
	b.submit("/sign-in/pin", "person", "trainer-a", "pin", testPIN)
	g.sits(b)
	b.submit("/hand-over")
	g.sits(b, "name", "A guest")
	if diff := gocmp.Diff([]string{"A guest", "Name of clerk-a", "Name of trainer-a"}, g.names()); diff != "" {
		t.Errorf("who is there (-want +got):\n%s", diff)
	}
	b.submit("/sign-in/pin", "person", "clerk-a", "pin", testPIN)
	g.sits(b)
	g.screen(b).wantTexts("header.seat .player", "Name of clerk-a")
	if n := len(g.names()); n != 3 {
		t.Errorf("%d seats, want 3", n)
	}
}

// TestLiveRefusals asks for what is not there, full, or over.
func TestLiveRefusals(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.opened(t)
	ann := g.joins("Ann")
	for _, target := range []string{"/live/none", "/live/none/events"} {
		if w := s.get(t, target); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
	stranger := s.browser(t, "")
	for _, target := range []string{"/answers", "/line", "/leave"} {
		if w := stranger.asProgram(g.address(target), "number", "1", "a", "a", "nonce", "x"); w.Code != http.StatusForbidden {
			t.Errorf("%s of a stranger: %d", target, w.Code)
		}
		if w := stranger.asProgram("/live/none" + target); w.Code != http.StatusNotFound {
			t.Errorf("%s of no game: %d", target, w.Code)
		}
	}
	g.does(live.End{Host: g.host})
	if w := stranger.see("/live/join/" + g.room.Game().Code); w.Code != http.StatusNotFound {
		t.Errorf("the code of a game that is over: %d", w.Code)
	}
	readView(t, stranger.see(g.address("")), http.StatusGone).wantTexts("h1", s.Catalog.Text("en", "error_live_over"))
	g.screen(ann).wantTexts("#shared h1", s.Catalog.Text("en", "live_ended"))
}

// TestLiveLanguages plays in the language that the player has chosen, whatever the page's is.
func TestLiveLanguages(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.openedInTwo(t)
	v := s.open(t, "/live/join/"+g.room.Game().Code, "zh-Hans", http.StatusOK)
	v.wantAttrs("input[name=lang]", "value", "en", "zh-Hans")
	v.wantAttrs("input[name=lang][checked]", "value", "zh-Hans")
	v.wantTexts(".pick span", "English", "简体中文")
	for lang, name := range map[string]string{"en": "Ann", "zh-Hans": "安"} {
		b := g.joins(name, "lang", lang)
		v := readView(t, b.see(g.address(""), "Accept-Language", "fr"), http.StatusOK)
		v.wantAttrs("html", "lang", lang)
	}
	g.next(1)
	for i, lang := range []string{"en", "zh-Hans"} {
		v := g.screen(g.joins(fmt.Sprint("P", i), "lang", lang))
		v.wantTexts(".prompt", strings.TrimSpace(g.room.Questions(lang)[0].Prompt))
	}
	g.screen(g.joins("P9", "lang", "xx")).wantAttrs("html", "lang", "en")
}
