package drills_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"clerkcoach/drills"
)

const zone = 8 * hour // Shanghai

// about is a subject: its id, which is that of its card followed by a number if the card has several.
func about(id string) drills.Subject {
	card, _, _ := strings.Cut(id, "#")
	return drills.Subject{ID: id, Card: card, Words: "as they are"}
}

// kept is a memory that was last asked some days before noon and is due some days after it.
func kept(stability, last, due float64) drills.Kept {
	return drills.Kept{
		Memory: drills.Memory{
			Stability: stability, Difficulty: 5, Reviews: 3,
			Last: noon + int64(last*day), Due: noon + int64(due*day),
		},
		Words: "as they are",
	}
}

// practice is at noon, with some subjects, of which some are remembered.
func practice(memories map[string]drills.Kept, ids ...string) drills.Practice {
	p := drills.Practice{Memories: memories, Limits: drills.DailyLimits(), At: noon, Zone: zone, Seed: 1}
	for _, id := range ids {
		p.Subjects = append(p.Subjects, about(id))
	}
	return p
}

// asked writes a session down: ids with their causes, and what is left.
func asked(s drills.Session) string {
	var all []string
	for _, a := range s.Asked {
		all = append(all, a.ID+" "+string(a.Cause))
	}
	return fmt.Sprintf("%s; %d later", strings.Join(all, ", "), s.Later)
}

// remembered are memories of all sorts.
func remembered() map[string]drills.Kept {
	return map[string]drills.Kept{
		"weak":     kept(1, -5, -4),
		"weaker":   kept(1, -9, -8),
		"strong":   kept(90, -95, -5),
		"tonight":  kept(1, -0.7, 0.3),
		"tomorrow": kept(1, -0.2, 0.8),
		"far":      kept(90, -50, 40),
		"fresh":    kept(90, -10, 80),
		"gone":     kept(1, -30, -29),
		"a#1":      kept(5, -6, -1),
		"a#2":      kept(5, -7, -2),
		"a#3":      kept(5, -8, -3),
		"b#1":      kept(5, -5.5, -0.5),
	}
}

// dailyCase is a practice with the memories above, the ids of its subjects, what else is different about it, and the session wanted.
type dailyCase struct {
	name   string
	ids    string
	change func(*drills.Practice)
	want   string
}

func (c dailyCase) run(t *testing.T) {
	t.Parallel()
	p := practice(remembered(), strings.Fields(c.ids)...)
	if c.change != nil {
		c.change(&p)
	}
	if got := asked(drills.Daily(p)); got != c.want {
		t.Errorf("got  %s\nwant %s", got, c.want)
	}
}

// subject finds a subject by its id.
func subject(p *drills.Practice, id string) *drills.Subject {
	return &p.Subjects[slices.IndexFunc(p.Subjects, func(s drills.Subject) bool { return s.ID == id })]
}

// TestDaily wants the right things to come, in the right order.
func TestDaily(t *testing.T) {
	t.Parallel()
	lookedUp := func(n int, id string) func(*drills.Practice) {
		return func(p *drills.Practice) { subject(p, id).Lookups = n }
	}
	reworded := func(id, words string) func(*drills.Practice) {
		return func(p *drills.Practice) { subject(p, id).Words = words }
	}
	for _, c := range []dailyCase{
		{"nothing", "", nil, "; 0 later"},
		{"nothing due", "tomorrow far", nil, "; 0 later"},
		{"the weakest first", "strong weak weaker", nil, "weaker due, weak due, strong due; 0 later"},
		{"due before the day ends", "tonight tomorrow", nil, "tonight due; 0 later"},
		{"reworded comes first", "weaker far", reworded("far", "new"), "far revised, weaker due; 0 later"},
		{"words unknown", "weaker far", reworded("far", ""), "weaker due; 0 later"},
		{"looked up often", "weak far new", lookedUp(3, "far"), "weak due, far looked-up, new new; 0 later"},
		{"looked up seldom", "weak far", lookedUp(2, "far"), "weak due; 0 later"},
		{"looked up before half its time", "weak fresh", lookedUp(9, "fresh"), "weak due; 0 later"},
		{"something new of another card than what is due", "a#1 a#new new", func(p *drills.Practice) {
			p.Limits.New = 1
			lookedUp(9, "a#new")(p)
		}, "a#1 due, new new; 0 later"},
		{"new ones looked up first", "n1 n2 n3 n4 n5", func(p *drills.Practice) {
			p.Limits.New = 1
			lookedUp(1, "n4")(p)
		}, "n4 new; 0 later"},
		{"new ones up to their limit", "n1", func(p *drills.Practice) { p.Done.New = 3 }, "; 0 later"},
	} {
		t.Run(c.name, c.run)
	}
}

