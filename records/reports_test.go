package records

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/people"
)

// keepTogether keeps attempts, many in one transaction, which is quicker than one by one.
func keepTogether(tb testing.TB, s *Store, all []Attempt) {
	tb.Helper()
	for some := range slices.Chunk(all, 500) {
		must(tb, s.writer.write(context.Background(), func(ctx context.Context, tx queries) error {
			for _, a := range some {
				if _, _, err := keep(ctx, tx, a); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

// traffic is a store's: people p-1 to p-6 and nobody, in two stores, within three weeks, in two languages.
func traffic(n int) []Attempt {
	all := make([]Attempt, n)
	for i := range all {
		who := []string{"p-1", "p-2", "p-3", "p-4", "p-5", "p-6", ""}[i%7]
		a := answer(who, []string{"rude", "hurried", "hesitant", ""}[i%4], i, float64(i%5)/4, noon+int64(i)*20*dayLength/int64(n))
		a.ReceivedAt = a.AnsweredAt
		a.Store, a.Lang = []string{"s-1", "s-1", "s-2"}[i%3], []string{"en", "zh-Hans"}[i%2]
		if a.Card == "" {
			a.Stem = ""
		}
		all[i] = a
	}
	return all
}

// reporting opens a store with six people, of whom one is a trainer, one has left and one has both, and traffic.
func reporting(t *testing.T, c Config) (*Store, []Attempt) {
	t.Helper()
	s := staff(t, c, 6)
	for n, change := range map[int]func(p *people.Person){
		2: func(p *people.Person) { p.Role = people.Trainer },
		3: func(p *people.Person) { p.LeftAt = noon },
		4: func(p *people.Person) { p.Role, p.LeftAt = people.Trainer, noon },
		6: func(p *people.Person) { p.Store = "s-2" },
	} {
		p := person(n)
		change(&p)
		must(t, s.ChangePerson(t.Context(), p, noon))
	}
	all := traffic(500)
	keepTogether(t, s, all)
	return s, all
}

// reported tells whether a filter chooses an attempt of reporting.
func reported(f ReportFilter, a Attempt) bool {
	trainer := a.Person == "p-2" || a.Person == "p-4"
	return (f.Store == "" || f.Store == a.Store) && (f.Role == "" || a.Person != "" && trainer == (f.Role == people.Trainer)) &&
		(f.FromDay == 0 || a.Day >= f.FromDay) && (f.UntilDay == 0 || a.Day < f.UntilDay)
}

// reportFilters are filters of all kinds.
func reportFilters() map[string]ReportFilter {
	const today = noon / dayLength
	return map[string]ReportFilter{
		"store":   {Store: "s-1"},
		"role":    {Store: "s-1", Role: people.Trainer},
		"both":    {Store: "s-2", Role: people.Clerk, FromDay: today + 1},
		"days":    {Store: "s-1", FromDay: today + 2, UntilDay: today + 4},
		"week":    {Store: "s-1", FromDay: firstDay(weekOf(today) + 1), UntilDay: firstDay(weekOf(today) + 2)},
		"weeks":   {Store: "s-1", FromDay: today + 1, UntilDay: today + 19},
		"no days": {Store: "s-1", FromDay: today + 2, UntilDay: today + 2},
		"none":    {Store: "s-3"},
	}
}

func TestPersonCards(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s, _ := reporting(t, c)
		own, err := s.PersonCards(t.Context(), "p-6")
		must(t, err)
		attempts := int64(0)
		for _, n := range own {
			attempts += n.Attempts
		}
		if attempts != 71 || len(own) != 4 || own[0].Card != "" {
			t.Errorf("%d attempts, %+v", attempts, own)
		}
	})
}

// TestReportsArePlannedForTheirValues asks PostgreSQL for a report so often that it would settle on one plan for all values.
func TestReportsArePlannedForTheirValues(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, Config{URL: shared.Database(t), Connections: 1}) // one that reads, beside one that writes
	for range 10 {
		_, err := s.FamiliesByPerson(t.Context(), ReportFilter{Store: "s-1", FromDay: 1, UntilDay: 20})
		must(t, err)
	}
	var own, all int
	err := s.reading.QueryRowContext(t.Context(), `SELECT SUM(custom_plans), SUM(generic_plans) FROM pg_prepared_statements
		WHERE statement LIKE 'SELECT person, family%'`).Scan(&own, &all)
	if err != nil || own < 10 || all > 0 {
		t.Errorf("%d plans of their own, %d for all values, %v", own, all, err)
	}
}

func TestActivity(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s, all := reporting(t, c)
		for name, f := range reportFilters() {
			if name == "none" {
				f.Store = ""
			}
			days, who := map[int64]DaySum{}, map[string]bool{}
			for _, a := range all {
				if !reported(f, a) || a.Person == "" {
					continue
				}
				n := days[a.Day]
				n.Day = a.Day
				n.Attempts++
				n.Score += a.Score
				n.Right += zeroOne(a.Score == 1)
				if k := fmt.Sprint(a.Day, a.Person); !who[k] {
					who[k] = true
					n.People++
				}
				days[a.Day] = n
			}
			want := slices.SortedFunc(maps.Values(days), func(a, b DaySum) int { return cmp.Compare(a.Day, b.Day) })
			got, err := s.Activity(t.Context(), f)
			must(t, err)
			t.Run(name, func(t *testing.T) { same(t, want, got) })
		}
		const today = noon / dayLength
		own, err := s.PersonActivity(t.Context(), "p-1", today+1, today+3)
		must(t, err)
		if len(own) != 2 || own[0].Day != today+1 || own[1].Day != today+2 || own[0].People != 1 {
			t.Errorf("%+v", own)
		}
	})
}

func TestStems(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s, all := reporting(t, c)
		_, _, kept := recount(all)
		for name, f := range map[string]StemFilter{
			"all": {}, "store": {Store: "s-1"}, "language": {Lang: "en"}, "card": {Card: "rude"}, "month": {From: noon, Until: noon},
			"later": {From: noon + 15*dayLength}, "none": {Store: "s-9"}, "both": {Store: "s-2", Lang: "zh-Hans"},
		} {
			want := map[string]StemSum{}
			for k, n := range kept {
				if (f.Store == "" || f.Store == k.store) && (f.Lang == "" || f.Lang == k.lang) && (f.Card == "" || f.Card == n.Card) &&
					(f.From == 0 || month(f.From) <= k.month) && (f.Until == 0 || month(f.Until) >= k.month) {
					want[k.stem] = added(want[k.stem], n)
				}
			}
			for _, newest := range []bool{false, true} {
				got := map[string]StemSum{}
				var order []string
				for p := (Page{Rows: 2, NewestFirst: newest}); ; {
					page, next, err := s.Stems(t.Context(), f, p)
					must(t, err)
					for _, n := range page {
						got[n.Stem] = n
						order = append(order, n.Stem)
					}
					if p.After = next; next == "" {
						break
					}
				}
				if newest {
					slices.Reverse(order)
				}
				t.Run(name, func(t *testing.T) {
					same(t, want, got, near())
					same(t, slices.Sorted(maps.Keys(want)), order)
				})
			}
		}
		_, _, err := s.Stems(t.Context(), StemFilter{}, Page{Rows: MaxRows + 1})
		wants(t, err, ErrInvalid)
	})
}

