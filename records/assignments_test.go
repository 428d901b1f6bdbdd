package records

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"clerkcoach/people"
)

// assignment makes the n-th of a long row of assignments, for everybody in the store s-1.
func assignment(n int) Assignment {
	return Assignment{
		ID: fmt.Sprintf("a-%d", n), Store: "s-1", Title: "无礼的顾客", Recipe: []byte(`{"cards": ["rude"],  "count": 3}`), PassMark: 80,
		Everybody: true, MadeBy: "p-9", MadeAt: noon + int64(n),
	}
}

func TestAssignmentValidate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(a *Assignment)
		want   string // the field, or nothing
	}{
		"as it is":       {func(*Assignment) {}, ""},
		"named":          {func(a *Assignment) { a.Everybody, a.People = false, []string{"p-1", "p-2"} }, ""},
		"until":          {func(a *Assignment) { a.UntilAt = a.MadeAt + 1 }, ""},
		"longest":        {func(a *Assignment) { a.Title = strings.Repeat("客", MaxTitle) }, ""},
		"no id":          {func(a *Assignment) { a.ID = "" }, "ID"},
		"no store":       {func(a *Assignment) { a.Store = "" }, "Store"},
		"no title":       {func(a *Assignment) { a.Title = "" }, "Title"},
		"long title":     {func(a *Assignment) { a.Title = strings.Repeat("客", MaxTitle+1) }, "Title"},
		"line in title":  {func(a *Assignment) { a.Title = "a\nb" }, "Title"},
		"no recipe":      {func(a *Assignment) { a.Recipe = nil }, "Recipe"},
		"broken recipe":  {func(a *Assignment) { a.Recipe = []byte("\"\xff\"") }, "Recipe"},
		"long recipe":    {func(a *Assignment) { a.Recipe = []byte(`"` + strings.Repeat("x", MaxRecipe) + `"`) }, "Recipe"},
		"no mark":        {func(a *Assignment) { a.PassMark = 0 }, "PassMark"},
		"high mark":      {func(a *Assignment) { a.PassMark = 101 }, "PassMark"},
		"nobody":         {func(a *Assignment) { a.Everybody = false }, "People"},
		"both":           {func(a *Assignment) { a.People = []string{"p-1"} }, "People"},
		"twice":          {func(a *Assignment) { a.Everybody, a.People = false, []string{"p-1", "p-1"} }, "People"},
		"no name":        {func(a *Assignment) { a.Everybody, a.People = false, []string{""} }, "People"},
		"too many":       {func(a *Assignment) { a.Everybody, a.People = false, make([]string, MaxAssigned+1) }, "People"},
		"by nobody":      {func(a *Assignment) { a.MadeBy = "" }, "MadeBy"},
		"never made":     {func(a *Assignment) { a.MadeAt = 0 }, "MadeAt"},
		"until too soon": {func(a *Assignment) { a.UntilAt = a.MadeAt }, "UntilAt"},
		"closed":         {func(a *Assignment) { a.ClosedAt = noon }, "ClosedAt"},
	} {
		a := assignment(1)
		test.change(&a)
		err := a.Validate()
		var field *FieldError
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case test.want != "" && (!errors.As(err, &field) || field.Field != test.want || !errors.Is(err, ErrInvalid)):
			t.Errorf("%s: got %v, want one of %s", name, err, test.want)
		}
	}
}

