package live_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// errLost is what a keeper answers whose line is cut.
var errLost = errors.New("the line is cut")

// keeper keeps games in memory, as tables would.
type keeper struct {
	mu      sync.Mutex
	games   map[string]*rows
	reads   int
	saves   int
	counted map[string]int
	// cut says of each commit whether it fails: before it is done, or after; nil for none.
	cut func() (before, after bool)
	// tell is told of each game that has changed.
	tell func(id string)
}

// rows are one game's: the revision of each player and answer is that of the commit that wrote it.
type rows struct {
	game      live.Game
	players   map[string]int64
	answers   map[live.AnswerKey]int64
	questions [][]*drills.Question
}

var _ live.Keeper = (*keeper)(nil)

func newKeeper() *keeper { return &keeper{games: map[string]*rows{}, counted: map[string]int{}} }

func (k *keeper) AddGame(_ context.Context, g live.Game, questions [][]*drills.Question) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.games[g.ID] != nil {
		return live.ErrExists
	}
	for _, other := range k.games {
		if other.game.Code == g.Code && other.game.Phase != live.Ended {
			return live.ErrCodeTaken
		}
	}
	k.put(g, questions)
	_, after := k.fails()
	return after
}

// put keeps a game as it is.
func (k *keeper) put(g live.Game, questions [][]*drills.Question) {
	r := &rows{players: map[string]int64{}, answers: map[live.AnswerKey]int64{}, questions: questions}
	k.games[g.ID] = r
	r.game.Players, r.game.Answers = map[string]live.Player{}, map[live.AnswerKey]live.Kept{}
	r.write(g)
}

// write writes a row, and the players and answers in it.
func (r *rows) write(g live.Game) {
	players, answers := r.game.Players, r.game.Answers
	maps.Copy(players, g.Players)
	maps.Copy(answers, g.Answers)
	for id := range g.Players {
		r.players[id] = g.Revision
	}
	for key := range g.Answers {
		r.answers[key] = g.Revision
	}
	r.game = g
	r.game.Players, r.game.Answers = players, answers
}

// fails gives the errors of a commit; with the second it is done.
func (k *keeper) fails() (before, after error) {
	if k.cut == nil {
		return nil, nil
	}
	first, second := k.cut()
	if first {
		before = errLost
	}
	if second {
		after = errLost
	}
	return before, after
}

func (k *keeper) Game(_ context.Context, id string, after int64) (live.Game, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.reads++
	r := k.games[id]
	if r == nil {
		return live.Game{}, live.ErrNoGame
	}
	g := r.game
	g.Players, g.Answers = maps.Clone(g.Players), maps.Clone(g.Answers)
	maps.DeleteFunc(g.Players, func(id string, _ live.Player) bool { return r.players[id] <= after })
	maps.DeleteFunc(g.Answers, func(key live.AnswerKey, _ live.Kept) bool { return r.answers[key] <= after })
	return g, nil
}

func (k *keeper) GameQuestions(_ context.Context, id string) ([][]*drills.Question, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.games[id].questions, nil
}

func (k *keeper) GameByCode(_ context.Context, code string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for id, r := range k.games {
		if r.game.Code == code && r.game.Phase != live.Ended {
			return id, nil
		}
	}
	return "", live.ErrNoGame
}

func (k *keeper) SaveGame(ctx context.Context, g live.Game, from int64) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, after := k.fails()
	if before != nil {
		return before
	}
	r := k.games[g.ID]
	if r.game.Revision != from {
		return live.ErrMoved
	}
	for key := range g.Answers {
		if _, ok := r.answers[key]; ok {
			return errors.New("an answer was written twice")
		}
	}
	k.saves++
	r.write(g)
	if k.tell != nil {
		k.tell(g.ID)
	}
	if after != nil {
		return after
	}
	return ctx.Err()
}

func (k *keeper) GameRevisions(_ context.Context, ids []string) (map[string]int64, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	all := map[string]int64{}
	for _, id := range ids {
		if r := k.games[id]; r != nil {
			all[id] = r.game.Revision
		}
	}
	return all, nil
}

func (k *keeper) UnfinishedGames(_ context.Context, before int64) ([]string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.which(func(g live.Game) bool { return g.Phase != live.Ended && g.Seen-g.Clock < before }), nil
}

func (k *keeper) UncountedGames(context.Context) ([]string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.which(func(g live.Game) bool { return g.Phase == live.Ended && k.counted[g.ID] == 0 }), nil
}

func (k *keeper) which(want func(live.Game) bool) []string {
	var ids []string
	for id, r := range k.games {
		if want(r.game) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func (k *keeper) CountedGame(_ context.Context, id string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.counted[id]++
	return nil
}

// whole is a game as it is kept.
func (k *keeper) whole(id string) live.Game {
	g, _ := k.Game(context.Background(), id, 0)
	return g
}
