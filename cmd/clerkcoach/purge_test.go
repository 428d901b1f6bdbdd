package main

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"clerkcoach/people"
	"clerkcoach/records"
)

// TestPurging has a real store purge soon after the start and again and again, until it is stopped.
func TestPurging(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 1, 9, 0, 0, 0, time.UTC)
	days := func(ago int) int64 { return now.AddDate(0, 0, -ago).UnixMilli() }
	inFolder(t, filepath.Join(t.TempDir(), "data"), func(s *records.Store) {
		ctx := t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		old := records.View{By: "a", Person: "b", What: "person", At: days(100)}
		must(s.NoteViews(ctx, []records.View{old, {By: "a", Person: "b", What: "person", At: days(20)}}))
		must(s.AddStore(ctx, people.Store{ID: "s", Code: "001", Name: "Harbour"}))
		p := people.Person{ID: "gone", Number: "A1", Name: "Mo", Store: "s", Role: people.Clerk, AddedAt: days(200)}
		must(s.AddPerson(ctx, p))
		p.LeftAt = days(91)
		must(s.ChangePerson(ctx, p, p.LeftAt))
		must(s.SetRetention(ctx, records.Retention{Leavers: 90, Views: 60}))
		log := &words{}
		purges := &purging{store: s, log: slog.New(slog.NewTextHandler(log, nil)), now: func() time.Time { return now },
			first: time.Millisecond, every: 20 * time.Millisecond}
		stop := purges.start(ctx)
		watched := &serving{tb: t, stderr: log}
		watched.until("it purges once and again", func() bool { return log.count("what was too old is deleted") >= 2 })
		must(s.NoteViews(ctx, []records.View{old}))
		watched.until("the later one is gone as well", func() bool { return log.count("views=1") == 2 })
		stop()
		if log.count("leavers=1") != 1 || log.count("level=ERROR") != 0 {
			t.Errorf("the log says\n%s", log)
		}
		runs := log.count("\n")
		time.Sleep(3 * purges.every)
		if log.count("\n") != runs {
			t.Error("it goes on after it was stopped")
		}
		if left, _, err := s.ViewsOf(ctx, "b", records.Page{}); err != nil || len(left) != 1 || left[0].At != days(20) {
			t.Errorf("left are %v, %v", left, err)
		}
	})
}

// TestPurgingFails wants an error to be logged, and the next time to come.
func TestPurgingFails(t *testing.T) {
	t.Parallel()
	s, err := records.Open(t.Context(), records.Config{Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	log := &words{}
	purges := &purging{store: s, log: slog.New(slog.NewTextHandler(log, nil)), now: time.Now, every: time.Millisecond}
	defer purges.start(t.Context())()
	(&serving{tb: t, stderr: log}).until("it has failed twice", func() bool { return log.count("level=ERROR") >= 2 })
}
