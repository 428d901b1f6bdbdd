package text

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed traditional.txt
var traditionalTable string

// Folder brings different spellings of the same wording to one form. The zero value is not ready; use NewFolder.
type Folder struct {
	simplified map[rune]rune
}

// NewFolder reads the table of traditional characters.
func NewFolder() *Folder {
	f := &Folder{simplified: make(map[rune]rune, 4200)}
	for line := range strings.Lines(traditionalTable) {
		from, n := utf8.DecodeRuneInString(line)
		to, _ := utf8.DecodeRuneInString(line[n:])
		if from != '#' && unicode.Is(unicode.Han, from) {
			f.simplified[from] = to
		}
	}
	// The table simplifies some characters in two steps; one is enough for us.
	for from, to := range f.simplified {
		for {
			next, ok := f.simplified[to]
			if !ok || next == to || next == from {
				break
			}
			to = next
		}
		f.simplified[from] = to
	}
	return f
}

// Fold gives the one form of a text: compatibility forms composed (NFKC), lower case, simplified characters, apostrophes and
// invisible characters left out, anything that is not a letter, mark, digit or white space turned into a space. Broken UTF-8 becomes spaces.
func (f *Folder) Fold(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	for _, r := range composed(strings.ToValidUTF8(s, " ")) {
		switch {
		case r < utf8.RuneSelf && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9'):
			out.WriteByte(byte(r))
		case r == ' ':
			out.WriteByte(' ')
		case r >= 0x4E00 && r <= 0x9FFF:
			if s, ok := f.simplified[r]; ok {
				r = s
			}
			out.WriteRune(r)
		case r == '\'' || r == '’' || r == '‘' || unicode.Is(unicode.Cf, r):
		case unicode.IsLetter(r):
			if s, ok := f.simplified[r]; ok {
				r = s
			}
			out.WriteRune(unicode.ToLower(r))
		case unicode.IsNumber(r), unicode.IsMark(r):
			out.WriteRune(r)
		default:
			out.WriteByte(' ')
		}
	}
	// A mark may have come to stand behind a letter that it composes with.
	return composed(out.String())
}

// composed brings a text to NFKC, unless it plainly needs no such thing.
func composed(s string) string {
	for _, r := range s {
		if !settled(r) {
			return norm.NFKC.String(s)
		}
	}
	return s
}

// settled tells characters that NFKC leaves as they are and joins to nothing, or that become spaces either way: those that most
// questions consist of.
func settled(r rune) bool {
	return r < utf8.RuneSelf || r >= 0x4E00 && r <= 0x9FFF || strings.ContainsRune("，。？！、：；", r)
}

// Pairs gives all traditional characters, in their order, each before its simplified one.
func (f *Folder) Pairs() string {
	var out strings.Builder
	for _, from := range slices.Sorted(maps.Keys(f.simplified)) {
		out.WriteRune(from)
		out.WriteRune(f.simplified[from])
	}
	return out.String()
}

// Traditional gives a function that writes a text in traditional characters, the first of the table where several fit; for measuring.
func (f *Folder) Traditional() func(string) string {
	traditional := make(map[rune]rune, len(f.simplified))
	for from, to := range f.simplified {
		if old, ok := traditional[to]; !ok || from < old {
			traditional[to] = from
		}
	}
	return func(s string) string {
		return strings.Map(func(r rune) rune {
			if t, ok := traditional[r]; ok {
				return t
			}
			return r
		}, s)
	}
}
