package records

import (
	"context"

	"clerkcoach/live"
)

// GameLine is a live quiz in a list.
type GameLine struct {
	ID, Title, Code string
	Host            string // a person, or empty for one who has been erased
	Phase           live.Phase
	Began           int64 // milliseconds since 1970
	Players         int   // who ever sat in it
	Questions       int
}

func lineOf(g live.Game, began int64) GameLine {
	return GameLine{
		ID: g.ID, Title: g.Title, Code: g.Code, Host: g.Host, Phase: g.Phase, Began: began, Players: g.Joined, Questions: g.Questions,
	}
}

// Games lists the live quizzes of a store, the newest first, a page at a time; next and the errors are as for Attempts.
func (s *Store) Games(ctx context.Context, store string, p Page) (page []GameLine, next Cursor, err error) {
	const doing = "list live quizzes"
	p.NewestFirst = true
	c := &conditions{}
	c.add("store = %s", store)
	if err := p.after(c, "began_at", "id"); err != nil {
		return nil, "", explain(doing, err)
	}
	text := `SELECT ` + gameColumns + `, began_at FROM games` + c.where() + p.order("began_at", "id") + c.limit(p.rows()+1)
	page, err = collect(ctx, s.reading, func(row scanner) (GameLine, error) {
		var began int64
		g, err := scanGame(row, &began)
		return lineOf(g, began), err
	}, text, c.args)
	if err != nil {
		return nil, "", explain(doing, err)
	}
	page, next = cut(p, page, func(last GameLine) []any { return []any{last.Began, last.ID} })
	return page, next, nil
}

// Seat is a person's part in a live quiz.
type Seat struct {
	GameLine
	// Player is the id of their seat.
	Player string
	// Points are what they have earned with the questions whose key was shown.
	Points int
}

// GamesOf lists the live quizzes that a person sat in, the newest first, of at most MaxRows. The errors are ErrAway, ErrBusy and
// the context's.
func (s *Store) GamesOf(ctx context.Context, person string) ([]Seat, error) {
	const doing = "list the live quizzes of a person"
	if person == "" {
		return nil, nil // seats of those who are not signed in are nobody's
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tx, err := s.snapshot(ctx)
	if err != nil {
		return nil, explain(doing, err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	games := map[string]live.Game{}
	seats, err := collect(ctx, tx, func(row scanner) (seat Seat, err error) {
		var began int64
		g, err := scanGame(row, &began, &seat.Player)
		seat.GameLine = lineOf(g, began)
		g.Players = map[string]live.Player{seat.Player: {}}
		g.Answers = map[live.AnswerKey]live.Kept{}
		games[g.ID] = g
		return seat, err
	}, `SELECT `+gameColumns+`, began_at, player FROM games JOIN (SELECT game, id AS player FROM game_players WHERE person = $1) AS sat
		ON game = id ORDER BY began_at DESC, id DESC LIMIT $2`, []any{person, MaxRows})
	if err != nil {
		return nil, explain(doing, err)
	}
	_, err = collect(ctx, tx, func(row scanner) (a keptAnswer, err error) {
		var game string
		err = row.Scan(&game, &a.key.Number, &a.key.Player, &a.kept.Points)
		if g, ok := games[game]; ok {
			g.Answers[a.key] = a.kept
		}
		return a, err
	}, `SELECT a.game, a.number, a.player, a.points FROM game_answers a JOIN game_players p ON p.game = a.game AND p.id = a.player
		WHERE p.person = $1`, []any{person})
	if err != nil {
		return nil, explain(doing, err)
	}
	for i := range seats {
		for _, standing := range games[seats[i].ID].Standings() {
			seats[i].Points = standing.Points
		}
	}
	return seats, nil
}
