package handlers

import (
	"errors"
	"fmt"
	"net/http"

	"clerkcoach/drills"
	"clerkcoach/people"
	"clerkcoach/records"
	"clerkcoach/search"
)

// Failure is an error that a person is told about. Its words are the interface's, under "error_" + ID and "error_" + ID + "_more".
type Failure struct {
	Status int
	ID     string
	// Pairs are names and values for the words.
	Pairs []any
	// Fields are what is wrong with single fields of the request.
	Fields []FieldFailure
	// Next is the page that helps on; who wants a page is led there instead of being told.
	Next string
}

// FieldFailure says which rule a field of the request breaks.
type FieldFailure struct {
	Field string
	Rule  string
	Param string
}

// Error tells the failure in plain English, for logs.
func (f *Failure) Error() string {
	s := fmt.Sprintf("%d %s", f.Status, f.ID)
	for _, field := range f.Fields {
		s += fmt.Sprintf("; %s breaks %s=%s", field.Field, field.Rule, field.Param)
	}
	return s
}

// The failures that need no more than a name.
func notFound() *Failure  { return &Failure{Status: http.StatusNotFound, ID: "not_found"} }
func forbidden() *Failure { return &Failure{Status: http.StatusForbidden, ID: "forbidden"} }
func internal() *Failure  { return &Failure{Status: http.StatusInternalServerError, ID: "internal"} }
func crossSite() *Failure { return &Failure{Status: http.StatusForbidden, ID: "cross_site"} }
func methodNotAllowed() *Failure {
	return &Failure{Status: http.StatusMethodNotAllowed, ID: "method"}
}

func noCard(id string) *Failure {
	return &Failure{Status: http.StatusNotFound, ID: "no_card", Pairs: []any{"card", clean(id)}}
}

func noQuestion() *Failure { return &Failure{Status: http.StatusNotFound, ID: "no_question"} }

func badFields(fields []FieldFailure) *Failure {
	return &Failure{Status: http.StatusBadRequest, ID: "bad_request", Fields: fields}
}

// fieldError names the field of a form in which a rule of package people is broken; nil if none is.
func fieldError(field string, err error) error {
	if err == nil {
		return nil
	}
	return &fieldFault{field, err}
}

// fieldFault is a broken rule of a field.
type fieldFault struct {
	field string
	err   error
}

func (f *fieldFault) Error() string { return f.field + ": " + f.err.Error() }
func (f *fieldFault) Unwrap() error { return f.err }

// ruleFailures lists the rules of package people that an error says are broken, those without a field as of the field "new".
func ruleFailures(err error) []FieldFailure {
	if joined, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // each of them is looked at
		var all []FieldFailure
		for _, one := range joined.Unwrap() {
			all = append(all, ruleFailures(one)...)
		}
		return all
	}
	f := FieldFailure{Field: "new", Rule: "other"}
	var field *fieldFault
	if errors.As(err, &field) {
		f.Field = field.field
	}
	var rule *people.RuleError
	if errors.As(err, &rule) {
		f.Rule, f.Param = rule.Rule, rule.Param
	}
	return []FieldFailure{f}
}

// failureOf is the one table from errors to what people are told; whatever it does not know is internal, and is logged in full.
func failureOf(err error) *Failure {
	var f *Failure
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, search.ErrNotReady):
		return &Failure{Status: http.StatusServiceUnavailable, ID: "not_ready"}
	case errors.Is(err, records.ErrBusy), errors.Is(err, records.ErrAway), errors.Is(err, records.ErrDisk), errors.Is(err, people.ErrBusy):
		return &Failure{Status: http.StatusServiceUnavailable, ID: "not_kept"}
	case errors.Is(err, records.ErrLastAdmin):
		return &Failure{Status: http.StatusConflict, ID: "last_admin"}
	case errors.Is(err, records.ErrStays):
		return &Failure{Status: http.StatusConflict, ID: "staff_stays"}
	case errors.Is(err, drills.ErrNoDrill):
		return &Failure{Status: http.StatusNotFound, ID: "no_drill"}
	case errors.Is(err, drills.ErrChanged):
		return &Failure{Status: http.StatusConflict, ID: "drill_changed"}
	case errors.Is(err, drills.ErrEmpty), errors.Is(err, drills.ErrLang), errors.Is(err, drills.ErrCount):
		return &Failure{Status: http.StatusUnprocessableEntity, ID: "drill_empty"}
	case errors.As(err, &big):
		return &Failure{
			Status: http.StatusRequestEntityTooLarge, ID: "too_large",
			Pairs: []any{"max", fmt.Sprintf("%d KiB", big.Limit>>10)},
		}
	case errors.As(liveFailure(err), &f):
		return f
	default:
		return internal()
	}
}