// added adds sums of one question up.
func added(a, b StemSum) StemSum {
	return StemSum{
		Stem: b.Stem, Card: b.Card, Kind: b.Kind, Attempts: a.Attempts + b.Attempts, Right: a.Right + b.Right, Score: a.Score + b.Score,
		Score2: a.Score2 + b.Score2, Rated: a.Rated + b.Rated, RatedScore: a.RatedScore + b.RatedScore,
		RatedScore2: a.RatedScore2 + b.RatedScore2, Rest: a.Rest + b.Rest, Rest2: a.Rest2 + b.Rest2,
		ScoreTimesRest: a.ScoreTimesRest + b.ScoreTimesRest,
	}
}

func TestHardestStems(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, c)
		for i, scores := range [][]float64{{0}, {0, 1, 1}, {0, 0, 1}, {1, 1, 1}, {0.5, 0, 0.5}} {
			for p, score := range scores {
				a := answer(fmt.Sprint("p-", p), "rude", 10*i+p, score, noon)
				a.Stem = fmt.Sprint("stem ", i)
				mustKeep(t, s, a)
			}
		}
		for _, test := range []struct {
			least int64
			rows  int
			want  []string
		}{{2, 0, []string{"stem 2", "stem 4", "stem 1", "stem 3"}}, {0, 2, []string{"stem 0", "stem 2"}}, {4, 9, nil}} {
			all, err := s.HardestStems(t.Context(), StemFilter{Lang: "zh-Hans"}, test.least, test.rows)
			must(t, err)
			var got []string
			for _, n := range all {
				got = append(got, n.Stem)
			}
			same(t, test.want, got)
		}
		_, err := s.HardestStems(t.Context(), StemFilter{}, 1, -1)
		wants(t, err, ErrInvalid)
	})
}

func TestWeak(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s, all := reporting(t, c)
		got, err := s.Weak(t.Context(), "s-1", Signs{}, noon+99*dayLength)
		must(t, err)
		for i, w := range got {
			same(t, replayed(all, w.Person, w.Card), w.Kept.Memory)
			if want := drills.Retrievability(w.Kept.Memory, noon+99*dayLength); w.Retrievability != want {
				t.Errorf("%s: %v, want %v", w.Card, w.Retrievability, want)
			}
			if i > 0 && got[i-1].Retrievability > w.Retrievability {
				t.Errorf("%d: out of order", i)
			}
		}
		if len(got) != 9 { // three cards each of those three who have not left
			t.Errorf("%d rows", len(got))
		}
	})
}

func TestLastAnswers(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s, all := reporting(t, c)
		must(t, s.AddPerson(t.Context(), person(7)))
		want := map[string]int64{"p-1": 0, "p-2": 0, "p-5": 0, "p-7": 0}
		for _, a := range all {
			if last, ok := want[a.Person]; ok {
				want[a.Person] = max(last, a.AnsweredAt)
			}
		}
		got, err := s.LastAnswers(t.Context(), "s-1")
		must(t, err)
		same(t, want, got)
	})
}
