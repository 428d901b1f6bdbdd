package records

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"clerkcoach/people"
)

func TestSecrets(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 1)
		want := func(pin, password string) {
			t.Helper()
			got, err := s.Secrets(ctx, "p-1")
			must(t, err)
			same(t, Secrets{pin, password}, got)
		}
		want("", "")
		must(t, s.SetPIN(ctx, "p-1", "pin", false), s.SetPassword(ctx, "p-1", "word", noon))
		want("pin", "word")
		// A hash is renewed only where the secret is still the same.
		must(t, s.Renew(ctx, "p-1", Secrets{"pin", "word"}, Secrets{"pin 2", "word"}))
		must(t, s.Renew(ctx, "p-1", Secrets{"pin", "word"}, Secrets{"pin 3", "word 3"}))
		want("pin 2", "word")
		must(t, s.SignOutEverywhere(ctx, "p-1", noon+9))
		if p := mustPerson(t, s, "p-1"); p.SignedOutAt != noon+9 || p.PINOnce {
			t.Errorf("%+v", p)
		}
		_, err := s.Secrets(ctx, "nobody")
		for _, err := range []error{
			err, s.SetPIN(ctx, "nobody", "x", true), s.SetPassword(ctx, "nobody", "x", noon), s.SignOutEverywhere(ctx, "nobody", noon),
		} {
			wants(t, err, ErrNone)
		}
	})
}

// TestConcurrentTries wants a hundred tries at once, from two stores, to be granted as often as may be; a restart forgets none of
// them.
func TestConcurrentTries(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		stores := []*Store{staff(t, c, 1), mustOpen(t, c)}
		granted := func(tablet string, at, wait int64) int {
			var n atomic.Int64
			var all sync.WaitGroup
			for i := range 100 {
				all.Go(func() {
					yes, err := stores[i%2].Try(context.Background(), "p-1", tablet, people.MaxTries, wait, at)
					if err != nil {
						t.Error(err)
					}
					if yes {
						n.Add(1)
					}
				})
			}
			all.Wait()
			return int(n.Load())
		}
		same(t, people.MaxTries, granted("till", noon, 0))
		must(t, stores[0].Close())
		stores[0] = mustOpen(t, c)
		same(t, 0, granted("till", noon+dayLength, 0))
		// On another tablet there are as many.
		same(t, people.MaxTries, granted("window", noon, 0))
		locked, err := stores[0].Locked(t.Context(), "s-1", people.MaxTries)
		must(t, err)
		same(t, []string{"p-1"}, locked)
		must(t, stores[0].Unlock(t.Context(), "p-1"))
		same(t, people.MaxTries, granted("till", noon, 0))
		// A new PIN unlocks the tablets.
		must(t, stores[0].SetPIN(t.Context(), "p-1", "hash", true))
		same(t, people.MaxTries, granted("till", noon, 0))
		// The tries of a password come back after a while.
		const minute = 60_000
		same(t, people.MaxTries, granted("", noon, minute))
		same(t, 0, granted("", noon+minute-1, minute))
		same(t, people.MaxTries, granted("", noon+minute, minute))
		must(t, stores[0].SetPassword(t.Context(), "p-1", "hash", noon))
		same(t, people.MaxTries, granted("", noon, minute))
	})
}

// TestTriesThatWereRight wants a right try to make good all wrong ones before it.
func TestTriesThatWereRight(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 2)
		for range 3 * people.MaxTries {
			for range people.MaxTries {
				if yes, err := s.Try(ctx, "p-1", "till", people.MaxTries, 0, noon); !yes || err != nil {
					t.Fatalf("granted %v, %v", yes, err)
				}
			}
			must(t, s.Tried(ctx, "p-1", "till"))
		}
		locked, err := s.Locked(ctx, "s-1", people.MaxTries)
		if len(locked) != 0 || err != nil {
			t.Errorf("%q are locked, %v", locked, err)
		}
	})
}

// TestTriesOnManyTablets wants all tablets together to grant no more than people.MaxTriesInAll, after a restart as well, and passwords
// to be none of it.
func TestTriesOnManyTablets(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s, granted := staff(t, c, 1), 0
		for i := range 10_000 / 50 {
			if i == 100 {
				must(t, s.Close())
				s = mustOpen(t, c)
			}
			yes, err := s.Try(t.Context(), "p-1", fmt.Sprintf("till %d", i%20), people.MaxTries, 0, noon+int64(i))
			must(t, err)
			if yes {
				granted++
			}
		}
		same(t, people.MaxTriesInAll, granted)
		yes, err := s.Try(t.Context(), "p-1", "", people.MaxTries, 0, noon)
		if !yes || err != nil {
			t.Errorf("a password: granted %v, %v", yes, err)
		}
	})
}

