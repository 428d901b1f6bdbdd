package live

import (
	"encoding/hex"
	"fmt"
	"maps"

	"clerkcoach/drills"
)

// Phase is what a game is in.
type Phase string

// The phases. A game that does not exist yet is in none, the empty one.
const (
	Lobby    Phase = "lobby"    // players come in; no question has been asked
	Open     Phase = "open"     // a question is open for answers
	Closed   Phase = "closed"   // its time is over, and its key not shown
	Revealed Phase = "revealed" // its key is shown
	Board    Phase = "board"    // between questions; the board is on, if the game has one
	Paused   Phase = "paused"   // a question is open and its clock stands still
	Ended    Phase = "ended"
)

// Phases lists all phases.
func Phases() []Phase { return []Phase{Lobby, Open, Closed, Revealed, Board, Paused, Ended} }

// Bounds of a game.
const (
	MaxPlayers   = 3000 // who sit in it at a time; twice as many may have come and gone
	MaxSeconds   = 600  // of a question
	MaxGrace     = 2000 // milliseconds
	MaxBonus     = 20   // percent of the points of an answer
	MaxExtra     = 300  // percent of the time that others have
	MaxName      = 40   // characters
	MaxTitle     = 80   // characters
	MaxDays      = 30   // after the end for those who were absent
	MaxLanguages = 8
	maxQuestions = drills.MaxCount
	usual        = 100 // percent: the time that others have
	// MaxGame is how long a game lasts at most, in milliseconds: twelve hours; then it is over, and so is its code.
	MaxGame = 12 * 60 * 60 * 1000
)

// Settings are how a game is played.
type Settings struct {
	// Seconds is how long a question is open; 0 leaves it open until the host closes it.
	Seconds int `json:"seconds"`
	// Grace is how many milliseconds after its close an answer still counts, for those that are on their way; see DefaultGrace.
	Grace int64 `json:"grace"`
	// Bonus is how much quickness earns at most, in percent of the points of an answer; 0 for nothing. See Points.
	Bonus int `json:"bonus"`
	// Private games have no board: all see their own result alone.
	Private bool `json:"private"`
	// Days is for how many days after the end those who were absent may still answer the same questions, each alone; see Player.Alone.
	Days int `json:"days"`
	// AutoClose closes a question once everybody has answered.
	AutoClose bool `json:"auto_close"`
	// Rehearsal is for a host who tries the game out: it counts for nobody, and players may be simulated; see Room.Rehearse.
	Rehearsal bool `json:"rehearsal"`
}

// DefaultGrace is a grace that covers nearly every shop's line, in milliseconds.
const DefaultGrace = 500

// check tells which setting is out of bounds, with ErrSettings.
func (s Settings) check() error {
	switch {
	case s.Seconds < 0 || s.Seconds > MaxSeconds:
		return fmt.Errorf("%w: %d seconds, of at most %d", ErrSettings, s.Seconds, MaxSeconds)
	case s.Grace < 0 || s.Grace > MaxGrace:
		return fmt.Errorf("%w: %d ms of grace, of at most %d", ErrSettings, s.Grace, MaxGrace)
	case s.Bonus < 0 || s.Bonus > MaxBonus:
		return fmt.Errorf("%w: a bonus of %d %%, of at most %d", ErrSettings, s.Bonus, MaxBonus)
	case s.Days < 0 || s.Days > MaxDays:
		return fmt.Errorf("%w: %d days, of at most %d", ErrSettings, s.Days, MaxDays)
	}
	return nil
}