func TestAssignment(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 2)
		all, named := assignment(1), assignment(2)
		named.Everybody, named.People, named.UntilAt = false, []string{"p-1", "p-2"}, noon+dayLength
		must(t, s.AddAssignment(ctx, all), s.AddAssignment(ctx, named))
		wants(t, s.AddAssignment(ctx, all), ErrTaken)
		wants(t, s.AddAssignment(ctx, Assignment{}), ErrInvalid)
		for _, want := range []Assignment{all, named} {
			got, err := s.Assignment(ctx, want.ID)
			must(t, err)
			same(t, want, got)
		}
		must(t, s.CloseAssignment(ctx, all.ID, noon+9))
		all.ClosedAt = noon + 9
		got, err := s.Assignment(ctx, all.ID)
		must(t, err)
		same(t, all, got)
		_, none := s.Assignment(ctx, "none")
		_, noProgress := s.Progress(ctx, "none")
		for _, err := range []error{none, noProgress, s.CloseAssignment(ctx, all.ID, noon), s.CloseAssignment(ctx, "none", noon)} {
			wants(t, err, ErrNone)
		}
	})
}

// sit has a person work through a drill for an assignment, with these scores, of so many questions.
func sit(t *testing.T, s *Store, n int, person, assignment string, questions int, scores ...float64) Sitting {
	t.Helper()
	x := Sitting{
		ID: fmt.Sprintf("x-%d", n), Person: person, Drill: fmt.Sprintf("drill of %d", n), Assignment: assignment, Questions: questions,
		StartedAt: noon + int64(100*n),
	}
	_, err := s.StartSitting(t.Context(), x)
	must(t, err)
	for i, score := range scores {
		a := answer(person, "rude", 100*n+i, score, x.StartedAt+int64(i)+1)
		a.Drill, a.Question = x.Drill, fmt.Sprint(i)
		mustKeep(t, s, a)
		x.Answered++
		x.Score += score
		if x.Answered == questions {
			x.FinishedAt = a.ReceivedAt
		}
	}
	return x
}

func TestAssignmentsAreCounted(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 8)
		// One is a trainer, one a manager, one has left, and one is in another store.
		for n, change := range map[int]func(p *people.Person){
			5: func(p *people.Person) { p.Role = people.Trainer }, 6: func(p *people.Person) { p.Role = people.Manager },
			7: func(p *people.Person) { p.LeftAt = noon }, 8: func(p *people.Person) { p.Store = "s-2" },
		} {
			p := person(n)
			change(&p)
			must(t, s.ChangePerson(ctx, p, noon))
		}
		all, named, empty := assignment(1), assignment(2), assignment(3)
		named.Everybody, named.People = false, []string{"p-1", "p-7", "p-8"}
		must(t, s.AddAssignment(ctx, all), s.AddAssignment(ctx, named), s.AddAssignment(ctx, empty))
		sit(t, s, 1, "p-1", "a-1", 5, 1, 1, 1, 0, 0) // failed
		sit(t, s, 2, "p-1", "a-1", 5, 1, 1, 1, 1, 0) // passed just so
		sit(t, s, 3, "p-2", "a-1", 5, 1)             // under way
		sit(t, s, 4, "p-3", "a-1", 3, 1, 1, 0.3)     // failed
		sit(t, s, 5, "p-6", "a-1", 1, 1)             // not asked
		sit(t, s, 6, "p-8", "a-2", 1, 1)
		sit(t, s, 7, "p-7", "a-2", 1, 1)
		var got []string
		for p := (Page{Rows: 2}); ; {
			page, next, err := s.AssignmentsOf(ctx, "s-1", p)
			must(t, err)
			for _, a := range page {
				got = append(got, fmt.Sprintf("%s %d %d %d %d", a.ID, a.Asked, a.Begun, a.Finished, a.Passed))
			}
			if p.After = next; next == "" {
				break
			}
		}
		same(t, []string{"a-3 5 0 0 0", "a-2 2 1 1 1", "a-1 5 3 2 1"}, got)
		page, _, err := s.AssignmentsOf(ctx, "s-2", Page{})
		if len(page) != 0 || err != nil {
			t.Errorf("%v, %v", page, err)
		}
		_, _, err = s.AssignmentsOf(ctx, "s-1", Page{Rows: -1})
		wants(t, err, ErrInvalid)
	})
}

