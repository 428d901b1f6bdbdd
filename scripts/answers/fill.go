package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// staffSize is how many people the store has.
const staffSize = 200

// What everybody signs in with. Hashing it once for all saves the filling some minutes.
const (
	password = "seven green teapots"
	pin      = "7291"
)

// tabletToken is what the store's tablet holds.
const tabletToken = "the store's tablet"

func number(i int) string { return fmt.Sprintf("C%04d", i) }

// personID is the id of a person; number 0 is the store's trainer.
func personID(i int) string { return fmt.Sprintf("person-%04d", i) }

// fill makes a store with people, a tablet and attempts of the last ninety days.
func fill(ctx context.Context, o options, data string) (err error) {
	if err := os.MkdirAll(data, 0o750); err != nil {
		return err
	}
	store, err := records.Open(ctx, records.Config{Folder: data, URL: o.database})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	pepper, err := people.Pepper(filepath.Join(data, "pepper"))
	if err != nil {
		return err
	}
	if err := fillPeople(ctx, store, people.NewHasher(pepper, 2), max(staffSize, o.shift)); err != nil {
		return err
	}
	return fillAttempts(ctx, store, o.attempts)
}

func fillPeople(ctx context.Context, store *records.Store, h *people.Hasher, n int) error {
	now := time.Now().UnixMilli() - 1000
	pinHash, err := h.Hash(ctx, pin)
	if err != nil {
		return err
	}
	passwordHash, err := h.Hash(ctx, password)
	if err != nil {
		return err
	}
	if err := store.AddStore(ctx, people.Store{ID: "store", Code: "0001", Name: "Store"}); err != nil {
		return err
	}
	tablet := people.Tablet{ID: "tablet", Store: "store", Name: "Till", EnrolledAt: now}
	if err := store.Enrol(ctx, tablet, people.TokenHash(tabletToken)); err != nil {
		return err
	}
	for i := range n + 1 {
		p := people.Person{ID: personID(i), Number: number(i), Name: "Person " + number(i), Store: "store", Role: people.Clerk, AddedAt: now}
		if i == 0 {
			p.Role = people.Admin
		}
		if err := store.AddPerson(ctx, p); err != nil {
			return err
		}
		if err := store.SetPIN(ctx, p.ID, pinHash, false); err != nil {
			return err
		}
		if err := store.SetPassword(ctx, p.ID, passwordHash, now); err != nil {
			return err
		}
	}
	return nil
}

// fillers is how many write at once, so that commits are shared. It divides staffSize, so that what one person answers comes in order.
const fillers = 50

func fillAttempts(ctx context.Context, store *records.Store, n int) error {
	book, err := playbook.LoadWith("")
	if err != nil {
		return err
	}
	var group sync.WaitGroup
	errs := make([]error, fillers)
	for f := range fillers {
		group.Go(func() {
			for i := f; i < n && errs[f] == nil; i += fillers {
				_, _, errs[f] = store.Keep(ctx, pastAttempt(book, i, n))
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// pastAttempt makes the i-th of n attempts of ninety days.
func pastAttempt(book *playbook.Book, i, n int) records.Attempt {
	const span = 90 * 24 * time.Hour
	at := time.Now().Add(-span + span/time.Duration(n)*time.Duration(i)).UnixMilli()
	card := book.Cards()[rand.IntN(len(book.Cards()))] //nolint:gosec // any will do
	score := float64(min(1, rand.IntN(4)))             //nolint:gosec // any will do
	return records.Attempt{
		ID: fmt.Sprintf("past-%d", i), Drill: fmt.Sprintf("drill-%d", i/10), Question: fmt.Sprint(i%10 + 1), Card: card.ID,
		Kind: "multiple-choice", Lang: "en", Answer: []byte(`"a"`), Score: score, AnsweredAt: at, ReceivedAt: at,
		Person: personID(1 + i%staffSize), Store: "store", Stem: fmt.Sprintf("%s who %d", card.ID, rand.IntN(20)), //nolint:gosec // any will do
		Words: card.WordsHash("en"), Family: card.Family, Day: at / (24 * 60 * 60 * 1000),
	}
}
