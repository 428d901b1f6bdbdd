package handlers

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"clerkcoach/live"
)

// inSeat is the browser of a player of a game in a test, who is not signed in.
func (s *testSite) inSeat(tb testing.TB, q quiz, name string) *asked {
	b := s.browser(tb, "")
	b.cookies[seatCookie(q.id)] = seatToken(name)
	return b
}

// TestLiveResultPage wants everybody to see their own result, and nobody else's.
func TestLiveResultPage(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	q := s.played(t, live.Settings{}, "en")
	target := "/live/" + q.id + "/result"
	anna := s.as(t, "clerk-a") // on another device than the one she played on
	for name, b := range map[string]*asked{"Ben": s.inSeat(t, q, "Ben"), "Anna": anna} {
		for _, lang := range s.Catalog.Languages() {
			v := readView(t, b.see(target, "Accept-Language", lang), http.StatusOK)
			v.wantTexts("main > .figures b", "1000", "1", "1")
			v.wantCount(".board li.own", 1)
			v.wantCount(".board li", 3)
			v.wantCount(".own-answers > li.right", 1)
			v.wantCount(".own-answers > li.wrong details[open]", 1)
			if text := v.Find(".board li.own").Text(); !strings.Contains(text, name) {
				t.Errorf("the line of %s is %q", name, text)
			}
			text := v.Find(".own-answers").Text()
			if !strings.Contains(text, "Reason 1") || !strings.Contains(text, "Reason 3") || strings.Contains(text, "Reason 2") {
				t.Errorf("the reasons: %q", text)
			}
			v.wantAttrs(".own-answers .near-card", "href", "/cards/hesitant", "/cards/care-deaf")
		}
	}
	v := readView(t, s.as(t, "trainer-a").see(target), http.StatusOK) // Cleo, who was late
	v.wantTexts("main > .figures b", "0", "0", "3")
	v.wantCount(".own-answers details[open]", 2)
	for name, b := range map[string]*asked{
		"nobody": s.browser(t, ""), "a stranger": s.as(t, "manager-a"), "the next one on Anna's tablet": s.inSeat(t, q, "Anna"),
	} {
		if w := b.see(target); w.Code != http.StatusGone {
			t.Errorf("%s sees a result: %d", name, w.Code)
		}
	}
	results := readView(t, anna.see("/me/results"), http.StatusOK)
	results.wantAttrs(`main a[href^="/live/"]`, "href", target)
}

// TestLiveResultOfPrivateGame wants no place and no board.
func TestLiveResultOfPrivateGame(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	q := s.played(t, live.Settings{Private: true}, "en")
	v := readView(t, s.inSeat(t, q, "Ben").see("/live/"+q.id+"/result"), http.StatusOK)
	v.wantTexts("main > .figures b", "1000", "1")
	v.wantCount(".board", 0)
	if text := v.Find("main").Text(); strings.Contains(text, "Anna") || strings.Contains(text, "Cleo") {
		t.Errorf("others are named: %q", text)
	}
}

// TestLiveResultWhileOn leads players back to a game that is on, and strangers to where one joins.
func TestLiveResultWhileOn(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	q := s.quiz(t, live.Settings{}, "en")
	q.joins("Ben", "")
	for what, want := range map[string]string{"result": "/live/" + q.id, "alone": "/live/join/" + q.Game().Code} {
		w := s.inSeat(t, q, "Ben").see("/live/" + q.id + "/" + what)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%s: %d to %s", what, w.Code, w.Header().Get("Location"))
		}
	}
	for _, what := range []string{"result", "alone"} {
		if w := s.browser(t, "").see("/live/none/" + what); w.Code != http.StatusNotFound {
			t.Errorf("%s of no game: %d", what, w.Code)
		}
	}
}

// TestResultOfWhoHasLeft wants their answers to be theirs all the same.
func TestResultOfWhoHasLeft(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	q := s.quiz(t, live.Settings{}, "en")
	anna := q.joins("Anna", "clerk-a")
	q.do(live.Next{Host: q.host(), Number: 1}, q.answers("Anna", 1, "a"), live.Close{Host: q.host(), Number: 1})
	q.do(live.Reveal{Host: q.host(), Number: 1}, live.Leave{Player: anna.ID, Token: anna.Token}, live.End{Host: q.host()})
	v := readView(t, s.as(t, "clerk-a").see("/live/"+q.id+"/result"), http.StatusOK)
	v.wantTexts("main > .figures b", "1000", "1")
}

// alone is a site with a game that is over, and a clock that a test moves.
func alone(t *testing.T, langs ...string) (*testSite, quiz, *atomic.Int64) {
	t.Helper()
	var past atomic.Int64
	steps := steppingClock()
	s := newTestServer(t, func(o *Options) { o.Now = func() time.Time { return steps().Add(time.Duration(past.Load())) } })
	s.Attempts = s.kept
	s.withPeople(t)
	return s, s.played(t, live.Settings{Days: 3}, langs...), &past
}

