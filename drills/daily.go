package drills

import (
	"cmp"
	"hash/crc32"
	"math/rand/v2"
	"slices"
)

// MaxDaily bounds the questions of a day.
const MaxDaily = 10

// A day starts four hours after midnight, as in other programs of this kind, so that who closes late still practises today.
const dayStarts = 4 * 60 * 60 * 1000

// oftenLookedUp is how many times something is looked up before it is offered early.
const oftenLookedUp = 3

// Subject is something that a person can be asked about from memory: a card, or one question of a card.
type Subject struct {
	ID string
	// Card is the card that it is about; empty for a question that names none.
	Card string
	// Words is the hash of the card's words as they are now.
	Words string
	// Kind is the kind of question that is asked, if that is known.
	Kind Kind
	// Lookups counts how often it was looked up at the counter since this person was last asked about it.
	Lookups int
}

// Kept is a memory as it is kept of a person.
type Kept struct {
	Memory Memory
	// Words is the hash of the card's words when the person was last asked; empty where nobody knows.
	Words string
}

// Limits are what fits into a day: questions, the seconds that they usually take, and how many may be of what was never asked.
type Limits struct{ Questions, Seconds, New int }

// DailyLimits are ten questions in two minutes, and three of them new.
func DailyLimits() Limits { return Limits{Questions: MaxDaily, Seconds: 120, New: 3} }

// Practice is what a daily session of one person is put together from.
type Practice struct {
	// Memories are those of the person, by the ids of subjects.
	Memories map[string]Kept
	// Subjects are what can be asked now, in any order, each once.
	Subjects []Subject
	Limits   Limits
	// Done is what the person has already been asked today.
	Done Limits
	// At is when the session starts, in milliseconds UTC, and Zone how many milliseconds the person's clock is ahead of UTC.
	At, Zone int64
	// Seed decides between subjects that have an equal claim, and which new ones come first. The same seed all day makes a page
	// that is loaded again show the same.
	Seed uint64
}

// Session is what to ask somebody today.
type Session struct {
	// Asked are in the order in which to ask them.
	Asked []Asked
	// Later counts what is due as well, and is left for the coming days.
	Later int
}

// Asked is one subject of a session, and why it is asked.
type Asked struct {
	ID string
	// Cause is why it is asked.
	Cause Cause
	// Retrievability is how likely the answer is right.
	Retrievability float64
}

// Cause is why something is asked.
type Cause string

// The causes to ask something, in the order in which it is asked.
const (
	CauseRevised  Cause = "revised"   // the card's words have changed since
	CauseDue      Cause = "due"       // it is time to
	CauseLookedUp Cause = "looked-up" // it was looked up so often that it seems not to be known
	CauseNew      Cause = "new"       // it was never asked
)

// Causes lists all causes, in the order in which things are asked.
func Causes() []Cause { return []Cause{CauseRevised, CauseDue, CauseLookedUp, CauseNew} }

// UsualSeconds is how long a question of a kind usually takes; of no kind, what a choice takes with its rationale.
func UsualSeconds(k Kind) int {
	switch k {
	case TrueFalse:
		return 8
	case Numerical:
		return 10
	case MultipleResponse:
		return 18
	case Matching, Ordering:
		return 24
	case ShortAnswer:
		return 30
	default:
		return 12
	}
}

// Today is when the day of a moment starts and ends on somebody's clock, in milliseconds UTC.
func Today(at, zone int64) (start, end int64) {
	local := at + zone - dayStarts
	past := local % day
	if past < 0 {
		past += day
	}
	return at - past, at - past + day
}

// Daily puts a session together. What is revised or due comes first, the weakest of it before all; then what was looked up often;
// then what is new. If more is due than fits, the rest waits for the coming days. The last place of what is due is for the one that
// has waited longest, since what is known well weakens so slowly that it would wait for ever; and one place a day is for something
// new. No card comes twice on a day unless nothing else is left.
//
// Put together again after some answers, and with the same seed, a session of questions of one kind is what was left of it.
func Daily(p Practice) Session {
	s := &picker{
		left:    min(p.Limits.Questions, MaxDaily) - p.Done.Questions,
		seconds: p.Limits.Seconds - p.Done.Seconds,
		fresh:   p.Limits.New - p.Done.New,
		first:   p.Done.Questions == 0,
		seen:    map[string]bool{},
	}
	due, early, fresh := p.candidates(s)
	several := p.Limits.Questions > 1
	if several && p.Done.New == 0 {
		s.pick(apart(fresh, due), 1)
	}
	s.fill(due, early, fresh)
	if several {
		s.makeWay(due)
	}
	return s.session(len(due))
}

// candidate is a subject that may be asked, with what decides about it.
type candidate struct {
	*Subject
	cause Cause
	// recall is how likely the answer is right.
	recall float64
	due    int64
	chance uint64
	// place is where it stands in the session: by its cause, and after all others if its card comes again.
	place  int
	picked bool
}

