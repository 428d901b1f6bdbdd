package drills_test

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// drawPath draws a path of some steps of all kinds, some of them gates.
func drawPath(t *rapid.T) *playbook.Path {
	kinds := []playbook.StepKind{playbook.StepRead, playbook.StepPractise, playbook.StepTest}
	p := &playbook.Path{ID: "drawn"}
	dayOf := 1
	for i := range rapid.IntRange(1, 10).Draw(t, "steps") {
		dayOf += rapid.IntRange(0, 2).Draw(t, "days later")
		s := playbook.Step{
			ID: fmt.Sprintf("s%d", i), Day: dayOf, Gate: rapid.IntRange(0, 3).Draw(t, "gate") == 0,
			Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
		}
		if s.Kind == playbook.StepTest {
			s.Pass = rapid.IntRange(1, 100).Draw(t, "pass")
			s.Tries = rapid.IntRange(0, 3).Draw(t, "most tries")
			s.Wait = rapid.IntRange(0, 30).Draw(t, "wait")
		}
		p.Steps = append(p.Steps, s)
	}
	return p
}

// drawDone draws what somebody may have done on a path within two weeks, and some of it on another.
func drawDone(t *rapid.T, p *playbook.Path) drills.Done {
	d := drills.Done{Started: monday, Steps: map[string]int64{}}
	when := func(what string) int64 { return monday + rapid.Int64Range(0, 14*day).Draw(t, what) }
	step := func(what string) string { return fmt.Sprintf("s%d", rapid.IntRange(0, len(p.Steps)).Draw(t, what)) }
	for range rapid.IntRange(0, len(p.Steps)).Draw(t, "done") {
		d.Steps[step("done step")] = when("done at")
	}
	for range rapid.IntRange(0, 8).Draw(t, "tries") {
		d.Tries = append(d.Tries, drills.Try{
			Step: step("tried step"), At: when("tried at"),
			Score: rapid.SampledFrom([]float64{0, 0.3, 0.6, 0.9, 1}).Draw(t, "score"),
		})
	}
	for range rapid.IntRange(0, 2).Draw(t, "releases") {
		d.Releases = append(d.Releases, drills.Release{Step: step("released step"), At: when("released at")})
	}
	return d
}

// TestStandProperties wants of anybody on any path that there is one next step, unless nothing can be done; that a gate closes all
// that is behind it and nothing before; and that it does not matter in which order the tries and releases are told.
func TestStandProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPath(t)
		d := drawDone(t, p)
		at := monday + rapid.Int64Range(14*day, 30*day).Draw(t, "at")
		s := drills.Stand(p, d, at, zone)
		checkStanding(t, p, s, at)
		mixed := d
		mixed.Tries = rapid.Permutation(d.Tries).Draw(t, "mixed tries")
		mixed.Releases = rapid.Permutation(d.Releases).Draw(t, "mixed releases")
		if again := drills.Stand(p, mixed, at, zone); !reflect.DeepEqual(again, s) {
			t.Errorf("in another order: %s\nat first: %s", stood(again), stood(s))
		}
	})
}

// checkStanding holds a standing to what is promised of every one.
func checkStanding(t fataler, p *playbook.Path, s drills.Standing, at int64) {
	t.Helper()
	count := map[drills.StepState]int{}
	shut := false
	for i, one := range s.Steps {
		count[one.State]++
		if one.Step != p.Steps[i].ID {
			t.Errorf("step %d is %s", i, one.Step)
		}
		if one.State != drills.StepDone && shut != (one.State == drills.StepClosed) {
			t.Errorf("%s is %s, behind a gate: %t", one.Step, one.State, shut)
		}
		if (one.State == drills.StepNext) != (one.Step == s.Next) {
			t.Errorf("%s is %s and next is %q", one.Step, one.State, s.Next)
		}
		if (one.State == drills.StepWaiting) != (one.At > at) {
			t.Errorf("%s is %s until %d, now is %d", one.Step, one.State, one.At, at)
		}
		if one.State == drills.StepOpen && s.Next == "" {
			t.Errorf("%s could be done, and nothing is next", one.Step)
		}
		shut = shut || p.Steps[i].Gate && one.State != drills.StepDone
	}
	idle := s.Finished() || count[drills.StepWaiting]+count[drills.StepHeld] > 0
	switch {
	case s.Next == "" && !idle, count[drills.StepNext] > 1, s.Next != "" && count[drills.StepNext] != 1:
		t.Errorf("no next step, or more than one: %s", stood(s))
	case s.Done != count[drills.StepDone], s.Finished() && s.Stuck != "", s.Day < 1:
		t.Errorf("not counted well: %s", stood(s))
	case (s.Stuck == drills.StuckTest) != (count[drills.StepHeld] > 0):
		t.Errorf("a test is held, or none: %s", stood(s))
	}
}

// TestStandWalk goes a path to its end, always doing the next step, failing some tests, waiting, and asking a trainer where that is
// needed: no move lowers what is done, what is done adds one, and a trainer is needed only after as many tries as are allowed.
func TestStandWalk(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPath(t)
		d := drills.Done{Started: monday, Steps: map[string]int64{}}
		at := int64(monday)
		fails := rapid.IntRange(0, 12).Draw(t, "fails")
		s := drills.Stand(p, d, at, zone)
		for moves := 0; !s.Finished(); moves++ {
			if moves > 100 {
				t.Fatalf("no end: %s", stood(s))
			}
			failed := move(t, p, &d, s, &at, fails > 0)
			if failed {
				fails--
			}
			before := s
			s = drills.Stand(p, d, at, zone)
			checkStanding(t, p, s, at)
			gained := s.Done - before.Done
			if before.Next == "" && gained != 0 || before.Next != "" && gained != map[bool]int{false: 1}[failed] {
				t.Fatalf("%s\nbecame %s", stood(before), stood(s))
			}
		}
	})
}

// move does one thing: the next step, or where there is none, wait or ask a trainer. It tells whether a test failed.
func move(t *rapid.T, p *playbook.Path, d *drills.Done, s drills.Standing, at *int64, mayFail bool) bool {
	*at += rapid.Int64Range(1, 3*hour).Draw(t, "time passes")
	for i, step := range p.Steps {
		one := s.Steps[i]
		switch {
		case s.Next == "" && one.State == drills.StepHeld:
			if one.Failed != step.Tries {
				t.Fatalf("held after %d of %d tries", one.Failed, step.Tries)
			}
			d.Releases = append(d.Releases, drills.Release{Step: one.Step, At: *at})
			return false
		case s.Next == "" && one.State == drills.StepWaiting:
			*at = max(*at, one.At)
			return false
		case s.Next != one.Step:
		case step.Kind != playbook.StepTest:
			d.Steps[one.Step] = *at
			return false
		case mayFail && rapid.Bool().Draw(t, "fails"):
			d.Tries = append(d.Tries, drills.Try{Step: one.Step, Score: float64(step.Pass-1) / 100, At: *at})
			return true
		default:
			d.Tries = append(d.Tries, drills.Try{Step: one.Step, Score: float64(step.Pass) / 100, At: *at})
			return false
		}
	}
	t.Fatalf("nothing to do and nothing to wait for: %s", stood(s))
	return false
}
