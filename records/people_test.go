package records

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clerkcoach/people"
)

// person makes the n-th person of a long row: clerks of the store s-1.
func person(n int) people.Person {
	return people.Person{
		ID: fmt.Sprintf("p-%d", n), Number: fmt.Sprintf("A%05d", n), Name: fmt.Sprintf("王小明 %d", n), Store: "s-1", Role: people.Clerk,
		AddedAt: noon,
	}
}

// staff opens a store with the stores s-1 and s-2, and people 1 to n in the first of them.
func staff(tb testing.TB, c Config, n int) *Store {
	tb.Helper()
	s := mustOpen(tb, c)
	stores := []people.Store{{ID: "s-1", Code: "0173", Name: "人民路店"}, {ID: "s-2", Code: "0174", Name: "Harbour"}}
	plan := StaffChange{Stores: stores, At: noon}
	for i := range n {
		plan.Add = append(plan.Add, person(i+1))
	}
	must(tb, s.CarryOut(context.Background(), plan))
	return s
}

// must fails where there is an error.
func must(tb testing.TB, errs ...error) {
	tb.Helper()
	if err := errors.Join(errs...); err != nil {
		tb.Fatal(err)
	}
}

// same fails where two things differ.
func same(tb interface {
	Helper()
	Error(args ...any)
}, want, got any, options ...cmp.Option,
) {
	tb.Helper()
	if diff := cmp.Diff(want, got, options...); diff != "" {
		tb.Error(diff)
	}
}

func TestStores(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 0)
		north := people.Store{ID: "s-3", Code: "0001", Name: "北京西路店"}
		must(t, s.AddStore(ctx, north))
		wants(t, s.AddStore(ctx, people.Store{ID: "s-3", Code: "x", Name: "x"}), ErrTaken)
		wants(t, s.AddStore(ctx, people.Store{ID: "s-4", Code: "0001", Name: "x"}), ErrTaken)
		wants(t, s.ChangeStore(ctx, people.Store{ID: "s-3", Code: "0173", Name: "x"}), ErrTaken)
		wants(t, s.ChangeStore(ctx, people.Store{ID: "none", Code: "x", Name: "x"}), ErrNone)
		north.Name = "北京东路店"
		must(t, s.ChangeStore(ctx, north))
		all, err := s.Stores(ctx)
		must(t, err)
		same(t, []people.Store{north, {ID: "s-1", Code: "0173", Name: "人民路店"}, {ID: "s-2", Code: "0174", Name: "Harbour"}}, all)
	})
}

func TestPeople(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 0)
		one := person(1)
		must(t, s.AddPerson(ctx, one))
		for _, other := range []people.Person{{ID: "p-1", Number: "B1"}, {ID: "p-2", Number: one.Number}} {
			other.Store, other.Role = "s-1", people.Clerk
			wants(t, s.AddPerson(ctx, other), ErrTaken)
		}
		must(t, s.AddPerson(ctx, person(2)))
		two := person(2)
		two.Number = one.Number
		wants(t, s.ChangePerson(ctx, two, noon), ErrTaken)
		wants(t, s.ChangePerson(ctx, person(3), noon), ErrNone)
		// A new name signs nobody out, a new store does.
		one.Name = "Ann O'Neill \U0001f600"
		must(t, s.ChangePerson(ctx, one, noon+1))
		one.Store, one.SignedOutAt = "s-2", noon+2
		must(t, s.ChangePerson(ctx, one, noon+2))
		must(t, s.SetPIN(ctx, "p-1", "a hash", true), s.SetPassword(ctx, "p-1", "another", noon+3))
		one.HasPIN, one.PINOnce, one.HasPassword, one.SignedOutAt = true, true, true, noon+3
		for _, find := range []func() (people.Person, error){
			func() (people.Person, error) { return s.Person(ctx, one.ID) },
			func() (people.Person, error) { return s.PersonByNumber(ctx, one.Number) },
		} {
			got, err := find()
			must(t, err)
			same(t, one, got)
		}
		_, err := s.Person(ctx, "nobody")
		wants(t, err, ErrNone)
		_, err = s.PersonByNumber(ctx, "p-1")
		wants(t, err, ErrNone)
	})
}

