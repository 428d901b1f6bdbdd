package records

import "context"

// MaxStems is the most questions that EveryStem gives: more than a playbook of two hundred cards has.
const MaxStems = 10_000

// EveryStem sums up all questions that were answered, as Stems does, those with the lowest means of scores first, at most MaxStems.
// The errors are ErrAway, ErrBusy and the context's.
func (s *Store) EveryStem(ctx context.Context, f StemFilter) ([]StemSum, error) {
	c := f.conditions()
	text := `SELECT ` + stemSums + ` FROM stems` + c.where() + `
		GROUP BY stem ORDER BY SUM(score) / SUM(attempts), stem` + c.limit(MaxStems)
	all, err := collect(ctx, s.reading, scanStem, text, c.args)
	return all, explain("sum all questions up", err)
}
