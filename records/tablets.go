package records

import (
	"context"

	"clerkcoach/people"
)

const tabletColumns = `id, store, name, enrolled_at, enrolled_by, revoked_at`

func scanTablet(row scanner) (t people.Tablet, err error) {
	err = row.Scan(&t.ID, &t.Store, &t.Name, &t.EnrolledAt, &t.EnrolledBy, &t.RevokedAt)
	return t, err
}

// Enrol keeps a tablet, with the hash of the token that it holds. The errors are those of Keep.
func (s *Store) Enrol(ctx context.Context, t people.Tablet, token string) error {
	return s.change(ctx, "enrol a tablet", func(ctx context.Context, tx queries) error {
		return addOne(ctx, tx, `INSERT INTO tablets (`+tabletColumns+`, token) VALUES ($1, $2, $3, $4, $5, 0, $6) ON CONFLICT DO NOTHING`,
			t.ID, t.Store, t.Name, t.EnrolledAt, t.EnrolledBy, token)
	})
}

// Revoke ends a tablet's enrolment. The errors are ErrNone, also for one that is revoked already, and those of Keep.
func (s *Store) Revoke(ctx context.Context, tablet string, at int64) error {
	return s.change(ctx, "revoke a tablet", func(ctx context.Context, tx queries) error {
		return changeOne(ctx, tx, `UPDATE tablets SET revoked_at = $1 WHERE id = $2 AND revoked_at = 0`, at, tablet)
	})
}

// Tablet finds a tablet by id, revoked or not. The errors are ErrNone, ErrAway, ErrBusy and the context's.
func (s *Store) Tablet(ctx context.Context, id string) (people.Tablet, error) {
	return s.tablet(ctx, `SELECT `+tabletColumns+` FROM tablets WHERE id = $1`, id)
}

// TabletByToken finds the tablet that holds a token, by its hash, unless it is revoked. The errors are those of Tablet.
func (s *Store) TabletByToken(ctx context.Context, token string) (people.Tablet, error) {
	return s.tablet(ctx, `SELECT `+tabletColumns+` FROM tablets WHERE token = $1 AND revoked_at = 0`, token)
}

func (s *Store) tablet(ctx context.Context, text, key string) (people.Tablet, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	t, err := scanTablet(s.reading.QueryRowContext(ctx, text, key))
	return t, explain("find a tablet", missing(err))
}

// Tablets lists the tablets of a store in the order of their enrolment, those that are revoked last; of at most MaxRows.
func (s *Store) Tablets(ctx context.Context, store string) ([]people.Tablet, error) {
	all, err := collect(ctx, s.reading, scanTablet, `SELECT `+tabletColumns+` FROM tablets WHERE store = $1
		ORDER BY CASE WHEN revoked_at = 0 THEN 0 ELSE 1 END, enrolled_at, id LIMIT $2`, []any{store, MaxRows})
	return all, explain("list tablets", err)
}
