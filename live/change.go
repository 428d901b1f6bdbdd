package live

import "errors"

// change is what a batch of commands makes of a game: its row, and the players and answers that are new.
type change struct {
	room    *Room
	game    Game
	players map[string]Player
	answers map[AnswerKey]Kept
	seats   seats // of the players that are new
	replies []outcome
}

// applied applies commands, each to what those before it have left, and changes nothing in the room.
func (r *Room) applied(batch []*wish) *change {
	ch := &change{
		room: r, game: r.game, players: map[string]Player{}, answers: map[AnswerKey]Kept{}, seats: newSeats(),
	}
	now := r.now()
	for _, w := range batch {
		ch.replies = append(ch.replies, ch.apply(w.command, now))
	}
	return ch
}

// apply applies one command to the rows that it needs.
func (ch *change) apply(c Command, now int64) outcome {
	before := ch.game
	before.Players, before.Answers = ch.needed(c)
	after, _, err := Apply(before, c, now)
	for id, p := range after.Players {
		if was, ok := before.Players[id]; !ok || was != p {
			ch.seats.sit(p)
			ch.players[id] = p
		}
	}
	for key, kept := range after.Answers {
		if _, ok := before.Answers[key]; !ok {
			ch.answers[key] = kept
		}
	}
	ch.game = after
	if err != nil && !errors.Is(err, ErrLate) {
		return outcome{err: err}
	}
	return outcome{reply: replyTo(c, after), err: err}
}

// replyTo tells what a command has come to in a game that has the rows it needed.
func replyTo(c Command, g Game) Reply {
	reply := Reply{Revision: g.Revision}
	switch c := c.(type) {
	case Join:
		for _, p := range g.Players {
			if sameHash(p.Token, c.Token) {
				reply.Player = p
			}
		}
	case Leave:
		reply.Player = g.Players[c.Player]
	case GiveTime:
		reply.Player = g.Players[c.Player]
	case Answer:
		reply.Receipt, _ = g.Receipt(c.Number, c.Player)
	}
	return reply
}

// needed are the players and answers that a command reads, as Command says.
func (ch *change) needed(c Command) (map[string]Player, map[AnswerKey]Kept) {
	var ids []string
	numbers := []int{ch.game.Number}
	switch c := c.(type) {
	case Join:
		ids = append([]string{c.Player}, append(ch.room.seats.of(c), ch.seats.of(c)...)...)
	case Leave:
		ids = []string{c.Player}
	case GiveTime:
		ids = []string{c.Player}
	case Answer:
		ids, numbers = []string{c.Player}, []int{c.Number}
		if p, ok := ch.player(c.Player); ok && p.Alone {
			numbers = append(numbers, ch.game.Shown...)
		}
	}
	players, answers := map[string]Player{}, map[AnswerKey]Kept{}
	for _, id := range ids {
		if p, ok := ch.player(id); ok {
			players[id] = p
		}
		for _, number := range numbers {
			key := AnswerKey{number, id}
			if kept, ok := ch.answer(key); ok {
				answers[key] = kept
			}
		}
	}
	return players, answers
}

func (ch *change) player(id string) (Player, bool) {
	if p, ok := ch.players[id]; ok {
		return p, true
	}
	p, ok := ch.room.game.Players[id]
	return p, ok
}

func (ch *change) answer(key AnswerKey) (Kept, bool) {
	if kept, ok := ch.answers[key]; ok {
		return kept, true
	}
	kept, ok := ch.room.game.Answers[key]
	return kept, ok
}

// clean tells whether nothing is to be kept.
func (ch *change) clean() bool {
	return ch.game.Revision == ch.room.game.Revision && ch.game.Seen == ch.room.game.Seen
}

// row is the game with the players and answers that are new.
func (ch *change) row() Game {
	g := ch.game
	g.Players, g.Answers = ch.players, ch.answers
	return g
}

// seats finds players by what Join knows of them.
type seats struct {
	byToken, byPerson, byName map[string]string
}

func newSeats() seats {
	return seats{byToken: map[string]string{}, byPerson: map[string]string{}, byName: map[string]string{}}
}

// sit notes a player. What was known of them before stays and does no harm: Join looks at the rows themselves.
func (s seats) sit(p Player) {
	note(s.byToken, p.Token, p.ID)
	note(s.byPerson, p.Person, p.ID)
	note(s.byName, FoldName(p.Name), p.ID)
}

// note notes an id under what somebody has, which who was erased has not.
func note(ids map[string]string, under, id string) {
	if under != "" {
		ids[under] = id
	}
}

// of are the ids of players who have the token, the person or the name of somebody who joins.
func (s seats) of(c Join) []string {
	var ids []string
	for _, id := range []string{s.byToken[c.Token], s.byPerson[c.Person], s.byName[FoldName(c.Name)]} {
		if id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}
