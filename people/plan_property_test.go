package people

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// carriedOut gives the people after a plan was carried out.
func carriedOut(in *Import, p *Plan) []Person {
	people := slices.Clone(in.People)
	put := func(q Person) {
		people[slices.IndexFunc(people, func(r Person) bool { return r.ID == q.ID })] = q
	}
	for _, q := range slices.Concat(afters(p.Changed), afters(p.Returning)) {
		put(q)
	}
	for _, q := range p.Leaving {
		if q.LeftAt == 0 {
			q.LeftAt = in.At
		}
		put(q)
	}
	for i, q := range p.New {
		q.ID = fmt.Sprint("new", i)
		people = append(people, q)
	}
	return people
}

// TestSameListTwice wants a list that was carried out to change nothing when it comes again.
func TestSameListTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := someImport(t)
		first := in.Plan()
		in.People = carriedOut(&in, first)
		again := in.Plan()
		if again.Changes() != 0 {
			t.Fatalf("first %s\nagain %s", numbers(first), numbers(again))
		}
		if again.Sum() != (&Plan{}).Sum() {
			t.Fatal("a plan that changes nothing has a sum of its own")
		}
	})
}

// TestPlanPartitions wants everybody to be in a plan once: whom the list names, and who works in reach and is not named.
func TestPlanPartitions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := someImport(t)
		p := in.Plan()
		times := map[string]int{} // by number
		for _, people := range [][]Person{p.New, afters(p.Changed), p.Unchanged, p.Leaving, afters(p.Returning), p.Absent} {
			for _, q := range people {
				times[q.Number]++
			}
		}
		refused, meant := map[string]bool{}, map[string]bool{}
		for _, r := range p.Refused {
			refused[r.Number] = true
			meant[r.Param] = r.Rule == RuleZeros || meant[r.Param]
		}
		listed := map[string]bool{}
		for _, e := range in.Entries {
			listed[e.Number] = true
			if (times[e.Number] == 1) == refused[e.Number] {
				t.Fatalf("the row of %s is in %q", e.Number, numbers(p))
			}
		}
		for _, q := range in.People {
			here := !q.Left() && (in.By == nil || in.By.Manages(&q))
			if !listed[q.Number] && !refused[q.Number] && !meant[q.Number] && (times[q.Number] == 1) != here {
				t.Fatalf("%s is in %q", q.Number, numbers(p))
			}
		}
		for number, n := range times {
			if n > 1 {
				t.Fatalf("%s is in %q", number, numbers(p))
			}
		}
	})
}

// TestPlanKeepsToReach wants nobody to be touched whom the importer may not change, or made what the importer may not make; the
// importer to stay, in the same role; and an admin to be left where there was one.
func TestPlanKeepsToReach(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := someImport(t)
		p := in.Plan()
		after := carriedOut(&in, p)
		admins := func(people []Person) int {
			return len(slices.DeleteFunc(slices.Clone(people), func(q Person) bool { return q.Role != Admin || q.Left() }))
		}
		if admins(in.People) > 0 && admins(after[:len(in.People)]) == 0 {
			t.Fatalf("no admin is left by %q", numbers(p))
		}
		for i, q := range after {
			if i < len(in.People) && q == in.People[i] || in.By == nil {
				continue
			}
			if i < len(in.People) && !in.By.Manages(&in.People[i]) || !in.By.Manages(&q) {
				t.Fatalf("%s becomes %+v by a %s of %s", q.Number, q, in.By.Role, in.By.Store)
			}
			if q.ID == in.By.ID && (q.Left() || q.Role != in.By.Role) {
				t.Fatalf("whoever brings the list becomes %+v", q)
			}
		}
		if !in.Leave && len(p.Leaving) > len(slices.DeleteFunc(slices.Clone(in.Entries), func(e Entry) bool { return !e.Left })) {
			t.Fatalf("some leave without being asked to: %q", numbers(p))
		}
	})
}
