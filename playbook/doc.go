// Package playbook holds the domain: handbooks, families and cards, the words of each card in every language, and the onboarding
// paths that lead through them.
//
// A Book is loaded from files, checked as a whole and never changed afterwards, so that it may be read from any number of
// goroutines. The shipped files are embedded (see Shipped); a store may lay its own folder over them (see Overlay).
//
// The package imports nothing else of this project, and no web, search or database library.
package playbook
