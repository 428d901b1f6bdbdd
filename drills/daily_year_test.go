package drills_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"clerkcoach/drills"
)

const (
	subjectsOfYear = 60
	holidayFrom    = 150 // days of the year
	holidayTo      = 171
	sickFrom       = 250
	sickTo         = 257
	// Within so many sessions after the holiday, the backlog is gone, or, where there always is one, as it was before.
	backlogSessions = 10
	// Within so many sessions from the start, everything was asked once.
	firstSessions = 55
	// For so many sessions at most something due waits, and something reworded.
	longestWait  = 16
	longestNews  = 2
	rewordedADay = 5
)

// year is a year of somebody who works four days and is off three, on early and late shifts, answers a share of questions rightly,
// is on holiday for three weeks and once ill for one.
type year struct {
	practice drills.Practice
	share    float64
	rng      *rand.Rand
	sessions int
	// asked counts how often each was asked; waits counts for how many sessions each was left for later.
	asked, waits map[string]int
	// usual is what was left for later in the four weeks before the holiday, at most; back counts the sessions after it, and gone is
	// after how many the backlog was gone.
	usual, back, gone int
	// clear is after how many sessions nothing was left for later, longest how long something due waited, and allAsked after how
	// many sessions everything had been asked.
	clear, longest, allAsked int
}

func newYear(share float64, seed uint64) *year {
	y := &year{
		practice: practice(map[string]drills.Kept{}),
		share:    share, rng: rand.New(rand.NewPCG(seed, 1)), //nolint:gosec // the same year again
		asked: map[string]int{}, waits: map[string]int{},
	}
	for i := range subjectsOfYear {
		y.practice.Subjects = append(y.practice.Subjects, about(fmt.Sprintf("card-%d", i)))
	}
	return y
}

func (y *year) works(d int) bool {
	return d%7 < 4 && (d < holidayFrom || d >= holidayTo) && (d < sickFrom || d >= sickTo)
}

// live goes through the days.
func (y *year) live(t *testing.T) {
	t.Helper()
	for d := range 365 {
		if d == 100 || d == 300 {
			for i := range rewordedADay {
				y.practice.Subjects[(d+i)%subjectsOfYear].Words += " again"
			}
		}
		if d%3 == 0 {
			y.practice.Subjects[y.rng.IntN(subjectsOfYear)].Lookups++
		}
		if !y.works(d) {
			continue
		}
		y.sessions++
		y.practice.Seed = uint64(d)
		y.practice.At = noon + int64(d)*day + []int64{-3, 8}[y.rng.IntN(2)]*hour
		s := drills.Daily(y.practice)
		checkSession(t, y.practice, s)
		y.count(d, s)
		y.answer(s)
		y.wait(t, d, s)
	}
}

func (y *year) count(d int, s drills.Session) {
	switch {
	case d >= holidayFrom-28 && d < holidayFrom:
		y.usual = max(y.usual, s.Later)
	case d >= holidayTo:
		y.back++
		if y.gone == 0 && s.Later <= y.usual {
			y.gone = y.back
		}
		if y.clear == 0 && s.Later == 0 {
			y.clear = y.back
		}
	}
}

func (y *year) answer(s drills.Session) {
	at := y.practice.At
	for _, a := range s.Asked {
		at += 12_000
		y.asked[a.ID]++
		m := drills.Review(y.practice.Memories[a.ID].Memory, y.rng.Float64() < y.share, at)
		for i := range y.practice.Subjects {
			if subject := &y.practice.Subjects[i]; subject.ID == a.ID {
				subject.Lookups = 0
				y.practice.Memories[a.ID] = drills.Kept{Memory: m, Words: subject.Words}
			}
		}
	}
	if y.allAsked == 0 && len(y.asked) == subjectsOfYear {
		y.allAsked = y.sessions
	}
}

// wait counts for what is still due today how long it has waited.
func (y *year) wait(t *testing.T, d int, s drills.Session) {
	t.Helper()
	_, end := drills.Today(y.practice.At, y.practice.Zone)
	left := 0
	for _, subject := range y.practice.Subjects {
		k := y.practice.Memories[subject.ID]
		reworded := k.Words != subject.Words
		if k.Memory.Reviews == 0 || k.Memory.Due >= end && !reworded {
			y.waits[subject.ID] = 0
			continue
		}
		left++
		y.waits[subject.ID]++
		y.longest = max(y.longest, y.waits[subject.ID])
		if n := y.waits[subject.ID]; n > longestWait || reworded && n > longestNews {
			t.Errorf("day %d: %s has waited for %d sessions; reworded: %v", d, subject.ID, n, reworded)
		}
	}
	if left != s.Later {
		t.Errorf("day %d: %d are left, said were %d", d, left, s.Later)
	}
}

// TestYear wants no session over its limits, everything asked in the first weeks and again, and the backlog of a holiday to be gone
// after some sessions.
func TestYear(t *testing.T) {
	t.Parallel()
	for _, share := range []float64{0.6, 0.7, 0.8, 0.9, 0.95} {
		t.Run(fmt.Sprint(share), func(t *testing.T) {
			t.Parallel()
			usual, gone, empty, allAsked, longest, least := 0, 0, 0, 0, 0, 1000
			for seed := range uint64(10) {
				y := newYear(share, seed)
				y.live(t)
				if y.gone == 0 || y.gone > backlogSessions {
					t.Errorf("year %d: the backlog is gone after %d sessions", seed, y.gone)
				}
				if share >= 0.8 && (y.clear == 0 || y.clear > backlogSessions) {
					t.Errorf("year %d: nothing is left after %d sessions", seed, y.clear)
				}
				if y.allAsked == 0 || y.allAsked > firstSessions {
					t.Errorf("year %d: everything was asked after %d sessions", seed, y.allAsked)
				}
				for _, subject := range y.practice.Subjects {
					least = min(least, y.asked[subject.ID])
				}
				usual, gone, empty = max(usual, y.usual), max(gone, y.gone), max(empty, y.clear)
				allAsked, longest = max(allAsked, y.allAsked), max(longest, y.longest)
			}
			if least < 4 {
				t.Errorf("something was asked %d times", least)
			}
			t.Logf("before the holiday at most %d left; so again after %d sessions, none after %d; all asked after %d; each at least %d "+
				"times; nothing waited for more than %d sessions", usual, gone, empty, allAsked, least, longest)
		})
	}
}
