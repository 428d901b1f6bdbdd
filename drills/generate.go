package drills

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"clerkcoach/playbook"
)

// Generate makes the drill of a recipe. The errors are ErrCount, ErrLang, ErrKind and ErrCard for a recipe that cannot be carried
// out, and ErrEmpty where none of the cards has what the kinds wanted need.
func (x *Examiner) Generate(book *playbook.Book, r Recipe) (*Drill, error) {
	if err := r.check(book); err != nil {
		return nil, err
	}
	r = r.canonical(book)
	m := x.newMaker(book, r)
	if m.prompts == nil {
		return nil, fmt.Errorf("%w: %s", ErrLang, r.Lang)
	}
	all := m.make(r)
	d := &Drill{ID: r.ID(book), Recipe: r, Questions: all}
	if len(r.Only) > 0 {
		d.Questions = nil
		for _, n := range r.Only {
			if n < len(all) {
				d.Questions = append(d.Questions, all[n])
			}
		}
	}
	if len(d.Questions) == 0 {
		return nil, ErrEmpty
	}
	return d, nil
}

// Again gives the drill of a recipe as Generate does, which see for the errors, and remembers those of late: whoever works through a drill
// asks for it with every question. What it gives is shared, and not to be changed.
func (x *Examiner) Again(book *playbook.Book, r Recipe) (*Drill, error) {
	id := r.ID(book)
	if d, ok := x.drills.has(id); ok {
		return d, nil
	}
	d, err := x.Generate(book, r)
	if err == nil {
		x.drills.set(id, d)
	}
	return d, err
}

// form is one way to ask: what is asked, in which kind of question, and how often of one card. Make gives nothing where a card has
// not what it takes.
type form struct {
	name string
	kind Kind
	// variants is how many questions the form has for a card, by scene or by line; 0 where it has none.
	variants func(*maker, *playbook.Card) int
	make     func(*maker, *playbook.Card, int) *Question
}

func forms() []form {
	return append([]form{
		{"who", MultipleChoice, (*maker).scenes, (*maker).who},
		{"first-words", MultipleChoice, (*maker).meetings, (*maker).firstWords},
		{"glance", MultipleChoice, (*maker).scenes, (*maker).glance},
		{"first-step", MultipleChoice, (*maker).firsts, (*maker).firstStep},
		{"do", MultipleResponse, (*maker).scenes, (*maker).do},
		{"statement", TrueFalse, (*maker).statements, (*maker).statement},
		{"match-glance", Matching, (*maker).once, (*maker).matchGlance},
		{"match-words", Matching, (*maker).once, (*maker).matchWords},
		{"match-motto", Matching, (*maker).mottos, (*maker).matchMotto},
		{"order-steps", Ordering, (*maker).procedures, (*maker).orderSteps},
		{"order-talk", Ordering, (*maker).talks, (*maker).orderTalk},
		{"say", ShortAnswer, (*maker).sayings, (*maker).say},
		{"points", Numerical, (*maker).points, (*maker).point},
	}, writtenForms()...)
}

// maker makes the questions of one drill.
type maker struct {
	book    *playbook.Book
	lang    string
	prompts *playbook.Prompts
	names   *playbook.Names
	rng     *rand.Rand
	x       *Examiner
	// turn says where to begin in lists of which not everything is asked.
	turn int
}

func (x *Examiner) newMaker(book *playbook.Book, r Recipe) *maker {
	rng := rand.New(rand.NewPCG(r.Seed, uint64(idForm))) //nolint:gosec // a drill is to be the same again
	return &maker{
		book: book, lang: r.Lang, prompts: book.Prompts(r.Lang), names: book.Names(r.Lang), rng: rng, x: x, turn: rng.IntN(manyTurns),
	}
}

// manyTurns is more than any list has lines.
const manyTurns = 5040

// wish is a question that could be asked.
type wish struct {
	form    form
	card    *playbook.Card
	variant int
}

