package records

import (
	"context"
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
	for name, config := range map[string]func(b *testing.B) Config{
		"sqlite":   func(b *testing.B) Config { return Config{Folder: b.TempDir()} },
		"postgres": func(b *testing.B) Config { return Config{URL: newDatabase(b)} }, // with fsync off: the line and the SQL alone
	} {
		for clients, label := range map[int]string{1: "1 client", 50: "50 clients", 1000: "1000 clients"} {
			b.Run(name+"/"+label, func(b *testing.B) { benchKeep(b, mustOpen(b, config(b)), clients) })
		}
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
