package tables

import (
	"regexp"
	"strings"
	"unicode"
)

// signs are the signs that begin a formula: those of OWASP ASVS 5.0, 1.2.10, and CWE-1236, and the full-width ones of a Chinese
// keyboard.
const signs = "=+-@\t\r\n\x00＝＋－＠"

// negative is the one text with a sign before it that no spreadsheet makes more of than it says.
var negative = regexp.MustCompile(`^-[0-9]+(\.[0-9]+)?$`)

// inert puts an apostrophe before a text that a spreadsheet would calculate. A text that looks as if that had been done gets one
// as well, so that bare gives back any text.
func inert(text string) string {
	if calculated(strings.TrimLeft(text, "'")) {
		return "'" + text
	}
	return text
}

// bare undoes inert.
func bare(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && calculated(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return text
}

// calculated tells whether a text begins a formula, maybe after spaces or signs that are not seen, such as a byte order mark.
func calculated(text string) bool {
	if negative.MatchString(text) {
		return false
	}
	for _, r := range text {
		switch {
		case strings.ContainsRune(signs, r):
			return true
		case !unicode.In(r, unicode.White_Space, unicode.Cc, unicode.Cf):
			return false
		}
	}
	return false
}
