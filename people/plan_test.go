package people

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clerkcoach/tables"
)

// now is when the tests' imports happen.
const now = 1_780_000_000_000

func shops() []Store {
	return []Store{{"s1", "0173", "North Mall"}, {"s2", "0200", "人民广场"}, {"s3", "9", "Twin"}, {"s4", "10", "Twin"}}
}

// staff are two of each role in two stores, and one who has left.
func staff() []Person {
	return []Person{
		{ID: "p1", Number: "001", Name: "Ann", Store: "s1", Role: Clerk, HasPIN: true},
		{ID: "p2", Number: "002", Name: "Bo", Store: "s1", Role: Trainer},
		{ID: "p3", Number: "003", Name: "Cy", Store: "s1", Role: Manager},
		{ID: "p4", Number: "004", Name: "Di", Store: "s2", Role: Clerk},
		{ID: "p5", Number: "005", Name: "Ed", Store: "s2", Role: Manager},
		{ID: "p6", Number: "006", Name: "Flo", Role: Admin},
		{ID: "p7", Number: "007", Name: "Gil", Store: "s1", Role: Clerk, LeftAt: 1},
		{ID: "p8", Number: "008", Name: "Hu", Store: "s1", Role: Admin},
	}
}

// numbers lists whose a plan's people are, by what becomes of them.
func numbers(p *Plan) string {
	var out string
	for _, part := range []struct {
		name   string
		people []Person
	}{
		{"new", p.New}, {"changed", afters(p.Changed)}, {"unchanged", p.Unchanged}, {"leaving", p.Leaving},
		{"returning", afters(p.Returning)}, {"absent", p.Absent},
	} {
		if len(part.people) > 0 {
			out += part.name
			for _, q := range part.people {
				out += " " + q.Number
			}
			out += "; "
		}
	}
	for _, r := range p.Refused {
		out += fmt.Sprintf("%d %s %s %s; ", r.Line, r.Field, r.Rule, r.Param)
	}
	return out
}

func afters(changes []Change) []Person {
	var people []Person
	for _, c := range changes {
		people = append(people, c.After)
	}
	return people
}

