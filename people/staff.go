package people

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"clerkcoach/tables"
)

// The fields of a list of staff, which are the columns that it may have.
const (
	FieldNumber = "number"
	FieldName   = "name"
	FieldStore  = "store"
	FieldRole   = "role"
	FieldLeft   = "left"
)

// The rules of a list of staff, beside those of staff numbers and names.
const (
	RuleTwice        = "twice"         // stands in the list more than once; Param: another line with it
	RuleExample      = "example"       // is an example row of the template
	RuleZeros        = "zeros"         // has lost its leading zeros, as spreadsheets like to do; Param: the number that is known
	RuleStoreUnknown = "store_unknown" // is the code or name of no store; Param: what the list says
	RuleRoleUnknown  = "role_unknown"  // is no role; Param: what the list says
	RuleLeftUnknown  = "left_unknown"  // is neither yes nor no nor a date; Param: what the list says
	RuleReach        = "reach"         // is beyond what whoever brings the list may change
	RuleSelf         = "self"          // is about whoever brings the list, who may not change that
	RuleAdmin        = "admin"         // is an admin, which only another admin can end
)

// Entry is what a list of staff says of one person. It says nothing of what is empty.
type Entry struct {
	Line   int
	Number string // clean, see CleanNumber
	Name   string // clean, see CleanName
	Store  string // a store's code or name
	Role   Role
	// Left tells that the person has left or leaves; LeftAt at the end of which day, in milliseconds since 1970, UTC, 0 if that is
	// not said.
	Left   bool
	LeftAt int64
}

// Refusal says what was refused in a row of a list, and by which rule. A row that breaks several rules has several.
type Refusal struct {
	Line  int
	Field string
	Rule  string // its words have the id "field_" and the rule
	Param string // what the rule's comment says; may be empty
	// Number is whose row it is, empty where that can't be told. Whose row is refused is not missing from the list.
	Number string
}

// ErrNobody says that a list of staff has headings and no rows. Taken at its word, everybody would leave.
var ErrNobody = errors.New("the list names nobody")

// HeadingError says that a list of staff lacks columns that it has to have.
type HeadingError struct {
	Missing []string // the fields that have no column
}

// Error names the columns.
func (e *HeadingError) Error() string {
	return "the list has no column for " + strings.Join(e.Missing, " and ")
}

const (
	headingRows = 5  // looked at for the headings: there may be a title above them
	maxShown    = 40 // characters of a cell that a refusal repeats
)

// ReadStaff reads a list of staff: headings in Chinese or English, in any order, and a row for each person. There have to be
// columns for number and name; of several for the same field the leftmost counts, and unknown ones are passed over. A row that
// breaks a rule is refused and stops no other. The errors are a *HeadingError and ErrNobody.
func ReadStaff(rows []tables.Row) ([]Entry, []Refusal, error) {
	columns, rows, err := headings(rows)
	if err != nil {
		return nil, nil, err
	}
	if len(rows) == 0 {
		return nil, nil, ErrNobody
	}
	var (
		entries []Entry
		refused []Refusal
		lines   = map[string][]int{} // by number
	)
	for _, row := range rows {
		r := rowReader{row: row, columns: columns}
		e := r.entry()
		if e.Number != "" {
			lines[e.Number] = append(lines[e.Number], e.Line)
		}
		if r.refused == nil {
			entries = append(entries, e)
		}
		refused = append(refused, r.refused...)
	}
	// Which of several rows with one number is meant, nobody can tell.
	entries = slices.DeleteFunc(entries, func(e Entry) bool {
		all := lines[e.Number]
		if len(all) == 1 {
			return false
		}
		other := all[0]
		if other == e.Line {
			other = all[1]
		}
		refused = append(refused, Refusal{e.Line, FieldNumber, RuleTwice, strconv.Itoa(other), e.Number})
		return true
	})
	sortRefusals(refused)
	return entries, refused, nil
}

