package records

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKeepGivesTheFirst(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, c)
		first := attempt(7)
		kept, fresh, err := s.Keep(t.Context(), first)
		if err != nil || !fresh {
			t.Fatalf("fresh %v, %v", fresh, err)
		}
		if diff := cmp.Diff(first, kept); diff != "" {
			t.Error(diff)
		}
		again := first
		again.Answer, again.Score, again.Person, again.ReceivedAt = []byte(`"other"`), 0, "p-9", again.ReceivedAt+1
		other := first
		other.Drill = "another drill"
		mustKeep(t, s, other)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		// After a restart, and from two stores at once.
		for range 2 {
			kept, fresh, err := mustOpen(t, c).Keep(t.Context(), again)
			if err != nil || fresh {
				t.Fatalf("fresh %v, %v", fresh, err)
			}
			if diff := cmp.Diff(first, kept); diff != "" {
				t.Error(diff)
			}
		}
	})
}

func TestKeepRefuses(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, c)
		bad := attempt(1)
		bad.Card = strings.Repeat("x", MaxCard+1)
		_, _, err := s.Keep(t.Context(), bad)
		wants(t, err, ErrInvalid)
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		_, _, err = s.Keep(gone, attempt(1))
		wants(t, err, context.Canceled)
		if n := len(mustList(t, s, Filter{})); n != 0 {
			t.Errorf("%d attempts were kept", n)
		}
		if err := errors.Join(s.Ping(t.Context()), s.Close(), s.Close()); err != nil {
			t.Error(err)
		}
		_, _, err = s.Keep(t.Context(), attempt(1))
		wants(t, err, ErrClosed)
	})
}

func TestAttemptsChosenByFilter(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, c)
		all := attempts(60)
		mustKeep(t, s, all...)
		for name, f := range map[string]Filter{
			"all":    {},
			"person": {Person: "p-2"},
			"drill":  {Drill: "drill-1"},
			"id":     {Drill: "drill-1", ID: "attempt 7"},
			"card":   {Card: "老顾客"},
			"time":   {From: noon + 2000, Until: noon + 5000},
			"both":   {Person: "p-1", Card: "hesitant", Drill: "drill-0", From: noon, Until: noon + 9000},
			"none":   {Person: "nobody"},
		} {
			want := map[key]Attempt{}
			for _, a := range all {
				if chosen(f, a) {
					want[keyOf(a)] = a
				}
			}
			if diff := cmp.Diff(want, mustList(t, s, f)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}

// chosen tells whether a filter chooses an attempt.
func chosen(f Filter, a Attempt) bool {
	return (f.Person == "" || f.Person == a.Person) && (f.Drill == "" || f.Drill == a.Drill) && (f.ID == "" || f.ID == a.ID) &&
		(f.Card == "" || f.Card == a.Card) && (f.From == 0 || a.AnsweredAt >= f.From) && (f.Until == 0 || a.AnsweredAt < f.Until)
}

func TestCountByCard(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, c)
		mustKeep(t, s, attempts(60)...)
		for _, newest := range []bool{false, true} {
			counts := map[string]CardCount{}
			var order []string
			for p := (Page{Rows: 1, NewestFirst: newest}); ; {
				page, next, err := s.CountByCard(t.Context(), Filter{From: noon + 1000}, p)
				if err != nil {
					t.Fatal(err)
				}
				for _, n := range page {
					counts[n.Card] = n
					order = append(order, n.Card)
				}
				if next == "" {
					break
				}
				p.After = next
			}
			want := map[string]CardCount{}
			for _, a := range attempts(60)[7:] {
				n := want[a.Card]
				n.Card = a.Card
				n.Score = (n.Score*float64(n.Attempts) + a.Score) / float64(n.Attempts+1)
				n.Attempts++
				if a.Score == 1 {
					n.Right++
				}
				want[a.Card] = n
			}
			near := cmp.Comparer(func(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 })
			if diff := cmp.Diff(want, counts, near); diff != "" || len(order) != len(counts) {
				t.Errorf("%d rows: %s", len(order), diff)
			}
			if newest {
				slices.Reverse(order)
			}
			if !slices.IsSorted(order) { // the tests' databases sort by bytes
				t.Errorf("the order is %q", order)
			}
		}
	})
}

func TestPagesThatCannotBe(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, c)
		for _, p := range []Page{
			{Rows: -1}, {Rows: MaxRows + 1}, {After: "x"}, {After: "!"}, {After: cursorAt("one")}, {After: cursorAt("a", "b", "c")},
			{After: cursorAt(int64(1), "b\x00", "c")}, {After: Cursor(strings.Repeat("a", maxCursor+1))},
		} {
			_, _, err := s.Attempts(t.Context(), Filter{}, p)
			wants(t, err, ErrInvalid)
		}
		// Text that no attempt has finds none, and is no error.
		for _, odd := range []string{"'; DROP TABLE attempts; --", "%", "\U0001f600"} {
			if n := len(mustList(t, s, Filter{Person: odd, Card: odd, Drill: odd})); n != 0 {
				t.Errorf("%q finds %d", odd, n)
			}
		}
	})
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []Config{
		{}, {URL: "mysql://x"}, {Folder: t.TempDir(), Queue: -1}, {URL: "postgres://me:hushhush@localhost:port/x"},
		{URL: "postgres://me:hushhush@127.0.0.1:1/x?sslmode=hush"},
	} {
		s, err := Open(t.Context(), c)
		wants(t, err, ErrInvalid)
		if s != nil || err != nil && strings.Contains(err.Error(), "hushhush") {
			t.Errorf("%v: %v", s, err)
		}
	}
	_, err := Open(t.Context(), Config{URL: "postgres://me:hushhush@127.0.0.1:1/x"})
	wants(t, err, ErrAway)
	if strings.Contains(err.Error(), "hushhush") {
		t.Error(err)
	}
}
