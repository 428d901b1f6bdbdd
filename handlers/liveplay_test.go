package handlers

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// TestLiveAllKinds plays a game with a question of each kind by forms alone: it is asked, answered and explained, rightly and wrongly.
func TestLiveAllKinds(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.opened(t)
	right, wrong, idle := g.joins("Right"), g.joins("Wrong"), g.joins("Idle")
	for i, q := range g.questions {
		n := i + 1
		g.next(n)
		v := g.screen(right)
		v.wantTexts("#shared h1", s.Catalog.Text("en", "question_of", "number", strconv.Itoa(n), "all", strconv.Itoa(len(g.questions))))
		v.wantTexts(".prompt", strings.TrimSpace(q.Prompt))
		v.wantAttrs("#game", "data-state", "asked")
		wantLiveFields(v, q)
		for b, a := range map[*asked]drills.Answer{right: q.Key(), wrong: wrongly(q)} {
			if w := g.answers(b, n, a); w.Code != http.StatusSeeOther || w.Header().Get("Location") != g.address("") {
				t.Fatalf("%s: %d %s", q.Kind, w.Code, w.Body)
			}
			v := g.screen(b)
			v.wantAttrs("#game", "data-state", "kept")
			v.wantCount("fieldset[disabled]", 1)
			v.wantCount("#mine .kept", 1)
		}
		g.shut(n)
		g.screen(idle).wantAttrs("#game", "data-phase", "closed")
		g.reveal(n)
		wantWorth(s, g.screen(right), q, "right")
		wantWorth(s, g.screen(wrong), q, "wrong")
		wantWorth(s, g.screen(idle), q, "none")
		g.does(live.ShowBoard{Host: g.host})
		v = g.screen(right)
		v.wantTexts(".board li span", "Right", "Idle", "Wrong")
		v.wantTexts(".place .rank", s.Catalog.Text("en", "live_rank", "rank", "1"))
		v.wantTexts(".place .total", s.Catalog.Text("en", "live_total", "points", strconv.Itoa(1000*n)))
		g.screen(wrong).wantTexts(".place .rank", s.Catalog.Text("en", "live_rank_shared", "rank", "2"))
		g.screen(wrong).wantTexts(".place p:last-child", s.Catalog.Text("en", "live_behind", "points", strconv.Itoa(1000*n)))
	}
	g.does(live.End{Host: g.host})
	v := g.screen(right)
	v.wantAttrs("#mine a.button", "href", g.address("/result"))
	v.wantCount("noscript meta", 0)
}

// wantWorth wants a question with its key, and what the answer was worth.
func wantWorth(s *testSite, v view, q *drills.Question, verdict string) {
	v.tb.Helper()
	v.wantAttrs("#mine section.verdict", "class", "verdict "+verdict)
	points := map[string][]string{"right": {s.Catalog.Text("en", "live_points", "points", "1000")}}[verdict]
	if got := v.texts(".points-got"); !slices.Equal(got, points) {
		v.tb.Errorf("%s: points %q, want %q", q.Kind, got, points)
	}
	v.wantTexts(".verdict p[lang]", q.Rationale)
	v.wantAttrs("#mine a.near-card", "href", "/cards/"+q.Card)
	v.wantCount("form.answering", 0)
}

// wantLiveFields wants what a question is answered by.
func wantLiveFields(v view, q *drills.Question) {
	v.tb.Helper()
	var ids []string
	for _, o := range q.Options {
		ids = append(ids, o.ID)
	}
	switch q.Kind {
	case drills.MultipleChoice, drills.TrueFalse:
		v.wantAttrs("button.panel[type=submit][name=a]", "value", ids...)
		v.wantTexts("button.panel span[lang]", textsOf(q.Options)...)
		v.wantCount("button.panel .shape", len(ids))
	case drills.MultipleResponse:
		v.wantAttrs("input[type=checkbox][name=a]", "value", ids...)
		v.wantCount("label.panel .shape", len(ids))
	case drills.Matching:
		v.wantTexts(".lettered span[lang]", textsOf(q.Options)...)
		v.wantTexts("fieldset.picks legend", pairTexts(q)...)
	case drills.Ordering:
		v.wantTexts("fieldset.picks legend", textsOf(q.Options)...)
	case drills.Numerical:
		v.wantAttrs("input[name=a]", "inputmode", "numeric")
	default:
		v.wantTexts("textarea[name=a]", "")
	}
}