// TestDailyLeft wants no card twice while there are others, and no more than is left of the day.
func TestDailyLeft(t *testing.T) {
	t.Parallel()
	for _, c := range []dailyCase{
		{"a card comes once while there are others", "a#1 a#2 a#3 b#1 far", func(p *drills.Practice) {
			p.Limits.Questions = 2
			p.Limits.New = 0
		}, "a#3 due, b#1 due; 2 later"},
		{"a card comes again when nothing else is left", "a#1 a#2 b#1", nil, "a#2 due, b#1 due, a#1 due; 0 later"},
		{"a card of today comes after the others", "a#1 b#1 b#2", func(p *drills.Practice) {
			k := kept(1, -0.1, 1)
			p.Memories = map[string]drills.Kept{"a#1": kept(5, -5, 0), "b#1": p.Memories["b#1"], "b#2": k}
		}, "a#1 due, b#1 due; 0 later"},
		{"no more than is left of the day", "weak weaker strong", func(p *drills.Practice) {
			p.Done = drills.Limits{Questions: 9, Seconds: 100}
		}, "strong due; 2 later"},
		{"nothing is left of the day", "weak weaker strong new", func(p *drills.Practice) {
			p.Done = drills.Limits{Questions: 10, Seconds: 120}
		}, "; 3 later"},
		{"a limit of nothing", "weak weaker new", func(p *drills.Practice) { p.Limits = drills.Limits{} }, "; 2 later"},
	} {
		t.Run(c.name, c.run)
	}
}

// backlog is a practice after a holiday: thirty cards are due, the higher their number the weaker; card 0 is the strongest and has
// waited longest. Five are new.
func backlog() drills.Practice {
	p := practice(map[string]drills.Kept{})
	for i := range 30 {
		id := fmt.Sprintf("card-%02d", i)
		p.Memories[id] = kept(60-2*float64(i), -40, float64(i)-35)
		p.Subjects = append(p.Subjects, about(id))
	}
	for i := range 5 {
		p.Subjects = append(p.Subjects, about(fmt.Sprintf("new-%d", i)))
	}
	return p
}

// TestDailyBacklog wants ten of thirty: the eight weakest, the one that has waited longest, and one that is new.
func TestDailyBacklog(t *testing.T) {
	t.Parallel()
	p := backlog()
	s := drills.Daily(p)
	got := asked(s)
	if !strings.HasPrefix(got, "card-29 due, card-28 due, card-27 due, card-26 due, card-25 due, card-24 due, card-23 due, "+
		"card-22 due, card-00 due, new-") || !strings.HasSuffix(got, " new; 21 later") {
		t.Error(got)
	}
	p.Done.New = 1
	if got := asked(drills.Daily(p)); strings.Contains(got, "new-") || !strings.Contains(got, "card-21") {
		t.Errorf("one was new already: %s", got)
	}
	p.Limits.Questions = 1000
	p.Limits.Seconds = 1000
	if n := len(drills.Daily(p).Asked); n != drills.MaxDaily {
		t.Errorf("%d questions", n)
	}
}

// TestDailySeed wants the seed, and nothing else, to decide between equals.
func TestDailySeed(t *testing.T) {
	t.Parallel()
	p := practice(nil, strings.Fields("a b c d e f g h")...)
	p.Limits.New = 1
	first := map[string]int{}
	for p.Seed = range 400 {
		s := drills.Daily(p)
		if again := drills.Daily(p); asked(again) != asked(s) {
			t.Fatalf("seed %d: %s, and then %s", p.Seed, asked(s), asked(again))
		}
		first[s.Asked[0].ID]++
	}
	for _, s := range p.Subjects {
		if n := first[s.ID]; n < 20 || n > 100 {
			t.Errorf("%s came first %d times of 400", s.ID, n)
		}
	}
}

// TestDailySeconds wants the questions of a session to fit into its time, but one however long it takes.
func TestDailySeconds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		seconds, done int
		kinds         []drills.Kind
		want          int
	}{
		{120, 0, []drills.Kind{drills.ShortAnswer}, 4},
		{120, 0, []drills.Kind{drills.MultipleChoice}, 10},
		{120, 0, []drills.Kind{drills.Ordering}, 5},
		{120, 0, []drills.Kind{drills.ShortAnswer, drills.ShortAnswer, drills.TrueFalse}, 6},
		{5, 0, []drills.Kind{drills.ShortAnswer}, 1},
		{5, 1, []drills.Kind{drills.ShortAnswer}, 0},
	} {
		p := backlog()
		p.Limits.Seconds, p.Done.Questions = c.seconds, c.done
		seconds := map[string]int{}
		for i := range p.Subjects {
			s := &p.Subjects[i]
			s.Kind = c.kinds[i%len(c.kinds)]
			seconds[s.ID] = drills.UsualSeconds(s.Kind)
		}
		s := drills.Daily(p)
		all := 0
		for _, a := range s.Asked {
			all += seconds[a.ID]
		}
		if len(s.Asked) != c.want || all > c.seconds && c.want > 1 {
			t.Errorf("%+v: %d questions in %d seconds: %s", c, len(s.Asked), all, asked(s))
		}
	}
	for _, k := range append(drills.Kinds(), "") {
		if n := drills.UsualSeconds(k); n < 5 || n > 60 {
			t.Errorf("%q takes %d seconds", k, n)
		}
	}
}

// TestToday wants a day to run from four to four on the clock of the person.
func TestToday(t *testing.T) {
	t.Parallel()
	const four = noon - 8*hour // of the same day, in Shanghai
	for _, c := range []struct{ at, zone, start int64 }{
		{noon, zone, four},
		{four, zone, four},
		{four - 1, zone, four - day},
		{four + day - 1, zone, four},
		{noon, 0, noon},
		{noon, -5 * hour, noon - 19*hour},
		{-1, 0, -20 * hour},
		{-20*hour - 1, 0, -44 * hour},
	} {
		if start, end := drills.Today(c.at, c.zone); start != c.start || end != c.start+day {
			t.Errorf("%d in %d: from %d to %d, want from %d", c.at, c.zone, start, end, c.start)
		}
	}
}
