package main

import (
	"errors"
	"fmt"
	"slices"

	"clerkcoach/playbook"
	"clerkcoach/search/bench"
)

// timingRounds is how often the labelled set is asked for the times: one round has too few questions for a 99th percentile.
const timingRounds = 2

// leastAsks is how many asks somebody must have written to be left out in turn: fewer would say little about a writer.
const leastAsks = 300

// errNothing says that a language has no questions to measure with.
var errNothing = errors.New("no questions to ask")

// part is what is measured in one language, and what came of it.
type part struct {
	lang string
	book *playbook.Book
	// asks is how many a plain engine indexes, set how many labelled questions there are; timed are these, several times over.
	asks, set int
	timed     []bench.Case
	folds     []fold
	rows      []row
}

// fold is a writer left out: a book without the writer's asks, and the asks to ask.
type fold struct {
	lang, writer string
	book         *playbook.Book
	cases        []bench.Case
}

// newPart gathers the questions of one language, at most so many of each writer's asks.
func newPart(book *playbook.Book, lang string, all []bench.Case, most int) (part, error) {
	if most < 1 {
		return part{}, fmt.Errorf("%w: %d of each writer's asks", errNothing, most)
	}
	cases := answerable(book, lang, all)
	asks := askList(book, lang)
	p := part{lang: lang, book: book, asks: len(asks), set: len(cases), timed: slices.Repeat(cases, timingRounds)}
	for _, writer := range writers(asks, leastAsks) {
		p.folds = append(p.folds, fold{
			lang: lang, writer: writer, book: book.Without(lang, writer), cases: everyNth(casesOf(asks, lang, writer), most),
		})
	}
	if len(cases) == 0 || len(p.folds) == 0 {
		return part{}, fmt.Errorf("%w in %s", errNothing, lang)
	}
	return p, nil
}

// answerable keeps the questions of one language that some card answers: plain engines have no notion of the others.
func answerable(book *playbook.Book, lang string, all []bench.Case) []bench.Case {
	var cases []bench.Case
	for _, c := range all {
		some := slices.ContainsFunc(c.Want, func(id string) bool {
			_, ok := book.Card(id)
			return ok
		})
		if c.Lang == lang && some {
			cases = append(cases, c)
		}
	}
	return cases
}

// ask is one ask of a card.
type ask struct{ card, writer, text string }

// askList lists what a plain engine indexes: the asks of all cards in one language, without the questions that no card answers.
func askList(book *playbook.Book, lang string) []ask {
	var asks []ask
	for _, c := range book.Cards() {
		for _, a := range c.Asks(lang) {
			asks = append(asks, ask{card: c.ID, writer: a.Writer, text: a.Text})
		}
	}
	return asks
}

// writers lists those who wrote at least so many of the asks, by name.
func writers(asks []ask, least int) []string {
	wrote := map[string]int{}
	var names []string
	for _, a := range asks {
		if wrote[a.writer]++; a.writer != "" && wrote[a.writer] == least {
			names = append(names, a.writer)
		}
	}
	slices.Sort(names)
	return names
}

// casesOf makes questions of a writer's asks. What another writer worded in the same letters stays in: clerks do
// word things alike, and it is the same for all contenders.
func casesOf(asks []ask, lang, writer string) []bench.Case {
	var cases []bench.Case
	for _, a := range asks {
		if a.writer == writer {
			cases = append(cases, bench.Case{Q: a.text, Lang: lang, Want: []string{a.card}})
		}
	}
	return cases
}

// everyNth thins a list out evenly, so that it holds at most so many: the asks come card by card, and all cards shall stay.
func everyNth[T any](list []T, most int) []T {
	step := (len(list) + most - 1) / most
	if step <= 1 {
		return list
	}
	var kept []T
	for i := 0; i < len(list); i += step {
		kept = append(kept, list[i])
	}
	return kept
}
