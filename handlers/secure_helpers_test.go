package handlers

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"clerkcoach/people"
	"clerkcoach/records"
)

// The promises of RELIABILITY.md about who gets at what are tried in the files secure_*_test.go, on a real store.

// rounds is how often a promise is tried: fewer times in a usual run, many times before a release.
func rounds(few, many int) int {
	if inRelease() {
		return many
	}
	return few
}

func inRelease() bool { return os.Getenv("CLERKCOACH_RELEASE") != "" }

// keptSite is a server on the store in a folder, which a test can look into, close with shut, and open again.
func keptSite(tb testing.TB, folder string, change ...func(*Options)) *testSite {
	tb.Helper()
	kept, err := records.Open(tb.Context(), records.Config{Folder: folder})
	must(tb, err)
	on := func(o *Options) { o.Records, o.Attempts, o.Sessions = kept, kept, kept.Sessions() }
	s := newTestServer(tb, append([]func(*Options){on}, change...)...)
	s.kept = kept
	return s
}

// shut closes the store of keptSite.
func (s *testSite) shut(tb testing.TB) {
	tb.Helper()
	must(tb, s.kept.Close())
}

// movedClock is a clock that a test moves; it moves on by a millisecond each time it is read.
type movedClock struct{ past atomic.Int64 }

func (c *movedClock) now() time.Time {
	return time.Date(2026, time.March, 1, 9, 0, 0, 0, time.UTC).Add(time.Duration(c.past.Add(int64(time.Millisecond))))
}

func (c *movedClock) forward(by time.Duration) { c.past.Add(int64(by)) }

func (c *movedClock) use(o *Options) { o.Now = c.now }

// countingHasher counts the secrets that are compared with a hash.
type countingHasher struct {
	Hasher
	looked atomic.Int64
}

func (h *countingHasher) Matches(ctx context.Context, hash, secret string) (bool, error) {
	h.looked.Add(1)
	return h.Hasher.Matches(ctx, hash, secret)
}

func (h *countingHasher) use(o *Options) { o.Hasher = h }

// realHasher hashes as the program does.
func realHasher(tb testing.TB) *people.Hasher {
	tb.Helper()
	return people.NewHasher([]byte("a pepper for tests, of 32 bytes."), 0)
}

// contents are all rows of all tables of the store in a folder but some, as texts in order, by their tables.
func contents(tb testing.TB, folder string, without ...string) map[string][]string {
	tb.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, records.FileName)+"?mode=ro")
	must(tb, err)
	defer db.Close()
	all := map[string][]string{}
	for _, table := range texts(tb, db, `SELECT name FROM sqlite_master WHERE type = 'table'`) {
		if !slices.Contains(without, table[0]) {
			all[table[0]] = []string{}
			for _, row := range texts(tb, db, `SELECT * FROM "`+table[0]+`"`) {
				all[table[0]] = append(all[table[0]], fmt.Sprintf("%q", row))
			}
			slices.Sort(all[table[0]])
		}
	}
	return all
}

// texts are the rows of a query.
func texts(tb testing.TB, db *sql.DB, query string) [][]string {
	tb.Helper()
	rows, err := db.QueryContext(tb.Context(), query)
	must(tb, err)
	defer rows.Close()
	columns, err := rows.Columns()
	must(tb, err)
	var all [][]string
	for rows.Next() {
		row, places := make([]string, len(columns)), make([]any, len(columns))
		for i := range row {
			places[i] = &row[i]
		}
		must(tb, rows.Scan(places...))
		all = append(all, row)
	}
	must(tb, rows.Err())
	return all
}
