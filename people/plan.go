package people

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Import is a list of staff and what there is when it is brought.
type Import struct {
	People  []Person // everybody who is known, also those who have left
	Stores  []Store
	Entries []Entry   // see ReadStaff
	Refused []Refusal // likewise
	// By is who brings the list; nil for whoever runs the program.
	By *Person
	// Leave lets those leave who work in By's reach and are not in the list.
	Leave bool
	// At is now, in milliseconds since 1970, UTC: who is said to leave later is still here.
	At int64
}

// Change is what becomes of a person. Only the number, name, store, role and LeftAt of After are meant to be kept.
type Change struct {
	Before, After Person
	Fields        []string // that differ
}

// Plan is what an import would do. Nobody is in it twice.
type Plan struct {
	New     []Person // without an ID
	Changed []Change
	// Unchanged are as the list says; those without an ID are unknown here and said to have left.
	Unchanged []Person
	// Leaving have in LeftAt the end of the day that the list gives; 0 where it gives none, for when the plan is carried out.
	Leaving   []Person
	Returning []Change // have left before
	Absent    []Person // work here, are not in the list, and stay
	Refused   []Refusal
	// Held tells that nobody leaves for not being in the list, since a refused row may be about anybody.
	Held bool
}

// Changes counts the people for whom the plan changes something.
func (p *Plan) Changes() int { return len(p.New) + len(p.Changed) + len(p.Leaving) + len(p.Returning) }

