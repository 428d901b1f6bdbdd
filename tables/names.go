package tables

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
)

// maxName is how long a sheet's name can be, in UTF-16 code units.
const maxName = 31

// sheetNames makes a name that a sheet can have for each table: not empty, short, without the signs that stand in references, and
// unlike all others, capitals or not.
func sheetNames(ts []Table) []string {
	taken := map[string]bool{"history": true} // Excel keeps this one for itself
	names := make([]string, len(ts))
	for i, t := range ts {
		base := fitting(t.Name)
		name := cut(base, maxName)
		for n := 2; taken[strings.ToLower(name)]; n++ {
			more := fmt.Sprintf(" %d", n)
			name = cut(base, maxName-len(more)) + more
		}
		taken[strings.ToLower(name)] = true
		names[i] = name
	}
	return names
}

// fitting leaves of a name what a sheet's name can have in it.
func fitting(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`:\/?*[]`, r):
			return '-'
		case unicode.IsControl(r), unfit(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, "\ufffd"))
	if name = strings.Trim(name, "' "); name == "" {
		return "Sheet"
	}
	return name
}

// cut shortens a name to so many UTF-16 code units; no space or apostrophe stays at its end.
func cut(name string, units int) string {
	for i, r := range name {
		if units -= utf16.RuneLen(r); units < 0 {
			return strings.TrimRight(name[:i], "' ")
		}
	}
	return name
}