func TestPeoplePages(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 30)
		for i := range 10 { // every third has left, every other is in another store, and every fifth a trainer
			p := person(3*i + 1)
			p.LeftAt = noon + 1
			must(t, s.ChangePerson(ctx, p, noon+1))
		}
		trainer := person(5)
		trainer.Role, trainer.Store = people.Trainer, "s-2"
		must(t, s.ChangePerson(ctx, trainer, noon))
		for name, test := range map[string]struct {
			staff Staff
			want  int
		}{
			"there": {Staff{}, 20}, "left": {Staff{Left: true}, 10}, "all": {Staff{Everybody: true}, 30},
			"store": {Staff{Store: "s-1"}, 19}, "store, all": {Staff{Store: "s-1", Everybody: true}, 29},
			"role": {Staff{Role: people.Trainer}, 1}, "none": {Staff{Store: "s-2", Role: people.Clerk}, 0},
		} {
			for _, newest := range []bool{false, true} {
				var numbers []string
				for p := (Page{Rows: 7, NewestFirst: newest}); ; {
					page, next, err := s.People(ctx, test.staff, p)
					must(t, err)
					for _, one := range page {
						numbers = append(numbers, one.Number)
					}
					if p.After = next; next == "" {
						break
					}
				}
				sorted := func(a, b string) bool { return a < b != newest }
				for i := range numbers {
					if i > 0 && !sorted(numbers[i-1], numbers[i]) {
						t.Errorf("%s: %q", name, numbers)
					}
				}
				if len(numbers) != test.want {
					t.Errorf("%s: %d people, want %d", name, len(numbers), test.want)
				}
			}
		}
		_, _, err := s.People(ctx, Staff{}, Page{After: "no cursor"})
		wants(t, err, ErrInvalid)
	})
}

// admin makes a person an admin with a password.
func admin(t *testing.T, s *Store, n int) people.Person {
	t.Helper()
	p := person(n)
	p.Role = people.Admin
	must(t, s.ChangePerson(t.Context(), p, noon), s.SetPassword(t.Context(), p.ID, "hash", noon))
	return p
}

func TestTheLastAdminStays(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 3)
		has, err := s.HasAdmin(ctx)
		if has || err != nil {
			t.Errorf("an admin: %v, %v", has, err)
		}
		one := admin(t, s, 1)
		demoted, gone := one, one
		demoted.Role, gone.LeftAt = people.Manager, noon+1
		wants(t, s.ChangePerson(ctx, demoted, noon), ErrLastAdmin)
		wants(t, s.ChangePerson(ctx, gone, noon), ErrLastAdmin)
		wants(t, s.CarryOut(ctx, StaffChange{Leave: []string{one.ID}, At: noon}), ErrLastAdmin)
		same(t, one.Role, mustPerson(t, s, one.ID).Role)
		admin(t, s, 2)
		must(t, s.ChangePerson(ctx, demoted, noon))
		if has, err := s.HasAdmin(ctx); !has || err != nil {
			t.Errorf("an admin: %v, %v", has, err)
		}
	})
}

func mustPerson(tb testing.TB, s *Store, id string) people.Person {
	tb.Helper()
	p, err := s.Person(context.Background(), id)
	must(tb, err)
	return p
}

// TestConcurrentAdminsDemoteEachOther wants one of two admins to stay who take the role from each other at once.
func TestConcurrentAdminsDemoteEachOther(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		stores := []*Store{staff(t, c, 2), mustOpen(t, c)}
		for range 10 {
			admin(t, stores[0], 1)
			admin(t, stores[0], 2)
			errs := make(chan error)
			for i := range stores {
				go func() { errs <- stores[i].ChangePerson(context.Background(), person(i+1), noon) }()
			}
			failed := 0
			for range stores {
				if err := <-errs; err != nil {
					wants(t, err, ErrLastAdmin)
					failed++
				}
			}
			if failed != 1 {
				t.Errorf("%d were refused", failed)
			}
		}
	})
}

