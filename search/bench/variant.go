package bench

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"

	"clerkcoach/search/text"
)

// Variants lists the ways in which questions can be asked otherwise than they are written.
func Variants() []string { return []string{"traditional", "misspelt", "pinyin", "wide", "spoken"} }

// Variant gives the change of a name of Variants; of any other name, none. Traditional writes traditional characters; misspelt makes
// one slip in each of two English words; pinyin spells Chinese in letters without tones, a space after each character; wide writes
// full-width letters, digits and signs; spoken leaves out capitals and punctuation.
func Variant(name string) func(string) string {
	switch name {
	case "traditional":
		return text.NewFolder().Traditional()
	case "misspelt":
		return misspelt
	case "pinyin":
		return spelt
	case "wide":
		return func(s string) string { return strings.Map(wide, s) }
	case "spoken":
		return spoken
	default:
		return func(s string) string { return s }
	}
}

// longEnough is the least number of letters of a word that gets a slip: in shorter ones a slip mostly makes another word.
const longEnough = 4

// misspelt makes one slip in each of two words: a letter left out, doubled, wrong, or changing places with the next one. The same
// question always gets the same slips.
func misspelt(s string) string {
	words := strings.Fields(s)
	rng := rand.New(rand.NewPCG(uint64(len(s)), uint64(len(words)))) //nolint:gosec // nothing secret hangs on it
	left := 2
	for _, at := range rng.Perm(len(words)) {
		word := words[at]
		core := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
		if left == 0 || len(core) < longEnough || strings.ContainsFunc(core, func(r rune) bool { return r > unicode.MaxASCII }) {
			continue
		}
		words[at] = strings.Replace(word, core, slip(core, rng), 1)
		left--
	}
	return strings.Join(words, " ")
}

// slip draws slips until one changes the word.
func slip(word string, rng *rand.Rand) string {
	for {
		letters := []byte(word)
		at := 1 + rng.IntN(len(letters)-2)
		switch rng.IntN(4) {
		case 0:
			letters = slices.Delete(letters, at, at+1)
		case 1:
			letters = slices.Insert(letters, at, letters[at])
		case 2:
			letters[at] = byte('a' + rng.IntN(26)) //nolint:gosec // below 26
		default:
			letters[at], letters[at+1] = letters[at+1], letters[at]
		}
		if string(letters) != word {
			return string(letters)
		}
	}
}

// spelt spells every Chinese character in letters.
func spelt(s string) string {
	args := pinyin.NewArgs()
	var out strings.Builder
	for _, r := range s {
		if said := pinyin.SinglePinyin(r, args); len(said) > 0 {
			out.WriteString(said[0] + " ")
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func wide(r rune) rune {
	if r > ' ' && r <= '~' {
		return r + 0xFEE0
	}
	return r
}

func spoken(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
			return unicode.ToLower(r)
		case r == '\'', r == '’':
			return -1
		default:
			return ' '
		}
	}, s)
}
