package records

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/playbook"
)

var _ live.Keeper = (*Store)(nil)

// code is that of the n-th game.
func code(n int) string { return "34679" + string("ACDEFGHJKM"[n]) }

// proof is the hash of a token.
func proof(n int) string { return fmt.Sprintf("%064x", n) }

// lobby is the command that opens the n-th game of the store s-1, hosted by p-1, of three questions in two languages.
func lobby(n int) live.OpenLobby {
	return live.OpenLobby{
		ID: fmt.Sprint("g-", n), Code: code(n), Store: "s-1", Host: "p-1", HostToken: proof(1), Title: "Monday 早会 \"A\"",
		Drill: "drill-1", Languages: []string{"zh-Hans", "en"}, Questions: 3,
		Settings: live.Settings{Seconds: 20, Grace: live.DefaultGrace, Bonus: 10},
	}
}

// questions are those of a lobby.
func questions() [][]*drills.Question {
	var all [][]*drills.Question
	for _, lang := range []string{"zh-Hans", "en"} {
		var some []*drills.Question
		for n := range 3 {
			some = append(some, &drills.Question{
				ID: fmt.Sprint("hurried/who/", n), Kind: drills.MultipleChoice, Card: "hurried", Prompt: "? " + lang,
				Options: []drills.Option{{ID: "a", Text: "A", Right: true}, {ID: "b", Text: "B", Rationale: "不"}},
			})
		}
		all = append(all, some)
	}
	return all
}

// seat is the command by which the n-th player comes in: the person p-n, or, from 100 on, somebody who is not signed in.
func seat(n int) live.Join {
	j := live.Join{Player: fmt.Sprint("n-", n), Name: fmt.Sprint("王 ", n), Token: proof(1000 + n), Lang: "en"}
	if n < 100 {
		j.Person = fmt.Sprint("p-", n)
	}
	return j
}

// reply is the n-th player's answer to a question.
func reply(n, number int, given drills.Answer, score float64) live.Answer {
	return live.Answer{
		Player: fmt.Sprint("n-", n), Token: proof(1000 + n), Number: number, Graded: live.Graded{Given: given, Score: score},
	}
}

// letter is an answer that chooses one option.
func letter(id string) drills.Answer { return drills.Answer{Options: []string{id}} }

// applied is a game after commands, one after the other, each a second after the one before.
func applied(tb testing.TB, g live.Game, commands ...live.Command) live.Game {
	tb.Helper()
	for _, c := range commands {
		next, _, err := live.Apply(g, c, max(noon, g.Seen+1000))
		must(tb, err)
		g = next
	}
	return g
}

// mustAddGame opens a lobby.
func mustAddGame(tb testing.TB, s *Store, c live.OpenLobby) live.Game {
	tb.Helper()
	g := applied(tb, live.Game{}, c)
	must(tb, s.AddGame(tb.Context(), g, questions()))
	return g
}

// mustSaveGame carries out commands in a game and writes it, with all that is in it.
func mustSaveGame(tb testing.TB, s *Store, g live.Game, commands ...live.Command) live.Game {
	tb.Helper()
	next := g
	next.Players, next.Answers = nil, nil
	next = applied(tb, next, commands...)
	must(tb, s.SaveGame(tb.Context(), next, g.Revision))
	return next
}

// mustGame reads a game.
func mustGame(tb testing.TB, s *Store, id string, after int64) live.Game {
	tb.Helper()
	g, err := s.Game(tb.Context(), id, after)
	must(tb, err)
	return g
}

func TestGames(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 2)
		g := mustAddGame(t, s, lobby(1))
		same(t, g, mustGame(t, s, "g-1", 0), cmpopts.EquateEmpty())
		read, err := s.GameQuestions(ctx, "g-1")
		must(t, err)
		same(t, questions(), read)

		seats := applied(t, g, seat(1), seat(100), live.GiveTime{Host: proof(1), Player: "n-100", Extra: 150})
		must(t, s.SaveGame(ctx, seats, g.Revision))
		asked := seats
		asked.Players = nil
		asked = applied(t, asked, live.Next{Host: proof(1), Number: 1})
		must(t, s.SaveGame(ctx, asked, seats.Revision))
		asked.Players = seats.Players
		first := applied(t, asked, reply(1, 1, drills.Answer{Text: "好 \x00"}, 0.5), reply(100, 1, letter("a"), 1))
		row := first
		row.Players = nil
		must(t, s.SaveGame(ctx, row, asked.Revision))
		same(t, first, mustGame(t, s, "g-1", 0), cmpopts.EquateEmpty())
		same(t, row, mustGame(t, mustOpen(t, c), "g-1", asked.Revision), cmpopts.EquateEmpty())
		same(t, 0, len(mustGame(t, s, "g-1", first.Revision).Answers))

		// Who comes with an older revision changes nothing, nor does an answer that is there already.
		wants(t, s.SaveGame(ctx, row, asked.Revision), live.ErrMoved)
		if err := s.SaveGame(ctx, row, first.Revision); !isDuplicate(err) {
			t.Errorf("an answer was kept twice: %v", err)
		}
		same(t, first, mustGame(t, s, "g-1", 0), cmpopts.EquateEmpty())
	})
}

