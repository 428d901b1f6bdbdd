package text

import (
	"unicode"
	"unicode/utf8"
)

// Kind says what a term is made of; rankers weigh kinds differently.
type Kind uint8

// The kinds of terms. Han kinds come from runs of Chinese characters, the others from everything else.
const (
	Han1    Kind = iota // one character
	Han2                // two neighbouring characters
	Han3                // three neighbouring characters
	Stem                // the stem of a word
	Stems               // the stems of two neighbouring words, or a mark for the text's start and the first stem
	Letters             // three to five neighbouring letters of a word, its ends marked by ^ and $
	Kinds               // how many kinds there are
)

// Bounds of what is looked at: longer words are cut, later terms are left out.
const (
	maxWordRunes = 32
	maxTerms     = 3000
)

// Sizes of letter groups, in runes, the word's end marks counted.
const (
	minLetters = 3
	maxLetters = 5
)

// Term is one unit of comparison.
type Term struct {
	Kind Kind
	Text string
}

// Terms gives the terms of a folded text (see Folder.Fold) in its order, repeats included, at most 3,000.
func Terms(folded string) []Term {
	return NewCutter().AppendTerms(make([]Term, 0, min(3*len(folded)+8, maxTerms)), folded)
}

// averageWord is about how many bytes a word has, with the space behind it.
const averageWord = 6

// Run is a piece of a text without breaks: Chinese characters, or one word of another script.
type Run struct {
	Text string
	Han  bool
}

// Runs cuts a folded text into runs of Chinese characters and words of other scripts.
func Runs(folded string) []Run { return appendRuns(make([]Run, 0, len(folded)/averageWord+1), folded) }

func appendRuns(runs []Run, folded string) []Run {
	start, kind := 0, 0 // kind: 0 between runs, 1 Han, 2 other
	flush := func(end int) {
		if kind != 0 {
			runs = append(runs, Run{Text: folded[start:end], Han: kind == 1})
		}
	}
	for i, r := range folded {
		now := 2
		switch {
		case r < utf8.RuneSelf && (r == ' ' || r == '\n' || r == '\t' || r == '\r'), unicode.IsSpace(r):
			now = 0
		case isHan(r):
			now = 1
		}
		if now != kind {
			flush(i)
			start, kind = i, now
		}
	}
	flush(len(folded))
	return runs
}

// isHan tells Chinese characters; nearly all of them lie in the first range.
func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF || unicode.Is(unicode.Han, r) }
