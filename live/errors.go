package live

import "errors"

// Why a command is refused. Unless said otherwise the game is as it was.
var (
	// ErrNoGame says that no lobby has been opened under this id.
	ErrNoGame = errors.New("there is no such game")
	// ErrExists says that the lobby of this game is open already.
	ErrExists = errors.New("the game exists already")
	// ErrSettings says that something about a game is out of its bounds; which, stands behind it.
	ErrSettings = errors.New("a setting is out of bounds")
	// ErrToken says that what should be the hash of a new token is none, or is that of another person's seat; a new token will do.
	ErrToken = errors.New("the token will not do")
	// ErrNotHost says that a command of the host came with a token that does not run this game, or not any more.
	ErrNotHost = errors.New("somebody else hosts this game")
	// ErrNoSeat says that nobody sits in this game under this token, or not any more.
	ErrNoSeat = errors.New("no seat in this game")
	// ErrName says that a name is empty, too long, or not to be shown.
	ErrName = errors.New("the name will not do")
	// ErrNameTaken says that another player goes by this name.
	ErrNameTaken = errors.New("the name is taken")
	// ErrFull says that no seat is left.
	ErrFull = errors.New("the game is full")
	// ErrExtra says that the time for a player is out of bounds.
	ErrExtra = errors.New("the extra time is out of bounds")
	// ErrNumber says that a command is about another question than the one that it could be about, such as one sent twice.
	ErrNumber = errors.New("another question is on")
	// ErrNoMore says that the last question has been asked.
	ErrNoMore = errors.New("no question is left")
	// ErrPrivate says that a game without a board shows none.
	ErrPrivate = errors.New("this game has no board")
	// ErrLobby, ErrOpen, ErrClosed, ErrRevealed, ErrBoard, ErrPaused and ErrEnded say what the game is in, where that does not allow
	// the command: no question has been asked yet, one is open, one is closed and its key not shown, the key is shown, the game is
	// between questions, it is paused, or over.
	ErrLobby    = errors.New("no question has been asked yet")
	ErrOpen     = errors.New("a question is open")
	ErrClosed   = errors.New("the question is closed and its key not shown")
	ErrRevealed = errors.New("the key has been shown")
	ErrBoard    = errors.New("the game is between questions")
	ErrPaused   = errors.New("the game is paused")
	ErrEnded    = errors.New("the game is over")
	// ErrLate says that an answer came when its question was closed and the grace was over. It is the one refusal that changes the
	// game: the answer is kept, without points, so that the report names it, and the game that Apply gives has to be stored.
	ErrLate = errors.New("the answer came too late")
	// ErrChangedAnswer says that the player has answered this question otherwise; the first answer stands.
	ErrChangedAnswer = errors.New("the question has been answered otherwise")
)
