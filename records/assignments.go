package records

import (
	"context"
	"fmt"

	"clerkcoach/people"
)

// AssignmentCount is an assignment, without those whom it names, and how far people are with it. Asked are those who have not left;
// the others are counted among them: who has begun, finished, and passed at least once.
type AssignmentCount struct {
	Assignment
	Asked, Begun, Finished, Passed int
}

// AssignmentsOf lists the assignments of a store, the newest first, a page at a time; next and the errors are as for Attempts.
func (s *Store) AssignmentsOf(ctx context.Context, store string, p Page) (page []AssignmentCount, next Cursor, err error) {
	const doing = "list assignments"
	p.NewestFirst = true
	c := &conditions{}
	c.add("store = %s", store)
	if err := p.after(c, "made_at", "id"); err != nil {
		return nil, "", explain(doing, err)
	}
	text := `SELECT ` + assignmentColumns + ` FROM assignments` + c.where() + p.order("made_at", "id") + c.limit(p.rows()+1)
	all, err := collect(ctx, s.reading, scanAssignment, text, c.args)
	if err != nil {
		return nil, "", explain(doing, err)
	}
	all, next = cut(p, all, func(last Assignment) []any { return []any{last.MadeAt, last.ID} })
	page, err = s.countAssignments(ctx, all)
	return page, next, explain(doing, err)
}

// asked says in SQL who is asked by which of some assignments, given their ids: pairs of an assignment and a person who has not
// left.
const asked = `SELECT a.id AS assignment, p.id AS person FROM assignments a JOIN people p ON p.store = a.store
		WHERE a.everybody = 1 AND p.left_at = 0 AND p.role IN ('clerk', 'trainer') AND a.id IN %[1]s
	UNION ALL SELECT n.assignment, p.id FROM assigned n JOIN people p ON p.id = n.person WHERE p.left_at = 0 AND n.assignment IN %[1]s`

// passed says in SQL whether a sitting s has passed an assignment a, by the rule of Sitting.Percent.
const passed = `s.finished_at > 0 AND s.score / s.questions * 100 + 1e-9 >= a.pass_mark`

// countAssignments counts how far people are with assignments.
func (s *Store) countAssignments(ctx context.Context, all []Assignment) ([]AssignmentCount, error) {
	counts := make([]AssignmentCount, len(all))
	places := make(map[string]int, len(all))
	ids := make([]string, len(all))
	for i, a := range all {
		counts[i].Assignment, places[a.ID], ids[i] = a, i, a.ID
	}
	if len(all) == 0 {
		return counts, nil
	}
	c := &conditions{}
	these := c.in(ids)
	text := `WITH asked AS (` + fmt.Sprintf(asked, these) + `), sat AS (
			SELECT s.assignment, s.person, MAX(CASE WHEN s.finished_at > 0 THEN 1 ELSE 0 END) AS finished,
				MAX(CASE WHEN ` + passed + ` THEN 1 ELSE 0 END) AS passed
			FROM assignments a JOIN sittings s ON s.assignment = a.id WHERE a.id IN ` + these + ` GROUP BY s.assignment, s.person)
		SELECT asked.assignment, COUNT(*), COUNT(sat.person), COALESCE(SUM(sat.finished), 0), COALESCE(SUM(sat.passed), 0)
		FROM asked LEFT JOIN sat ON sat.assignment = asked.assignment AND sat.person = asked.person GROUP BY asked.assignment`
	rows, err := collect(ctx, s.reading, func(row scanner) (n AssignmentCount, err error) {
		err = row.Scan(&n.ID, &n.Asked, &n.Begun, &n.Finished, &n.Passed)
		return n, err
	}, text, c.args)
	for _, n := range rows {
		n.Assignment = counts[places[n.ID]].Assignment
		counts[places[n.ID]] = n
	}
	return counts, err
}

// Tries is what one person has made of one assignment.
type Tries struct {
	Count int // of all sittings, finished or not
	// Last is the sitting that began last, and Best the finished one with the best score, the earliest of these; without an ID where
	// there is none.
	Last, Best Sitting
}

// pair is a person and an assignment, by their ids.
type pair struct{ person, assignment string }

