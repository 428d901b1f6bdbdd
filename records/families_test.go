package records

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"clerkcoach/playbook"
)

// familySums sums attempts up the plain way.
func familySums(all []Attempt) []FamilySum {
	sums := map[[2]string]FamilySum{}
	for _, a := range all {
		n := sums[[2]string{a.Person, a.Family}]
		n.Person, n.Family = a.Person, a.Family
		n.Attempts++
		n.Score += a.Score
		n.Right += zeroOne(a.Score == 1)
		sums[[2]string{a.Person, a.Family}] = n
	}
	return slices.SortedFunc(maps.Values(sums), func(a, b FamilySum) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Family, b.Family))
	})
}

func TestFamiliesByPerson(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s, all := reporting(t, c)
		for name, f := range reportFilters() {
			var chosen []Attempt
			for _, a := range all {
				if there := slices.Contains([]string{"p-1", "p-2", "p-5", "p-6"}, a.Person); there && reported(f, a) {
					chosen = append(chosen, a)
				}
			}
			got, err := s.FamiliesByPerson(t.Context(), f)
			must(t, err)
			t.Run(name, func(t *testing.T) { same(t, familySums(chosen), got, near()) })
		}
		_, err := s.FamiliesByPerson(t.Context(), ReportFilter{})
		wants(t, err, ErrInvalid)
	})
}

// TestFamilySumsOfAnyHistory has people answer, leave and be erased, and old answers be purged, in any order, and wants the sums of
// any days to be those of a plain recount, and the same after a backup was restored.
func TestFamilySumsOfAnyHistory(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s, round := staff(t, c, 0), 0
		rapid.Check(t, func(r *rapid.T) {
			round++
			h := &history{Store: s, store: "s-1", name: fmt.Sprint("round ", round, " "), there: map[string]bool{}}
			for i := range 3 {
				p := person(10*round + i)
				must(t, s.AddPerson(t.Context(), p))
				h.there[p.ID] = true
			}
			for range rapid.IntRange(1, 12).Draw(r, "steps") {
				rapid.SampledFrom([]func(*testing.T, *rapid.T){h.answer, h.answer, h.answer, h.answer, h.erase, h.purge}).Draw(r, "step")(t, r)
			}
			f := ReportFilter{Store: h.store, FromDay: rapid.Int64Range(0, 40).Draw(r, "from")}
			f.FromDay += noon/dayLength - 40
			f.UntilDay = f.FromDay + rapid.Int64Range(0, 40).Draw(r, "days")
			h.check(t, r, f)
		})
		f := ReportFilter{Store: "s-1", FromDay: noon/dayLength - 33}
		want, err := s.FamiliesByPerson(t.Context(), f)
		must(t, err)
		if len(want) == 0 {
			t.Error("nothing is left to restore")
		}
		path, restored := filepath.Join(t.TempDir(), "backup"), mustOpen(t, another(t, c))
		must(t, s.Backup(t.Context(), path), restored.Restore(t.Context(), path))
		got, err := restored.FamiliesByPerson(t.Context(), f)
		must(t, err)
		same(t, want, got, near())
	})
}

// history is what three people of a store have done, and what is left of it.
type history struct {
	*Store
	store, name string
	there       map[string]bool // whether they are, by their ids
	kept        []Attempt
	purged      int64 // until when answers are
}

// answer keeps an answer of the last forty days by somebody who is there.
func (h *history) answer(t *testing.T, r *rapid.T) {
	who := rapid.SampledFrom(slices.Sorted(maps.Keys(h.there))).Draw(r, "person")
	if !h.there[who] {
		return
	}
	a := answer(who, rapid.SampledFrom([]string{"rude", "hesitant", ""}).Draw(r, "card"), len(h.kept),
		float64(rapid.IntRange(0, 2).Draw(r, "score"))/2, noon-rapid.Int64Range(0, 40).Draw(r, "ago")*dayLength)
	if a.AnsweredAt <= h.purged {
		return
	}
	a.ID, a.Store = fmt.Sprint(h.name, len(h.kept)), h.store
	mustKeep(t, h.Store, a)
	h.kept = append(h.kept, a)
}

// erase has somebody leave and erases them.
func (h *history) erase(t *testing.T, r *rapid.T) {
	who := rapid.SampledFrom(slices.Sorted(maps.Keys(h.there))).Draw(r, "erased")
	if h.there[who] {
		h.there[who] = false
		leave(t, h.Store, mustPerson(t, h.Store, who), noon)
		must(t, h.Store.erase(t.Context(), who, noon)) // the next purge clears the file
	}
}

