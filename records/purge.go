package records

import (
	"context"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"
)

// How many rows one write deletes, so that answers find their way between them. A game may take a hundred thousand others with it.
const (
	purgeAtOnce = 500
	gamesAtOnce = 1
)

// LookupDays is for how many days it is kept which card was looked up; the daily questions go by the last of them.
const LookupDays = 90

// Retention is for how many days what is kept.
type Retention struct {
	// Answers are kept since they were given, and live quizzes since they began; Leavers since they left, Views since somebody looked;
	// 0 keeps them for ever.
	Answers, Leavers, Views int
	// Sessions and links are kept since they ended; 0 keeps them until then.
	Sessions int
}

// Purged counts what a Purge has deleted.
type Purged struct{ Answers, Games, Leavers, Views, Sessions, Links, Lookups int64 }

// Purge deletes what has been kept for long enough at a time, in milliseconds since 1970, little by little, and always what was
// looked up more than LookupDays before. The sums that were made of answers stay, and so does what was remembered by them; a
// question whose first answer by a person is gone counts their next one as the first. Those who left are erased, see Erase. What it
// has done when it ends with an error stays done, and the next Purge goes on. Several processes may do it at the same time. The
// errors are ErrInvalid for days below 0, and those of Erase.
func (s *Store) Purge(ctx context.Context, r Retention, at int64) (gone Purged, err error) {
	const doing = "delete what is too old"
	if min(r.Answers, r.Leavers, r.Views, r.Sessions) < 0 {
		return gone, explain(doing, &FieldError{Field: "Retention", Rule: "not below 0"})
	}
	if r.Leavers > 0 {
		if err := s.purgeLeavers(ctx, before(at, r.Leavers), at, &gone.Leavers); err != nil {
			return gone, explain(doing, err)
		}
	}
	for _, p := range []struct {
		kept             bool
		table, key, when string
		until            int64
		atOnce           int64
		count            *int64
	}{
		{r.Answers == 0, "attempts", "drill, id", "answered_at", before(at, r.Answers), purgeAtOnce, &gone.Answers},
		{r.Answers == 0, "games", "id", "began_at", before(at, r.Answers), gamesAtOnce, &gone.Games},
		{r.Views == 0, "views", "id", "seen_at", before(at, r.Views), purgeAtOnce, &gone.Views},
		{false, "sessions", "token", "expires_at", before(at, r.Sessions), purgeAtOnce, &gone.Sessions},
		{false, "links", "token", "expires_at", before(at, r.Sessions), purgeAtOnce, &gone.Links},
		{false, "lookups", "store, day, card, person", "day", before(at, LookupDays+1) / dayLength, purgeAtOnce, &gone.Lookups},
	} {
		if p.kept {
			continue
		}
		text := `DELETE FROM ` + p.table + ` WHERE (` + p.key + `) IN
			(SELECT ` + p.key + ` FROM ` + p.table + ` WHERE ` + p.when + ` <= $1 LIMIT $2` + s.unlocked() + `)`
		if err := s.purge(ctx, text, p.until, p.atOnce, p.count); err != nil {
			return gone, explain(doing, fmt.Errorf("from the table %s: %w", p.table, err))
		}
	}
	return gone, explain(doing, s.scrub(ctx))
}

// before is the time some days before another.
func before(at int64, days int) int64 { return at - int64(days)*dayLength }

// unlocked ends a selection of rows to delete so that another process's are left to it: neither waits, and none for the other.
// SQLite has one writer at a time anyway.
func (s *Store) unlocked() string {
	if s.dialect == goose.DialectPostgres {
		return ` FOR UPDATE SKIP LOCKED`
	}
	return ""
}

// purge deletes rows, some in each write, until there are none left.
func (s *Store) purge(ctx context.Context, text string, until, atOnce int64, count *int64) error {
	for {
		var n int64
		err := s.change(ctx, "delete some rows", func(ctx context.Context, tx queries) error {
			done, err := tx.ExecContext(ctx, text, until, atOnce)
			if err != nil {
				return err
			}
			n, err = done.RowsAffected()
			return err
		})
		if err != nil {
			return err
		}
		if *count += n; n < atOnce {
			return nil
		}
	}
}

// purgeLeavers erases those who left until a time.
func (s *Store) purgeLeavers(ctx context.Context, until, at int64, count *int64) error {
	for {
		some, err := collect(ctx, s.reading, scanText, `SELECT id FROM people WHERE left_at > 0 AND left_at <= $1
			ORDER BY left_at, id LIMIT $2`, []any{until, purgeAtOnce})
		if err != nil || len(some) == 0 {
			return err
		}
		for _, id := range some {
			switch err := s.erase(ctx, id, at); {
			case err == nil:
				*count++
			case !errors.Is(err, ErrNone) && !errors.Is(err, ErrStays): // another process has erased them, or they are back
				return err
			}
		}
	}
}
