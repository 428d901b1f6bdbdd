package live_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// TestAnyGame plays games of any commands at any times, and looks after each command at what must be true of every game.
func TestAnyGame(t *testing.T) {
	t.Parallel()
	reached, alone := map[live.Phase]int{}, 0
	rapid.Check(t, func(t *rapid.T) {
		s := live.Settings{
			Seconds: rapid.SampledFrom([]int{0, 5, 20}).Draw(t, "seconds"), Grace: rapid.Int64Range(0, live.MaxGrace).Draw(t, "grace"),
			Bonus: rapid.IntRange(0, live.MaxBonus).Draw(t, "bonus"), Private: rapid.Bool().Draw(t, "private"),
			AutoClose: rapid.Bool().Draw(t, "auto-close"), Days: rapid.SampledFrom([]int{0, 1, 2, 2}).Draw(t, "days"),
		}
		p := played(t, s, 0)
		if rapid.IntRange(0, 3).Draw(t, "over") == 0 {
			p = over(t, s)
		}
		for range rapid.IntRange(1, 60).Draw(t, "commands") {
			p.now += rapid.SampledFrom(passing()).Draw(t, "passed")
			p.tried(t, p.draw(t))
			reached[p.game.Phase]++
			if p.alone() > 0 {
				alone++
			}
		}
	})
	for _, phase := range live.Phases() {
		if reached[phase] == 0 {
			t.Errorf("no game was ever %s", phase)
		}
	}
	if alone == 0 {
		t.Error("nobody ever answered alone")
	}
}

// alone is how many answers were given by players who are alone.
func (p *play) alone() int {
	n := 0
	for key := range p.game.Answers {
		if p.game.Players[key.Player].Alone {
			n++
		}
	}
	return n
}

// passing is how many milliseconds may pass between two commands: mostly few, now and then many, or a clock is set back.
func passing() []int64 {
	return append(slices.Repeat([]int64{0, 1, 100, 900, 3000}, 5), 21_000, -1, -3000, -86_400_000, live.MaxGame/3)
}

// draw makes up a command, more often than not one that the game is ready for.
func (p *play) draw(t *rapid.T) live.Command {
	n := rapid.IntRange(1, 4).Draw(t, "player")
	number := p.game.On(fmt.Sprint("p", n))
	if rapid.IntRange(0, 9).Draw(t, "other question") == 0 {
		number = rapid.IntRange(-1, 6).Draw(t, "question")
	}
	token := rapid.SampledFrom([]string{host(), host(), host(), host(), hash(2)}).Draw(t, "token")
	a := answer(n, number, rapid.SampledFrom([]string{"a", "b"}).Draw(t, "option"), rapid.Float64Range(0, 1).Draw(t, "score"))
	a.Line = rapid.Int64().Draw(t, "line")
	all := []live.Command{
		a, a, a, join(n), join(n), live.Leave{Player: a.Player, Token: a.Token}, live.Leave{Player: a.Player, Host: token},
		live.Next{Host: token, Number: number + 1}, live.Next{Host: token, Number: number + 1}, live.Close{Host: token, Number: number},
		live.Reveal{Host: token, Number: number}, live.Reveal{Host: token, Number: number}, live.ShowBoard{Host: token},
		live.Pause{Host: token}, live.Resume{Host: token}, live.Skip{Host: token, Number: number}, live.Tick{},
		live.GiveTime{Host: token, Player: a.Player, Extra: rapid.IntRange(90, 310).Draw(t, "extra")},
		live.TakeOver{Host: token, Person: "trainer", Token: host()}, lobby(live.Settings{}),
	}
	if rapid.IntRange(0, 30).Draw(t, "end") == 0 {
		return live.End{Host: token}
	}
	if rapid.IntRange(0, 3).Draw(t, "any") > 0 {
		all = slices.DeleteFunc(all, func(c live.Command) bool {
			_, events, err := live.Apply(p.game, c, p.now)
			return err != nil || len(events) == 0
		})
	}
	if len(all) == 0 {
		return live.Tick{}
	}
	return rapid.SampledFrom(all).Draw(t, "command")
}

