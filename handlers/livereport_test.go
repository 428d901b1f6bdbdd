package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/people"
	"clerkcoach/records"
	"clerkcoach/tables"
)

// TestLiveReportPage has the figures of a small game on its page, in both languages.
func TestLiveReportPage(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	q := s.played(t, live.Settings{Days: 3}, "en")
	trainer := s.as(t, "trainer-a")
	for _, lang := range s.Catalog.Languages() {
		v := readView(t, trainer.see("/host/"+q.id+"/report", "Accept-Language", lang), http.StatusOK)
		v.wantTexts("h1", "Friday")
		v.wantTexts("main > .figures b", "50 %", "3", "2", "0")
		v.wantAttrs(".asked-once > li", "id", "question-3", "question-1")
		v.wantTexts("#question-3 .lines .num", "0", "2")
		v.wantTexts("#question-1 .lines .num", "2", "0")
		v.wantCount("#question-1 .lines .key", 1)
		if names := v.texts("#question-1 .people"); len(names) != 1 || !strings.Contains(names[0], "Cleo") {
			t.Errorf("late with the first question: %v", names)
		}
		if names := v.texts("#question-3 .people"); len(names) != 1 || !strings.Contains(names[0], "Cleo") {
			t.Errorf("without an answer to the third question: %v", names)
		}
		v.wantTexts(".board thead .cell", "1", "3")
		v.wantTexts(".board tbody tr:first-child td", "1", "1000", "1", "100", "0")
		v.wantTexts(".board tbody td:first-child", "1", "1", "3")
		v.wantTexts(".board tbody tr:last-child .cell", s.Catalog.Text(lang, "after_late"), "–")
		v.wantCount(".board tbody td.t5", 2)
		v.wantCount(".board tbody td.t1", 2)
		v.wantAttrs(".board tbody th a", "href", "/team/people/clerk-a", "/team/people/trainer-a")
		v.wantAttrs("main .near-card", "href", "/cards/care-deaf")
		if assign := v.attrs("main .actions a", "href"); len(assign) != 1 || !strings.Contains(assign[0], "card=care-deaf") ||
			!strings.HasPrefix(assign[0], "/assignments/new?") || !strings.Contains(assign[0], "store=store-a") {
			t.Errorf("a drill is assigned at %v", assign)
		}
		v.wantCount("main svg.qr", 1)
		if links := v.attrs(".plain-link a", "href"); len(links) != 1 || !strings.HasSuffix(links[0], "/live/"+q.id+"/alone") {
			t.Errorf("who was absent goes to %v", links)
		}
		absent := v.texts(".part:last-of-type .people")
		if len(absent) != 1 || !strings.Contains(absent[0], "Name of manager-a") || strings.Contains(absent[0], "clerk-a") ||
			strings.Contains(absent[0], "trainer-a") {
			t.Errorf("absent were %v", absent)
		}
	}
}

// TestLiveReportAssigns wants the link to a new drill to open its form with the missed cards ticked.
func TestLiveReportAssigns(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	q := s.played(t, live.Settings{}, "en")
	trainer := s.as(t, "trainer-a")
	v := readView(t, trainer.see("/host/"+q.id+"/report"), http.StatusOK)
	v.wantCount("main svg.qr", 0)
	form := readView(t, trainer.see(v.attrs("main .actions a", "href")[0]), http.StatusOK)
	form.wantAttrs("input[name=card][checked]", "value", "care-deaf")
	form.wantCount("input[name=title][value*=Friday]", 1)
}

// TestLiveReportIsNoted wants everybody who is known and was looked at to be able to see so, and nobody else.
func TestLiveReportIsNoted(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	q := s.played(t, live.Settings{Private: true}, "en")
	trainer := s.as(t, "trainer-a")
	for i, what := range []string{"report", "report.csv", "report.xlsx"} {
		if w := trainer.see("/host/" + q.id + "/" + what); w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: %d, %v", what, w.Code, w.Header())
		}
		for person, want := range map[string]int{"clerk-a": i + 1, "trainer-a": 0, "manager-a": 0} {
			views, _, err := s.kept.ViewsOf(t.Context(), person, records.Page{})
			if err != nil || len(views) != want {
				t.Errorf("after %s, %s was looked at %d times, want %d (%v)", what, person, len(views), want, err)
			}
		}
	}
	own := "/host/" + q.id + "/report"
	for target, want := range map[string]int{"/host/none/report": 404, own + "?page=0": 400, own + "?page=x": 400} {
		if w := trainer.see(target); w.Code != want {
			t.Errorf("%s: %d, want %d", target, w.Code, want)
		}
	}
	if w := s.as(t, "trainer-b").see("/host/" + q.id + "/report.csv"); w.Code != http.StatusNotFound {
		t.Errorf("another store's trainer: %d", w.Code)
	}
}

