package playbook

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
)

// Languages that every playbook falls back on.
const (
	Chinese = "zh-Hans"
	English = "en"
)

// Languages lists the languages in which a missing text is looked for, in this order. Which ones a book has is for its files to
// say; see Book.Languages.
func Languages() []string { return []string{Chinese, English} }

// Book is a whole playbook: all handbooks with their cards, in reading order, in all languages. It is immutable.
type Book struct {
	Handbooks []Handbook
	// Outside holds questions that no card answers, by language.
	Outside map[string][]Ask

	names   map[string]*Names
	prompts map[string]*Prompts
	facts   map[string]Fact
	cards   []*Card
	byID    map[string]*Card
	paths   []*Path
	langs   []string
	hash    string
}

// Handbook is one part of the playbook, for one kind of workplace.
type Handbook struct {
	ID       string
	Families []Family
}

// Family is a group of cards inside a handbook.
type Family struct {
	ID    string
	Cards []*Card
}

// Card is one situation and how to handle it. What is the same in every language stands here; what is said is in Words.
type Card struct {
	ID       string
	Handbook string
	Family   string
	// Motto is the card's one-character key, such as 帮, as written in Chinese; empty on most cards. See MottoIn.
	Motto string
	// Facts are the ids of the facts that the card carries.
	Facts []string
	// Neighbours are the ids of the cards that are easily mistaken for this one.
	Neighbours []string

	words  map[string]*Words
	asks   map[string][]Ask
	scenes map[string][]Scene

	mistakes map[string]mistakeFile
	written  map[string][]Written
}

// Ask is one way in which one writer words the question that a card answers.
type Ask struct {
	Text   string
	Writer string
}

// Cards gives all cards in reading order.
func (b *Book) Cards() []*Card { return b.cards }

// Card finds a card by its id.
func (b *Book) Card(id string) (*Card, bool) {
	c, ok := b.byID[id]
	return c, ok
}

// CardIDs lists the ids of the cards of a handbook and a family, in reading order; an empty name stands for any.
func (b *Book) CardIDs(handbook, family string) []string {
	var ids []string
	for _, c := range b.cards {
		if (handbook == "" || c.Handbook == handbook) && (family == "" || c.Family == family) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// Fact finds a fact by its id, such as "R1.1-who".
func (b *Book) Fact(id string) (Fact, bool) {
	f, ok := b.facts[id]
	return f, ok
}

// Facts gives the ids of all facts that the cards carry, without order.
func (b *Book) Facts() map[string]Fact { return b.facts }

// Languages lists the languages in which the book has words, those of the function Languages first, then others by name.
func (b *Book) Languages() []string { return b.langs }

// Names gives the words for handbooks, families and moments in a language, or in the nearest language that has them.
func (b *Book) Names(lang string) *Names { return nearest(b.names, lang) }

// Prompts gives the words of drills in a language, or in the nearest language that has them; nil in a book without any.
func (b *Book) Prompts(lang string) *Prompts { return nearest(b.prompts, lang) }

// Hash identifies the content: two books with the same hash answer alike. It is the hex SHA-256 of all files read,
// and of who was left out of them (see Without).
func (b *Book) Hash() string { return b.hash }

// Words gives the card's words in the language asked for, or in the next language that has them (see Language of the result).
func (c *Card) Words(lang string) *Words { return nearest(c.words, lang) }

// MottoIn gives the card's motto as readers of a language know it, and the language that it is written in: Chinese, unless the
// card's words in that language have a motto of their own.
func (c *Card) MottoIn(lang string) (motto, written string) {
	if w := c.Words(lang); w != nil && w.Motto != "" {
		return w.Motto, w.Language
	}
	return c.Motto, Chinese
}

// Asks gives the wordings of the question that this card answers, in one language; there is no fallback.
func (c *Card) Asks(lang string) []Ask { return c.asks[lang] }

// Scenes gives the card's situations in one language; there is no fallback.
func (c *Card) Scenes(lang string) []Scene { return c.scenes[lang] }

// Mistakes gives what is tempting and wrong for this card, in one language; there is no fallback.
func (c *Card) Mistakes(lang string) []Mistake { return c.mistakes[lang].Mistakes }

// WrongWords gives what is tempting to say first and wrong for this card, in one language; there is no fallback.
func (c *Card) WrongWords(lang string) []Mistake { return c.mistakes[lang].Words }

// Without gives the book without the asks of one writer in one language, for measuring how right answers are to people whose wordings
// nobody has read. The two books share everything else.
func (b *Book) Without(lang, writer string) *Book {
	less := *b
	less.Outside = maps.Clone(b.Outside)
	less.Outside[lang] = others(b.Outside[lang], writer)
	less.byID = make(map[string]*Card, len(b.byID))
	less.cards = make([]*Card, len(b.cards))
	for i, c := range b.cards {
		card := *c
		card.asks = maps.Clone(c.asks)
		card.asks[lang] = others(c.asks[lang], writer)
		less.cards[i], less.byID[card.ID] = &card, &card
	}
	less.Handbooks = slices.Clone(b.Handbooks)
	for h := range less.Handbooks {
		less.Handbooks[h].Families = slices.Clone(less.Handbooks[h].Families)
		for f := range less.Handbooks[h].Families {
			family := &less.Handbooks[h].Families[f]
			family.Cards = slices.Clone(family.Cards)
			for i, c := range family.Cards {
				family.Cards[i] = less.byID[c.ID]
			}
		}
	}
	sum := sha256.Sum256([]byte(b.hash + " without " + writer + " in " + lang))
	less.hash = hex.EncodeToString(sum[:])
	return &less
}

func others(asks []Ask, writer string) []Ask {
	return slices.DeleteFunc(slices.Clone(asks), func(a Ask) bool { return a.Writer == writer })
}

// Duty tells whether the card states the duties of a post rather than how to handle a customer.
func (c *Card) Duty() bool { return c.Family == "duty" }

// nearest finds what is kept for a language, else for the first of Languages that has something.
func nearest[T any](by map[string]*T, lang string) *T {
	if v := by[lang]; v != nil {
		return v
	}
	for _, l := range Languages() {
		if v := by[l]; v != nil {
			return v
		}
	}
	return nil
}