// tried carries out a command, or not, and looks at what came of it.
func (p *play) tried(t *rapid.T, c live.Command) {
	before, points := p.game, shown(p.game)
	frozen := state(before)
	g, events, err := live.Apply(before, c, p.now)
	if state(before) != frozen {
		t.Fatalf("%T changed what it was given:\n%s", c, cmp.Diff(frozen, state(before)))
	}
	if err != nil && !errors.Is(err, live.ErrLate) && state(g) != frozen {
		t.Fatalf("%T was refused (%v) and changed the game:\n%s", c, err, cmp.Diff(frozen, state(g)))
	}
	for i, e := range events {
		if e.Revision != before.Revision+int64(i)+1 {
			t.Fatalf("event %d of revision %d is %+v", i, before.Revision, e)
		}
	}
	if g.Revision != before.Revision+int64(len(events)) {
		t.Fatalf("%T: revision %d after %d with %d events", c, g.Revision, before.Revision, len(events))
	}
	for key, kept := range before.Answers {
		if diff := cmp.Diff(kept, g.Answers[key]); diff != "" {
			t.Fatalf("%T changed an answer:\n%s", c, diff)
		}
	}
	if len(g.Answers) > len(before.Answers)+1 {
		t.Fatalf("%T made %d answers", c, len(g.Answers)-len(before.Answers))
	}
	for player, n := range shown(g) {
		if was := points[player]; n < was || n > was && before.Phase == live.Ended && !g.Players[player].Alone {
			t.Fatalf("%T took the points of %s from %d to %d", c, player, was, n)
		}
	}
	over := before.Phase == live.Ended
	if g.Clock < before.Clock || g.Clock > live.MaxGame || g.Number < before.Number || over && g.Phase != live.Ended {
		t.Fatalf("%T took the game back: %+v", c, g)
	}
	p.game = g
	p.counted(t)
	if a, ok := c.(live.Answer); ok && err == nil {
		if again, events, err := live.Apply(g, a, p.now); err != nil || len(events) > 0 || state(again) != state(g) {
			t.Fatalf("an answer sent again: %v, %v", events, err)
		}
	}
}

// counted looks at the sums that a game keeps.
func (p *play) counted(t *rapid.T) {
	seats, answered := 0, 0
	for id, one := range p.game.Players {
		if one.Left {
			continue
		}
		seats++
		if one.Alone {
			continue // they answer when nothing is on
		}
		if kept, ok := p.game.Answers[live.AnswerKey{Number: p.game.Number, Player: id}]; ok && !kept.Late {
			answered++
		}
	}
	if seats != p.game.Seats || p.game.Number > 0 && answered != p.game.Answered {
		t.Fatalf("%d seats and %d answers, counted as %d and %d", seats, answered, p.game.Seats, p.game.Answered)
	}
	if ms, ok := p.game.Wait(p.now); ok && (ms < 0 || ms > live.MaxGame) {
		t.Fatalf("time has something to do in %d ms", ms)
	}
	for _, number := range p.game.Shown {
		if number < 1 || number > p.game.Number {
			t.Fatalf("question %d was shown, of %d asked", number, p.game.Number)
		}
	}
}

// shown are the points that the board has for each player.
func shown(g live.Game) map[string]int {
	all := map[string]int{}
	for _, s := range g.Standings() {
		all[s.Player] = s.Points
	}
	return all
}

// state is all of a game, as text.
func state(g live.Game) string { return fmt.Sprintf("%+v", g) }

// TestOrderOfAnswers lets players answer at one moment in any order: the points do not depend on it.
func TestOrderOfAnswers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.Permutation([]int{1, 2, 3, 4, 5}).Draw(t, "order")
		result := func(order []int) map[string]int {
			p := &play{tb: t, now: start}
			p.do(lobby(live.Settings{Seconds: 20, Bonus: 10, AutoClose: true}))
			for n := range 5 {
				p.do(join(n + 1))
			}
			p.do(live.Next{Host: host(), Number: 1})
			p.now += 4000
			for _, n := range order {
				p.do(answer(n, 1, "a", float64(n)/5))
			}
			p.do(live.Reveal{Host: host(), Number: 1})
			return shown(p.game)
		}
		if one, other := result(order), result(slices.Sorted(slices.Values(order))); !maps.Equal(one, other) {
			t.Fatalf("%v and %v", one, other)
		}
	})
}

// TestGuess answers without knowing: no quickness makes a wrong answer worth anything.
func TestGuess(t *testing.T) {
	t.Parallel()
	x := drills.NewExaminer()
	q := &drills.Question{Kind: drills.MultipleChoice, Options: []drills.Option{{ID: "a", Right: true}, {ID: "b"}, {ID: "c"}}}
	p := played(t, live.Settings{Seconds: 20, Bonus: 20}, 1)
	graded, err := live.Grade(x, q, drills.Answer{Options: []string{"b"}})
	if err != nil {
		t.Fatal(err)
	}
	p.do(live.Next{Host: host(), Number: 1}, live.Answer{Player: "p1", Token: hash(101), Number: 1, Graded: graded, Line: 1 << 40})
	if kept := p.game.Answers[live.AnswerKey{Number: 1, Player: "p1"}]; kept.Points != 0 {
		t.Errorf("%d points for a wrong answer", kept.Points)
	}
}
