package records

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"math"
	"strconv"
	"strings"
)

// tables are all tables that hold records, so that none comes before one that its rows refer to. Backup and restore go by it.
func tables() []string {
	return []string{
		"attempts", "stores", "people", "tablets", "tries", "links", "sessions", "settings", "reviews", "days", "weeks", "stems",
		"lookups", "assignments", "assigned", "enrolments", "steps", "sittings", "sitting_answers", "views", "games", "game_questions",
		"game_players", "game_answers",
	}
}

// rowsAtOnce is how many rows one statement adds. SQLite takes longer over each argument the more of them a statement has,
// PostgreSQL answers once a statement: of 10, 20, 40 and 200 rows, 20 are quick on both.
const rowsAtOnce = 20

// content is what a table holds: how many rows, and the sum over their hashes, which does not depend on their order. Tables of
// equal content are equal in either database.
type content struct {
	Rows int64
	Sum  string // in hexadecimal
}

// eachRow reads a table, row by row, or those rows that a condition chooses. The values given to use are good until it returns.
func eachRow(
	ctx context.Context, q queries, table, where string, args []any, use func(columns []string, values []any) error,
) (err error) {
	rows, err := q.QueryContext(ctx, `SELECT * FROM `+table+where, args...)
	if err != nil {
		return fmt.Errorf("read the table %s: %w", table, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return fmt.Errorf("read the table %s: %w", table, err)
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("read the table %s: %w", table, err)
		}
		if err := use(columns, values); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the table %s: %w", table, err)
	}
	return nil
}

// contentOf reads what a table holds.
func contentOf(ctx context.Context, q queries, table string) (content, error) {
	var sum [4]uint64
	c := content{}
	h := sha256.New()
	err := eachRow(ctx, q, table, "", nil, func(_ []string, values []any) error {
		h.Reset()
		for _, v := range values {
			if err := hashValue(h, v); err != nil {
				return fmt.Errorf("read the table %s: %w", table, err)
			}
		}
		one := h.Sum(nil)
		for i := range sum {
			sum[i] += binary.BigEndian.Uint64(one[8*i:])
		}
		c.Rows++
		return nil
	})
	var all []byte
	for _, part := range sum {
		all = binary.BigEndian.AppendUint64(all, part)
	}
	c.Sum = hex.EncodeToString(all)
	return c, err
}

// errValue says that a column holds what no record has.
var errValue = errors.New("a value of an unexpected type")

// hashValue adds a value to a hash so that no two rows of values look alike.
func hashValue(h hash.Hash, v any) error {
	var b []byte
	switch v := v.(type) {
	case nil:
		b = []byte{'n'}
	case int64:
		b = binary.BigEndian.AppendUint64([]byte{'i'}, uint64(v)) //nolint:gosec // any bits will do
	case float64:
		b = binary.BigEndian.AppendUint64([]byte{'f'}, math.Float64bits(v))
	case string:
		b = append(binary.AppendUvarint([]byte{'s'}, uint64(len(v))), v...)
	case []byte:
		b = append(binary.AppendUvarint([]byte{'b'}, uint64(len(v))), v...)
	default:
		return fmt.Errorf("%w: %T", errValue, v)
	}
	h.Write(b) //nolint:errcheck // a hash never fails
	return nil
}

// copyTables adds all rows of one database to the tables of another, which has the same schema.
func copyTables(ctx context.Context, from, to queries) error {
	for _, table := range tables() {
		w := &adder{to: to, table: table}
		err := eachRow(ctx, from, table, "", nil, func(columns []string, values []any) error { return w.add(ctx, columns, values) })
		if err == nil {
			err = w.flush(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// adder adds rows to a table, many in one statement.
type adder struct {
	to      queries
	table   string
	clash   string // what is to be done where a key is there already, in SQL; an error if empty
	columns []string
	args    []any
}

func (w *adder) add(ctx context.Context, columns []string, values []any) error {
	w.columns = columns
	w.args = append(w.args, values...)
	if len(w.args) < len(columns)*rowsAtOnce {
		return nil
	}
	return w.flush(ctx)
}

func (w *adder) flush(ctx context.Context) error {
	if len(w.args) == 0 {
		return nil
	}
	var text strings.Builder
	text.WriteString("INSERT INTO " + w.table + " (" + strings.Join(w.columns, ", ") + ") VALUES ")
	for i := range w.args {
		switch {
		case i == 0:
			text.WriteString("($")
		case i%len(w.columns) == 0:
			text.WriteString("), ($")
		default:
			text.WriteString(", $")
		}
		text.WriteString(strconv.Itoa(i + 1))
	}
	text.WriteString(")" + w.clash)
	if _, err := w.to.ExecContext(ctx, text.String(), w.args...); err != nil {
		return fmt.Errorf("add to the table %s: %w", w.table, err)
	}
	w.args = w.args[:0]
	return nil
}

// empty tells whether no table holds anything.
func empty(ctx context.Context, q queries) (bool, error) {
	for _, table := range tables() {
		var one int
		switch err := q.QueryRowContext(ctx, `SELECT 1 FROM `+table+` LIMIT 1`).Scan(&one); {
		case err == nil:
			return false, nil
		case !errors.Is(err, sql.ErrNoRows):
			return false, fmt.Errorf("read the table %s: %w", table, err)
		}
	}
	return true, nil
}