// candidates sorts what may be asked today into what is due, what is offered early, and what is new, each with the strongest claim
// first. It tells the picker the cards that were asked about today.
func (p *Practice) candidates(s *picker) (due, early, fresh []*candidate) {
	all := make([]candidate, len(p.Subjects))
	start, end := Today(p.At, p.Zone)
	for i := range p.Subjects {
		c := &all[i]
		c.Subject = &p.Subjects[i]
		kept := p.Memories[c.ID]
		m := kept.Memory
		c.recall, c.due = Retrievability(m, p.At), m.Due
		c.chance = rand.NewPCG(p.Seed, uint64(crc32.ChecksumIEEE([]byte(c.ID)))).Uint64() //nolint:gosec // the same again all day
		if m.Reviews > 0 && m.Last >= start {
			s.seen[c.card()] = true
		}
		switch {
		case m.Reviews == 0:
			c.cause = CauseNew
			fresh = append(fresh, c)
		case kept.Words != "" && c.Words != "" && kept.Words != c.Words:
			c.cause = CauseRevised
			due = append(due, c)
		case m.Due < end:
			c.cause = CauseDue
			due = append(due, c)
		case c.Lookups >= oftenLookedUp && p.At-m.Last >= (m.Due-m.Last)/2:
			// Not before half its time, lest what everybody looks up comes every day.
			c.cause = CauseLookedUp
			early = append(early, c)
		}
		c.place = slices.Index(Causes(), c.cause)
	}
	slices.SortFunc(due, weakest)
	slices.SortFunc(early, weakest)
	slices.SortFunc(fresh, weakest)
	return due, early, fresh
}

// weakest puts first what has the strongest claim: by the cause, then what is least likely to be known, and of what is new, what
// was looked up most.
func weakest(a, b *candidate) int {
	order := cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.recall, b.recall))
	if order == 0 && a.cause == CauseNew {
		order = cmp.Compare(b.Lookups, a.Lookups)
	}
	return cmp.Or(order, a.byChance(b))
}

func (c *candidate) byChance(other *candidate) int {
	return cmp.Or(cmp.Compare(c.chance, other.chance), cmp.Compare(c.ID, other.ID))
}

// card tells the cards apart; what names no card is one of its own.
func (c *candidate) card() string {
	if c.Card == "" {
		return "\x00" + c.ID
	}
	return c.Card
}

// apart are the candidates whose cards are not those of others.
func apart(from, others []*candidate) []*candidate {
	cards := make(map[string]bool, len(others))
	for _, c := range others {
		cards[c.card()] = true
	}
	var some []*candidate
	for _, c := range from {
		if !cards[c.card()] {
			some = append(some, c)
		}
	}
	return some
}

// seconds is how long it usually takes.
func (c *candidate) seconds() int { return UsualSeconds(c.Kind) }

// picker takes candidates as long as they fit.
type picker struct {
	left, seconds, fresh int
	// first lets a question be asked however long it takes.
	first bool
	// seen are the cards that are asked about today; again lets them come once more.
	seen   map[string]bool
	again  bool
	picked []*candidate
}

// pick takes up to some of the candidates, in their order.
func (s *picker) pick(from []*candidate, most int) {
	for _, c := range from {
		if most <= 0 || s.left <= 0 {
			return
		}
		if c.picked || c.cause == CauseNew && s.fresh <= 0 || s.seen[c.card()] && !s.again || c.seconds() > s.seconds && !s.first {
			continue
		}
		s.take(c)
		most--
	}
}

// fill picks what fits, a card again only when nothing else is left.
func (s *picker) fill(lists ...[]*candidate) {
	for _, again := range []bool{false, true} {
		s.again = again
		for _, from := range lists {
			s.pick(from, len(from))
		}
	}
}

func (s *picker) take(c *candidate) {
	s.left--
	s.seconds -= c.seconds()
	s.first = false
	if c.cause == CauseNew {
		s.fresh--
	}
	s.seen[c.card()] = true
	c.picked = true
	if s.again {
		c.place += len(Causes())
	}
	s.picked = append(s.picked, c)
}

// makeWay gives the place of the last one picked of what is due to the one behind it that has waited longest. So the session stays
// the same when it is put together again after some answers.
func (s *picker) makeWay(due []*candidate) {
	at := len(s.picked) - 1
	for at >= 0 && s.picked[at].cause != CauseDue && s.picked[at].cause != CauseRevised {
		at--
	}
	if at < 0 {
		return
	}
	last := s.picked[at]
	again := last.place >= len(Causes())
	var longest *candidate
	for _, c := range due[slices.Index(due, last)+1:] {
		switch {
		case c.picked, c.seconds() > s.seconds+last.seconds(), s.seen[c.card()] && c.card() != last.card() && !again:
		case longest == nil || cmp.Or(cmp.Compare(c.due, longest.due), c.byChance(longest)) < 0:
			longest = c
		}
	}
	if longest != nil {
		last.picked, longest.picked = false, true
		longest.place += last.place - slices.Index(Causes(), last.cause)
		s.picked[at] = longest
	}
}

// session gives what was picked in the order of asking, out of so many that are due.
func (s *picker) session(due int) Session {
	slices.SortFunc(s.picked, weakest)
	all := Session{Asked: make([]Asked, len(s.picked)), Later: due}
	for i, c := range s.picked {
		all.Asked[i] = Asked{ID: c.ID, Cause: c.cause, Retrievability: c.recall}
		if c.cause == CauseDue || c.cause == CauseRevised {
			all.Later--
		}
	}
	return all
}
