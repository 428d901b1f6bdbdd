package handlers

import (
	"context"
	"errors"
	"hash/fnv"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// Memories keeps what people remember of cards, and which cards are looked up.
type Memories interface {
	Memories(ctx context.Context, person string) (map[string]drills.Kept, error)
	DoneOn(ctx context.Context, person string, from int64) (kinds []drills.Kind, fresh int, err error)
	Lookups(ctx context.Context, store, person string, from int64) ([]records.Lookup, error)
	LookUp(ctx context.Context, store, person, card string, day int64) error
}

// shopLookupDays is how far back lookups count that nobody in particular made in the store. A person's own count since they were last
// asked, as far as they are kept.
const shopLookupDays = 7

// DailyPage is where the day's two minutes begin.
type DailyPage struct {
	Base
	Today TodayView
}

// TodayView is what somebody is to practise today.
type TodayView struct {
	// Start is the address of the drill; empty where there is nothing to ask. Count is how many questions it has, and Minutes how long
	// they usually take.
	Start          string
	Count, Minutes int
	// Due, LookedUp and New count the questions by why they are asked; those about Revised are the rest.
	Due, LookedUp, New int
	// Revised are the cards whose words have changed since.
	Revised []NearView
	// Later counts what is due as well, and Done what was answered today already.
	Later, Done int
	// Next is the day when something is due again; empty where nothing was ever asked.
	Next string
}

// dailyPage shows what there is to practise today.
func (s *Server) dailyPage(c *gin.Context, book *playbook.Book, a *Actor) error {
	page := DailyPage{Base: s.base(c)}
	page.Here = "me"
	own, err := s.studies(c.Request.Context(), book, a, s.Now().UnixMilli())
	if err != nil {
		return err
	}
	if page.Today, err = s.today(page.Base, own); err != nil {
		return err
	}
	return s.show(c, "daily", page)
}

// studies is what one person learns, as it is at one moment.
type studies struct {
	book     *playbook.Book
	actor    *Actor
	at       int64
	paths    []records.Enrolment
	memories map[string]drills.Kept
	// lookups counts by card; see countLookups.
	lookups map[string]int
	done    drills.Limits
}

// studies reads what a person learns.
func (s *Server) studies(ctx context.Context, book *playbook.Book, a *Actor, at int64) (*studies, error) {
	own := &studies{book: book, actor: a, at: at}
	var err error
	if own.paths, err = s.Records.PathsOf(ctx, a.ID); err != nil {
		return nil, err
	}
	if own.memories, err = s.Records.Memories(ctx, a.ID); err != nil {
		return nil, err
	}
	start, _ := drills.Today(at, zone(at))
	kinds, fresh, err := s.Records.DoneOn(ctx, a.ID, start)
	if err != nil {
		return nil, err
	}
	own.done = drills.Limits{Questions: len(kinds), New: fresh}
	for _, k := range kinds {
		own.done.Seconds += drills.UsualSeconds(k)
	}
	all, err := s.Records.Lookups(ctx, a.Store, a.ID, dayOf(at)-records.LookupDays)
	if err != nil {
		return nil, err
	}
	colleagues, err := s.colleagues(ctx, a.Store, "")
	own.lookups = own.countLookups(all, len(colleagues))
	return own, err
}

// countLookups counts how often each card was looked up: by the person since the day they were last asked about it, and by nobody
// in particular in the last week, of which everybody in the store gets an equal share.
func (own *studies) countLookups(all []records.Lookup, heads int) map[string]int {
	mine, shop := map[string]int{}, map[string]int{}
	for _, l := range all {
		switch {
		case l.Person == "" && l.Day > dayOf(own.at)-shopLookupDays:
			shop[l.Card] += l.Times
		case l.Person != "" && l.Day > dayOf(own.memories[l.Card].Memory.Last):
			mine[l.Card] += l.Times
		}
	}
	for card, n := range shop {
		mine[card] += n / max(1, heads)
	}
	return mine
}

// subjects are what the person can be asked about in a language: the cards of the handbooks of their paths, or of the first
// handbook if they have none, and all others that they remember something of.
func (own *studies) subjects(lang string) []drills.Subject {
	handbooks := own.handbooks()
	var all []drills.Subject
	for _, card := range own.book.Cards() {
		kept, met := own.memories[card.ID]
		if !met && !handbooks[card.Handbook] || card.Words(lang).Language != lang {
			continue
		}
		all = append(all, drills.Subject{
			ID: card.ID, Card: card.ID, Words: wordsNow(own.book, card, lang, kept.Words), Lookups: own.lookups[card.ID],
		})
	}
	return all
}

// handbooks are those of the person's paths, or the first of the book.
func (own *studies) handbooks() map[string]bool {
	all := map[string]bool{}
	for _, e := range own.paths {
		path, ok := own.book.Path(e.Path)
		if !ok {
			continue
		}
		for _, step := range path.Steps {
			for _, id := range step.Cards {
				if card, ok := own.book.Card(id); ok {
					all[card.Handbook] = true
				}
			}
		}
	}
	if len(all) == 0 && len(own.book.Handbooks) > 0 {
		all[own.book.Handbooks[0].ID] = true
	}
	return all
}

// wordsNow is the hash of a card's words as they are now: in the language in which somebody was last asked if they are the same in
// it, for who practises in two languages is not to meet every card as a changed one.
func wordsNow(book *playbook.Book, card *playbook.Card, lang, kept string) string {
	for _, other := range book.Languages() {
		if kept != "" && card.WordsHash(other) == kept {
			return kept
		}
	}
	return card.WordsHash(lang)
}

// seed is the same for a person all day, and another one tomorrow.
func (own *studies) seed() uint64 {
	h := fnv.New64a()
	h.Write([]byte(own.actor.ID + "\n" + strconv.FormatInt(dayOf(own.at), 10))) //nolint:errcheck // a hash takes everything
	return h.Sum64() & drills.MaxSeed
}

// session puts the day's practice together.
func (own *studies) session(lang string) drills.Session {
	return drills.Daily(drills.Practice{
		Memories: own.memories, Subjects: own.subjects(lang), Limits: drills.DailyLimits(), Done: own.done,
		At: own.at, Zone: zone(own.at), Seed: own.seed(),
	})
}

// today tells what a person is to practise today, with the drill made for it.
func (s *Server) today(b Base, own *studies) (TodayView, error) {
	session := own.session(b.Lang)
	v := TodayView{Later: session.Later, Done: own.done.Questions, Next: own.next(b)}
	if len(session.Asked) == 0 {
		return v, nil
	}
	d, err := s.dailyDrill(own.book, b.Lang, session, own.seed())
	if errors.Is(err, drills.ErrEmpty) { // a store's own cards may have nothing to ask
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.Start, v.Count = "/practice/"+d.ID, len(d.Questions)
	seconds := 0
	for _, q := range d.Questions {
		seconds += drills.UsualSeconds(q.Kind)
	}
	v.Minutes = max(1, (seconds+30)/60)
	for _, one := range session.Asked {
		if asks(d, one.ID) {
			v.count(b, own.book, one)
		}
	}
	return v, nil
}

// count notes why a card is asked.
func (v *TodayView) count(b Base, book *playbook.Book, one drills.Asked) {
	switch one.Cause {
	case drills.CauseRevised:
		if card, ok := book.Card(one.ID); ok {
			v.Revised = append(v.Revised, nearView(b, card))
		}
	case drills.CauseDue:
		v.Due++
	case drills.CauseLookedUp:
		v.LookedUp++
	default:
		v.New++
	}
}

// next says the day after today when something is due.
func (own *studies) next(b Base) string {
	_, end := drills.Today(own.at, zone(own.at))
	due := int64(0)
	for id, kept := range own.memories {
		if _, ok := own.book.Card(id); ok && (due == 0 || kept.Memory.Due < due) {
			due = kept.Memory.Due
		}
	}
	if due == 0 {
		return ""
	}
	return b.Day(max(due, end))
}

// dailyKinds are the kinds of questions of a day: those that are quickly answered, and graded beyond doubt.
func dailyKinds() []drills.Kind {
	return []drills.Kind{drills.MultipleChoice, drills.TrueFalse, drills.MultipleResponse}
}

// dailyTries is how many drills are made at most of a kind, until one asks about each card.
const dailyTries = 8

// dailyDrill makes the drill of a session: one question about each card. With the shipped book the first that is made is one. A
// store's own cards may have little to ask about, so that others come twice instead; then others are tried, of all kinds at last,
// and the one that asks about most cards is taken. The errors are those of Generate.
func (s *Server) dailyDrill(book *playbook.Book, lang string, session drills.Session, seed uint64) (best *drills.Drill, err error) {
	r := drills.Recipe{Lang: lang, Count: len(session.Asked)}
	for _, one := range session.Asked {
		r.Cards = append(r.Cards, one.ID)
	}
	most := 0
	for n := range uint64(2 * dailyTries) {
		r.Kinds, r.Seed = dailyKinds(), (seed+n)&drills.MaxSeed
		if n >= dailyTries {
			r.Kinds = nil
		}
		d, err := s.examiner.Again(book, r)
		if errors.Is(err, drills.ErrEmpty) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if asked := covered(d, r.Cards); asked > most {
			best, most = d, asked
		}
		if most == len(r.Cards) {
			break
		}
	}
	if best == nil {
		return nil, drills.ErrEmpty
	}
	return best, nil
}

// covered counts the cards that a drill asks about.
func covered(d *drills.Drill, cards []string) int {
	n := 0
	for _, id := range cards {
		if asks(d, id) {
			n++
		}
	}
	return n
}

// asks tells whether a drill has a question about a card.
func asks(d *drills.Drill, card string) bool {
	return slices.ContainsFunc(d.Questions, func(q *drills.Question) bool { return q.Card == card })
}
