package main

import (
	"context"
	"fmt"

	"github.com/blevesearch/bleve/v2/analysis/analyzer/standard"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"

	"clerkcoach/playbook"
	"clerkcoach/search"
)

// contender is something to compare: an engine, and the ways from its hits to cards.
type contender struct {
	name string
	ways []way
	// open indexes what a book has in a language.
	open func(ctx context.Context, book *playbook.Book, lang string) (engine, error)
}

// deepest is how many hits the way wants that wants the most.
func (c contender) deepest() int {
	n := 0
	for _, w := range c.ways {
		n = max(n, w.limit)
	}
	return n
}

// way leads from hits to cards.
type way struct {
	name string
	// limit is how many hits are asked for.
	limit int
	// cards puts the cards of some hits in order; the hits come best first.
	cards func([]hit) []string
}

// engine answers questions from one index.
type engine interface {
	// search gives at most limit hits for a question in any letters, best first.
	search(ctx context.Context, question string, limit int) ([]hit, error)
	Close() error
}

// How many hits are asked for.
const (
	cardsLooked = 3    // as many cards as are looked at
	hitsForBest = 50   // three cards are nearly always among them
	hitsForSum  = 1000 // the best eight hits of every card that matters are among them
)

// contenders lists what is to be compared in a language, ours first.
func contenders(lang string) []contender {
	all := []contender{{name: "ours", open: openOurs, ways: []way{{name: "model", limit: cardsLooked, cards: byBest}}}}
	for _, analyzer := range []string{standard.Name, cjk.AnalyzerName, en.AnalyzerName} {
		all = append(all, plain("bleve "+analyzer, func(_ context.Context, asks []ask) (engine, error) {
			return newBleve(analyzer, asks)
		}))
	}
	for _, t := range tokenizers() {
		if t.lang == "" || t.lang == lang {
			all = append(all, plain("FTS5 "+t.name, func(ctx context.Context, asks []ask) (engine, error) {
				return newFTS(ctx, t, asks)
			}))
		}
	}
	return all
}

// plain makes a contender of full-text search over asks.
func plain(name string, index func(ctx context.Context, asks []ask) (engine, error)) contender {
	return contender{
		name: name,
		ways: []way{{"best hit", hitsForBest, byBest}, {"sum of eight", hitsForSum, bySum}},
		open: func(ctx context.Context, book *playbook.Book, lang string) (engine, error) {
			return index(ctx, askList(book, lang))
		},
	}
}

// ourIndex is the product's index, with its matches as hits.
type ourIndex struct{ *search.Index }

// openOurs indexes a whole book, as the product does: all languages, what the cards say, and the questions that no card answers.
func openOurs(_ context.Context, book *playbook.Book, _ string) (engine, error) {
	x, err := search.Build(book)
	if err != nil {
		return nil, fmt.Errorf("build our index: %w", err)
	}
	return ourIndex{x}, nil
}

// search gives the matches also where the verdict is that no card answers: what is compared is the order of the cards.
func (x ourIndex) search(_ context.Context, question string, limit int) ([]hit, error) {
	matches := x.Ask(question, limit).Matches
	hits := make([]hit, len(matches))
	for i, m := range matches {
		hits[i] = hit{card: m.Card, score: m.Confidence}
	}
	return hits, nil
}
