package records

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// gamesChannel is where processes that share a PostgreSQL database tell each other of games.
const gamesChannel = "clerkcoach_games"

// Bounds of the pause before the next try to listen; it doubles from try to try.
const (
	leastPause = 100 * time.Millisecond
	mostPause  = 5 * time.Second
)

// WatchGames tells, until the context ends, the id of each game that another process has written. A notice can be lost, such as
// while the database can't be reached: who needs to know has to look from time to time as well. On SQLite there is no other process,
// and it only waits.
func (s *Store) WatchGames(ctx context.Context, told func(id string)) {
	if s.line == nil {
		<-ctx.Done()
		return
	}
	for pause := leastPause; ctx.Err() == nil; pause = min(2*pause, mostPause) {
		if s.listen(ctx, told) {
			pause = leastPause
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

// listen passes notices on until the line breaks or the context ends, and tells whether it ever stood.
func (s *Store) listen(ctx context.Context, told func(id string)) (stood bool) {
	conn, err := pgx.ConnectConfig(ctx, s.line)
	if err != nil {
		return false
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leastPause)
		defer cancel()
		_ = conn.Close(ctx) // nothing was written
	}()
	if _, err := conn.Exec(ctx, `LISTEN `+gamesChannel); err != nil {
		return false
	}
	for {
		notice, err := conn.WaitForNotification(ctx)
		if err != nil {
			return true
		}
		if from, id, _ := strings.Cut(notice.Payload, " "); from != s.name {
			told(id)
		}
	}
}
