package live

import (
	"context"
	"errors"

	"clerkcoach/drills"
)

// Why a Keeper did not do what it was asked.
var (
	// ErrMoved says that a game is not at the revision any more that was to be changed: another process was quicker.
	ErrMoved = errors.New("the game has moved on")
	// ErrCodeTaken says that another game that is not over has this code.
	ErrCodeTaken = errors.New("the code is taken")
)

// Keeper keeps games as rows; all processes that share one see the same games. Its errors besides those named are its own.
type Keeper interface {
	// AddGame keeps a game in its lobby and its questions, in the order of the game's languages: each language's in their order.
	// The errors are ErrCodeTaken and ErrExists.
	AddGame(ctx context.Context, g Game, questions [][]*drills.Question) error
	// Game reads a game's row, and of its players and answers those that were written after a revision: all for 0. The error is
	// ErrNoGame. Row, players and answers are of one moment.
	Game(ctx context.Context, id string, after int64) (Game, error)
	// GameQuestions reads a game's questions, in the order of its languages.
	GameQuestions(ctx context.Context, id string) ([][]*drills.Question, error)
	// GameByCode gives the id of the game that is not over and has a code, or ErrNoGame.
	GameByCode(ctx context.Context, code string) (string, error)
	// SaveGame writes a game's row, the players and the answers that are in it, all with its revision and all or nothing, if the row
	// is still at the revision from; else the error is ErrMoved.
	SaveGame(ctx context.Context, g Game, from int64) error
	// GameRevisions tells at which revisions games are; what is not there is left out.
	GameRevisions(ctx context.Context, ids []string) (map[string]int64, error)
	// UnfinishedGames are the ids of games that are not over and began before a time, in milliseconds since 1970.
	UnfinishedGames(ctx context.Context, before int64) ([]string, error)
	// UncountedGames are the ids of games that are over and not marked as counted; CountedGame marks one.
	UncountedGames(ctx context.Context) ([]string, error)
	CountedGame(ctx context.Context, id string) error
}
