package handlers

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"clerkcoach/drills"
	"clerkcoach/records"
	"clerkcoach/tables"
)

// assign gives people of a store a drill.
func (l *learning) assign(tb testing.TB, a records.Assignment) {
	tb.Helper()
	a.Store, a.MadeBy, a.MadeAt, a.PassMark = "store-a", "trainer-a", l.Now().UnixMilli(), 80
	if a.Recipe == nil {
		a.Recipe = []byte(`{"cards":["hesitant","gone"],"kinds":["multiple-choice"],"count":2,"seed":7}`)
	}
	if err := l.kept.AddAssignment(tb.Context(), a); err != nil {
		tb.Fatal(err)
	}
}

// TestAssigned has a clerk do a drill that they are asked to do, first badly, then well.
func TestAssigned(t *testing.T) {
	t.Parallel()
	for _, lang := range testBook(t).Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			l := newLearning(t)
			l.assign(t, records.Assignment{ID: "drill", Title: "The undecided", Everybody: true})
			b := l.onTablet(t, "clerk-a").speak(lang)
			b.page("/me").wantTexts(".assigned b", "The undecided")
			end := b.page(b.work(l.book, b.leads(b.submit("/assigned/drill/start")), false, 10))
			end.wantTexts(".verdict h2", l.Catalog.Text(lang, "sat_not_yet"))
			b.page("/me").wantTexts(".assigned small", l.Catalog.Text(lang, "me_assigned_best", "best", 0, "pass", 80))
			first := b.leads(b.submit("/assigned/drill/start"))
			left := b.work(l.book, first, true, 1)
			if again := b.leads(b.submit("/assigned/drill/start")); again != left {
				t.Errorf("it goes on at %s, and was left at %s", again, left)
			}
			end = b.page(b.work(l.book, left, true, 10))
			end.wantTexts(".verdict h2", l.Catalog.Text(lang, "sat_passed"))
			b.page("/me").wantTexts(".assigned small", "✓ "+l.Catalog.Text(lang, "me_assigned_passed", "best", 100))
		})
	}
}

// TestAssignedToOthers wants what nobody asks of a person to be as if it were not there, and what cannot be asked to be said.
func TestAssignedToOthers(t *testing.T) {
	t.Parallel()
	l := newLearning(t)
	l.assign(t, records.Assignment{ID: "theirs", Title: "Another’s", People: []string{"trainer-a"}})
	l.assign(t, records.Assignment{ID: "over", Title: "Over", Everybody: true, UntilAt: l.Now().Add(time.Hour).UnixMilli()})
	nothing := []byte(`{"cards":["gone"],"count":2,"seed":7}`)
	l.assign(t, records.Assignment{ID: "empty", Title: "Empty", Everybody: true, Recipe: nothing})
	l.pass(2 * time.Hour)
	for id, want := range map[string]int{
		"theirs": http.StatusNotFound, "over": http.StatusNotFound, "none": http.StatusNotFound, "empty": http.StatusUnprocessableEntity,
	} {
		if w := l.as(t, "clerk-a").submit("/assigned/" + id + "/start"); w.Code != want {
			t.Errorf("%s: %d, want %d", id, w.Code, want)
		}
	}
	if w := l.as(t, "clerk-b").submit("/assigned/empty/start"); w.Code != http.StatusNotFound {
		t.Errorf("of another store: %d", w.Code)
	}
}

func TestAssignedRecipe(t *testing.T) {
	t.Parallel()
	book := testBook(t)
	d, err := readAssigned([]byte(`{"cards":["gone","hesitant"],"kinds":["true-false"],"count":3,"seed":9}`))
	if err != nil {
		t.Fatal(err)
	}
	r := d.recipe(book, "en")
	if len(r.Cards) != 1 || r.Cards[0] != "hesitant" || r.Count != 3 || r.Seed != 9 || r.Lang != "en" ||
		r.Kinds[0] != drills.TrueFalse {
		t.Errorf("%+v", r)
	}
	if r := (assignedDrill{Count: 3}).recipe(book, "en"); len(r.Cards) != 0 || r.Count != 3 {
		t.Errorf("of all cards: %+v", r)
	}
	if _, err := readAssigned([]byte(`[]`)); err == nil {
		t.Error("a list is no recipe")
	}
}

// TestMePage wants the own page to say what is known and what is shaky, and how much was practised.
func TestMePage(t *testing.T) {
	t.Parallel()
	l := newLearning(t)
	l.remembers(t, "clerk-a", false, 1, "hesitant")
	l.remembers(t, "clerk-a", true, 1, "type-indecisive")
	b := l.as(t, "clerk-a")
	me := b.page("/me")
	me.wantTexts(".figures b", "1", "1", "1")
	me.wantAttrs(".plate .near-card", "href", "/cards/hesitant")
	me.wantCount(".bars rect", recentDays)
	me.wantAttrs(".links a[href^='/me/re']", "href", "/me/results", "/me/records")
	me.wantCount("main .now", 1)
	if text := me.Find(".bars title").Eq(recentDays - 2).Text(); !strings.Contains(text, "2 answers") {
		t.Errorf("yesterday’s bar says %q", text)
	}
}

