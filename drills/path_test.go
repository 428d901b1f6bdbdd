package drills_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// week is a path of two days, with a gate at the end of the first: read, practise, a test of three tries with a wait of 20 hours;
// then read, and a test that may be tried at any time.
func week() *playbook.Path {
	return &playbook.Path{ID: "week", Steps: []playbook.Step{
		{ID: "read", Kind: playbook.StepRead, Day: 1},
		{ID: "practise", Kind: playbook.StepPractise, Day: 1, Count: 6},
		{ID: "gate", Kind: playbook.StepTest, Day: 1, Count: 6, Pass: 80, Tries: 3, Wait: 20, Gate: true},
		{ID: "more", Kind: playbook.StepRead, Day: 2},
		{ID: "last", Kind: playbook.StepTest, Day: 2, Count: 6, Pass: 50},
	}}
}

// monday is nine in the morning in Shanghai of a Monday, and the path begins there.
const monday = 1_772_413_200_000

// did are steps that were done, one an hour after the start.
func did(steps ...string) drills.Done {
	d := drills.Done{Started: monday, Steps: map[string]int64{}}
	for i, id := range steps {
		d.Steps[id] = monday + int64(i+1)*hour
	}
	return d
}

// with adds tries at a test, each of a score and some hours after the start.
func with(d drills.Done, step string, tries ...[2]float64) drills.Done {
	for _, t := range tries {
		d.Tries = append(slices.Clip(d.Tries), drills.Try{Step: step, Score: t[0], At: monday + int64(t[1]*hour)})
	}
	return d
}

// released adds a trainer's release, some hours after the start.
func released(d drills.Done, step string, after float64) drills.Done {
	d.Releases = append(slices.Clip(d.Releases), drills.Release{Step: step, At: monday + int64(after*hour)})
	return d
}

// stood writes a standing down: the states of the steps, with hours after the start where they have a time.
func stood(s drills.Standing) string {
	var all []string
	for _, one := range s.Steps {
		text := string(one.State)
		if one.At != 0 {
			text += fmt.Sprintf("@%g", float64(one.At-monday)/hour)
		}
		if one.Failed != 0 {
			text += fmt.Sprintf("-%d", one.Failed)
		}
		all = append(all, text)
	}
	return fmt.Sprintf("%s; %d done, day %d, next %q, stuck %q", strings.Join(all, " "), s.Done, s.Day, s.Next, s.Stuck)
}

// standCase is somebody on the path of a week, so many hours after the start.
type standCase struct {
	name  string
	done  drills.Done
	after float64
	want  string
}

func (c standCase) run(t *testing.T) {
	t.Parallel()
	s := drills.Stand(week(), c.done, monday+int64(c.after*hour), zone)
	if got := stood(s); got != c.want {
		t.Errorf("got  %s\nwant %s", got, c.want)
	}
	if s.Finished() != (c.name == "all done") {
		t.Errorf("finished: %t", s.Finished())
	}
}

func TestStand(t *testing.T) {
	t.Parallel()
	for _, c := range []standCase{
		{"at the start", did(), 0, `next open open closed closed; 0 done, day 1, next "read", stuck ""`},
		{"one step done", did("read"), 2, `done@1 next open closed closed; 1 done, day 1, next "practise", stuck ""`},
		{"the second step first", did("practise"), 2, `next done@1 open closed closed; 1 done, day 1, next "read", stuck ""`},
		{"before the gate", did("read", "practise"), 3, `done@1 done@2 next closed closed; 2 done, day 1, next "gate", stuck ""`},
		{"kept as passed under another mark", with(did("read", "practise", "gate"), "gate", [2]float64{0.5, 3}), 4,
			`done@1 done@2 done@3 next open; 3 done, day 1, next "more", stuck ""`},
		{"a test without wait and limit", with(did("read", "practise", "gate", "more"), "last",
			[2]float64{0, 5}, [2]float64{0, 6}, [2]float64{0, 7}, [2]float64{0, 8}), 8,
			`done@1 done@2 done@3 done@4 next@8-4; 4 done, day 1, next "last", stuck ""`},
		{"done behind a gate that came later", did("more"), 2,
			`next open open done@1 closed; 1 done, day 1, next "read", stuck ""`},
		{"failed behind a gate that came later", with(did(), "last", [2]float64{0, 1}), 2,
			`next open open closed closed-1; 0 done, day 1, next "read", stuck ""`},
		{"tries at what is no test", with(did(), "read", [2]float64{1, 1}), 2,
			`next open open closed closed; 0 done, day 1, next "read", stuck ""`},
		{"steps of another path", with(did("unknown"), "nothing", [2]float64{1, 2}), 3,
			`next open open closed closed; 0 done, day 1, next "read", stuck ""`},
		{"all done", with(did("read", "practise", "gate", "more"), "last", [2]float64{0.5, 6}), 1000,
			`done@1 done@2 done@3 done@4 done@6; 5 done, day 42, next "", stuck ""`},
	} {
		t.Run(c.name, c.run)
	}
}

