package live_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// TestRejoin comes back twenty times, by token and as a person, after leaving and after losing the device: the seat and the points
// stay.
func TestRejoin(t *testing.T) {
	t.Parallel()
	p := in(t, live.Lobby)
	seat := live.Join{Player: "p3", Name: "Lin", Person: "lin", Token: hash(103), Lang: "zh-Hans"}
	p.do(seat, live.Next{Host: host(), Number: 1}, answer(3, 1, "a", 1))
	for n := range 20 {
		seat.Player, seat.Name, seat.Person = fmt.Sprint("new", n), "", ""
		if n%2 == 1 {
			seat.Person, seat.Token = "lin", hash(200+n)
		}
		if n%3 == 0 {
			p.do(live.Leave{Player: "p3", Host: host()})
			if p.game.Seats != 2 || p.game.Answered != 0 {
				t.Fatalf("%d seats, %d answered", p.game.Seats, p.game.Answered)
			}
		}
		p.do(seat)
		if p.game.Seats != 3 || p.game.Joined != 3 || p.game.Answered != 1 || len(p.game.Players) != 3 {
			t.Fatalf("%d seats, %d joined, %d answered", p.game.Seats, p.game.Joined, p.game.Answered)
		}
	}
	p.do(live.Close{Host: host(), Number: 1}, live.Reveal{Host: host(), Number: 1})
	if first := p.game.Standings()[0]; first.Player != "p3" || first.Name != "Lin" || first.Points != live.MaxPoints {
		t.Errorf("first is %+v", first)
	}
}

// TestJoinRefused tries what nobody gets a seat with.
func TestJoinRefused(t *testing.T) {
	t.Parallel()
	change := func(f func(*live.Join)) live.Join {
		c := join(3)
		f(&c)
		return c
	}
	for name, c := range map[string]struct {
		join live.Join
		want error
	}{
		"no name":               {change(func(c *live.Join) { c.Name = " \u3000" }), live.ErrName},
		"a long name":           {change(func(c *live.Join) { c.Name = strings.Repeat("名", live.MaxName+1) }), live.ErrName},
		"a name not to be seen": {change(func(c *live.Join) { c.Name = "a\u202eb" }), live.ErrName},
		"no text":               {change(func(c *live.Join) { c.Name = "a\xff" }), live.ErrName},
		"another's name":        {change(func(c *live.Join) { c.Name = " player  1" }), live.ErrNameTaken},
		"a token itself":        {change(func(c *live.Join) { c.Token = "secret" }), live.ErrToken},
		"no token":              {change(func(c *live.Join) { c.Token = "" }), live.ErrToken},
		"no id":                 {change(func(c *live.Join) { c.Player = "" }), live.ErrNoSeat},
		"another's id":          {change(func(c *live.Join) { c.Player = "p1" }), live.ErrNoSeat},
		"less time":             {change(func(c *live.Join) { c.Extra = 99 }), live.ErrExtra},
		"much more time":        {change(func(c *live.Join) { c.Extra = live.MaxExtra + 1 }), live.ErrExtra},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in(t, live.Lobby).refused(c.join, c.want)
		})
	}
}

// TestTabletChangesHands has somebody else sign in on a tablet: they must not get the seat that was taken on it before.
func TestTabletChangesHands(t *testing.T) {
	t.Parallel()
	p := in(t, live.Lobby)
	one := live.Join{Player: "p3", Name: "Lin", Person: "lin", Token: hash(103)}
	other := live.Join{Player: "p4", Name: "Lin", Person: "other lin", Token: hash(103)}
	p.do(one)
	p.refused(other, live.ErrToken)
	other.Token = hash(104)
	p.do(other) // two people of one name
	other.Token = hash(103)
	p.refused(other, live.ErrToken)
	if p.game.Players["p3"].Token != hash(103) || p.game.Players["p4"].Token != hash(104) || p.game.Seats != 4 {
		t.Errorf("players %+v", p.game.Players)
	}
}

// TestFull fills a game, and lets people come and go as long as there is room.
func TestFull(t *testing.T) {
	t.Parallel()
	p := in(t, live.Lobby)
	p.game.Seats, p.game.Joined = live.MaxPlayers, live.MaxPlayers
	p.refused(join(3), live.ErrFull)
	p.do(live.Leave{Player: "p1", Token: hash(101)}, join(3))
	p.refused(join(1), live.ErrFull)
	p.game.Seats, p.game.Joined = 2, 2*live.MaxPlayers
	p.refused(join(4), live.ErrFull)
	p.do(join(1))
}

