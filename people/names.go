package people

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds of staff numbers and names, in characters.
const (
	maxNumber = 40
	maxName   = 60
)

// CleanNumber gives the one form of a staff number or the code of a store: no full-width forms, no spaces around it, capitals.
func CleanNumber(s string) string { return strings.ToUpper(strings.TrimSpace(norm.NFKC.String(s))) }

// CheckNumber tells whether a clean staff number or code of a store will do: 1 to 40 letters, digits, hyphens, dots and
// underscores. The error is a *RuleError.
func CheckNumber(number string) error {
	switch {
	case number == "":
		return &RuleError{Rule: RuleRequired}
	case utf8.RuneCountInString(number) > maxNumber:
		return &RuleError{Rule: RuleMax, Param: strconv.Itoa(maxNumber)}
	case strings.ContainsFunc(number, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-._", r)
	}):
		return &RuleError{Rule: RuleStaffNumber}
	}
	return nil
}

// CleanName gives the one form of a person's name: no full-width forms, and one space where there are several, none around it.
func CleanName(s string) string { return strings.Join(strings.Fields(norm.NFKC.String(s)), " ") }

// CheckName tells whether a clean name will do: 1 to 60 characters that can be seen, at least one letter, and nothing that turns
// the direction of what stands beside it. The error is a *RuleError.
func CheckName(name string) error {
	switch {
	case name == "":
		return &RuleError{Rule: RuleRequired}
	case utf8.RuneCountInString(name) > maxName:
		return &RuleError{Rule: RuleMax, Param: strconv.Itoa(maxName)}
	case !utf8.ValidString(name), strings.ContainsFunc(name, invisible), !strings.ContainsFunc(name, unicode.IsLetter):
		return &RuleError{Rule: RulePlain}
	}
	return nil
}

// invisible tells whether a character can't be seen: controls, overrides of direction, tags. The two joiners belong to names in
// some scripts.
func invisible(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return !unicode.IsGraphic(r) && r != nonJoiner && r != joiner
}
