package bank

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"clerkcoach/drills"
)

// Read is what a file gave: the good questions in the order of the file, and those that were refused.
type Read struct {
	Questions []*drills.Question
	Refused   []Refusal
}

// Refusal says which question of a file was refused, and why.
type Refusal struct {
	// Row is the question's number in the file, from 1; for GIFT, the line on which it begins.
	Row int
	// Name is what the file calls the question, shortened; it may be empty.
	Name   string
	Reason Reason
	// Params are what the reason is about, in the order that the reason's comment gives.
	Params []string
}

// Reason is why a question was refused; an id, to be shown in the reader's language.
type Reason string

// The reasons, each with its parameters.
const (
	// ReasonKind is a kind that there is nothing like here. Param: the kind by Moodle's name, such as cloze, description, essay.
	ReasonKind Reason = "kind-unsupported"
	// ReasonMedia is an image, a sound or another file in the text. Param: the Part.
	ReasonMedia Reason = "media"
	// ReasonMissing is a text that has to be there. Param: the Part.
	ReasonMissing Reason = "text-missing"
	// ReasonLong is a text over its bound. Params: the Part, the bound in characters.
	ReasonLong Reason = "text-long"
	// ReasonFew is that there is too little to choose from, to match, to order or to answer. Params: the Part, the least number.
	ReasonFew Reason = "too-few"
	// ReasonMany is that there is too much of it. Params: the Part, the greatest number.
	ReasonMany Reason = "too-many"
	// ReasonTwice is two options with the same words, or that differed in their looks alone. Param: the words.
	ReasonTwice Reason = "option-twice"
	// ReasonNoRight is that nothing is marked as right. No params.
	ReasonNoRight Reason = "right-none"
	// ReasonRights is more than one right answer where there can be one. No params.
	ReasonRights Reason = "right-many"
	// ReasonPartial is an answer that earns a part of the mark. Param: the percentage.
	ReasonPartial Reason = "partial-credit"
	// ReasonMark is a mark that is no number. Param: the mark as written.
	ReasonMark Reason = "mark-unreadable"
	// ReasonWildcard is a right answer with an asterisk that stands for anything. Param: the answer.
	ReasonWildcard Reason = "wildcard"
	// ReasonCase is a question in which capitals and small letters are told apart. No params.
	ReasonCase Reason = "case-matters"
	// ReasonNumber is a numerical answer that is not a whole number. Param: the answer.
	ReasonNumber Reason = "number-not-whole"
	// ReasonTolerance is a numerical answer that may be missed by something. Param: the tolerance, or the range.
	ReasonTolerance Reason = "tolerance"
	// ReasonUnits is a numerical answer with units. No params.
	ReasonUnits Reason = "units"
	// ReasonBraces is a question in GIFT whose answers are not between one { and one }. No params.
	ReasonBraces Reason = "gift-braces"
	// ReasonArrow is a pair in GIFT without its ->. No params.
	ReasonArrow Reason = "gift-arrow"
)

// Reasons lists all reasons.
func Reasons() []Reason {
	return []Reason{
		ReasonKind, ReasonMedia, ReasonMissing, ReasonLong, ReasonFew, ReasonMany, ReasonTwice, ReasonNoRight, ReasonRights,
		ReasonPartial, ReasonMark, ReasonWildcard, ReasonCase, ReasonNumber, ReasonTolerance, ReasonUnits,
		ReasonBraces, ReasonArrow,
	}
}

// The parts of a question that a reason may be about, as parameters; ids like the reasons.
const (
	PartID        = "id"
	PartCard      = "card"
	PartScene     = "scene"
	PartPrompt    = "prompt"
	PartOption    = "option"
	PartPair      = "pair"
	PartAnswer    = "answer"
	PartRationale = "rationale"
)

// Parts lists all parts.
func Parts() []string {
	return []string{PartID, PartCard, PartScene, PartPrompt, PartOption, PartPair, PartAnswer, PartRationale}
}

// collector gathers what a file gives, item by item.
type collector struct {
	read  Read
	items int
	// ids counts how often an id was met, so that the second question of that name gets another.
	ids map[string]int
}

// add puts an item with the good questions or with the refused. The error is ErrTooMany.
func (c *collector) add(it *item) error {
	if c.items++; c.items > MaxQuestions {
		return fmt.Errorf("%w: more than %d", ErrTooMany, MaxQuestions)
	}
	q := it.question()
	if it.refusal != nil {
		it.refusal.Row, it.refusal.Name = it.row, title(it.name)
		c.read.Refused = append(c.read.Refused, *it.refusal)
		return nil
	}
	q.ID = c.unlike(q.ID, it.row)
	c.read.Questions = append(c.read.Questions, q)
	return nil
}

// unlike makes an id that no question has had: the row stands in for none, and a number tells the second from the first.
func (c *collector) unlike(id string, row int) string {
	if id == "" {
		id = fmt.Sprintf("q%d", row)
	}
	if c.ids == nil {
		c.ids = map[string]int{}
	}
	base := id
	for c.ids[id] > 0 {
		c.ids[base]++
		id = fmt.Sprintf("%s-%d", base, c.ids[base])
	}
	c.ids[id] = 1
	return id
}

// result is what was gathered. The error is ErrEmpty.
func (c *collector) result() (*Read, error) {
	if c.items == 0 {
		return nil, ErrEmpty
	}
	return &c.read, nil
}

// slurp reads a whole file as text, without its byte order mark. The errors are ErrTooLarge, ErrEncoding and those of the reader.
func slurp(r io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > MaxBytes {
		return nil, fmt.Errorf("%w: over %d bytes", ErrTooLarge, MaxBytes)
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return nil, fmt.Errorf("%w but in UTF-16", ErrEncoding)
	case bytes.IndexByte(raw, 0) >= 0:
		return nil, fmt.Errorf("%w: it has bytes of zero", ErrEncoding)
	case !utf8.Valid(raw):
		return nil, ErrEncoding
	}
	return raw, nil
}
