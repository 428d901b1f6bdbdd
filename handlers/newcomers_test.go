package handlers

import (
	"net/http"
	"os"
	"testing"
	"testing/fstest"

	"clerkcoach/playbook"
	"clerkcoach/records"
)

// withPath is a server with the test playbook and a path in it.
func withPath(tb testing.TB) *testSite {
	tb.Helper()
	words := "paths:\n  first:\n    title: The path\n    purpose: To learn\n    steps:\n" +
		"      read: {title: Read it, why: First}\n      test: {title: The test, why: Second}\n"
	book, err := playbook.Load(playbook.Layer{FS: os.DirFS(testPlaybook)}, playbook.Layer{FS: fstest.MapFS{
		"paths.yaml": {Data: []byte("paths:\n  - id: first\n    steps:\n      - {id: read, kind: read, day: 1, cards: [hesitant]}\n" +
			"      - {id: test, kind: test, day: 1, cards: [hesitant], count: 1, pass: 80, tries: 1}\n")},
		"en/paths.yaml": {Data: []byte(words)}, "zh-Hans/paths.yaml": {Data: []byte(words)},
	}})
	must(tb, err)
	return newTestServer(tb, func(o *Options) { o.Indexes = testIndexes(tb, book) })
}

// TestNewcomers puts somebody on a path, lets them fail, releases the test and takes them off.
func TestNewcomers(t *testing.T) {
	t.Parallel()
	s := withPath(t)
	s.withPeople(t)
	b := s.as(t, "trainer-a")
	path := []string{"person", "clerk-a", "path", "first", "step", "test"}
	if w := b.submit("/team/newcomers", path...); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/team/newcomers" {
		t.Fatalf("start: %d %s", w.Code, w.Body)
	}
	readView(t, b.see("/team/newcomers", "Accept-Language", "en"), http.StatusOK).wantTexts(".standing .note", "Next: Read it")
	must(t, s.kept.DoStep(t.Context(), "clerk-a", "first", "read", "clerk-a", s.Now().UnixMilli()))
	_, err := s.kept.StartSitting(t.Context(), records.Sitting{
		ID: "x", Person: "clerk-a", Drill: "d", Path: "first", Step: "test", Questions: 1, StartedAt: s.Now().UnixMilli(),
	})
	must(t, err)
	s.gives(t, "clerk-a", "store-a", "hesitant", 0)
	v := readView(t, b.see("/team/newcomers", "Accept-Language", "en"), http.StatusOK)
	v.wantTexts(".standing .stuck-why", s.Catalog.Text("en", "team_stuck_test", "step", "The test", "count", 1))
	v.wantAttrs(".standing progress", "value", "1")
	readView(t, b.see("/team/people/clerk-a"), http.StatusOK).wantCount(".standing", 1)
	for range 2 { // the second changes nothing
		if w := b.submit("/team/newcomers/release", path...); w.Code != http.StatusSeeOther {
			t.Fatalf("release: %d %s", w.Code, w.Body)
		}
	}
	released := 0
	events, err := s.kept.StepsOf(t.Context(), "clerk-a")
	must(t, err)
	for _, e := range events {
		if e.What == records.StepReleased && e.By == "trainer-a" {
			released++
		}
	}
	if released != 1 {
		t.Errorf("released %d times", released)
	}
	readView(t, b.see("/team/newcomers"), http.StatusOK).wantCount(".stuck", 0)
	for range 2 {
		if w := b.submit("/team/newcomers/end", path...); w.Code != http.StatusSeeOther {
			t.Fatalf("end: %d %s", w.Code, w.Body)
		}
	}
	readView(t, b.see("/team/newcomers"), http.StatusOK).wantCount(".standing", 0)
	readView(t, b.submit("/team/newcomers", "person", ""), http.StatusUnprocessableEntity).wantCount(".faults li", 1)
	for _, form := range [][]string{
		{"person", "clerk-b", "path", "first"}, {"person", "clerk-a", "path", "none"}, {"person", "none", "path", "first"},
	} {
		if w := b.submit("/team/newcomers", form...); w.Code != http.StatusNotFound {
			t.Errorf("%v: %d", form, w.Code)
		}
	}
}
