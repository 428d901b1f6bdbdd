package live

// Kind is what has happened in a game.
type Kind string

// The kinds of events.
const (
	EventLobby    Kind = "lobby"
	EventJoined   Kind = "joined"
	EventLeft     Kind = "left"
	EventTime     Kind = "time" // a player was given another share of the time
	EventAsked    Kind = "asked"
	EventAnswered Kind = "answered"
	EventLate     Kind = "late"
	EventClosed   Kind = "closed"
	EventRevealed Kind = "revealed"
	EventBoard    Kind = "board"
	EventPaused   Kind = "paused"
	EventResumed  Kind = "resumed"
	EventSkipped  Kind = "skipped"
	EventEnded    Kind = "ended"
	EventHost     Kind = "host" // somebody else runs the game
)

// Event is one thing that has happened. It says nothing that anybody may not see: a screen that wants more gets its view.
type Event struct {
	// Revision is the event's number within its game; there is one event for each.
	Revision int64 `json:"revision"`
	Kind     Kind  `json:"kind"`
	Phase    Phase `json:"phase"`
	Number   int   `json:"number"`
	Players  int   `json:"players"`
	Answered int   `json:"answered"`
}