// purge deletes the answers of more than thirty days before.
func (h *history) purge(t *testing.T, _ *rapid.T) {
	_, err := h.Purge(t.Context(), Retention{Answers: 30}, noon)
	must(t, err)
	h.purged = noon - 30*dayLength
}

// check compares sums with a plain recount: of answers that were purged, those in whole weeks count.
func (h *history) check(t *testing.T, r *rapid.T, f ReportFilter) {
	weeks, _ := f.weeks()
	var want []Attempt
	for _, a := range h.kept {
		week := weekOf(a.Day)
		if h.there[a.Person] && a.Day >= f.FromDay && a.Day < f.UntilDay &&
			(a.AnsweredAt > h.purged || week >= weeks.from && week < weeks.until) {
			want = append(want, a)
		}
	}
	got, err := h.FamiliesByPerson(t.Context(), f)
	must(t, err)
	got = slices.DeleteFunc(got, func(n FamilySum) bool { return !h.there[n.Person] })
	same(r, familySums(want), got, near(), cmpopts.EquateEmpty())
}

// TestWeeksPartDays wants whole weeks and the days around them to have each day of a filter once, and no other.
func TestWeeksPartDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		f := ReportFilter{FromDay: rapid.Int64Range(0, 100).Draw(r, "from"), UntilDay: rapid.Int64Range(1, 100).Draw(r, "until")}
		weeks, around := f.weeks()
		times := map[int64]int{}
		for week := weeks.from; week < weeks.until; week++ {
			for day := firstDay(week); day < firstDay(week+1); day++ {
				times[day]++
			}
		}
		for _, days := range around {
			if days.until-days.from > 6 && weeks.any() {
				r.Errorf("%v are read day by day", days)
			}
			for day := days.from; day < days.until; day++ {
				times[day]++
			}
		}
		for day := int64(-10); day < 120; day++ {
			if want := zeroOne(day >= f.FromDay && day < f.UntilDay); int64(times[day]) != want {
				r.Errorf("day %d is there %d times", day, times[day])
			}
		}
	})
}

// TestFamiliesUseTheCoveringIndex wants the days around whole weeks to be read from the index that was made for them, in its order.
func TestFamiliesUseTheCoveringIndex(t *testing.T) {
	t.Parallel()
	s := fresh(t, 0)
	text, args := ReportFilter{Store: "s-1", FromDay: 20_001, UntilDay: 20_030}.familiesByPerson()
	plan, err := collect(t.Context(), s.reading, func(row scanner) (detail string, err error) {
		var a, b, c int
		err = row.Scan(&a, &b, &c, &detail)
		return detail, err
	}, `EXPLAIN QUERY PLAN `+text, args)
	must(t, err)
	whole := strings.Join(plan, "\n")
	if strings.Count(whole, "SEARCH attempts USING COVERING INDEX attempts_by_day (store=? AND day>? AND day<?)") != 2 ||
		strings.Count(whole, "SEARCH weeks USING INDEX") != 1 || strings.Count(whole, "TEMP B-TREE") != 1 {
		t.Error(whole)
	}
}

// TestSumsAreFilled upgrades a store with an answer to every shipped card: the families are those of the playbook, and the sums
// those of a plain recount.
func TestSumsAreFilled(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	must(t, err)
	var rows strings.Builder
	var want []Attempt
	for i, card := range book.Cards() {
		a := attempt(i)
		a.Card, a.Family, a.Store, a.Person, a.Day = card.ID, card.Family, "s-1", fmt.Sprint("p-", i%3), a.Day-int64(i)
		fmt.Fprintf(&rows, "INSERT INTO attempts VALUES ('%s', '%s', 'q', '%s', 'k', 'en', '1', %v, %d, %d, '%s', 's-1', '', '', %d);\n",
			a.Drill, a.ID, a.Card, a.Score, a.AnsweredAt, a.ReceivedAt, a.Person, a.Day)
		want = append(want, a)
	}
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, oldDatabase(t, c, 3, rows.String()))
		got, err := collect(t.Context(), s.reading, scanFamilySum, `SELECT person, family, SUM(attempts), SUM(correct), SUM(score)
			FROM weeks GROUP BY person, family`, nil)
		must(t, err)
		slices.SortFunc(got, func(a, b FamilySum) int {
			return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Family, b.Family))
		})
		same(t, familySums(want), got, near())
		_, weeks, _ := recount(want)
		_, kept, _ := readSumsOf(t, s, "s-1")
		same(t, weeks, kept, near())
	})
}
