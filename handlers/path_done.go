package handlers

import (
	"clerkcoach/drills"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// doneOn tells what a person has done on a path, out of all that has happened on their paths, in the order of time. Practice is
// done by the first time that it was finished.
func doneOn(path *playbook.Path, e records.Enrolment, events []records.StepEvent) drills.Done {
	d := drills.Done{Started: e.StartedAt, Steps: map[string]int64{}}
	kinds := map[string]playbook.StepKind{}
	for _, step := range path.Steps {
		kinds[step.ID] = step.Kind
	}
	for _, ev := range events {
		_, done := d.Steps[ev.Step]
		switch {
		case ev.Path != path.ID:
		case ev.What == records.StepReleased:
			d.Releases = append(d.Releases, drills.Release{Step: ev.Step, At: ev.At})
		case ev.What == records.StepTried && kinds[ev.Step] == playbook.StepTest:
			d.Tries = append(d.Tries, drills.Try{Step: ev.Step, Score: float64(ev.Percent) / 100, At: ev.At})
		case !done:
			d.Steps[ev.Step] = ev.At
		}
	}
	return d
}
