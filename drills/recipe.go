package drills

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"clerkcoach/playbook"
)

// MaxCount bounds the questions of a drill.
const MaxCount = 100

// MaxSeed is the greatest seed to be made: the greatest whole number that every JSON reader keeps.
const MaxSeed = 1<<53 - 1

// Recipe is what a drill is made from, besides the book.
type Recipe struct {
	Lang string
	// Cards are the ids of the cards that questions may be about, in the book's order; none means all cards.
	Cards []string
	// Kinds are the kinds of questions; none means all kinds.
	Kinds []Kind
	// Count is how many questions are wanted, from 1 to MaxCount; a narrow recipe may give fewer.
	Count int
	Seed  uint64
	// Only, if there are any, are the questions wanted of those that the rest of the recipe gives, by their places from 0, such as
	// the ones that went wrong.
	Only []int
}

// Errors of recipes and of the ids that carry them.
var (
	// ErrCount says that a drill is to have no question, or too many.
	ErrCount = errors.New("the number of questions is out of bounds")
	// ErrKind says that there is no such kind of question.
	ErrKind = errors.New("unknown kind of question")
	// ErrCard says that the book has no such card.
	ErrCard = errors.New("unknown card")
	// ErrLang says that the book has no words in this language.
	ErrLang = errors.New("no words in this language")
	// ErrNoDrill says that an id is not one of a drill.
	ErrNoDrill = errors.New("no such drill")
	// ErrChanged says that the book has changed since the drill was made.
	ErrChanged = errors.New("the playbook has changed since the drill was made")
	// ErrEmpty says that no question can be made by the recipe.
	ErrEmpty = errors.New("no question can be made of this")
)

// idForm counts up when ids are written differently, or when the same recipe would make another drill.
const idForm = 1

// How many bytes of the book's hash an id carries, and how many of its own sum, by which mistyped ids are known.
const (
	idSums  = 8
	ownSums = 4
)

// check tells whether a recipe can be carried out with a book.
func (r Recipe) check(book *playbook.Book) error {
	if r.Count < 1 || r.Count > MaxCount {
		return fmt.Errorf("%w: %d, of at most %d", ErrCount, r.Count, MaxCount)
	}
	if !slices.Contains(book.Languages(), r.Lang) {
		return fmt.Errorf("%w: %s", ErrLang, r.Lang)
	}
	for _, k := range r.Kinds {
		if !slices.Contains(Kinds(), k) {
			return fmt.Errorf("%w: %s", ErrKind, k)
		}
	}
	for _, id := range r.Cards {
		if _, ok := book.Card(id); !ok {
			return fmt.Errorf("%w: %s", ErrCard, id)
		}
	}
	for _, n := range r.Only {
		if n < 0 || n >= r.Count {
			return fmt.Errorf("%w: question %d", ErrCount, n)
		}
	}
	return nil
}

// canonical brings cards, kinds and questions into their order; naming all is naming none.
func (r Recipe) canonical(book *playbook.Book) Recipe {
	r.Cards = inOrder(book.Cards(), r.Cards, func(c *playbook.Card) string { return c.ID })
	r.Kinds = inOrder(Kinds(), r.Kinds, func(k Kind) Kind { return k })
	r.Only = inOrder(places(r.Count), r.Only, func(n int) int { return n })
	return r
}

// inOrder gives those of all that are wanted, in the order of all; nil if that is every one of them.
func inOrder[A any, K comparable](all []A, wanted []K, key func(A) K) []K {
	var some []K
	for _, a := range all {
		if slices.Contains(wanted, key(a)) {
			some = append(some, key(a))
		}
	}
	if len(some) == len(all) {
		return nil
	}
	return some
}

