package live_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// start is the server's time when the games of the tests begin.
const start = 1_800_000_000_000

// hash is what could be the hash of a token.
func hash(n int) string { return fmt.Sprintf("%064x", n) }

// host is the hash of the host's token.
func host() string { return hash(1) }

// lobby is the command that makes the tests' games.
func lobby(s live.Settings) live.OpenLobby {
	return live.OpenLobby{
		ID: "g", Code: "ACDEFG", Store: "s", Host: "trainer", HostToken: host(), Drill: "d", Languages: []string{"zh-Hans", "en"},
		Questions: 5, Settings: s,
	}
}

// join is the command by which the n-th player comes in.
func join(n int) live.Join {
	return live.Join{Player: fmt.Sprint("p", n), Name: fmt.Sprint("Player ", n), Token: hash(100 + n), Lang: "en"}
}

// answer is the n-th player's answer to a question.
func answer(n, number int, option string, score float64) live.Answer {
	return live.Answer{
		Player: fmt.Sprint("p", n), Token: hash(100 + n), Number: number,
		Graded: live.Graded{Given: drills.Answer{Options: []string{option}}, Score: score},
	}
}

// failing is a test, or a try of a property.
type failing interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// play is a game of which every command has to be carried out.
type play struct {
	tb   failing
	game live.Game
	now  int64
}

// played is a game with settings and some players in its lobby.
func played(tb failing, s live.Settings, players int) *play {
	tb.Helper()
	p := &play{tb: tb, now: start}
	p.do(lobby(s))
	for n := range players {
		p.do(join(n + 1))
	}
	return p
}

// do carries out commands, and gives the last one's events.
func (p *play) do(all ...live.Command) []live.Event {
	p.tb.Helper()
	var events []live.Event
	for _, c := range all {
		g, told, err := live.Apply(p.game, c, p.now)
		if err != nil {
			p.tb.Fatalf("%T in %q: %v", c, p.game.Phase, err)
		}
		p.game, events = g, told
	}
	return events
}

// refused carries out a command that has to be refused, and leaves the game alone.
func (p *play) refused(c live.Command, want error) {
	p.tb.Helper()
	if _, _, err := live.Apply(p.game, c, p.now); !errors.Is(err, want) {
		p.tb.Errorf("%T in %q: error %v, want %v", c, p.game.Phase, err, want)
	}
}

// in gives a game in a phase: its first question is on, or was, and two players sit in it.
func in(tb testing.TB, phase live.Phase) *play {
	tb.Helper()
	if phase == "" {
		return &play{tb: tb, now: start}
	}
	p := played(tb, live.Settings{Seconds: 20, Grace: live.DefaultGrace}, 2)
	next, end := live.Next{Host: host(), Number: 1}, live.Close{Host: host(), Number: 1}
	reveal, board := live.Reveal{Host: host(), Number: 1}, live.ShowBoard{Host: host()}
	for _, c := range map[live.Phase][]live.Command{
		live.Open:     {next},
		live.Paused:   {next, live.Pause{Host: host()}},
		live.Closed:   {next, end},
		live.Revealed: {next, end, reveal},
		live.Board:    {next, end, reveal, board},
		live.Ended:    {next, end, reveal, board, live.End{Host: host()}},
	}[phase] {
		p.do(c)
	}
	if p.game.Phase != phase {
		tb.Fatalf("phase %q, want %q", p.game.Phase, phase)
	}
	p.now += 5000
	return p
}