// TestAlone has somebody who was absent answer the same questions: the key of a question is shown after their own answer only, and
// in the end they stand on the same board.
func TestAlone(t *testing.T) {
	t.Parallel()
	s, q, _ := alone(t, "en")
	b, target := s.browser(t, ""), "/live/"+q.id+"/alone"
	v := readView(t, b.see(target), http.StatusOK)
	v.wantCount("main form input[name=name]", 1)
	if w := b.submit(target, "name", "Ben"); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), `value="Ben"`) {
		t.Errorf("a name that is taken: %d", w.Code)
	}
	if w := b.submit(target, "name", "Fay"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != target {
		t.Fatalf("Fay begins: %d to %s", w.Code, w.Header().Get("Location"))
	}
	for _, step := range []struct{ number, option, next string }{{"1", "a", target}, {"3", "b", "/live/" + q.id + "/result"}} {
		w := b.see(target)
		v := readView(t, w, http.StatusOK)
		v.wantAttrs("form.answering input[name=number]", "value", step.number)
		if again := b.see(target + "?answered=" + step.number); again.Code != http.StatusSeeOther {
			t.Errorf("the key of question %s comes before the answer: %d", step.number, again.Code)
		}
		if body := b.see(target).Body.String(); strings.Contains(body, "Reason") || strings.Contains(body, "so it is") {
			t.Errorf("the page of question %s tells the key", step.number)
		}
		for range 2 {
			w = b.submit("/live/"+q.id+"/answers", "number", step.number, "a", step.option)
			if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), target+"?answered="+step.number) {
				t.Fatalf("question %s is answered: %d to %s", step.number, w.Code, w.Header().Get("Location"))
			}
		}
		answered, _, _ := strings.Cut(w.Header().Get("Location"), "#")
		v = readView(t, b.see(answered), http.StatusOK)
		v.wantCount("#result", 1)
		v.wantAttrs(".forward a", "href", step.next)
		if !strings.Contains(v.Find("main").Text(), "Reason "+step.number) {
			t.Errorf("the reason of question %s is missing", step.number)
		}
	}
	v = readView(t, b.see("/live/"+q.id+"/result"), http.StatusOK)
	v.wantTexts("main > .figures b", "1000", "1", "1")
	v.wantTexts(".board .rank", "1", "1", "1", "4")
	if w := b.see(target); w.Header().Get("Location") != "/live/"+q.id+"/result" {
		t.Errorf("after the last question: %d to %s", w.Code, w.Header().Get("Location"))
	}
	if n := len(s.attemptsOf(t, "")); n != 0 {
		t.Errorf("%d attempts are kept of nobody in particular", n)
	}
	readView(t, s.as(t, "trainer-a").see("/host/"+q.id+"/report"), http.StatusOK).wantCount(".board tbody tr", 4)
}

// TestAloneSignedIn counts at once what somebody answers who is signed in, and lets them go on elsewhere.
func TestAloneSignedIn(t *testing.T) {
	t.Parallel()
	s, q, _ := alone(t, "zh-Hans", "en")
	target, answers := "/live/"+q.id+"/alone", "/live/"+q.id+"/answers"
	b := s.as(t, "manager-a")
	readView(t, b.see(target), http.StatusOK).wantCount("main form input[name=name]", 0)
	b.submit(target, "lang", "en")
	for range 2 {
		b.submit(answers, "number", "1", "a", "b")
	}
	all := s.attemptsOf(t, "manager-a")
	if len(all) != 1 || all[0].Score != 0 || all[0].Question != "1" || all[0].Lang != "en" || all[0].Store != "store-a" {
		t.Errorf("kept is %+v", all)
	}
	elsewhere := s.as(t, "manager-a")
	v := readView(t, elsewhere.see(target), http.StatusOK)
	v.wantTexts("main form button", s.Catalog.Text("en", "after_alone_go_on"))
	elsewhere.submit(target)
	readView(t, elsewhere.see(target), http.StatusOK).wantAttrs("form.answering input[name=number]", "value", "3")
	elsewhere.submit(answers, "number", "3", "a", "a")
	must(t, s.CountGame(t.Context(), q.Room))
	if n := len(s.attemptsOf(t, "manager-a")); n != 2 {
		t.Errorf("%d attempts are kept in the end", n)
	}
}

// TestAloneIsForAbsent leads who was there to their result, and refuses others when the days are over.
func TestAloneIsForAbsent(t *testing.T) {
	t.Parallel()
	s, q, past := alone(t, "en")
	target, result := "/live/"+q.id+"/alone", "/live/"+q.id+"/result"
	fay := s.browser(t, "")
	fay.submit(target, "name", "Fay")
	fay.submit("/live/"+q.id+"/answers", "number", "1", "a", "a")
	for name, b := range map[string]*asked{"Ben": s.inSeat(t, q, "Ben"), "Anna": s.as(t, "clerk-a")} {
		for _, w := range []string{b.see(target).Header().Get("Location"), b.submit(target, "name", "New").Header().Get("Location")} {
			if w != result {
				t.Errorf("%s is led to %q", name, w)
			}
		}
	}
	for name, b := range map[string]*asked{"a stranger": s.browser(t, ""), "Fay": fay} {
		if w := b.see(result); w.Header().Get("Location") != target {
			t.Errorf("%s is led from the result to %q", name, w.Header().Get("Location"))
		}
	}
	past.Store(int64(3*24*time.Hour + time.Minute))
	for _, lang := range s.Catalog.Languages() {
		v := readView(t, s.browser(t, "").see(target, "Accept-Language", lang), http.StatusGone)
		v.wantCount("main form", 0)
		v.wantAttrs("main .actions a", "href", "/practice")
	}
	if w := s.browser(t, "").submit(target, "name", "Gus"); w.Code != http.StatusGone {
		t.Errorf("Gus begins when the days are over: %d", w.Code)
	}
	if w := fay.see(target); w.Header().Get("Location") != result {
		t.Errorf("Fay goes on when the days are over: %d", w.Code)
	}
	readView(t, fay.see(result), http.StatusOK).wantCount(".own-answers > li", 1)
	readView(t, s.as(t, "trainer-a").see("/host/"+q.id+"/report"), http.StatusOK).wantCount("svg.qr", 0)
}
