package live

import (
	"cmp"
	"fmt"
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CheckName gives a player's name as it is shown, with single spaces, or ErrName: it has 1 to MaxName characters, and none that
// cannot be seen.
func CheckName(name string) (string, error) {
	name, ok := shown(name, MaxName)
	if !ok || name == "" {
		return "", ErrName
	}
	return name, nil
}

// shown gives a line of text as it is shown, with single spaces; not if it has more characters than it may, or some that cannot be
// seen.
func shown(line string, most int) (string, bool) {
	if !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) && !unicode.IsSpace(r) }) {
		return "", false
	}
	line = strings.Join(strings.Fields(line), " ")
	return line, utf8.RuneCountInString(line) <= most
}

// FoldName is what two names have in common that nobody could tell apart when they are called out.
func FoldName(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

func (c Join) do(s *step) error {
	if err := checkHash(c.Token); err != nil {
		return err
	}
	if p, ok, err := c.own(s.Players); err != nil {
		return err
	} else if ok {
		return s.sitAgain(p, c.Token)
	}
	if s.Phase == Ended && !s.reopened() {
		return ErrEnded
	}
	name, err := CheckName(c.Name)
	if err != nil {
		return err
	}
	if c.Player == "" {
		return ErrNoSeat
	}
	p := Player{
		ID: c.Player, Name: name, Person: c.Person, Token: c.Token, Lang: s.lang(c.Lang), Extra: cmp.Or(c.Extra, usual),
		Alone: s.Phase == Ended,
	}
	if err := checkExtra(p.Extra); err != nil {
		return err
	}
	for _, other := range s.Players {
		switch {
		case other.ID == p.ID:
			return ErrNoSeat
		case p.Person == "" && FoldName(other.Name) == FoldName(name): // two people of one staff list may have one name
			return ErrNameTaken
		}
	}
	if s.Seats >= MaxPlayers || s.Joined >= 2*MaxPlayers {
		return ErrFull
	}
	if s.Phase == Open || s.Phase == Paused {
		p.JoinedIn, p.JoinedAfter = s.Number, s.had()
	}
	s.Seats, s.Joined, s.MostExtra = s.Seats+1, s.Joined+1, max(s.MostExtra, p.Extra)
	s.seatAs(p)
	s.tell(EventJoined)
	return nil
}

// own finds the seat that is the player's already. On a tablet that has changed hands, the token is that of another person's seat:
// that is ErrToken, and not their seat.
func (c Join) own(players map[string]Player) (Player, bool, error) {
	var byToken, byPerson Player
	for _, p := range players {
		if sameHash(c.Token, p.Token) {
			byToken = p
		}
		if c.Person != "" && c.Person == p.Person {
			byPerson = p
		}
	}
	switch {
	case byToken.ID == "":
		return byPerson, byPerson.ID != "", nil
	case byPerson.ID != "" && byPerson.ID != byToken.ID, c.Person != "" && byToken.Person != "" && c.Person != byToken.Person:
		return Player{}, false, fmt.Errorf("%w: it is another person's", ErrToken)
	}
	return byToken, true, nil
}

// sitAgain gives a player the seat back; after the end only to who sits there alone.
func (s *step) sitAgain(p Player, token string) error {
	if s.Phase == Ended && !p.Alone {
		return ErrEnded
	}
	if !p.Left && sameHash(token, p.Token) {
		return nil
	}
	if p.Left {
		if s.Seats >= MaxPlayers {
			return ErrFull
		}
		s.Seats++
		s.Answered += s.counted(p.ID)
	}
	p.Left, p.Token = false, token
	s.seatAs(p)
	s.tell(EventJoined)
	return nil
}

// counted is 1 if a player has answered the question that is on in time, else 0.
func (s *step) counted(player string) int {
	if kept, ok := s.Answers[AnswerKey{s.Number, player}]; ok && !kept.Late {
		return 1
	}
	return 0
}

// seatAs keeps what is new about a player.
func (s *step) seatAs(p Player) {
	players := maps.Clone(s.Players)
	if players == nil {
		players = map[string]Player{}
	}
	players[p.ID] = p
	s.Players = players
}

// lang gives a language that the game is played in: the one wanted, or its first.
func (s *step) lang(wanted string) string {
	for _, l := range s.Languages {
		if l == wanted {
			return l
		}
	}
	return s.Languages[0]
}

// seat finds who sits under an id, with ErrNoSeat where the token is another's or the seat was given up.
func (s *step) seat(id, token string) (Player, error) {
	p, ok := s.Players[id]
	if !ok || p.Left || !sameHash(token, p.Token) {
		return Player{}, ErrNoSeat
	}
	return p, nil
}

func (c Leave) do(s *step) error {
	p, ok := s.Players[c.Player]
	if c.Host != "" {
		if err := s.hosted(c.Host); err != nil {
			return err
		}
	} else if !ok || !sameHash(c.Token, p.Token) {
		return ErrNoSeat
	}
	switch {
	case !ok:
		return ErrNoSeat
	case p.Left:
		return nil
	}
	p.Left = true
	s.Seats--
	s.Answered -= s.counted(p.ID)
	s.seatAs(p)
	s.tell(EventLeft)
	s.closeIfDone()
	return nil
}

// closeIfDone closes the open question if everybody has answered, and the game is to do so.
func (s *step) closeIfDone() {
	if s.Settings.AutoClose && s.Phase == Open && s.Seats > 0 && s.Answered >= s.Seats {
		s.close(s.Clock)
	}
}

func (c GiveTime) do(s *step) error {
	if err := s.hosted(c.Host); err != nil {
		return err
	}
	if err := checkExtra(c.Extra); err != nil {
		return err
	}
	p, ok := s.Players[c.Player]
	switch {
	case !ok:
		return ErrNoSeat
	case p.Extra == c.Extra:
		return nil
	}
	p.Extra = c.Extra
	s.MostExtra = max(s.MostExtra, c.Extra)
	s.seatAs(p)
	s.tell(EventTime)
	return nil
}

// checkExtra tells whether somebody may be given a share of the time, with ErrExtra.
func checkExtra(percent int) error {
	if percent < usual || percent > MaxExtra {
		return fmt.Errorf("%w: %d %%, of %d to %d", ErrExtra, percent, usual, MaxExtra)
	}
	return nil
}
