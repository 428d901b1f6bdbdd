package live_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/playbook"
)

// shipped is the playbook that comes with the program.
func shipped(tb testing.TB) *playbook.Book {
	tb.Helper()
	book, err := playbook.LoadWith("")
	if err != nil {
		tb.Fatal(err)
	}
	return book
}

// written is a view as it is sent.
func written(tb testing.TB, v any) string {
	tb.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return string(raw)
}

// otherKey is a question that looks like another, and has another key in every part of it that is one.
func otherKey(q *drills.Question) *drills.Question {
	other := *q
	other.ID, other.Card, other.Number, other.Rationale = "other", "other", q.Number+1, "other"
	other.Say = &drills.Rubric{Answers: []string{"other"}}
	other.Options, other.Pairs = nil, nil
	for _, o := range q.Options {
		o.Right, o.Place, o.Rationale = !o.Right, 9-o.Place, "other"
		other.Options = append(other.Options, o)
	}
	for _, p := range q.Pairs {
		other.Pairs = append(other.Pairs, drills.Pair{ID: p.ID, Text: p.Text, Option: "z", Rationale: "other"})
	}
	return &other
}

// TestNoKeyBeforeReveal shows questions of every kind, with one key and with another, in each phase to each screen: until the
// reveal nobody can tell the two apart, nor whether an answer is right; at the reveal everybody can.
func TestNoKeyBeforeReveal(t *testing.T) {
	t.Parallel()
	book, x := shipped(t), drills.NewExaminer()
	kinds := map[drills.Kind]bool{}
	for _, lang := range book.Languages() {
		d, err := x.Generate(book, drills.Recipe{Lang: lang, Count: 60, Seed: 7})
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range d.Questions {
			kinds[q.Kind] = true
			for _, phase := range live.Phases() {
				same := everything(t, x, phase, q, 1) == everything(t, x, phase, otherKey(q), 0)
				if same == (phase == live.Revealed) {
					t.Errorf("%s in %q: two keys look alike: %t\n%s", q.ID, phase, same, everything(t, x, phase, q, 1))
				}
				shown := everything(t, x, phase, q, 1)
				if phase != live.Revealed && (strings.Contains(shown, q.ID) || q.Rationale != "" && strings.Contains(shown, q.Rationale)) {
					t.Errorf("%s in %q: its id or rationale is shown\n%s", q.ID, phase, shown)
				}
			}
		}
	}
	if len(kinds) < 5 {
		t.Errorf("of kinds only %v were shown", kinds)
	}
}

// everything is what all screens together show of a question in a phase, of which the player has answered something with a score.
func everything(tb testing.TB, x *drills.Examiner, phase live.Phase, q *drills.Question, score float64) string {
	tb.Helper()
	p := in(tb, phase)
	if phase != live.Lobby && phase != live.Board && phase != live.Ended {
		kept := live.Kept{
			Given: drills.Answer{Options: []string{"a"}}, Score: score, Points: p.game.Settings.Points(score, 0, 100),
		}
		p.game.Answers = map[live.AnswerKey]live.Kept{{Number: 1, Player: "p1"}: kept}
	}
	player, err := p.game.PlayerView(x, q, "p1", p.now)
	if err != nil {
		tb.Fatal(err)
	}
	return written(tb, []any{player, p.game.ScreenView(x, q, p.now), p.game.RemoteView(x, q, p.now)})
}

// TestNoPlaceForKey looks at the types themselves: a view for a time before the reveal has no field that could hold a key.
func TestNoPlaceForKey(t *testing.T) {
	t.Parallel()
	var fields func(t reflect.Type) []string
	fields = func(t reflect.Type) []string {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			return fields(t.Elem())
		case reflect.Struct:
			var all []string
			for f := range t.Fields() {
				all = append(append(all, f.Name), fields(f.Type)...)
			}
			return all
		default:
			return nil
		}
	}
	want := []string{
		"Head", "Revision", "Phase", "Number", "Of", "Players", "Answered",
		"Asked", "Kind", "Scene", "Prompt", "Options", "ID", "Text", "Pairs", "ID", "Text",
		"Left", "Mine", "Number", "Given", "Options", "Pairs", "Number", "Text", "At", "Late",
	}
	if diff := cmp.Diff(want, fields(reflect.TypeFor[live.QuestionView]())); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

