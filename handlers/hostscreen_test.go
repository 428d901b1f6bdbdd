package handlers

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/records"
)

func pageOf(rows int) records.Page { return records.Page{Rows: rows} }

// TestScreen looks at the projector's page in all phases, in one language and in two, as who is not signed in.
func TestScreen(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	room := s.withGame(t, "a", live.Settings{Seconds: 600})
	sit(t, room, "Ann")
	sit(t, room, "Bo")
	g := room.Game()
	at, host := "/screen/"+g.Code, g.HostToken
	screen := func(query string) view {
		t.Helper()
		v := readView(t, s.get(t, at+query, "Accept-Language", "en"), http.StatusOK)
		v.wantCount("form, input, main a", 0)
		return v
	}
	v := screen("")
	v.wantTexts(".screen-door .code", gapped(g.Code))
	v.wantTexts(".screen-names li", "Ann", "Bo")
	v.wantAttrs("html", "lang", "en")
	v.wantAttrs("main", "data-page", at)
	v.wantAttrs("main", "data-query", "?lang=en")
	readView(t, s.get(t, "/screen/"+strings.ToLower(g.Code)), http.StatusOK)
	must(t, doAll(t, room, live.Next{Host: host, Number: 1}))
	en, zh := room.Questions("en")[0], room.Questions("zh-Hans")[0]
	v = screen("?lang=zh-Hans&lang2=en")
	if cookies := s.get(t, at+"?lang=zh-Hans", "Accept-Language", "en").Result().Cookies(); len(cookies) > 0 {
		t.Errorf("the projector's language is remembered as the reader's: %v", cookies)
	}
	v.wantTexts(".prompt span:not(.also)", zh.Prompt)
	v.wantTexts(".prompt .also", en.Prompt)
	v.wantAttrs("html", "lang", "zh-Hans")
	v.wantCount(".right, .faded, .why, .key", 0)
	v.wantCount("[data-clock]", 1)
	s.give(t, room, "Ann", true)
	screen("?lang=en").wantTexts(".screen-foot p:first-child", s.Catalog.Text("en", "screen_answered", "answered", 1, "all", 2))
	must(t, doAll(t, room, live.Close{Host: host, Number: 1}, live.Reveal{Host: host, Number: 1}))
	v = screen("?lang=en")
	v.wantTexts(".why span", en.Rationale)
	if en.Kind == drills.MultipleChoice {
		v.wantTexts(".right .chose b", "1")
	}
	must(t, doAll(t, room, live.ShowBoard{Host: host}))
	v = screen("?lang=en")
	v.wantTexts(".screen-board .name", "Ann", "Bo")
	v.wantTexts(".screen-board li > b", "1000", "0")
	must(t, doAll(t, room, live.End{Host: host}))
	if w := s.get(t, at); w.Code != http.StatusNotFound {
		t.Errorf("the code of a game that is over: %d", w.Code)
	}
}

// TestScreenByCode finds the projector's page by a typed code, and slows down who tries others.
func TestScreenByCode(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	code := s.withGame(t, "a", live.Settings{}).Game().Code
	readView(t, s.get(t, "/screen"), http.StatusOK).wantCount("input[name=code]", 1)
	w := s.get(t, "/screen?code="+strings.ToLower(code[:3])+"-"+code[3:])
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/screen/"+code {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	last := 0
	for range mostWrongCodes + 1 {
		last = s.get(t, "/screen?code=nothing").Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("many wrong codes: %d", last)
	}
}

// TestScreenPrivate wants a game without a board to show nobody's name on the projector.
func TestScreenPrivate(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	room := s.withGame(t, "a", live.Settings{Private: true})
	sit(t, room, "Xantippe")
	host := room.Game().HostToken
	for _, c := range []live.Command{
		live.Tick{}, live.Next{Host: host, Number: 1}, live.Close{Host: host, Number: 1}, live.Reveal{Host: host, Number: 1},
		live.Next{Host: host, Number: 2},
	} {
		must(t, doAll(t, room, c))
		if w := s.get(t, "/screen/"+room.Game().Code); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "Xantippe") {
			t.Errorf("in the phase %s: %d", room.Game().Phase, w.Code)
		}
	}
}