// TestConcurrentGameIsOfOneMoment reads a game while it is answered: there are as many answers as its row counts.
func TestConcurrentGameIsOfOneMoment(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := staff(t, c, 1)
		g := mustAddGame(t, s, lobby(1))
		var writing sync.WaitGroup
		done := make(chan struct{})
		writing.Go(func() {
			defer close(done)
			for n := range 100 {
				g.Revision++
				g.Answered++
				g.Answers = map[live.AnswerKey]live.Kept{{Number: 1, Player: seat(n).Player}: {Given: letter("a")}}
				if err := s.SaveGame(context.Background(), g, g.Revision-1); err != nil {
					t.Error(err)
				}
			}
		})
		for reading := true; reading; {
			select {
			case <-done:
				reading = false
			default:
			}
			if read := mustGame(t, s, "g-1", 0); len(read.Answers) != read.Answered {
				t.Errorf("%d answers, counted as %d", len(read.Answers), read.Answered)
			}
		}
		writing.Wait()
	})
}

func TestGamesThatAreNot(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 2)
		g := mustAddGame(t, s, lobby(1))
		wants(t, s.AddGame(ctx, g, questions()), live.ErrExists)
		other := g
		other.ID = "g-2"
		wants(t, s.AddGame(ctx, other, questions()), live.ErrCodeTaken)
		wants(t, s.AddGame(ctx, other, questions()[:1]), ErrInvalid)
		_, err := s.Game(ctx, "g-2", 0)
		wants(t, err, live.ErrNoGame)
		_, err = s.GameQuestions(ctx, "g-2")
		wants(t, err, live.ErrNoGame)
		_, err = s.GameByCode(ctx, code(2))
		wants(t, err, live.ErrNoGame)
		wants(t, s.SaveGame(ctx, other, g.Revision), live.ErrMoved)
		must(t, s.CountedGame(ctx, "g-2"))
		revisions, err := s.GameRevisions(ctx, []string{"g-1", "g-2"})
		must(t, err)
		same(t, map[string]int64{"g-1": g.Revision}, revisions)
	})
}

// TestCodesAreOfGamesUnderWay wants a code to find its game until that is over, and then to be free.
func TestCodesAreOfGamesUnderWay(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 2)
		g := mustAddGame(t, s, lobby(1))
		id, err := s.GameByCode(ctx, code(1))
		must(t, err)
		same(t, "g-1", id)
		under, err := s.UnfinishedGames(ctx, noon+1)
		must(t, err)
		same(t, []string{"g-1"}, under)
		under, err = s.UnfinishedGames(ctx, noon)
		must(t, err)
		same(t, []string(nil), under)

		mustSaveGame(t, s, g, live.End{Host: proof(1)})
		_, err = s.GameByCode(ctx, code(1))
		wants(t, err, live.ErrNoGame)
		again := lobby(1)
		again.ID = "g-2"
		mustAddGame(t, s, again)
		id, err = s.GameByCode(ctx, code(1))
		must(t, err)
		same(t, "g-2", id)
		for _, want := range [][]string{{"g-1"}, nil} {
			over, err := s.UncountedGames(ctx)
			must(t, err)
			same(t, want, over)
			must(t, s.CountedGame(ctx, "g-1"))
		}
	})
}

