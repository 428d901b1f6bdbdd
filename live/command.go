package live

import "slices"

// Command is something that somebody wants done, or Tick. It reads and changes the game's row and at most the rows of one player,
// and one answer: that player's to the question that the command is about, or else to the one that is on. Join reads, besides the
// player of that id, those who have the token, the person or the name, with their answers; an Answer of who is alone reads all of
// theirs.
type Command interface {
	// in tells why the command cannot be carried out in a phase.
	in(Phase) error
	// do carries it out.
	do(*step) error
}

// OpenLobby makes a game; applied to the zero Game.
type OpenLobby struct {
	ID, Code, Store, Host string
	// HostToken is a hash.
	HostToken string
	// Title may be empty; it has at most MaxTitle characters, all to be seen.
	Title     string
	Drill     string
	Languages []string
	Questions int
	Settings  Settings
}

// Join takes a seat, or takes one's own again: who comes with the token of a seat, or is the person who has it, keeps the seat,
// whatever name they give. A person who comes with another token, as from another device, has that one from then on. After the end
// the seat is for a player alone; see Player.Alone for who gets one, with ErrEnded for all others.
type Join struct {
	// Player is the id of the new seat, not empty and new to the game.
	Player, Name, Person string
	// Token is a hash.
	Token string
	Lang  string
	// Extra is Player.Extra; 0 stands for 100.
	Extra int
}

// Leave gives a seat up; its answers stay, and who comes back has them again. It comes from the player, or, with Host, from the
// host, who may remove anybody.
type Leave struct {
	Player string
	// Token is the hash of the player's token, or Host that of the host's.
	Token, Host string
}

// GiveTime gives a player another share of the time; see Player.Extra.
type GiveTime struct {
	Host, Player string
	Extra        int
}

// Next opens a question: the first, or the one behind the question whose key was shown, or which was skipped.
type Next struct {
	Host   string
	Number int
}

// Answer answers a question. Sent again it changes nothing, and the answer kept is the reply. Who is alone answers the questions
// that were shown in their order; see Game.On.
type Answer struct {
	Player, Token string
	Number        int
	Graded        Graded
	// Line is the delay of the player's line there and back, in milliseconds, as the server has measured it.
	Line int64
}

// Close closes the open question before its time.
type Close struct {
	Host   string
	Number int
}

// Reveal shows the key of the closed question.
type Reveal struct {
	Host   string
	Number int
}

// ShowBoard shows the board after a question.
type ShowBoard struct{ Host string }

// Pause stops the clock of the open question.
type Pause struct{ Host string }

// Resume lets it run on.
type Resume struct{ Host string }

// Skip takes back a question whose key has not been shown: no answer to it counts.
type Skip struct {
	Host   string
	Number int
}

// End ends the game. A question whose key has not been shown by then does not count.
type End struct{ Host string }

// TakeOver lets somebody run the game from now on, and nobody else: who has the host's token, or who may, as a trainer of the store
// may whose host has lost the connection.
type TakeOver struct {
	// Host is the hash of the host's token; not needed with Allowed, by which the caller answers for the person.
	Host    string
	Allowed bool
	// Person and Token (a hash) are those of the new host.
	Person, Token string
}

// Tick lets time do its part; see Game.Wait. It changes nothing where there is nothing to do.
type Tick struct{}

func (OpenLobby) in(p Phase) error {
	if p != "" {
		return ErrExists
	}
	return nil
}

func (Leave) in(p Phase) error     { return alive(p) }
func (GiveTime) in(p Phase) error  { return alive(p) }
func (End) in(p Phase) error       { return alive(p) }
func (TakeOver) in(p Phase) error  { return alive(p) }
func (Next) in(p Phase) error      { return during(p, Lobby, Revealed, Board) }
func (Close) in(p Phase) error     { return during(p, Open) }
func (Reveal) in(p Phase) error    { return during(p, Closed) }
func (ShowBoard) in(p Phase) error { return during(p, Revealed) }
func (Pause) in(p Phase) error     { return during(p, Open) }
func (Resume) in(p Phase) error    { return during(p, Paused) }
func (Skip) in(p Phase) error      { return during(p, Open, Closed, Paused) }

// After the end there are those who play alone, and the answer kept is given in any phase.
func (Join) in(p Phase) error   { return exists(p) }
func (Answer) in(p Phase) error { return exists(p) }
func (Tick) in(p Phase) error   { return exists(p) }

func exists(p Phase) error {
	if p == "" {
		return ErrNoGame
	}
	return nil
}

func alive(p Phase) error {
	if p == Ended {
		return ErrEnded
	}
	return exists(p)
}

// during tells what a game is in, unless that is one of the phases wanted.
func during(p Phase, wanted ...Phase) error {
	if slices.Contains(wanted, p) {
		return nil
	}
	switch p {
	case Lobby:
		return ErrLobby
	case Open:
		return ErrOpen
	case Closed:
		return ErrClosed
	case Revealed:
		return ErrRevealed
	case Board:
		return ErrBoard
	case Paused:
		return ErrPaused
	default:
		return alive(p)
	}
}
