package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"time"

	"clerkcoach/live"
	"clerkcoach/records"
	"clerkcoach/scripts/promise"
)

// What is promised of a thousand players, and of more, on two cores that the server shares with them.
const (
	fewPlayers = 1000
	memoryGoal = 100 // kB a player
	backGoal   = 10  // percent above what was used before
)

// compare opens the store that the server has left, and wants every acknowledged answer in it, once, as it was given.
func (n *night) compare(ctx context.Context, c records.Config) (err error) {
	store, err := records.Open(ctx, c)
	if err != nil {
		return fmt.Errorf("open the store after the server: %w", err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	g, err := store.Game(ctx, path.Base(n.game.ID), 0)
	if err != nil {
		return err
	}
	found := map[answerKey][]live.Kept{}
	for key, kept := range g.Answers {
		name := answerKey{g.Players[key.Player].Name, key.Number}
		found[name] = append(found[name], kept)
	}
	for key, option := range n.kept {
		all := found[key]
		switch {
		case len(all) == 0 || all[0].Late || !slices.Equal(all[0].Given.Options, []string{option}):
			n.lost++
		case len(all) > 1:
			n.doubly++
		}
	}
	n.doubly += max(0, len(g.Answers)-len(n.kept)) // answers that nobody has given
	return nil
}

// failure is what must not be, however busy the machine.
func (n *night) failure() error {
	var errs []error
	if n.lost+n.doubly > 0 {
		errs = append(errs, fmt.Errorf("%d answers lost, %d doubled", n.lost, n.doubly))
	}
	return errors.Join(append(errs, n.faults[:min(len(n.faults), 5)]...)...)
}

// String gives the times, and then the promises, one a line.
func (n *night) String() string {
	reach, ack := 100*time.Millisecond, 300*time.Millisecond
	if n.players > fewPlayers {
		reach, ack = 250*time.Millisecond, time.Second
	}
	var p promise.List
	promise.Within(&p, "a question is on 99 of 100 screens after", n.reached.At(.99), reach, 0)
	promise.Within(&p, "99 of 100 answers are acknowledged after", n.acknowledged.At(.99), ack, 0)
	all := n.players * n.questions
	promise.Within(&p, fmt.Sprintf("answers not acknowledged, of %d", all), all-len(n.kept), 0, 0)
	promise.Within(&p, "answers lost or doubled", n.lost+n.doubly, 0, 0)
	promise.Within(&p, "errors", len(n.faults), 0, 0)
	if n.slow > 0 {
		promise.Within(&p, fmt.Sprintf("streams at the end, of %d who read and %d who don't", n.players, n.slow), n.awake, n.players, 0)
	}
	each := (n.idle.rss - n.before.rss) / max(1, n.players+n.slow)
	promise.Within(&p, "memory a player who waits, in kB", each, memoryGoal, 0)
	promise.Within(&p, "memory afterwards, in kB", n.after.rss, n.before.rss+n.before.rss*backGoal/100, 0)
	promise.Within(&p, "goroutines afterwards", n.after.goroutines, n.before.goroutines+2, 0)
	return fmt.Sprintf("%d players, %d questions\njoining: %v\nquestion on the screen: %v\nanswer acknowledged: %v\nboard on the screen: %v\n%v",
		n.players, n.questions, &n.joined, &n.reached, &n.acknowledged, &n.ranked, p)
}