func TestLinks(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 1)
		old, l := Link{"t-0", "p-1", noon + 100}, Link{"t-1", "p-1", noon + 100}
		must(t, s.AddLink(ctx, old), s.AddLink(ctx, l))
		got, err := s.Link(ctx, "t-1", noon+99)
		must(t, err)
		same(t, l, got)
		_, late := s.Link(ctx, "t-1", noon+100)
		_, replaced := s.Link(ctx, "t-0", noon)
		for _, err := range []error{late, replaced, s.UseLink(ctx, "t-1", "x", noon+100), s.UseLink(ctx, "t-0", "x", noon)} {
			wants(t, err, ErrNone)
		}
		// A link to set a password makes no admin.
		wants(t, s.FirstAdmin(ctx, "t-1", people.Store{ID: "s-9", Code: "9"}, person(9), "hash"), ErrNone)
		must(t, s.UseLink(ctx, "t-1", "hash", noon+50))
		if p := mustPerson(t, s, "p-1"); !p.HasPassword || p.SignedOutAt != noon+50 {
			t.Errorf("%+v", p)
		}
	})
}

// TestConcurrentLinks wants one of twenty who use a link at once to be the first, and the others to be told that it does not hold.
func TestConcurrentLinks(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, stores := t.Context(), []*Store{mustOpen(t, c), mustOpen(t, c)}
		atOnce := func(use func(s *Store, i int) error) {
			t.Helper()
			errs := make(chan error)
			for i := range 20 {
				go func() { errs <- use(stores[i%2], i) }()
			}
			used := 0
			for range 20 {
				switch err := <-errs; {
				case err == nil:
					used++
				case !errors.Is(err, ErrNone):
					t.Error(err)
				}
			}
			same(t, 1, used)
		}
		must(t, stores[0].AddLink(ctx, Link{"first", "", noon + 100}))
		atOnce(func(s *Store, i int) error {
			boss := person(i)
			boss.Role, boss.Store = people.Admin, fmt.Sprintf("s-%d", i)
			return s.FirstAdmin(context.Background(), "first", people.Store{ID: boss.Store, Code: boss.Store, Name: "x"}, boss, "hash")
		})
		admins, _, err := stores[0].People(ctx, Staff{Role: people.Admin}, Page{})
		must(t, err)
		all, err := stores[0].Stores(ctx)
		must(t, err)
		if len(admins) != 1 || len(all) != 1 || !admins[0].HasPassword {
			t.Fatalf("%d admins, %d stores", len(admins), len(all))
		}
		// There is no second first admin, and the link for one stays as it was.
		must(t, stores[0].AddLink(ctx, Link{"again", "", noon + 100}))
		wants(t, stores[0].FirstAdmin(ctx, "again", people.Store{ID: "s-99", Code: "99"}, person(99), "hash"), ErrTaken)
		_, err = stores[0].Link(ctx, "again", noon)
		must(t, err)
		must(t, stores[0].AddLink(ctx, Link{"password", admins[0].ID, noon + 100}))
		atOnce(func(s *Store, i int) error {
			return s.UseLink(context.Background(), "password", fmt.Sprint("hash ", i), noon)
		})
	})
}

func TestTablets(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 1)
		tablets := make([]people.Tablet, 3)
		for i := range tablets {
			tablets[i] = people.Tablet{
				ID: fmt.Sprintf("t-%d", i), Store: "s-1", Name: "Till " + fmt.Sprint(i), EnrolledAt: noon + int64(i), EnrolledBy: "p-1",
			}
			must(t, s.Enrol(ctx, tablets[i], fmt.Sprint("token ", i)))
		}
		wants(t, s.Enrol(ctx, people.Tablet{ID: "t-9", Store: "s-1"}, "token 1"), ErrTaken)
		wants(t, s.Enrol(ctx, people.Tablet{ID: "t-1", Store: "s-1"}, "token 9"), ErrTaken)
		must(t, s.Revoke(ctx, "t-0", noon+9))
		tablets[0].RevokedAt = noon + 9
		wants(t, s.Revoke(ctx, "t-0", noon+10), ErrNone)
		wants(t, s.Revoke(ctx, "t-9", noon+10), ErrNone)
		all, err := s.Tablets(ctx, "s-1")
		must(t, err)
		same(t, []people.Tablet{tablets[1], tablets[2], tablets[0]}, all)
		got, err := s.TabletByToken(ctx, "token 1")
		must(t, err)
		same(t, tablets[1], got)
		if got, err = s.Tablet(ctx, "t-0"); err != nil || got != tablets[0] {
			t.Errorf("%+v, %v", got, err)
		}
		_, revoked := s.TabletByToken(ctx, "token 0")
		_, none := s.Tablet(ctx, "t-9")
		wants(t, revoked, ErrNone)
		wants(t, none, ErrNone)
	})
}