// TestLiveAnswers sends answers that fit and answers that do not, as a program.
func TestLiveAnswers(t *testing.T) {
	t.Parallel()
	clock := &movedClock{}
	s := newTestServer(t, clock.use)
	g := s.opened(t)
	b, other := g.joins("Ann"), g.joins("Bo")
	key, wrong := g.questions[0].Key(), wrongly(g.questions[0])
	sends := func(who *asked, want int, id string, form ...string) {
		t.Helper()
		w := who.asProgram(g.address("/answers"), form...)
		if w.Code != want || id != "" && !strings.Contains(w.Body.String(), s.Catalog.Text("en", "error_"+id)) {
			t.Errorf("%q: %d %s, want %d %s", form, w.Code, w.Body, want, id)
		}
	}
	sends(b, http.StatusConflict, "live_moved", g.form(1, key)...)
	g.next(1)
	for _, bad := range [][]string{
		nil, {"number", "x"}, {"number", "0"}, {"number", "-1"}, {"number", "9999"}, {"a", "a"},
	} {
		sends(b, http.StatusBadRequest, "", bad...)
	}
	for _, bad := range [][]string{
		{"number", "1"}, {"number", "1", "a", ""}, {"number", "1", "a", "z"}, {"number", "1", "a", "a", "a", "b"}, {"number", "1", "a", strings.Repeat("x", 9000)},
	} {
		sends(b, http.StatusUnprocessableEntity, "live_answer", bad...)
	}
	sends(b, http.StatusConflict, "live_moved", g.form(2, g.questions[1].Key())...)
	sends(b, http.StatusConflict, "live_moved", "number", "7", "a", "nothing that fits")

	for range 3 {
		w := b.asProgram(g.address("/answers"), g.form(1, key)...)
		var got receipt
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK || got.Number != 1 || got.Late {
			t.Errorf("an answer gives %d %s", w.Code, w.Body)
		}
	}
	sends(b, http.StatusConflict, "live_changed", g.form(1, wrong)...)
	g.does(live.Pause{Host: g.host})
	clock.forward(time.Second)
	sends(other, http.StatusConflict, "live_paused", g.form(1, key)...)
	g.does(live.Resume{Host: g.host})
	g.shut(1)
	clock.forward(time.Second)
	if w := other.asProgram(g.address("/answers"), g.form(1, key)...); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"late":true`) {
		t.Errorf("a late answer gives %d %s", w.Code, w.Body)
	}
	g.screen(other).wantAttrs("#game", "data-state", "late")
	g.reveal(1)
	g.screen(other).wantCount(".points-got", 0)
	g.screen(other).wantTexts(".verdict p:not([lang])", s.Catalog.Text("en", "live_late_kept"))
	if w := other.submit(g.address("/answers"), g.form(1, key)...); w.Code != http.StatusSeeOther {
		t.Errorf("the form of a question that is over leads to %d", w.Code)
	}
}

// TestLiveFault sends an answer that does not fit from a page without scripts: the form comes again and says why.
func TestLiveFault(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.opened(t)
	b := g.joins("Ann")
	g.next(1)
	w := b.submit(g.address("/answers"), "number", "1", "a", "nonsense")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != g.address("?fault=1") {
		t.Fatalf("%d %s", w.Code, w.Header().Get("Location"))
	}
	v := readView(t, b.see(w.Header().Get("Location")), http.StatusOK)
	v.wantTexts("#fault:not([hidden])", s.Catalog.Text("en", "answer_fault_one"))
	v.wantCount("fieldset:not([disabled])", 1)
}

// TestLiveWithoutScripts wants a page that looks again by itself, but not under the hands of somebody who answers.
func TestLiveWithoutScripts(t *testing.T) {
	t.Parallel()
	for _, seconds := range []int{0, 20} {
		s := newTestServer(t)
		g := s.opened(t, func(l *live.OpenLobby) { l.Settings.Seconds = seconds })
		b := g.joins("Ann")
		wants := func(want ...string) {
			t.Helper()
			if len(want) == 0 {
				g.screen(b).wantCount("noscript meta", 0)
				return
			}
			if got := g.screen(b).Find("noscript").Text(); !strings.Contains(got, `content="`+want[0]+`;url=`+g.address("")+`"`) {
				t.Errorf("the page asks again by %q, want %s", got, want[0])
			}
		}
		wants("3")
		g.next(1)
		if seconds == 0 {
			wants()
		} else {
			wants("21")
		}
		g.does(live.Pause{Host: g.host})
		wants("3")
		g.does(live.Resume{Host: g.host})
		g.answers(b, 1, g.questions[0].Key())
		wants("3")
	}
}

// TestLiveExtraTime gives somebody more time: their page says so and has another clock.
func TestLiveExtraTime(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.opened(t)
	b, other := g.joins("Ann"), g.joins("Bo")
	for id, p := range g.room.Whole().Players {
		if p.Name == "Ann" {
			g.does(live.GiveTime{Host: g.host, Player: id, Extra: 150})
		}
	}
	g.next(1)
	v := g.screen(b)
	v.wantTexts("#mine .more", s.Catalog.Text("en", "live_more_time", "percent", "50"))
	v.wantAttrs("#clock progress", "max", "30000")
	g.screen(other).wantAttrs("#clock progress", "max", "20000")
	g.screen(other).wantCount("#mine .more", 0)
}

// TestLivePrivate shows no board and no names of others.
func TestLivePrivate(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.opened(t, func(l *live.OpenLobby) { l.Settings.Private = true })
	b := g.joins("Ann")
	g.joins("Bo the other")
	g.next(1)
	g.answers(b, 1, g.questions[0].Key())
	g.shut(1)
	g.reveal(1)
	g.does(live.End{Host: g.host})
	v := g.screen(b)
	v.wantCount(".board, .place .rank", 0)
	v.wantTexts(".place .total", s.Catalog.Text("en", "live_total", "points", "1000"))
	if strings.Contains(v.Text(), "Bo the other") {
		t.Error("the other's name is shown")
	}
}

// TestLivePlayerIsNoHost wants no proof of the host's to be had by playing, and a player's token to be none.
func TestLivePlayerIsNoHost(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.opened(t)
	b := g.joins("Ann")
	for _, p := range g.room.Whole().Players {
		if _, err := g.room.Do(t.Context(), live.Next{Host: p.Token, Number: 1}); failureOf(liveFailure(err)).ID != "live_not_host" {
			t.Errorf("a player's token opens a question: %v", err)
		}
	}
	if strings.Contains(b.see(g.address("")).Body.String(), g.host) {
		t.Error("the proof of the host is on the page")
	}
	if hostProof("a", "b") == hostProof("a", "c") || hostProof("a", "b") == hostProof("b", "b") || len(hostProof("a", "b")) != 64 {
		t.Error("the proof of a host has to be a hash of game and person")
	}
}
