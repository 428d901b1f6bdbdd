package live_test

import (
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
