package records

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// near compares sums, which depend a little on the order of their parts.
func near() cmp.Option {
	return cmp.Comparer(func(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 })
}

// dayKey, weekKey and stemKey are the keys of sums.
type (
	dayKey struct {
		store  string
		day    int64
		person string
	}
	weekKey struct {
		store          string
		week           int64
		person, family string
	}
	stemKey struct {
		store, lang, stem string
		month             int64
	}
)

// recount sums attempts up the plain way, in the order in which they were kept.
func recount(all []Attempt) (days map[dayKey]DaySum, weeks map[weekKey]FamilySum, stems map[stemKey]StemSum) {
	days, weeks, stems = map[dayKey]DaySum{}, map[weekKey]FamilySum{}, map[stemKey]StemSum{}
	type met struct{ person, stem, lang string }
	seen := map[met]bool{}
	scores, answers := map[string]float64{}, map[string]float64{}
	for _, a := range all {
		if a.Person == "" {
			continue
		}
		d := days[dayKey{a.Store, a.Day, a.Person}]
		d.Attempts++
		d.Score += a.Score
		if a.Score == 1 {
			d.Right++
		}
		days[dayKey{a.Store, a.Day, a.Person}] = d
		w := weekKey{a.Store, weekOf(a.Day), a.Person, a.Family}
		n := weeks[w]
		weeks[w] = FamilySum{a.Person, a.Family, n.Attempts + 1, n.Right + zeroOne(a.Score == 1), n.Score + a.Score}
		if m := (met{a.Person, a.Stem, a.Lang}); a.Stem != "" && !seen[m] {
			seen[m] = true
			k := stemKey{a.Store, a.Lang, a.Stem, month(a.AnsweredAt)}
			stems[k] = plus(stems[k], a, scores[a.Person], answers[a.Person])
		}
		scores[a.Person] += a.Score
		answers[a.Person]++
	}
	return days, weeks, stems
}

// plus adds a first answer of somebody who has so many answers before, with these scores in all.
func plus(n StemSum, a Attempt, scores, answers float64) StemSum {
	n.Stem, n.Card, n.Kind = a.Stem, a.Card, a.Kind
	n.Attempts++
	n.Score += a.Score
	n.Score2 += a.Score * a.Score
	if a.Score == 1 {
		n.Right++
	}
	if answers >= enoughBefore {
		rest := scores / answers
		n.Rated++
		n.RatedScore += a.Score
		n.RatedScore2 += a.Score * a.Score
		n.Rest += rest
		n.Rest2 += rest * rest
		n.ScoreTimesRest += a.Score * rest
	}
	return n
}

// readSumsOf reads the sums that are kept of stores whose ids start with something.
func readSumsOf(t *testing.T, s *Store, store string) (map[dayKey]DaySum, map[weekKey]FamilySum, map[stemKey]StemSum) {
	t.Helper()
	days, weeks, stems := map[dayKey]DaySum{}, map[weekKey]FamilySum{}, map[stemKey]StemSum{}
	_, err := collect(t.Context(), s.reading, func(row scanner) (n DaySum, err error) {
		var k dayKey
		err = row.Scan(&k.store, &k.day, &k.person, &n.Attempts, &n.Right, &n.Score)
		days[k] = n
		return n, err
	}, `SELECT store, day, person, attempts, correct, score FROM days WHERE store LIKE $1`, []any{store + "%"})
	must(t, err)
	_, err = collect(t.Context(), s.reading, func(row scanner) (n FamilySum, err error) {
		var k weekKey
		err = row.Scan(&k.store, &k.week, &n.Person, &n.Family, &n.Attempts, &n.Right, &n.Score)
		k.person, k.family = n.Person, n.Family
		weeks[k] = n
		return n, err
	}, `SELECT store, week, person, family, attempts, correct, score FROM weeks WHERE store LIKE $1`, []any{store + "%"})
	must(t, err)
	_, err = collect(t.Context(), s.reading, func(row scanner) (n StemSum, err error) {
		var k stemKey
		err = row.Scan(&k.store, &k.lang, &k.month, &n.Stem, &n.Card, &n.Kind, &n.Attempts, &n.Right, &n.Score, &n.Score2, &n.Rated,
			&n.RatedScore, &n.RatedScore2, &n.Rest, &n.Rest2, &n.ScoreTimesRest)
		k.stem = n.Stem
		stems[k] = n
		return n, err
	}, `SELECT store, lang, month, stem, card, kind, attempts, correct, score, score2, rated, rated_score, rated_score2, rest, rest2,
		score_rest FROM stems WHERE store LIKE $1`, []any{store + "%"})
	must(t, err)
	return days, weeks, stems
}

