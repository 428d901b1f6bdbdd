// Command liveload plays a whole game with many simulated players over real HTTP on this machine: it starts a server with a store of its
// own, opens a game, lets everybody join and listen, plays all questions, and at the end looks into the store for every answer that was
// acknowledged. It prints a line for each promise, and ends with 1 where an answer was lost, doubled or refused.
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

// options are what is played, and on what.
type options struct {
	server    string
	postgres  bool
	players   int
	questions int
	within    time.Duration
	reading   time.Duration
	slow      int
	settle    time.Duration
}

func main() {
	o := options{}
	flag.StringVar(&o.server, "server", "bin/clerkcoach", "the program to measure")
	flag.BoolVar(&o.postgres, "postgres", false, "keep everything in a PostgreSQL server that is started for this, instead of SQLite")
	flag.IntVar(&o.players, "players", 1000, "players")
	flag.IntVar(&o.questions, "questions", 10, "questions")
	flag.DurationVar(&o.within, "within", 2*time.Second, "how long the players take to answer, each as chance has it")
	flag.DurationVar(&o.reading, "reading", time.Second, "how long the host lets the board stand once it is on all screens")
	flag.IntVar(&o.slow, "slow", 0, "further players who open a stream and never read it")
	flag.DurationVar(&o.settle, "settle", time.Minute, "how long after the end memory is looked at")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := measure(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "liveload:", err)
		os.Exit(1)
	}
}

// measure plays on the database that is chosen. A time over its goal is printed and is no error.
func measure(ctx context.Context, o options) (err error) {
	dir, err := os.MkdirTemp("", "liveload-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c := records.Config{Folder: filepath.Join(dir, "data")}
	if o.postgres {
		pg, err := pgtest.Start() // with its own settings, so that a commit is on disk
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, pg.Stop()) }()
		c.URL = pg.URL("postgres")
	}
	// The first start makes the index, which takes memory that is no matter of the game.
	s, err := start(ctx, o.server, c)
	if err != nil {
		return err
	}
	if err := s.stop(); err != nil {
		return err
	}
	if s, err = start(ctx, o.server, c); err != nil {
		return err
	}
	n := newNight(o, s)
	err = n.play(ctx)
	if err = errors.Join(err, s.stop()); err != nil {
		return err
	}
	if err := n.compare(ctx, c); err != nil {
		return err
	}
	fmt.Print(n)
	return n.failure()
}
