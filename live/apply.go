package live

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
)

// Apply carries out a command at the server's time, in milliseconds since 1970, and gives the next state and what has happened, in
// order: the revision grows by one with each event, and time may have closed the question first. A command that repeats what is
// done, as by a button pressed twice, gives the game as it was and no event; only Seen differs then where the server's clock was
// set back, and is to be stored.
// The errors are those of this package; with each of them but ErrLate the game is the one given.
//
// The time is to be the process's own, which does not jump: the wall clock when it started, and what has passed since.
func Apply(g Game, c Command, now int64) (Game, []Event, error) {
	s := &step{}
	s.settle(g, now)
	err := c.in(s.Phase)
	switch {
	case err == nil:
		err = c.do(s)
	case s.has(c):
		err = nil
	}
	switch {
	case errors.Is(err, ErrLate):
		return s.Game, s.events, err
	case err != nil:
		return g, nil, err
	case len(s.events) == 0:
		g.Seen = min(g.Seen, s.Seen)
		return g, nil, nil
	}
	return s.Game, s.events, nil
}

// step is a game on its way to its next state.
type step struct {
	Game
	now    int64 // the server's time
	events []Event
}

// has tells whether what a command of the host wants is so already: it was pressed twice, on two devices, or sent again.
func (s *step) has(c Command) bool {
	var phase Phase
	token, number := "", s.Number
	switch c := c.(type) {
	case Next:
		phase, token, number = Open, c.Host, c.Number
	case Close:
		phase, token, number = Closed, c.Host, c.Number
	case Reveal:
		phase, token, number = Revealed, c.Host, c.Number
	case ShowBoard:
		phase, token = Board, c.Host
	case Pause:
		phase, token = Paused, c.Host
	case Resume:
		phase, token = Open, c.Host
	case Skip:
		if !slices.Contains(s.Shown, c.Number) {
			phase, token, number = Board, c.Host, c.Number
		}
	case End:
		phase, token = Ended, c.Host
	}
	return phase == s.Phase && s.hostedAt(token, number) == nil
}

// tell notes that something has happened.
func (s *step) tell(k Kind) {
	s.Revision++
	s.events = append(s.events, Event{
		Revision: s.Revision, Kind: k, Phase: s.Phase, Number: s.Number, Players: s.Seats, Answered: s.Answered,
	})
}

// turn takes the game into a phase.
func (s *step) turn(p Phase, k Kind) {
	s.Phase = p
	if p == Ended {
		s.EndedAt = s.now
	}
	s.tell(k)
}

// hosted tells whether a token is the host's, with ErrNotHost.
func (s *step) hosted(token string) error {
	if !sameHash(token, s.HostToken) {
		return ErrNotHost
	}
	return nil
}

// hostedAt is hosted for a command about a question, which has to be the one that is on, with ErrNumber: so no command that was
// sent twice, or by a screen that lags behind, meets another question.
func (s *step) hostedAt(token string, number int) error {
	if err := s.hosted(token); err != nil {
		return err
	}
	if number != s.Number {
		return fmt.Errorf("%w: %d, not %d", ErrNumber, s.Number, number)
	}
	return nil
}

// sameHash compares two hashes of tokens, in a time that tells nothing; an empty one is like none.
func sameHash(one, other string) bool {
	return one != "" && subtle.ConstantTimeCompare([]byte(one), []byte(other)) == 1
}

func (c OpenLobby) do(s *step) error {
	switch {
	case c.ID == "":
		return fmt.Errorf("%w: no id", ErrSettings)
	case c.Drill == "" || c.Questions < 1 || c.Questions > maxQuestions:
		return fmt.Errorf("%w: %d questions, of at most %d", ErrSettings, c.Questions, maxQuestions)
	case len(c.Languages) < 1 || len(c.Languages) > MaxLanguages:
		return fmt.Errorf("%w: %d languages, of at most %d", ErrSettings, len(c.Languages), MaxLanguages)
	}
	if _, ok := ParseCode(c.Code); !ok {
		return fmt.Errorf("%w: the code %q", ErrSettings, c.Code)
	}
	title, ok := shown(c.Title, MaxTitle)
	if !ok {
		return fmt.Errorf("%w: a title of more than %d characters, or with some that cannot be seen", ErrSettings, MaxTitle)
	}
	if err := c.Settings.check(); err != nil {
		return err
	}
	if err := checkHash(c.HostToken); err != nil {
		return err
	}
	s.Game = Game{
		ID: c.ID, Code: c.Code, Store: c.Store, Host: c.Host, HostToken: c.HostToken, Title: title, Drill: c.Drill,
		Languages: slices.Clone(c.Languages), Questions: c.Questions, Settings: c.Settings, Seen: s.Seen, MostExtra: usual,
	}
	s.turn(Lobby, EventLobby)
	return nil
}

func (c Next) do(s *step) error {
	if err := s.hostedAt(c.Host, c.Number-1); err != nil {
		return err
	}
	if c.Number > s.Questions {
		return ErrNoMore
	}
	s.Number, s.Answered = c.Number, 0
	s.OpenedAt, s.PausedAt, s.ClosedAt = s.Clock, 0, 0
	s.turn(Open, EventAsked)
	return nil
}

func (c Close) do(s *step) error {
	if err := s.hostedAt(c.Host, c.Number); err != nil {
		return err
	}
	s.close(s.Clock)
	return nil
}

// close closes the open question as of a time of the game's.
func (s *step) close(at int64) {
	s.ClosedAt = at
	s.turn(Closed, EventClosed)
}

func (c Reveal) do(s *step) error {
	if err := s.hostedAt(c.Host, c.Number); err != nil {
		return err
	}
	s.Shown = append(slices.Clip(s.Shown), s.Number)
	s.turn(Revealed, EventRevealed)
	return nil
}

func (c ShowBoard) do(s *step) error {
	if err := s.hosted(c.Host); err != nil {
		return err
	}
	if s.Settings.Private {
		return ErrPrivate
	}
	s.turn(Board, EventBoard)
	return nil
}

func (c Pause) do(s *step) error {
	if err := s.hosted(c.Host); err != nil {
		return err
	}
	s.PausedAt = s.Clock
	s.turn(Paused, EventPaused)
	return nil
}

func (c Resume) do(s *step) error {
	if err := s.hosted(c.Host); err != nil {
		return err
	}
	s.OpenedAt += s.Clock - s.PausedAt
	s.PausedAt = 0
	s.turn(Open, EventResumed)
	return nil
}

func (c Skip) do(s *step) error {
	if err := s.hostedAt(c.Host, c.Number); err != nil {
		return err
	}
	s.turn(Board, EventSkipped)
	return nil
}

func (c End) do(s *step) error {
	if err := s.hosted(c.Host); err != nil {
		return err
	}
	s.turn(Ended, EventEnded)
	return nil
}

func (c TakeOver) do(s *step) error {
	if err := s.hosted(c.Host); err != nil && !c.Allowed {
		return err
	}
	if err := checkHash(c.Token); err != nil {
		return err
	}
	if s.Host == c.Person && sameHash(s.HostToken, c.Token) {
		return nil
	}
	s.Host, s.HostToken = c.Person, c.Token
	s.tell(EventHost)
	return nil
}

// do lets settle's work stand, which has been done by now.
func (Tick) do(*step) error { return nil }
