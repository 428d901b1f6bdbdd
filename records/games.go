package records

import (
	"context"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// AddGame keeps a game in its lobby and its questions; see live.Keeper. The errors are live.ErrCodeTaken, live.ErrExists,
// ErrInvalid for questions that are not as many as the game says, and those of Keep.
func (s *Store) AddGame(ctx context.Context, g live.Game, questions [][]*drills.Question) error {
	const doing = "add a game"
	if err := shapeOf(g, questions); err != nil {
		return explain(doing, err)
	}
	state, err := gameState(g)
	if err != nil {
		return explain(doing, err)
	}
	return s.change(ctx, doing, func(ctx context.Context, tx queries) error {
		done, err := tx.ExecContext(ctx, `INSERT INTO games (`+gameColumns+`, began_at, counted)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0) ON CONFLICT DO NOTHING`,
			g.ID, g.Code, g.Store, g.Host, g.HostToken, g.Revision, g.Phase, string(state), g.Seen)
		if err != nil {
			return err
		}
		switch n, err := done.RowsAffected(); {
		case err != nil:
			return err
		case n == 1:
			return addQuestions(ctx, tx, g, questions)
		}
		_, err = scanGame(tx.QueryRowContext(ctx, `SELECT `+gameColumns+` FROM games WHERE id = $1`, g.ID))
		switch err = noGame(err); {
		case errors.Is(err, live.ErrNoGame):
			return live.ErrCodeTaken
		case err != nil:
			return err
		}
		return live.ErrExists
	})
}

// Game reads a game's row, and the players and answers that were written after a revision, all as they were at one moment; see
// live.Keeper. The errors are live.ErrNoGame, ErrAway, ErrBusy and the context's.
func (s *Store) Game(ctx context.Context, id string, after int64) (live.Game, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	g, err := s.game(ctx, id, after)
	return g, explain("read a game", err)
}

func (s *Store) game(ctx context.Context, id string, after int64) (g live.Game, err error) {
	tx, err := s.snapshot(ctx)
	if err != nil {
		return g, err
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	if g, err = scanGame(tx.QueryRowContext(ctx, `SELECT `+gameColumns+` FROM games WHERE id = $1`, id)); err != nil {
		return g, noGame(err)
	}
	args := []any{id, after}
	players, err := collect(ctx, tx, scanPlayer, `SELECT id, person, name, token, state FROM game_players
		WHERE game = $1 AND revision > $2`, args)
	if err != nil {
		return g, fmt.Errorf("its players: %w", err)
	}
	answers, err := collect(ctx, tx, scanAnswer, `SELECT number, player, given, said, score, points, took, came, late FROM game_answers
		WHERE game = $1 AND revision > $2`, args)
	if err != nil {
		return g, fmt.Errorf("its answers: %w", err)
	}
	g.Players, g.Answers = make(map[string]live.Player, len(players)), make(map[live.AnswerKey]live.Kept, len(answers))
	for _, p := range players {
		g.Players[p.ID] = p
	}
	for _, a := range answers {
		g.Answers[a.key] = a.kept
	}
	return g, nil
}

// GameQuestions reads a game's questions; see live.Keeper. The errors are as for Game.
func (s *Store) GameQuestions(ctx context.Context, id string) ([][]*drills.Question, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	const doing = "read the questions of a game"
	g, err := scanGame(s.reading.QueryRowContext(ctx, `SELECT `+gameColumns+` FROM games WHERE id = $1`, id))
	if err != nil {
		return nil, explain(doing, noGame(err))
	}
	all := make([][]*drills.Question, len(g.Languages))
	for i, lang := range g.Languages {
		all[i], err = collect(ctx, s.reading, scanQuestion, `SELECT question FROM game_questions WHERE game = $1 AND lang = $2
			ORDER BY number`, []any{id, lang})
		if err != nil {
			return nil, explain(doing, err)
		}
	}
	return all, nil
}

// GameByCode gives the id of the game that is not over and has a code; see live.Keeper. The errors are as for Game.
func (s *Store) GameByCode(ctx context.Context, code string) (id string, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err = s.reading.QueryRowContext(ctx, `SELECT id FROM games WHERE code = $1 AND phase <> 'ended'`, code).Scan(&id)
	return id, explain("find a game by its code", noGame(err))
}

// SaveGame writes a game's row, and the players and answers that are in it, all or nothing, and tells other processes; see
// live.Keeper. The errors are live.ErrMoved, also for a game that is not there any more, and those of Keep.
func (s *Store) SaveGame(ctx context.Context, g live.Game, from int64) error {
	const doing = "write a game"
	state, err := gameState(g)
	if err != nil {
		return explain(doing, err)
	}
	return s.change(ctx, doing, func(ctx context.Context, tx queries) error {
		err := touch(ctx, tx, 1, live.ErrMoved, `UPDATE games SET hosted_by = $1, token = $2, revision = $3, phase = $4, state = $5
			WHERE id = $6 AND revision = $7`, g.Host, g.HostToken, g.Revision, g.Phase, string(state), g.ID, from)
		if err != nil {
			return err
		}
		if err := savePlayers(ctx, tx, g); err != nil {
			return err
		}
		if err := addAnswers(ctx, tx, g); err != nil {
			return err
		}
		return s.notify(ctx, tx, g.ID)
	})
}

// notify tells the other processes, once the transaction is committed, that a game has been written; on SQLite there are none.
func (s *Store) notify(ctx context.Context, tx queries, id string) error {
	if s.dialect != goose.DialectPostgres {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `SELECT pg_notify($1, $2)`, gamesChannel, s.name+" "+id); err != nil {
		return fmt.Errorf("tell the others: %w", err)
	}
	return nil
}

// GameRevisions tells at which revisions games are; see live.Keeper. The errors are ErrAway, ErrBusy and the context's.
func (s *Store) GameRevisions(ctx context.Context, ids []string) (map[string]int64, error) {
	all := make(map[string]int64, len(ids))
	if len(ids) == 0 {
		return all, nil
	}
	c := &conditions{}
	_, err := collect(ctx, s.reading, func(row scanner) (id string, err error) {
		var revision int64
		err = row.Scan(&id, &revision)
		all[id] = revision
		return id, err
	}, `SELECT id, revision FROM games WHERE id IN `+c.in(ids), c.args)
	return all, explain("look at the revisions of games", err)
}

// UnfinishedGames are the ids of games that are not over and began before a time, in milliseconds since 1970, the oldest first, of
// at most MaxRows. The errors are as for GameRevisions.
func (s *Store) UnfinishedGames(ctx context.Context, before int64) ([]string, error) {
	all, err := collect(ctx, s.reading, scanText, `SELECT id FROM games WHERE phase <> 'ended' AND began_at < $1
		ORDER BY began_at LIMIT $2`, []any{before, MaxRows})
	return all, explain("list the games that are not over", err)
}

// UncountedGames are the ids of games that are over and not marked as counted, the oldest first, of at most MaxRows. The errors are
// as for GameRevisions.
func (s *Store) UncountedGames(ctx context.Context) ([]string, error) {
	all, err := collect(ctx, s.reading, scanText, `SELECT id FROM games WHERE phase = 'ended' AND counted = 0
		ORDER BY began_at LIMIT $1`, []any{MaxRows})
	return all, explain("list the games to be counted", err)
}

// CountedGame marks a game as counted. One that is not there any more needs no mark. The errors are those of Keep.
func (s *Store) CountedGame(ctx context.Context, id string) error {
	return s.change(ctx, "mark a game as counted", func(ctx context.Context, tx queries) error {
		_, err := tx.ExecContext(ctx, `UPDATE games SET counted = 1 WHERE id = $1`, id)
		return err
	})
}