func TestAssignmentsForAPerson(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 3)
		soon, never, named := assignment(1), assignment(2), assignment(3)
		closed, over, elsewhere := assignment(4), assignment(5), assignment(6)
		soon.UntilAt, named.UntilAt, over.UntilAt = noon+200, noon+100, noon+50
		named.Everybody, named.People, elsewhere.Store = false, []string{"p-1"}, "s-2"
		for _, a := range []Assignment{soon, never, named, closed, over, elsewhere} {
			must(t, s.AddAssignment(ctx, a))
		}
		must(t, s.CloseAssignment(ctx, closed.ID, noon+9))
		x1 := sit(t, s, 1, "p-1", soon.ID, 2, 1, 0.5)
		sit(t, s, 2, "p-1", soon.ID, 2, 1, 0.5) // as good, but later
		x3 := sit(t, s, 3, "p-1", soon.ID, 2, 1)
		sit(t, s, 4, "p-2", soon.ID, 1, 1)
		x5 := sit(t, s, 5, "p-1", named.ID, 3)
		manager, leaver, late := person(3), person(3), person(4)
		manager.Role, leaver.LeftAt, late.AddedAt = people.Manager, noon, noon+60
		named.People = nil
		for name, test := range map[string]struct {
			person people.Person
			want   []AssignmentFor
		}{
			"a clerk":       {person(1), []AssignmentFor{{named, Tries{1, x5, Sitting{}}}, {soon, Tries{3, x3, x1}}, {never, Tries{}}}},
			"a later comer": {late, []AssignmentFor{{Assignment: soon}, {Assignment: never}}},
			"a manager":     {manager, nil},
			"a leaver":      {leaver, nil},
		} {
			got, err := s.AssignmentsFor(ctx, test.person, noon+60)
			must(t, err)
			t.Run(name, func(t *testing.T) { same(t, test.want, got) })
		}
	})
}

func TestProgress(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 4)
		must(t, s.AddAssignment(ctx, assignment(1)))
		low := sit(t, s, 1, "p-2", "a-1", 2, 1, 0)
		high := sit(t, s, 2, "p-2", "a-1", 2, 1, 1)
		last := sit(t, s, 3, "p-2", "a-1", 2, 0, 0)
		sit(t, s, 4, "p-4", "a-1", 2, 1, 0)
		under := sit(t, s, 5, "p-3", "a-1", 2, 1)
		gone := person(4)
		gone.LeftAt = noon
		must(t, s.ChangePerson(ctx, gone, noon))
		got, err := s.Progress(ctx, "a-1")
		must(t, err)
		same(t, []Progress{
			{person(1), Tries{}}, {person(2), Tries{3, last, high}}, {person(3), Tries{1, under, Sitting{}}},
		}, got)
		if low.Percent() != 50 || high.Percent() != 100 {
			t.Errorf("%+v, %+v", low, high)
		}
	})
}

// TestPassedAsPercentSays wants the count of those who have passed to go by the same rule as Sitting.Percent.
func TestPassedAsPercentSays(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s, n := staff(t, c, 1), 0
		for _, mark := range []int{1, 29, 33, 34, 57, 58, 66, 67, 80, 99, 100} {
			for _, scores := range [][]float64{
				{0.29}, {1, 0, 0}, {1, 1, 0}, {1.0 / 3, 1.0 / 3, 1}, {0.1, 0.7}, {0.8}, {0.57}, {0.58}, {1, 1, 0.999999},
			} {
				n++
				a := assignment(n)
				a.PassMark = mark
				must(t, s.AddAssignment(t.Context(), a))
				x := sit(t, s, n, "p-1", a.ID, len(scores), scores...)
				counts, err := s.countAssignments(context.Background(), []Assignment{a})
				must(t, err)
				if passed := counts[0].Passed == 1; passed != (x.Percent() >= mark) {
					t.Errorf("%v is %d percent, and passes %d: %v", scores, x.Percent(), mark, passed)
				}
			}
		}
	})
}
