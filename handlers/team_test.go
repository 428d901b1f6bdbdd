package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"clerkcoach/people"
	"clerkcoach/records"
	"clerkcoach/tables"
)

// gives keeps answers of a person of a store about a card, one a minute, the last a minute ago.
func (s *testSite) gives(tb testing.TB, person, store, card string, scores ...float64) {
	tb.Helper()
	now := s.Now().UnixMilli()
	for i, score := range scores {
		at := now - int64(len(scores)-i)*60_000
		a := records.Attempt{
			ID: fmt.Sprint(person, "-", s.NewID()), Drill: "d", Question: "1", Card: card, Kind: "multiple-choice", Lang: "en",
			Answer: []byte(`"a"`),
			Score:  score, AnsweredAt: at, ReceivedAt: at, Person: person, Store: store, Stem: "who." + card + ".1", Day: dayOf(at),
		}
		a.Family = map[string]string{"hesitant": "buying-style", "care-deaf": "care", "type-indecisive": "personality"}[card]
		if _, _, err := s.kept.Keep(tb.Context(), a); err != nil {
			tb.Fatal(err)
		}
	}
}

// times repeats a score.
func times(n int, score float64) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = score
	}
	return all
}

// teamPages are the addresses of what a trainer sees, and of what they can change.
func teamPages() []string {
	return []string{
		"/team", "/team/questions", "/team/people/clerk-a", "/team/newcomers", "/assignments", "/assignments/new", "/assignments/none",
		"/team/export/team.csv", "/team/export/team.xlsx", "/team/export/questions.csv", "/team/export/newcomers.csv",
		"/team/export/activity.csv",
	}
}

// TestTeamIsForTrainers wants a clerk refused, a trainer with a PIN led to the password, and a stranger to the sign-in.
func TestTeamIsForTrainers(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	clerk, tablet, nobody := s.as(t, "clerk-a"), s.onTablet(t, "trainer-a"), s.browser(t, "")
	for _, target := range teamPages() {
		if w := clerk.see(target); w.Code != http.StatusForbidden {
			t.Errorf("%s for a clerk: %d", target, w.Code)
		}
		if w := tablet.see(target); w.Code != http.StatusSeeOther || !strings.HasSuffix(w.Header().Get("Location"), "&how=password") {
			t.Errorf("%s with a PIN: %d to %s", target, w.Code, w.Header().Get("Location"))
		}
		if w := nobody.see(target); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/sign-in?") {
			t.Errorf("%s for a stranger: %d", target, w.Code)
		}
	}
	for _, target := range []string{
		"/team/newcomers", "/team/newcomers/end", "/team/newcomers/release", "/assignments/new", "/assignments/none/close",
	} {
		if w := clerk.submit(target, "person", "clerk-a"); w.Code != http.StatusForbidden {
			t.Errorf("%s by a clerk: %d", target, w.Code)
		}
	}
	for role, want := range map[string]int{"clerk-a": 0, "trainer-a": 4, "manager-b": 4} {
		readView(t, s.as(t, role).see("/me"), http.StatusOK).wantCount(`.links a[href^="/team"], .links a[href="/assignments"]`, want)
	}
	readView(t, tablet.see("/me"), http.StatusOK).wantCount(`.links a[href^="/team"]`, 0)
}

