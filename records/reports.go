package records

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"clerkcoach/drills"
	"clerkcoach/people"
)

// maxReport bounds the rows of a report that has no pages: those of a thousand people and fifty cards.
const maxReport = 50_000

// ReportFilter chooses what a report is made of. What is left empty chooses nothing.
type ReportFilter struct {
	Store string // where it was answered
	// Role chooses people by what they are now. Who has been erased is nothing.
	Role people.Role
	// FromDay and UntilDay bound days, since 1970 by the store's clock: from FromDay on, and before UntilDay.
	FromDay, UntilDay int64
}

// CardSum sums up how the attempts of a person at a card's questions went.
type CardSum struct {
	Person          string
	Card            string // empty for questions that name none
	Attempts, Right int64  // Right are those with a score of 1
	Score           float64
}

func scanCardSum(row scanner) (n CardSum, err error) {
	err = row.Scan(&n.Person, &n.Card, &n.Attempts, &n.Right, &n.Score)
	return n, err
}

// attemptSums are the columns of sums over attempts.
const attemptSums = `COUNT(*) AS attempts, SUM(CASE WHEN score >= 1 THEN 1 ELSE 0 END) AS correct, SUM(score) AS score`

// PersonCards sums up the attempts of a person by card, in all stores, in the order of the cards' ids. The errors are ErrAway,
// ErrBusy and the context's.
func (s *Store) PersonCards(ctx context.Context, person string) ([]CardSum, error) {
	all, err := collect(ctx, s.reading, scanCardSum, `SELECT person, card, `+attemptSums+` FROM attempts WHERE person = $1
		GROUP BY person, card ORDER BY card LIMIT $2`, []any{person, maxReport})
	return all, explain("sum a person's attempts up by card", err)
}

// DaySum sums up what people answered on a day.
type DaySum struct {
	Day             int64 // since 1970, by the store's clock
	Attempts, Right int64
	Score           float64
	People          int // who answered something
}

// maxDays bounds the days of a report: ten years. The last days count.
const maxDays = 3660

// activity reads sums of days, by these conditions; heads counts the people of a day.
func (s *Store) activity(ctx context.Context, heads string, c *conditions, fromDay, untilDay int64) ([]DaySum, error) {
	if fromDay != 0 {
		c.add("day >= %s", fromDay)
	}
	if untilDay != 0 {
		c.add("day < %s", untilDay)
	}
	text := `SELECT day, SUM(attempts), SUM(correct), SUM(score), ` + heads + ` FROM days` + c.where() +
		` GROUP BY day ORDER BY day DESC` + c.limit(maxDays)
	all, err := collect(ctx, s.reading, func(row scanner) (n DaySum, err error) {
		err = row.Scan(&n.Day, &n.Attempts, &n.Right, &n.Score, &n.People)
		return n, err
	}, text, c.args)
	slices.Reverse(all)
	return all, err
}

// Activity sums up what people answered day by day, without days on which nobody did, of the last ten years. Without a
// store all stores are meant. The errors are ErrAway, ErrBusy and the context's.
func (s *Store) Activity(ctx context.Context, f ReportFilter) ([]DaySum, error) {
	c := &conditions{}
	c.equal("store", f.Store)
	if f.Role != "" {
		c.add("person IN (SELECT id FROM people WHERE role = %s)", string(f.Role))
	}
	heads := "COUNT(DISTINCT person)"
	if f.Store != "" {
		heads = "COUNT(*)" // a store has one row of somebody for a day
	}
	all, err := s.activity(ctx, heads, c, f.FromDay, f.UntilDay)
	return all, explain("sum days up", err)
}

// PersonActivity sums up what a person answered day by day, in all stores, as Activity does; the days are bounded as in
// ReportFilter.
func (s *Store) PersonActivity(ctx context.Context, person string, fromDay, untilDay int64) ([]DaySum, error) {
	c := &conditions{}
	c.add("person = %s", person)
	all, err := s.activity(ctx, "COUNT(DISTINCT person)", c, fromDay, untilDay)
	return all, explain("sum a person's days up", err)
}

// LastAnswers tells when the people of a store who have not left last answered something, anywhere, by their ids, in milliseconds
// since 1970; 0 is never. The errors are ErrAway, ErrBusy and the context's.
func (s *Store) LastAnswers(ctx context.Context, store string) (map[string]int64, error) {
	type last struct {
		person string
		at     int64
	}
	rows, err := collect(ctx, s.reading, func(row scanner) (l last, err error) {
		err = row.Scan(&l.person, &l.at)
		return l, err
	}, `SELECT p.id, COALESCE((SELECT MAX(a.answered_at) FROM attempts a WHERE a.person = p.id), 0) FROM people p
		WHERE p.store = $1 AND p.left_at = 0 LIMIT $2`, []any{store, MaxStaff})
	if err != nil {
		return nil, explain("tell when people last answered", err)
	}
	all := make(map[string]int64, len(rows))
	for _, l := range rows {
		all[l.person] = l.at
	}
	return all, nil
}

// WeakSpot is what a person remembers of a card, and how likely they still know it: see drills.Retrievability.
type WeakSpot struct {
	Person, Card   string
	Kept           drills.Kept
	Retrievability float64
}

// Signs are what makes a card a weak spot of somebody.
type Signs struct {
	// Misses is from how many wrong answers in a row on it is one at any rate.
	Misses int
	// Lapses is from how often the card was forgotten on, and Before until when it was last asked, in milliseconds since 1970: each of
	// them is enough where it is less likely known than Likely, from 0 to 1.
	Lapses int
	Before int64
	Likely float64
}

// Weak lists the weak spots of the people of a store who have not left, what is least likely to be known at a time before the rest; of
// cards that a person was never asked about nothing is said. The errors are ErrInvalid for a store where that is more than 50,000
// rows, ErrAway, ErrBusy and the context's.
func (s *Store) Weak(ctx context.Context, store string, signs Signs, at int64) ([]WeakSpot, error) {
	const doing = "list what people of a store hardly remember"
	all, err := collect(ctx, s.reading, func(row scanner) (w WeakSpot, err error) {
		m := &w.Kept.Memory
		err = row.Scan(&w.Person, &w.Card, &m.Stability, &m.Difficulty, &m.Due, &m.Last, &m.Reviews, &m.Lapses, &m.Misses, &w.Kept.Words)
		return w, err
	}, `SELECT person, card, `+memoryColumns+` FROM people JOIN reviews ON person = id WHERE store = $1 AND left_at = 0
		AND (misses >= $2 OR (lapses >= $3 OR last_at < $4) AND last_at + stability * $5 < $6) LIMIT $7`,
		[]any{store, signs.Misses, signs.Lapses, signs.Before, drills.Lasting(signs.Likely) * dayLength, float64(at), maxReport + 1})
	if err == nil && len(all) > maxReport {
		err = &FieldError{Field: "Store", Rule: fmt.Sprintf("one with at most %d memories", maxReport)}
	}
	if err != nil {
		return nil, explain(doing, err)
	}
	for i := range all {
		all[i].Retrievability = drills.Retrievability(all[i].Kept.Memory, at)
	}
	slices.SortFunc(all, func(a, b WeakSpot) int {
		return cmp.Or(cmp.Compare(a.Retrievability, b.Retrievability), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Card, b.Card))
	})
	return all, nil
}