// Columns gives a list of staff with those columns only that ReadStaff reads, so that the rest of it, such as addresses, need
// not be kept: ReadStaff makes the same of it. The error is a *HeadingError.
func Columns(rows []tables.Row) ([]tables.Row, error) {
	columns, below, err := headings(rows)
	if err != nil {
		return nil, err
	}
	head := tables.Row{Line: rows[len(rows)-len(below)-1].Line}
	for _, field := range []string{FieldNumber, FieldName, FieldStore, FieldRole, FieldLeft} {
		if _, ok := columns[field]; ok {
			head.Cells = append(head.Cells, field)
		}
	}
	all := []tables.Row{head}
	for _, row := range below {
		r := rowReader{row: row, columns: columns}
		cells := make([]string, len(head.Cells))
		for i, field := range head.Cells {
			cells[i] = r.cell(field)
		}
		all = append(all, tables.Row{Line: row.Line, Cells: cells})
	}
	return all, nil
}

func sortRefusals(refused []Refusal) {
	slices.SortStableFunc(refused, func(a, b Refusal) int { return cmp.Compare(a.Line, b.Line) })
}

// headings finds the column of each field, and the rows below the headings.
func headings(rows []tables.Row) (columns map[string]int, below []tables.Row, err error) {
	fault := &HeadingError{missingIn(nil)}
	for i, row := range rows[:min(len(rows), headingRows)] {
		columns := map[string]int{}
		for at, cell := range row.Cells {
			field := fieldOf(cell)
			if _, twice := columns[field]; field != "" && !twice {
				columns[field] = at
			}
		}
		missing := missingIn(columns)
		if len(missing) == 0 {
			return columns, rows[i+1:], nil
		}
		// The row that has most of the headings is likely meant to be them.
		if len(missing) < len(fault.Missing) {
			fault.Missing = missing
		}
	}
	return nil, nil, fault
}

func missingIn(columns map[string]int) []string {
	return slices.DeleteFunc([]string{FieldNumber, FieldName}, func(field string) bool {
		_, ok := columns[field]
		return ok
	})
}

// rowReader reads a row and gathers what is refused in it.
type rowReader struct {
	row     tables.Row
	columns map[string]int
	refused []Refusal
}

func (r *rowReader) entry() Entry {
	e := Entry{Line: r.row.Line, Number: CleanNumber(r.cell(FieldNumber)), Name: CleanName(r.cell(FieldName))}
	if err := CheckNumber(e.Number); err != nil {
		r.check(FieldNumber, err)
		e.Number = "" // it is nobody's
	}
	if isExample(e.Number) {
		r.refuse(FieldNumber, RuleExample, "")
	}
	r.check(FieldName, CheckName(e.Name))
	e.Store = CleanName(r.cell(FieldStore))
	var ok bool
	if e.Role, ok = roleOf(r.cell(FieldRole)); !ok {
		r.refuse(FieldRole, RuleRoleUnknown, r.cell(FieldRole))
	}
	if e.Left, e.LeftAt, ok = leftOf(r.cell(FieldLeft)); !ok {
		r.refuse(FieldLeft, RuleLeftUnknown, r.cell(FieldLeft))
	}
	for i := range r.refused {
		r.refused[i].Number = e.Number
	}
	return e
}

// cell is what the row has in the column of a field; empty where there is no such column.
func (r *rowReader) cell(field string) string {
	if at, ok := r.columns[field]; ok && at < len(r.row.Cells) {
		return r.row.Cells[at]
	}
	return ""
}

// check refuses a field that breaks a rule of numbers or names.
func (r *rowReader) check(field string, err error) {
	var broken *RuleError
	if errors.As(err, &broken) {
		r.refuse(field, broken.Rule, broken.Param)
	}
}

func (r *rowReader) refuse(field, rule, param string) {
	r.refused = append(r.refused, Refusal{Line: r.row.Line, Field: field, Rule: rule, Param: shown(param)})
}

// shown is a piece of a list as a refusal repeats it.
func shown(s string) string {
	runes := []rune(CleanName(s))
	if len(runes) > maxShown {
		return string(runes[:maxShown]) + "…"
	}
	return string(runes)
}
