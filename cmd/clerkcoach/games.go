package main

import (
	"context"
	"sync"
	"time"

	"clerkcoach/live"
	"clerkcoach/records"
)

// counting keeps what a live quiz that is over has come to.
type counting = func(context.Context, *live.Room) error

// steadyClock gives the server's time in milliseconds since 1970: the wall clock when it started, and what has passed since by a clock
// that does not jump.
func steadyClock(start time.Time) func() int64 {
	return func() int64 { return start.UnixMilli() + time.Since(start).Milliseconds() }
}

// playGames looks after the live quizzes of this process, and hears of what other processes change, until the context ends or it is
// told to stop by what it gives. Both let go of all screens, so that the server need not wait for them.
func playGames(ctx context.Context, rooms *live.Rooms, store *records.Store, count counting) func() {
	ctx, cancel := context.WithCancel(ctx)
	var both sync.WaitGroup
	both.Go(func() { rooms.Run(ctx, count) })
	both.Go(func() { store.WatchGames(ctx, rooms.Told) })
	return func() {
		cancel()
		both.Wait()
	}
}
