package search

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// ErrFull says that as many unanswered questions are kept as may be.
var ErrFull = errors.New("the list of unanswered questions is full")

// maxUnanswered bounds the file of unanswered questions, in bytes: some five thousand questions.
const maxUnanswered = 1 << 20

// Unanswered keeps, in a file of one JSON object a line, questions that clerks sent because the playbook has no answer. A trainer
// reads them to see which asks or cards to add.
type Unanswered struct {
	path string
	mu   sync.Mutex
}

// NewUnanswered keeps questions in the file at path, which is made with its folder at the first question.
func NewUnanswered(path string) *Unanswered { return &Unanswered{path: path} }

// Question is one line of the file.
type Question struct {
	At       time.Time `json:"at"`
	Lang     string    `json:"lang"`
	Question string    `json:"question"`
}

// Remember adds a question; the same question is kept once. When it returns without error the question is on disk. The error is
// ErrFull when there is no room.
func (u *Unanswered) Remember(question, lang string, at time.Time) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	kept, err := os.ReadFile(u.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the unanswered questions: %w", err)
	}
	for raw := range bytes.Lines(kept) {
		var q Question
		if json.Unmarshal(raw, &q) == nil && q.Question == question {
			return nil
		}
	}
	raw, err := json.Marshal(Question{At: at, Lang: lang, Question: question})
	if err != nil {
		return fmt.Errorf("write an unanswered question: %w", err)
	}
	if len(kept)+len(raw)+2 > maxUnanswered {
		return ErrFull
	}
	raw = append(raw, '\n')
	// A line torn by a crash must not swallow this one.
	if len(kept) > 0 && kept[len(kept)-1] != '\n' {
		raw = append([]byte{'\n'}, raw...)
	}
	return u.add(raw)
}

func (u *Unanswered) add(raw []byte) error {
	if err := os.MkdirAll(filepath.Dir(u.path), 0o750); err != nil {
		return fmt.Errorf("write an unanswered question: %w", err)
	}
	f, err := os.OpenFile(u.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write an unanswered question: %w", err)
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write an unanswered question: %w", err)
	}
	return nil
}
