package records

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"clerkcoach/drills"
	"clerkcoach/live"
)

const gameColumns = `id, code, store, hosted_by, token, revision, phase, state`

// gameState is what of a game has no column of its own, as JSON.
func gameState(g live.Game) ([]byte, error) {
	g.ID, g.Code, g.Store, g.Host, g.HostToken, g.Revision, g.Phase = "", "", "", "", "", 0, ""
	return json.Marshal(g)
}

// scanGame reads a game from a row of gameColumns, and columns behind them into more.
func scanGame(row scanner, more ...any) (g live.Game, err error) {
	var c live.Game
	var state []byte
	into := []any{&c.ID, &c.Code, &c.Store, &c.Host, &c.HostToken, &c.Revision, &c.Phase, &state}
	if err := row.Scan(append(into, more...)...); err != nil {
		return g, err
	}
	err = json.Unmarshal(state, &g)
	g.ID, g.Code, g.Store, g.Host, g.HostToken, g.Revision, g.Phase = c.ID, c.Code, c.Store, c.Host, c.HostToken, c.Revision, c.Phase
	return g, err
}

// noGame makes a live.ErrNoGame of what the database says where there is no row.
func noGame(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return live.ErrNoGame
	}
	return err
}

// addQuestions adds the questions of a game, whose languages they have.
func addQuestions(ctx context.Context, tx queries, g live.Game, questions [][]*drills.Question) error {
	w := &adder{to: tx, table: "game_questions"}
	columns := []string{"game", "lang", "number", "question"}
	for i, lang := range g.Languages {
		for n, q := range questions[i] {
			raw, err := json.Marshal(q)
			if err == nil {
				err = w.add(ctx, columns, []any{g.ID, lang, n + 1, string(raw)})
			}
			if err != nil {
				return fmt.Errorf("add question %d in %s: %w", n+1, lang, err)
			}
		}
	}
	return w.flush(ctx)
}

func scanQuestion(row scanner) (*drills.Question, error) {
	var raw []byte
	if err := row.Scan(&raw); err != nil {
		return nil, err
	}
	q := &drills.Question{}
	return q, json.Unmarshal(raw, q)
}

// savePlayers writes the players of a game, with its revision.
func savePlayers(ctx context.Context, tx queries, g live.Game) error {
	w := &adder{to: tx, table: "game_players", clash: ` ON CONFLICT (game, id) DO UPDATE SET revision = excluded.revision,
		person = excluded.person, name = excluded.name, token = excluded.token, state = excluded.state`}
	columns := []string{"game", "id", "revision", "person", "name", "token", "state"}
	for id, p := range g.Players {
		rest := p
		rest.ID, rest.Person, rest.Name, rest.Token = "", "", "", ""
		state, err := json.Marshal(rest)
		if err == nil {
			err = w.add(ctx, columns, []any{g.ID, id, g.Revision, p.Person, p.Name, p.Token, string(state)})
		}
		if err != nil {
			return fmt.Errorf("write the player %s: %w", id, err)
		}
	}
	return w.flush(ctx)
}

func scanPlayer(row scanner) (p live.Player, err error) {
	var c live.Player
	var state []byte
	if err := row.Scan(&c.ID, &c.Person, &c.Name, &c.Token, &state); err != nil {
		return p, err
	}
	err = json.Unmarshal(state, &p)
	p.ID, p.Person, p.Name, p.Token = c.ID, c.Person, c.Name, c.Token
	return p, err
}

// addAnswers adds the answers to a game, with its revision. One that is there already is an error: it is never overwritten.
func addAnswers(ctx context.Context, tx queries, g live.Game) error {
	w := &adder{to: tx, table: "game_answers"}
	columns := []string{"game", "number", "player", "revision", "given", "said", "score", "points", "took", "came", "late"}
	for key, k := range g.Answers {
		said, err := json.Marshal(k.Given.Text)
		if err != nil {
			return fmt.Errorf("add an answer to question %d: %w", key.Number, err)
		}
		k.Given.Text = ""
		given, err := json.Marshal(k.Given)
		if err == nil {
			err = w.add(ctx, columns, []any{
				g.ID, key.Number, key.Player, g.Revision, string(given), string(said), k.Score, k.Points, k.Took, k.At, zeroOne(k.Late),
			})
		}
		if err != nil {
			return fmt.Errorf("add an answer to question %d: %w", key.Number, err)
		}
	}
	return w.flush(ctx)
}

// keptAnswer is an answer and what it is kept under.
type keptAnswer struct {
	key  live.AnswerKey
	kept live.Kept
}

func scanAnswer(row scanner) (a keptAnswer, err error) {
	var given, said []byte
	k := &a.kept
	if err := row.Scan(&a.key.Number, &a.key.Player, &given, &said, &k.Score, &k.Points, &k.Took, &k.At, &k.Late); err != nil {
		return a, err
	}
	return a, errors.Join(json.Unmarshal(given, &k.Given), json.Unmarshal(said, &k.Given.Text))
}

// shapeOf tells whether there are as many questions as a game has, in each of its languages.
func shapeOf(g live.Game, questions [][]*drills.Question) error {
	if len(questions) != len(g.Languages) ||
		slices.ContainsFunc(questions, func(some []*drills.Question) bool { return len(some) != g.Questions }) {
		return &FieldError{Field: "questions", Rule: fmt.Sprintf("%d in each of %d languages", g.Questions, len(g.Languages))}
	}
	return nil
}
