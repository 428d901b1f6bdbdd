package records

import (
	"context"
	"database/sql"
	"errors"

	"clerkcoach/people"
)

// Secrets are the hashes of what a person signs in with; empty where there is none.
type Secrets struct{ PIN, Password string }

// Secrets gives a person's. The errors are ErrNone, ErrAway, ErrBusy and the context's.
func (s *Store) Secrets(ctx context.Context, person string) (Secrets, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var all Secrets
	err := s.reading.QueryRowContext(ctx, `SELECT pin, password FROM people WHERE id = $1`, person).Scan(&all.PIN, &all.Password)
	return all, explain("read what a person signs in with", missing(err))
}

// SetPIN gives a person a PIN, by its hash; once says that it is to be changed when it is first used. All their tablets are
// unlocked. The errors are ErrNone and those of Keep.
func (s *Store) SetPIN(ctx context.Context, person, hash string, once bool) error {
	return s.change(ctx, "set a PIN", func(ctx context.Context, tx queries) error {
		if err := changeOne(ctx, tx, `UPDATE people SET pin = $1, pin_once = $2 WHERE id = $3`, hash, zeroOne(once), person); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM tries WHERE person = $1 AND tablet <> ''`, person)
		return err
	})
}

// SetPassword gives a person a password, by its hash, and ends all sessions that began before. The errors are ErrNone and those of
// Keep.
func (s *Store) SetPassword(ctx context.Context, person, hash string, at int64) error {
	return s.change(ctx, "set a password", func(ctx context.Context, tx queries) error {
		return setPassword(ctx, tx, person, hash, at)
	})
}

func setPassword(ctx context.Context, tx queries, person, hash string, at int64) error {
	err := changeOne(ctx, tx, `UPDATE people SET password = $1, signed_out_at = $2 WHERE id = $3`, hash, at, person)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM tries WHERE person = $1 AND tablet = ''`, person)
	return err
}

// Renew replaces a hash by a better one of the same secret, unless the secret has been changed meanwhile.
func (s *Store) Renew(ctx context.Context, person string, from, to Secrets) error {
	return s.change(ctx, "renew a hash", func(ctx context.Context, tx queries) error {
		_, err := tx.ExecContext(ctx, `UPDATE people SET pin = $1, password = $2 WHERE id = $3 AND pin = $4 AND password = $5`,
			to.PIN, to.Password, person, from.PIN, from.Password)
		return err
	})
}

// SignOutEverywhere ends all sessions of a person that began before a time. The errors are ErrNone and those of Keep.
func (s *Store) SignOutEverywhere(ctx context.Context, person string, at int64) error {
	return s.change(ctx, "sign a person out everywhere", func(ctx context.Context, tx queries) error {
		return changeOne(ctx, tx, `UPDATE people SET signed_out_at = $1 WHERE id = $2`, at, person)
	})
}

// Try takes one of the tries that a person has on a tablet before a secret is looked at, so that however many come at once, no more
// than most wrong ones in a row are looked at, and on all tablets together not many more than people.MaxTriesInAll. It gives false where none is
// left. A try that was right is given back by Tried. Where wait is not 0, tries come back by themselves that long after the last one,
// in milliseconds.
func (s *Store) Try(ctx context.Context, person, tablet string, most int, wait, at int64) (bool, error) {
	granted := false
	err := s.change(ctx, "count a try", func(ctx context.Context, tx queries) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO tries (person, tablet, wrong, last_at) VALUES ($1, $2, 0, $3)
			ON CONFLICT (person, tablet) DO NOTHING`, person, tablet, at)
		if err != nil {
			return err
		}
		done, err := tx.ExecContext(ctx, `UPDATE tries SET wrong = CASE WHEN wrong >= $1 THEN 1 ELSE wrong + 1 END, last_at = $2
			WHERE person = $3 AND tablet = $4 AND (wrong < $1 OR $5 > 0 AND last_at <= $6)
				AND ($4 = '' OR (SELECT SUM(t.wrong) FROM tries t WHERE t.person = $3 AND t.tablet <> '') < $7)`,
			most, at, person, tablet, wait, at-wait, people.MaxTriesInAll)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		granted = n == 1
		return err
	})
	return granted, err
}

// Tried says that a try was right: the count of wrong ones starts anew.
func (s *Store) Tried(ctx context.Context, person, tablet string) error {
	return s.change(ctx, "count a right try", func(ctx context.Context, tx queries) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM tries WHERE person = $1 AND tablet = $2`, person, tablet)
		return err
	})
}

