package search

import (
	"cmp"
	"math"
	"slices"

	"clerkcoach/playbook"
	"clerkcoach/search/text"
)

// Review is what an author should look at in a book's asks. Nothing of it is a fault.
type Review struct {
	// Copies are asks that say nearly the same as another one, in the same words.
	Copies []Likeness
	// Strays are asks that are more like another card's asks, by other writers, than like their own card's.
	Strays []Likeness
	// Lonely are, for each card and language, the words that one ask of the whole language has: another ask with such a word, in
	// other surroundings, tells most.
	Lonely []Lonely
}

// Likeness is an ask and another one that it is like. Card is empty for a question that no card answers.
type Likeness struct {
	Lang             string
	Card, Text       string
	OtherCard, Other string
}

// Lonely are words of one card's asks, as they were written, in the order of the asks.
type Lonely struct {
	Lang, Card string
	Words      []string
}

// When asks are alike: the share of their words' weight that they have in common.
const (
	copyFrom    = 0.85
	strayFrom   = 0.5
	strayBeyond = 1.3  // how much more like the other card's asks
	commonFrom  = 1000 // words of more asks than these are not compared by
)

// ReviewAsks looks through the asks of all languages.
func ReviewAsks(book *playbook.Book) Review {
	var all Review
	fold := text.NewFolder()
	for _, lang := range book.Languages() {
		r := newReviewer(book, fold, lang)
		for i := range r.asks {
			r.compare(i, &all)
		}
		all.Lonely = append(all.Lonely, r.lonely()...)
	}
	return all
}

// reviewed is one ask with its distinct words.
type reviewed struct {
	card, writer, text string
	words              []int
	weight             float64
}

// reviewer compares the asks of one language.
type reviewer struct {
	lang  string
	asks  []reviewed
	shown []string  // a word as it was first written
	in    [][]int   // the asks that have each word
	weigh []float64 // each word's squared inverse document frequency
	// shared is room for one ask's likeness to all others, and touched says where it is not 0.
	shared  []float64
	touched []int
}

func newReviewer(book *playbook.Book, fold *text.Folder, lang string) *reviewer {
	r := &reviewer{lang: lang}
	number, cutter := map[text.Term]int{}, text.NewCutter()
	take := func(card string, asks []playbook.Ask) {
		for _, a := range asks {
			x := reviewed{card: card, writer: a.Writer, text: a.Text}
			for _, s := range cutter.Spans(fold, a.Text) {
				n, ok := number[s.Term]
				if !ok {
					n = len(r.shown)
					number[s.Term] = n
					r.shown, r.in = append(r.shown, a.Text[s.From:s.To]), append(r.in, nil)
				}
				x.words = append(x.words, n)
			}
			slices.Sort(x.words)
			x.words = slices.Compact(x.words)
			for _, n := range x.words {
				r.in[n] = append(r.in[n], len(r.asks))
			}
			r.asks = append(r.asks, x)
		}
	}
	for _, card := range book.Cards() {
		take(card.ID, card.Asks(lang))
	}
	take("", book.Outside[lang])
	r.weigh, r.shared = make([]float64, len(r.in)), make([]float64, len(r.asks))
	for n, asks := range r.in {
		idf := math.Log(float64(len(r.asks)+1) / float64(len(asks)+1))
		r.weigh[n] = idf * idf
	}
	for i := range r.asks {
		for _, n := range r.asks[i].words {
			r.asks[i].weight += r.weigh[n]
		}
	}
	return r
}

// compare looks for the asks that one ask is like.
func (r *reviewer) compare(i int, found *Review) {
	x := &r.asks[i]
	for _, n := range x.words {
		if len(r.in[n]) > commonFrom {
			continue
		}
		for _, other := range r.in[n] {
			if r.shared[other] == 0 {
				r.touched = append(r.touched, other)
			}
			r.shared[other] += r.weigh[n]
		}
	}
	slices.Sort(r.touched)
	var own, best float64
	at := -1
	for _, other := range r.touched {
		y := &r.asks[other]
		alike := r.shared[other] / max(x.weight, y.weight)
		r.shared[other] = 0
		if other > i && alike >= copyFrom {
			found.Copies = append(found.Copies, r.likeness(x, y))
		}
		switch {
		case other == i || y.writer == x.writer:
		case y.card == x.card:
			own = max(own, alike)
		case alike > best:
			best, at = alike, other
		}
	}
	r.touched = r.touched[:0]
	if best >= strayFrom && best > strayBeyond*own {
		found.Strays = append(found.Strays, r.likeness(x, &r.asks[at]))
	}
}

func (r *reviewer) likeness(x, y *reviewed) Likeness {
	return Likeness{Lang: r.lang, Card: x.card, Text: x.text, OtherCard: y.card, Other: y.text}
}

// lonely lists the words that only one ask has, by card; those of unanswered questions are no loss.
func (r *reviewer) lonely() []Lonely {
	var all []Lonely
	for n, asks := range r.in {
		if len(asks) != 1 {
			continue
		}
		card := r.asks[asks[0]].card
		if card == "" {
			continue
		}
		if last := len(all) - 1; last < 0 || all[last].Card != card {
			all = append(all, Lonely{Lang: r.lang, Card: card})
		}
		all[len(all)-1].Words = append(all[len(all)-1].Words, r.shown[n])
	}
	slices.SortStableFunc(all, func(a, b Lonely) int { return cmp.Compare(len(b.Words), len(a.Words)) })
	return all
}
