package handlers

import (
	"math"
	"slices"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// ShownQuestion is a question as the host's screens show it, and, once its key is shown, what was right.
type ShownQuestion struct {
	live.Head
	Kind          drills.Kind
	Scene, Prompt ShownText
	Options       []ShownOption
	Pairs         []ShownPair
	// Size is how small the question is shown so that all of it has room, from 0.
	Size int
	// Revealed says that the key is shown; Key and Say are a right number and right words, where the kind has such.
	Revealed  bool
	Key       int
	Say       ShownText
	Rationale ShownText
}

// ShownText is a text in a language, and in a second one, if two are shown.
type ShownText struct{ Text, Lang, Also, AlsoLang string }

// ShownOption is an option on a screen.
type ShownOption struct {
	// ID is the letter in small, Letter how people call it; Shape is the form beside it, from 0.
	ID, Letter string
	Shape      int
	Text       ShownText
	// Right says that it is to be chosen, Place where it stands in the right order, Count how many chose it.
	Right        bool
	Place, Count int
}

// ShownPair is a pair on a screen, with the letter that belongs to it once the key is shown.
type ShownPair struct {
	Text   ShownText
	Letter string
}

// shapes is how many shapes there are beside letters.
const shapes = 6

// shownTexts puts the texts of one language or two together.
type shownTexts struct{ lang, also string }

func (t shownTexts) of(text, also string) ShownText {
	if t.also == "" || also == "" {
		return ShownText{Text: text, Lang: t.lang}
	}
	return ShownText{Text: text, Lang: t.lang, Also: also, AlsoLang: t.also}
}

// shownQuestion shows the question of a view, with the same view in a second language or nil.
func shownQuestion(t shownTexts, view, second live.View) *ShownQuestion {
	asked, reveal := askedIn(view)
	other, otherReveal := askedIn(second)
	q := &ShownQuestion{Kind: asked.Kind, Scene: t.of(asked.Scene, other.Scene), Prompt: t.of(asked.Prompt, other.Prompt)}
	for i, o := range asked.Options {
		text := t.of(o.Text, textOf(other.Options, o.ID))
		q.Options = append(q.Options, ShownOption{ID: o.ID, Letter: letter(o.ID), Shape: i % shapes, Text: text})
	}
	for _, p := range asked.Pairs {
		q.Pairs = append(q.Pairs, ShownPair{Text: t.of(p.Text, textOf(other.Pairs, p.ID))})
	}
	if shown, ok := view.(live.QuestionView); ok {
		q.Head = shown.Head
	}
	if reveal != nil {
		q.reveal(t, asked, reveal, otherReveal)
	}
	if q.Size = sizeOf(q); q.Revealed && sizes()[q.Size].high(q) > q.room() {
		q.Scene = ShownText{} // it has been read, and the reason is what matters now
		q.Size = sizeOf(q)
	}
	return q
}

// askedIn is what a view asks, and what it reveals; nothing if it does neither.
func askedIn(v live.View) (live.Asked, *live.RevealView) {
	switch shown := v.(type) {
	case live.QuestionView:
		return shown.Asked, nil
	case live.RevealView:
		return shown.Asked, &shown
	default:
		return live.Asked{}, nil
	}
}

func textOf(lines []live.Line, id string) string {
	for _, l := range lines {
		if l.ID == id {
			return l.Text
		}
	}
	return ""
}

// reveal adds the key, and how many chose what.
func (q *ShownQuestion) reveal(t shownTexts, asked live.Asked, r, other *live.RevealView) {
	q.Head, q.Revealed, q.Key = r.Head, true, r.Right.Number
	var say, why string
	if other != nil {
		say, why = other.Right.Text, other.Rationale
	}
	q.Say, q.Rationale = t.of(r.Right.Text, say), t.of(r.Rationale, why)
	for i := range q.Options {
		o := &q.Options[i]
		at := slices.Index(r.Right.Options, o.ID)
		o.Right, o.Place, o.Count = at >= 0, at+1, r.Counts[o.ID]
	}
	if q.Kind == drills.Ordering {
		slices.SortFunc(q.Options, func(a, b ShownOption) int { return a.Place - b.Place })
	}
	for i := range q.Pairs {
		q.Pairs[i].Letter = letter(r.Right.Pairs[asked.Pairs[i].ID])
	}
}

// Counted says that it is shown how many chose each option; in an order all options are chosen.
func (q *ShownQuestion) Counted() bool {
	return q.Revealed && len(q.Pairs) == 0 && q.Kind != drills.Ordering
}

// A screen of reference on which a question is to have room, 16 to 10: its width, what is left of its height between what stands
// above and below, and what its parts take besides their lines, all in hundredths of its width. The sizes are those of
// static/css/screen.css; some room is left for lines that end early.
const (
	roomWide, roomHigh = 91.0, 45.5
	optionWide         = 34.0 // of one of two panels side by side, without its letter
	boldWide           = 84.0 // what bold letters, which are wider, have of it
	clockHigh          = 5.2
	keyPart            = 1.6   // of the size, for a right number
	alsoPart           = 0.78  // of the size, for the second language
	least              = 1.875 // 24 pixels of 1280
)

// room is how high a question may be; where its key is shown there is no clock above it.
func (q *ShownQuestion) room() float64 {
	if q.Revealed {
		return roomHigh + clockHigh
	}
	return roomHigh
}

// size is one step: how large the prompt and the options are, how high a panel is at least, what a panel takes besides its lines,
// what is between parts, all in hundredths of the screen's width, and how high a line is, in its letters' size.
type size struct{ prompt, option, panel, around, between, line float64 }

// sizes are all steps, the largest first. The last two have 24 pixels on the smallest projector, 1280 pixels wide, the last with
// lines and parts close together.
func sizes() []size {
	return []size{
		{4.2, 3.2, 9, 3.6, 1.2, 1.3}, {3.3, 2.55, 7.5, 3.2, 1.2, 1.3}, {2.7, 2.2, 0, 2.9, 1.2, 1.3}, {2.2, least, 0, 2.7, 1.2, 1.3},
		{2.2, least, 0, 1.5, 0.6, 1.15},
	}
}

// sizeOf is the largest step at which all of a question has room; the smallest where none is.
func sizeOf(q *ShownQuestion) int {
	all := sizes()
	for i, s := range all {
		if s.high(q) <= q.room() {
			return i
		}
	}
	return len(all) - 1
}

// high is how high a question is at a step.
func (s size) high(q *ShownQuestion) float64 {
	var options, pairs []ShownText
	for _, o := range q.Options {
		options = append(options, o.Text)
	}
	for _, p := range q.Pairs {
		pairs = append(pairs, p.Text)
	}
	counts := 0.0
	if q.Counted() {
		counts = s.option * (s.line + 0.15)
	}
	sum := s.lines(q.Prompt, s.prompt, boldWide) + s.panels(options, counts) + s.panels(pairs, 0)
	for _, t := range []ShownText{q.Scene, q.Say, q.Rationale} {
		if t.Text != "" && (q.Revealed || t == q.Scene) {
			sum += s.lines(t, s.option, roomWide-s.option) + s.between
		}
	}
	if q.Revealed && q.Kind == drills.Numerical {
		sum += s.option*keyPart*s.line + s.between
	}
	return sum
}

// panels is how high panels are that stand two in a row, each with something more under its text.
func (s size) panels(all []ShownText, more float64) float64 {
	if len(all) == 0 {
		return 0
	}
	sum := s.between
	for row := range slices.Chunk(all, 2) {
		most := 0.0
		for _, t := range row {
			most = max(most, s.lines(t, s.option, optionWide))
		}
		sum += max(most+more+s.around, s.panel+1)
	}
	return sum
}

// lines is how high a text is at a size, in lines of a width.
func (s size) lines(t ShownText, letters, wide float64) float64 {
	high := func(text string, letters float64) float64 {
		return math.Ceil(textWide(text)*letters/wide) * letters * s.line
	}
	return high(t.Text, letters) + high(t.Also, max(letters*alsoPart, least))
}

// textWide is how wide a text is, in letters that are as wide as they are high, as Han characters are; others have a little more
// than half of it.
func textWide(text string) float64 {
	const firstWide = 0x1100 // of Unicode: from here on come the scripts of East Asia
	wide := 0.0
	for _, r := range text {
		if r >= firstWide {
			wide++
		} else {
			wide += 0.54
		}
	}
	return wide
}

// Most is what bars of counts are measured by: how many have answered, and 1 at least.
func (v ScreenView) Most() int { return max(1, v.Answered) }

// Most is what the bar of answers is measured by: how many there are, and 1 at least.
func (v RemoteView) Most() int { return max(1, v.Players) }
