package records

import (
	"context"
	"fmt"
	"testing"
	"time"

	"clerkcoach/live"
)

// Goals on SQLite: how long a commit of as many answers as one may have takes, and how long reading all of a great game, and what is
// new in it.
const (
	goalBatch = 50 * time.Millisecond
	goalWhole = 500 * time.Millisecond
	goalNew   = 20 * time.Millisecond
)

// BenchmarkGames writes and reads a game of 3,000 players who answer ten questions.
func BenchmarkGames(b *testing.B) {
	const batch, numbers = 256, 10
	for name, config := range databases() {
		b.Run(name, func(b *testing.B) {
			s := staff(b, config(b), 1)
			for b.Loop() {
				_, err := s.writing.Exec(`DELETE FROM games`)
				must(b, err)
				g := mustAddGame(b, s, lobby(1))
				save := func(g live.Game) { must(b, s.SaveGame(context.Background(), g, g.Revision-1)) }
				g.Revision++
				g.Players = map[string]live.Player{}
				for n := range live.MaxPlayers {
					id := fmt.Sprint("n-", n)
					g.Players[id] = live.Player{ID: id, Name: fmt.Sprint("王小明 ", n), Token: proof(n), Lang: "zh-Hans", Extra: 100}
				}
				save(g)
				g.Players = nil
				least := time.Hour
				for n := 0; n < numbers*live.MaxPlayers; n += batch {
					g.Revision++
					g.Answers = map[live.AnswerKey]live.Kept{}
					for i := n; i < min(n+batch, numbers*live.MaxPlayers); i++ {
						key := live.AnswerKey{Number: 1 + i/live.MaxPlayers, Player: fmt.Sprint("n-", i%live.MaxPlayers)}
						g.Answers[key] = live.Kept{Given: letter("a"), Score: 1, Points: 1100, Took: 3000, At: int64(i)}
					}
					start := time.Now()
					save(g)
					if len(g.Answers) == batch {
						least = min(least, time.Since(start))
					}
				}
				within(b, s, "save", least, goalBatch)
				within(b, s, "whole", best(b, 3, func() {
					if all := mustGame(b, s, g.ID, 0); len(all.Answers) != numbers*live.MaxPlayers || len(all.Players) != live.MaxPlayers {
						b.Errorf("%d answers of %d players", len(all.Answers), len(all.Players))
					}
				}), goalWhole)
				within(b, s, "new", best(b, 5, func() {
					if news := mustGame(b, s, g.ID, g.Revision-2); len(news.Answers) <= batch/2 {
						b.Errorf("%d new answers", len(news.Answers))
					}
				}), goalNew)
			}
		})
	}
}