// TestStandTries has tries at the gate, and a trainer who releases it.
func TestStandTries(t *testing.T) {
	t.Parallel()
	both := did("read", "practise")
	thrice := with(both, "gate", [2]float64{0, 3}, [2]float64{0, 23}, [2]float64{0, 43})
	for _, c := range []standCase{
		{"a test passed just so", with(both, "gate", [2]float64{0.8, 3}), 4,
			`done@1 done@2 done@3 next open; 3 done, day 1, next "more", stuck ""`},
		{"a test failed", with(both, "gate", [2]float64{0.79, 3}), 4,
			`done@1 done@2 waiting@23-1 closed closed; 2 done, day 1, next "", stuck ""`},
		{"a test failed before all else", with(did(), "gate", [2]float64{0, 1}), 2,
			`next open waiting@21-1 closed closed; 0 done, day 1, next "read", stuck ""`},
		{"a moment before the wait is over", with(both, "gate", [2]float64{0, 3}), 22.999,
			`done@1 done@2 waiting@23-1 closed closed; 2 done, day 2, next "", stuck ""`},
		{"the wait is over", with(both, "gate", [2]float64{0, 3}), 23,
			`done@1 done@2 next@23-1 closed closed; 2 done, day 2, next "gate", stuck ""`},
		{"failed twice", with(both, "gate", [2]float64{0, 23}, [2]float64{0.5, 3}), 24,
			`done@1 done@2 waiting@43-2 closed closed; 2 done, day 2, next "", stuck ""`},
		{"passed at the third try", with(both, "gate", [2]float64{0, 3}, [2]float64{0, 23}, [2]float64{1, 43}), 44,
			`done@1 done@2 done@43 next open; 3 done, day 3, next "more", stuck ""`},
		{"failed three times", thrice, 80, `done@1 done@2 held-3 closed closed; 2 done, day 4, next "", stuck "test"`},
		{"released", released(thrice, "gate", 44), 45, `done@1 done@2 next@44 closed closed; 2 done, day 3, next "gate", stuck ""`},
		{"released, and failed again", with(released(thrice, "gate", 44), "gate", [2]float64{0, 46}), 47,
			`done@1 done@2 waiting@66-1 closed closed; 2 done, day 3, next "", stuck ""`},
		{"released before it had to be", released(with(both, "gate", [2]float64{0, 3}), "gate", 4), 5,
			`done@1 done@2 next@4 closed closed; 2 done, day 1, next "gate", stuck ""`},
		{"another test released", released(with(both, "gate", [2]float64{0, 3}), "last", 4), 5,
			`done@1 done@2 waiting@23-1 closed closed; 2 done, day 1, next "", stuck ""`},
		{"passed, and then failed", with(both, "gate", [2]float64{0.2, 50}, [2]float64{0.9, 30}, [2]float64{0.8, 3}), 51,
			`done@1 done@2 done@3 next open; 3 done, day 3, next "more", stuck ""`},
	} {
		t.Run(c.name, c.run)
	}
}