// make asks kind after kind, and of each the cards that were asked about least; where that gives too few questions, it asks once more
// about scenes that have come already.
func (m *maker) make(r Recipe) []*Question {
	asked := map[*playbook.Card]int{}
	seen := map[string]bool{}
	all := m.gather(nil, r, asked, seen, said)
	if len(all) < r.Count {
		all = m.gather(all, r, asked, seen, saidWhole)
	}
	m.rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// gather adds questions until there are as many as wanted, or nothing is left to ask. None is added of which a reader has seen what key
// gives.
func (m *maker) gather(
	all []*Question, r Recipe, asked map[*playbook.Card]int, seen map[string]bool, key func(*Question) string,
) []*Question {
	wishes := m.wishes(r)
	for len(all) < r.Count {
		before := len(all)
		for _, list := range wishes {
			if len(all) == r.Count {
				break
			}
			if q := m.next(list, asked, seen, key); q != nil {
				all = append(all, q)
			}
		}
		if len(all) == before {
			break
		}
	}
	return all
}

// said is what a reader would know again: a scene, since each answer helps with the next, or what a question without one says.
func said(q *Question) string {
	if q.Scene != "" {
		return q.Scene
	}
	return saidWhole(q)
}

// saidWhole is all of a question that a reader would know again: its scene and prompt, and the lines that are matched or put in order.
func saidWhole(q *Question) string {
	var lines []string
	for _, p := range q.Pairs {
		lines = append(lines, p.Text)
	}
	if q.Kind == Ordering {
		for _, o := range q.Options {
			lines = append(lines, o.Text)
		}
	}
	slices.Sort(lines)
	return strings.Join(append(lines, q.Prompt, q.Scene), "\n")
}

// wishes lists what could be asked, kind by kind, each in an order of its own.
func (m *maker) wishes(r Recipe) []*[]wish {
	byKind := map[Kind]*[]wish{}
	for _, f := range forms() {
		if len(r.Kinds) > 0 && !slices.Contains(r.Kinds, f.kind) {
			continue
		}
		if byKind[f.kind] == nil {
			byKind[f.kind] = &[]wish{}
		}
		list := byKind[f.kind]
		for _, card := range m.book.Cards() {
			if len(r.Cards) > 0 && !slices.Contains(r.Cards, card.ID) || m.words(card) == nil {
				continue
			}
			for v := range f.variants(m, card) {
				*list = append(*list, wish{f, card, v})
			}
		}
	}
	var lists []*[]wish
	for _, k := range Kinds() {
		if list := byKind[k]; list != nil {
			m.rng.Shuffle(len(*list), func(i, j int) { (*list)[i], (*list)[j] = (*list)[j], (*list)[i] })
			lists = append(lists, slices.Repeat([]*[]wish{list}, share(k))...)
		}
	}
	m.rng.Shuffle(len(lists), func(i, j int) { lists[i], lists[j] = lists[j], lists[i] })
	return lists
}

// share is how many questions of a kind there are in a round through all kinds.
func share(k Kind) int {
	switch k {
	case MultipleChoice:
		return 4
	case MultipleResponse, TrueFalse, Matching:
		return 2
	default:
		return 1
	}
}

// next makes a question of the wish whose card was asked about least, and takes that wish, and those that cannot be made, off the
// list.
func (m *maker) next(
	list *[]wish, asked map[*playbook.Card]int, seen map[string]bool, key func(*Question) string,
) *Question {
	for len(*list) > 0 {
		best := 0
		for i, w := range *list {
			if asked[w.card] < asked[(*list)[best].card] {
				best = i
			}
			if asked[w.card] == 0 {
				break
			}
		}
		w := (*list)[best]
		*list = slices.Delete(*list, best, best+1)
		q := w.form.make(m, w.card, w.variant)
		if q == nil {
			continue
		}
		q.ID, q.Kind, q.Card = w.form.name+"."+w.card.ID+"."+strconv.Itoa(w.variant+1), w.form.kind, w.card.ID
		if !seen[key(q)] {
			seen[said(q)], seen[saidWhole(q)] = true, true
			asked[w.card]++
			return q
		}
	}
	return nil
}

// once is for forms that a card has one question of.
func (m *maker) once(*playbook.Card) int { return 1 }

// scenes is for forms that ask about a situation.
func (m *maker) scenes(card *playbook.Card) int { return len(card.Scenes(m.lang)) }

// meetings is for forms that ask what to say to somebody: the scenes of duties often begin in the midst of work.
func (m *maker) meetings(card *playbook.Card) int {
	if card.Duty() {
		return 0
	}
	return m.scenes(card)
}
