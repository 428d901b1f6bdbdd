package playbook

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Written is a question that somebody wrote about a card, beside those that drills make of it; see LANG/questions/CARD.yaml.
type Written struct {
	ID    string `yaml:"id" validate:"required,id,max=120"`
	Kind  string `yaml:"kind" validate:"required,oneof=multiple-choice multiple-response true-false matching ordering short-answer numerical"`
	Scene string `yaml:"scene,omitempty" validate:"max=2000"`
	// Prompt is what is asked.
	Prompt string `yaml:"prompt" validate:"required,max=2000"`
	// Options are what is chosen from, or, in an ordering, what is put in order: they stand in the right order then. In a matching they
	// are further lines that belong to nothing.
	Options []WrittenOption `yaml:"options,omitempty" validate:"max=20,dive"`
	// Pairs are lines with what belongs to them; for a matching alone.
	Pairs []WrittenPair `yaml:"pairs,omitempty" validate:"max=20,dive"`
	// Number is the right answer of a numerical question.
	Number int32 `yaml:"number,omitempty"`
	// Answers are the right answers of a short-answer question, any of which will do.
	Answers []string `yaml:"answers,omitempty" validate:"max=100,dive,required,max=500"`
	// Why says what the question is about, once it is answered.
	Why string `yaml:"why,omitempty" validate:"max=2000"`
}

// WrittenOption is an option of a written question.
type WrittenOption struct {
	Text  string `yaml:"text" validate:"required,max=800"`
	Right bool   `yaml:"right,omitempty"`
	Why   string `yaml:"why,omitempty" validate:"max=2000"`
}

// WrittenPair is a line of a written matching, and the line that belongs to it.
type WrittenPair struct {
	Text   string `yaml:"text" validate:"required,max=800"`
	Option string `yaml:"option" validate:"required,max=800"`
	Why    string `yaml:"why,omitempty" validate:"max=2000"`
}

// WrittenFile is LANG/questions/CARD.yaml.
type WrittenFile struct {
	Questions []Written `yaml:"questions" validate:"max=1000,unique=ID,dive"`
}

// Written lists the questions that somebody wrote about this card, in one language; there is no fallback.
func (c *Card) Written(lang string) []Written { return c.written[lang] }

// readWritten takes the written questions of a card; a later layer's are added to an earlier one's.
func (l *loader) readWritten(lang, id, file string, raw []byte) {
	var w WrittenFile
	if faults := decode(l.rules, file, raw, &w); len(faults) > 0 {
		l.faults = append(l.faults, faults...)
		return
	}
	card := l.cardFor(id, file)
	if card == nil {
		return
	}
	from := newSource(file, raw)
	for i, q := range w.Questions {
		if !q.Whole() {
			l.fault(from.fault(fmt.Sprintf("questions[%d]", i), RuleWritten, q.Kind))
		}
	}
	card.written[lang] = append(card.written[lang], w.Questions...)
}

// sayable tells the characters that words are made of; an answer of others alone cannot be compared.
func sayable(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// The fewest options that there is something to choose or to order with.
const (
	fewestOptions = 2
	fewestOrdered = 3
)

// mostOptions is how many options and pairs a question has at most, together: each has a letter.
const mostOptions = 26

// Whole tells whether a written question has what its kind needs, so that it can be asked and answered rightly.
func (w Written) Whole() bool {
	rights := 0
	texts := map[string]bool{}
	for _, o := range w.Options {
		texts[o.Text] = true
		if o.Right {
			rights++
		}
	}
	if len(texts) < len(w.Options) || len(w.Options)+len(w.Pairs) > mostOptions || w.Number == math.MinInt32 {
		return false // two options alike, too many of them, or a number that cannot be typed
	}
	switch w.Kind {
	case "multiple-choice":
		return len(w.Options) >= fewestOptions && rights == 1
	case "multiple-response":
		return len(w.Options) >= fewestOptions && rights > 0
	case "true-false":
		return len(w.Options) == fewestOptions && rights == 1
	case "matching":
		return len(w.Pairs) >= fewestOptions
	case "ordering":
		return len(w.Options) >= fewestOrdered
	case "short-answer":
		return len(w.Answers) > 0 && !slices.ContainsFunc(w.Answers, func(a string) bool { return !strings.ContainsFunc(a, sayable) })
	default:
		return true
	}
}
