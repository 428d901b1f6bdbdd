package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"clerkcoach/live"
	"clerkcoach/records"
)

// What is promised of a thousand players, and of more, on two cores that the server shares with them.
const (
	fewPlayers = 1000
	memoryGoal = 100 // kB a player
	backGoal   = 10  // percent above what was used before
)

// times are how long something took, each time.
type times struct {
	mu   sync.Mutex
	took []time.Duration
}

func (t *times) add(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.took = append(t.took, d)
}

// at is the time within which a share was done, from 0 to 1.
func (t *times) at(share float64) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.took) == 0 {
		return 0
	}
	slices.Sort(t.took)
	return t.took[min(len(t.took)-1, int(share*float64(len(t.took))))].Round(100 * time.Microsecond)
}

// String gives the median, the 99th percentile and the longest.
func (t *times) String() string {
	return fmt.Sprintf("p50 %v, p99 %v, longest %v", t.at(.5), t.at(.99), t.at(1))
}

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

// String gives the promises, one a line.
func (n *night) String() string {
	var b strings.Builder
	promise := func(what string, kept bool, goal, got any) {
		verdict := "over"
		if kept {
			verdict = "ok"
		}
		fmt.Fprintf(&b, "promise: %-52s %14v  (goal %v)  %s\n", what, got, goal, verdict)
	}
	reach, ack := 100*time.Millisecond, 300*time.Millisecond
	if n.players > fewPlayers {
		reach, ack = 250*time.Millisecond, time.Second
	}
	fmt.Fprintf(&b, "%d players, %d questions\n", n.players, n.questions)
	fmt.Fprintf(&b, "joining: %v\nquestion on the screen: %v\nanswer acknowledged: %v\n", &n.joined, &n.reached, &n.acknowledged)
	promise("a question is on 99 of 100 screens after", n.reached.at(.99) <= reach, reach, n.reached.at(.99))
	promise("99 of 100 answers are acknowledged after", n.acknowledged.at(.99) <= ack, ack, n.acknowledged.at(.99))
	all := n.players * n.questions
	promise(fmt.Sprintf("answers acknowledged, of %d", all), len(n.kept) == all, all, len(n.kept))
	promise("answers lost or doubled", n.lost+n.doubly == 0, 0, n.lost+n.doubly)
	promise("errors", len(n.faults) == 0, 0, len(n.faults))
	if n.slow > 0 {
		promise(fmt.Sprintf("streams at the end, of %d who read and %d who don't", n.players, n.slow), n.awake <= n.players, n.players, n.awake)
	}
	each := (n.idle.rss - n.before.rss) / max(1, n.players+n.slow)
	promise("memory a player who waits, in kB", each <= memoryGoal, memoryGoal, each)
	most := n.before.rss + n.before.rss*backGoal/100
	promise("memory afterwards, in MB", n.after.rss <= most, most/1024, n.after.rss/1024)
	promise("goroutines afterwards", n.after.goroutines <= n.before.goroutines+2, n.before.goroutines+2, n.after.goroutines)
	return b.String()
}
