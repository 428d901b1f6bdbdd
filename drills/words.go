package drills

import (
	"hash/fnv"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"clerkcoach/search/text"
)

// phrase is a line of the playbook, folded and cut.
type phrase struct {
	folded string
	words  wordSet
}

// phrase folds and cuts a line, and remembers it: a rubric has hundreds, and all answers are compared with the same.
func (x *Examiner) phrase(line string) phrase {
	return x.phrases.get(line, func() phrase {
		folded := x.folded(line)
		return phrase{folded, cutWords(text.NewCutter(), folded)}
	})
}

// folded is the one form of a text, with single spaces.
func (x *Examiner) folded(s string) string { return strings.Join(strings.Fields(x.fold.Fold(s)), " ") }

// wordSet are the words of a text, as stems, and its pairs of characters: their hashes, in rising order. Two texts are compared
// some hundred times for each question; that two words meet in 64 bits does not happen.
type wordSet []uint64

// common counts the words that two sets share.
func (s wordSet) common(other wordSet) int {
	n := 0
	for len(s) > 0 && len(other) > 0 {
		switch {
		case s[0] < other[0]:
			s = s[1:]
		case s[0] > other[0]:
			other = other[1:]
		default:
			n, s, other = n+1, s[1:], other[1:]
		}
	}
	return n
}

func (s wordSet) has(word uint64) bool {
	_, ok := slices.BinarySearch(s, word)
	return ok
}

// cutWords cuts a folded text into the words that say something.
func cutWords(c *text.Cutter, folded string) wordSet {
	var set wordSet
	hash := fnv.New64a()
	for _, t := range c.AppendTerms(nil, folded) {
		if t.Kind == text.Han2 || t.Kind == text.Stem && telling(t.Text) {
			hash.Reset()
			io.WriteString(hash, t.Text) //nolint:errcheck // a hash never fails
			set = append(set, hash.Sum64())
		}
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// shortestStem is the least length of a stem that says something, in characters.
const shortestStem = 3

// telling tells whether an English stem says something of what is done, for whom or with what.
func telling(stem string) bool {
	switch stem {
	case "the", "and", "but", "for", "with", "from", "into", "than", "then", "that", "this", "these", "those", "there",
		"what", "which", "who", "when", "how",
		"you", "your", "youd", "youv", "they", "them", "their", "theyr", "she", "her", "him", "his", "our",
		"are", "was", "were", "been", "has", "have", "had", "ive", "ill", "its", "not", "dont",
		"may", "can", "could", "will", "would", "all", "just":
		return false
	}
	return utf8.RuneCountInString(stem) >= shortestStem
}
