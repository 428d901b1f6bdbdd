package records

import (
	"cmp"
	"context"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"clerkcoach/drills"
)

// answer is an attempt of a person at a question of a card.
func answer(person, card string, n int, score float64, at int64) Attempt {
	a := attempt(n)
	a.ID, a.Person, a.Card, a.Store = fmt.Sprintf("%d by %08x", n, crc32.ChecksumIEEE([]byte(person))), person, card, "s-1"
	a.Stem, a.Words = fmt.Sprintf("%s/who/%d", card, n%5), fmt.Sprint("words ", n)
	a.Score, a.AnsweredAt, a.Day = score, at, at/dayLength
	a.ReceivedAt = max(at, noon)
	a.Family = map[string]string{"rude": "rude", "hurried": "buying-style", "hesitant": "buying-style"}[card]
	return a
}

// replayed is the memory of all attempts of a person at a card, in the order in which they were given.
func replayed(all []Attempt, person, card string) drills.Memory {
	var own []Attempt
	for _, a := range all {
		if a.Person == person && a.Card == card {
			own = append(own, a)
		}
	}
	slices.SortFunc(own, func(a, b Attempt) int {
		return cmp.Or(cmp.Compare(a.AnsweredAt, b.AnsweredAt), cmp.Compare(a.ReceivedAt, b.ReceivedAt), cmp.Compare(a.Drill, b.Drill),
			cmp.Compare(a.ID, b.ID))
	})
	answers := make([]drills.Answered, len(own))
	for i, a := range own {
		answers[i] = drills.Answered{Right: a.Score == 1, At: a.AnsweredAt}
	}
	return drills.Replay(answers)
}

// TestMemoryMovesWithAnswers wants what is kept of a card to be, after each answer, what drills.Review makes of it.
func TestMemoryMovesWithAnswers(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, c)
		var m drills.Memory
		for n, score := range []float64{1, 0.5, 0, 1, 1, 0.999, 1} {
			at := noon + int64(n*n)*dayLength/3
			m = drills.Review(m, score == 1, at)
			mustKeep(t, s, answer("p-1", "rude", n, score, at), answer("p-2", "rude", n, 1, at), answer("", "rude", n, 1, at))
			all, err := s.Memories(t.Context(), "p-1")
			must(t, err)
			same(t, map[string]drills.Kept{"rude": {Memory: m, Words: fmt.Sprint("words ", n)}}, all)
		}
		late := answer("p-1", "rude", 99, 0, noon-dayLength)
		late.ReceivedAt = noon + 99*dayLength
		mustKeep(t, s, late)
		all, err := s.Memories(t.Context(), "p-1")
		must(t, err)
		if got := all["rude"]; got.Words != "words 6" || got.Memory == m {
			t.Errorf("an answer that comes late leaves %+v", got)
		}
	})
}

// TestMemoryOfAnyOrder wants the memory to be the same, in whatever order answers come to be known.
func TestMemoryOfAnyOrder(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s, round := mustOpen(t, c), 0
		rapid.Check(t, func(r *rapid.T) {
			round++
			person := fmt.Sprint("person ", round)
			all := make([]Attempt, rapid.IntRange(1, 9).Draw(r, "answers"))
			for n := range all {
				at := noon - rapid.Int64Range(0, 40).Draw(r, "when")*dayLength/4
				all[n] = answer(person, "rude", n, float64(rapid.IntRange(0, 2).Draw(r, "score"))/2, at)
			}
			mustKeep(t, s, all...)
			kept, err := s.Memories(t.Context(), person)
			must(t, err)
			same(r, replayed(all, person, "rude"), kept["rude"].Memory)
		})
	})
}

