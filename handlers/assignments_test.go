package handlers

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"clerkcoach/drills"
	"clerkcoach/records"
)

// assignmentForm is a good form, with some of its fields changed.
func assignmentForm(change ...string) []string {
	form := []string{"title", "Groups", "count", "3", "pass", "70", "until", "2026-03-31", "whom", "all", "card", "hesitant"}
	for i := 0; i+1 < len(change); i += 2 {
		if at := slices.Index(form, change[i]); at >= 0 && at%2 == 0 {
			form[at+1] = change[i+1]
		} else {
			form = append(form, change[i], change[i+1])
		}
	}
	return form
}

// TestAssignDrill makes a drill, looks at how far people are, and closes it.
func TestAssignDrill(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "trainer-a")
	w := b.submit("/assignments/new", assignmentForm("kind", "multiple-choice", "kind", "true-false")...)
	where := w.Header().Get("Location")
	id, ok := strings.CutPrefix(where, "/assignments/")
	if w.Code != http.StatusSeeOther || !ok {
		t.Fatalf("%d to %s: %s", w.Code, where, w.Body)
	}
	a, err := s.kept.Assignment(t.Context(), id)
	must(t, err)
	var d assignedDrill
	must(t, json.Unmarshal(a.Recipe, &d))
	want := assignedDrill{Cards: []string{"hesitant"}, Kinds: []drills.Kind{drills.TrueFalse}, Count: 3, Seed: d.Seed}
	if diff := gocmp.Diff(want, d); diff != "" {
		t.Errorf("the recipe (-want +got):\n%s", diff)
	}
	if a.Title != "Groups" || a.Store != "store-a" || !a.Everybody || a.PassMark != 70 ||
		a.MadeBy != "trainer-a" || untilText(a) != "2026-03-31" {
		t.Errorf("kept is %+v", a)
	}
	_, err = s.kept.StartSitting(t.Context(), records.Sitting{ID: "x", Person: "clerk-a", Drill: "d", Assignment: id, Questions: 1,
		StartedAt: a.MadeAt})
	must(t, err)
	_, err = s.kept.StartSitting(t.Context(), records.Sitting{ID: "y", Person: "trainer-a", Drill: "e", Assignment: id,
		Questions: 2, StartedAt: a.MadeAt})
	must(t, err)
	s.gives(t, "clerk-a", "store-a", "hesitant", 1)
	t.Run("pages", func(t *testing.T) { s.assignedPages(t, b, where) })
	for range 2 { // the second changes nothing
		if w := b.submit(where + "/close"); w.Code != http.StatusSeeOther {
			t.Errorf("close: %d", w.Code)
		}
	}
	if a, err := s.kept.Assignment(t.Context(), id); err != nil || a.ClosedAt == 0 {
		t.Errorf("closed is %+v, %v", a, err)
	}
}

// assignedPages looks at an assigned drill that one of two has passed and the other begun.
func (s *testSite) assignedPages(t *testing.T, b *asked, where string) {
	t.Helper()
	s.eachLanguage(t, func(t *testing.T, lang string) {
		v := readView(t, b.see(where, "Accept-Language", lang), http.StatusOK)
		v.wantTexts(".figures b", "2", "2", "1", "1")
		v.wantTexts(".rows .state", s.Catalog.Text(lang, "assignment_passed"), s.Catalog.Text(lang, "assignment_under_way",
			"answered", 0, "all", 2))
		v.wantTexts(".rows .tried > b", "100 %")
		list := readView(t, b.see("/assignments", "Accept-Language", lang), http.StatusOK)
		list.wantTexts(".assigned b", "Groups")
		list.wantTexts(".assigned dd", "2", "2", "1", "1")
		person := readView(t, b.see("/team/people/trainer-a", "Accept-Language", lang), http.StatusOK)
		person.wantAttrs(".rows a", "href", where)
	})
}

// TestAssignFamily ticks a whole family of one handbook.
func TestAssignFamily(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "trainer-a")
	card, ok := testBook(t).Card("hesitant")
	if !ok {
		t.Fatal("no card hesitant")
	}
	family := familyOf(card.Handbook, card.Family)
	v := readView(t, b.submit("/assignments/new?lang=en", "title", "Family", "count", "2", "pass", "0", "family", family),
		http.StatusUnprocessableEntity)
	v.wantAttrs("input[name=family][checked]", "value", family)
	w := b.submit("/assignments/new", "title", "Family", "count", "2", "pass", "50", "family", family, "family", "other/"+card.Family)
	a, err := s.kept.Assignment(t.Context(), strings.TrimPrefix(w.Header().Get("Location"), "/assignments/"))
	must(t, err)
	d, err := readAssigned(a.Recipe)
	must(t, err)
	if want := testBook(t).CardIDs(card.Handbook, card.Family); !slices.Equal(d.Cards, want) {
		t.Errorf("the cards are %v, want %v", d.Cards, want)
	}
}

