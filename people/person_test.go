package people

import "testing"

func TestAtLeast(t *testing.T) {
	t.Parallel()
	for i, r := range Roles() {
		for j, other := range Roles() {
			if got := r.AtLeast(other); got != (i >= j) {
				t.Errorf("%s may do what %s may: %v", r, other, got)
			}
		}
	}
	if Role("").AtLeast(Clerk) || Role("owner").AtLeast("owner") {
		t.Error("what is no role may something")
	}
}

func TestReachesAndManages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		who, other       Person
		reaches, manages bool
	}{
		"clerk, own store":       {Person{Role: Clerk, Store: "a"}, Person{Role: Clerk, Store: "a"}, true, false},
		"trainer, own store":     {Person{Role: Trainer, Store: "a"}, Person{Role: Clerk, Store: "a"}, true, false},
		"manager, own store":     {Person{Role: Manager, Store: "a"}, Person{Role: Trainer, Store: "a"}, true, true},
		"manager, another store": {Person{Role: Manager, Store: "a"}, Person{Role: Clerk, Store: "b"}, false, false},
		"manager, an admin":      {Person{Role: Manager, Store: "a"}, Person{Role: Admin, Store: "a"}, true, false},
		"manager, no store":      {Person{Role: Manager}, Person{Role: Clerk}, false, false},
		"admin, another store":   {Person{Role: Admin, Store: "a"}, Person{Role: Manager, Store: "b"}, true, true},
	} {
		if got := c.who.Reaches(c.other.Store); got != c.reaches {
			t.Errorf("%s: reaches %v", name, got)
		}
		if got := c.who.Manages(&c.other); got != c.manages {
			t.Errorf("%s: manages %v", name, got)
		}
	}
}
