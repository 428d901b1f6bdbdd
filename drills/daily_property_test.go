package drills_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"clerkcoach/drills"
)

// drawPractice draws somebody's memories of some cards, among them new ones, reworded ones and such as were looked up.
func drawPractice(t *rapid.T) drills.Practice {
	p := drills.Practice{
		Memories: map[string]drills.Kept{}, At: noon, Zone: int64(rapid.IntRange(-12, 14).Draw(t, "zone")) * hour,
		Seed: rapid.Uint64().Draw(t, "seed"),
		Limits: drills.Limits{
			Questions: rapid.IntRange(0, 12).Draw(t, "questions"), Seconds: rapid.IntRange(0, 200).Draw(t, "seconds"),
			New: rapid.IntRange(0, 4).Draw(t, "new"),
		},
	}
	cards := rapid.IntRange(1, 40).Draw(t, "cards")
	for i := range rapid.IntRange(0, 60).Draw(t, "subjects") {
		s := drills.Subject{
			ID: fmt.Sprintf("s%d", i), Words: rapid.SampledFrom([]string{"", "old", "new"}).Draw(t, "words"),
			Kind:    rapid.SampledFrom(append(drills.Kinds(), "")).Draw(t, "kind"),
			Lookups: rapid.IntRange(0, 5).Draw(t, "lookups"),
		}
		if n := rapid.IntRange(0, cards).Draw(t, "card"); n > 0 {
			s.Card = fmt.Sprintf("c%d", n)
		}
		p.Subjects = append(p.Subjects, s)
		if rapid.IntRange(0, 4).Draw(t, "is new") == 0 {
			continue
		}
		m := drills.Replay(drawAnswers(t))
		last := int64(noon) - int64(math.Exp(rapid.Float64Range(-3, 5).Draw(t, "ago"))*day)
		m.Due, m.Last = m.Due-m.Last+last, last
		p.Memories[s.ID] = drills.Kept{Memory: m, Words: rapid.SampledFrom([]string{"", "old"}).Draw(t, "known words")}
	}
	return p
}

// TestDailyProperties wants of any session that it keeps to its limits, asks nothing twice and nothing without a cause, and no card
// again where another is left; and that neither the order of the subjects nor a second look changes it.
func TestDailyProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPractice(t)
		s := drills.Daily(p)
		checkSession(t, p, s)
		mixed := p
		mixed.Subjects = rapid.Permutation(p.Subjects).Draw(t, "mixed")
		if again := drills.Daily(mixed); !reflect.DeepEqual(again, s) {
			t.Errorf("another order: %s\nat first: %s", asked(again), asked(s))
		}
	})
}

// fataler is a test or a drawn case of one.
type fataler interface {
	Helper()
	Errorf(format string, args ...any)
}

// checkSession holds a session to what is promised of every one.
func checkSession(t fataler, p drills.Practice, s drills.Session) {
	t.Helper()
	subjects := map[string]drills.Subject{}
	for _, subject := range p.Subjects {
		subjects[subject.ID] = subject
	}
	_, end := drills.Today(p.At, p.Zone)
	var seconds, fresh, due int
	seen, cards := map[string]bool{}, map[string]bool{}
	for _, a := range s.Asked {
		subject, known := subjects[a.ID]
		k := p.Memories[a.ID]
		reworded := subject.Words != "" && k.Words != "" && subject.Words != k.Words
		holds := map[drills.Cause]bool{
			drills.CauseNew:      k.Memory.Reviews == 0,
			drills.CauseRevised:  k.Memory.Reviews > 0 && reworded,
			drills.CauseDue:      k.Memory.Reviews > 0 && k.Memory.Due < end,
			drills.CauseLookedUp: k.Memory.Reviews > 0 && subject.Lookups >= 3,
		}
		if !known || seen[a.ID] || !holds[a.Cause] || a.Retrievability != drills.Retrievability(k.Memory, p.At) {
			t.Errorf("%+v is asked of %+v, for %+v", a, k, subject)
		}
		seen[a.ID], cards[subject.Card] = true, true
		seconds += drills.UsualSeconds(subject.Kind)
		switch a.Cause {
		case drills.CauseNew:
			fresh++
		case drills.CauseRevised, drills.CauseDue:
			due++
		}
	}
	if len(s.Asked) > min(p.Limits.Questions-p.Done.Questions, drills.MaxDaily) && len(s.Asked) > 0 ||
		fresh > p.Limits.New-p.Done.New && fresh > 0 || seconds > p.Limits.Seconds-p.Done.Seconds && len(s.Asked) > 1 {
		t.Errorf("%d questions, %d new, %d seconds; limits %+v, done %+v", len(s.Asked), fresh, seconds, p.Limits, p.Done)
	}
	all := 0
	for _, subject := range p.Subjects {
		if k := p.Memories[subject.ID]; k.Memory.Reviews > 0 &&
			(k.Memory.Due < end || subject.Words != "" && k.Words != "" && subject.Words != k.Words) {
			all++
		}
	}
	if due+s.Later != all {
		t.Errorf("%d are due: %d today, %d later", all, due, s.Later)
	}
}

