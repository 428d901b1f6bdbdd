package handlers

import (
	"net/http"
	"testing"
	"time"

	"clerkcoach/drills"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestFirstDay leads a new hire by forms alone from their own page through the whole path, in either language.
func TestFirstDay(t *testing.T) {
	t.Parallel()
	for _, lang := range testBook(t).Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			l := newLearning(t)
			b := l.as(t, "clerk-a").speak(lang)
			me := b.page("/me")
			me.wantAttrs("form[action^='/path']", "action", "/path/start/begin")
			if to := b.leads(b.submit("/path/start/begin")); to != "/path/start" {
				t.Fatalf("beginning leads to %s", to)
			}
			b.page("/me").wantTexts(".now h2", "hesitant-read "+lang)
			path := b.page("/path/start")
			path.wantTexts(".now h2", "hesitant-read "+lang)
			path.wantAttrs(".now .near-card", "href", "/cards/hesitant", "/cards/type-indecisive")
			path.wantCount(".way > .closed", 1)
			b.leads(b.submit("/path/start/hesitant-read/read"))

			b.page("/me").wantAttrs(".now form", "action", "/path/start/hesitant-practise/start")
			end := b.page(b.work(l.book, b.leads(b.submit("/path/start/hesitant-practise/start")), false, 10))
			end.wantTexts(".verdict h2", l.Catalog.Text(lang, "sat_done"))
			end.wantAttrs(".verdict a", "href", "/path/start")

			b.page("/path/start").wantTexts(".now h2", "hesitant-test "+lang)
			end = b.page(b.work(l.book, b.leads(b.submit("/path/start/hesitant-test/start")), true, 10))
			end.wantTexts(".verdict h2", l.Catalog.Text(lang, "sat_passed"))
			b.page("/path/start").wantTexts(".now h2", "deaf-read "+lang)
			b.leads(b.submit("/path/start/deaf-read/read"))
			path = b.page("/path/start")
			path.wantTexts(".now h2", l.Catalog.Text(lang, "path_finished"))
			path.wantCount(".way > .done", 4)
		})
	}
}

// TestTestGate wants a test that was failed to wait, then to be held until a trainer releases it, and what is behind it to stay closed.
func TestTestGate(t *testing.T) {
	t.Parallel()
	l := newLearning(t)
	l.begin(t, "clerk-a")
	b := l.as(t, "clerk-a")
	const start = "/path/start/hesitant-test/start"
	fail := func() {
		t.Helper()
		end := b.page(b.work(l.book, b.leads(b.submit(start)), false, 10))
		end.wantTexts(".verdict h2", l.Catalog.Text("en", "sat_not_yet"))
	}
	refused := func(target, id string) {
		t.Helper()
		v := readView(t, b.submit(target), http.StatusForbidden)
		v.wantTexts("h1", l.Catalog.Text("en", "error_"+id))
	}
	refused("/path/start/deaf-read/read", "step_closed")
	fail()
	refused(start, "step_waiting")
	b.page("/path/start").wantCount(".way > .waiting", 1)
	l.pass(2 * time.Hour)
	fail()
	refused(start, "step_held")
	l.pass(48 * time.Hour)
	refused(start, "step_held")
	b.page("/path/start").wantCount(".way > .held", 1)
	if err := l.kept.ReleaseStep(t.Context(), "clerk-a", "start", "hesitant-test", "trainer-a", l.Now().UnixMilli()); err != nil {
		t.Fatal(err)
	}
	end := b.page(b.work(l.book, b.leads(b.submit(start)), true, 10))
	end.wantTexts(".verdict h2", l.Catalog.Text("en", "sat_passed"))
	b.leads(b.submit("/path/start/deaf-read/read"))
	if w := b.submit(start); w.Code != http.StatusConflict {
		t.Errorf("a test that is passed starts again: %d", w.Code)
	}
}

// TestResumed wants a test that was left to go on where it was left, so that nobody draws other questions by leaving.
func TestResumed(t *testing.T) {
	t.Parallel()
	l := newLearning(t)
	l.begin(t, "clerk-a")
	b := l.as(t, "clerk-a")
	const start = "/path/start/hesitant-test/start"
	first := b.leads(b.submit(start))
	left := b.work(l.book, first, false, 1)
	if again := b.leads(b.submit(start)); again != left {
		t.Errorf("it goes on at %s, and was left at %s", again, left)
	}
	if other := b.speak("zh-Hans").leads(b.submit(start)); other == left {
		t.Error("it goes on in another language")
	}
}

// TestOwnPathOnly wants paths that somebody does not follow, and what no path has, to be as if they were not there.
func TestOwnPathOnly(t *testing.T) {
	t.Parallel()
	l := newLearning(t)
	l.begin(t, "clerk-a")
	own, other := l.onTablet(t, "clerk-a"), l.onTablet(t, "clerk-b")
	own.page("/path/start")
	for _, target := range []string{"/path/start", "/path/none"} {
		if w := other.see(target); w.Code != http.StatusNotFound {
			t.Errorf("%s of somebody else: %d", target, w.Code)
		}
	}
	for b, targets := range map[*asked][]string{
		other: {"/path/start/hesitant-read/read", "/path/start/hesitant-test/start", "/path/none/begin"},
		own:   {"/path/start/none/read", "/path/start/hesitant-read/start", "/path/start/hesitant-practise/read", "/path/none/begin"},
	} {
		for _, target := range targets {
			if w := b.submit(target); w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", target, w.Code)
			}
		}
	}
	if err := l.kept.EndPath(t.Context(), "clerk-a", "start", l.Now().UnixMilli()); err != nil {
		t.Fatal(err)
	}
	if w := own.see("/path/start"); w.Code != http.StatusNotFound {
		t.Errorf("a path that has ended: %d", w.Code)
	}
}

func TestDoneOn(t *testing.T) {
	t.Parallel()
	path := &playbook.Path{ID: "p", Steps: []playbook.Step{{ID: "r", Kind: playbook.StepRead}, {ID: "t", Kind: playbook.StepTest}, {ID: "x", Kind: playbook.StepPractise}}}
	events := []records.StepEvent{
		{Path: "p", Step: "r", What: records.StepDone, At: 2},
		{Path: "other", Step: "x", What: records.StepTried, At: 3},
		{Path: "p", Step: "t", What: records.StepTried, At: 4, Percent: 60},
		{Path: "p", Step: "t", What: records.StepReleased, At: 5},
		{Path: "p", Step: "x", What: records.StepTried, At: 6, Percent: 10},
		{Path: "p", Step: "x", What: records.StepTried, At: 7, Percent: 90},
	}
	want := drills.Done{
		Started: 1, Steps: map[string]int64{"r": 2, "x": 6}, Tries: []drills.Try{{Step: "t", Score: 0.6, At: 4}},
		Releases: []drills.Release{{Step: "t", At: 5}},
	}
	if diff := gocmp.Diff(want, doneOn(path, records.Enrolment{StartedAt: 1}, events)); diff != "" {
		t.Error(diff)
	}
}

// TestOffers wants paths to be offered to clerks who follow none.
func TestOffers(t *testing.T) {
	t.Parallel()
	l := newLearning(t)
	for _, role := range people.Roles() {
		want := 0
		if role == people.Clerk {
			want = 1
		}
		l.as(t, string(role)+"-a").page("/me").wantCount("form[action$='/begin']", want)
	}
	l.begin(t, "clerk-a")
	l.as(t, "clerk-a").page("/me").wantCount("form[action$='/begin']", 0)
}