// ID is the recipe in letters that may stand in an address, with part of the book's hash.
func (r Recipe) ID(book *playbook.Book) string {
	r = r.canonical(book)
	b := append([]byte{idForm}, hashPart(book)...)
	b = append(b, byte(slices.Index(book.Languages(), r.Lang)), byte(r.Count)) //nolint:gosec // both are small
	b = binary.AppendUvarint(b, r.Seed)
	b = appendSet(b, Kinds(), r.Kinds, func(k Kind) Kind { return k })
	b = appendSet(b, book.Cards(), r.Cards, func(c *playbook.Card) string { return c.ID })
	b = appendSet(b, places(r.Count), r.Only, func(n int) int { return n })
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

// ParseID gives the recipe that an id carries. The errors are ErrNoDrill, and ErrChanged, with which the recipe is given as far as
// it holds for the new book, without a seed.
func ParseID(book *playbook.Book, id string) (Recipe, error) {
	raw, ok := idBytes(id)
	if !ok {
		return Recipe{}, ErrNoDrill
	}
	in := &reader{rest: raw[1+idSums:]}
	lang, count := int(in.byte()), int(in.byte())
	r := Recipe{Count: count, Seed: in.number()}
	r.Kinds = takeSet(in, Kinds())
	cards := takeSet(in, book.Cards())
	r.Only = takeSet(in, places(count))
	if in.broken || len(in.rest) > 0 || lang >= len(book.Languages()) {
		return Recipe{}, ErrNoDrill
	}
	r.Lang = book.Languages()[lang]
	if string(raw[1:1+idSums]) != string(hashPart(book)) {
		return Recipe{Lang: r.Lang, Kinds: r.Kinds, Count: max(1, min(count, MaxCount))}, ErrChanged
	}
	for _, c := range cards {
		r.Cards = append(r.Cards, c.ID)
	}
	if err := r.check(book); err != nil || r.ID(book) != id {
		return Recipe{}, ErrNoDrill
	}
	return r, nil
}

// idBytes gives what an id carries, less its own sum; not if it is no id of this form.
func idBytes(id string) ([]byte, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil || len(raw) < 1+idSums+ownSums || raw[0] != idForm {
		return nil, false
	}
	raw, sum := raw[:len(raw)-ownSums], raw[len(raw)-ownSums:]
	return raw, binary.BigEndian.Uint32(sum) == crc32.ChecksumIEEE(raw)
}

// hashPart is the part of a book's hash that an id carries.
func hashPart(book *playbook.Book) []byte {
	sum, err := hex.DecodeString(book.Hash()[:2*idSums])
	if err != nil {
		return make([]byte, idSums) // no book has such a hash
	}
	return sum
}

// places are the numbers of a drill's questions, from 0.
func places(count int) []int {
	all := make([]int, count)
	for i := range all {
		all[i] = i
	}
	return all
}

// appendSet writes which of all are among some: one bit each, after the number of bytes; none if there are none.
func appendSet[A any, K comparable](b []byte, all []A, some []K, key func(A) K) []byte {
	if len(some) == 0 {
		return append(b, 0)
	}
	set := make([]byte, (len(all)+7)/8)
	for i, a := range all {
		if slices.Contains(some, key(a)) {
			set[i/8] |= 1 << (i % 8)
		}
	}
	return append(binary.AppendUvarint(b, uint64(len(set))), set...)
}

// reader takes apart what an id carries.
type reader struct {
	rest   []byte
	broken bool
}

func (in *reader) byte() byte {
	if len(in.rest) == 0 {
		in.broken = true
		return 0
	}
	b := in.rest[0]
	in.rest = in.rest[1:]
	return b
}

func (in *reader) number() uint64 {
	n, size := binary.Uvarint(in.rest)
	if size <= 0 {
		in.broken = true
		return 0
	}
	in.rest = in.rest[size:]
	return n
}

// takeSet reads what appendSet wrote.
func takeSet[A any](in *reader, all []A) []A {
	size := in.number()
	if size > uint64(len(in.rest)) {
		in.broken = true
		return nil
	}
	set := in.rest[:size]
	in.rest = in.rest[size:]
	var some []A
	for i, a := range all {
		if i/8 < len(set) && set[i/8]&(1<<(i%8)) != 0 {
			some = append(some, a)
		}
	}
	return some
}
