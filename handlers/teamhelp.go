package handlers

import (
	"cmp"
	"slices"

	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// Bounds of what is said about who needs help.
const (
	maxHelped = 10 // people
	maxNeeds  = 2  // of each
	// fewestReviews is how many answers of somebody it takes to say anything about them.
	fewestReviews = 10
	fewestWrong   = 3 // in a row
	fewestLapses  = 3
	lowPercent    = 60 // of a family
	lowAnswers    = 10 // … of as many
	longDays      = 21 // without practice of a card
	// forgotten is how likely an answer still is where long ago begins to matter.
	forgotten = 0.7
)

// needKind is why somebody needs help with something.
type needKind string

// The reasons, from the one that weighs most.
const (
	needWrong  needKind = "wrong"  // wrong several times in a row
	needLow    needKind = "low"    // many wrong in a family
	needLapses needKind = "lapses" // known, and forgotten again and again
	needLong   needKind = "long"   // not practised for long
)

// need is something that somebody needs help with: a card, or a family.
type need struct {
	kind         needKind
	card, family string
	// count is how often, how many percent, or how many days.
	count int
	// of is how many answers the percentage is of.
	of int64
	// weight is how much it matters, more for what matters more.
	weight float64
}

// helped is a person with what they need help with, what matters most first.
type helped struct {
	person people.Person
	needs  []need
}

// evidence is what is known about a store's people.
type evidence struct {
	people []people.Person
	weak   []records.WeakSpot
	// recent are the sums of the time that is looked at.
	recent results
	at     int64
}

// whoNeedsHelp lists those who need help most, at most ten. Of whom too little is known nothing is said.
func whoNeedsHelp(book *playbook.Book, e evidence) []helped {
	byPerson := map[string][]need{}
	answered := map[string]int64{}
	for _, w := range e.weak {
		answered[w.Person] += int64(w.Kept.Memory.Reviews)
		if _, ok := book.Card(w.Card); !ok {
			continue
		}
		if n, ok := needOf(w, e.at); ok {
			byPerson[w.Person] = append(byPerson[w.Person], n)
		}
	}
	for person, families := range e.recent.byFamily {
		for family, n := range families {
			if n.attempts >= lowAnswers && n.percent() < lowPercent {
				byPerson[person] = append(byPerson[person], need{
					kind: needLow, family: family, count: n.percent(), of: n.attempts, weight: 2 + float64(lowPercent-n.percent())/lowPercent,
				})
			}
		}
	}
	var all []helped
	for _, p := range e.people {
		needs := byPerson[p.ID]
		if len(needs) == 0 || max(answered[p.ID], e.recent.byPerson[p.ID].attempts) < fewestReviews {
			continue
		}
		slices.SortFunc(needs, func(a, b need) int {
			return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.family+a.card, b.family+b.card))
		})
		all = append(all, helped{p, needs[:min(len(needs), maxNeeds)]})
	}
	slices.SortStableFunc(all, func(a, b helped) int { return cmp.Compare(b.weight(), a.weight()) })
	return all[:min(len(all), maxHelped)]
}

func (h helped) weight() float64 {
	total := 0.0
	for _, n := range h.needs {
		total += n.weight
	}
	return total
}

// weakSigns are what weak spots are looked for by.
func weakSigns(at int64) records.Signs {
	return records.Signs{Misses: fewestWrong, Lapses: fewestLapses, Before: at - longDays*dayLength, Likely: forgotten}
}

// needOf tells whether somebody needs help with a card.
func needOf(w records.WeakSpot, at int64) (need, bool) {
	n := need{card: w.Card}
	days := int((at - w.Kept.Memory.Last) / dayLength)
	switch {
	case w.Kept.Memory.Misses >= fewestWrong:
		n.kind, n.count, n.weight = needWrong, w.Kept.Memory.Misses, 3+float64(min(w.Kept.Memory.Misses, 10))/10
	case w.Kept.Memory.Lapses >= fewestLapses && w.Retrievability < forgotten:
		n.kind, n.count, n.weight = needLapses, w.Kept.Memory.Lapses, 1+float64(min(w.Kept.Memory.Lapses, 10))/10
	case days >= longDays && w.Retrievability < forgotten:
		n.kind, n.count, n.weight = needLong, days, 1-w.Retrievability
	default:
		return need{}, false
	}
	return n, true
}

// HelpView is somebody who needs help, and with what.
type HelpView struct {
	Person, Name string
	Needs        []NeedView
}

// NeedView is what somebody needs help with: a card or a family, and why in words.
type NeedView struct {
	// Card is empty for a family.
	Card, Title, Why string
}

func helpViews(b Base, book *playbook.Book, all []helped) []HelpView {
	views := make([]HelpView, len(all))
	for i, h := range all {
		views[i] = HelpView{Person: h.person.ID, Name: nameOr(b, h.person.Name)}
		for _, n := range h.needs {
			views[i].Needs = append(views[i].Needs, needView(b, book, n))
		}
	}
	return views
}

func needView(b Base, book *playbook.Book, n need) NeedView {
	v := NeedView{Card: n.card, Title: cardTitle(b, book, n.card), Why: b.why(n)}
	if n.family != "" {
		v.Title = titleOr(book.Names(b.Lang).Families[n.family].Title, n.family)
	}
	return v
}

// why says in words why somebody needs help.
func (b Base) why(n need) string {
	switch n.kind {
	case needWrong:
		return b.T("team_why_wrong", "count", n.count)
	case needLow:
		return b.T("team_why_low", "percent", n.count, "count", n.of)
	case needLapses:
		return b.T("team_why_lapses", "count", n.count)
	default:
		return b.T("team_why_long", "count", n.count/7)
	}
}

// cardTitle is a card's title, or its id where the book does not have it any more.
func cardTitle(b Base, book *playbook.Book, id string) string {
	if card, ok := book.Card(id); ok {
		return card.Words(b.Lang).Title
	}
	return id
}
