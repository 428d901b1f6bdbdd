package live_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// keyed tells whether a view, as it is sent, has a place where a key could stand, or a word of one.
func keyed(tb testing.TB, view any) bool {
	sent := written(tb, view)
	return slices.ContainsFunc([]string{`"right"`, `"rationale"`, `"marks"`, `"score"`, `"card"`, "hidden"}, func(part string) bool {
		return strings.Contains(sent, part)
	})
}

// TestKeys plays games of any commands, and looks at every screen after each: the key of a question is in no view but at its
// reveal, where it is in all of them; and afterwards who was there may look at what was shown, and who is alone at what they have
// answered.
func TestKeys(t *testing.T) {
	t.Parallel()
	x, q := drills.NewExaminer(), questions(1)[0][0]
	seen := map[bool]int{}
	rapid.Check(t, func(rt *rapid.T) {
		s := live.Settings{Seconds: 5, AutoClose: true, Days: 1}
		p := played(rt, s, 0)
		if rapid.IntRange(0, 3).Draw(rt, "over") == 0 {
			p = over(rt, s)
		}
		for range rapid.IntRange(1, 40).Draw(rt, "commands") {
			p.now += rapid.SampledFrom([]int64{0, 1000, 6000}).Draw(rt, "passed")
			p.tried(rt, p.draw(rt))
			views := []any{p.game.ScreenView(x, q, p.now), p.game.RemoteView(x, q, p.now)}
			for id, one := range p.game.Players {
				if v, err := p.game.PlayerView(x, q, id, p.now); err == nil {
					views = append(views, v)
				}
				for number := range p.game.Questions + 1 {
					_, answered := p.game.Answers[live.AnswerKey{Number: number, Player: id}]
					may := slices.Contains(p.game.Shown, number) && (answered || !one.Alone)
					v, err := p.game.Worth(x, q, id, number)
					if (err == nil) != may || may && !keyed(t, v) {
						rt.Fatalf("question %d for %+v: %s, %v", number, one, written(t, v), err)
					}
					seen[one.Alone && may]++
				}
			}
			for _, v := range views {
				if keyed(t, v) != (p.game.Phase == live.Revealed) {
					rt.Fatalf("in %q a screen shows %s", p.game.Phase, written(t, v))
				}
			}
		}
	})
	if seen[true] == 0 {
		t.Errorf("nobody alone has ever looked at a key: %v", seen)
	}
}