// TestHostStreams wants each screen of the host's to be told at once what its page shows.
func TestHostStreams(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	room := s.withGame(t, "a", live.Settings{Seconds: 600})
	must(t, doAll(t, room, live.Next{Host: room.Game().HostToken, Number: 1}))
	prompt := room.Questions("en")[0].Prompt
	for address, b := range map[string]*asked{
		"/host/game-a/events": s.as(t, "trainer-a"), "/screen/" + room.Game().Code + "/events?lang=en&lang2=zh-Hans": s.browser(t, ""),
	} {
		w := b.see(address, "Accept-Language", "en")
		if got := w.Header().Get("Content-Type"); w.Code != http.StatusOK || got != "text/event-stream" {
			t.Fatalf("%s: %d, %s", address, w.Code, got)
		}
		_, data, _ := strings.Cut(w.Body.String(), "data: ")
		data, _, _ = strings.Cut(data, "\n")
		var e struct {
			Phase  live.Phase
			Number int
			Left   int64
			HTML   string
		}
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			t.Fatalf("%s: %v in %s", address, err, w.Body)
		}
		if e.Phase != live.Open || e.Number != 1 || e.Left <= 0 || e.Left > 600_000 || !strings.Contains(e.HTML, "data-part") {
			t.Errorf("%s tells %+v", address, e)
		}
		if v := readFragment(t, e.HTML); v.Find(".prompt > span").First().Text() != prompt {
			t.Errorf("%s shows %q, not %q", address, v.Find(".prompt").Text(), prompt)
		}
	}
}

// TestQuestionHasRoom wants no text that grows to be shown larger, and the least step to be the last.
func TestQuestionHasRoom(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 300, -1)
		q := &ShownQuestion{Revealed: rapid.Bool().Draw(t, "revealed")}
		q.Prompt, q.Scene = ShownText{Text: text.Draw(t, "prompt")}, ShownText{Text: text.Draw(t, "scene")}
		for range rapid.IntRange(0, 6).Draw(t, "options") {
			q.Options = append(q.Options, ShownOption{Text: ShownText{Text: text.Draw(t, "option")}})
		}
		before := sizeOf(q)
		q.Prompt.Text += text.Draw(t, "more")
		if after := sizeOf(q); after < before || after >= len(sizes()) {
			t.Errorf("at step %d before, %d with more", before, after)
		}
	})
}

// TestQuestionSizes wants short questions to be shown in full size, and those that fill the screen small.
func TestQuestionSizes(t *testing.T) {
	t.Parallel()
	four := func(text string) []ShownOption {
		o := ShownOption{Text: ShownText{Text: text}}
		return []ShownOption{o, o, o, o}
	}
	for _, tt := range []struct {
		name, scene, option string
		want                int
	}{
		{"short", "", "聊开型顾客", 0},
		{"a scene", strings.Repeat("字", 60), "聊开型顾客", 0},
		{"long options", strings.Repeat("字", 60), strings.Repeat("字", 30), 1},
		{"a page", strings.Repeat("字", 400), strings.Repeat("字", 80), 4},
	} {
		q := &ShownQuestion{Scene: ShownText{Text: tt.scene}, Options: four(tt.option)}
		q.Prompt = ShownText{Text: "这是哪一种情形？"}
		if got := sizeOf(q); got != tt.want {
			t.Errorf("%s: step %d, want %d; high at each %v", tt.name, got, tt.want, sizes()[got].high(q))
		}
	}
}

// TestAhead wants the first three ranks to be larger at the end, as far as there is room.
func TestAhead(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		ranks []int
		want  int
	}{
		{nil, 3},
		{[]int{1}, 3},
		{[]int{1, 2, 3, 4, 5}, 3},
		{[]int{1, 2, 3, 3, 5}, 3},
		{[]int{1, 2, 3, 3, 3}, 2},
		{[]int{1, 2, 2, 2, 2}, 1},
		{[]int{1, 1, 1, 1, 5}, 3},
		{[]int{1, 1, 1, 1, 1, 6}, 0},
	} {
		var board []live.Standing
		for _, r := range tt.ranks {
			board = append(board, live.Standing{Rank: r})
		}
		if got := ahead(board); got != tt.want {
			t.Errorf("of %v up to %d, want %d", tt.ranks, got, tt.want)
		}
	}
}
