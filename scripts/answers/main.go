// Command answers measures a server that keeps what people answer: five hundred answers a second, the pages of a store with 200 people and
// 100,000 attempts, and a shift of 300 who sign in at once. It fills a store of its own and starts the server on it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

// options are what is measured, and on what.
type options struct {
	server   string
	database string
	rate     int
	lasting  time.Duration
	attempts int
	shift    int
}

func main() {
	o := options{}
	flag.StringVar(&o.server, "server", "bin/clerkcoach", "the program to measure")
	flag.StringVar(&o.database, "database", "", "address of an empty PostgreSQL database; none means SQLite")
	flag.IntVar(&o.rate, "rate", 500, "answers a second")
	flag.DurationVar(&o.lasting, "for", 20*time.Second, "how long answers are sent")
	flag.IntVar(&o.attempts, "attempts", 100_000, "attempts that the store has before")
	flag.IntVar(&o.shift, "shift", 300, "people who sign in at once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := measure(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "answers:", err)
		os.Exit(1)
	}
}

// measure fills a store, starts the server on it, and prints what it does.
func measure(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "answers-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // of no use any more
	data := filepath.Join(dir, "data")
	began := time.Now()
	if err := fill(ctx, o, data); err != nil {
		return fmt.Errorf("fill the store: %w", err)
	}
	fmt.Printf("a store of %d people and %d attempts, filled in %v\n", staffSize, o.attempts, time.Since(began).Round(time.Second))
	s, err := start(ctx, o, data)
	if err != nil {
		return err
	}
	defer s.stop()
	for _, part := range []func(context.Context, *site, options) error{answers, reads, shiftStart} {
		if err := part(ctx, s, o); err != nil {
			return err
		}
	}
	return nil
}
