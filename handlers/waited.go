package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// longestWait is how old an answer may be that waited for the line.
const longestWait = 30 * 24 * time.Hour

// waitedInput are answers that were given without a line, as they come in.
type waitedInput struct {
	Attempts []waitedAttempt `json:"attempts" validate:"gte=1,max=100"`
}

// waitedAttempt is one of them. AnsweredAt is in milliseconds since 1970; Deposit says whose answer it is, nobody's if it is empty.
type waitedAttempt struct {
	Attempt    string          `json:"attempt"`
	Drill      string          `json:"drill"`
	Question   string          `json:"question"`
	Answer     json.RawMessage `json:"answer"`
	AnsweredAt int64           `json:"answered_at"`
	Deposit    string          `json:"deposit"`
}

// outcome is what became of an answer that waited.
type outcome string

// The outcomes. None but kept gets better by sending the answer again.
const (
	outcomeKept    outcome = "kept"    // it counts, since now or since an earlier time
	outcomeChanged outcome = "changed" // the playbook has changed, so that nobody can tell what was asked
	outcomeOver    outcome = "over"    // the deposit does not hold any more
	outcomeOld     outcome = "old"     // it waited too long
	outcomeWrong   outcome = "wrong"   // it is no answer to this question, or its id is another's
)

type (
	apiOutcomes struct {
		Outcomes []apiOutcome `json:"outcomes"`
	}
	apiOutcome struct {
		Attempt string  `json:"attempt"`
		Outcome outcome `json:"outcome"`
	}
)

// apiTakeAttempts answers POST /api/v1/attempts. Whoever is signed in meanwhile does not matter: each answer has its own deposit.
func (s *Server) apiTakeAttempts(c *gin.Context) error {
	var in waitedInput
	if err := s.body(c, &in); err != nil {
		return err
	}
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	out := apiOutcomes{Outcomes: make([]apiOutcome, len(in.Attempts))}
	for i, w := range in.Attempts {
		became, err := s.takeAttempt(c.Request.Context(), index.Book(), w)
		if err != nil {
			return err
		}
		out.Outcomes[i] = apiOutcome{w.Attempt, became}
	}
	c.Header("Cache-Control", "no-store")
	s.send(c, http.StatusOK, "application/json", out)
	return nil
}

// takeAttempt keeps one answer that waited, with its own time; a clock that is ahead counts as now.
func (s *Server) takeAttempt(ctx context.Context, book *playbook.Book, w waitedAttempt) (outcome, error) {
	now := s.Now()
	if w.AnsweredAt < now.Add(-longestWait).UnixMilli() {
		return outcomeOld, nil
	}
	by, err := s.depositor(ctx, w.Deposit, now)
	if err != nil || by == nil {
		return outcomeOver, err
	}
	r, err := drills.ParseID(book, w.Drill)
	if errors.Is(err, drills.ErrChanged) {
		return outcomeChanged, nil
	}
	if err != nil {
		return outcomeWrong, nil //nolint:nilerr // it is told
	}
	d, err := s.examiner.Again(book, r)
	if err != nil {
		return outcomeWrong, nil //nolint:nilerr // it is told
	}
	in := attemptInput{Attempt: w.Attempt, Question: w.Question, Answer: w.Answer}
	_, _, err = s.keepAttempt(ctx, book, d, by, in, min(w.AnsweredAt, now.UnixMilli()))
	var f *Failure
	if errors.As(err, &f) {
		return outcomeWrong, nil
	}
	return outcomeKept, err
}

// depositor is who a deposit was made for, nobody in particular without one; nil if it does not hold: who has left, or has signed
// out everywhere since, has taken it back.
func (s *Server) depositor(ctx context.Context, deposit string, now time.Time) (*Actor, error) {
	if deposit == "" {
		return &Actor{}, nil
	}
	id, made, err := s.Deposits.Read(deposit, now)
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // it does not hold
	}
	p, err := s.Records.Person(ctx, id)
	if errors.Is(err, records.ErrNone) {
		return nil, nil //nolint:nilnil // see above
	}
	if err != nil || p.Left() || made.UnixMilli() <= p.SignedOutAt {
		return nil, err
	}
	return &Actor{Person: p}, nil
}

// depositHeader carries a deposit to the service worker: the deposit, and after how many seconds without an answer it is to be
// forgotten; noDeposit where nobody is signed in.
const (
	depositHeader = "Clerkcoach-Deposit"
	noDeposit     = "none"
)

// leaveDeposit gives the browser of who is signed in a deposit for answers without a line.
func (s *Server) leaveDeposit(c *gin.Context) {
	a, err := s.actor(c)
	if err != nil {
		return
	}
	value := noDeposit
	if a.ID != "" {
		idle, _ := a.limits()
		value = s.Deposits.Make(a.ID, s.Now()) + " " + strconv.Itoa(int(idle.Seconds()))
	}
	c.Header(depositHeader, value)
}