// TestMemoryOfWhatIsPurged wants a late answer to go on from what was remembered where the answers behind that are gone.
func TestMemoryOfWhatIsPurged(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, c)
		for n := range 5 {
			mustKeep(t, s, answer("p-1", "rude", n, 1, noon+int64(n)*10*dayLength))
		}
		before, err := s.Memories(t.Context(), "p-1")
		must(t, err)
		gone, err := s.Purge(t.Context(), Retention{Answers: 20}, noon+41*dayLength)
		must(t, err)
		same(t, Purged{Answers: 3}, gone)
		mustKeep(t, s, answer("p-1", "rude", 9, 0, noon+35*dayLength))
		after, err := s.Memories(t.Context(), "p-1")
		must(t, err)
		same(t, drills.Review(before["rude"].Memory, false, noon+35*dayLength), after["rude"].Memory)
	})
}

// TestConcurrentMemories has fifty at once answer the same cards of the same person, in two stores on one database, some of it
// late: in the end the memories are those of the whole row, and days and questions have counted each answer once.
func TestConcurrentMemories(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		stores := []*Store{mustOpen(t, c), mustOpen(t, c)}
		var all []Attempt
		for n := range 400 {
			at := noon - rand.Int64N(90*dayLength)
			all = append(all, answer("p-1", []string{"rude", "hurried", "hesitant"}[n%3], n, float64(rand.IntN(3))/2, at))
		}
		var writing sync.WaitGroup
		for g := range 50 {
			writing.Go(func() {
				for n := g; n < len(all); n += 50 {
					if _, fresh, err := stores[n%2].Keep(context.Background(), all[n]); err != nil || !fresh {
						t.Errorf("fresh %v, %v", fresh, err)
					}
				}
			})
		}
		writing.Wait()
		kept, err := stores[0].Memories(t.Context(), "p-1")
		must(t, err)
		for card, k := range kept {
			same(t, replayed(all, "p-1", card), k.Memory)
		}
		days, err := stores[0].PersonActivity(t.Context(), "p-1", 0, 0)
		must(t, err)
		counted := int64(0)
		for _, d := range days {
			counted += d.Attempts
		}
		if len(kept) != 3 || counted != int64(len(all)) {
			t.Errorf("%d memories, %d answers counted", len(kept), counted)
		}
		stems, _, err := stores[0].Stems(t.Context(), StemFilter{}, Page{})
		must(t, err)
		for _, n := range stems {
			if n.Attempts != 1 {
				t.Errorf("%d first answers of one person to %s", n.Attempts, n.Stem)
			}
		}
	})
}

func TestLookups(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), mustOpen(t, c)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { must(t, s.LookUp(context.Background(), "s-1", "p-1", "rude", 5)) })
		}
		all.Wait()
		must(t, s.LookUp(ctx, "s-1", "", "rude", 5), s.LookUp(ctx, "s-1", "p-2", "rude", 5), s.LookUp(ctx, "s-2", "", "rude", 5))
		must(t, s.LookUp(ctx, "s-1", "", "hurried", 6), s.LookUp(ctx, "s-1", "p-1", "rude", 4))
		got, err := s.Lookups(ctx, "s-1", "p-1", 5)
		must(t, err)
		same(t, []Lookup{{"rude", "", 5, 1}, {"rude", "p-1", 5, 20}, {"hurried", "", 6, 1}}, got)
	})
}

func TestDoneOn(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, c)
		mustKeep(t, s, answer("p-1", "rude", 0, 1, noon-dayLength), answer("p-1", "rude", 1, 1, noon+1),
			answer("p-1", "hurried", 2, 1, noon+2), answer("p-1", "hurried", 3, 1, noon+2), answer("p-1", "", 4, 1, noon+3),
			answer("p-2", "rude", 5, 1, noon+3))
		kinds, fresh, err := s.DoneOn(t.Context(), "p-1", noon)
		must(t, err)
		if len(kinds) != 4 || kinds[0] != drills.MultipleChoice || fresh != 1 {
			t.Errorf("%q, of which %d for the first time", kinds, fresh)
		}
	})
}