// tries reads what people have made of assignments, from sittings that are chosen in SQL.
func (s *Store) tries(ctx context.Context, chosen string, args ...any) (map[pair]Tries, error) {
	type ranked struct {
		sitting           Sitting
		last, best, count int
	}
	rows, err := collect(ctx, s.reading, func(row scanner) (r ranked, err error) {
		err = row.Scan(append(r.sitting.fields(), &r.last, &r.best, &r.count)...)
		return r, err
	}, `WITH ranked AS (SELECT `+sittingColumns+`,
			ROW_NUMBER() OVER (PARTITION BY person, assignment ORDER BY started_at DESC, id DESC) AS last,
			ROW_NUMBER() OVER (PARTITION BY person, assignment
				ORDER BY CASE WHEN finished_at > 0 THEN score / questions ELSE -1 END DESC, finished_at, id) AS best,
			COUNT(*) OVER (PARTITION BY person, assignment) AS tries FROM sittings WHERE `+chosen+`)
		SELECT `+sittingColumns+`, last, best, tries FROM ranked WHERE last = 1 OR best = 1`, args)
	all := make(map[pair]Tries, len(rows))
	for _, r := range rows {
		of := pair{r.sitting.Person, r.sitting.Assignment}
		t := all[of]
		t.Count = r.count
		if r.last == 1 {
			t.Last = r.sitting
		}
		if r.best == 1 && r.sitting.FinishedAt > 0 {
			t.Best = r.sitting
		}
		all[of] = t
	}
	return all, err
}

// AssignmentFor is an open assignment, without those whom it names, and what the person it is for has made of it.
type AssignmentFor struct {
	Assignment
	Tries Tries
}

// AssignmentsFor lists the assignments that ask a person and are open at a time, those that end first before the others, of at most
// MaxRows. The errors are ErrAway, ErrBusy and the context's.
func (s *Store) AssignmentsFor(ctx context.Context, person people.Person, at int64) ([]AssignmentFor, error) {
	const doing = "list what a person is asked to do"
	whole := zeroOne(!person.Left() && (person.Role == people.Clerk || person.Role == people.Trainer))
	all, err := collect(ctx, s.reading, scanAssignment, `SELECT `+assignmentColumns+` FROM assignments
		WHERE closed_at = 0 AND (until_at = 0 OR until_at > $1)
			AND (everybody = 1 AND store = $2 AND $3 = 1 OR id IN (SELECT assignment FROM assigned WHERE person = $4))
		ORDER BY CASE WHEN until_at = 0 THEN 1 ELSE 0 END, until_at, made_at, id LIMIT $5`,
		[]any{at, person.Store, whole, person.ID, MaxRows})
	if err != nil || len(all) == 0 {
		return nil, explain(doing, err)
	}
	c := &conditions{}
	chosen := c.say(`person = %s AND assignment IN `, person.ID)
	ids := make([]string, len(all))
	for i, a := range all {
		ids[i] = a.ID
	}
	made, err := s.tries(ctx, chosen+c.in(ids), c.args...)
	if err != nil {
		return nil, explain(doing, err)
	}
	open := make([]AssignmentFor, len(all))
	for i, a := range all {
		open[i] = AssignmentFor{a, made[pair{person.ID, a.ID}]}
	}
	return open, nil
}

// Progress is what one of those who are asked has made of an assignment.
type Progress struct {
	Person people.Person
	Tries  Tries
}

// Progress lists everybody whom an assignment asks and who has not left, by their numbers, of at most MaxStaff. The errors are
// ErrNone, ErrAway, ErrBusy and the context's.
func (s *Store) Progress(ctx context.Context, assignment string) ([]Progress, error) {
	const doing = "list how far people are with an assignment"
	if _, err := s.assignment(ctx, assignment); err != nil {
		return nil, explain(doing, err)
	}
	c := &conditions{}
	these := c.in([]string{assignment})
	all, err := collect(ctx, s.reading, scanPerson, `SELECT `+personColumns+` FROM people
		WHERE id IN (SELECT person FROM (`+fmt.Sprintf(asked, these)+`) AS asked) ORDER BY number`+c.limit(MaxStaff), c.args)
	if err != nil {
		return nil, explain(doing, err)
	}
	made, err := s.tries(ctx, `assignment = $1`, assignment)
	if err != nil {
		return nil, explain(doing, err)
	}
	rows := make([]Progress, len(all))
	for i, p := range all {
		rows[i] = Progress{p, made[pair{p.ID, assignment}]}
	}
	return rows, nil
}
