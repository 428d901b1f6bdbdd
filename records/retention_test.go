package records

import "testing"

func TestRetention(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 0)
		kept := func(want Retention) {
			t.Helper()
			got, err := s.Retention(ctx)
			must(t, err)
			same(t, want, got)
		}
		kept(UsualRetention())
		must(t, s.SetRetention(ctx, UsualRetention()))
		chosen := Retention{Answers: LeastDays, Leavers: MostDays, Sessions: 31}
		must(t, s.SetRetention(ctx, chosen))
		kept(chosen)
		for _, wrong := range []Retention{
			{Answers: LeastDays - 1}, {Leavers: MostDays + 1}, {Views: -1}, {Answers: 40, Sessions: 1},
		} {
			wants(t, s.SetRetention(ctx, wrong), ErrInvalid)
		}
		kept(chosen)
		must(t, s.SetSetting(ctx, "keep-answers", "a while"), s.SetSetting(ctx, "keep-leavers", "-5"))
		kept(Retention{Sessions: 31})
	})
}
