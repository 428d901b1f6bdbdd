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

// Index answers questions from one book and finds words in it. It may be used from any number of goroutines until Close.
type Index struct {
	*Ranker
	lines bleve.Index
}

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

// countable tells whether a book's cards can be numbered.
func countable(book *playbook.Book) error {
	if n := len(book.Cards()); n >= maxClasses {
		return fmt.Errorf("%w: %d", errTooManyCards, n)
	}
	return nil
}

// Build makes the index of a book in memory, without files.
func Build(book *playbook.Book) (*Index, error) { return build("", book) }

// build makes the index of a book; its lines go to a folder unless the path is empty. The lines are written while the ranker
// learns, since either takes seconds.
func build(path string, book *playbook.Book) (*Index, error) {
	if err := countable(book); err != nil {
		return nil, err
	}
	fold := text.NewFolder()
	lessons, said := teach(book), sayings(book)
	cut(fold, lessons, said)
	x := &Index{}
	written := make(chan error, 1)
	go func() {
		var err error
		x.lines, err = newLines(path, said)
		written <- err
	}()
	x.Ranker = learn(book, fold, lessons)
	if err := <-written; err != nil {
		return nil, err
	}
	return x, nil
}

// NewRanker learns a book, in memory and without its lines, in which words can be found; for measuring. The error says that the
// book has too many cards.
func NewRanker(book *playbook.Book) (*Ranker, error) {
	if err := countable(book); err != nil {
		return nil, err
	}
	fold, lessons := text.NewFolder(), teach(book)
	cut(fold, lessons)
	return learn(book, fold, lessons), nil
}

// learn makes a ranker from a book's lessons, which are cut into terms.
func learn(book *playbook.Book, fold *text.Folder, lessons []lesson) *Ranker {
	var classes []string
	for _, card := range book.Cards() {
		classes = append(classes, card.ID)
	}
	m, e := fit(append(classes, outsideClass), book.Languages(), lessons)
	return &Ranker{book: book, fold: fold, model: m, evidence: e}
}

// fit makes a model of classes, the outside one last, from lessons in these languages.
func fit(classes, langs []string, lessons []lesson) (*model, *evidence) {
	m := &model{classes: classes}
	v := &vocabulary{number: map[key]int32{}}
	examples := v.read(lessons, len(m.classes)-1)
	v.weighOutside(examples, len(m.classes)-1)
	var besides sync.WaitGroup
	besides.Go(func() { m.spelling = newSpelling(v) })
	rows := train(v.byLanguage(langs, lessons, examples), len(v.terms), len(m.classes))
	besides.Wait() // what follows changes the terms
	e := gatherEvidence(v, len(m.classes), lessons, examples)
	m.weights = keep(rows, len(m.classes), v.terms)
	var places []uint32
	m.lexicon, places = newLexicon(v.terms)
	for i, t := range e.tokens {
		e.tokens[i].place = places[t.place]
	}
	return m, e
}

// lesson is one line of the playbook with its terms.
type lesson struct {
	card   string // empty for questions that no card answers
	class  int
	lang   string
	text   string
	source Source
	terms  []text.Term
	// spans are the words of a line that may be given as a reason.
	spans []text.Span
}

// teach lists what the ranker learns from: every ask, and what else tells a card's situation: its names, signals and scenes. The
// questions that no card answers come last.
func teach(book *playbook.Book) []lesson {
	var lessons []lesson
	for class, card := range book.Cards() {
		for _, lang := range book.Languages() {
			add := func(s string, source Source) {
				lessons = append(lessons, lesson{card: card.ID, class: class, lang: lang, text: s, source: source})
			}
			for _, a := range card.Asks(lang) {
				add(a.Text, FromAsk)
			}
			for _, s := range card.Scenes(lang) {
				add(s.Text, fromScene)
			}
			w := card.Words(lang)
			if w.Language != lang {
				continue
			}
			for _, s := range w.Signals {
				add(s, FromSignal)
			}
			for _, s := range append([]string{w.Title}, w.Names...) {
				add(s, fromName)
			}
		}
	}
	for _, lang := range book.Languages() {
		for _, a := range book.Outside[lang] {
			lessons = append(lessons, lesson{class: len(book.Cards()), lang: lang, text: a.Text, source: fromOutside})
		}
	}
	return lessons
}

// sayings lists everything that the cards say.
func sayings(book *playbook.Book) []lesson {
	var said []lesson
	for class, card := range book.Cards() {
		for _, lang := range book.Languages() {
			w := card.Words(lang)
			if w.Language != lang {
				continue
			}
			for _, s := range w.Lines() {
				said = append(said, lesson{card: card.ID, class: class, lang: lang, text: s, source: fromWords})
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
				c, room := text.NewCutter(), make([]text.Term, 0, 1<<10)
				for i := range chunk {
					l := &chunk[i]
					l.terms = slices.Clone(c.AppendTerms(room[:0], fold.Fold(l.text)))
					if l.source == FromAsk || l.source == FromSignal {
						l.spans = c.Spans(fold, l.text)
					}
				}
			})
		}
	}
	all.Wait()
}

// linesAtOnce is how many lines one goroutine cuts into terms.
const linesAtOnce = 1000
