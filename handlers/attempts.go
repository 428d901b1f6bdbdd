package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"clerkcoach/drills"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// Attempts keeps answered questions: the first answer under an attempt's id in its drill is the one that counts.
type Attempts interface {
	Keep(ctx context.Context, a records.Attempt) (kept records.Attempt, fresh bool, err error)
}

// keepAttempt keeps an answer, and gives the question and the answer that count: a repeat gives those of the first time, whatever
// it brings. At is when the answer was given, in milliseconds since 1970.
func (s *Server) keepAttempt(ctx context.Context, book *playbook.Book, d *drills.Drill, by *Actor, in attemptInput, at int64) (
	*drills.Question, drills.Answer, error,
) {
	q, a, err := readAttempt(d, in)
	if err != nil {
		return nil, a, err
	}
	attempt := records.Attempt{
		ID: in.Attempt, Drill: d.ID, Question: in.Question, Card: q.Card, Kind: string(q.Kind), Lang: d.Recipe.Lang,
		Answer: in.Answer, Score: s.examiner.Grade(q, a).Score, AnsweredAt: at, ReceivedAt: max(at, s.Now().UnixMilli()),
		Person: by.ID, Store: by.Store, Stem: q.ID, Day: dayOf(at),
	}
	if card, ok := book.Card(q.Card); ok {
		attempt.Words, attempt.Family = card.WordsHash(d.Recipe.Lang), card.Family
	}
	kept, fresh, err := s.Attempts.Keep(ctx, attempt)
	var field *records.FieldError
	switch {
	case errors.As(err, &field):
		return nil, a, badFields([]FieldFailure{{Field: strings.ToLower(field.Field), Rule: "plain"}})
	case err != nil || fresh:
		return q, a, err
	case kept.Person != by.ID:
		return nil, a, &Failure{Status: http.StatusConflict, ID: "attempt_taken"}
	}
	return readAttempt(d, attemptInput{Question: kept.Question, Answer: kept.Answer})
}
