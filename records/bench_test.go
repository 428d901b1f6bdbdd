package records

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pressly/goose/v3"
)

// Goals of the store on SQLite: attempts acknowledged a second, and how long the slowest of a hundred may take.
const (
	goalRate = 500
	goalP99  = 150 * time.Millisecond
)

// BenchmarkKeep keeps attempts for 1, 50 and 1,000 clients that each wait for the acknowledgement, and fails where
// SQLite is below the goals.
func BenchmarkKeep(b *testing.B) {
	for name, config := range databases() {
		for clients, label := range map[int]string{1: "1 client", 50: "50 clients", 1000: "1000 clients"} {
			b.Run(name+"/"+label, func(b *testing.B) { benchKeep(b, mustOpen(b, config(b)), clients) })
		}
	}
}

// databases are of either kind, new for each benchmark.
func databases() map[string]func(b *testing.B) Config {
	return map[string]func(b *testing.B) Config{
		"sqlite":   func(b *testing.B) Config { return Config{Folder: b.TempDir()} },
		"postgres": func(b *testing.B) Config { return Config{URL: shared.Database(b)} }, // with fsync off: the line and the SQL alone
	}
}

func benchKeep(b *testing.B, s *Store, clients int) {
	var next atomic.Int64
	took := make([]time.Duration, b.N)
	var all sync.WaitGroup
	b.ResetTimer()
	for range clients {
		all.Go(func() {
			for {
				n := int(next.Add(1)) - 1
				if n >= b.N {
					return
				}
				start := time.Now()
				if _, _, err := s.Keep(context.Background(), attempt(n)); err != nil {
					b.Error(err)
				}
				took[n] = time.Since(start)
			}
		})
	}
	all.Wait()
	b.StopTimer()
	slices.Sort(took)
	rate, p99 := float64(b.N)/b.Elapsed().Seconds(), took[len(took)*99/100]
	b.ReportMetric(rate, "acks/s")
	b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(s.Stats().Writes)/float64(s.Stats().Commits), "acks/commit")
	if s.dialect == goose.DialectSQLite3 && b.N >= 1000 && (rate < goalRate || p99 > goalP99) {
		b.Errorf("%.0f acknowledged a second, p99 %v: the goals are %d and %v", rate, p99, goalRate, goalP99)
	}
}

// Goals on SQLite: how long a list of MaxStaff people may keep others from writing, and how long the reports on a store of two
// hundred people and a hundred thousand answers may take, in the best of some rounds.
const (
	goalStaff = time.Second
	goalCards = 60 * time.Millisecond
	goalWeak  = 60 * time.Millisecond
)

// best tells how long something takes when nothing else comes between.
func best(b *testing.B, rounds int, do func()) time.Duration {
	b.Helper()
	least := time.Hour
	for range rounds {
		start := time.Now()
		do()
		least = min(least, time.Since(start))
	}
	return least
}

// within reports a time in milliseconds, and fails where SQLite takes longer than its goal.
func within(b *testing.B, s *Store, what string, took, goal time.Duration) {
	b.Helper()
	b.ReportMetric(float64(took.Microseconds())/1000, what+"-ms")
	if s.dialect == goose.DialectSQLite3 && took > goal {
		b.Errorf("%s takes %v: the goal is %v", what, took, goal)
	}
}

// BenchmarkCarryOut adds, changes and lets go as many people as one list may have.
func BenchmarkCarryOut(b *testing.B) {
	for name, config := range databases() {
		b.Run(name, func(b *testing.B) {
			s := staff(b, config(b), 0)
			for b.Loop() {
				for i, plan := range longLists(MaxStaff) {
					took := best(b, 1, func() { must(b, s.CarryOut(context.Background(), plan)) })
					within(b, s, []string{"add", "change", "leave"}[i], took, goalStaff)
				}
				_, err := s.writing.Exec(`DELETE FROM people`)
				must(b, err)
			}
		})
	}
}

// BenchmarkReports reads the reports on a store.
func BenchmarkReports(b *testing.B) {
	for name, config := range databases() {
		b.Run(name, func(b *testing.B) {
			s := staff(b, config(b), 200)
			all := make([]Attempt, 100_000)
			for i := range all {
				all[i] = answer(person(i%200+1).ID, fmt.Sprint("card ", i/200%49), i, float64(i%3)/2, noon+int64(i))
				all[i].ReceivedAt = noon + int64(i)
			}
			keepTogether(b, s, all)
			b.ResetTimer()
			for b.Loop() {
				within(b, s, "cards", best(b, 5, func() {
					rows, err := s.FamiliesByPerson(context.Background(), ReportFilter{Store: "s-1"})
					if err != nil || len(rows) != 200 {
						b.Errorf("%d rows, %v", len(rows), err)
					}
				}), goalCards)
				within(b, s, "weak", best(b, 5, func() {
					rows, err := s.Weak(context.Background(), "s-1", Signs{}, noon)
					if err != nil || len(rows) != 200*49 {
						b.Errorf("%d rows, %v", len(rows), err)
					}
				}), goalWeak)
			}
		})
	}
}
