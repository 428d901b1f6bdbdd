package records

import "context"

// StemFilter chooses sums of questions. What is left empty chooses nothing.
type StemFilter struct {
	Store string
	Lang  string // empty for all languages together
	Card  string
	// From and Until bound months, by a time in the first and a time in the last of them, in milliseconds since 1970; both count
	// wholly.
	From, Until int64
}

// conditions says a filter in SQL.
func (f StemFilter) conditions() *conditions {
	c := &conditions{}
	c.equal("store", f.Store)
	c.equal("lang", f.Lang)
	c.equal("card", f.Card)
	if f.From != 0 {
		c.add("month >= %s", month(f.From))
	}
	if f.Until != 0 {
		c.add("month <= %s", month(f.Until))
	}
	return c
}

// StemSum sums up how people answered a question of the playbook when they first met it. Rated are those whose answers before were
// enough for a mean of them, the rest; the sums behind Rated are over those, and give the correlation of the two.
type StemSum struct {
	Stem, Card, Kind            string
	Attempts, Right             int64
	Score, Score2               float64 // of scores, and of their squares
	Rated                       int64
	RatedScore, RatedScore2     float64
	Rest, Rest2, ScoreTimesRest float64
}

// stemSums are the columns of a StemSum, in the order in which scanStem reads them.
const stemSums = `stem, MAX(card), MAX(kind), SUM(attempts), SUM(correct), SUM(score), SUM(score2), SUM(rated), SUM(rated_score),
	SUM(rated_score2), SUM(rest), SUM(rest2), SUM(score_rest)`

func scanStem(row scanner) (n StemSum, err error) {
	err = row.Scan(&n.Stem, &n.Card, &n.Kind, &n.Attempts, &n.Right, &n.Score, &n.Score2, &n.Rated, &n.RatedScore, &n.RatedScore2,
		&n.Rest, &n.Rest2, &n.ScoreTimesRest)
	return n, err
}

// Stems sums up questions over months, and over stores and languages where the filter names none, in the order of the questions'
// ids as the database has it, a page at a time. Next and the errors are as for Attempts.
func (s *Store) Stems(ctx context.Context, f StemFilter, p Page) (page []StemSum, next Cursor, err error) {
	const doing = "sum questions up"
	c := f.conditions()
	if err := p.after(c, "stem"); err != nil {
		return nil, "", explain(doing, err)
	}
	text := `SELECT ` + stemSums + ` FROM stems` + c.where() + ` GROUP BY stem` + p.order("stem") + c.limit(p.rows()+1)
	page, err = collect(ctx, s.reading, scanStem, text, c.args)
	if err != nil {
		return nil, "", explain(doing, err)
	}
	page, next = cut(p, page, func(last StemSum) []any { return []any{last.Stem} })
	return page, next, nil
}

// HardestStems sums up, as Stems does, the questions with the lowest means of scores, the lowest first, of those that at least so
// many people have answered. Rows is how many are wanted, up to MaxRows. The errors are those of Stems.
func (s *Store) HardestStems(ctx context.Context, f StemFilter, least int64, rows int) ([]StemSum, error) {
	const doing = "look for the hardest questions"
	p := Page{Rows: rows}
	c := f.conditions()
	if err := p.after(c, "stem"); err != nil {
		return nil, explain(doing, err)
	}
	text := `SELECT ` + stemSums + ` FROM stems` + c.where() + ` GROUP BY stem HAVING SUM(attempts) >= ` + c.place(max(1, least)) +
		` ORDER BY SUM(score) / SUM(attempts), stem` + c.limit(p.rows())
	all, err := collect(ctx, s.reading, scanStem, text, c.args)
	return all, explain(doing, err)
}