// TestPhases tries every command in every phase: what comes of it, or why not.
func TestPhases(t *testing.T) {
	t.Parallel()
	phases := append([]live.Phase{""}, live.Phases()...)
	const ok = ""
	// In the order of the phases: none, lobby, open, closed, revealed, board, paused, ended.
	none, early, open, closed := live.ErrNoGame.Error(), live.ErrLobby.Error(), live.ErrOpen.Error(), live.ErrClosed.Error()
	shown, board, paused, over := live.ErrRevealed.Error(), live.ErrBoard.Error(), live.ErrPaused.Error(), live.ErrEnded.Error()
	late, exists := live.ErrLate.Error(), live.ErrExists.Error()
	for _, c := range []struct {
		command live.Command
		want    [8]string
		to      live.Phase // what the game is in then; empty for what it was in
	}{
		{lobby(live.Settings{}), [8]string{ok, exists, exists, exists, exists, exists, exists, exists}, live.Lobby},
		{join(3), [8]string{none, ok, ok, ok, ok, ok, ok, over}, ""},
		{live.Leave{Player: "p1", Token: hash(101)}, [8]string{none, ok, ok, ok, ok, ok, ok, over}, ""},
		{live.Leave{Player: "p1", Host: host()}, [8]string{none, ok, ok, ok, ok, ok, ok, over}, ""},
		{live.GiveTime{Host: host(), Player: "p1", Extra: 150}, [8]string{none, ok, ok, ok, ok, ok, ok, over}, ""},
		{live.Next{Host: host(), Number: 1}, [8]string{none, ok, ok, closed, "*", "*", paused, over}, live.Open},
		{live.Next{Host: host(), Number: 2}, [8]string{none, "*", open, closed, ok, ok, paused, over}, live.Open},
		{answer(1, 1, "a", 1), [8]string{none, early, ok, late, late, late, paused, over}, ""},
		{answer(1, 2, "a", 1), [8]string{none, early, "*", "*", "*", "*", "*", over}, ""},
		{live.Close{Host: host(), Number: 1}, [8]string{none, early, ok, ok, shown, board, paused, over}, live.Closed},
		{live.Close{Host: host(), Number: 2}, [8]string{none, early, "*", closed, shown, board, paused, over}, ""},
		{live.Reveal{Host: host(), Number: 1}, [8]string{none, early, open, ok, ok, board, paused, over}, live.Revealed},
		{live.Reveal{Host: host(), Number: 2}, [8]string{none, early, open, "*", shown, board, paused, over}, ""},
		{live.ShowBoard{Host: host()}, [8]string{none, early, open, closed, ok, ok, paused, over}, live.Board},
		{live.Pause{Host: host()}, [8]string{none, early, ok, closed, shown, board, ok, over}, live.Paused},
		{live.Resume{Host: host()}, [8]string{none, early, ok, closed, shown, board, ok, over}, live.Open},
		{live.Skip{Host: host(), Number: 1}, [8]string{none, early, ok, ok, shown, board, ok, over}, live.Board},
		{live.End{Host: host()}, [8]string{none, ok, ok, ok, ok, ok, ok, ok}, live.Ended},
		{live.TakeOver{Host: host(), Person: "other", Token: hash(2)}, [8]string{none, ok, ok, ok, ok, ok, ok, over}, ""},
		{live.Tick{}, [8]string{none, ok, ok, ok, ok, ok, ok, ok}, ""},
	} {
		for i, phase := range phases {
			p := in(t, phase)
			want := strings.Replace(c.want[i], "*", live.ErrNumber.Error(), 1)
			g, events, err := live.Apply(p.game, c.command, p.now)
			if got := fmt.Sprint(err); err != nil && !strings.HasPrefix(got, want) || want == "" && err != nil || want != "" && err == nil {
				t.Errorf("%T in %q: error %v, want %q", c.command, phase, err, want)
				continue
			}
			to := phase
			if err == nil && c.to != "" {
				to = c.to
			}
			if g.Phase != to {
				t.Errorf("%T in %q: phase %q, want %q", c.command, phase, g.Phase, to)
			}
			if n := int64(len(events)); g.Revision != p.game.Revision+n {
				t.Errorf("%T in %q: %d events, revision %d after %d", c.command, phase, n, g.Revision, p.game.Revision)
			}
		}
	}
}

