package drills

import (
	"slices"
	"strconv"
	"strings"

	"clerkcoach/playbook"
)

// sharedTries is how many questions are made for each that is wanted in several languages, since not all can be put into each.
const sharedTries = 2

// Shared makes the drills of a recipe in its own language and in others, for people who answer side by side: the n-th question of
// each is the same, with the same options under the same letters and the same key, each in its language's own words. The first
// drill is in the recipe's language, and its id carries which questions those are.
//
// Not every question can be put into another language: mistakes and written questions are each language's own, and words of one's
// own have no common key. Such ones are left out, so that there may be fewer than wanted. The recipe may name no single questions
// (Only); the errors are those of Generate.
func (x *Examiner) Shared(book *playbook.Book, r Recipe, langs []string) ([]*Drill, error) {
	if err := r.check(book); err != nil {
		return nil, err
	}
	wanted := r.Count
	r.Kinds, r.Only = sharedKinds(r.Kinds), nil
	if len(r.Kinds) == 0 {
		return nil, ErrEmpty
	}
	r.Count = min(MaxCount, sharedTries*wanted)
	whole, err := x.Generate(book, r)
	if err != nil {
		return nil, err
	}
	for i, q := range whole.Questions {
		if len(r.Only) < wanted && x.inAll(book, q, r.Lang, langs) {
			r.Only = append(r.Only, i)
		}
	}
	if len(r.Only) == 0 {
		return nil, ErrEmpty
	}
	first, err := x.Generate(book, r)
	if err != nil {
		return nil, err
	}
	all := []*Drill{first}
	for _, lang := range langs {
		d := &Drill{ID: first.ID, Recipe: first.Recipe}
		d.Recipe.Lang = lang
		for _, q := range first.Questions {
			d.Questions = append(d.Questions, x.putInto(book, q, r.Lang, lang))
		}
		all = append(all, d)
	}
	return all, nil
}

// sharedKinds are those of some kinds of questions that can be put into another language; none stands for all.
func sharedKinds(kinds []Kind) []Kind {
	all := []Kind{MultipleChoice, Matching, Ordering, Numerical}
	if len(kinds) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(k Kind) bool { return !slices.Contains(kinds, k) })
}

func (x *Examiner) inAll(book *playbook.Book, q *Question, from string, langs []string) bool {
	return !slices.ContainsFunc(langs, func(to string) bool { return x.putInto(book, q, from, to) == nil })
}

// pairing puts questions from one language into another.
type pairing struct{ from, to *maker }

// putInto gives a question of a drill in another language; nil if it cannot be put into that.
func (x *Examiner) putInto(book *playbook.Book, q *Question, from, to string) *Question {
	p := pairing{x.newMaker(book, Recipe{Lang: from}), x.newMaker(book, Recipe{Lang: to})}
	name, rest, _ := strings.Cut(q.ID, ".")
	variant, err := strconv.Atoi(rest[strings.LastIndex(rest, ".")+1:])
	card, ok := book.Card(q.Card)
	if err != nil || !ok || p.from.prompts == nil || p.to.prompts == nil || p.from.words(card) == nil || p.to.words(card) == nil {
		return nil
	}
	put := p.put(name, card, q, variant-1)
	if put != nil {
		put.ID, put.Kind, put.Card = q.ID, q.Kind, q.Card
	}
	return put
}

// put makes the other language's question of a form.
func (p pairing) put(form string, card *playbook.Card, q *Question, variant int) *Question {
	ask, why := p.to.prompts.Ask, p.to.prompts.Why
	title := func(m *maker, c *playbook.Card) string { return m.words(c).Title }
	glance := func(m *maker, c *playbook.Card) string { return m.words(c).Glance }
	words := func(m *maker, c *playbook.Card) string { return m.words(c).FirstWords }
	switch form {
	case "who":
		return p.choice(card, q, variant, ask.Who, why.Other, title)
	case "first-words":
		return p.choice(card, q, variant, ask.FirstWords, why.OtherWords, words)
	case "glance":
		return p.choice(card, q, variant, ask.Glance, why.OtherGlance, glance)
	case "first-step":
		return p.steps(card, q, ask.FirstStep)
	case "match-glance":
		return p.matching(q, ask.MatchGlance, glance)
	case "match-words":
		return p.matching(q, ask.MatchWords, words)
	case "match-motto":
		return p.matching(q, ask.MatchMotto, (*maker).motto)
	case "order-steps":
		return p.steps(card, q, ask.OrderSteps)
	case "order-talk":
		return p.talk(card, q)
	case "points":
		return p.point(card, q, variant)
	default:
		return nil
	}
}