// TestViews names what each screen shows in each phase.
func TestViews(t *testing.T) {
	t.Parallel()
	x := drills.NewExaminer()
	q := &drills.Question{Kind: drills.MultipleChoice, Options: []drills.Option{{ID: "a", Right: true}, {ID: "b"}}}
	for _, c := range []struct {
		phase live.Phase
		view  live.View
		can   string
	}{
		{live.Lobby, live.LobbyView{}, "next end"},
		{live.Open, live.QuestionView{}, "close pause skip end"},
		{live.Paused, live.QuestionView{}, "resume skip end"},
		{live.Closed, live.QuestionView{}, "reveal skip end"},
		{live.Revealed, live.RevealView{}, "next board end"},
		{live.Board, live.BoardView{}, "next end"},
		{live.Ended, live.BoardView{}, ""},
	} {
		p := in(t, c.phase)
		remote := p.game.RemoteView(x, q, p.now)
		player, err := p.game.PlayerView(x, q, "p2", p.now)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []live.View{p.game.ScreenView(x, q, p.now), remote.View, player} {
			if reflect.TypeOf(v) != reflect.TypeOf(c.view) {
				t.Errorf("in %q: a %T", c.phase, v)
			}
		}
		if got := strings.Join(remote.Can, " "); got != c.can {
			t.Errorf("in %q the host can %q, want %q", c.phase, got, c.can)
		}
	}
	p := in(t, live.Open)
	if _, err := p.game.PlayerView(x, q, "p9", p.now); err != live.ErrNoSeat { //nolint:errorlint // not wrapped
		t.Errorf("a stranger's view: %v", err)
	}
}

// TestTimeLeft gives each their own time, and never less than none.
func TestTimeLeft(t *testing.T) {
	t.Parallel()
	p := in(t, live.Lobby)
	p.do(live.GiveTime{Host: host(), Player: "p2", Extra: 150}, live.Next{Host: host(), Number: 1})
	for _, c := range []struct{ after, one, other, remote int64 }{
		{0, 20_000, 30_000, 30_000}, {5000, 15_000, 25_000, 25_000}, {25_000, 0, 5000, 5000},
	} {
		now := p.now + c.after
		left := func(player string) int64 {
			v, err := p.game.PlayerView(nil, nil, player, now)
			if err != nil {
				t.Fatal(err)
			}
			asked, ok := v.(live.QuestionView)
			if !ok || asked.Left == nil {
				t.Fatalf("after %d ms a %T", c.after, v)
			}
			return *asked.Left
		}
		remote := p.game.RemoteView(nil, nil, now)
		if left("p1") != c.one || left("p2") != c.other || *remote.Left != c.remote {
			t.Errorf("after %d ms: %d, %d and %d", c.after, left("p1"), left("p2"), *remote.Left)
		}
	}
	if v, ok := p.game.ScreenView(nil, nil, p.now+40_000).(live.QuestionView); !ok || v.Phase != live.Closed || *v.Left != 0 {
		t.Errorf("after its time the question is %+v", v)
	}
}

// TestBoards shows names and ranks where there is a board, and else to each their own points alone.
func TestBoards(t *testing.T) {
	t.Parallel()
	for _, private := range []bool{false, true} {
		p := played(t, live.Settings{Private: private}, 3)
		p.do(live.Next{Host: host(), Number: 1}, answer(1, 1, "a", 1), answer(2, 1, "b", 0.5))
		p.do(live.Close{Host: host(), Number: 1}, live.Reveal{Host: host(), Number: 1}, live.End{Host: host()})
		screen, ok := p.game.ScreenView(nil, nil, p.now).(live.BoardView)
		if !ok || len(screen.Board) != map[bool]int{false: 3, true: 0}[private] {
			t.Errorf("private %t: the screen shows %+v", private, screen)
		}
		v, err := p.game.PlayerView(nil, nil, "p2", p.now)
		if err != nil {
			t.Fatal(err)
		}
		own, ok := v.(live.BoardView)
		if !ok || own.Mine == nil || own.Mine.Points != 500 || own.Mine.Rank != map[bool]int{false: 2, true: 0}[private] {
			t.Errorf("private %t: the player sees %+v", private, own)
		}
		if text := written(t, []any{v, screen}); strings.Contains(text, "Player 1") == private {
			t.Errorf("private %t: %s", private, text)
		}
	}
}