// TestRepeated sends commands that are carried out already: again they are no error, but not from a stranger, and not about another
// question.
func TestRepeated(t *testing.T) {
	t.Parallel()
	in(t, live.Closed).refused(live.Close{Host: hash(7), Number: 1}, live.ErrClosed)
	in(t, live.Closed).refused(live.Close{Host: host(), Number: 2}, live.ErrClosed)
	in(t, live.Open).refused(live.Next{Host: host(), Number: 2}, live.ErrOpen)
	in(t, live.Ended).refused(live.End{Host: hash(7)}, live.ErrEnded)
	p := in(t, live.Open)
	skip, other := live.Skip{Host: host(), Number: 1}, live.TakeOver{Allowed: true, Person: "other", Token: hash(2)}
	p.do(skip)
	if events := p.do(skip); len(events) > 0 {
		t.Errorf("skipped twice: %+v", events)
	}
	p.do(other)
	if events := p.do(other); len(events) > 0 {
		t.Errorf("taken over twice: %+v", events)
	}
}

// TestHostsAlone sends each command of the host with another's token, and with none.
func TestHostsAlone(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"", hash(101), hash(7)} {
		in(t, live.Lobby).refused(live.Next{Host: token, Number: 1}, live.ErrNotHost)
		in(t, live.Open).refused(live.Close{Host: token, Number: 1}, live.ErrNotHost)
		in(t, live.Open).refused(live.Pause{Host: token}, live.ErrNotHost)
		in(t, live.Open).refused(live.Skip{Host: token, Number: 1}, live.ErrNotHost)
		in(t, live.Open).refused(live.End{Host: token}, live.ErrNotHost)
		in(t, live.Open).refused(live.GiveTime{Host: token, Player: "p1", Extra: 150}, live.ErrNotHost)
		in(t, live.Open).refused(live.TakeOver{Host: token, Token: hash(2)}, live.ErrNotHost)
		in(t, live.Paused).refused(live.Resume{Host: token}, live.ErrNotHost)
		in(t, live.Closed).refused(live.Reveal{Host: token, Number: 1}, live.ErrNotHost)
		in(t, live.Revealed).refused(live.ShowBoard{Host: token}, live.ErrNotHost)
	}
	in(t, live.Open).refused(live.Leave{Player: "p1", Host: hash(7)}, live.ErrNotHost)
}

// TestTakeOver hands a game to another trainer: the old host's screens cannot run it any more, the new one's can, and all else
// stays.
func TestTakeOver(t *testing.T) {
	t.Parallel()
	for _, c := range []live.TakeOver{
		{Host: host(), Person: "other", Token: hash(2)},
		{Allowed: true, Person: "other", Token: hash(2)},
	} {
		p := in(t, live.Open)
		p.do(answer(1, 1, "a", 1), c)
		if p.game.Host != "other" || p.game.Phase != live.Open || p.game.Answered != 1 {
			t.Errorf("host %q, phase %q, %d answers", p.game.Host, p.game.Phase, p.game.Answered)
		}
		p.refused(live.Close{Host: host(), Number: 1}, live.ErrNotHost)
		p.do(live.Close{Host: hash(2), Number: 1})
		c.Token = "a token itself"
		p.refused(live.TakeOver{Allowed: true, Token: c.Token}, live.ErrToken)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	change := func(f func(*live.OpenLobby)) live.OpenLobby {
		c := lobby(live.Settings{})
		f(&c)
		return c
	}
	for name, c := range map[string]live.OpenLobby{
		"no id":             change(func(c *live.OpenLobby) { c.ID = "" }),
		"no code":           change(func(c *live.OpenLobby) { c.Code = "" }),
		"a code with signs": change(func(c *live.OpenLobby) { c.Code = "ABC 10" }),
		"no drill":          change(func(c *live.OpenLobby) { c.Drill = "" }),
		"no questions":      change(func(c *live.OpenLobby) { c.Questions = 0 }),
		"many questions":    change(func(c *live.OpenLobby) { c.Questions = drills.MaxCount + 1 }),
		"no language":       change(func(c *live.OpenLobby) { c.Languages = nil }),
		"many languages":    change(func(c *live.OpenLobby) { c.Languages = make([]string, live.MaxLanguages+1) }),
		"negative time":     lobby(live.Settings{Seconds: -1}),
		"long time":         lobby(live.Settings{Seconds: live.MaxSeconds + 1}),
		"negative grace":    lobby(live.Settings{Grace: -1}),
		"long grace":        lobby(live.Settings{Grace: live.MaxGrace + 1}),
		"negative bonus":    lobby(live.Settings{Bonus: -1}),
		"great bonus":       lobby(live.Settings{Bonus: live.MaxBonus + 1}),
		"negative days":     lobby(live.Settings{Days: -1}),
		"many days":         lobby(live.Settings{Days: live.MaxDays + 1}),
		"a long title":      change(func(c *live.OpenLobby) { c.Title = strings.Repeat("题", live.MaxTitle+1) }),
		"a hidden title":    change(func(c *live.OpenLobby) { c.Title = "a\u202eb" }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, _, err := live.Apply(live.Game{}, c, start); !errors.Is(err, live.ErrSettings) {
				t.Errorf("error %v", err)
			}
		})
	}
	in(t, "").refused(change(func(c *live.OpenLobby) { c.HostToken = "secret" }), live.ErrToken)
}

