package handlers

import (
	"net/http"
	"testing"

	"clerkcoach/records"
)

// TestSettings has an admin choose for how long things are kept, and a clerk read it.
func TestSettings(t *testing.T) {
	t.Parallel()
	for _, lang := range testBook(t).Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			l := newLearning(t)
			b := l.as(t, "admin-a").speak(lang)
			b.page("/me").wantCount(".links a[href='/settings']", 1)
			b.page("/settings").wantAttrs("input.boxed", "value", "1095", "90", "365", "0")
			b.leads(b.submit("/settings", "answers", " 730 ", "leavers", "0", "views", "30", "sessions", "31"))
			page := b.page("/settings?done=saved")
			page.wantAttrs("input.boxed", "value", "730", "0", "30", "31")
			page.wantCount(".told", 1)
			long := l.onTablet(t, "clerk-a").speak(lang).page("/me/records").Find("section:nth-of-type(2) dd").Text()
			words := func(id string, pairs ...any) string { return l.Catalog.Text(lang, id, pairs...) }
			want := words("records_long_answers", "time", words("kept_years", "count", 2)) +
				words("records_long_each", "time", words("kept_days", "count", records.LookupDays)) +
				words("records_long_each", "time", words("kept_days", "count", 30)) +
				words("records_long_signed_in", "time", words("kept_days", "count", 31)) +
				words("records_long_leaving_ever")
			if long != want {
				t.Errorf("%q, want %q", long, want)
			}
		})
	}
}

// TestSettingsWrongly wants all figures to stay as they are where one is wrong, and the form to come back as it was typed.
func TestSettingsWrongly(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "admin-a")
	for _, typed := range []string{"", "29", "3651", "-1", "three", "1e3", "99999999999999999999", "999999999999999999999"} {
		w := b.submit("/settings", "answers", "60", "leavers", "60", "views", "60", "sessions", typed)
		v := readView(t, w, http.StatusUnprocessableEntity)
		v.wantCount(".faults li", 1)
		v.wantAttrs("input.boxed", "value", "60", "60", "60", typed)
	}
	readView(t, b.submit("/settings"), http.StatusUnprocessableEntity).wantCount(".faults li", 4)
	if got, err := s.kept.Retention(t.Context()); err != nil || got != records.UsualRetention() {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestViewsSayWhat wants somebody to read what others did with their entry and results.
func TestViewsSayWhat(t *testing.T) {
	t.Parallel()
	l := newLearning(t)
	for at, what := range []string{"person", sawEntry, changedEntry} {
		if err := l.kept.View(t.Context(), "manager-a", "clerk-a", what, int64(at)); err != nil {
			t.Fatal(err)
		}
	}
	for _, lang := range l.book.Languages() {
		v := l.onTablet(t, "clerk-a").speak(lang).page("/me/records")
		for i, id := range []string{"records_seen_change", "records_seen_entry", "records_seen_results"} {
			want := l.Catalog.Text(lang, id) + " · " + Base{Lang: lang, catalog: l.Catalog}.Dated(0)
			if got := v.Find(".rows small").Eq(i).Text(); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
}
