package handlers

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"clerkcoach/records"
)

// Keeping tells and sets for how long things are kept.
type Keeping interface {
	Retention(ctx context.Context) (records.Retention, error)
	SetRetention(ctx context.Context, r records.Retention) error
}

// SettingsPage is where an admin chooses for how long things are kept.
type SettingsPage struct {
	Base
	Terms []TermView
	// Least, Most are the bounds of each figure, in days; 0 is good as well. LookupDays is what nobody chooses.
	Least, Most, LookupDays int
	// Saved says that a choice has just been kept.
	Saved  bool
	Faults []problemField
}

// TermView is for how long one kind of things is kept.
type TermView struct {
	Name, Label, About string
	// Typed is the number of days as it is kept, or as it was typed.
	Typed string
	// Unit is what comes behind the number, with what 0 means.
	Unit string
}

// settingsInput are days as they are typed. They are read as numbers one by one, so that each can be told what is wrong with it.
type settingsInput struct {
	Answers  string `form:"answers" validate:"max=20"`
	Leavers  string `form:"leavers" validate:"max=20"`
	Views    string `form:"views" validate:"max=20"`
	Sessions string `form:"sessions" validate:"max=20"`
}

// settingsPage shows for how long things are kept.
func (s *Server) settingsPage(c *gin.Context) error {
	r, err := s.Records.Retention(c.Request.Context())
	if err != nil {
		return err
	}
	page := s.settingsView(c, settingsInput{
		Answers: strconv.Itoa(r.Answers), Leavers: strconv.Itoa(r.Leavers),
		Views: strconv.Itoa(r.Views), Sessions: strconv.Itoa(r.Sessions),
	})
	page.Saved = c.Query("done") == "saved"
	return s.show(c, "settings", page)
}

func (s *Server) settingsView(c *gin.Context, in settingsInput) SettingsPage {
	b := s.base(c)
	b.Here = "me"
	ever := b.T("settings_days_ever")
	return SettingsPage{
		Base: b, Least: records.LeastDays, Most: records.MostDays, LookupDays: records.LookupDays,
		Terms: []TermView{
			{"answers", b.T("settings_answers"), b.T("settings_answers_more"), in.Answers, ever},
			{"leavers", b.T("settings_leavers"), b.T("settings_leavers_more"), in.Leavers, ever},
			{"views", b.T("settings_views"), b.T("settings_views_more"), in.Views, ever},
			{"sessions", b.T("settings_sessions"), b.T("settings_sessions_more"), in.Sessions, b.T("settings_days_end")},
		},
	}
}

// saveSettings keeps for how long things are kept: all figures, or none where one is not good.
func (s *Server) saveSettings(c *gin.Context) error {
	var in settingsInput
	faults, err := fieldsIn(s.input(c, &in))
	if err != nil {
		return err
	}
	page := s.settingsView(c, in)
	r, broken := in.retention()
	if faults == nil {
		faults = broken
	}
	if faults == nil {
		if err := s.Records.SetRetention(c.Request.Context(), r); err != nil {
			return err
		}
		s.Log.Info("retention chosen", "days", r, "person", page.Who.ID, "request_id", visitOf(c).id)
		return redirect(c, "/settings?done=saved")
	}
	page.Faults = page.labelled(faults, page.label)
	return s.showOnce(c, http.StatusUnprocessableEntity, "settings", page)
}

// retention reads the days, and lists those that are no good.
func (in *settingsInput) retention() (r records.Retention, faults []FieldFailure) {
	for _, f := range []struct {
		name, typed string
		days        *int
	}{
		{"answers", in.Answers, &r.Answers}, {"leavers", in.Leavers, &r.Leavers}, {"views", in.Views, &r.Views},
		{"sessions", in.Sessions, &r.Sessions},
	} {
		days, err := strconv.Atoi(f.typed)
		if err != nil || !records.GoodDays(days) {
			param := fmt.Sprintf("%d–%d", records.LeastDays, records.MostDays)
			faults = append(faults, FieldFailure{Field: f.name, Rule: "settings_days", Param: param})
		}
		*f.days = days
	}
	return r, faults
}

// label is what a field is called on the page.
func (p *SettingsPage) label(field string) string {
	for _, t := range p.Terms {
		if t.Name == field {
			return t.Label
		}
	}
	return field
}

// Lasting says for how many days something is kept, in years where they are whole ones; 0 is for ever.
func (b Base) Lasting(days int) string {
	const year = 365
	switch {
	case days == 0:
		return b.T("kept_ever")
	case days%year == 0:
		return b.T("kept_years", "count", days/year)
	default:
		return b.T("kept_days", "count", days)
	}
}
