package search

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2"

	"clerkcoach/playbook"
	"clerkcoach/search/text"
)

// Index answers questions from one book. It may be used from any number of goroutines until Close.
type Index struct {
	book     *playbook.Book
	fold     *text.Folder
	ranker   *ranker
	evidence *evidence
	lines    bleve.Index
}

// Book is the book that the index answers from.
func (x *Index) Book() *playbook.Book { return x.book }

// Close frees the index's files. Nothing may use the index any more.
func (x *Index) Close() error {
	if err := x.lines.Close(); err != nil {
		return fmt.Errorf("close the index: %w", err)
	}
	return nil
}

// maxClasses bounds the cards of a book: a class is kept in 16 bits.
const maxClasses = math.MaxUint16

// errTooManyCards says that a book is beyond what the ranker can number.
var errTooManyCards = errors.New("too many cards to index")

// Build makes the index of a book in memory, without files.
func Build(book *playbook.Book) (*Index, error) { return build("", book) }

// build makes the index of a book; its lines go to a folder unless the path is empty. The lines are written while the ranker is
// trained, since either takes seconds.
func build(path string, book *playbook.Book) (*Index, error) {
	if len(book.Cards()) >= maxClasses {
		return nil, fmt.Errorf("%w: %d", errTooManyCards, len(book.Cards()))
	}
	x := &Index{book: book, fold: text.NewFolder()}
	classes, lessons := teach(book)
	said := sayings(book)
	cut(x.fold, lessons, said)
	written := make(chan error, 1)
	go func() {
		var err error
		x.lines, err = newLines(path, append(said, lessons...))
		written <- err
	}()
	x.learn(classes, lessons, said)
	if err := <-written; err != nil {
		return nil, err
	}
	return x, nil
}

// learn makes the ranker and the evidence from what was said and asked.
func (x *Index) learn(classes []string, lessons, said []lesson) {
	v := &vocabulary{number: map[key]int32{}}
	examples := v.read(lessons)
	dense := train(examples, len(v.terms), len(classes))
	x.evidence = gatherEvidence(v, len(classes), lessons, examples, said)
	x.ranker = &ranker{classes: classes}
	x.ranker.weights, x.ranker.unit = sparse(dense, len(classes), v.terms)
	x.ranker.lexicon = newLexicon(v.terms)
}

// lesson is one line of the playbook with its terms.
type lesson struct {
	card   string // empty for questions that no card answers
	class  int
	lang   string
	text   string
	source Source
	terms  []text.Term
}

// teach lists the classes, the outside one last, and every ask as a lesson.
func teach(book *playbook.Book) ([]string, []lesson) {
	var classes []string
	var lessons []lesson
	learn := func(card, lang string, asks []playbook.Ask) {
		for _, a := range asks {
			lessons = append(lessons, lesson{card: card, class: len(classes) - 1, lang: lang, text: a.Text, source: FromAsk})
		}
	}
	for _, card := range book.Cards() {
		classes = append(classes, card.ID)
		for _, lang := range book.Languages() {
			learn(card.ID, lang, card.Asks(lang))
		}
	}
	classes = append(classes, outsideClass)
	for _, lang := range book.Languages() {
		learn("", lang, book.Outside[lang])
	}
	return classes, lessons
}

// sayings lists everything that the cards say, signals marked as such.
func sayings(book *playbook.Book) []lesson {
	var said []lesson
	for class, card := range book.Cards() {
		for _, lang := range book.Languages() {
			w := card.Words(lang)
			if w.Language != lang {
				continue
			}
			for _, s := range w.Lines() {
				l := lesson{card: card.ID, class: class, lang: lang, text: s}
				if slices.Contains(w.Signals, s) {
					l.source = FromSignal
				}
				said = append(said, l)
			}
		}
	}
	return said
}

// cut gives every line its terms, on all processors.
func cut(fold *text.Folder, parts ...[]lesson) {
	var all sync.WaitGroup
	for _, part := range parts {
		for chunk := range slices.Chunk(part, linesAtOnce) {
			all.Go(func() {
				for i := range chunk {
					chunk[i].terms = text.Terms(fold.Fold(chunk[i].text))
				}
			})
		}
	}
	all.Wait()
}

// linesAtOnce is how many lines one goroutine cuts into terms.
const linesAtOnce = 1000
