package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"clerkcoach/drills"
	"clerkcoach/records"
)

// Attempts keeps answered questions: the first answer under an attempt's id in its drill is the one that counts.
type Attempts interface {
	Keep(ctx context.Context, a records.Attempt) (kept records.Attempt, fresh bool, err error)
}

// answered is a question with the answer that counts.
type answered struct {
	question *drills.Question
	answer   drills.Answer
}

// keepAttempt keeps an answer, and gives the one that counts: a repeat gives the first one back, whatever it says.
func (s *Server) keepAttempt(ctx context.Context, d *drills.Drill, in attemptInput) (answered, error) {
	now, err := readAttempt(d, in)
	if err != nil {
		return answered{}, err
	}
	at := s.Now()
	kept, _, err := s.Attempts.Keep(ctx, records.Attempt{
		ID: in.Attempt, Drill: d.ID, Question: in.Question, Card: now.question.Card, Kind: string(now.question.Kind),
		Lang: d.Recipe.Lang, Answer: in.Answer, Score: s.examiner.Grade(now.question, now.answer).Score,
		AnsweredAt: at.UnixMilli(), ReceivedAt: at.UnixMilli(),
	})
	var field *records.FieldError
	switch {
	case errors.As(err, &field):
		return answered{}, badFields([]FieldFailure{{Field: strings.ToLower(field.Field), Rule: "plain"}})
	case err != nil:
		return answered{}, err
	}
	return readAttempt(d, attemptInput{Attempt: kept.ID, Question: kept.Question, Answer: json.RawMessage(kept.Answer)})
}