// TestLeave closes the question when the last one who has not answered goes, and wants one's own seat given up by nobody else.
func TestLeave(t *testing.T) {
	t.Parallel()
	p := played(t, live.Settings{AutoClose: true}, 2)
	p.do(live.Next{Host: host(), Number: 1}, answer(1, 1, "a", 1))
	p.refused(live.Leave{Player: "p2", Token: hash(101)}, live.ErrNoSeat)
	p.refused(live.Leave{Player: "p9", Host: host()}, live.ErrNoSeat)
	p.do(live.Leave{Player: "p2", Token: hash(102)})
	if p.game.Phase != live.Closed || p.game.Seats != 1 {
		t.Errorf("phase %q, %d seats", p.game.Phase, p.game.Seats)
	}
	p.refused(answer(2, 1, "a", 1), live.ErrNoSeat)
	if events := p.do(live.Leave{Player: "p2", Token: hash(102)}); len(events) > 0 {
		t.Errorf("left twice: %+v", events)
	}
}

// TestFirstAnswerStands answers again, in every phase that follows: the same answer is no error and changes nothing, another is
// one.
func TestFirstAnswerStands(t *testing.T) {
	t.Parallel()
	p := played(t, live.Settings{Seconds: 20, Bonus: 20}, 2)
	first := answer(1, 1, "a", 1)
	first.Line = 100
	p.do(live.Next{Host: host(), Number: 1}, first)
	want, ok := p.game.Receipt(1, "p1")
	if !ok || want.Given.Options[0] != "a" {
		t.Fatalf("receipt %+v", want)
	}
	again := func() {
		t.Helper()
		p.now += 1000
		before := p.game.Revision
		if events := p.do(answer(1, 1, "a", 0.5)); len(events) > 0 || p.game.Revision != before {
			t.Errorf("in %q: events %+v", p.game.Phase, events)
		}
		if got, _ := p.game.Receipt(1, "p1"); got.At != want.At {
			t.Errorf("in %q: receipt %+v, want %+v", p.game.Phase, got, want)
		}
		p.refused(answer(1, 1, "b", 1), live.ErrChangedAnswer)
		stolen := answer(1, 1, "a", 1)
		stolen.Token = hash(102)
		p.refused(stolen, live.ErrNoSeat)
	}
	again()
	for _, c := range []live.Command{
		live.Pause{Host: host()}, live.Resume{Host: host()}, live.Close{Host: host(), Number: 1}, live.Reveal{Host: host(), Number: 1},
		live.ShowBoard{Host: host()}, live.Next{Host: host(), Number: 2}, live.End{Host: host()},
	} {
		p.do(c)
		again()
	}
	if points := p.game.Standings()[0].Points; points != 1200 {
		t.Errorf("%d points", points)
	}
}

// TestGrade puts what was chosen in order, takes away what the kind does not ask for, and refuses what does not fit.
func TestGrade(t *testing.T) {
	t.Parallel()
	x := drills.NewExaminer()
	options := []drills.Option{{ID: "a", Right: true}, {ID: "b", Right: true}, {ID: "c"}}
	q := &drills.Question{Kind: drills.MultipleResponse, Options: options}
	one, err := live.Grade(x, q, drills.Answer{Options: []string{"b", "a"}, Text: "x"})
	if err != nil || one.Score != 1 || strings.Join(one.Given.Options, "") != "ab" || one.Given.Text != "" {
		t.Errorf("graded %+v, error %v", one, err)
	}
	if _, err := live.Grade(x, q, drills.Answer{Options: []string{"d"}}); !errors.Is(err, drills.ErrAnswer) {
		t.Errorf("error %v", err)
	}
	for _, c := range []struct {
		kind  drills.Kind
		given drills.Answer
	}{
		{drills.MultipleChoice, drills.Answer{Options: []string{"a"}}},
		{drills.Ordering, drills.Answer{Options: []string{"b", "a", "c"}}},
		{drills.Matching, drills.Answer{Pairs: map[string]string{"1": "a"}}},
		{drills.Numerical, drills.Answer{Number: 5}},
		{drills.ShortAnswer, drills.Answer{Text: "hello"}},
	} {
		q := &drills.Question{
			Kind: c.kind, Options: options, Pairs: []drills.Pair{{ID: "1", Option: "a"}}, Number: 5,
			Say: &drills.Rubric{Answers: []string{"hello"}},
		}
		got, err := live.Grade(x, q, c.given)
		if err != nil || fmt.Sprint(got.Given) != fmt.Sprint(c.given) {
			t.Errorf("%s: %+v, error %v", c.kind, got, err)
		}
	}
}