// cardOf finds the one card that a line is of.
func (p pairing) cardOf(text string, line func(*maker, *playbook.Card) string) *playbook.Card {
	var found *playbook.Card
	for _, c := range p.from.book.Cards() {
		if p.from.words(c) != nil && line(p.from, c) == text {
			if found != nil || p.to.words(c) == nil {
				return nil
			}
			found = c
		}
	}
	return found
}

// choice puts a choice among the lines of several cards; see fromOthers.
func (p pairing) choice(
	card *playbook.Card, q *Question, variant int, prompt, reason string, line func(*maker, *playbook.Card) string,
) *Question {
	scenes := card.Scenes(p.to.lang)
	id := card.Scenes(p.from.lang)[variant].ID
	at := slices.IndexFunc(scenes, func(s playbook.Scene) bool { return s.ID == id })
	if at < 0 {
		return nil
	}
	put := &Question{Scene: scenes[at].Text, Prompt: prompt, Rationale: p.to.about(card)}
	for _, o := range q.Options {
		c := p.cardOf(o.Text, line)
		if c == nil || o.Right != (c == card) {
			return nil
		}
		other := Option{ID: o.ID, Text: line(p.to, c), Right: o.Right, Rationale: put.Rationale}
		if !o.Right {
			if p.to.calledRight(card, other.Text) {
				return nil
			}
			other.Rationale = fill(reason, "other", p.to.words(c).Title, "apart", p.to.apart(card, c))
		}
		put.Options = append(put.Options, other)
	}
	return p.told(put)
}

// told gives a question if no two of its options are alike.
func (p pairing) told(q *Question) *Question {
	if len(p.to.distinct(q.Options, nil)) < len(q.Options) {
		return nil
	}
	return q
}

// matching puts a matching of cards with their lines; see match.
func (p pairing) matching(q *Question, prompt string, line func(*maker, *playbook.Card) string) *Question {
	put := &Question{Prompt: prompt}
	var cards []*playbook.Card
	lineTo := func(c *playbook.Card) string { return line(p.to, c) }
	for _, o := range q.Options {
		c := p.cardOf(o.Text, line)
		if c == nil || !p.to.matches(c, cards, lineTo) {
			return nil
		}
		cards = append(cards, c)
		put.Options = append(put.Options, Option{ID: o.ID, Text: lineTo(c)})
	}
	for _, pair := range q.Pairs {
		c := cards[slices.IndexFunc(q.Options, func(o Option) bool { return o.ID == pair.Option })]
		if p.to.givenAway(c, cards, lineTo) {
			return nil
		}
		put.Pairs = append(put.Pairs, Pair{ID: pair.ID, Text: p.to.words(c).Title, Option: pair.Option, Rationale: p.to.about(c)})
		if c.ID == q.Card {
			put.Rationale = p.to.about(c)
		}
	}
	return put
}

// steps puts a question about the steps of a card.
func (p pairing) steps(card *playbook.Card, q *Question, prompt string) *Question {
	from, to := p.from.words(card), p.to.words(card)
	if len(from.Steps) != len(to.Steps) {
		return nil
	}
	put := &Question{Prompt: fill(prompt, "card", to.Title), Rationale: p.to.about(card)}
	for _, o := range q.Options {
		i := slices.Index(from.Steps, o.Text)
		if i < 0 {
			return nil
		}
		step := p.to.steps(to.Steps, i, i+1)[0]
		step.ID, step.Right, step.Place = o.ID, o.Right, o.Place
		put.Options = append(put.Options, step)
	}
	return p.told(put)
}

// talk puts a question about what is said to one customer, in its order.
func (p pairing) talk(card *playbook.Card, q *Question) *Question {
	from, to := p.from.words(card).Phrases, p.to.words(card)
	put := &Question{Prompt: fill(p.to.prompts.Ask.OrderTalk, "card", to.Title), Rationale: p.to.about(card)}
	for _, o := range q.Options {
		said := slices.IndexFunc(from, func(s playbook.Phrase) bool { return s.Text == o.Text })
		if said < 0 {
			return nil
		}
		at := slices.IndexFunc(to.Phrases, func(s playbook.Phrase) bool { return s.ID == from[said].ID && s.Moment == from[said].Moment })
		if at < 0 {
			return nil
		}
		phrase := to.Phrases[at]
		why := fill(p.to.prompts.Why.Moment, "moment", p.to.names.Moments[phrase.Moment])
		put.Options = append(put.Options, Option{ID: o.ID, Text: phrase.Text, Place: o.Place, Rationale: why})
	}
	return p.told(put)
}

// point puts a question about a line of a points table; see point.
func (p pairing) point(card *playbook.Card, q *Question, n int) *Question {
	fact := p.from.words(card).Points[n].Fact
	at := slices.IndexFunc(p.to.words(card).Points, func(s playbook.Score) bool { return s.Fact == fact })
	if at < 0 {
		return nil
	}
	if put := p.to.point(card, at); put.Number == q.Number {
		return put
	}
	return nil
}
