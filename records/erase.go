package records

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"clerkcoach/drills"
)

// tracesLeft is the setting that says that bytes of somebody who has been erased may still be in the file. Its value is another
// each time.
const tracesLeft = "traces-left"

// Erase takes a person out of all records who has left before a time, in milliseconds since 1970. What they answered, and all that
// is counted, stays under a made-up id that nothing leads back from; words of their own, what they remember, and who looked at
// their results go; where they had done something to others nobody is named.
//
// On SQLite their bytes are then gone from the file and the log beside it: other writes wait while SQLite writes the file anew. On
// PostgreSQL its pages and its log of writes may hold them until they are used again, as is PostgreSQL's way. Backups that were
// made before keep them.
//
// The errors are ErrNone, ErrStays, ErrTraces, those of Keep and the context's. After ErrTraces the person is erased, and the next
// Erase or Purge does the rest.
func (s *Store) Erase(ctx context.Context, person string, at int64) error {
	if err := s.erase(ctx, person, at); err != nil {
		return err
	}
	return s.scrub(ctx)
}

// erase is Erase without the bytes.
func (s *Store) erase(ctx context.Context, person string, at int64) error {
	return s.change(ctx, "erase a person", func(ctx context.Context, tx queries) error {
		// The update changes nothing, but keeps others from bringing the person back meanwhile.
		var left int64
		guard := `UPDATE people SET left_at = left_at WHERE id = $1 RETURNING left_at`
		switch err := tx.QueryRowContext(ctx, guard, person).Scan(&left); {
		case err != nil:
			return missing(err)
		case left == 0 || left > at:
			return ErrStays
		}
		_, err := tx.ExecContext(ctx, `UPDATE attempts SET answer = '""' WHERE person = $1 AND kind = $2`, person,
			string(drills.ShortAnswer))
		if err != nil {
			return fmt.Errorf("erase their words: %w", err)
		}
		if err := eraseSeats(ctx, tx, person); err != nil {
			return fmt.Errorf("erase them from live quizzes: %w", err)
		}
		pseudonym := "gone-" + rand.Text()
		for _, t := range traces() {
			if err := t.erase(ctx, tx, person, pseudonym); err != nil {
				return fmt.Errorf("erase them from the table %s: %w", t.table, err)
			}
		}
		return setSetting(ctx, tx, tracesLeft, rand.Text())
	})
}

// eraseSeats takes a person out of the games that they hosted or sat in. What they chose and earned stays under the seat. The games
// move on by a revision, so that no process goes on with what it has in memory, or writes it again.
func eraseSeats(ctx context.Context, tx queries, person string) error {
	for _, text := range []string{
		`UPDATE games SET hosted_by = '', token = '', revision = revision + 1 WHERE hosted_by = $1`,
		`UPDATE games SET revision = revision + 1 WHERE id IN (SELECT game FROM game_players WHERE person = $1)`,
		`UPDATE game_answers SET said = '""', revision = (SELECT revision FROM games WHERE id = game)
			WHERE (game, player) IN (SELECT game, id FROM game_players WHERE person = $1)`,
		`UPDATE game_players SET person = '', name = '', token = '', revision = (SELECT revision FROM games WHERE games.id = game)
			WHERE person = $1`,
	} {
		if _, err := tx.ExecContext(ctx, text, person); err != nil {
			return err
		}
	}
	return nil
}

// erase takes a person out of a table.
func (t trace) erase(ctx context.Context, tx queries, person, pseudonym string) error {
	var err error
	switch {
	case t.goes:
		_, err = tx.ExecContext(ctx, `DELETE FROM `+t.table+` WHERE `+t.about+` = $1`, person)
	case t.about != "":
		_, err = tx.ExecContext(ctx, `UPDATE `+t.table+` SET `+t.about+` = $1 WHERE `+t.about+` = $2`, pseudonym, person)
	}
	if err != nil || t.by == "" {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE `+t.table+` SET `+t.by+` = '' WHERE `+t.by+` = $1`, person)
	return err
}

// scrub makes the bytes of those who have been erased go, if there may be any left. The error is ErrTraces.
func (s *Store) scrub(ctx context.Context) error {
	const doing = "clear the database of those who have been erased"
	var mark string
	err := s.reading.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = $1`, tracesLeft).Scan(&mark)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = s.vacuum(ctx)
	}
	if err == nil {
		// Whoever was erased meanwhile has set the mark anew.
		err = s.change(ctx, "note that it is clear", func(ctx context.Context, tx queries) error {
			_, err := tx.ExecContext(ctx, `DELETE FROM settings WHERE name = $1 AND value = $2`, tracesLeft, mark)
			return err
		})
	}
	if err != nil {
		return explain(doing, fmt.Errorf("%w: %w", ErrTraces, err))
	}
	return nil
}

// vacuum has the database clean up behind what was deleted or replaced.
func (s *Store) vacuum(ctx context.Context) error {
	if s.dialect == goose.DialectPostgres {
		var touched []string
		for _, t := range traces() {
			if t.about+t.by+t.through != "" {
				touched = append(touched, t.table)
			}
		}
		_, err := s.writing.ExecContext(ctx, `VACUUM `+strings.Join(touched, ", "))
		return err
	}
	// Deleted rows are overwritten with zeros as they go (see pragmas), but not the copies that stay behind when SQLite moves rows
	// from page to page: only a new file has none. It is in the log until all of that is brought into the file and the log is cut.
	if _, err := s.writing.ExecContext(context.WithoutCancel(ctx), `VACUUM`); err != nil {
		return fmt.Errorf("write the file anew: %w", err)
	}
	return s.cutLog(ctx)
}

// cutLog brings SQLite's log into the file and cuts it to nothing, which has to wait for those who read from it.
func (s *Store) cutLog(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		var busy, pages, done int
		err := s.writing.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &done)
		if err != nil || busy == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("cut the log: %w: somebody reads from it: %w", ErrBusy, ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
}
