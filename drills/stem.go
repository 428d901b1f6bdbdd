package drills

import (
	"slices"
	"strconv"
	"strings"

	"clerkcoach/playbook"
)

// Asked makes the question of an id, Question.ID, as a drill in a language may ask it: what changes from drill to drill is as in
// one of them: the options, the line of a card that a statement is about, and the moment for which words of one's own are wanted.
// It gives nothing where the book does not have the question, or not any more.
func (x *Examiner) Asked(book *playbook.Book, lang, id string) (*Question, bool) {
	name, rest, _ := strings.Cut(id, ".")
	at := max(0, strings.LastIndex(rest, "."))
	variant, err := strconv.Atoi(strings.TrimPrefix(rest[at:], "."))
	card, ok := book.Card(rest[:at])
	all := forms()
	i := slices.IndexFunc(all, func(f form) bool { return f.name == name })
	if err != nil || !ok || i < 0 || !slices.Contains(book.Languages(), lang) {
		return nil, false
	}
	m := x.newMaker(book, Recipe{Lang: lang, Count: 1})
	if m.prompts == nil || m.words(card) == nil || variant < 1 || variant > all[i].variants(m, card) {
		return nil, false
	}
	q := all[i].make(m, card, variant-1)
	if q == nil {
		return nil, false
	}
	q.ID, q.Kind, q.Card = id, all[i].kind, card.ID
	return q, true
}
