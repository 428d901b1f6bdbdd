package handlers

import (
	"slices"

	"clerkcoach/playbook"
)

// CardView is a card as a page shows it, in one language.
type CardView struct {
	Base
	*playbook.Words
	ID       string
	Handbook string
	Family   string
	Seal     SealView
	// FamilyTitle names the card's family.
	FamilyTitle string
	// Shown are the phrases to show at once, one for each moment; Folded are the others.
	Shown, Folded []SpokenView
	Near          []NearView
	// Open unfolds everything.
	Open bool
	// Because lists what the question had in common with the card; empty where no question was asked.
	Because []ReasonView
	// Heading is the level of the card's own heading: 1 where the card is the page.
	Heading int
}

// PartTitleView is the title of a part of a card, and the level of that heading: one below the card's own.
type PartTitleView struct {
	Text  string
	Level int
}

// Part gives the title of a part of the card.
func (v CardView) Part(title string) PartTitleView { return PartTitleView{title, v.Heading + 1} }

// SpokenView is a phrase with the name of its moment.
type SpokenView struct {
	Base
	Card   string
	ID     string
	Moment string
	Text   string
}

// NearView is a card in a list, with the line that says why one might look at it.
type NearView struct {
	ID    string
	Title string
	Seal  SealView
	Line  string
	Lang  string
}

// SealView is what stands beside a card's title: its motto in the language that it is written in, or its family's sign.
type SealView struct {
	Motto, Lang string
	Family      string
}

// firstPhrase is the name of a card's first words in addresses.
const firstPhrase = "first"

// How much of a card is shown at once beside a question, so that it fits a tablet's screen; the rest unfolds.
const (
	maxShown = 3 // phrases, each of another moment
	maxLines = 4 // lines of what to do, and as many of what to avoid
)

// PartView is a list of which the end may be folded away.
type PartView struct {
	Shown, Folded []string
}

func (v CardView) part(lines []string) PartView {
	// A single line more is sooner read than unfolded.
	if v.Open || len(lines) <= maxLines+1 {
		return PartView{Shown: lines}
	}
	return PartView{Shown: lines[:maxLines], Folded: lines[maxLines:]}
}

// ToDo is what the card says to do.
func (v CardView) ToDo() PartView { return v.part(v.Do) }

// ToAvoid is what the card says not to do.
func (v CardView) ToAvoid() PartView { return v.part(v.Avoid) }

func cardView(b Base, book *playbook.Book, card *playbook.Card) CardView {
	w := card.Words(b.Lang)
	names := book.Names(b.Lang)
	v := CardView{
		Base: b, Words: w, ID: card.ID, Handbook: card.Handbook, Family: card.Family, Seal: sealOf(card, w),
		FamilyTitle: names.Families[card.Family].Title, Heading: 2,
	}
	seen := map[string]bool{}
	for _, p := range w.Phrases {
		spoken := SpokenView{Base: b, Card: card.ID, ID: p.ID, Moment: names.Moments[p.Moment], Text: p.Text}
		if !seen[p.Moment] && len(v.Shown) < maxShown {
			v.Shown = append(v.Shown, spoken)
		} else {
			v.Folded = append(v.Folded, spoken)
		}
		seen[p.Moment] = true
	}
	for _, id := range card.Neighbours {
		if n, ok := book.Card(id); ok {
			near := nearView(b, n)
			near.Line = w.Neighbours[id]
			v.Near = append(v.Near, near)
		}
	}
	return v
}

func nearView(b Base, card *playbook.Card) NearView {
	w := card.Words(b.Lang)
	return NearView{ID: card.ID, Title: w.Title, Seal: sealOf(card, w), Line: w.Glance, Lang: w.Language}
}

func sealOf(card *playbook.Card, w *playbook.Words) SealView {
	motto, written := card.MottoIn(w.Language)
	return SealView{Motto: motto, Lang: written, Family: card.Family}
}

// First is the card's first words as a phrase.
func (v CardView) First() SpokenView {
	return SpokenView{Base: v.Base, Card: v.ID, ID: firstPhrase, Text: v.FirstWords}
}

// Pinned tells whether the card is pinned on the reader's device.
func (v CardView) Pinned() bool { return slices.Contains(v.pinned, v.ID) }

// Foreign tells whether the card's words are in another language than the page.
func (v CardView) Foreign() bool { return v.Language != v.Base.Lang }
