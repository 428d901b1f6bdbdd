package tables

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// format is what of a cell's number format changes what is read.
type format struct {
	// date says that the number counts days.
	date bool
	// digits is how many digits are shown at least, zeros first.
	digits int
}

// What tells dates from numbers in the code of a format (ECMA-376 part 1, 18.8.31).
var (
	// lapse is a time that is counted rather than told: 36 hours.
	lapse = regexp.MustCompile(`(?i)\[(h+|m+|s+)\]`)
	// literal is what is shown as it is written, and what is not shown.
	literal = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)
	// zeros are digits that are always shown, and nothing else.
	zeros = regexp.MustCompile(`^0+$`)
)

// formatOf reads the code of a format, by the part for positive numbers.
func formatOf(code string) format {
	if zeros.MatchString(code) {
		return format{digits: len(code)}
	}
	timed := lapse.MatchString(code)
	code, _, _ = strings.Cut(literal.ReplaceAllString(code, ""), ";")
	return format{date: !timed && strings.ContainsAny(code, "ymdhsYMDHS")}
}

// builtIn is a format that every workbook has without listing it, by its number: dates, and those of Chinese, Japanese and Korean
// (ECMA-376 part 1, 18.8.30).
func builtIn(n int) format {
	return format{date: 14 <= n && n <= 22 || 27 <= n && n <= 36 || n == 45 || n == 47 || 50 <= n && n <= 58}
}

// epoch is the day before the first one that a workbook counts.
type epoch struct{ time.Time }

// epochOf is the usual one, or that of workbooks that count from 1904. Spreadsheets take 1900 for a leap year, so that days from
// March 1900 on count from a day earlier than it seems; days before that do not matter here.
func epochOf(from1904 bool) epoch {
	if from1904 {
		return epoch{time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)}
	}
	return epoch{time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)}
}

// lastDay is the number of the last day that a spreadsheet knows: 9999-12-31, counted from 1900.
const lastDay = 2_958_465

// show writes a number that stands in a workbook, as its format wants it.
func (f format) show(written string, from epoch) string {
	n, err := strconv.ParseFloat(written, 64)
	switch {
	case err != nil || math.IsInf(n, 0) || math.IsNaN(n):
		return written
	case f.date && 0 <= n && n < lastDay+1:
		return from.day(n)
	case strings.ContainsAny(written, ".eE"):
		return decimal(n)
	case len(written) < f.digits && n >= 0:
		return strings.Repeat("0", f.digits-len(written)) + written
	}
	return written
}

// day writes a number of days, to the second: the day, the time or both.
func (e epoch) day(n float64) string {
	const secondsOfDay = 24 * 60 * 60
	seconds := int64(math.Round(n * secondsOfDay))
	t := e.AddDate(0, 0, int(seconds/secondsOfDay)).Add(time.Duration(seconds%secondsOfDay) * time.Second)
	switch {
	case n < 1:
		return t.Format(time.TimeOnly)
	case seconds%secondsOfDay == 0:
		return t.Format(time.DateOnly)
	}
	return t.Format(time.DateTime)
}