// TestTeamIsOfOwnStore wants what is another store's to be as if there were none, but for an admin.
func TestTeamIsOfOwnStore(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	must(t, s.kept.AddAssignment(t.Context(), records.Assignment{
		ID: "of-b", Store: "store-b", Title: "B", Recipe: []byte(`{"count":3,"seed":1}`), PassMark: 80, Everybody: true,
		MadeBy: "trainer-b", MadeAt: 1,
	}))
	trainer, admin := s.as(t, "trainer-a"), s.as(t, "admin-a")
	for _, target := range []string{
		"/team?store=store-b", "/team/questions?store=store-b", "/team/newcomers?store=store-b", "/team/people/clerk-b",
		"/assignments?store=store-b",
		"/assignments/new?store=store-b", "/assignments/of-b", "/team/export/team.csv?store=store-b",
		"/team/export/assignment.csv?id=of-b",
	} {
		if w := trainer.see(target); w.Code != http.StatusNotFound {
			t.Errorf("%s for another store's trainer: %d", target, w.Code)
		}
		if w := admin.see(target); w.Code != http.StatusOK {
			t.Errorf("%s for an admin: %d", target, w.Code)
		}
	}
	for _, target := range []string{
		"/team?store=none", "/team/people/nobody", "/assignments/none", "/team/export/none.csv", "/team/export/team.pdf",
		"/team/export/team",
	} {
		if w := admin.see(target); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
	for target, form := range map[string][]string{
		"/team/newcomers":         {"person", "clerk-b", "path", "first-week"},
		"/assignments/of-b/close": nil,
		"/assignments/new":        {"store", "store-b", "title", "x", "count", "3", "pass", "80"},
	} {
		if w := trainer.submit(target, form...); w.Code != http.StatusNotFound {
			t.Errorf("%s by another store's trainer: %d", target, w.Code)
		}
	}
}

// must fails where there is an error.
func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// TestTeamPage wants figures, the heat map as a picture and as a table, and who needs help with what.
func TestTeamPage(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	s.gives(t, "clerk-a", "store-a", "hesitant", append(times(7, 1), 0, 0.5, 0)...)
	s.gives(t, "trainer-a", "store-a", "care-deaf", times(4, 1)...)
	s.gives(t, "clerk-b", "store-b", "hesitant", times(20, 0)...)
	b := s.as(t, "manager-a")
	s.eachLanguage(t, func(t *testing.T, lang string) {
		v := readView(t, b.see("/team", "Accept-Language", lang), http.StatusOK)
		v.wantTexts(".figures b", "82 %", "14", "2")
		v.wantTexts(".helped > li > a", "Name of clerk-a")
		v.wantTexts(".helped ul span", wordsOf(t, "hesitant", lang).Title)
		v.wantTexts(".helped small", s.Catalog.Text(lang, "team_why_wrong", "count", 3))
		v.wantTexts(".who-names title", "Name of admin-a", "Name of clerk-a", "Name of manager-a", "Name of trainer-a")
		v.wantCount(".cells g[role=img]", 4*3)
		v.wantTexts(".cells .percent", "75", "75", "100", "100")
		v.wantTexts(".cells .t0 ~ .percent", "100", "100")
		v.wantCount(`.cells .t4`, 2)
		v.wantCount(".heat ~ details tbody tr", 4)
		v.wantCount(".bars svg title", usualDays)
		v.wantAttrs(".files a", "href", "/team/export/team.csv", "/team/export/team.xlsx", "/team/export/activity.csv",
			"/team/export/activity.xlsx")
		weak := readView(t, b.see("/team?by=weakest", "Accept-Language", lang), http.StatusOK)
		weak.wantTexts(".who-names title", "Name of clerk-a", "Name of trainer-a", "Name of admin-a", "Name of manager-a")
		weak.wantAttrs(".files a[href*=team\\.]", "href", "/team/export/team.csv?by=weakest", "/team/export/team.xlsx?by=weakest")
		role := readView(t, b.see("/team?role=trainer", "Accept-Language", lang), http.StatusOK)
		role.wantTexts(".who-names title", "Name of trainer-a")
		role.wantTexts(".figures b", "100 %", "4", "1")
	})
}

// TestTeamEmpty wants kind words where there is nothing yet.
func TestTeamEmpty(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "trainer-b")
	s.eachLanguage(t, func(t *testing.T, lang string) {
		none := s.Catalog.Text(lang, "team_no_answers")
		for target, want := range map[string]string{
			"/team": none, "/team/questions": none, "/team/newcomers": s.Catalog.Text(lang, "team_newcomers_none"),
			"/assignments": s.Catalog.Text(lang, "assignments_none"), "/team/people/clerk-b": s.Catalog.Text(lang, "team_person_none"),
		} {
			v := readView(t, b.see(target, "Accept-Language", lang), http.StatusOK)
			if !strings.Contains(v.Find("main").Text(), want) {
				t.Errorf("%s does not say %q", target, want)
			}
			v.wantCount(".heat", 0)
		}
	})
}

