package handlers

import (
	"errors"
	"fmt"
	"net/http"

	"clerkcoach/drills"
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

// failureOf is the one table from errors to what people are told; whatever it does not know is internal, and is logged in full.
func failureOf(err error) *Failure {
	var f *Failure
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, search.ErrNotReady):
		return &Failure{Status: http.StatusServiceUnavailable, ID: "not_ready"}
	case errors.Is(err, records.ErrBusy), errors.Is(err, records.ErrAway), errors.Is(err, records.ErrDisk):
		return &Failure{Status: http.StatusServiceUnavailable, ID: "not_kept"}
	case errors.Is(err, drills.ErrNoDrill):
		return &Failure{Status: http.StatusNotFound, ID: "no_drill"}
	case errors.Is(err, drills.ErrChanged):
		return &Failure{Status: http.StatusConflict, ID: "drill_changed"}
	case errors.Is(err, drills.ErrEmpty), errors.Is(err, drills.ErrLang):
		return &Failure{Status: http.StatusUnprocessableEntity, ID: "drill_empty"}
	case errors.As(err, &big):
		return &Failure{
			Status: http.StatusRequestEntityTooLarge, ID: "too_large",
			Pairs: []any{"max", fmt.Sprintf("%d KiB", big.Limit>>10)},
		}
	default:
		return internal()
	}
}
