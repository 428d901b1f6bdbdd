package text

import (
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
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
	return AppendTerms(make([]Term, 0, min(3*len(folded)+8, maxTerms)), folded)
}

// AppendTerms adds the terms of a folded text to a list and gives the longer list.
func AppendTerms(terms []Term, folded string) []Term {
	c := newCollector(terms)
	prev := "^"
	for _, run := range Runs(folded) {
		if run.Han {
			c.han(run.Text)
			continue
		}
		stem := c.stem(run.Text)
		c.add(Stem, stem)
		c.add(Stems, prev+" "+stem)
		c.letters(run.Text)
		prev = stem
	}
	return c.terms
}

// averageWord is about how many bytes a word has, with the space behind it.
const averageWord = 6

// Run is a piece of a text without breaks: Chinese characters, or one word of another script.
type Run struct {
	Text string
	Han  bool
}

// Runs cuts a folded text into runs of Chinese characters and words of other scripts.
func Runs(folded string) []Run {
	runs := make([]Run, 0, len(folded)/averageWord+1)
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

// collector gathers terms up to the bound.
type collector struct {
	terms   []Term
	most    int
	stemmer *snowballstem.Env
}

func newCollector(terms []Term) *collector {
	return &collector{terms: terms, most: len(terms) + maxTerms, stemmer: snowballstem.NewEnv("")}
}

func (c *collector) add(k Kind, s string) {
	if len(c.terms) < c.most {
		c.terms = append(c.terms, Term{Kind: k, Text: s})
	}
}

// han adds the characters, pairs and triples of a run of Chinese.
func (c *collector) han(run string) {
	var starts [3]int // where the last three characters begin
	n := 0
	for i, r := range run {
		end := i + utf8.RuneLen(r)
		starts[0], starts[1], starts[2] = starts[1], starts[2], i
		n++
		c.add(Han1, run[i:end])
		if n > 1 {
			c.add(Han2, run[starts[1]:end])
		}
		if n > 2 {
			c.add(Han3, run[starts[0]:end])
		}
	}
}

// letters adds the letter groups of a word.
func (c *collector) letters(word string) {
	marked := "^" + word + "$"
	bounds := make([]int, 0, len(marked)+1)
	for i := range marked {
		bounds = append(bounds, i)
	}
	bounds = append(bounds, len(marked))
	if len(bounds) > maxWordRunes {
		bounds = bounds[:maxWordRunes]
	}
	for size := minLetters; size <= maxLetters; size++ {
		for i := 0; i+size < len(bounds); i++ {
			c.add(Letters, marked[bounds[i]:bounds[i+size]])
		}
	}
}

// stem reduces an English word to its stem by the Porter2 algorithm (snowballstem.org); other words come back as they are.
// Words too long to be words are left alone: the stemmer's time grows with their length.
func (c *collector) stem(word string) string {
	if len(word) > maxWordRunes*utf8.UTFMax {
		return word
	}
	c.stemmer.SetCurrent(word)
	english.Stem(c.stemmer)
	return c.stemmer.Current()
}
