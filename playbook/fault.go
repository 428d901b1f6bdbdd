package playbook

import (
	"fmt"
	"sort"
	"strings"
)

// Fault is one thing wrong with a playbook's files. Its Rule and Param are for showing the fault in the reader's language.
type Fault struct {
	// File is the path inside the folder, with the folder's own name before it where the folder is not the shipped one.
	File string
	// Line counts from 1; 0 where the whole file is meant.
	Line int
	// Field is the place inside the file, such as "phrases[2].moment"; empty where the whole file is meant.
	Field string
	// Rule that is broken: a tag of the validator (required, max, oneof, unique …) or one of the Rule constants.
	Rule string
	// Param is the rule's parameter: a limit, the allowed values, or the offending name.
	Param string
}

// Rules that this package checks itself, beside the validator's tags.
const (
	RuleRead      = "read"      // the file cannot be read; Param says why
	RuleTooLarge  = "too_large" // the file is over the size given in Param
	RuleSyntax    = "syntax"    // not YAML, or not of the form asked for; Param says what
	RuleUnknown   = "unknown"   // a field that does not exist; Param is its name
	RuleNoCard    = "no_card"   // a card that no book.yaml lists; Param is its id
	RuleNoWords   = "no_words"  // a card or path without words in any language; Param is its id
	RuleNoFact    = "no_fact"   // a fact that does not exist or that the card does not carry; Param is its id
	RuleNeighbour = "neighbour" // a neighbour that does not exist or is not listed; Param is its id
	RulePlace     = "place"     // a file where the loader looks for none
	RuleEncoding  = "encoding"  // text that is not valid UTF-8
	RuleTwice     = "twice"     // the same card listed under two families; Param is its id
	RuleMissing   = "missing"   // a file or folder that must be there
	RuleLongAsk   = "long_ask"  // an ask of more characters than Param
	RuleWritten   = "written"   // a written question that has not what its kind needs; Param is the kind
	RuleTooMany   = "too_many"  // more files than Param

	RuleNoFamily   = "no_family"   // a family that has no cards; Param is its id
	RuleNoHandbook = "no_handbook" // a handbook that has no cards; Param is its id
	RuleNoPath     = "no_path"     // words for a path that no paths.yaml lists; Param is its id
	RuleNoStep     = "no_step"     // words for a step that the path has not; Param is its id
	RuleStepKind   = "step_kind"   // a field that steps of a kind have not; Param is the kind
)

// Error tells the fault in plain English, for logs; people are shown the same through the words of the interface.
func (f Fault) Error() string {
	var s strings.Builder
	s.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&s, ":%d", f.Line)
	}
	if f.Field != "" {
		s.WriteString(": " + f.Field)
	}
	s.WriteString(": " + f.Rule)
	if f.Param != "" {
		s.WriteString(" (" + f.Param + ")")
	}
	return s.String()
}

// Faults are all faults found in one reading, by file and line.
type Faults []Fault

// Error tells all faults, a line each.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

func (fs Faults) sort() {
	sort.SliceStable(fs, func(i, j int) bool {
		if fs[i].File != fs[j].File {
			return fs[i].File < fs[j].File
		}
		if fs[i].Line != fs[j].Line {
			return fs[i].Line < fs[j].Line
		}
		return fs[i].Field < fs[j].Field
	})
}
