package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"clerkcoach/people"
)

// guessers is how many guess at once.
const guessers = 32

// TestPINGuessing has a clerk's PIN guessed on one tablet and on many, by many at once, and the store opened anew in between: no more
// PINs are looked at than people may try, and whose PIN it is still comes in.
func TestPINGuessing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ tablets, most int }{{1, people.MaxTries}, {20, people.MaxTriesInAll}} {
		t.Run(fmt.Sprint(tt.tablets), func(t *testing.T) {
			t.Parallel()
			folder, all := t.TempDir(), rounds(2_000, 10_000)
			hasher := &countingHasher{Hasher: plainHasher{}}
			s := keptSite(t, folder, hasher.use)
			s.withPeople(t)
			s.withTablets(t, tt.tablets)
			s.guess(t, 0, all/2, tt.tablets)
			s.shut(t)
			s = keptSite(t, folder, hasher.use)
			defer s.shut(t)
			s.guess(t, all/2, all, tt.tablets)
			got := hasher.looked.Load()
			t.Logf("promise: of %d guesses of a PIN on %d tablets %d were looked at", all, tt.tablets, got)
			if got != int64(tt.most) {
				t.Errorf("%d were looked at, want %d", got, tt.most)
			}
			s.wantOwnerIn(t, tt.tablets)
		})
	}
}

// withTablets adds tablets to the first store, on which guess guesses.
func (s *testSite) withTablets(tb testing.TB, n int) {
	tb.Helper()
	for i := range n {
		t := people.Tablet{ID: fmt.Sprint("guessed-", i), Store: "store-a", Name: fmt.Sprint("Guessed ", i), EnrolledAt: 1}
		must(tb, s.kept.Enrol(tb.Context(), t, people.TokenHash(t.ID)))
	}
}

// onGuessed is a tablet of withTablets.
func (s *testSite) onGuessed(tb testing.TB, i int) *asked {
	b := s.browser(tb, "")
	b.cookies["tablet"] = fmt.Sprint("guessed-", i)
	return b
}

// guess tries PINs in turn, from the first and before the last, each on another tablet, with none let in.
func (s *testSite) guess(tb testing.TB, first, last, tablets int) {
	tb.Helper()
	var next, in atomic.Int64
	next.Store(int64(first))
	var wait sync.WaitGroup
	for range guessers {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < last; i = int(next.Add(1)) - 1 {
				w := s.onGuessed(tb, i%tablets).submit("/sign-in/pin", "person", "clerk-a", "pin", fmt.Sprintf("%04d", i))
				if w.Code != http.StatusForbidden {
					in.Add(1)
				}
			}
		})
	}
	wait.Wait()
	if n := in.Load(); n > 0 {
		tb.Errorf("%d guesses were not refused", n)
	}
}

// wantOwnerIn wants a clerk whose PIN was guessed on some tablets to be locked on them, in with the password, and on another tablet
// unless there were too many guesses in all; and in everywhere once a manager has unlocked them or given them another PIN.
func (s *testSite) wantOwnerIn(t *testing.T, tablets int) {
	t.Helper()
	signIn := func(b *asked, pin string) int { return b.submit("/sign-in/pin", "person", "clerk-a", "pin", pin).Code }
	want := http.StatusSeeOther
	if tablets*people.MaxTries > people.MaxTriesInAll {
		want = http.StatusForbidden
	}
	if got := signIn(s.browser(t, "a"), testPIN); got != want {
		t.Errorf("on another tablet: %d, want %d", got, want)
	}
	if got := signIn(s.onGuessed(t, 0), testPIN); got != http.StatusForbidden {
		t.Errorf("on a locked tablet: %d", got)
	}
	s.as(t, "clerk-a")
	manager := s.as(t, "manager-a")
	readView(t, manager.see("/staff"), http.StatusOK).wantCount(".staff .locked", 1)
	unlock := readView(t, manager.see("/staff/clerk-a"), http.StatusOK).attrs("form[action$='/unlock']", "action")
	if len(unlock) != 1 {
		t.Fatal("the manager is not offered to unlock")
	}
	manager.submit(unlock[0])
	for i := range tablets {
		if got := signIn(s.onGuessed(t, i), testPIN); got != http.StatusSeeOther {
			t.Errorf("unlocked, on tablet %d: %d", i, got)
		}
	}
	s.guess(t, 0, 20*tablets, tablets)
	shown := readView(t, manager.submit("/staff/clerk-a/pin"), http.StatusOK).texts(".shown-pin")
	if got := signIn(s.onGuessed(t, 0), strings.Join(shown, "")); got != http.StatusSeeOther {
		t.Errorf("with another PIN: %d", got)
	}
}
