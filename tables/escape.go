package tables

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

var (
	// escaped is how a workbook writes a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
	escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)
	// seeming is what would look escaped after an underscore, be it one of the text or one that escape has put there.
	seeming = regexp.MustCompile(`^x[0-9A-Fa-f]{4}[_[:cntrl:]\x{fffe}\x{ffff}]`)
)

// escape makes a text one that XML can hold. excelize escapes once more whatever seems escaped in a text that it is given, so that
// a control character shows as _x0001_ in a spreadsheet. It goes wrong where one thing that seems escaped ends in the underscore
// that another begins with, and so there are none such here.
func escape(text string) string {
	if !strings.Contains(text, "_x") && strings.IndexFunc(text, unfit) < 0 {
		return text
	}
	var b strings.Builder
	underscore := false
	for i, r := range text {
		if unfit(r) || underscore && seeming.MatchString(text[i:]) {
			fmt.Fprintf(&b, "_x%04X_", r)
			underscore = true
		} else {
			b.WriteRune(r)
			underscore = r == '_'
		}
	}
	return b.String()
}

// unfit tells whether XML 1.0 cannot hold a character.
func unfit(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff'
}

// unescape undoes what escape did and what every workbook does on top of it.
func unescape(text string) string {
	for range 2 {
		if strings.Contains(text, "_x") {
			text = escaped.ReplaceAllStringFunc(text, character)
		}
	}
	return text
}

// character is the one that was escaped; half a surrogate pair is none and stays as it is written.
func character(written string) string {
	n, err := strconv.ParseUint(written[len("_x"):len(written)-len("_")], 16, 16)
	if r := rune(n); err == nil && !utf16.IsSurrogate(r) {
		return string(r)
	}
	return written
}
