package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"

	"clerkcoach/search/text"
)

// spelling finds the Chinese words that a clerk has typed in letters without tones, such as "guke" or "gu ke" for 顾客. It knows the
// pairs and triples of characters that the asks have at least twice, under all their readings.
type spelling struct {
	// syllables are all readings of all characters.
	syllables map[string]bool
	// A reading keys[i] may stand for the term terms[i]; the keys rise.
	keys  []key
	terms []key
}

// Bounds of how a group of characters may be read, and of a syllable's letters.
const (
	maxReadings   = 4
	maxSyllable   = 6
	spelledOften  = 2
	leastSpelling = 2  // syllables that a text must have to be taken for pinyin
	rivals        = 10 // a word is left out if another one of the same sound is so many times as frequent
	strangeEnough = 5  // only a text of which one word in so many is strange is looked at
)

// newSpelling lists the readings of a vocabulary.
func newSpelling(v *vocabulary) *spelling {
	s := &spelling{syllables: map[string]bool{}}
	of := syllablesByCharacter()
	type reading struct {
		said, term key
		seen       int
	}
	var all []reading
	for i, t := range v.terms {
		if t.kind != text.Han2 && t.kind != text.Han3 || v.seen[i] < spelledOften {
			continue
		}
		for _, said := range s.readings(v.texts[i], of) {
			all = append(all, reading{keyOf(text.Term{Kind: t.kind, Text: said}), t.key, v.seen[i]})
		}
	}
	slices.SortFunc(all, func(a, b reading) int {
		return cmp.Or(cmp.Compare(a.said, b.said), cmp.Compare(b.seen, a.seen), cmp.Compare(a.term, b.term))
	})
	var top reading
	for _, r := range all {
		if r.said != top.said {
			top = r
		}
		if rivals*r.seen >= top.seen {
			s.keys, s.terms = append(s.keys, r.said), append(s.terms, r.term)
		}
	}
	return s
}

// syllablesByCharacter gives a function that looks up how a character can be read, each character once.
func syllablesByCharacter() func(rune) []string {
	args := pinyin.NewArgs()
	args.Heteronym = true
	known := map[rune][]string{}
	return func(r rune) []string {
		syllables, ok := known[r]
		if !ok {
			syllables = slices.Compact(slices.Sorted(slices.Values(pinyin.SinglePinyin(r, args))))
			known[r] = syllables
		}
		return syllables
	}
}

// readings gives the ways to read a group of characters, its syllables apart, and notes the syllables.
func (s *spelling) readings(group string, of func(rune) []string) []string {
	said := []string{""}
	for _, r := range group {
		syllables := of(r)
		if len(syllables) == 0 {
			return nil
		}
		var longer []string
		for _, before := range said {
			for _, one := range syllables {
				s.syllables[one] = true
				longer = append(longer, strings.TrimSpace(before+" "+one))
			}
		}
		said = longer[:min(len(longer), maxReadings)]
	}
	return said
}

// syllablesOf reads a folded text as pinyin: the syllables of each stretch between Chinese characters. It is not pinyin if some word
// cannot be cut into syllables, or if there are too few.
func (s *spelling) syllablesOf(folded string) ([][]string, bool) {
	var stretches [][]string
	n, open := 0, false
	for _, run := range text.Runs(folded) {
		if run.Han {
			open = false
			continue
		}
		syllables := s.cut(run.Text)
		if syllables == nil {
			return nil, false
		}
		if !open {
			stretches, open = append(stretches, nil), true
		}
		last := &stretches[len(stretches)-1]
		*last = append(*last, syllables...)
		n += len(syllables)
	}
	return stretches, n >= leastSpelling
}

// cut parts a word into the fewest syllables; nil if it cannot be done.
func (s *spelling) cut(word string) []string {
	if len(word) > 8*maxSyllable || utf8.RuneCountInString(word) != len(word) {
		return nil
	}
	// from[i] is where the last syllable of the best way to cut word[:i] begins, and count[i] how many it has.
	from, count := make([]int, len(word)+1), make([]int, len(word)+1)
	for end := 1; end <= len(word); end++ {
		for start := max(0, end-maxSyllable); start < end; start++ {
			if (start == 0 || count[start] > 0) && s.syllables[word[start:end]] && (count[end] == 0 || count[start]+1 < count[end]) {
				from[end], count[end] = start, count[start]+1
			}
		}
	}
	if count[len(word)] == 0 {
		return nil
	}
	syllables := make([]string, count[len(word)])
	for end, i := len(word), count[len(word)]-1; end > 0; end, i = from[end], i-1 {
		syllables[i] = word[from[end]:end]
	}
	return syllables
}

// places finds the terms that a stretch of syllables may stand for, and counts its pairs and those that nobody has used.
func (s *spelling) places(x lexicon, syllables []string) (places []uint32, pairs, strange int) {
	for i := range syllables {
		for size, kind := range []text.Kind{text.Han2, text.Han3} {
			end := i + 2 + size
			if end > len(syllables) {
				continue
			}
			said := keyOf(text.Term{Kind: kind, Text: strings.Join(syllables[i:end], " ")})
			at, known := slices.BinarySearch(s.keys, said)
			for ; at < len(s.keys) && s.keys[at] == said; at++ {
				if place, ok := x.find(s.terms[at]); ok {
					places = append(places, place)
				}
			}
			if kind == text.Han2 {
				pairs++
				if !known {
					strange++
				}
			}
		}
	}
	return places, pairs, strange
}

// asPinyin reads a text as pinyin, if more of its pairs of syllables are known than of its words; else it gives back f, the features of
// its words.
func (m *model) asPinyin(folded string, f features, room *scratch) features {
	if strangeEnough*f.strange < f.words || !slices.ContainsFunc(room.terms, func(t text.Term) bool { return t.Kind == text.Stem }) {
		return f
	}
	stretches, ok := m.spelling.syllablesOf(folded)
	if !ok {
		return f
	}
	var places []uint32
	pairs, strange := 0, 0
	for _, syllables := range stretches {
		found, all, unknown := m.spelling.places(m.lexicon, syllables)
		places, pairs, strange = append(places, found...), pairs+all, strange+unknown
	}
	if (pairs-strange)*f.words <= (f.words-f.strange)*pairs {
		return f
	}
	for _, at := range f.terms {
		if k := m.lexicon[at].kind; k == text.Han1 || k == text.Han2 || k == text.Han3 {
			places = append(places, at)
		}
	}
	return m.scaled(places, pairs, strange, room)
}
