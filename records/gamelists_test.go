package records

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"

	"clerkcoach/live"
)

func TestListsOfGames(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 2)
		var want []GameLine
		for n := range 5 {
			open := lobby(n)
			g := mustSaveGame(t, s, mustAddGame(t, s, open), seat(1), seat(100))
			want = append([]GameLine{{
				ID: g.ID, Title: open.Title, Code: open.Code, Host: "p-1", Phase: live.Lobby, Began: noon, Players: 2, Questions: 3,
			}}, want...)
		}
		elsewhere := lobby(6)
		elsewhere.Store = "s-2"
		mustAddGame(t, s, elsewhere)
		var got []GameLine
		for p := (Page{Rows: 2}); ; {
			page, next, err := s.Games(ctx, "s-1", p)
			must(t, err)
			got = append(got, page...)
			if p.After = next; next == "" {
				break
			}
		}
		same(t, want, got)
		_, _, err := s.Games(ctx, "s-1", Page{After: "x"})
		wants(t, err, ErrInvalid)
	})
}

// TestGamesOf wants a person's points to be those of the questions whose key was shown, and nobody else's.
func TestGamesOf(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 2)
		plain := lobby(1)
		plain.Settings.Bonus = 0
		host := plain.HostToken
		g := mustAddGame(t, s, plain)
		next := applied(t, g, seat(1), seat(2), live.Next{Host: host, Number: 1}, reply(1, 1, letter("a"), 1),
			reply(2, 1, letter("b"), 0.5), live.Close{Host: host, Number: 1}, live.Reveal{Host: host, Number: 1},
			live.Next{Host: host, Number: 2}, reply(1, 2, letter("a"), 1))
		must(t, s.SaveGame(ctx, next, g.Revision))
		mustSaveGame(t, s, mustAddGame(t, s, lobby(2)), seat(1), seat(100))
		for person, want := range map[string][]string{"p-1": {"g-2 n-1 0", "g-1 n-1 1000"}, "p-2": {"g-1 n-2 500"}, "": nil, "p-3": nil} {
			seats, err := s.GamesOf(ctx, person)
			must(t, err)
			var got []string
			for _, seat := range seats {
				got = append(got, fmt.Sprint(seat.ID, " ", seat.Player, " ", seat.Points))
			}
			same(t, want, got)
		}
	})
}

// TestErasedWhileOthersPlay wants a game to move on when one of its people is erased, so that whoever has it in memory reads it
// anew.
func TestErasedWhileOthersPlay(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 3)
		g := mustAddGame(t, s, lobby(1))
		g = mustSaveGame(t, s, g, seat(2), seat(3), live.Next{Host: proof(1), Number: 1}, reply(2, 1, letter("a"), 1))
		for _, id := range []string{"p-2", "p-1"} { // who sits in it, and who hosts it
			before := mustGame(t, s, "g-1", 0)
			leave(t, s, mustPerson(t, s, id), noon)
			must(t, s.Erase(ctx, id, noon))
			wants(t, s.SaveGame(ctx, before, before.Revision), live.ErrMoved)
		}
		erased := mustGame(t, s, "g-1", g.Revision)
		same(t, "", erased.Host+erased.HostToken)
		same(t, map[string]live.Player{"n-2": {ID: "n-2", Lang: "en", Extra: 100}}, erased.Players, cmpopts.EquateEmpty())
		same(t, 1.0, erased.Answers[live.AnswerKey{Number: 1, Player: "n-2"}].Score)
		same(t, 2, erased.Seats)
	})
}

// TestPurgedGames wants games to go with the answers of their day, and all that belongs to them.
func TestPurgedGames(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 2)
		for n := range 3 {
			g := mustSaveGame(t, s, mustAddGame(t, s, lobby(n)), seat(1), live.Next{Host: proof(1), Number: 1}, reply(1, 1, letter("a"), 1))
			_, err := s.writing.ExecContext(ctx, `UPDATE games SET began_at = $1 WHERE id = $2`, noon-int64(40+n)*dayLength, g.ID)
			must(t, err)
		}
		for _, step := range []struct{ days, gone, left int64 }{{0, 0, 3}, {43, 0, 3}, {41, 2, 1}, {41, 0, 1}} {
			gone, err := s.Purge(ctx, Retention{Answers: int(step.days)}, noon)
			must(t, err)
			same(t, Purged{Games: step.gone}, gone)
			for table, each := range map[string]int64{"games": 1, "game_questions": 6, "game_players": 1, "game_answers": 1} {
				held, err := contentOf(ctx, s.reading, table)
				must(t, err)
				same(t, each*step.left, held.Rows)
			}
		}
	})
}
