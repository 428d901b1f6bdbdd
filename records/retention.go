package records

import (
	"context"
	"errors"
	"fmt"
	"strconv"
)

// Bounds of each figure of a Retention that is kept as a setting, in days; 0 is good as well. Under a month a slip of the finger
// would take what the next report is about; over ten years is as good as for ever.
const (
	LeastDays = 30
	MostDays  = 3650
)

// UsualRetention is what holds until somebody has chosen: answers for three years, as long as a person's progress is of any use;
// leavers for a season, in which many come back; who looked for a year, so that it can be asked about; sessions until they end.
func UsualRetention() Retention { return Retention{Answers: 1095, Leavers: 90, Views: 365} }

// figure is one of a Retention's, with its field and the name of its setting.
type figure struct {
	field, setting string
	days           *int
}

func (r *Retention) figures() []figure {
	return []figure{
		{"Answers", "keep-answers", &r.Answers}, {"Leavers", "keep-leavers", &r.Leavers}, {"Views", "keep-views", &r.Views},
		{"Sessions", "keep-sessions", &r.Sessions},
	}
}

// Retention gives for how long things are kept, by the settings; what has not been chosen is as in UsualRetention. A setting that
// is no number of days, which only another hand can have written, counts as 0, so that nothing goes by mistake. The errors are
// those of Settings.
func (s *Store) Retention(ctx context.Context) (Retention, error) {
	all, err := s.Settings(ctx)
	if err != nil {
		return Retention{}, err
	}
	r := UsualRetention()
	for _, f := range r.figures() {
		value, chosen := all[f.setting]
		if !chosen {
			continue
		}
		days, err := strconv.Atoi(value)
		if err != nil {
			days = 0
		}
		*f.days = max(0, days)
	}
	return r, nil
}

// GoodDays tells whether a figure of a Retention can be chosen: 0, or from LeastDays to MostDays.
func GoodDays(days int) bool { return days == 0 || days >= LeastDays && days <= MostDays }

// SetRetention keeps all figures, or none. The errors are ErrInvalid for figures that are not GoodDays, and those of Keep.
func (s *Store) SetRetention(ctx context.Context, r Retention) error {
	const doing = "keep for how long things are kept"
	var faults []error
	for _, f := range r.figures() {
		if !GoodDays(*f.days) {
			faults = append(faults, &FieldError{Field: f.field, Rule: fmt.Sprintf("0, or from %d to %d days", LeastDays, MostDays)})
		}
	}
	if len(faults) > 0 {
		return explain(doing, errors.Join(faults...))
	}
	return s.change(ctx, doing, func(ctx context.Context, tx queries) error {
		for _, f := range r.figures() {
			if err := setSetting(ctx, tx, f.setting, strconv.Itoa(*f.days)); err != nil {
				return err
			}
		}
		return nil
	})
}
