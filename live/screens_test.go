package live_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clerkcoach/live"
)

// TestRoomViews plays a game in a room, with and without a board: each screen shows what the pure functions show.
func TestRoomViews(t *testing.T) {
	t.Parallel()
	for _, private := range []bool{false, true} {
		r := process(t, newKeeper(), still, uncounted).opened(t, live.Settings{Seconds: 20, Private: private})
		questions := r.Questions("en")
		end := []live.Command{live.ShowBoard{Host: host()}, live.End{Host: host()}}
		for _, c := range append([]live.Command{
			live.Tick{}, join(1), join(2), join(3), live.Next{Host: host(), Number: 1}, answer(1, 1, "a", 1), live.Pause{Host: host()},
			live.Resume{Host: host()}, answer(2, 1, "b", 0), live.Close{Host: host(), Number: 1}, live.Reveal{Host: host(), Number: 1},
		}, end[map[bool]int{true: 1}[private]:]...) {
			do(t, r, c)
			g := r.Whole()
			q := questions[max(g.Number, 1)-1]
			screen, remote := g.ScreenView(examiner(), q, start), g.RemoteView(examiner(), q, start)
			if diff := cmp.Diff([]any{screen, remote}, []any{r.ScreenView("en"), r.RemoteView("en")}); diff != "" {
				t.Errorf("after %T the host sees (-want +got):\n%s", c, diff)
			}
			for id := range g.Players {
				want, err := g.PlayerView(examiner(), q, id, start)
				got, also := r.PlayerView(id)
				if diff := cmp.Diff(want, got); diff != "" || err != nil || also != nil {
					t.Errorf("after %T %s sees (-want +got):\n%s", c, id, diff)
				}
			}
		}
	}
}

// TestSeat finds a seat by its token, as long as it is one: not after leaving, with another token, or when who sat there was erased
// by another process.
func TestSeat(t *testing.T) {
	t.Parallel()
	k := newKeeper()
	h := process(t, k, still, uncounted)
	r := h.opened(t, live.Settings{})
	seat := live.Join{Player: "p1", Name: "Lin", Person: "lin", Token: hash(101)}
	do(t, r, seat)
	sits := func(token string) bool {
		p, ok := r.Seat(token)
		return ok && p.ID == "p1"
	}
	if !sits(hash(101)) || sits(hash(102)) || sits("") {
		t.Error("the seat is not found, or another is")
	}
	seat.Token = hash(102)
	do(t, r, seat)
	if sits(hash(101)) || !sits(hash(102)) {
		t.Error("the seat has not the new token alone")
	}
	do(t, r, live.Leave{Player: "p1", Token: hash(102)})
	if sits(hash(102)) {
		t.Error("the seat is found that was given up")
	}
	do(t, r, seat)
	g := k.whole("g")
	from := g.Revision
	g.Revision++
	g.Players["p1"] = live.Player{ID: "p1", Extra: 100}
	if err := k.SaveGame(t.Context(), g, from); err != nil {
		t.Fatal(err)
	}
	do(t, r, live.Tick{}) // which finds nothing to do but what is new
	if p, ok := r.Player("p1"); !ok || p.Name != "" || sits(hash(102)) || sits("") {
		t.Errorf("who was erased is %+v", p)
	}
	seat.Player = "p2"
	if reply := do(t, r, seat); reply.Player.ID != "p2" {
		t.Errorf("who comes back has the seat %+v", reply.Player)
	}
}

// TestAsked has those see the same who have a question before them under the same conditions, and nobody else: not who has answered, has
// more time, reads another language or has no seat, and not once the question is over.
func TestAsked(t *testing.T) {
	t.Parallel()
	now := atomic.Int64{}
	now.Store(start)
	r := process(t, newKeeper(), now.Load, uncounted).opened(t, live.Settings{Seconds: 20})
	chinese := live.Join{Player: "p4", Name: "Chen", Token: hash(104), Lang: "zh-Hans"}
	do(t, r, join(1), join(2), join(3), chinese)
	asked := func(n int) (live.AskedOf, bool) { return r.Asked(fmt.Sprintf("p%d", n), hash(100+n)) }
	if _, ok := asked(1); ok {
		t.Error("something is asked in the lobby")
	}
	do(t, r, live.GiveTime{Host: host(), Player: "p3", Extra: 150}, live.Next{Host: host(), Number: 1})
	first, ok := asked(1)
	now.Add(7)
	if second, also := asked(2); !ok || !also || second.Left > first.Left || first.Left-second.Left > 1 {
		t.Errorf("of two who see the same one depends on %+v, the other on %+v", first, second)
	}
	for _, n := range []int{3, 4} {
		if other, ok := asked(n); !ok || other == first {
			t.Errorf("player %d, who sees something else, depends on %+v", n, other)
		}
	}
	if _, ok := r.Asked("p1", hash(102)); ok {
		t.Error("who has another token sees the question")
	}
	do(t, r, answer(1, 1, "a", 1))
	if _, ok := asked(1); ok {
		t.Error("who has answered is still asked")
	}
	now.Add(60_000)
	if _, ok := asked(2); ok {
		t.Error("a question that is over by the clock is still asked")
	}
}