// TestLobbyNames shows who is there, but not in a private game.
func TestLobbyNames(t *testing.T) {
	t.Parallel()
	for _, private := range []bool{false, true} {
		p := played(t, live.Settings{Private: private}, 2)
		p.do(live.Leave{Player: "p1", Host: host()})
		v, ok := p.game.ScreenView(nil, nil, p.now).(live.LobbyView)
		if got := strings.Join(v.Names, ","); !ok || got != map[bool]string{false: "Player 2", true: ""}[private] || v.Code != "ACDEFG" {
			t.Errorf("private %t: %+v", private, v)
		}
	}
}

// TestCounts counts what was chosen, at the reveal.
func TestCounts(t *testing.T) {
	t.Parallel()
	x := drills.NewExaminer()
	q := &drills.Question{Kind: drills.MultipleChoice, Options: []drills.Option{{ID: "a", Right: true}, {ID: "b"}}}
	p := played(t, live.Settings{}, 4)
	p.do(live.Next{Host: host(), Number: 1}, answer(1, 1, "a", 1), answer(2, 1, "b", 0), answer(3, 1, "a", 1))
	p.do(live.Close{Host: host(), Number: 1}, live.Reveal{Host: host(), Number: 1})
	v, ok := p.game.ScreenView(x, q, p.now).(live.RevealView)
	if !ok || v.Counts["a"] != 2 || v.Counts["b"] != 1 || v.Right.Options[0] != "a" {
		t.Errorf("the screen shows %+v", v)
	}
	own, err := p.game.PlayerView(x, q, "p1", p.now)
	if mine, ok := own.(live.RevealView); err != nil || !ok || mine.Mine == nil || mine.Mine.Points != 1000 || mine.Counts != nil {
		t.Errorf("the player sees %+v, %v", own, err)
	}
}

// TestTwoLanguages asks a game's questions in both languages: each player has the same options in the same order, and whoever gives
// the same answer gets the same score.
func TestTwoLanguages(t *testing.T) {
	t.Parallel()
	book, x := shipped(t), drills.NewExaminer()
	all, err := x.Shared(book, drills.Recipe{Lang: "zh-Hans", Count: 30, Seed: 3}, []string{"en"})
	if err != nil {
		t.Fatal(err)
	}
	p := in(t, live.Open)
	for i, q := range all[0].Questions {
		other := all[1].Questions[i]
		one, ok := p.game.ScreenView(x, q, p.now).(live.QuestionView)
		two, also := p.game.ScreenView(x, other, p.now).(live.QuestionView)
		if !ok || !also || one.Asked.Prompt == two.Asked.Prompt || len(one.Asked.Options) != len(two.Asked.Options) {
			t.Errorf("%s: %+v and %+v", q.ID, one.Asked, two.Asked)
		}
		for n, o := range one.Asked.Options {
			if o.ID != two.Asked.Options[n].ID {
				t.Errorf("%s: option %d is %s and %s", q.ID, n, o.ID, two.Asked.Options[n].ID)
			}
			given := drills.Answer{Options: []string{o.ID}}
			if q.Kind == drills.MultipleChoice && x.Grade(q, given).Score != x.Grade(other, given).Score {
				t.Errorf("%s: %s is right in one language", q.ID, o.ID)
			}
		}
		if diff := cmp.Diff(q.Key(), other.Key()); diff != "" {
			t.Errorf("%s: two keys:\n%s", q.ID, diff)
		}
	}
}

// TestRows takes a game through its rows: nothing is lost.
func TestRows(t *testing.T) {
	t.Parallel()
	p := in(t, live.Open)
	p.do(answer(1, 1, "a", 1), live.Pause{Host: host()})
	again := live.Game{Players: map[string]live.Player{}, Answers: map[live.AnswerKey]live.Kept{}}
	read := func(from, to any) {
		if err := json.Unmarshal([]byte(written(t, from)), to); err != nil {
			t.Fatal(err)
		}
	}
	read(p.game, &again)
	for id, one := range p.game.Players {
		var row live.Player
		read(one, &row)
		again.Players[id] = row
	}
	for key, one := range p.game.Answers {
		var row live.Kept
		read(one, &row)
		again.Answers[key] = row
	}
	if diff := cmp.Diff(p.game, again); diff != "" {
		t.Errorf("after a turn through JSON:\n%s", diff)
	}
}
