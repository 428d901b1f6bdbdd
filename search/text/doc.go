// Package text turns what people type into the terms that the search compares.
//
// Two texts that a reader takes for the same wording give the same terms: full-width and half-width letters, capitals, traditional
// and simplified characters, straight and curly apostrophes are folded into one form. Chinese becomes characters, pairs and
// triples, since it has no spaces and a segmenter would cost more than it gains; everything else becomes stems, pairs of stems and
// groups of letters, which forgive misspellings. A text may mix both.
//
// The package knows nothing of cards; it imports only golang.org/x/text and a stemmer.
package text
