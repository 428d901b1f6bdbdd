package records

import (
	"fmt"
	"testing"
)

// TestNoteViews notes more views than go into one statement, all at once; none is no fault.
func TestNoteViews(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := mustOpen(t, c)
		views := make([]View, rowsAtOnce+3)
		for i := range views {
			views[i] = View{By: "m", Person: fmt.Sprint("p", i%2), What: "change", At: int64(i)}
		}
		for _, some := range [][]View{nil, views} {
			if err := s.NoteViews(t.Context(), some); err != nil {
				t.Fatal(err)
			}
		}
		var all []View
		for p := (Page{}); ; {
			page, next, err := s.ViewsOf(t.Context(), "p0", p)
			if err != nil {
				t.Fatal(err)
			}
			if all = append(all, page...); next == "" {
				break
			}
			p.After = next
		}
		if want := (len(views) + 1) / 2; len(all) != want || all[1] != views[2] {
			t.Errorf("%d views, want %d, the second is %+v", len(all), want, all[1])
		}
	})
}
