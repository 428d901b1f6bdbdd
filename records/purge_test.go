package records

import (
	"fmt"
	"sync"
	"testing"
)

func TestPurge(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 4)
		at := func(days int64) int64 { return noon - days*dayLength }
		// More answers than one write deletes are a hundred days old, the others fifty.
		var all []Attempt
		for n := range 2*purgeAtOnce + 7 {
			all = append(all, answer("p-4", "rude", n, 1, at(101)+int64(n)))
		}
		for n := range 9 {
			all = append(all, answer("p-4", "rude", 90_000+n, 1, at(50)+int64(n)))
		}
		keepTogether(t, s, all)
		for n, days := range map[int]int64{1: 100, 2: 50} {
			leave(t, s, person(n), at(days))
			must(t, s.View(ctx, "p-3", "p-4", "person", at(days)), s.AddLink(ctx, Link{fmt.Sprint("link ", n), person(n).ID, at(days - 60)}))
			_, err := s.writing.ExecContext(ctx, `INSERT INTO sessions VALUES ($1, '', '{}', $2)`, fmt.Sprint("token ", n), at(days-60))
			must(t, err)
		}
		before, err := s.Activity(ctx, ReportFilter{})
		must(t, err)
		_, err = s.Purge(ctx, Retention{Answers: -1}, noon)
		wants(t, err, ErrInvalid)
		steps := []struct {
			name string
			keep Retention
			want Purged
		}{
			{"for ever", Retention{Sessions: 41}, Purged{}},
			{"answers", Retention{Answers: 60, Sessions: 41}, Purged{Answers: 2*purgeAtOnce + 7}},
			{"leavers", Retention{Leavers: 100, Sessions: 41}, Purged{Leavers: 1}},
			{"views", Retention{Views: 99, Sessions: 41}, Purged{Views: 1}},
			// The link of who was erased has gone with them.
			{"sessions", Retention{Sessions: 40}, Purged{Sessions: 1}},
			{"the rest", Retention{Answers: 1, Leavers: 1, Views: 1}, Purged{Answers: 9, Leavers: 1, Views: 1}},
			{"again", Retention{Answers: 1, Leavers: 1, Views: 1}, Purged{}},
		}
		for _, step := range steps {
			gone, err := s.Purge(ctx, step.keep, noon)
			must(t, err)
			t.Run(step.name, func(t *testing.T) { same(t, step.want, gone) })
		}
		after, err := s.Activity(ctx, ReportFilter{})
		must(t, err)
		same(t, before, after)
		people, _, err := s.People(ctx, Staff{Everybody: true}, Page{})
		if len(people) != 2 || err != nil || len(mustList(t, s, Filter{})) != 0 {
			t.Errorf("%v, %v", people, err)
		}
	})
}

func TestPurgeLinks(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 2)
		must(t, s.AddLink(ctx, Link{"old", "p-1", noon}), s.AddLink(ctx, Link{"good", "p-2", noon + 1}))
		gone, err := s.Purge(ctx, Retention{}, noon)
		must(t, err)
		same(t, Purged{Links: 1}, gone)
		_, err = s.Link(ctx, "good", noon)
		must(t, err)
	})
}

func TestPurgeLookups(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 1)
		today := int64(noon / dayLength)
		for _, ago := range []int64{0, LookupDays, LookupDays + 1, 400} {
			must(t, s.LookUp(ctx, "s-1", "p-1", "rude", today-ago), s.LookUp(ctx, "s-2", "", "rude", today-ago))
		}
		gone, err := s.Purge(ctx, Retention{}, noon)
		must(t, err)
		same(t, Purged{Lookups: 4}, gone)
		left, err := s.Lookups(ctx, "s-1", "p-1", 0)
		must(t, err)
		same(t, []Lookup{{"rude", "p-1", today - LookupDays, 1}, {"rude", "p-1", today, 1}}, left)
	})
}

// TestPurgeAtOnce has several processes delete the same at the same time: each row goes once, and none of them fails.
func TestPurgeAtOnce(t *testing.T) {
	t.Parallel()
	const leavers = 20
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, leavers)
		var all []Attempt
		var views []View
		for n := range 3*purgeAtOnce + 7 {
			all = append(all, answer("p-1", "rude", n, 1, noon+int64(n)))
			views = append(views, View{By: "p-1", Person: "nobody", What: "person", At: noon})
		}
		keepTogether(t, s, all)
		must(t, s.NoteViews(ctx, views))
		for n := range leavers {
			leave(t, s, person(n+1), noon)
		}
		var purging sync.WaitGroup
		var parts [4]Purged
		for i := range parts {
			other := mustOpen(t, c)
			purging.Go(func() {
				var err error
				if parts[i], err = other.Purge(ctx, Retention{Answers: 30, Leavers: 30, Views: 30}, noon+31*dayLength); err != nil {
					t.Error(err)
				}
			})
		}
		purging.Wait()
		var sum Purged
		for _, part := range parts {
			sum.Answers += part.Answers
			sum.Leavers += part.Leavers
			sum.Views += part.Views
		}
		same(t, Purged{Answers: int64(len(all)), Leavers: leavers, Views: int64(len(views))}, sum)
	})
}
