package handlers

import (
	"context"
	"errors"
	"strings"

	"clerkcoach/drills"
	"clerkcoach/records"
)

// Attempts keeps answered questions: the first answer under an attempt's id in its drill is the one that counts.
type Attempts interface {
	Keep(ctx context.Context, a records.Attempt) (kept records.Attempt, fresh bool, err error)
}

// keepAttempt keeps an answer, and gives the question and the result that count: a repeat gives those of the first answer, whichever it
// brings.
func (s *Server) keepAttempt(ctx context.Context, d *drills.Drill, in attemptInput) (*drills.Question, drills.Result, error) {
	q, a, err := readAttempt(d, in)
	if err != nil {
		return nil, drills.Result{}, err
	}
	result, at := s.examiner.Grade(q, a), s.Now().UnixMilli()
	kept, fresh, err := s.Attempts.Keep(ctx, records.Attempt{
		ID: in.Attempt, Drill: d.ID, Question: in.Question, Card: q.Card, Kind: string(q.Kind), Lang: d.Recipe.Lang,
		Answer: in.Answer, Score: result.Score, AnsweredAt: at, ReceivedAt: at, Stem: q.ID, Day: dayOf(at),
	})
	var field *records.FieldError
	switch {
	case errors.As(err, &field):
		return nil, drills.Result{}, badFields([]FieldFailure{{Field: strings.ToLower(field.Field), Rule: "plain"}})
	case err != nil || fresh:
		return q, result, err
	}
	q, a, err = readAttempt(d, attemptInput{Question: kept.Question, Answer: kept.Answer})
	if err != nil {
		return nil, drills.Result{}, err
	}
	return q, s.examiner.Grade(q, a), nil
}