// TestDailyCardsOnce wants no card again in a session that leaves out a due one of another card, questions taking the same time.
func TestDailyCardsOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPractice(t)
		p.Limits.Seconds = 1000
		for i := range p.Subjects {
			p.Subjects[i].Kind = ""
		}
		s := drills.Daily(p)
		times, in := map[string]int{}, map[string]bool{}
		for _, a := range s.Asked {
			in[a.ID] = true
		}
		for _, subject := range p.Subjects {
			if in[subject.ID] && subject.Card != "" {
				times[subject.Card]++
			}
		}
		again := slices.ContainsFunc(p.Subjects, func(s drills.Subject) bool { return times[s.Card] > 1 })
		_, end := drills.Today(p.At, p.Zone)
		for _, subject := range p.Subjects {
			k := p.Memories[subject.ID].Memory
			today := slices.ContainsFunc(p.Subjects, func(s drills.Subject) bool {
				start := end - day
				m := p.Memories[s.ID].Memory
				return (s.ID == subject.ID || s.Card != "" && s.Card == subject.Card) && m.Reviews > 0 && m.Last >= start
			})
			if again && !in[subject.ID] && !today && k.Reviews > 0 && k.Due < end && times[subject.Card] == 0 {
				t.Errorf("%s is due and left out: %s", subject.ID, asked(s))
			}
		}
	})
}

// TestDailyOneByOne answers the questions of a session, each time putting the rest together anew: the same as at first.
func TestDailyOneByOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPractice(t)
		for i := range p.Subjects {
			p.Subjects[i].Kind = drills.MultipleChoice
		}
		want := drills.Daily(p)
		for n := range want.Asked {
			s := drills.Daily(p)
			if !reflect.DeepEqual(s.Asked, want.Asked[n:]) {
				t.Fatalf("after %d answers: %s\nat first: %s %+v", n, asked(s), asked(want), p.Limits)
			}
			id := s.Asked[0].ID
			subject := p.Subjects[slices.IndexFunc(p.Subjects, func(s drills.Subject) bool { return s.ID == id })]
			p.Done.Questions++
			p.Done.Seconds += drills.UsualSeconds(subject.Kind)
			if s.Asked[0].Cause == drills.CauseNew {
				p.Done.New++
			}
			right := rapid.Bool().Draw(t, "right")
			p.Memories[id] = drills.Kept{Memory: drills.Review(p.Memories[id].Memory, right, p.At), Words: subject.Words}
		}
	})
}

// BenchmarkDaily puts together a session of somebody who remembers 500 things, a third of them due.
func BenchmarkDaily(b *testing.B) {
	p := practice(map[string]drills.Kept{})
	for i := range 500 {
		id := fmt.Sprintf("card-%d#%d", i/5, i)
		p.Memories[id] = kept(1+float64(i), -40, float64(i%60)-20)
		p.Subjects = append(p.Subjects, about(id))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.Seed = uint64(i)
		if s := drills.Daily(p); len(s.Asked) != drills.MaxDaily || s.Later < 100 {
			b.Fatal(asked(s))
		}
	}
}
