package records

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPagesJoinToTheList wants the pages of any list, of any sizes, in either order, to join to that list without gap or repeat,
// whatever is kept meanwhile, and whatever order of texts the database has.
func TestPagesJoinToTheList(t *testing.T) {
	t.Parallel()
	onBoth(t, joinPages)
	t.Run("postgres in the order of a language", func(t *testing.T) {
		t.Parallel()
		joinPages(t, Config{URL: shared.Bare(t, "LOCALE_PROVIDER icu ICU_LOCALE 'zh'")})
	})
}

func joinPages(t *testing.T, c Config) {
	t.Helper()
	s := mustOpen(t, c)
	late, round := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		person := fmt.Sprintf("person %d", round) // each round has a list of its own
		all := drawAttempts(r, round, person)
		mustKeep(t, s, all...)
		p := Page{NewestFirst: rapid.Bool().Draw(r, "newest first")}
		var listed []Attempt
		for {
			p.Rows = rapid.IntRange(1, 9).Draw(r, "rows")
			page, next, err := s.Attempts(t.Context(), Filter{Person: person}, p)
			if err != nil || len(page) > p.Rows || next != "" && len(page) < p.Rows {
				r.Fatalf("%d rows of %d, next %q, %v", len(page), p.Rows, next, err)
			}
			listed = append(listed, page...)
			if next == "" {
				break
			}
			p.After = next
			if rapid.Bool().Draw(r, "meanwhile") {
				late++
				a := attempt(late)
				a.ID, a.Person = fmt.Sprintf("late %d", late), person
				mustKeep(t, s, a)
			}
		}
		checkList(r, all, listed, p.NewestFirst)
	})
}

// drawAttempts makes attempts of one person, many at the same time.
func drawAttempts(r *rapid.T, round int, person string) []Attempt {
	all := make([]Attempt, rapid.IntRange(0, 25).Draw(r, "attempts"))
	for n := range all {
		a := attempt(n)
		a.Drill = rapid.SampledFrom([]string{"a", "B", "a-", "客", "_"}).Draw(r, "drill")
		a.ID = fmt.Sprintf("%s %d %d", rapid.StringMatching(`[a-zA-Z\-_客é]{1,4}`).Draw(r, "id"), round, n)
		a.AnsweredAt = noon + rapid.Int64Range(0, 3).Draw(r, "time")
		a.ReceivedAt, a.Person = noon+100, person
		all[n] = a
	}
	return all
}

// checkList wants the list to be in order, and to hold each of the attempts once, besides late ones.
func checkList(r *rapid.T, all, listed []Attempt, newest bool) {
	inOrder := func(a, b Attempt) int { return cmp.Compare(a.AnsweredAt, b.AnsweredAt) }
	if newest {
		slices.Reverse(listed)
	}
	if !slices.IsSortedFunc(listed, inOrder) {
		r.Fatalf("out of order: %v", listed)
	}
	seen := map[key]int{}
	for _, a := range listed {
		seen[keyOf(a)]++
	}
	for _, a := range all {
		if seen[keyOf(a)] != 1 {
			r.Fatalf("%s comes %d times", a.ID, seen[keyOf(a)])
		}
	}
	for k, n := range seen {
		if n != 1 || !strings.HasPrefix(k.id, "late") && !slices.ContainsFunc(all, func(a Attempt) bool { return keyOf(a) == k }) {
			r.Fatalf("%s comes %d times", k.id, n)
		}
	}
}

// TestPagesOfALongList wants no page to be longer than may be.
func TestPagesOfALongList(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, c)
		keepMany(t, s, 0, 2*MaxRows)
		for _, rows := range []int{0, MaxRows} {
			page, next, err := s.Attempts(t.Context(), Filter{}, Page{Rows: rows})
			if err != nil || len(page) != MaxRows || next == "" {
				t.Errorf("%d rows, next %q, %v", len(page), next, err)
			}
			page, last, err := s.Attempts(t.Context(), Filter{}, Page{Rows: rows, After: next})
			if err != nil || len(page) != MaxRows || last != "" {
				t.Errorf("%d rows, then %q, %v", len(page), last, err)
			}
		}
	})
}
