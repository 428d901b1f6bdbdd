package records

import (
	"context"

	"clerkcoach/drills"
)

// memoryColumns are the columns of a memory, in the order in which they are read and written.
const memoryColumns = `stability, difficulty, due_at, last_at, reviews, lapses, misses, words`

// remember takes an attempt into the person's memory of the card. One that was given before others that are known already, such as
// without a connection, is put in its place among them.
func remember(ctx context.Context, tx queries, a Attempt) error {
	if a.Card == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO reviews (person, card, `+memoryColumns+`) VALUES ($1, $2, 0, 0, 0, 0, 0, 0, 0, '')
		ON CONFLICT (person, card) DO NOTHING`, a.Person, a.Card)
	if err != nil {
		return err
	}
	// The update changes nothing, but keeps others from this row until the end of the transaction.
	k, err := scanKept(tx.QueryRowContext(ctx, `UPDATE reviews SET words = words WHERE person = $1 AND card = $2
		RETURNING `+memoryColumns, a.Person, a.Card))
	if err != nil {
		return err
	}
	m := drills.Review(k.Memory, isRight(a.Score), a.AnsweredAt)
	if k.Memory.Reviews > 0 && a.AnsweredAt <= k.Memory.Last {
		all, err := answersTo(ctx, tx, a.Person, a.Card)
		if err != nil {
			return err
		}
		if len(all) == m.Reviews { // else some have been purged, and it counts as if it came right after the last
			m = drills.Replay(all)
		}
	} else {
		k.Words = a.Words
	}
	_, err = tx.ExecContext(ctx, `UPDATE reviews SET stability = $1, difficulty = $2, due_at = $3, last_at = $4, reviews = $5,
		lapses = $6, misses = $7, words = $8 WHERE person = $9 AND card = $10`,
		m.Stability, m.Difficulty, m.Due, m.Last, m.Reviews, m.Lapses, m.Misses, k.Words, a.Person, a.Card)
	return err
}

// isRight tells whether a score counts as a right answer.
func isRight(score float64) bool { return score >= 1 }

// answersTo reads all that a person has answered about a card, in order.
func answersTo(ctx context.Context, tx queries, person, card string) ([]drills.Answered, error) {
	return collect(ctx, tx, scanAnswered, `SELECT score, answered_at FROM attempts WHERE person = $1 AND card = $2
		ORDER BY answered_at, received_at, drill, id`, []any{person, card})
}

func scanAnswered(row scanner) (a drills.Answered, err error) {
	var score float64
	err = row.Scan(&score, &a.At)
	a.Right = isRight(score)
	return a, err
}

func scanKept(row scanner) (k drills.Kept, err error) {
	m := &k.Memory
	err = row.Scan(&m.Stability, &m.Difficulty, &m.Due, &m.Last, &m.Reviews, &m.Lapses, &m.Misses, &k.Words)
	return k, err
}

// cardKept is a memory and the card that it is of.
type cardKept struct {
	card string
	kept drills.Kept
}

// Memories gives what a person remembers, by the ids of the cards. The errors are ErrAway, ErrBusy and the context's.
func (s *Store) Memories(ctx context.Context, person string) (map[string]drills.Kept, error) {
	rows, err := collect(ctx, s.reading, func(row scanner) (c cardKept, err error) {
		m := &c.kept.Memory
		err = row.Scan(&c.card, &m.Stability, &m.Difficulty, &m.Due, &m.Last, &m.Reviews, &m.Lapses, &m.Misses, &c.kept.Words)
		return c, err
	}, `SELECT card, `+memoryColumns+` FROM reviews WHERE person = $1`, []any{person})
	if err != nil {
		return nil, explain("read what a person remembers", err)
	}
	all := make(map[string]drills.Kept, len(rows))
	for _, c := range rows {
		all[c.card] = c.kept
	}
	return all, nil
}

// LookUp counts that a card was looked up in a store on a day, in days since 1970 by the store's clock; person is empty where
// nobody is signed in. The errors are those of Keep.
func (s *Store) LookUp(ctx context.Context, store, person, card string, day int64) error {
	return s.change(ctx, "count a card that was looked up", func(ctx context.Context, tx queries) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO lookups (store, day, card, person, times) VALUES ($1, $2, $3, $4, 1)
			ON CONFLICT (store, day, card, person) DO UPDATE SET times = lookups.times + 1`, store, day, card, person)
		return err
	})
}

// Lookup is how often a card was looked up on a day, by one person or, where Person is empty, by nobody in particular.
type Lookup struct {
	Card   string
	Person string
	Day    int64
	Times  int
}

// Lookups lists what was looked up in a store from a day on, by a person and by nobody in particular.
func (s *Store) Lookups(ctx context.Context, store, person string, from int64) ([]Lookup, error) {
	all, err := collect(ctx, s.reading, func(row scanner) (l Lookup, err error) {
		err = row.Scan(&l.Card, &l.Person, &l.Day, &l.Times)
		return l, err
	}, `SELECT card, person, day, times FROM lookups WHERE store = $1 AND day >= $2 AND person IN ('', $3)
		ORDER BY day, card, person`, []any{store, from, person})
	return all, explain("list what was looked up", err)
}

// DoneOn tells what a person has been asked on a day: the kinds of at most 200 questions, and how many cards for the first time. The day
// starts at from, in milliseconds since 1970.
func (s *Store) DoneOn(ctx context.Context, person string, from int64) (kinds []drills.Kind, fresh int, err error) {
	const doing = "tell what a person was asked today"
	kinds, err = collect(ctx, s.reading, func(row scanner) (k drills.Kind, err error) {
		err = row.Scan(&k)
		return k, err
	}, `SELECT kind FROM attempts WHERE person = $1 AND answered_at >= $2 ORDER BY answered_at LIMIT 200`, []any{person, from})
	if err != nil || len(kinds) == 0 {
		return nil, 0, explain(doing, err)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err = s.reading.QueryRowContext(ctx, `SELECT COUNT(*) FROM reviews r WHERE r.person = $1 AND r.last_at >= $2
		AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.person = r.person AND a.card = r.card AND a.answered_at < $2)`, person, from).
		Scan(&fresh)
	return kinds, fresh, explain(doing, err)
}
