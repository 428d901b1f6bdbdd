package handlers

import (
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/live"
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
