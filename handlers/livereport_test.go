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
	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/people"
	"clerkcoach/records"
	"clerkcoach/tables"
)

// askedQuestions are three questions of a game: one choice each, of which a is right, about different cards.
func askedQuestions() []*drills.Question {
	var all []*drills.Question
	for i, card := range []string{"hesitant", "type-indecisive", "care-deaf"} {
		all = append(all, &drills.Question{
			ID: fmt.Sprintf("who.%s.%d", card, i+1), Kind: drills.MultipleChoice, Card: card, Prompt: fmt.Sprint("Question ", i+1),
			Options: []drills.Option{
				{ID: "a", Text: "right", Right: true, Rationale: "so it is"}, {ID: "b", Text: "wrong", Rationale: "so it is not"},
			},
			Rationale: fmt.Sprint("Reason ", i+1),
		})
	}
	return all
}

// smallGame is a game by hand: the second of three questions was skipped. Anna and Ben have the same points; Cleo came too late
// once and did not answer once; Dora has left, with points; Emil has left without any; Fay answers alone, and has answered one
// question so far; Gus came during the third question.
func smallGame() live.Game {
	right, wrong := drills.Answer{Options: []string{"a"}}, drills.Answer{Options: []string{"b"}}
	g := live.Game{
		ID: "game", Store: "store-a", Phase: live.Ended, Number: 3, Questions: 3, Shown: []int{1, 3}, Languages: []string{"en"},
		Players: map[string]live.Player{
			"a": {ID: "a", Name: "Anna", Person: "clerk-a"}, "b": {ID: "b", Name: "Ben"}, "c": {ID: "c", Name: "Cleo"},
			"d": {ID: "d", Name: "Dora", Left: true}, "e": {ID: "e", Name: "Emil", Left: true}, "f": {ID: "f", Name: "Fay", Alone: true},
			"g": {ID: "g", Name: "Gus", JoinedIn: 3},
		},
		Answers: map[live.AnswerKey]live.Kept{
			{Number: 1, Player: "a"}: {Given: right, Score: 1, Points: 1000, Took: 3000},
			{Number: 1, Player: "b"}: {Given: wrong, Took: 5000},
			{Number: 1, Player: "d"}: {Given: right, Score: 1, Points: 1100, Took: 1000},
			{Number: 1, Player: "e"}: {Given: wrong, Took: 1000},
			{Number: 1, Player: "c"}: {Given: right, Score: 1, Late: true},
			{Number: 1, Player: "f"}: {Given: right, Score: 1, Points: 1000, Took: 60_000},
			{Number: 2, Player: "a"}: {Given: right, Score: 1, Points: 1000, Took: 1000},
			{Number: 3, Player: "a"}: {Given: wrong, Took: 2000},
			{Number: 3, Player: "b"}: {Given: right, Score: 1, Points: 1000, Took: 4000},
			{Number: 3, Player: "g"}: {Given: right, Score: 0.5, Points: 500, Took: 2000},
		},
	}
	return g
}

// TestSumsOf compares a small game with figures by hand.
func TestSumsOf(t *testing.T) {
	t.Parallel()
	all := sumsOf(smallGame(), askedQuestions())
	type line struct {
		Rank, Points, Right, Answers int
		Name                         string
	}
	var board []line
	for _, p := range all.players {
		board = append(board, line{p.Rank, p.Points, p.right, int(p.attempts), p.Name})
	}
	want := []line{
		{1, 1100, 1, 1, "Dora"}, {2, 1000, 1, 2, "Anna"}, {2, 1000, 1, 2, "Ben"}, {2, 1000, 1, 1, "Fay"}, {5, 500, 0, 1, "Gus"},
		{6, 0, 0, 0, "Cleo"},
	}
	if diff := gocmp.Diff(want, board); diff != "" {
		t.Errorf("the board (-want +got):\n%s", diff)
	}
	type question struct {
		Number, Answers, Right, Partly, Wrong, Percent int
		Seconds                                        float64
		Late, Missing                                  []string
	}
	var questions []question
	for _, q := range all.hardest() {
		questions = append(questions, question{
			q.number, int(q.attempts), q.right, q.partly, q.wrong(), q.percent(), q.seconds(), playerNames(Base{}, q.late),
			playerNames(Base{}, q.missing),
		})
	}
	wantQuestions := []question{
		{3, 3, 1, 1, 1, 50, 8.0 / 3, []string{}, []string{"Cleo"}},
		{1, 4, 3, 0, 1, 75, 3, []string{"Cleo"}, []string{}},
	}
	if diff := gocmp.Diff(wantQuestions, questions); diff != "" {
		t.Errorf("the questions (-want +got):\n%s", diff)
	}
	if w := all.whole; w.attempts != 7 || w.percent() != 64 || w.right != 4 || w.partly != 1 || w.wrong() != 2 || all.alone != 1 {
		t.Errorf("the whole is %+v, %d alone", w, all.alone)
	}
	if diff := gocmp.Diff([]string{"care-deaf", "hesitant"}, all.missed()); diff != "" {
		t.Errorf("missed cards (-want +got):\n%s", diff)
	}
}

// TestSumsOfNothing has a game that ended in its lobby, and one that nobody has answered in.
func TestSumsOfNothing(t *testing.T) {
	t.Parallel()
	g := smallGame()
	g.Answers = nil
	all := sumsOf(g, askedQuestions())
	if len(all.players) != 5 || len(all.missed()) != 0 || all.whole.percent() != 0 || all.hardest()[0].number != 1 {
		t.Errorf("without answers: %+v", all)
	}
	if all = sumsOf(live.Game{}, nil); len(all.players)+len(all.questions) != 0 {
		t.Errorf("without anything: %+v", all)
	}
}

