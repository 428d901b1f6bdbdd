package records

import (
	"fmt"
	"testing"

	"clerkcoach/drills"
)

// answered makes an attempt of a person about a card, so many milliseconds after noon.
func answered(who, card string, after int64, score float64) Attempt {
	a := attempt(0)
	a.ID, a.Person, a.Card, a.Score = fmt.Sprint(who, card, after), who, card, score
	a.AnsweredAt += after
	a.ReceivedAt += after
	a.Store, a.Stem = "s-1", "who."+card+".1"
	return a
}

// TestWeakByMisses wants wrong answers in a row of people who are there, which a right one ends.
func TestWeakByMisses(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := staff(t, c, 3)
		left := person(3)
		left.LeftAt = noon
		must(t, s.ChangePerson(t.Context(), left, noon))
		mustKeep(t, s,
			answered("p-1", "rude", 1, 0), answered("p-1", "rude", 2, 1), answered("p-1", "rude", 3, 0.5), answered("p-1", "rude", 4, 0),
			answered("p-1", "rude", 5, 0),
			answered("p-1", "hesitant", 1, 0), answered("p-1", "hesitant", 2, 0), answered("p-1", "hesitant", 3, 0.9),
			answered("p-2", "rude", 1, 0), answered("p-2", "rude", 2, 0), answered("p-2", "rude", 3, 0), answered("p-2", "rude", 4, 1),
			answered("p-2", "hesitant", 1, 0), answered("p-2", "hesitant", 2, 0),
			answered("p-3", "rude", 1, 0), answered("p-3", "rude", 2, 0), answered("p-3", "rude", 3, 0),
			answered("p-1", "", 1, 0), answered("p-1", "", 2, 0), answered("p-1", "", 3, 0),
		)
		all, err := s.Weak(t.Context(), "s-1", Signs{Misses: 3, Lapses: 99}, noon)
		must(t, err)
		got := map[string]int{}
		for _, w := range all {
			got[w.Person+" "+w.Card] = w.Kept.Memory.Misses
		}
		same(t, map[string]int{"p-1 hesitant": 3, "p-1 rude": 3}, got)
		none, err := s.Weak(t.Context(), "s-3", Signs{}, noon)
		must(t, err)
		same(t, 0, len(none))
	})
}

// TestWeakByForgetting wants what was forgotten often, or not asked for long, only where it is not likely known any more.
func TestWeakByForgetting(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s, all := reporting(t, c)
		everything, err := s.Weak(t.Context(), "s-1", Signs{}, noon)
		must(t, err)
		for _, days := range []int64{0, 21, 40, 400} {
			at := all[len(all)-1].AnsweredAt + days*dayLength
			signs := Signs{Misses: 2, Lapses: 5, Before: at - 30*dayLength, Likely: 0.7}
			want := map[string]bool{}
			for _, w := range everything {
				m := w.Kept.Memory
				if m.Misses >= 2 || (m.Lapses >= 5 || m.Last < signs.Before) && drills.Retrievability(m, at) < 0.7 {
					want[w.Person+" "+w.Card] = true
				}
			}
			found, err := s.Weak(t.Context(), "s-1", signs, at)
			must(t, err)
			got := map[string]bool{}
			for _, w := range found {
				got[w.Person+" "+w.Card] = true
			}
			t.Run(fmt.Sprint(days, " days"), func(t *testing.T) { same(t, want, got) })
		}
	})
}

// TestEveryStem wants all questions at once, the hardest first, as Stems sums them up page by page.
func TestEveryStem(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := staff(t, c, 2)
		for i, who := range []string{person(1).ID, person(2).ID} {
			mustKeep(t, s, answered(who, "rude", int64(i), 0), answered(who, "hesitant", int64(i), 1), answered(who, "hurried", int64(i),
				float64(i)))
		}
		got, err := s.EveryStem(t.Context(), StemFilter{Store: "s-1"})
		must(t, err)
		var stems []string
		for _, n := range got {
			stems = append(stems, n.Stem)
		}
		same(t, []string{"who.rude.1", "who.hurried.1", "who.hesitant.1"}, stems)
		paged, _, err := s.Stems(t.Context(), StemFilter{Store: "s-1"}, Page{})
		must(t, err)
		same(t, len(paged), len(got))
		for _, n := range paged {
			for _, other := range got {
				if n.Stem == other.Stem {
					same(t, n, other)
				}
			}
		}
		none, err := s.EveryStem(t.Context(), StemFilter{Store: "s-2"})
		must(t, err)
		same(t, 0, len(none))
	})
}