// Unlock gives a person all tries again, everywhere.
func (s *Store) Unlock(ctx context.Context, person string) error {
	return s.change(ctx, "unlock a person", func(ctx context.Context, tx queries) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM tries WHERE person = $1`, person)
		return err
	})
}

// Locked lists the ids of those people of a store who have no try left on some tablet, or on all of them together; most is how many
// there are on one.
func (s *Store) Locked(ctx context.Context, store string, most int) ([]string, error) {
	all, err := collect(ctx, s.reading, scanText, `SELECT t.person FROM tries t JOIN people p ON p.id = t.person WHERE p.store = $1
		GROUP BY t.person HAVING MAX(t.wrong) >= $2 OR SUM(CASE WHEN t.tablet <> '' THEN t.wrong ELSE 0 END) >= $3
		ORDER BY t.person`, []any{store, most, people.MaxTriesInAll})
	return all, explain("list who is locked", err)
}

// Link is a link that works once, until it expires, in milliseconds since 1970: with a person to set their password, without one to
// make the first admin.
type Link struct {
	Token     string // a hash
	Person    string
	ExpiresAt int64
}

// AddLink keeps a link in place of the ones there are for the same person. The errors are those of Keep.
func (s *Store) AddLink(ctx context.Context, l Link) error {
	return s.change(ctx, "keep a link", func(ctx context.Context, tx queries) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM links WHERE person = $1`, l.Person); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO links (token, person, expires_at) VALUES ($1, $2, $3)`, l.Token, l.Person, l.ExpiresAt)
		return err
	})
}

// Link finds a link that holds at a time. The errors are ErrNone, ErrAway, ErrBusy and the context's.
func (s *Store) Link(ctx context.Context, token string, at int64) (Link, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	l, err := findLink(ctx, s.reading, token, at)
	return l, explain("find a link", err)
}

func findLink(ctx context.Context, q queries, token string, at int64) (l Link, err error) {
	err = q.QueryRowContext(ctx, `SELECT token, person, expires_at FROM links WHERE token = $1 AND expires_at > $2`, token, at).
		Scan(&l.Token, &l.Person, &l.ExpiresAt)
	return l, missing(err)
}

// useLink takes a link away, which no one else has done.
func useLink(ctx context.Context, tx queries, token string, at int64) (Link, error) {
	l, err := findLink(ctx, tx, token, at)
	if err != nil {
		return l, err
	}
	return l, changeOne(ctx, tx, `DELETE FROM links WHERE token = $1`, token)
}

// UseLink sets the password of a link's person, once. The errors are ErrNone for a link that does not hold, and those of Keep.
func (s *Store) UseLink(ctx context.Context, token, hash string, at int64) error {
	return s.change(ctx, "use a link", func(ctx context.Context, tx queries) error {
		l, err := useLink(ctx, tx, token, at)
		if err != nil {
			return err
		}
		return setPassword(ctx, tx, l.Person, hash, at)
	})
}

// FirstAdmin makes the first admin and the first store, by the link for it, all or nothing. The errors are ErrNone for a link that
// does not hold, ErrTaken where there is an admin already, and those of Keep.
func (s *Store) FirstAdmin(ctx context.Context, token string, first people.Store, admin people.Person, hash string) error {
	return s.change(ctx, "make the first admin", func(ctx context.Context, tx queries) error {
		l, err := useLink(ctx, tx, token, admin.AddedAt)
		if err == nil && l.Person != "" {
			err = ErrNone
		}
		if err != nil {
			return err
		}
		if has, err := hasAdmin(ctx, tx); err != nil {
			return err
		} else if has {
			return ErrTaken
		}
		if err := errors.Join(addStores(ctx, tx, first), addPeople(ctx, tx, admin)); err != nil {
			return err
		}
		return setPassword(ctx, tx, admin.ID, hash, admin.AddedAt-1)
	})
}

// HasAdmin tells whether there is an admin who has not left. The errors are ErrAway, ErrBusy and the context's.
func (s *Store) HasAdmin(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	has, err := hasAdmin(ctx, s.reading)
	return has, explain("look for an admin", err)
}

func hasAdmin(ctx context.Context, q queries) (bool, error) {
	var one int
	err := q.QueryRowContext(ctx, `SELECT 1 FROM people WHERE role = 'admin' AND left_at = 0 LIMIT 1`).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