// TestSumsAreThoseOfARecount keeps random traffic, with repeats, and wants all sums to be what a plain recount gives.
func TestSumsAreThoseOfARecount(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s, round := mustOpen(t, c), 0
		rapid.Check(t, func(r *rapid.T) {
			round++
			var all []Attempt
			for n := range rapid.IntRange(1, 30).Draw(r, "attempts") {
				a := attempt(n)
				a.ID = fmt.Sprint(round, " ", n)
				a.Store = fmt.Sprintf("%d-%s", round, rapid.SampledFrom([]string{"a", "b"}).Draw(r, "store"))
				a.Person = rapid.SampledFrom([]string{"", fmt.Sprint(round, " x"), fmt.Sprint(round, " y")}).Draw(r, "person")
				a.Stem = rapid.SampledFrom([]string{"", "one", "two", "three"}).Draw(r, "stem")
				a.Lang = rapid.SampledFrom([]string{"en", "zh-Hans"}).Draw(r, "lang")
				a.Score = float64(rapid.IntRange(0, 3).Draw(r, "score")) / 3
				a.AnsweredAt -= rapid.Int64Range(0, 5).Draw(r, "weeks") * 7 * dayLength
				a.Day = a.AnsweredAt / dayLength
				a.Card, a.Family = "rude", rapid.SampledFrom([]string{"", "rude", "care"}).Draw(r, "family")
				all = append(all, a)
				mustKeep(t, s, a)
				if rapid.Bool().Draw(r, "repeat") {
					if _, fresh, err := s.Keep(t.Context(), a); err != nil || fresh {
						r.Fatalf("fresh %v, %v", fresh, err)
					}
				}
			}
			days, weeks, stems := recount(all)
			gotDays, gotWeeks, gotStems := readSumsOf(t, s, fmt.Sprint(round, "-"))
			same(r, days, gotDays, near())
			same(r, weeks, gotWeeks, near())
			same(r, stems, gotStems, near())
		})
	})
}

// sitting makes a sitting of a drill of so many questions.
func sitting(id, person string, questions int) Sitting {
	return Sitting{ID: id, Person: person, Drill: "drill-0", Assignment: "a-1", Questions: questions, StartedAt: noon}
}

func TestSittings(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), mustOpen(t, c)
		_, err := s.StartSitting(ctx, sitting("x-0", "p-1", 0))
		wants(t, err, ErrInvalid)
		first, err := s.StartSitting(ctx, sitting("x-1", "p-1", 3))
		must(t, err)
		same(t, sitting("x-1", "p-1", 3), first)
		// One for another purpose, and another person's.
		step := sitting("x-3", "p-1", 3)
		step.Assignment, step.Path, step.Step = "", "first-week", "test-1"
		for _, other := range []Sitting{sitting("x-2", "p-2", 3), step} {
			got, err := s.StartSitting(ctx, other)
			must(t, err)
			same(t, other, got)
		}
		_, err = s.StartSitting(ctx, Sitting{ID: "x-1", Person: "p-9", Drill: "d", Questions: 1})
		wants(t, err, ErrTaken)
		// Of each question the first answer counts.
		for i, q := range []struct {
			question string
			score    float64
		}{{"1", 0.5}, {"1", 1}, {"2", 1}} {
			a := answer("p-1", "rude", i, q.score, noon+int64(i))
			a.Drill, a.Question = "drill-0", q.question
			mustKeep(t, s, a)
		}
		under, err := s.StartSitting(ctx, sitting("x-4", "p-1", 3))
		must(t, err)
		if under.ID != "x-1" || under.Answered != 2 || under.Score != 1.5 || under.FinishedAt != 0 || under.Percent() != 50 {
			t.Errorf("%+v", under)
		}
		last := answer("p-1", "rude", 9, 1, noon+9)
		last.Drill, last.Question = "drill-0", "3"
		mustKeep(t, s, last)
		again := last
		again.ID, again.Question, again.Score = "again", "2", 0
		mustKeep(t, s, again) // after the end nothing counts
		all, err := s.SittingsOf(ctx, "p-1")
		must(t, err)
		for _, x := range all {
			if x.Answered != 3 || x.Score != 2.5 || x.FinishedAt != last.ReceivedAt || x.Percent() != 83 {
				t.Errorf("%+v", x)
			}
		}
		if len(all) != 2 {
			t.Errorf("%d sittings", len(all))
		}
		if next, err := s.StartSitting(ctx, sitting("x-5", "p-1", 3)); err != nil || next.ID != "x-5" {
			t.Errorf("%+v, %v", next, err)
		}
	})
}

func TestPercent(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		score     float64
		questions int
		want      int
	}{
		{0, 0, 0}, {0, 3, 0}, {1, 3, 33}, {2, 3, 66}, {3, 3, 100}, {0.8 * 10, 10, 80}, {7.999, 10, 79}, {0.1 + 0.7, 1, 80},
		{0.29 * 100, 100, 29},
	} {
		if got := (&Sitting{Score: test.score, Questions: test.questions}).Percent(); got != test.want {
			t.Errorf("%v of %d is %d percent, want %d", test.score, test.questions, got, test.want)
		}
	}
}

// TestConcurrentSittings starts one sitting and answers its questions from many at once, on two stores: there is one sitting, and
// it finishes once, with each question counted once.
func TestConcurrentSittings(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		stores := []*Store{mustOpen(t, c), mustOpen(t, c)}
		const questions = 20
		ids := make([]string, 20)
		var all sync.WaitGroup
		for i := range ids {
			all.Go(func() {
				x, err := stores[i%2].StartSitting(context.Background(), sitting(fmt.Sprint("x-", i), "p-1", questions))
				if err != nil {
					t.Error(err)
				}
				ids[i] = x.ID
			})
		}
		all.Wait()
		for _, id := range ids {
			same(t, ids[0], id)
		}
		for i := range 3 * questions {
			all.Go(func() {
				a := answer("p-1", "rude", i, 1, noon)
				a.Drill, a.Question = "drill-0", fmt.Sprint(i%questions)
				if _, _, err := stores[i%2].Keep(context.Background(), a); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		got, err := stores[0].SittingsOf(t.Context(), "p-1")
		must(t, err)
		if len(got) != 1 || got[0].Answered != questions || got[0].Score != questions || got[0].FinishedAt == 0 {
			t.Errorf("%+v", got)
		}
	})
}