// TestSumsAgree wants the sums of players and of questions to be of the same answers, whatever the game.
func TestSumsAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := live.Game{Phase: live.Ended, Players: map[string]live.Player{}, Answers: map[live.AnswerKey]live.Kept{}, Questions: 3}
		g.Shown = rapid.SampledFrom([][]int{nil, {1}, {2, 3}, {1, 2, 3}}).Draw(t, "shown")
		for i := range rapid.IntRange(0, 6).Draw(t, "players") {
			p := live.Player{ID: fmt.Sprint(i), Name: rapid.StringN(0, 5, 20).Draw(t, "name")}
			p.Left, p.Alone = rapid.Bool().Draw(t, "left"), rapid.Bool().Draw(t, "alone")
			p.JoinedIn = rapid.IntRange(0, 3).Draw(t, "joined in")
			g.Players[p.ID] = p
			for number := 1; number <= 3; number++ {
				if !rapid.Bool().Draw(t, "answered") {
					continue
				}
				kept := live.Kept{Late: rapid.Bool().Draw(t, "late")}
				if !kept.Late {
					kept.Score = rapid.Float64Range(0, 1).Draw(t, "score")
					kept.Points = live.Settings{}.Points(kept.Score, 0, 100)
				}
				g.Answers[live.AnswerKey{Number: number, Player: p.ID}] = kept
			}
		}
		all := sumsOf(g, askedQuestions())
		var ofPlayers, ofQuestions, late, cells int
		for i, p := range all.players {
			if standing := g.Standings()[i]; p.Standing != standing {
				t.Fatalf("line %d is %+v, not %+v", i, p.Standing, standing)
			}
			ofPlayers += int(p.attempts)
			for _, kept := range p.answers {
				if c := scoreCell(kept); c.Answered {
					cells++
				} else if c.Late {
					late--
				}
			}
		}
		for _, q := range all.questions {
			ofQuestions += int(q.attempts)
			late += len(q.late)
			if q.right+q.partly+q.wrong() != int(q.attempts) || len(q.given) != int(q.attempts) {
				t.Fatalf("question %d: %+v", q.number, q.answerSum)
			}
			if len(q.given)+len(q.late)+len(q.missing) > len(all.players) {
				t.Fatalf("question %d counts somebody twice", q.number)
			}
		}
		if n := int(all.whole.attempts); ofPlayers != n || ofQuestions != n || cells != n || late != 0 {
			t.Fatalf("%d answers of players, %d of questions, %d cells, %d in all, late %+d", ofPlayers, ofQuestions, cells, n, late)
		}
	})
}

// TestAnswerLines has the parts of each kind of question, and how many gave them.
func TestAnswerLines(t *testing.T) {
	t.Parallel()
	options := []drills.Option{{ID: "a", Text: "A", Right: true, Place: 2}, {ID: "b", Text: "B", Place: 1}}
	pairs := []drills.Pair{{ID: "1", Text: "one", Option: "b"}, {ID: "2", Text: "two", Option: "a"}}
	for _, c := range []struct {
		name  string
		q     drills.Question
		given []drills.Answer
		want  []AnswerLine
		text  string // of the first answer
	}{
		{"choice", drills.Question{Kind: drills.MultipleChoice, Options: options},
			[]drills.Answer{{Options: []string{"b"}}, {Options: []string{"b"}}},
			[]AnswerLine{{Letter: "A", Text: "A", Right: true}, {Letter: "B", Text: "B", Count: 2}}, "B · B"},
		{"several", drills.Question{Kind: drills.MultipleResponse, Options: options}, []drills.Answer{{Options: []string{"a", "b"}}},
			[]AnswerLine{{Letter: "A", Text: "A", Right: true, Count: 1}, {Letter: "B", Text: "B", Count: 1}}, "A · A; B · B"},
		{"order", drills.Question{Kind: drills.Ordering, Options: options},
			[]drills.Answer{{Options: []string{"b", "a"}}, {Options: []string{"a", "b"}}},
			[]AnswerLine{{Letter: "1", Text: "B", Right: true, Count: 1}, {Letter: "2", Text: "A", Right: true, Count: 1}}, "B; A"},
		{"pairs", drills.Question{Kind: drills.Matching, Options: options, Pairs: pairs},
			[]drills.Answer{{Pairs: map[string]string{"1": "b", "2": "b"}}},
			[]AnswerLine{{Letter: "B", Text: "one → B", Right: true, Count: 1}, {Letter: "A", Text: "two → A", Right: true}},
			"one → B; two → B"},
		{"number", drills.Question{Kind: drills.Numerical, Number: 5}, []drills.Answer{{Number: 7}, {Number: 3}, {Number: 7}},
			[]AnswerLine{{Text: "5", Right: true}, {Text: "7", Count: 2}, {Text: "3", Count: 1}}, "7"},
		{"words", drills.Question{Kind: drills.ShortAnswer}, []drills.Answer{{Text: "=1+1"}}, nil, "=1+1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			q := questionSum{Question: &c.q, given: c.given}
			if diff := gocmp.Diff(c.want, q.lines()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got := answerText(&c.q, c.given[0]); got != c.text {
				t.Errorf("the first answer is %q, want %q", got, c.text)
			}
		})
	}
}

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