// TestLiveReportFiles reads the files back, sheet by sheet.
func TestLiveReportFiles(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	q := s.played(t, live.Settings{}, "en")
	trainer := s.as(t, "trainer-a")
	rows, err := tables.Read(trainer.see("/host/"+q.id+"/report.csv").Body, tables.Limits{})
	must(t, err)
	var players [][]string
	for _, row := range rows {
		players = append(players, row.Cells)
	}
	want := [][]string{
		{"Rank", "Name", "Staff number", "Points", "Right", "Answers", "Note", "Question 1 %", "Question 3 %"},
		{"1", "Anna", "CA", "1000", "1", "2", "", "100", "0"},
		{"1", "Ben", "", "1000", "1", "2", "", "100", "0"},
		{"3", "Cleo", "TA", "0", "0", "0", "", "late"},
	}
	if diff := gocmp.Diff(want, players); diff != "" {
		t.Errorf("players (-want +got):\n%s", diff)
	}
	book, err := excelize.OpenReader(trainer.see("/host/" + q.id + "/report.xlsx").Body)
	must(t, err)
	defer func() { must(t, book.Close()) }()
	if diff := gocmp.Diff([]string{"Summary", "Players", "Questions", "Question 1", "Question 3"}, book.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	again, err := book.GetRows("Players")
	must(t, err)
	if diff := gocmp.Diff(want, again); diff != "" {
		t.Errorf("players of the workbook (-want +got):\n%s", diff)
	}
	first, err := book.GetRows("Question 1")
	must(t, err)
	if len(first) != 4 || first[1][1] != "A · right" || first[3][5] != "late" {
		t.Errorf("the first question: %q", first)
	}
	all, err := book.GetRows("Questions")
	must(t, err)
	third := []string{"3", "Question 3", "One right answer", "A · right", "0", "2", "0", "0", "2"}
	if len(all) != 3 || !slices.Equal(all[2][:len(third)], third) {
		t.Errorf("the questions: %q", all)
	}
	w := trainer.see("/host/"+q.id+"/report.xlsx", "Accept-Language", "zh-Hans")
	chinese, err := excelize.OpenReader(w.Body)
	must(t, err)
	defer func() { must(t, chinese.Close()) }()
	if names := chinese.GetSheetList(); names[0] != s.Catalog.Text("zh-Hans", "after_summary") {
		t.Errorf("sheets in Chinese: %v", names)
	}
}

// TestLiveReportOfMany renders a page of a great game within a second, and pages its players.
func TestLiveReportOfMany(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	const players, asked = 3000, 10
	g := smallGame()
	g.ID, g.Players, g.Answers, g.Shown = "great", map[string]live.Player{}, map[live.AnswerKey]live.Kept{}, nil
	var questions []*drills.Question
	for n := 1; n <= asked; n++ {
		questions, g.Shown = append(questions, askedQuestions()[n%3]), append(g.Shown, n)
	}
	for i := range players {
		id := fmt.Sprintf("p%04d", i)
		g.Players[id] = live.Player{ID: id, Name: "Player " + id, Token: people.TokenHash(id), Lang: "en", Extra: 100}
		for n := range asked {
			kept := live.Kept{Given: drills.Answer{Options: []string{"a"}}, Score: 1, Points: 1000 + i%7, Took: 2000}
			g.Answers[live.AnswerKey{Number: n + 1, Player: id}] = kept
		}
	}
	g.Code, g.HostToken, g.Drill = "ABCDEF", hostProof("great", "trainer-a"), "drill"
	g.Questions, g.Number, g.Revision = asked, asked, 1
	must(t, s.kept.AddGame(t.Context(), g, [][]*drills.Question{questions}))
	next := g
	next.Revision = 2
	must(t, s.kept.SaveGame(t.Context(), next, 1))
	trainer := s.as(t, "trainer-a")
	trainer.see("/host/great/report") // the room is read
	start := time.Now()
	v := readView(t, trainer.see("/host/great/report?page=2"), http.StatusOK)
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("a page took %v", took)
	}
	v.wantCount(".board tbody tr", 200)
	v.wantTexts(".board tbody tr:first-child td:nth-child(3)", "10060")
	v.wantAttrs(".crumbs[aria-label] a", "href", "?page=1#players", "?page=3#players")
	if last := readView(t, trainer.see("/host/great/report?page=99"), http.StatusOK); last.Find(".board tbody tr").Length() != 200 {
		t.Error("a page behind the last is not the last")
	}
}
