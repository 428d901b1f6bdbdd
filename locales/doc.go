// Package locales holds the words of the interface, one file a language, and decides which language a reader gets.
//
// A new language is one file active.TAG.json with the same ids. What a language lacks is taken from the next one of its chain, so
// that a reader never sees an id where words should be.
package locales