// TestTeamWrongFilter wants what was typed to stay, with a message, and the usual days to be shown.
func TestTeamWrongFilter(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	s.gives(t, "clerk-a", "store-a", "hesitant", times(5, 1)...)
	b := s.as(t, "trainer-a")
	for query, id := range map[string]string{
		"role=boss": "field_team_choice", "last=5": "field_team_choice", "last=x": "field_team_choice", "by=chance": "field_team_choice",
		"from=yesterday": "field_team_date", "from=2026-02-30": "field_team_date", "until=1": "field_team_date",
		"from=2026-03-01&until=2026-02-01": "field_team_order", "from=2020-01-01": "field_team_long",
		"from=0001-01-01&until=0001-01-02x": "field_team_date",
	} {
		v := readView(t, b.see("/team?"+query, "Accept-Language", "en"), http.StatusBadRequest)
		v.wantTexts(".faults li", s.Catalog.Text("en", id))
		v.wantTexts(".figures b", "100 %", "5", "1")
		if from, ok := strings.CutPrefix(query, "from="); ok {
			from, _, _ = strings.Cut(from, "&")
			v.wantAttrs("input[name=from]", "value", from)
		}
		if w := b.see("/team/export/team.csv?" + query); w.Code != http.StatusBadRequest {
			t.Errorf("a file for %s: %d", query, w.Code)
		}
	}
	readView(t, b.see("/team?last=7&role=clerk", "Accept-Language", "en"), http.StatusOK).wantAttrs(".chip[aria-current]", "href",
		"/team?last=7&role=clerk", "/team?last=7&role=clerk")
	readView(t, b.see("/team?from=0001-01-01&until=0001-02-01", "Accept-Language", "en"), http.StatusOK).wantCount(".figures", 0)
}

// TestTeamErased wants the pages to stand what erasing leaves behind, and nobody to be shown for it.
func TestTeamErased(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	s.gives(t, "clerk-a", "store-a", "hesitant", times(12, 0)...)
	p, err := s.kept.Person(t.Context(), "clerk-a")
	must(t, err)
	p.LeftAt = s.Now().UnixMilli()
	must(t, s.kept.ChangePerson(t.Context(), p, p.LeftAt))
	b := s.as(t, "trainer-a")
	left := readView(t, b.see("/team/people/clerk-a", "Accept-Language", "en"), http.StatusOK)
	left.wantTexts("h1", "Name of clerk-a")
	must(t, s.kept.Erase(t.Context(), "clerk-a", s.Now().UnixMilli()))
	for _, target := range []string{"/team", "/team/questions", "/team/newcomers", "/assignments", "/team/export/team.csv"} {
		w := b.see(target)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "gone-") || strings.Contains(w.Body.String(), "Name of clerk-a") {
			t.Errorf("%s: %d, %s", target, w.Code, w.Body)
		}
	}
	if w := b.see("/team/people/clerk-a"); w.Code != http.StatusNotFound {
		t.Errorf("the page of who was erased: %d", w.Code)
	}
	// What was answered still counts for the questions and the days.
	readView(t, b.see("/team/questions"), http.StatusOK).wantCount(".stems > li", 1)
	if table := b.table(t, "/team/export/activity.csv"); table[len(table)-1].Cells[2] != "12" {
		t.Errorf("the last day is %+v", table[len(table)-1])
	}
}

// table reads a file that is downloaded.
func (b *asked) table(tb testing.TB, target string) []tables.Row {
	tb.Helper()
	w := b.see(target, "Accept-Language", "en")
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment; filename=") {
		tb.Fatalf("%s: %d, %s", target, w.Code, w.Body)
	}
	rows, err := tables.Read(bytes.NewReader(w.Body.Bytes()), tables.Limits{})
	must(tb, err)
	return rows
}

// TestTeamFiles wants both forms of each file to say the same, and a name that looks like a formula to be a text.
func TestTeamFiles(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	p, err := s.kept.Person(t.Context(), "clerk-a")
	must(t, err)
	p.Name = "=1+1"
	must(t, s.kept.ChangePerson(t.Context(), p, s.Now().UnixMilli()))
	s.gives(t, "clerk-a", "store-a", "hesitant", times(10, 1)...)
	must(t, s.kept.AddAssignment(t.Context(), records.Assignment{
		ID: "one", Store: "store-a", Title: "=2+2", Recipe: []byte(`{"count":3,"seed":1}`), PassMark: 80, Everybody: true,
		MadeBy: "trainer-a",
		MadeAt: s.Now().UnixMilli(),
	}))
	b := s.as(t, "trainer-a")
	for _, what := range []string{"team%s", "questions%s", "newcomers%s", "activity%s", "assignment%s?id=one"} {
		csv, xlsx := b.table(t, "/team/export/"+fmt.Sprintf(what, ".csv")), b.table(t, "/team/export/"+fmt.Sprintf(what, ".xlsx"))
		if diff := gocmp.Diff(csv, xlsx); diff != "" {
			t.Errorf("%s (-csv +xlsx):\n%s", what, diff)
		}
	}
	if raw := b.see("/team/export/team.csv").Body.String(); !strings.Contains(raw, "'=1+1") || strings.Contains(raw, ",=1+1") {
		t.Errorf("the formula is in %s", raw)
	}
	var row []string
	for _, r := range b.table(t, "/team/export/team.csv") {
		if r.Cells[0] == "CA" {
			row = r.Cells
		}
	}
	if diff := gocmp.Diff([]string{"CA", "=1+1", "100", "10", "100", "10"}, row); diff != "" {
		t.Errorf("the row (-want +got):\n%s", diff)
	}
}