// TestOldGamesAreRead wants whatever an earlier version has kept of a game to be read, by every name that it has there.
func TestOldGamesAreRead(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := everyTable(t, c)
		same(t, live.Game{
			ID: "g-1", Code: "34679A", Store: "s-1", Host: "p-2", HostToken: "e0e0", Title: "Monday", Drill: "drill-1",
			Languages: []string{"zh-Hans"}, Questions: 1,
			Settings: live.Settings{Seconds: 20, Grace: 500, Bonus: 10, Private: true, Days: 7, AutoClose: true, Rehearsal: true},
			Revision: 5, Phase: live.Revealed, Number: 1, Seen: noon + 9000, Clock: 9000, OpenedAt: 2000, PausedAt: 1, ClosedAt: 8000,
			EndedAt: 9000, Shown: []int{1}, Seats: 2, Joined: 3, Answered: 2, MostExtra: 150,
			Players: map[string]live.Player{
				"n-1": {
					ID: "n-1", Name: "王小明", Person: "p-1", Token: "f0f0", Lang: "zh-Hans", Extra: 150, JoinedIn: 1, JoinedAfter: 500,
					Left: true, Alone: true,
				},
				"n-2": {ID: "n-2", Name: "Ann", Person: "p-2", Token: "a0a0", Lang: "zh-Hans", Extra: 100},
			},
			Answers: map[live.AnswerKey]live.Kept{
				{Number: 1, Player: "n-1"}: {
					Given: drills.Answer{Options: []string{"a"}, Pairs: map[string]string{"1": "a"}, Number: 3, Text: "好的"},
					Score: 0.25, Points: 250, Took: 3000, At: 5000,
				},
				{Number: 1, Player: "n-2"}: {Given: drills.Answer{Text: "好"}, Score: 1, Points: 1000, Took: 4000, At: 6000, Late: true},
			},
		}, mustGame(t, s, "g-1", 0))
		read, err := s.GameQuestions(t.Context(), "g-1")
		must(t, err)
		same(t, [][]*drills.Question{{{
			ID: "hurried/say/1", Kind: drills.ShortAnswer, Card: "hurried", Scene: "赶时间", Prompt: "怎么说？",
			Options: []drills.Option{{ID: "a", Text: "A", Right: true, Place: 1, Rationale: "对"}},
			Pairs:   []drills.Pair{{ID: "1", Text: "B", Option: "a", Rationale: "配"}}, Number: 3,
			Say: &drills.Rubric{
				Answers: []string{"好"}, Intents: []drills.Intent{{Met: "有", Missing: "没有", Any: []string{"请"}}},
				Phrases: []string{"请稍等"}, Avoid: []string{"等着"}, Never: []string{"滚"}, Fits: []string{"马上"},
				Reasons: drills.Reasons{Close: "c", Far: "f", SaidAvoid: "a", SaidNever: "n", Nothing: "0"},
			},
			Rationale: "为什么",
		}}}, read)
	})
}

// TestQuestionsComeBack makes drills of the shipped playbook, of any kinds in both languages: their questions are the same when
// they are read again, key and rubric and all, so that a game is graded alike by whoever reads it.
func TestQuestionsComeBack(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	must(t, err)
	x, another := drills.NewExaminer(), drills.NewExaminer()
	s := staff(t, Config{Folder: t.TempDir()}, 1)
	game, kinds := 0, map[drills.Kind]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		r := drills.Recipe{
			Lang: rapid.SampledFrom([]string{"zh-Hans", "en"}).Draw(rt, "lang"), Count: 12, Seed: rapid.Uint64().Draw(rt, "seed"),
		}
		if rapid.Bool().Draw(rt, "words alone") {
			r.Kinds = []drills.Kind{drills.ShortAnswer}
		}
		d, err := x.Generate(book, r)
		if err != nil {
			rt.Fatal(err)
		}
		game++
		open := lobby(1)
		open.ID, open.Languages, open.Questions = fmt.Sprint("g-", game), []string{r.Lang}, len(d.Questions)
		g := applied(t, live.Game{}, open)
		must(t, s.AddGame(t.Context(), g, [][]*drills.Question{d.Questions}))
		read, err := s.GameQuestions(t.Context(), g.ID)
		must(t, err)
		same(rt, d.Questions, read[0])
		for i, q := range d.Questions {
			kinds[q.Kind] = true
			for _, a := range []drills.Answer{q.Key(), {}, {Text: "好的，请稍等。 Of course, one moment."}} {
				same(rt, x.Grade(q, a), another.Grade(read[0][i], a))
			}
		}
		mustSaveGame(t, s, g, live.End{Host: proof(1)})
	})
	for _, kind := range drills.Kinds() {
		if !kinds[kind] {
			t.Errorf("no question was of the kind %s", kind)
		}
	}
}
