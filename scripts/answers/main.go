// Command answers measures a server that keeps what people answer: five hundred answers a second, the pages of a store with 300 people
// and 100,000 attempts, and a shift of 300 who sign in at once. It fills a store of its own, starts the server on it, and at the end
// looks into the store for every answer that was acknowledged. It prints a line for each promise.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"clerkcoach/records"
	"clerkcoach/records/pgtest"
)

// options are what is measured, and on what.
type options struct {
	server   string
	database string
	postgres bool
	rate     int
	lasting  time.Duration
	attempts int
	shift    int
}

func main() {
	o := options{}
	flag.StringVar(&o.server, "server", "bin/clerkcoach", "the program to measure")
	flag.StringVar(&o.database, "database", "", "address of an empty PostgreSQL database; none means SQLite")
	flag.BoolVar(&o.postgres, "postgres", false, "start a PostgreSQL server for this, and stop it afterwards, instead of -database")
	flag.IntVar(&o.rate, "rate", 500, "answers a second")
	flag.DurationVar(&o.lasting, "for", 20*time.Second, "how long answers are sent")
	flag.IntVar(&o.attempts, "attempts", 100_000, "attempts that the store has before")
	flag.IntVar(&o.shift, "shift", 300, "people who sign in at once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := measure(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "answers:", err)
		os.Exit(1)
	}
}

// measure measures on the database that is chosen. What is over its goal is printed and is no error; an answer that is lost is.
func measure(ctx context.Context, o options) (err error) {
	if o.postgres {
		server, err := pgtest.Start() // with its own settings, so that a commit is on disk
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, server.Stop()) }()
		o.database = server.URL("postgres")
	}
	dir, err := os.MkdirTemp("", "answers-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	return measureIn(ctx, o, filepath.Join(dir, "data"))
}

// measureIn fills a store, starts the server on it, and prints what it does.
func measureIn(ctx context.Context, o options, data string) error {
	began := time.Now()
	if err := fill(ctx, o, data); err != nil {
		return fmt.Errorf("fill the store: %w", err)
	}
	fmt.Printf("%s: a store of %d people and %d attempts, filled in %v\n", o.kind(), max(staffSize, o.shift), o.attempts,
		time.Since(began).Round(time.Second))
	s, err := start(ctx, o, data)
	if err != nil {
		return err
	}
	var f findings
	for _, part := range []func(context.Context, *site, options, *findings) error{answers, reads, shiftStart} {
		if err := part(ctx, s, o, &f); err != nil {
			s.stop()
			return err
		}
	}
	s.stop()
	if err := f.compare(ctx, records.Config{Folder: data, URL: o.database}); err != nil {
		return err
	}
	fmt.Print(f.promises)
	if f.lost+f.doubled > 0 {
		return fmt.Errorf("%d acknowledged answers are lost, %d are doubled", f.lost, f.doubled)
	}
	return nil
}

// kind names the kind of database.
func (o options) kind() string {
	if o.database == "" {
		return "SQLite"
	}
	return "PostgreSQL"
}