// TestStandStuck has somebody begin and stop after some steps, and looks every morning from Monday on whether they count as stuck,
// and why.
func TestStandStuck(t *testing.T) {
	t.Parallel()
	begun := func(days int64) drills.Done { return drills.Done{Started: monday + days*day} }
	fails := with(did(), "gate", [2]float64{0, 1}, [2]float64{0, 1.1}, [2]float64{0, 1.2})
	thursday := did("read")
	thursday.Steps["read"] += 3 * day
	passed := did("read", "practise", "gate")
	passed.Steps["gate"] += 3 * day
	for _, c := range []struct {
		name string
		done drills.Done
		want string // a letter a day: test, silent, behind, or a dot for none
	}{
		{"nothing since Monday", begun(0), "....ssss"},
		{"nothing since Tuesday", begun(1), ".....sss"},
		{"nothing since Wednesday", begun(2), "......bbss"},
		{"nothing since Thursday", begun(3), ".......bbss"},
		{"nothing since Friday", begun(4), "........bbss"},
		{"nothing since Saturday", begun(5), ".........bss"},
		{"nothing since Sunday", begun(6), "..........ss"},
		{"something on Thursday", thursday, "....bbbbbss"},
		{"a test failed on Thursday, with its wait", with(did("read", "practise"), "gate", [2]float64{0, 77}), "....bbbbbbss"},
		{"a test failed three times", fails, "tttttttt"},
		{"and released on Thursday", released(fails, "gate", 72), "....bbbbbss"},
		{"behind with the second day alone", passed, ".....bbbb"},
		{"all done", did("read", "practise", "gate", "more", "last"), "..........."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got strings.Builder
			for n := range int64(len(c.want)) {
				s := drills.Stand(week(), c.done, monday+n*day, zone)
				got.WriteByte((string(s.Stuck) + ".")[0])
			}
			if got.String() != c.want {
				t.Errorf("got  %s\nwant %s", got.String(), c.want)
			}
		})
	}
}

// TestStandDay wants a day of the path to start at four in the morning on the clock of the person.
func TestStandDay(t *testing.T) {
	t.Parallel()
	const evening = monday + 16*hour // one in the night
	for _, c := range []struct {
		started, at, zone int64
		want              int
	}{
		{monday, monday, zone, 1},
		{monday, evening, zone, 1},
		{monday, evening + 3*hour - 1, zone, 1},
		{monday, evening + 3*hour, zone, 2},
		{evening, evening + 3*hour, zone, 2},
		{monday, monday + 30*day, zone, 31},
		{monday, monday - day, zone, 1},
		{monday, monday + 3*hour - 1, 0, 1},
		{monday, monday + 3*hour, 0, 2},
	} {
		d := drills.Done{Started: c.started}
		if got := drills.Stand(week(), d, c.at, c.zone).Day; got != c.want {
			t.Errorf("begun at %+d hours, %+d hours in %d: day %d, want %d",
				(c.started-monday)/hour, (c.at-monday)/hour, c.zone/hour, got, c.want)
		}
	}
}

func TestPasses(t *testing.T) {
	t.Parallel()
	sum := func(parts ...float64) float64 {
		all := 0.0
		for _, p := range parts {
			all += p
		}
		return all / float64(len(parts))
	}
	for _, c := range []struct {
		pass  int
		score float64
		want  bool
	}{
		{80, 0.8, true},
		{80, 0.7999, false},
		{57, 0.57, true},
		{100, 1, true},
		{100, 0.999, false},
		{1, 0, false},
		{70, sum(1, 1, 1, 1, 0.1, 0.1), true},
		{20, sum(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 1.1), true},
		{60, sum(0.7, 0.1, 1), true},
		{80, math.NaN(), false},
	} {
		if got := drills.Passes(playbook.Step{Kind: playbook.StepTest, Pass: c.pass}, c.score); got != c.want {
			t.Errorf("%.17g of a pass mark of %d passes: %t", c.score, c.pass, got)
		}
	}
}
