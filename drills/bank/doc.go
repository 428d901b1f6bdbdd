// Package bank carries questions to and from the question banks of other programs: Moodle XML and GIFT both ways, tables one way.
//
// Every form is read into and written from one form in between, the item, so that a question means the same whichever file it came
// from. What a Question cannot hold exactly is refused by the row, with a reason that can be shown in any language; what a file
// cannot hold is listed in docs/banks.md. Nothing in here knows languages, stores or requests.
package bank

import (
	"errors"

	"clerkcoach/drills"
)

// Bounds of what is read, so that no file costs more than moments.
const (
	// MaxBytes is the largest file that is read: some ten thousand questions with all their feedback.
	MaxBytes = 10 << 20
	// MaxQuestions bounds the questions of a file.
	MaxQuestions = 10_000
	// MaxPrompt bounds the runes of a scene, of a prompt and of a rationale.
	MaxPrompt = 2_000
	// MaxOption bounds the runes of an option, of either side of a pair and of an answer.
	MaxOption = 800
	// MaxOptions bounds the options of a question: the marks of Moodle cannot be shared out among more.
	MaxOptions = 20
	// MaxID bounds the runes of an id and of a card, as in Moodle.
	MaxID = 100
)

// Errors of files that are broken as a whole, and of questions that no form can hold.
var (
	// ErrTooLarge says that a file is over MaxBytes.
	ErrTooLarge = errors.New("the file is too large")
	// ErrTooMany says that a file has more than MaxQuestions questions.
	ErrTooMany = errors.New("the file has too many questions")
	// ErrEncoding says that a file is not text in UTF-8, such as one saved as UTF-16 or GBK.
	ErrEncoding = errors.New("the file is not text in UTF-8")
	// ErrNotMoodle says that a file is not Moodle XML.
	ErrNotMoodle = errors.New("the file is not Moodle XML")
	// ErrEmpty says that a file has no questions at all.
	ErrEmpty = errors.New("the file has no questions")
	// ErrUnfit says that a question to be written is not whole: no kind, too many options, a pair without its option.
	ErrUnfit = errors.New("the question is not whole")
)

// True and False are the texts of the options of a true-false question that was read, for the caller to put in words. The first
// option of such a question stands for true, in all forms.
const (
	True  = "true"
	False = "false"
)

// Words are the words of the interface that stand in a file for the people who read it.
type Words struct {
	// Sheet is the name of the sheet in a workbook.
	Sheet string
	// ID and the following are the headings of a table's columns; Option stands before the option's letter.
	ID, Kind, Card, Scene, Prompt, Option, Key, Rationale string
	// Kinds are the names of the kinds of questions; a kind that has none goes by its id.
	Kinds map[drills.Kind]string
	// Needed stands over what an answer in words of one's own has to do, Suggested over what may be said, Avoid over what had
	// better not be, and Never over the words that spoil any answer.
	Needed, Suggested, Avoid, Never string
}
