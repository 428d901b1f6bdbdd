package records

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
)

// NoteViews notes many views at once, or none; see View. The errors are those of Keep.
func (s *Store) NoteViews(ctx context.Context, views []View) error {
	return s.change(ctx, "note who deals with people", func(ctx context.Context, tx queries) error {
		for some := range slices.Chunk(views, rowsAtOnce) {
			c := &conditions{}
			rows := make([]string, len(some))
			for i, v := range some {
				rows[i] = c.say(`(%s, %s, %s, %s, %s)`, rand.Text(), v.At, v.By, v.Person, v.What)
			}
			text := `INSERT INTO views (id, seen_at, seen_by, person, what) VALUES ` + strings.Join(rows, ", ")
			_, err := tx.ExecContext(ctx, text, c.args...)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
