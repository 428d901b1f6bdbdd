package main

import (
	"context"
	"log/slog"
	"time"

	"clerkcoach/records"
)

// When what is too old is deleted: some minutes after the start, when there is time for it, and then every day.
const (
	firstPurge = 5 * time.Minute
	purgeEvery = 24 * time.Hour
)

// purging deletes what has been kept for long enough, by the settings.
type purging struct {
	store *records.Store
	log   *slog.Logger
	now   func() time.Time
	// first is how long after the start it begins, every how long after each it begins anew.
	first, every time.Duration
}

// start purges in the background. The function given ends that, and returns when it has ended.
func (p *purging) start(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for wait := p.first; ; wait = p.every {
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
				p.once(ctx)
			}
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

// once deletes what is too old now, and logs what went. After an error the next time goes on.
func (p *purging) once(ctx context.Context) {
	keep, err := p.store.Retention(ctx)
	var gone records.Purged
	if err == nil {
		gone, err = p.store.Purge(ctx, keep, p.now().UnixMilli())
	}
	counts := []any{
		"answers", gone.Answers, "games", gone.Games, "leavers", gone.Leavers, "views", gone.Views, "sessions", gone.Sessions,
		"links", gone.Links, "lookups", gone.Lookups,
	}
	switch {
	case ctx.Err() != nil: // the program ends; the next one goes on
	case err != nil:
		p.log.Error("not all that is too old could be deleted; tomorrow it is tried again", append(counts, "error", err)...)
	default:
		p.log.Info("what was too old is deleted", counts...)
	}
}
