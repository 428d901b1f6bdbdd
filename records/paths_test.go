package records

import (
	"context"
	"fmt"
	"sync"
	"testing"
)

func TestPaths(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 4)
		week := func(n int, at int64) Enrolment {
			return Enrolment{Person: person(n).ID, Path: "first-week", StartedAt: at, StartedBy: "p-9"}
		}
		must(t, s.StartPath(ctx, week(1, noon)), s.StartPath(ctx, week(1, noon+1))) // the second changes nothing
		must(t, s.StartPath(ctx, week(2, noon)), s.StartPath(ctx, week(3, noon)), s.StartPath(ctx, week(4, noon)))
		month := Enrolment{Person: "p-1", Path: "first-month", StartedAt: noon + 5, StartedBy: "p-1"}
		must(t, s.StartPath(ctx, month), s.EndPath(ctx, "p-2", "first-week", noon+7))
		wants(t, s.EndPath(ctx, "p-2", "first-week", noon+8), ErrNone)
		wants(t, s.EndPath(ctx, "p-2", "none", noon), ErrNone)
		gone, moved := person(3), person(4)
		gone.LeftAt, moved.Store = noon, "s-2"
		must(t, s.ChangePerson(ctx, gone, noon), s.ChangePerson(ctx, moved, noon))
		all, err := s.PathsOf(ctx, "p-1")
		must(t, err)
		same(t, []Enrolment{month, week(1, noon)}, all)
		ended, err := s.PathsOf(ctx, "p-2")
		must(t, err)
		same(t, []Enrolment{{"p-2", "first-week", noon, "p-9", noon + 7}}, ended)
		now, err := s.Newcomers(ctx, "s-1")
		must(t, err)
		one := person(1)
		same(t, []Newcomer{{month, one.Number, one.Name}, {week(1, noon), one.Number, one.Name}}, now)
		// One that has ended begins anew.
		must(t, s.StartPath(ctx, week(2, noon+9)))
		again, err := s.PathsOf(ctx, "p-2")
		must(t, err)
		same(t, []Enrolment{week(2, noon+9)}, again)
	})
}

func TestSteps(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 3)
		for n := range 3 {
			must(t, s.StartPath(ctx, Enrolment{Person: person(n + 1).ID, Path: "first-week", StartedAt: noon, StartedBy: "p-9"}))
		}
		must(t, s.EndPath(ctx, "p-3", "first-week", noon))
		must(t, s.DoStep(ctx, "p-1", "first-week", "read-1", "p-1", noon+1), s.DoStep(ctx, "p-1", "first-week", "read-1", "p-9", noon+2))
		must(t, s.DoStep(ctx, "p-1", "another", "read-1", "p-1", noon+2))
		for at := noon + 3; at < noon+5; at++ {
			must(t, s.ReleaseStep(ctx, "p-1", "first-week", "test-1", "p-9", at))
		}
		must(t, s.DoStep(ctx, "p-2", "first-week", "read-1", "p-2", noon+9), s.DoStep(ctx, "p-3", "first-week", "read-1", "p-3", noon+9))
		for i, score := range []float64{0.5, -1} { // one is finished, one has only begun
			x := Sitting{
				ID: fmt.Sprint("x-", i), Person: "p-1", Drill: fmt.Sprint("drill-", i), Path: "first-week", Step: "test-1", Questions: 1,
				StartedAt: noon,
			}
			_, err := s.StartSitting(ctx, x)
			must(t, err)
			if score >= 0 {
				a := answer("p-1", "rude", i, score, noon+5)
				a.Drill = x.Drill
				mustKeep(t, s, a)
			}
		}
		week := []StepEvent{
			{"p-1", "first-week", "read-1", StepDone, noon + 1, "p-1", 0},
			{"p-1", "first-week", "test-1", StepReleased, noon + 3, "p-9", 0},
			{"p-1", "first-week", "test-1", StepReleased, noon + 4, "p-9", 0},
			{"p-1", "first-week", "test-1", StepTried, noon + 5, "p-1", 50},
		}
		other := StepEvent{"p-1", "another", "read-1", StepDone, noon + 2, "p-1", 0}
		all, err := s.StepsOf(ctx, "p-1")
		must(t, err)
		same(t, []StepEvent{week[0], other, week[1], week[2], week[3]}, all)
		store, err := s.StepsOfAll(ctx, "s-1")
		must(t, err)
		same(t, append(week, StepEvent{"p-2", "first-week", "read-1", StepDone, noon + 9, "p-2", 0}), store)
	})
}

// TestConcurrentSteps wants a step that many say is done, at once and at other times, to be noted once.
func TestConcurrentSteps(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		stores := []*Store{mustOpen(t, c), mustOpen(t, c)}
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				if err := stores[i%2].DoStep(context.Background(), "p-1", "first-week", "read-1", "p-1", noon+int64(i)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got, err := stores[0].StepsOf(t.Context(), "p-1"); len(got) != 1 || err != nil {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
