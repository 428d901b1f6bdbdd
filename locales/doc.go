// Package locales holds the words of the interface and decides which language a reader gets.
//
// The files are named PART.TAG.json, by the part of the product that the words belong to; no id stands in two parts. A new language is
// a further TAG with the same ids. What a language lacks is taken from the next one of its chain, so that a reader never sees an id
// where words should be.
package locales
