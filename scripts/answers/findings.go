package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"clerkcoach/records"
	"clerkcoach/scripts/promise"
)

// What is promised, on two cores that the server shares with this program.
const (
	answersGoal = 150 * time.Millisecond // p99 of answers at 500 a second
	readsGoal   = 100 * time.Millisecond // p99 of every page
	shiftGoal   = 6 * time.Second        // until 300 who come at once are in
	memoryGoal  = 100                    // MB more meanwhile
	asksGoal    = 100 * time.Millisecond // p99 of questions meanwhile
)

// findings are what was measured, and the answers that were acknowledged.
type findings struct {
	mu            sync.Mutex
	acknowledged  []records.Attempt // the ids and what was answered
	lost, doubled int
	promises      promise.List
}

// acknowledge notes that an answer was acknowledged.
func (f *findings) acknowledge(a records.Attempt) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.acknowledged = append(f.acknowledged, a)
}

// compare opens the store that the server has left, and wants every acknowledged answer in it, once, as it was given.
func (f *findings) compare(ctx context.Context, c records.Config) (err error) {
	store, err := records.Open(ctx, c)
	if err != nil {
		return fmt.Errorf("open the store after the server: %w", err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	kept := map[string][]records.Attempt{} // by their ids
	for _, drill := range f.drills() {
		for page := (records.Page{}); ; {
			all, next, err := store.Attempts(ctx, records.Filter{Drill: drill}, page)
			if err != nil {
				return err
			}
			for _, a := range all {
				kept[a.ID] = append(kept[a.ID], a)
			}
			if page.After = next; next == "" {
				break
			}
		}
	}
	f.count(kept)
	promise.Within(&f.promises, fmt.Sprintf("%d acknowledged answers, lost or doubled", len(f.acknowledged)), f.lost+f.doubled, 0, 0)
	return nil
}

// drills are those of the acknowledged answers.
func (f *findings) drills() []string {
	var all []string
	for _, a := range f.acknowledged {
		if !slices.Contains(all, a.Drill) {
			all = append(all, a.Drill)
		}
	}
	return all
}

// count counts what is lost and what is doubled.
func (f *findings) count(kept map[string][]records.Attempt) {
	for _, a := range f.acknowledged {
		same := 0
		for _, k := range kept[a.ID] {
			if k.Drill == a.Drill && k.Person == a.Person && k.Question == a.Question && string(k.Answer) == string(a.Answer) {
				same++
			}
		}
		switch {
		case same == 0:
			f.lost++
		case len(kept[a.ID]) > 1:
			f.doubled++
		}
	}
}