// Game is the state of one live quiz. What marshals is one row; each of Players and Answers is a row of its own, and only those
// that a command needs have to be there (see Command). Two games may share them: nothing changes what it was given.
//
// Times within a game are its own milliseconds, which run from 0 when its lobby opens and never back; see Clock.
type Game struct {
	ID    string `json:"id"`
	Code  string `json:"code"` // what players type to come in; see NewCode
	Store string `json:"store"`
	// Host is the person who runs the game, HostToken the hash of what proves it.
	Host      string `json:"host"`
	HostToken string `json:"host_token"`
	// Title is what the host calls it; it may be empty.
	Title string `json:"title"`
	// Drill is the id of the drill in the first of Languages; in the others the questions are the same (see drills.Examiner.Shared).
	Drill     string   `json:"drill"`
	Languages []string `json:"languages"`
	Questions int      `json:"questions"` // how many there are
	Settings  Settings `json:"settings"`

	// Revision counts the events of the game, from 1.
	Revision int64 `json:"revision"`
	Phase    Phase `json:"phase"`
	// Number is the question that is or was last on, from 1; 0 before the first.
	Number int `json:"number"`
	// Seen is the server's time of the last command, in milliseconds since 1970; Clock is how far the game is.
	Seen  int64 `json:"seen"`
	Clock int64 `json:"clock"`
	// OpenedAt, PausedAt and ClosedAt are when the question was opened, less the pauses since, when the pause began, and when the
	// question was closed.
	OpenedAt int64 `json:"opened_at"`
	PausedAt int64 `json:"paused_at"`
	ClosedAt int64 `json:"closed_at"`
	// EndedAt is the server's time of the end, in milliseconds since 1970; 0 before.
	EndedAt int64 `json:"ended_at"`
	// Shown are the questions whose key was shown, in order; answers to others earn nothing.
	Shown []int `json:"shown"`
	// Seats is how many players sit in the game, Joined how many ever did, Answered how many of those who sit in it have answered the
	// question in time. MostExtra is the longest time that somebody was given; see Player.
	Seats     int `json:"seats"`
	Joined    int `json:"joined"`
	Answered  int `json:"answered"`
	MostExtra int `json:"most_extra"`

	Players map[string]Player  `json:"-"` // by their ids
	Answers map[AnswerKey]Kept `json:"-"`
}

// copied is a game with maps of its own.
func (g Game) copied() Game {
	players, answers := make(map[string]Player, len(g.Players)), make(map[AnswerKey]Kept, len(g.Answers))
	maps.Copy(players, g.Players)
	maps.Copy(answers, g.Answers)
	g.Players, g.Answers = players, answers
	return g
}

// Player is somebody's seat in a game.
type Player struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Person is who it is, if they are signed in.
	Person string `json:"person"`
	// Token is the hash of what proves that the seat is theirs.
	Token string `json:"token"`
	Lang  string `json:"lang"`
	// Extra is how long questions are open for them, in percent of the time that others have: 100 to MaxExtra.
	Extra int `json:"extra"`
	// JoinedIn and JoinedAfter are the question that was on when they came, and how many milliseconds it had been open.
	JoinedIn    int   `json:"joined_in"`
	JoinedAfter int64 `json:"joined_after"`
	Left        bool  `json:"left"`
	// Alone says that they came after the end, within Settings.Days of a game that was no rehearsal and had a question shown, and
	// had no seat in it. They answer the questions that were shown, one after the other, without a limit of time and without a
	// bonus, see the key of each once they have answered it, and stand on the one board with all others.
	Alone bool `json:"alone"`
}

// AnswerKey is what an answer is kept under, within its game: the first one stays.
type AnswerKey struct {
	Number int
	Player string
}

// Kept is a kept answer.
type Kept struct {
	Given drills.Answer `json:"given"`
	// Score is what it was worth, from 0 to 1, Points what it earns once the key is shown; see Points.
	Score  float64 `json:"score"`
	Points int     `json:"points"`
	// Took is how long the player had the question, in milliseconds, less the delay of the line.
	Took int64 `json:"took"`
	// At is when it came, in the game's milliseconds; Late that it came after the close and the grace, and earns nothing.
	At   int64 `json:"at"`
	Late bool  `json:"late"`
}

// hashLength is that of SHA-256, in hex.
const hashLength = 64

// checkHash tells whether something looks like the hash of a token, with ErrToken: never is a token itself to be kept.
func checkHash(s string) error {
	if _, err := hex.DecodeString(s); err != nil || len(s) != hashLength {
		return ErrToken
	}
	return nil
}
