package records

import (
	"context"
	"fmt"
	"strings"
)

// FamilySum sums up how the attempts of a person at the questions about a family's cards went.
type FamilySum struct {
	Person          string
	Family          string // as the playbook had it when it was answered; empty where there was none
	Attempts, Right int64  // Right are those with a score of 1
	Score           float64
}

func scanFamilySum(row scanner) (n FamilySum, err error) {
	err = row.Scan(&n.Person, &n.Family, &n.Attempts, &n.Right, &n.Score)
	return n, err
}

// FamiliesByPerson sums up what those who have not left have answered in a store, by person and family, in the order of their ids.
// Of answers that have been purged, those of weeks count that the filter chooses wholly. The errors are ErrInvalid for a filter
// without a store, or one that chooses more than 50,000 sums, ErrAway, ErrBusy and the context's.
func (s *Store) FamiliesByPerson(ctx context.Context, f ReportFilter) ([]FamilySum, error) {
	const doing = "sum attempts up by person and family"
	if f.Store == "" {
		return nil, explain(doing, &FieldError{Field: "Store", Rule: "not empty"})
	}
	text, args := f.familiesByPerson()
	all, err := collect(ctx, s.reading, scanFamilySum, text, args)
	if err == nil && len(all) > maxReport {
		err = &FieldError{Field: "Role", Rule: fmt.Sprintf("one with at most %d sums", maxReport)}
	}
	if err != nil {
		return nil, explain(doing, err)
	}
	return all, nil
}

// familiesByPerson says FamiliesByPerson in SQL: the sums of whole weeks, and the attempts of the days around them, which come out
// of their index in the order that they are summed up in.
func (f ReportFilter) familiesByPerson() (text string, args []any) {
	c := &conditions{}
	weeks, around := f.weeks()
	var parts []string
	if weeks.any() {
		parts = append(parts, c.say(`SELECT person, family, attempts, correct, score FROM weeks
			WHERE store = %s AND week >= %s AND week < %s`, f.Store, weeks.from, weeks.until))
	}
	for _, days := range around {
		parts = append(parts, c.say(`SELECT person, family, `+attemptSums+` FROM attempts
			WHERE store = %s AND day >= %s AND day < %s GROUP BY day, person, family`, f.Store, days.from, days.until))
	}
	chosen := "left_at = 0"
	if f.Role != "" {
		chosen += c.say(" AND role = %s", string(f.Role))
	}
	text = `SELECT person, family, SUM(attempts), SUM(correct), SUM(score) FROM (` + strings.Join(parts, " UNION ALL ") + `) AS parts
		WHERE person IN (SELECT id FROM people WHERE ` + chosen + `) GROUP BY person, family ORDER BY person, family`
	return text + c.limit(maxReport+1), c.args
}

// span are days or weeks, from the first on and before the last.
type span struct{ from, until int64 }

func (s span) any() bool { return s.from < s.until }

// lastDay is after all days: those of attempts end with the year 9999.
const lastDay = maxTime/dayLength + 2

// weeks parts the days of a filter into whole weeks and the days around them.
func (f ReportFilter) weeks() (weeks span, around []span) {
	days := span{f.FromDay, f.UntilDay}
	if days.until == 0 {
		days.until = lastDay
	}
	weeks = span{weekOf(days.from + 6), weekOf(days.until)}
	if !weeks.any() {
		return weeks, []span{days}
	}
	for _, rest := range []span{{days.from, firstDay(weeks.from)}, {firstDay(weeks.until), days.until}} {
		if rest.any() {
			around = append(around, rest)
		}
	}
	return weeks, around
}
