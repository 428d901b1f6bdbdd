package records

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of an attempt: of its texts in characters, of its answer in bytes.
const (
	MaxID       = 64
	MaxDrill    = 512
	MaxQuestion = 200
	MaxCard     = 60
	MaxKind     = 40
	MaxLang     = 35
	MaxPerson   = 64
	MaxStore    = 64
	MaxStem     = 200
	MaxWords    = 64
	MaxFamily   = 60
	MaxAnswer   = 8 << 10
)

// maxTime is the end of the year 9999, in milliseconds since 1970.
const maxTime = 253402300799999

// dayLength is a day in milliseconds.
const dayLength = 24 * 60 * 60 * 1000

// Attempt is one answered question.
type Attempt struct {
	// ID is made by the client, so that a repeat is counted once; it is unique within the drill.
	ID string
	// Drill is the id of the drill that the question belongs to.
	Drill string
	// Question is the question's id in the drill.
	Question string
	// Card is the id of the card that the question is about; empty for a question that names none.
	Card string
	Kind string // of the question, such as "multiple-choice"
	Lang string // of the question, such as "zh-Hans"
	// Answer is what was answered, in JSON. It is kept byte for byte.
	Answer []byte
	// Score is from 0, all wrong, to 1, all right.
	Score float64
	// AnsweredAt and ReceivedAt are when the question was answered and when the server heard of it, in milliseconds since 1970,
	// UTC. An answer never comes before it was given: where a client's clock is ahead, AnsweredAt is to be set to ReceivedAt.
	AnsweredAt, ReceivedAt int64
	// Person is the id of who answered; empty for nobody in particular.
	Person string
	// Store is the id of the store where it was answered; empty where nobody knows.
	Store string
	// Stem is the question's id in the playbook, the same in all drills that ask it.
	Stem string
	// Words is a hash of the card's words as they were.
	Words string
	// Day is the day that the attempt counts for, in days since 1970 by the store's clock.
	Day int64
	// Family is the id of the card's family as it was; empty where there is none.
	Family string
}

// Validate tells everything that keeps an attempt from being kept: an ErrInvalid made of a FieldError for each field.
func (a *Attempt) Validate() error {
	return errors.Join(
		name("ID", a.ID, 1, MaxID),
		name("Drill", a.Drill, 1, MaxDrill),
		name("Question", a.Question, 1, MaxQuestion),
		name("Card", a.Card, 0, MaxCard),
		name("Kind", a.Kind, 1, MaxKind),
		name("Lang", a.Lang, 1, MaxLang),
		a.validAnswer(),
		a.validScore(),
		a.validTimes(),
		name("Person", a.Person, 0, MaxPerson),
		name("Store", a.Store, 0, MaxStore),
		name("Stem", a.Stem, 0, MaxStem),
		name("Words", a.Words, 0, MaxWords),
		a.validDay(),
		name("Family", a.Family, 0, MaxFamily),
	)
}

// name checks an id or a name: how long it is, in characters, and that it is plain text.
func name(field, s string, least, most int) error {
	switch n := utf8.RuneCountInString(s); {
	case !utf8.ValidString(s):
		return &FieldError{Field: field, Rule: "UTF-8"}
	case n < least:
		return &FieldError{Field: field, Rule: "not empty"}
	case n > most:
		return &FieldError{Field: field, Rule: fmt.Sprintf("at most %d characters", most)}
	case strings.ContainsFunc(s, unicode.IsControl):
		return &FieldError{Field: field, Rule: "without control characters"}
	case strings.TrimSpace(s) != s:
		return &FieldError{Field: field, Rule: "without spaces around it"}
	}
	return nil
}

func (a *Attempt) validAnswer() error {
	switch {
	case len(a.Answer) > MaxAnswer:
		return &FieldError{Field: "Answer", Rule: fmt.Sprintf("at most %d bytes", MaxAnswer)}
	case !utf8.Valid(a.Answer) || !json.Valid(a.Answer): // the latter takes any bytes inside a string
		return &FieldError{Field: "Answer", Rule: "JSON in UTF-8"}
	}
	return nil
}

func (a *Attempt) validScore() error {
	if !(a.Score >= 0 && a.Score <= 1) { // so that what is no number is out as well
		return &FieldError{Field: "Score", Rule: "from 0 to 1"}
	}
	return nil
}

// validDay allows for clocks all over the world, and for days that start some hours after midnight.
func (a *Attempt) validDay() error {
	if day := a.AnsweredAt / dayLength; a.Day < day-1 || a.Day > day+1 {
		return &FieldError{Field: "Day", Rule: "the day of AnsweredAt, or the one before or after it"}
	}
	return nil
}

func (a *Attempt) validTimes() error {
	switch {
	case a.ReceivedAt < 1 || a.ReceivedAt > maxTime:
		return &FieldError{Field: "ReceivedAt", Rule: "milliseconds since 1970, before the year 10000"}
	case a.AnsweredAt < 1:
		return &FieldError{Field: "AnsweredAt", Rule: "milliseconds since 1970"}
	case a.AnsweredAt > a.ReceivedAt:
		return &FieldError{Field: "AnsweredAt", Rule: "not after ReceivedAt"}
	}
	return nil
}
