package text

import (
	"strings"
	"unicode/utf8"
)

// Span is a term with its place in the text as it was written, in bytes.
type Span struct {
	Term     Term
	From, To int
}

// Spans gives the words of a text, as stems, and its pairs of characters, each with its place, in their order; for showing which
// words two texts share. Characters are folded one by one, so that a letter with a mark of its own counts as two.
func (c *Cutter) Spans(f *Folder, s string) []Span {
	var folded strings.Builder
	var from []int // where the folded text's bytes stood
	for at, r := range s {
		if r == utf8.RuneError {
			r = ' '
		}
		one := f.Fold(string(r))
		folded.WriteString(one)
		for range len(one) {
			from = append(from, at)
		}
	}
	text := folded.String()
	var spans []Span
	start := 0
	for _, run := range Runs(text) {
		start += strings.Index(text[start:], run.Text)
		end := start + len(run.Text)
		if !run.Han {
			spans = append(spans, Span{Term{Stem, c.stem(run.Text)}, from[start], endOf(s, from[end-1])})
		} else {
			spans = append(spans, pairs(s, run.Text, from[start:end])...)
		}
		start = end
	}
	return spans
}

// pairs gives the pairs of a run of characters; from says where its bytes stand in the text.
func pairs(s, run string, from []int) []Span {
	var spans []Span
	before := -1
	for at, r := range run {
		end := at + utf8.RuneLen(r)
		if before >= 0 {
			spans = append(spans, Span{Term{Han2, run[before:end]}, from[before], endOf(s, from[at])})
		}
		before = at
	}
	return spans
}

// endOf is where the character at a place ends.
func endOf(s string, at int) int {
	_, size := utf8.DecodeRuneInString(s[at:])
	return at + size
}