// TestTeamQuestions wants the hardest first, figures where there are enough answers, and words for each question.
func TestTeamQuestions(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	at := s.Now().UnixMilli()
	for i := range 12 {
		id := "p-" + strconv.Itoa(i)
		must(t, s.kept.AddPerson(t.Context(), people.Person{ID: id, Number: id, Name: id, Store: "store-a", Role: people.Clerk,
			AddedAt: at}))
		s.gives(t, id, "store-a", "hesitant", float64(i%2))
		s.gives(t, id, "store-a", "type-indecisive", 1)
	}
	s.gives(t, "clerk-a", "store-a", "care-deaf", 0)
	s.gives(t, "clerk-a", "store-a", "gone", 0)
	b := s.as(t, "trainer-a")
	s.eachLanguage(t, func(t *testing.T, lang string) {
		v := readView(t, b.see("/team/questions", "Accept-Language", lang), http.StatusOK)
		few := s.Catalog.Text(lang, "team_too_few")
		v.wantTexts(".stems dd:first-of-type b", "50 %", "100 %")
		v.wantTexts(".stems > li:nth-child(1) dd", "50 % 25–75", few, "12")
		v.wantTexts(".stems > li:nth-child(3) dd", few, few, "1")
		v.wantAttrs(".stems .note a", "href", "/cards/hesitant", "/cards/type-indecisive", "/cards/care-deaf")
		v.wantTexts(".stems > li:nth-child(4) .prompt", s.Catalog.Text(lang, "team_question_gone"))
		readView(t, b.see("/team/questions?by=apart", "Accept-Language", lang), http.StatusOK).wantCount(".stems > li", 4)
	})
}

// TestTeamPerson wants a person's page to show what they have answered, and that it was looked at to be noted.
func TestTeamPerson(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	s.gives(t, "clerk-a", "store-a", "hesitant", 1, 0.5, 0)
	s.gives(t, "clerk-a", "store-a", "gone", 0)
	b := s.as(t, "trainer-a")
	v := readView(t, b.see("/team/people/clerk-a", "Accept-Language", "en"), http.StatusOK)
	v.wantTexts("h1", "Name of clerk-a")
	v.wantTexts(".figures b", "38 %", "4", dayText(dayOf(s.Now().UnixMilli())))
	v.wantCount("section:last-of-type tbody tr", 4)
	for who, want := range map[string]int{"clerk-a": 1, "trainer-a": 0} {
		b.see("/team/people/" + "trainer-a")
		views, _, err := s.kept.ViewsOf(t.Context(), who, records.Page{})
		must(t, err)
		if len(views) != want {
			t.Errorf("%s was looked at: %+v", who, views)
		}
	}
}

// TestTeamHoldsNoCode wants these pages without scripts or styles of their own, and every picture's parts within it to be named.
func TestTeamHoldsNoCode(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	s.gives(t, "clerk-a", "store-a", "hesitant", times(12, 0)...)
	b := s.as(t, "trainer-a")
	for _, target := range []string{
		"/team", "/team/questions", "/team/people/clerk-a", "/team/newcomers", "/assignments", "/assignments/new",
	} {
		w := b.see(target)
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept: %v", target, w.Header())
		}
		v := readView(t, w, http.StatusOK)
		v.wantCount("style, [style], script:not([src]), [onclick]", 0)
		v.wantCount("[role=img]:not([aria-label]), [role=group]:not([aria-label])", 0)
		v.wantCount("h1", 1)
	}
}