// TestMeFirst wants one thing to do next, the most important there is.
func TestMeFirst(t *testing.T) {
	t.Parallel()
	step, start := &StepView{}, TodayView{Start: "/practice/x"}
	asked := []AssignedView{{Passed: true}, {ID: "next"}}
	for want, page := range map[string]MePage{
		firstStep: {Step: step, Today: start, Assigned: asked}, firstToday: {Today: start, Assigned: asked},
		firstAssigned: {Assigned: asked}, firstFree: {Assigned: asked[:1]},
	} {
		if page.choose(); page.First != want {
			t.Errorf("%s, want %s", page.First, want)
		}
	}
}

// TestResults wants the own answers, by family and time, and nobody else's.
func TestResults(t *testing.T) {
	t.Parallel()
	l := newLearning(t)
	l.onTablet(t, "clerk-a").page("/me/results").wantTexts(".glance", l.Catalog.Text("en", "results_none"))
	for ago := 1; ago < 14; ago++ {
		l.remembers(t, "clerk-a", ago%2 == 0, ago, "hesitant", "care-deaf")
	}
	l.remembers(t, "clerk-b", true, 1, "type-indecisive")
	for _, lang := range l.book.Languages() {
		b := l.onTablet(t, "clerk-a").speak(lang)
		v := b.page("/me/results")
		v.wantTexts(".figures b", "26", "46 %")
		names := l.book.Names(lang).Families
		v.wantTexts("section:nth-of-type(1) tbody th", names["buying-style"].Title, names["care"].Title)
		v.wantCount(".given > li", resultAnswers)
		earlier := b.page(v.Find(".crumbs a:nth-of-type(2)").AttrOr("href", ""))
		earlier.wantCount(".given > li", 6)
		earlier.wantCount(".figures", 0)
	}
	if w := l.as(t, "clerk-a").see("/me/results?after=x"); w.Code != http.StatusBadRequest {
		t.Errorf("a place that is none: %d", w.Code)
	}
}

// TestRecords wants everything that is kept about a person, and nothing of others or of secrets, on the page and in both files.
func TestRecords(t *testing.T) {
	t.Parallel()
	l := newLearning(t)
	l.remembers(t, "clerk-a", true, 1, "hesitant")
	l.remembers(t, "clerk-b", true, 1, "care-deaf")
	if err := l.kept.View(t.Context(), "manager-a", "clerk-a", "person", l.Now().UnixMilli()); err != nil {
		t.Fatal(err)
	}
	for _, lang := range l.book.Languages() {
		v := l.onTablet(t, "clerk-a").speak(lang).page("/me/records")
		v.wantTexts(".rows b", "Name of manager-a")
		v.wantCount(".kept dt", 12)
	}
	b := l.as(t, "clerk-a")
	w := b.see("/me/records.json")
	var all map[string][]map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	if len(all["attempts"]) != 1 || all["attempts"][0]["card"] != "hesitant" || len(all["people"]) != 1 || len(all["views"]) != 1 {
		t.Errorf("%v", all)
	}
	for _, secret := range []string{"plain:", "clerk-b", "care-deaf"} {
		if bytes.Contains(w.Body.Bytes(), []byte(secret)) {
			t.Errorf("the file holds %q", secret)
		}
	}
	w = b.see("/me/records.xlsx")
	grid, err := tables.Read(w.Body, tables.Limits{})
	if err != nil || len(grid) == 0 || w.Header().Get("Content-Disposition") != `attachment; filename="clerkcoach-CA.xlsx"` {
		t.Errorf("%v, %v, %v", grid, err, w.Header())
	}
}

func TestPlainCell(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		column     string
		from, want any
	}{
		{"answered_at", int64(1_772_355_600_000), "2026-03-01T09:00:00Z"},
		{"left_at", int64(0), ""}, {"at", int64(1000), "1970-01-01T00:00:01Z"},
		{"times", int64(0), int64(0)}, {"score", 0.5, 0.5}, {"name", "x", "x"},
		{"name", []byte("x"), "x"}, {"name", nil, ""}, {"yes", true, "true"},
	} {
		if got := plainCell(tt.column, tt.from); got != tt.want {
			t.Errorf("%s %v gives %v, want %v", tt.column, tt.from, got, tt.want)
		}
	}
}