func TestPlan(t *testing.T) {
	t.Parallel()
	everybody := staff()
	by := func(number string) *Person {
		for _, q := range everybody {
			if q.Number == number {
				return &q
			}
		}
		return nil
	}
	for name, c := range map[string]struct {
		by    string
		leave bool
		list  string
		want  string
	}{
		"an admin's": {
			"006", false,
			"number,name,store,role\n001,Anna,,\n004,Di,0173,trainer\n007,Gil,0173,clerk\n010,New,人民广场,manager\n011,Nu,0173,",
			"new 010 011; changed 001 004; returning 007; absent 002 003 005 006 008; ",
		},
		"an admin's, and others leave": {
			"006", true, "number,name\n001,Ann\n002,Bo",
			"unchanged 001 002; leaving 003 004 005 008; absent 006; ",
		},
		"a manager's": {
			"003", true, "number,name\n001,Anna\n010,New",
			"new 010; changed 001; leaving 002; absent 003; ",
		},
		"a manager's, of another store": {
			"003", false, "number,name,store\n001,Ann,0200\n004,Di,\n005,Ed,0173\n010,New,0200\n002,Bo,0173",
			"unchanged 002; absent 003; 2 store reach ; 3 number reach ; 4 number reach ; 5 store reach ; ",
		},
		"a manager's, of roles": {
			"003", false, "number,name,role\n001,Ann,admin\n002,Bo,manager\n003,Cy,clerk\n008,Huang,admin\n010,New,admin",
			"changed 002; 2 role reach ; 4 role self ; 5 number reach ; 6 role reach ; ",
		},
		"a manager's, of oneself and an admin": {
			"003", true, "number,name,left\n001,Ann,\n002,Bo,\n003,Cy,yes\n008,Hu,yes",
			"unchanged 001 002; 4 left self ; 5 left reach ; ",
		},
		"an admin's, of oneself": {
			"006", true, "number,name,role,left\n006,Flora,,\n008,Hu,clerk,\n001,Ann,,\n002,Bo,,\n003,Cy,,\n004,Di,,\n005,Ed,,yes",
			"changed 006 008; unchanged 001 002 003 004; leaving 005; ",
		},
		"an admin's, who ends being one": {
			"006", true, "number,name,role,left\n006,Flo,clerk,\n001,Ann,,\n002,Bo,,\n003,Cy,,\n004,Di,,\n005,Ed,,\n008,Hu,,",
			"unchanged 001 002 003 004 005 008; 2 role self ; ",
		},
		"a trainer's": {
			"002", true, "number,name\n001,Ann\n003,Cyd\n010,New",
			"unchanged 001; 3 number reach ; 4 role reach ; ",
		},
		"nobody's": {
			"", true, "number,name,role,left\n006,Flo,clerk,\n008,Hu,,yes\n010,New,,\n011,Nu,admin,",
			"new 011; leaving 001 002 003 004 005; 2 role admin ; 3 left admin ; 4 store required ; ",
		},
		"nobody's, without the admins": {
			"", true, "number,name\n001,Ann",
			"unchanged 001; leaving 002 003 004 005; absent 006 008; ",
		},
		"those who have left": {
			"006", false,
			"number,name,store,left\n007,Gil,nowhere,yes\n020,Old,nowhere,yes\n" +
				"001,Ann,,2026-01-31\n002,Bo,,2030-01-31\n003,Cy,,no",
			"unchanged 007 020 002 003; leaving 001; absent 004 005 006 008; ",
		},
		"stores": {
			"006", false, "number,name,store\n001,Ann,173\n002,Bo,north mall\n003,Cy,Twin\n004,Di,09\n005,Ed,７\n010,New,",
			"changed 004; unchanged 001 002; absent 006 008; " +
				"4 store store_unknown Twin; 6 store store_unknown 7; 7 store required ; ",
		},
		"zeros lost": {
			"006", true, "number,name,store\n1,Ann,0173\n0002,Bo,0173\n3,Cy,0173\n003,Cy,0173\n12,New,0173",
			"new 0002 12; unchanged 003; leaving 002 004 005 008; absent 006; 2 number zeros 001; 4 number zeros 003; ",
		},
		"a refused row is not missing": {
			"003", true, "number,name,role\n001,,\n002,Bo,boss\n003,Cy,",
			"unchanged 003; 2 name required ; 3 role role_unknown boss; ",
		},
		"a row of anybody": {
			"003", true, "number,name\n,Ann\n003,Cy",
			"unchanged 003; absent 001 002; 2 number required ; ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, refused, err := ReadStaff(table(c.list))
			if err != nil {
				t.Fatal(err)
			}
			in := Import{
				People: staff(), Stores: shops(), Entries: entries, Refused: refused, By: by(c.by), Leave: c.leave, At: now,
			}
			p := in.Plan()
			if got := numbers(p); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if want := name == "a row of anybody"; p.Held != want {
				t.Errorf("held: %v", p.Held)
			}
		})
	}
}

