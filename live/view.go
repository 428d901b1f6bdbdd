package live

import "clerkcoach/drills"

// View is what a screen shows in a phase: LobbyView, QuestionView, RevealView or BoardView. Only RevealView has a place for a key,
// and it is made in no other phase than Revealed.
type View interface{ head() Head }

// Head is what every screen may know at any time.
type Head struct {
	// Revision is that of the last event that the view takes in.
	Revision int64 `json:"revision"`
	Phase    Phase `json:"phase"`
	// Number is the question, of Of.
	Number   int `json:"number"`
	Of       int `json:"of"`
	Players  int `json:"players"`
	Answered int `json:"answered"`
}

func (h Head) head() Head { return h }

// LobbyView is for a game that has not begun. Names are those who are there, by name; none in a private game. Mine is the player's
// own.
type LobbyView struct {
	Head
	Code  string   `json:"code"`
	Names []string `json:"names,omitempty"`
	Mine  string   `json:"mine,omitempty"`
}

// Asked is a question without its key, and without its id, which names the card.
type Asked struct {
	Kind    drills.Kind `json:"kind"`
	Scene   string      `json:"scene,omitempty"`
	Prompt  string      `json:"prompt"`
	Options []Line      `json:"options,omitempty"`
	Pairs   []Line      `json:"pairs,omitempty"`
}

// Line is an option or a pair, as it is shown.
type Line struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// QuestionView is for a question that is open, paused or closed.
type QuestionView struct {
	Head
	Asked Asked `json:"asked"`
	// Left is how long it is still open, in milliseconds; nil where time is not limited. A screen counts down from it by its own
	// clock.
	Left *int64 `json:"left,omitempty"`
	// Mine is what the player has answered.
	Mine *Receipt `json:"mine,omitempty"`
}

// Receipt says that an answer is kept, and nothing about what it is worth.
type Receipt struct {
	Number int           `json:"number"`
	Given  drills.Answer `json:"given"`
	At     int64         `json:"at"`
	// Took is Kept.Took.
	Took int64 `json:"took"`
	Late bool  `json:"late"`
}

// RevealView is for a question whose key is shown.
type RevealView struct {
	Head
	Asked Asked `json:"asked"`
	// Right is the key, Rationale what the question is about, Marks the reasons for each part of it.
	Right     drills.Answer `json:"right"`
	Rationale string        `json:"rationale"`
	Marks     []drills.Mark `json:"marks,omitempty"`
	Card      string        `json:"card"`
	// Counts is how many chose each option, for the screens of the host.
	Counts map[string]int `json:"counts,omitempty"`
	// Mine is what the player's answer earned.
	Mine *Worth `json:"mine,omitempty"`
}

// Worth is what an answer earned.
type Worth struct {
	Receipt
	Score  float64 `json:"score"`
	Points int     `json:"points"`
}

// BoardView is for the time between questions and after the last. Board has the first lines of the board, and none in a private
// game; Mine is the player's own line, in a private game without a rank.
type BoardView struct {
	Head
	Board []Standing `json:"board,omitempty"`
	Mine  *Standing  `json:"mine,omitempty"`
}