// TestRounds plays a game to its end.
func TestRounds(t *testing.T) {
	t.Parallel()
	p := played(t, live.Settings{Seconds: 20, AutoClose: true}, 2)
	for n := range 5 {
		p.do(live.Next{Host: host(), Number: n + 1}, answer(1, n+1, "a", 1))
		events := p.do(answer(2, n+1, "b", 0))
		if len(events) != 2 || events[1].Kind != live.EventClosed {
			t.Fatalf("after the last answer: %+v", events)
		}
		p.do(live.Reveal{Host: host(), Number: n + 1})
	}
	p.refused(live.Next{Host: host(), Number: 6}, live.ErrNoMore)
	p.do(live.End{Host: host()})
	all := p.game.Standings()
	if len(all) != 2 || all[0].Player != "p1" || all[0].Points != 5*live.MaxPoints || all[1].Points != 0 {
		t.Errorf("standings %+v", all)
	}
}

// TestSkip takes a question back: what was earned with it does not count, and the next one comes.
func TestSkip(t *testing.T) {
	t.Parallel()
	p := in(t, live.Open)
	p.do(answer(1, 1, "a", 1), live.Skip{Host: host(), Number: 1}, live.Next{Host: host(), Number: 2}, answer(2, 2, "a", 1))
	p.do(live.Close{Host: host(), Number: 2}, live.Reveal{Host: host(), Number: 2})
	if all := p.game.Standings(); all[0].Player != "p2" || all[1].Points != 0 {
		t.Errorf("standings %+v", all)
	}
}

// TestBranches takes two ways from one state: neither shows in the other.
func TestBranches(t *testing.T) {
	t.Parallel()
	p := played(t, live.Settings{}, 1)
	for n := range 3 {
		p.do(live.Next{Host: host(), Number: n + 1}, live.Close{Host: host(), Number: n + 1}, live.Reveal{Host: host(), Number: n + 1})
	}
	p.do(live.Next{Host: host(), Number: 4}, live.Close{Host: host(), Number: 4})
	one, other := *p, *p
	one.do(live.Reveal{Host: host(), Number: 4})
	other.do(live.Skip{Host: host(), Number: 4}, live.Next{Host: host(), Number: 5}, live.Close{Host: host(), Number: 5})
	other.do(live.Reveal{Host: host(), Number: 5})
	if got := fmt.Sprint(one.game.Shown, other.game.Shown); got != "[1 2 3 4] [1 2 3 5]" {
		t.Errorf("shown %s", got)
	}
}

// TestPrivate wants no board where none is to be.
func TestPrivate(t *testing.T) {
	t.Parallel()
	p := played(t, live.Settings{Private: true}, 1)
	p.do(live.Next{Host: host(), Number: 1}, live.Close{Host: host(), Number: 1}, live.Reveal{Host: host(), Number: 1})
	p.refused(live.ShowBoard{Host: host()}, live.ErrPrivate)
	p.do(live.Next{Host: host(), Number: 2})
}
