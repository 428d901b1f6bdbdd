package handlers

import (
	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// assignedDrill is what an assigned drill is made by, as an assignment's recipe holds it in JSON.
type assignedDrill struct {
	// Cards are ids of cards; none means all.
	Cards []string `json:"cards"`
	// Kinds are kinds of questions; none means all.
	Kinds []drills.Kind `json:"kinds"`
	Count int           `json:"count"`
	Seed  uint64        `json:"seed"`
}

// recipe is the drill's recipe in a language, about those of its cards that the book still has. Where it has none of them left
// there is nothing to ask, and no question is wanted.
func (d assignedDrill) recipe(book *playbook.Book, lang string) drills.Recipe {
	r := drills.Recipe{Lang: lang, Kinds: d.Kinds, Count: d.Count, Seed: d.Seed & drills.MaxSeed}
	for _, id := range d.Cards {
		if _, ok := book.Card(id); ok {
			r.Cards = append(r.Cards, id)
		}
	}
	if len(d.Cards) > 0 && len(r.Cards) == 0 {
		r.Count = 0
	}
	return r
}