// TestAssignToSome names people; those of another store are left out.
func TestAssignToSome(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "manager-a")
	w := b.submit("/assignments/new", "title", "Some", "count", "2", "pass", "50", "whom", "some", "person", "clerk-a", "person",
		"clerk-b")
	a, err := s.kept.Assignment(t.Context(), strings.TrimPrefix(w.Header().Get("Location"), "/assignments/"))
	must(t, err)
	if a.Everybody || !slices.Equal(a.People, []string{"clerk-a"}) || a.UntilAt != 0 {
		t.Errorf("kept is %+v", a)
	}
	readView(t, b.see("/assignments/"+a.ID), http.StatusOK).wantCount(".rows li", 1)
}

// TestAssignPreview shows the questions and keeps nothing.
func TestAssignPreview(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "trainer-a")
	for _, lang := range s.Catalog.Languages() {
		form := assignmentForm("preview", "1", "count", "100")
		v := readView(t, b.submit("/assignments/new?lang="+lang, form...), http.StatusOK)
		n := v.Find("#preview li").Length()
		if n == 0 || n == 100 {
			t.Errorf("%d questions", n)
		}
		v.wantTexts("#preview > p", s.Catalog.Text(lang, "assignment_fewer"))
		v.wantTexts("#preview h2", s.Catalog.Text(lang, "assignment_preview", "count", n))
		v.wantAttrs("input[name=title]", "value", "Groups")
		v.wantAttrs("input[name=card][checked]", "value", "hesitant")
	}
	if all, _, err := s.kept.AssignmentsOf(t.Context(), "store-a", records.Page{}); err != nil || len(all) > 0 {
		t.Errorf("kept is %+v, %v", all, err)
	}
	// What was looked at is what is assigned.
	v := readView(t, b.submit("/assignments/new", assignmentForm("preview", "1")...), http.StatusOK)
	w := b.submit("/assignments/new", assignmentForm("seed", v.attrs("input[name=seed]", "value")[0])...)
	made := readView(t, b.see(w.Header().Get("Location")), http.StatusOK)
	made.wantTexts(".asked-list li", v.texts("#preview li")...)
}

// TestAssignWrong wants a wrong form back with what was typed, and a word on each field.
func TestAssignWrong(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "trainer-a")
	for _, tt := range []struct{ field, value, rule string }{
		{"title", " ", "title"}, {"title", "a\tb", "title"}, {"title", strings.Repeat("字", 121), "long"}, {"count", "0", "count"},
		{"count", "101", "count"},
		{"count", "many", "count"}, {"pass", "0", "pass"}, {"pass", "101", "pass"}, {"until", "2026-02-28", "past"}, {"whom", "some",
			"whom"},
		{"kind", "numerical", "empty"},
	} {
		v := readView(t, b.submit("/assignments/new?lang=en", assignmentForm(tt.field, tt.value)...), http.StatusUnprocessableEntity)
		v.wantTexts(".faults li", s.Catalog.Text("en", "field_assignment_"+tt.rule))
		v.wantAttrs("input[name=card][checked]", "value", "hesitant")
		if tt.field == "count" {
			v.wantAttrs("input[name=count]", "value", tt.value)
		}
	}
	readView(t, b.submit("/assignments/new?lang=en", assignmentForm("until", "soon")...), http.StatusUnprocessableEntity).
		wantTexts(".faults li", s.Catalog.Text("en", "field_team_date"))
}

// TestAssignedDrillGone wants the page of a drill whose cards are all gone to say so.
func TestAssignedDrillGone(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	must(t, s.kept.AddAssignment(t.Context(), records.Assignment{
		ID: "old", Store: "store-a", Title: "Old", Recipe: []byte(`{"cards":["gone"],"count":3,"seed":1}`), PassMark: 80,
		Everybody: true, MadeBy: "x", MadeAt: 1,
	}))
	v := readView(t, s.as(t, "trainer-a").see("/assignments/old", "Accept-Language", "en"), http.StatusOK)
	v.wantTexts("p.glance", s.Catalog.Text("en", "assignment_gone"))
}
