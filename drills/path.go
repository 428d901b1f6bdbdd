package drills

import (
	"math"

	"clerkcoach/playbook"
)

// Done is what one person has done on a path. Times are milliseconds UTC. What is about no step of the path is passed over, so that
// a path may be changed while people are on it.
type Done struct {
	// Started is when the person began with the path.
	Started int64
	// Steps says when each step that is done was done, by its id. A test that stands here is passed, whatever its tries say.
	Steps map[string]int64
	// Tries are all tries at tests, in any order.
	Tries []Try
	// Releases are those of all tests, in any order.
	Releases []Release
}

// Try is one try at a test.
type Try struct {
	Step string
	// Score is from 0, all wrong, to 1, all right.
	Score float64
	At    int64
}

// Release is a trainer's leave to go on with a test that was failed: what was failed before counts no more, neither as a try nor as
// a time to wait.
type Release struct {
	Step string
	At   int64
}

// StepState is how one step of a path stands for one person.
type StepState string

// The states of steps.
const (
	StepDone    StepState = "done"
	StepNext    StepState = "next"    // the one to do now
	StepOpen    StepState = "open"    // may be done now as well
	StepClosed  StepState = "closed"  // behind a gate
	StepWaiting StepState = "waiting" // a test that was failed and may be tried again later
	StepHeld    StepState = "held"    // a test that was failed so often that a trainer has to release it
)

// StepStanding is how one step stands.
type StepStanding struct {
	// Step is the step's id.
	Step  string
	State StepState
	// At is when a step was done. Of a test that was failed or released it is from when on it may be tried again; otherwise 0.
	At int64
	// Failed counts how often a test that is not passed was failed since its last release.
	Failed int
}

// Stuck is why somebody does not get on with a path by themselves.
type Stuck string

// The reasons to be stuck; of several, the first is given.
const (
	StuckTest   Stuck = "test"   // a test needs a trainer's release
	StuckSilent Stuck = "silent" // nothing was done for silentDays
	StuckBehind Stuck = "behind" // a step is not done behindDays after the day of its plan
)

const hour = 60 * 60 * 1000 // in milliseconds

const (
	// behindDays are two days off, and two in which the shop was too full.
	behindDays = 4
	// silentDays are days from Monday to Friday: who works at weekends has two of them off, and seldom three.
	silentDays = 3
)

// Standing is where somebody stands on a path.
type Standing struct {
	// Steps are all steps of the path, in its order.
	Steps []StepStanding
	// Next is the id of the one step to do next; empty when all are done, and when those left wait for a time or for a trainer.
	Next string
	// Done counts the steps that are done.
	Done int
	// Day is the day of the path, from 1. A day starts as in Today.
	Day int
	// Stuck is why the person does not get on; empty for who does, and for who is through.
	Stuck Stuck
}

// Finished tells whether all steps are done.
func (s Standing) Finished() bool { return s.Done == len(s.Steps) }

// Stand tells where somebody stands on a path at a moment, in milliseconds UTC; zone is how many milliseconds their clock is ahead
// of it. The next step is the first that can be done; the day that it is meant for keeps nobody from doing it sooner.
func Stand(p *playbook.Path, d Done, at, zone int64) Standing {
	s := Standing{
		Steps: make([]StepStanding, len(p.Steps)),
		Day:   max(1, int(dayNumber(at, zone)-dayNumber(d.Started, zone))+1),
	}
	closed := false
	for i, step := range p.Steps {
		one := d.stand(step, at)
		switch {
		case one.State == StepDone:
			s.Done++
		case closed:
			one.State, one.At = StepClosed, 0
		case one.State == StepOpen && s.Next == "":
			one.State, s.Next = StepNext, step.ID
		}
		closed = closed || step.Gate && one.State != StepDone
		s.Steps[i] = one
	}
	s.Stuck = s.stuck(p, d.Started, at, zone)
	return s
}

// stand tells how a step stands, as if there were no others.
func (d *Done) stand(step playbook.Step, at int64) StepStanding {
	if when, ok := d.Steps[step.ID]; ok {
		return StepStanding{Step: step.ID, State: StepDone, At: when}
	}
	s := StepStanding{Step: step.ID, State: StepOpen}
	if step.Kind != playbook.StepTest {
		return s
	}
	var released, passed int64
	for _, r := range d.Releases {
		if r.Step == step.ID {
			released = max(released, r.At)
		}
	}
	s.At = released
	for _, t := range d.Tries {
		switch {
		case t.Step != step.ID:
		case Passes(step, t.Score):
			if passed == 0 || t.At < passed {
				passed = t.At
			}
		case t.At > released:
			s.Failed++
			s.At = max(s.At, t.At+int64(step.Wait)*hour)
		}
	}
	switch {
	case passed > 0:
		return StepStanding{Step: step.ID, State: StepDone, At: passed}
	case step.Tries > 0 && s.Failed >= step.Tries:
		s.State, s.At = StepHeld, 0
	case s.At > at:
		s.State = StepWaiting
	}
	return s
}

// Passes tells whether a score, from 0 to 1, passes a test. What the adding up of parts may lose takes it from nobody.
func Passes(test playbook.Step, score float64) bool {
	return math.Round(score*1e6) >= float64(test.Pass)*1e4
}

// stuck tells why somebody does not get on, by how the steps stand.
func (s *Standing) stuck(p *playbook.Path, started, at, zone int64) Stuck {
	last, behind := started, 0
	for i, one := range s.Steps {
		if one.State == StepHeld {
			return StuckTest
		}
		if one.State != StepDone {
			behind = max(behind, s.Day-p.Steps[i].Day)
		}
		last = max(last, one.At)
	}
	switch {
	case s.Next != "" && silent(last, at, zone):
		return StuckSilent
	case behind >= behindDays:
		return StuckBehind
	}
	return ""
}

// silent tells whether silentDays lie between the day on which something was last done and that of a moment.
func silent(last, at, zone int64) bool {
	days := 0
	for n := dayNumber(last, zone) + 1; n < dayNumber(at, zone) && days < silentDays; n++ {
		if weekday := (n%7 + 7 + firstWeekday) % 7; weekday < saturday {
			days++
		}
	}
	return days == silentDays
}

// Days of the week, from 0 for Monday; the first day of 1970 was a Thursday.
const (
	firstWeekday = 3
	saturday     = 5
)

// dayNumber counts the days on somebody's clock since the first of 1970.
func dayNumber(at, zone int64) int64 {
	start, _ := Today(at, zone)
	return (start + zone - dayStarts) / day
}

// StepRecipe is the recipe of a step's questions, in one language. Practice or a test that is begun anew takes another seed.
func StepRecipe(step playbook.Step, lang string, seed uint64) Recipe {
	r := Recipe{Lang: lang, Cards: step.Cards, Count: step.Count, Seed: seed}
	for _, k := range step.Kinds {
		r.Kinds = append(r.Kinds, Kind(k))
	}
	return r
}
