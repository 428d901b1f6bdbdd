package text

import (
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// maxStems bounds the words whose stems a Cutter remembers; beyond it starts afresh.
const maxStems = 8192

// Cutter cuts one text after the other into terms, with the same room, and remembers the stems of words it has met. It is for one
// goroutine at a time; the terms it gives stay valid.
type Cutter struct {
	stemmer *snowballstem.Env
	stems   map[string]string
	runs    []Run
	bounds  []int
	// sizes are the lengths of the words' stems, in bytes.
	sizes []int
}

// NewCutter makes a cutter that has met no word yet.
func NewCutter() *Cutter {
	return &Cutter{stemmer: snowballstem.NewEnv(""), stems: map[string]string{}}
}

// AppendTerms adds the terms of a folded text (see Folder.Fold) to a list, at most 3,000, and gives the longer list.
func (c *Cutter) AppendTerms(terms []Term, folded string) []Term {
	c.runs = appendRuns(c.runs[:0], folded)
	l := list{terms: terms, most: len(terms) + maxTerms}
	// All stems stand in one text, and all words with their marks in another, so that terms are pieces of them.
	stems, marked := c.write()
	before, stem, word, sizes := 0, 1, 0, c.sizes
	for _, run := range c.runs {
		if run.Han {
			l.han(run.Text)
			continue
		}
		end := stem + 1 + sizes[0]
		sizes = sizes[1:]
		l.add(Stem, stems[stem+1:end])
		l.add(Stems, stems[before:end])
		before, stem = stem+1, end
		c.letters(&l, marked[word:word+len(run.Text)+2])
		word += len(run.Text) + 2
	}
	return l.terms
}

// write gives the stems of all words, a space before each and a mark before the first, and the words between their marks.
func (c *Cutter) write() (stems, marked string) {
	var s, m strings.Builder
	size := 0
	for _, run := range c.runs {
		if !run.Han {
			size += len(run.Text) + 2
		}
	}
	s.Grow(size + 1)
	m.Grow(size)
	s.WriteByte('^')
	c.sizes = c.sizes[:0]
	for _, run := range c.runs {
		if run.Han {
			continue
		}
		stem := c.stem(run.Text)
		c.sizes = append(c.sizes, len(stem))
		s.WriteByte(' ')
		s.WriteString(stem)
		m.WriteByte('^')
		m.WriteString(run.Text)
		m.WriteByte('$')
	}
	return s.String(), m.String()
}

// letters adds the letter groups of a word between its marks.
func (c *Cutter) letters(l *list, marked string) {
	bounds := c.bounds[:0]
	for i := range marked {
		bounds = append(bounds, i)
	}
	bounds = append(bounds, len(marked))
	c.bounds = bounds
	if len(bounds) > maxWordRunes {
		bounds = bounds[:maxWordRunes]
	}
	for size := minLetters; size <= maxLetters; size++ {
		for i := 0; i+size < len(bounds); i++ {
			l.add(Letters, marked[bounds[i]:bounds[i+size]])
		}
	}
}

// stem reduces an English word to its stem by the Porter2 algorithm (snowballstem.org); other words come back as they are.
// Numbers are left alone, and words too long to be words: the stemmer's time grows with their length.
func (c *Cutter) stem(word string) string {
	if len(word) > maxWordRunes*utf8.UTFMax || isNumber(word) {
		return word
	}
	if stem, ok := c.stems[word]; ok {
		return stem
	}
	c.stemmer.SetCurrent(word)
	english.Stem(c.stemmer)
	if len(c.stems) >= maxStems {
		clear(c.stems)
	}
	stem := strings.Clone(c.stemmer.Current()) // a piece of the text would keep all of it
	c.stems[strings.Clone(word)] = stem
	return stem
}

// isNumber tells words of digits alone; none has a stem, and there is no end to them.
func isNumber(word string) bool { return strings.Trim(word, "0123456789") == "" }

// list gathers terms up to a bound.
type list struct {
	terms []Term
	most  int
}

func (l *list) add(k Kind, s string) {
	if len(l.terms) < l.most {
		l.terms = append(l.terms, Term{Kind: k, Text: s})
	}
}

// han adds the characters, pairs and triples of a run of Chinese.
func (l *list) han(run string) {
	var starts [3]int // where the last three characters begin
	n := 0
	for i, r := range run {
		end := i + utf8.RuneLen(r)
		starts[0], starts[1], starts[2] = starts[1], starts[2], i
		n++
		l.add(Han1, run[i:end])
		if n > 1 {
			l.add(Han2, run[starts[1]:end])
		}
		if n > 2 {
			l.add(Han3, run[starts[0]:end])
		}
	}
}
