package people

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// RuleError says which rule a PIN, a password, a staff number or a name breaks.
type RuleError struct {
	// Rule is one of the rules of this package; its words have the id "field_" and the rule.
	Rule string
	// Param is what the rule's comment says, for its words; it may be empty.
	Param string
}

// Error names the rule.
func (e *RuleError) Error() string {
	return strings.TrimSpace("breaks the rule " + e.Rule + " " + e.Param)
}

// The rules of PINs, passwords, staff numbers and names.
const (
	RuleRequired = "required" // nothing was given
	RuleMin      = "min"      // too short; Param: the least number of characters
	RuleMax      = "max"      // too long; Param: the greatest number of characters
	RulePlain    = "plain"    // has signs that can't be seen, or is not text

	RuleStaffNumber = "staff_number" // has more than letters, digits and - . _

	RulePIN       = "pin"        // has something else than digits, or too few or too many; Param: how many, as in 4–8
	RulePINSame   = "pin_same"   // is one digit over and over
	RulePINRow    = "pin_row"    // counts up or down
	RulePINNumber = "pin_number" // ends the staff number
	RulePINDate   = "pin_date"   // is a year or a date
	RulePINCommon = "pin_common" // is what many people take

	RulePasswordSimple = "password_simple" // is a few characters over and over, or counts up or down
	RulePasswordCommon = "password_common" // is what many people take, or a date
	RulePasswordOwn    = "password_own"    // has the person's name or staff number in it
)

// Bounds of what people sign in with. A password is all that guards whoever sees the results of others: NIST SP 800-63B-4 then asks
// for 15 characters, and for 8 where there is less to guard.
const (
	minPIN           = 4
	maxPIN           = 8
	minPassword      = 15
	minPasswordClerk = 8
	maxPassword      = 128
)

// commonPINs are those that people take most (DataGenetics, 2012), and some that they take in China, as far as no other rule
// refuses them.
const commonPINs = " 1212 1004 6969 1122 1313 1010 2580 1314 0520 1688 5188 6688 " +
	"123123 121212 112233 131313 123321 520520 147258 159753 159357 789456 110110 5201314 1314520 7758521 7758258 "

//go:embed common.txt
var commonPasswords string

// cleanSecret is what of a PIN or password counts: full-width forms are the same as others, since nobody sees what their keyboard
// is set to, and spaces around it are none of it.
func cleanSecret(s string) string { return strings.TrimSpace(norm.NFKC.String(s)) }

// CheckPIN tells whether a PIN will do for the person with a staff number: four to eight digits that colleagues don't guess at
// once. The error is a *RuleError.
func CheckPIN(pin, number string) error {
	pin = cleanSecret(pin)
	const up, down = "0123456789012345", "9876543210987654"
	switch {
	case len(pin) < minPIN || len(pin) > maxPIN || strings.ContainsFunc(pin, notDigit):
		return &RuleError{Rule: RulePIN, Param: strconv.Itoa(minPIN) + "–" + strconv.Itoa(maxPIN)}
	case strings.Count(pin, pin[:1]) == len(pin):
		return &RuleError{Rule: RulePINSame}
	case strings.Contains(up, pin), strings.Contains(down, pin):
		return &RuleError{Rule: RulePINRow}
	case endsNumber(pin, number):
		return &RuleError{Rule: RulePINNumber}
	case isDate(pin), len(pin) == 4 && (pin[:2] == "19" || pin[:2] == "20"):
		return &RuleError{Rule: RulePINDate}
	case strings.Contains(commonPINs, " "+pin+" "):
		return &RuleError{Rule: RulePINCommon}
	}
	return nil
}

func notDigit(r rune) bool { return r < '0' || r > '9' }

// endsNumber tells whether a PIN is the last digits of a staff number, filled up with zeros where it has fewer.
func endsNumber(pin, number string) bool {
	digits := strings.Map(func(r rune) rune {
		if notDigit(r) {
			return -1
		}
		return r
	}, CleanNumber(number))
	return strings.HasSuffix(strings.Repeat("0", maxPIN)+digits, pin)
}

// isDate tells whether eight digits are a date of these two centuries, in any usual order.
func isDate(s string) bool {
	return slices.ContainsFunc([]string{"20060102", "02012006", "01022006"}, func(layout string) bool {
		t, err := time.Parse(layout, s)
		return err == nil && t.Year() >= 1900 && t.Year() < 2100
	})
}

// CheckPassword tells whether a password will do for a person: long enough for the role, and neither common nor easily guessed. Any
// characters will do, since rules about them make passwords no better (NIST SP 800-63B-4). The error is a *RuleError.
func CheckPassword(password string, p *Person) error {
	password = cleanSecret(password)
	least := LeastPassword(p.Role)
	length := utf8.RuneCountInString(password)
	small := strings.ToLower(password)
	switch {
	case length == 0:
		return &RuleError{Rule: RuleRequired}
	case !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl):
		return &RuleError{Rule: RulePlain}
	case length < least:
		return &RuleError{Rule: RuleMin, Param: strconv.Itoa(least)}
	case length > maxPassword:
		return &RuleError{Rule: RuleMax, Param: strconv.Itoa(maxPassword)}
	case isSimple(small):
		return &RuleError{Rule: RulePasswordSimple}
	case isCommon(small):
		return &RuleError{Rule: RulePasswordCommon}
	case hasOwn(small, p):
		return &RuleError{Rule: RulePasswordOwn}
	}
	return nil
}

// LeastPassword is how many characters the password of a role has at least.
func LeastPassword(r Role) int {
	if r.AtLeast(Trainer) {
		return minPassword
	}
	return minPasswordClerk
}

// isSimple tells whether a password is less than four characters over and over, or a row such as abcdefgh, over and over or not.
func isSimple(small string) bool {
	again := []rune(repeated(small))
	return len(again) < 4 || isRow(again, 1) || isRow(again, -1)
}

// repeated is the piece that a text repeats from start to end; all of it where it repeats none.
func repeated(s string) string {
	for n := 1; n <= len(s)/2; n++ {
		if s[n:] == s[:len(s)-n] {
			return s[:n]
		}
	}
	return s
}

func isRow(runes []rune, step rune) bool {
	for i, r := range runes[1:] {
		if r-runes[i] != step {
			return false
		}
	}
	return true
}

// isCommon tells whether a password is on the list of common ones, also said twice or more, or is a date.
func isCommon(small string) bool {
	return isDate(small) || strings.Contains(commonPasswords, "\n"+small+"\n") ||
		strings.Contains(commonPasswords, "\n"+repeated(small)+"\n")
}

// hasOwn tells whether a password has the person's number, name or a word of the name in it, where that is no shorter than two
// Chinese characters or four letters: of less, any password may happen to have some.
func hasOwn(small string, p *Person) bool {
	const least = 4 // bytes
	words := strings.Fields(strings.ToLower(CleanName(p.Name)))
	own := append(words, strings.Join(words, ""), strings.ToLower(CleanNumber(p.Number)))
	return slices.ContainsFunc(own, func(s string) bool { return len(s) >= least && strings.Contains(small, s) })
}
