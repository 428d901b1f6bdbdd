package live_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"clerkcoach/live"
)

// over is a game that is over: of its questions the first and the third were shown, the second was skipped. Player 1 has a right
// answer to the first, player 2 was removed.
func over(tb failing, s live.Settings) *play {
	tb.Helper()
	p := played(tb, s, 2)
	p.do(live.Next{Host: host(), Number: 1}, answer(1, 1, "a", 1))
	p.do(live.Close{Host: host(), Number: 1}, live.Reveal{Host: host(), Number: 1})
	p.do(live.Next{Host: host(), Number: 2}, live.Skip{Host: host(), Number: 2}, live.Next{Host: host(), Number: 3})
	p.do(live.Close{Host: host(), Number: 3}, live.Reveal{Host: host(), Number: 3})
	p.do(live.Leave{Host: host(), Player: "p2"}, live.End{Host: host()})
	return p
}

// TestAlone plays a game that is over: the questions that were shown, in their order, without a bonus; and comes back in between.
func TestAlone(t *testing.T) {
	t.Parallel()
	p := over(t, live.Settings{Seconds: 20, Bonus: 20, Days: 2})
	if p.game.EndedAt != start {
		t.Errorf("ended at %d", p.game.EndedAt)
	}
	p.now += day
	p.do(join(3))
	if seat := p.game.Players["p3"]; !seat.Alone || p.game.Seats != 2 || p.game.Joined != 3 {
		t.Errorf("seat %+v, %d of %d", seat, p.game.Seats, p.game.Joined)
	}
	for _, number := range []int{0, 2, 3, 4, 5} {
		p.refused(answer(3, number, "a", 1), live.ErrNumber)
	}
	p.do(answer(3, 1, "a", 1), answer(3, 1, "a", 1), join(3))
	p.refused(answer(3, 1, "b", 0), live.ErrChangedAnswer)
	if p.game.On("p3") != 3 || p.game.On("p1") != 3 {
		t.Errorf("questions %d and %d are on", p.game.On("p3"), p.game.On("p1"))
	}
	p.now += day - 1
	p.do(answer(3, 3, "b", 0.5))
	if p.game.On("p3") != 0 {
		t.Errorf("question %d is on", p.game.On("p3"))
	}
	p.refused(answer(3, 3, "a", 1), live.ErrChangedAnswer)
	p.refused(answer(3, 0, "a", 1), live.ErrNoMore)
	want := "[{1 p3 Player 3 1500} {2 p1 Player 1 1200}]"
	if got := fmt.Sprint(p.game.Standings()); got != want {
		t.Errorf("standings %s, want %s", got, want)
	}
	p.now++
	p.refused(join(4), live.ErrEnded)
	p.do(join(3)) // to look at what it has come to
}

// TestAloneRefused tries to play a game that is over where that may not be.
func TestAloneRefused(t *testing.T) {
	t.Parallel()
	over(t, live.Settings{}).refused(join(3), live.ErrEnded)
	over(t, live.Settings{Days: 2, Rehearsal: true}).refused(join(3), live.ErrEnded)
	p := over(t, live.Settings{})
	p.now-- // another server's clock
	p.refused(join(3), live.ErrEnded)
	p = over(t, live.Settings{Days: 2})
	p.refused(join(1), live.ErrEnded)
	p.refused(join(2), live.ErrEnded)
	p.refused(answer(1, 3, "a", 1), live.ErrEnded)
	same := join(3)
	same.Name = "player 1"
	p.refused(same, live.ErrNameTaken)
	p.do(join(3))
	p.now += 2 * day
	p.refused(answer(3, 1, "a", 1), live.ErrEnded)
	p.now = start - day // the server's clock was set back
	p.do(answer(3, 1, "a", 1))

	p = played(t, live.Settings{Days: 2}, 1)
	p.do(live.End{Host: host()})
	p.refused(join(2), live.ErrEnded) // there is nothing to answer
	p = over(t, live.Settings{Days: 2})
	p.game.Joined = 2 * live.MaxPlayers
	p.refused(join(3), live.ErrFull)
}

// TestAloneViews shows who is alone one question after the other, each with its key once it is answered, then the board.
func TestAloneViews(t *testing.T) {
	t.Parallel()
	for _, private := range []bool{false, true} {
		k, ctx := newKeeper(), context.Background()
		k.put(over(t, live.Settings{Days: 2, Private: private}).game, questions(5))
		r := process(t, k, still, uncounted).room(t)
		do(t, r, join(3))
		for _, number := range []int{1, 3} {
			v, err := r.PlayerView("p3")
			q, ok := v.(live.QuestionView)
			asked := ok && q.Number == number && q.Phase == live.Open && q.Left == nil && q.Asked.Prompt == "?"
			if err != nil || !asked || r.On("p3") != number {
				t.Fatalf("question %d: %+v, %v", number, v, err)
			}
			if _, err := r.Worth("p3", number); !errors.Is(err, live.ErrNumber) {
				t.Errorf("the key of %d before its answer: %v", number, err)
			}
			do(t, r, answer(3, number, "b", 0))
			worth, err := r.Worth("p3", number)
			marked := worth.Mine != nil && worth.Mine.Given.Options[0] == "b" && worth.Marks[1].Chosen
			if err != nil || worth.Right.Options[0] != "a" || !marked {
				t.Errorf("question %d is worth %+v, %v", number, worth, err)
			}
		}
		v, err := r.PlayerView("p3")
		own, ok := v.(live.BoardView)
		rank := map[bool]int{false: 2, true: 0}[private]
		if err != nil || !ok || own.Mine == nil || own.Mine.Rank != rank || (own.Board == nil) != private {
			t.Errorf("private %t: %+v, %v", private, v, err)
		}
		for player, want := range map[string]error{"p1": nil, "p2": nil, "p9": live.ErrNoSeat} {
			worth, err := r.Worth(player, 3)
			if !errors.Is(err, want) || err == nil && (worth.Mine != nil || worth.Right.Options[0] != "a" || worth.Number != 3) {
				t.Errorf("%s: %+v, %v", player, worth, err)
			}
		}
		if _, err := r.Worth("p1", 2); !errors.Is(err, live.ErrNumber) {
			t.Errorf("the key of a question that was skipped: %v", err)
		}
		if _, err := r.Do(ctx, live.Leave{Host: host(), Player: "p3"}); !errors.Is(err, live.ErrEnded) {
			t.Errorf("removed after the end: %v", err)
		}
	}
}

// TestAloneTakesNothing has any number of players come after the end and answer anything: nobody who was there has other points.
func TestAloneTakesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		p := over(t, live.Settings{Days: 1})
		for range rapid.IntRange(0, 30).Draw(rt, "commands") {
			n := rapid.IntRange(1, 6).Draw(rt, "player")
			c := live.Command(join(n))
			if rapid.Bool().Draw(rt, "answers") {
				c = answer(n, rapid.IntRange(1, 3).Draw(rt, "number"), "a", rapid.Float64().Draw(rt, "score"))
			}
			if g, _, err := live.Apply(p.game, c, p.now); err == nil {
				p.game = g
			}
		}
		for _, line := range p.game.Standings() {
			alone := p.game.Players[line.Player].Alone
			if !alone && line.Points != map[string]int{"p1": 1000}[line.Player] || alone && line.Points > 2*live.MaxPoints {
				rt.Fatalf("standing %+v", line)
			}
		}
	})
}