// Sum is a digest of what the plan would change, so that nothing else is carried out than what was shown.
func (p *Plan) Sum() string {
	h := sha256.New()
	write := func(doing string, people ...Person) {
		for _, q := range people {
			fmt.Fprintf(h, "%s %q %q %q %q %q %d\n", doing, q.ID, q.Number, q.Name, q.Store, q.Role, q.LeftAt)
		}
	}
	write("new", p.New...)
	for _, c := range p.Changed {
		write("changed", c.Before, c.After)
	}
	write("leaving", p.Leaving...)
	for _, c := range p.Returning {
		write("returning", c.Before, c.After)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Plan works out what the import would do, and does nothing. What By may not change is refused, a row at a time: people of stores
// and roles beyond reach (see Reaches, Manages), and By's own role and leaving. Of a person who is known, what the list does not
// say stays as it is; a new one is then a clerk, and works in By's store unless By looks after all stores.
func (in *Import) Plan() *Plan {
	p := planner{
		Import:   in,
		plan:     &Plan{Refused: slices.Clone(in.Refused)},
		known:    make(map[string]*Person, len(in.People)),
		padded:   map[string]string{},
		named:    map[string]bool{},
		storeIDs: map[string]string{},
	}
	for i := range in.People {
		q := &in.People[i]
		p.known[q.Number] = q
		p.padded[unpadded(q.Number)] = q.Number
		p.adminStays = p.adminStays || p.isBy(q) && q.Role == Admin && !q.Left()
	}
	for _, e := range in.Entries {
		p.entry(e)
	}
	p.absent()
	sortRefusals(p.plan.Refused)
	return p.plan
}

// planner works out a plan.
type planner struct {
	*Import
	plan     *Plan
	known    map[string]*Person // by number
	padded   map[string]string  // number by what is left of it without leading zeros
	named    map[string]bool    // numbers that the list has
	storeIDs map[string]string  // by what the list says; empty for no store
	// adminStays tells that there is an admin after the import, come what may: By, who can't end that.
	adminStays bool
}

func (p *planner) refuse(e Entry, field, rule, param string) {
	p.plan.Refused = append(p.plan.Refused, Refusal{Line: e.Line, Field: field, Rule: rule, Param: shown(param), Number: e.Number})
}

func (p *planner) isBy(q *Person) bool { return p.By != nil && p.By.ID == q.ID }

func (p *planner) reaches(store string) bool { return p.By == nil || p.By.Reaches(store) }

func (p *planner) manages(q *Person) bool { return p.By == nil || p.By.Manages(q) }

// entry plans what a row of the list asks for.
func (p *planner) entry(e Entry) {
	p.named[e.Number] = true
	before := p.known[e.Number]
	padded, lost := p.padded[e.Number]
	switch gone := e.Left && e.LeftAt <= p.At; {
	case before == nil && lost:
		p.named[padded] = true
		p.refuse(e, FieldNumber, RuleZeros, padded)
	case before != nil && !p.reaches(before.Store):
		p.refuse(e, FieldNumber, RuleReach, "")
	case gone && before == nil:
		p.plan.Unchanged = append(p.plan.Unchanged, Person{Number: e.Number, Name: e.Name, LeftAt: e.LeftAt})
	case gone:
		p.leave(e, *before)
	default:
		p.stay(e, before)
	}
}

// leave plans for somebody known whom the list says to have left.
func (p *planner) leave(e Entry, q Person) {
	switch {
	case q.Left():
		p.plan.Unchanged = append(p.plan.Unchanged, q)
	case p.isBy(&q):
		p.refuse(e, FieldLeft, RuleSelf, "")
	case !p.manages(&q):
		p.refuse(e, FieldLeft, RuleReach, "")
	case q.Role == Admin && !p.adminStays:
		p.refuse(e, FieldLeft, RuleAdmin, "")
	default:
		q.LeftAt = e.LeftAt
		p.plan.Leaving = append(p.plan.Leaving, q)
	}
}

// stay plans for somebody who works here after the import; before is nil for who is new.
func (p *planner) stay(e Entry, before *Person) {
	after := Person{Number: e.Number, Role: Clerk}
	if p.By != nil && p.By.Role != Admin {
		after.Store = p.By.Store
	}
	if before != nil {
		after = *before
		after.LeftAt = 0
	}
	after.Name = e.Name
	after.Role = cmp.Or(e.Role, after.Role)
	if e.Store != "" {
		after.Store = p.storeID(e.Store)
		if after.Store == "" {
			p.refuse(e, FieldStore, RuleStoreUnknown, e.Store)
			return
		}
	}
	if before == nil {
		if field, rule := p.forbidsNew(&after); rule != "" {
			p.refuse(e, field, rule, "")
			return
		}
		p.plan.New = append(p.plan.New, after)
		return
	}
	c := Change{Before: *before, After: after, Fields: differences(before, &after)}
	if len(c.Fields) == 0 {
		p.plan.Unchanged = append(p.plan.Unchanged, after)
		return
	}
	if field, rule := p.forbids(&c); rule != "" {
		p.refuse(e, field, rule, "")
		return
	}
	if before.Left() {
		p.plan.Returning = append(p.plan.Returning, c)
		return
	}
	p.plan.Changed = append(p.plan.Changed, c)
}

// differences names the fields in which a list may make people differ and does.
func differences(a, b *Person) []string {
	var fields []string
	for _, f := range []struct {
		name    string
		differs bool
	}{
		{FieldName, a.Name != b.Name},
		{FieldStore, a.Store != b.Store},
		{FieldRole, a.Role != b.Role},
		{FieldLeft, a.LeftAt != b.LeftAt},
	} {
		if f.differs {
			fields = append(fields, f.name)
		}
	}
	return fields
}

// forbids tells which rule keeps By from a change, and in which field; empty where none does.
func (p *planner) forbids(c *Change) (field, rule string) {
	switch otherRole := c.After.Role != c.Before.Role; {
	case !p.manages(&c.Before):
		return FieldNumber, RuleReach
	case otherRole && p.isBy(&c.Before):
		return FieldRole, RuleSelf
	case otherRole && c.Before.Role == Admin && !c.Before.Left() && !p.adminStays:
		return FieldRole, RuleAdmin
	}
	return p.forbidsNew(&c.After)
}

// forbidsNew is forbids for somebody new.
func (p *planner) forbidsNew(q *Person) (field, rule string) {
	switch {
	case q.Store == "" && q.Role != Admin:
		return FieldStore, RuleRequired
	case !p.reaches(q.Store):
		return FieldStore, RuleReach
	case !p.manages(q):
		return FieldRole, RuleReach
	}
	return "", ""
}

// absent plans for those who are not in the list.
func (p *planner) absent() {
	for _, r := range p.Refused {
		p.named[r.Number] = true
		p.plan.Held = p.plan.Held || r.Number == ""
	}
	for _, number := range slices.Sorted(maps.Keys(p.known)) {
		q := *p.known[number]
		switch {
		case q.Left(), p.named[number], !p.manages(&q):
		case !p.Leave, p.plan.Held, p.isBy(&q), q.Role == Admin && !p.adminStays:
			p.plan.Absent = append(p.plan.Absent, q)
		default:
			p.plan.Leaving = append(p.plan.Leaving, q)
		}
	}
}

// storeID finds a store by its code, with or without the leading zeros that spreadsheets drop, or by its name; empty for none or
// several.
func (p *planner) storeID(said string) string {
	if id, ok := p.storeIDs[said]; ok {
		return id
	}
	code, name := CleanNumber(said), folded(said)
	for _, same := range []func(Store) bool{
		func(s Store) bool { return CleanNumber(s.Code) == code },
		func(s Store) bool { return unpadded(CleanNumber(s.Code)) == unpadded(code) },
		func(s Store) bool { return folded(s.Name) == name },
	} {
		i := slices.IndexFunc(p.Stores, same)
		if i >= 0 && !slices.ContainsFunc(p.Stores[i+1:], same) {
			p.storeIDs[said] = p.Stores[i].ID
			break
		}
	}
	return p.storeIDs[said]
}

// unpadded is a number or code without leading zeros.
func unpadded(s string) string { return strings.TrimLeft(s, "0") }