// TestPlanDetails looks at what becomes of people, beyond whom.
func TestPlanDetails(t *testing.T) {
	t.Parallel()
	entries, refused, err := ReadStaff(table("number,name,store,role,left\n" +
		"001,Anna,0200,trainer,\n007,Gil,0200,,\n010,New,0173,,\n002,Bo,,,2026-01-31\n003,Cy,,,yes"))
	if err != nil || refused != nil {
		t.Fatal(err, refused)
	}
	everybody := staff()
	in := Import{People: everybody, Stores: shops(), Entries: entries, By: &everybody[5], At: now}
	p := in.Plan()
	want := &Plan{
		New: []Person{{Number: "010", Name: "New", Store: "s1", Role: Clerk}},
		Changed: []Change{{
			Before: everybody[0],
			After:  Person{ID: "p1", Number: "001", Name: "Anna", Store: "s2", Role: Trainer, HasPIN: true},
			Fields: []string{FieldName, FieldStore, FieldRole},
		}},
		Leaving: []Person{
			{ID: "p2", Number: "002", Name: "Bo", Store: "s1", Role: Trainer, LeftAt: endOf(2026, 1, 31)},
			{ID: "p3", Number: "003", Name: "Cy", Store: "s1", Role: Manager},
		},
		Returning: []Change{{
			Before: everybody[6],
			After:  Person{ID: "p7", Number: "007", Name: "Gil", Store: "s2", Role: Clerk},
			Fields: []string{FieldStore, FieldLeft},
		}},
		Absent: []Person{everybody[3], everybody[4], everybody[5], everybody[7]},
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Errorf("the plan (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(staff(), everybody); diff != "" {
		t.Errorf("planning changed people (-want +got):\n%s", diff)
	}
	if p.Changes() != 5 {
		t.Errorf("%d changes", p.Changes())
	}
}

// TestSum wants the sum to follow what would be done, and nothing else.
func TestSum(t *testing.T) {
	t.Parallel()
	sum := func(change func(in *Import)) string {
		in := Import{
			People: staff(), Stores: shops(), By: &staff()[5], At: now,
			Entries: []Entry{
				{Line: 2, Number: "001", Name: "Anna"},
				{Line: 3, Number: "010", Name: "New", Store: "0173"},
				{Line: 4, Number: "007", Name: "Gil"},
			},
		}
		change(&in)
		return in.Plan().Sum()
	}
	plain := sum(func(*Import) {})
	for name, change := range map[string]func(in *Import){
		"nothing":              func(*Import) {},
		"a moment later":       func(in *Import) { in.At++ },
		"signed out meanwhile": func(in *Import) { in.People[0].SignedOutAt, in.People[0].HasPassword = now, true },
		"another order":        func(in *Import) { slices.Reverse(in.People) },
		"other lines":          func(in *Import) { in.Entries[0].Line = 9 },
		"one more unchanged":   func(in *Import) { in.Entries = append(in.Entries, Entry{Line: 5, Number: "002", Name: "Bo"}) },
	} {
		if sum(change) != plain {
			t.Errorf("%s: another sum", name)
		}
	}
	seen := map[string]string{plain: "nothing"}
	for name, change := range map[string]func(in *Import){
		"another name":   func(in *Import) { in.Entries[0].Name = "Annie" },
		"another role":   func(in *Import) { in.Entries[0].Role = Trainer },
		"another store":  func(in *Import) { in.Entries[1].Store = "0200" },
		"one leaves":     func(in *Import) { in.Entries[0].Left = true },
		"on a day":       func(in *Import) { in.Entries[0].Left, in.Entries[0].LeftAt = true, now-1 },
		"others leave":   func(in *Import) { in.Leave = true },
		"renamed before": func(in *Import) { in.People[0].Name = "Annette" },
		"renamed back":   func(in *Import) { in.People[0].Name = "Anna" },
		"one less":       func(in *Import) { in.Entries = in.Entries[:2] },
		"another's":      func(in *Import) { in.People[0].ID = "p0" },
	} {
		s := sum(change)
		if other, ok := seen[s]; ok {
			t.Errorf("%s has the sum of %s", name, other)
		}
		seen[s] = name
	}
}

// someImport draws people, a list that knows some of them, and who brings it.
func someImport(t *rapid.T) Import {
	people := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) Person {
		return Person{
			Number: rapid.StringMatching(`0?[1-9]`).Draw(t, "number"),
			Name:   rapid.SampledFrom([]string{"Ann", "Bo"}).Draw(t, "name"),
			Store:  rapid.SampledFrom([]string{"s1", "s2"}).Draw(t, "store"),
			Role:   rapid.SampledFrom(Roles()).Draw(t, "role"),
			LeftAt: rapid.SampledFrom([]int64{0, 0, 1}).Draw(t, "left at"),
		}
	}), 0, 12, func(p Person) string { return p.Number }).Draw(t, "people")
	for i := range people {
		people[i].ID = fmt.Sprint("p", i)
	}
	rows := []tables.Row{{Line: 1, Cells: rapid.Permutation([]string{"number", "name", "store", "role", "left"}).Draw(t, "headings")}}
	if rapid.Bool().Draw(t, "few columns") {
		rows[0].Cells = []string{"number", "name"}
	}
	for range rapid.IntRange(1, 12).Draw(t, "rows") {
		var cells []string
		for _, heading := range rows[0].Cells {
			values := map[string][]string{
				"number": {"1", "01", "2", "02", "3", "4", "5", "06", "7", "8", "9", "!"},
				"name":   {"Ann", "Bo", "Cy", ""},
				"store":  {"0173", "200", "nowhere", ""},
				"role":   {"clerk", "trainer", "manager", "admin", "boss", ""},
				"left":   {"", "", "yes", "2026-01-31", "2099-01-31"},
			}[heading]
			cells = append(cells, rapid.SampledFrom(values).Draw(t, heading))
		}
		rows = append(rows, tables.Row{Line: len(rows) + 1, Cells: cells})
	}
	entries, refused, err := ReadStaff(rows)
	if err != nil {
		t.Fatal(err)
	}
	in := Import{People: people, Stores: shops(), Entries: entries, Refused: refused, Leave: rapid.Bool().Draw(t, "leave"), At: now}
	here := slices.DeleteFunc(slices.Clone(people), func(p Person) bool { return p.Left() })
	if len(here) > 0 && rapid.IntRange(0, 9).Draw(t, "somebody's") > 0 {
		by := rapid.SampledFrom(here).Draw(t, "by")
		in.By = &by
	}
	return in
}