func TestCarryOut(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 50)
		// One admin follows another in one list.
		first := admin(t, s, 1)
		first.Role, first.Store = people.Clerk, "s-3"
		second := person(2)
		second.Role = people.Admin
		third := people.Store{ID: "s-3", Code: "3", Name: "third"}
		plan := StaffChange{Stores: []people.Store{third}, Change: []people.Person{first, second}, At: noon + 5}
		for n := range 45 {
			plan.Leave = append(plan.Leave, person(n+3).ID)
			plan.Add = append(plan.Add, person(n+101))
		}
		must(t, s.CarryOut(ctx, plan))
		first.SignedOutAt, first.HasPassword = noon+5, true
		same(t, first, mustPerson(t, s, "p-1"))
		same(t, people.Admin, mustPerson(t, s, "p-2").Role)
		gone := mustPerson(t, s, "p-3")
		if gone.LeftAt != noon+5 || gone.SignedOutAt != noon+5 {
			t.Errorf("%+v", gone)
		}
		// Who has left stays as they are.
		must(t, s.CarryOut(ctx, StaffChange{Leave: []string{"p-3"}, At: noon + 6}))
		same(t, gone, mustPerson(t, s, "p-3"))
		// All or nothing.
		for name, test := range map[string]struct {
			plan StaffChange
			want error
		}{
			"a number twice": {StaffChange{Add: []people.Person{person(500), person(501), person(2)}}, ErrTaken},
			"nobody":         {StaffChange{Add: []people.Person{person(500)}, Change: []people.Person{person(999)}}, ErrNone},
			"nobody leaves":  {StaffChange{Add: []people.Person{person(500)}, Leave: []string{"p-999"}}, ErrNone},
			"a taken number": {StaffChange{Add: []people.Person{person(500)}, Change: []people.Person{renumbered(49, 50)}}, ErrTaken},
			"the last admin": {StaffChange{Add: []people.Person{person(500)}, Leave: []string{"p-2"}, At: noon}, ErrLastAdmin},
			"too many":       {StaffChange{Leave: make([]string, MaxStaff+1)}, ErrInvalid},
		} {
			if err := s.CarryOut(ctx, test.plan); !errors.Is(err, test.want) {
				t.Errorf("%s: %v", name, err)
			}
			_, err := s.Person(ctx, "p-500")
			wants(t, err, ErrNone)
		}
	})
}

// renumbered is a person who takes another's number.
func renumbered(n, number int) people.Person {
	p := person(n)
	p.Number = person(number).Number
	return p
}

// TestCarryOutOfALongList wants lists of many rows to be carried out whole: to add, to change and to let go. BenchmarkCarryOut
// tells how long the longest take.
func TestCarryOutOfALongList(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		const n = 40*rowsAtOnce + 1
		s := staff(t, c, 0)
		for _, plan := range longLists(n) {
			must(t, s.CarryOut(t.Context(), plan))
		}
		var people, moved, gone int
		must(t, s.reading.QueryRowContext(t.Context(), `SELECT COUNT(*), SUM(CASE WHEN store = 's-2' THEN 1 ELSE 0 END),
			SUM(CASE WHEN left_at > 0 THEN 1 ELSE 0 END) FROM people`).Scan(&people, &moved, &gone))
		if people != n || moved != n || gone != n {
			t.Errorf("%d people, %d moved, %d gone, of %d", people, moved, gone, n)
		}
	})
}

// longLists are lists of n people who are added, who come to another store, and who leave.
func longLists(n int) []StaffChange {
	add, change, leave := StaffChange{At: noon}, StaffChange{At: noon}, StaffChange{At: noon}
	for i := range n {
		p := person(i)
		add.Add = append(add.Add, p)
		p.Store, p.Number = "s-2", "B"+p.Number
		change.Change = append(change.Change, p)
		leave.Leave = append(leave.Leave, p.ID)
	}
	return []StaffChange{add, change, leave}
}
