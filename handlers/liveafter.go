package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// countAtOnce is how many answers of a game are kept side by side: enough for one commit to take many, and few enough that whatever
// else is to be written gets in between.
const countAtOnce = 32

// CountGame keeps the answers of a game that is over as attempts of the people who gave them: those in time, to questions whose
// key was shown. So they count for what somebody remembers, and for the results of their store, as those of practice do. An
// attempt's id is made of the game, the number and the player: what was kept before, as by a process that was stopped, is not
// counted again. Of rehearsals, and of who is not known any more, nothing is kept. The errors are those of Attempts and Records,
// ErrNotReady of search and the context's; after any of them the same call may be repeated.
func (s *Server) CountGame(ctx context.Context, room *live.Room) error {
	g := room.Whole()
	if g.Settings.Rehearsal {
		return nil
	}
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	n, err := s.newCounting(ctx, index.Book(), room, g)
	if err != nil {
		return err
	}
	players := slices.SortedFunc(maps.Values(g.Players), func(a, b live.Player) int { return cmp.Compare(a.ID, b.ID) })
	// Question by question, so that everybody's answers are kept in the order in which they were given.
	for _, number := range g.Shown {
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(countAtOnce)
		for _, p := range players {
			group.Go(func() error { return n.keep(ctx, p, number) })
		}
		if err := group.Wait(); err != nil {
			return fmt.Errorf("count question %d of a game: %w", number, err)
		}
	}
	return nil
}

// countAlone keeps one answer of somebody who answers a game's questions alone, as CountGame does those of all others. What was
// counted before is not counted again.
func (s *Server) countAlone(ctx context.Context, room *live.Room, p live.Player, number int) error {
	view, err := room.Worth(p.ID, number)
	if err != nil || view.Mine == nil {
		return err
	}
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	g := room.Game()
	g.Players = map[string]live.Player{p.ID: p}
	g.Answers = map[live.AnswerKey]live.Kept{{Number: number, Player: p.ID}: {Given: view.Mine.Given, Score: view.Mine.Score}}
	n, err := s.newCounting(ctx, index.Book(), room, g)
	if err != nil {
		return err
	}
	return n.keep(ctx, p, number)
}

// storesOf gives the stores of the people among players, by the people's ids. Who is not known any more is left out.
func (s *Server) storesOf(ctx context.Context, players map[string]live.Player) (map[string]string, error) {
	stores := map[string]string{}
	for _, p := range players {
		if p.Person == "" {
			continue
		}
		person, err := s.Records.Person(ctx, p.Person)
		switch {
		case err == nil:
			stores[p.Person] = person.Store
		case !errors.Is(err, records.ErrNone):
			return nil, err
		}
	}
	return stores, nil
}

// counting keeps answers of a game.
type counting struct {
	*Server
	// book is today's, if it is the one that the game's questions were made from, which carry their own words; else nil.
	book   *playbook.Book
	room   *live.Room
	game   live.Game
	stores map[string]string // by person
}

// newCounting prepares to keep answers of those of a game's players that are in it.
func (s *Server) newCounting(ctx context.Context, book *playbook.Book, room *live.Room, g live.Game) (*counting, error) {
	stores, err := s.storesOf(ctx, g.Players)
	if err != nil {
		return nil, err
	}
	if _, err := drills.ParseID(book, g.Drill); err != nil {
		book = nil
	}
	return &counting{Server: s, book: book, room: room, game: g, stores: stores}, nil
}

// keep keeps a player's answer to a question, if it is one that counts.
func (n *counting) keep(ctx context.Context, p live.Player, number int) error {
	kept, answered := n.game.Answers[live.AnswerKey{Number: number, Player: p.ID}]
	store, known := n.stores[p.Person]
	if !answered || kept.Late || !known {
		return nil
	}
	a, err := n.attempt(p, number, kept)
	if err != nil {
		return err
	}
	a.Store = store
	_, _, err = n.Attempts.Keep(ctx, a)
	if errors.Is(err, records.ErrInvalid) { // it never will be kept, and is not to keep all others from it
		n.Log.Error("count an answer of a live quiz", "game", n.game.ID, "number", number, "error", err)
		return nil
	}
	return err
}

// gameDrill is what attempts have for a drill that were given in a live quiz.
func gameDrill(game string) string { return "live." + game }

// attempt is an answer as an attempt.
func (n *counting) attempt(p live.Player, number int, kept live.Kept) (records.Attempt, error) {
	q := n.room.Questions(p.Lang)[number-1]
	answer, err := json.Marshal(answerValue(q.Kind, kept.Given))
	if err != nil {
		return records.Attempt{}, fmt.Errorf("write an answer down: %w", err)
	}
	at := n.answeredAt(p, kept)
	return records.Attempt{
		ID: strconv.Itoa(number) + "." + p.ID, Drill: gameDrill(n.game.ID), Question: strconv.Itoa(number), Card: q.Card,
		Kind: string(q.Kind), Lang: p.Lang, Answer: answer, Score: kept.Score, AnsweredAt: at, ReceivedAt: at, Person: p.Person,
		Stem: q.ID, Words: n.words(q, p.Lang), Day: dayOf(at),
	}, nil
}

// answeredAt is when an answer was given, in milliseconds since 1970: now, of who answers alone, and else by the game's own clock,
// which has stood still since its end.
func (n *counting) answeredAt(p live.Player, kept live.Kept) int64 {
	if p.Alone {
		return n.Now().UnixMilli()
	}
	return n.game.EndedAt - (n.game.Clock - kept.At)
}

// words is the hash of a card's words as the question has them; empty where nobody knows.
func (n *counting) words(q *drills.Question, lang string) string {
	if n.book == nil {
		return ""
	}
	if card, ok := n.book.Card(q.Card); ok {
		return card.WordsHash(lang)
	}
	return ""
}
