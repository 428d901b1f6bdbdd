package drills_test

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// judge knows what a question of a book may and may not say, from the cards alone and with a measure of its own.
type judge struct {
	book *playbook.Book
	lang string
	sets map[string]map[string]bool
	said map[[2]string]string
}

func newJudge(book *playbook.Book, lang string) *judge {
	return &judge{book, lang, map[string]map[string]bool{}, map[[2]string]string{}}
}

// faults lists what is wrong with a question.
func (j *judge) faults(q *drills.Question) []string {
	card, ok := j.book.Card(q.Card)
	if !ok || card.Words(j.lang).Language != j.lang {
		return []string{"about no card of this language"}
	}
	faults := wordless(q)
	if err := q.Check(q.Key()); err != nil {
		faults = append(faults, "the key does not fit")
	}
	isOfCard := func(s playbook.Scene) bool { return s.Text == q.Scene }
	if q.Scene != "" && !slices.ContainsFunc(card.Scenes(j.lang), isOfCard) {
		faults = append(faults, "the scene is of another card")
	}
	switch q.Kind {
	case drills.MultipleChoice, drills.MultipleResponse:
		return append(faults, j.choice(card, q)...)
	case drills.TrueFalse:
		return append(faults, j.statement(card, q)...)
	case drills.Matching:
		return append(faults, j.matching(q)...)
	case drills.Ordering:
		return append(faults, j.ordering(card, q)...)
	case drills.Numerical:
		return append(faults, j.number(card, q)...)
	default:
		return append(faults, rubricFaults(q)...)
	}
}

// wordless lists what stands empty, twice or unfilled in a question, and letters that are not in the order shown.
func wordless(q *drills.Question) []string {
	var faults []string
	lines := []string{q.ID, q.Prompt, q.Rationale}
	seen := map[string]bool{}
	for i, o := range q.Options {
		lines = append(lines, o.Text)
		if q.Kind != drills.Matching {
			lines = append(lines, o.Rationale)
		}
		if o.ID != string(rune('a'+i)) {
			faults = append(faults, "letters out of order")
		}
		if seen[plain(o.Text)] {
			faults = append(faults, "two options are the same: "+o.Text)
		}
		seen[plain(o.Text)] = true
	}
	for i, p := range q.Pairs {
		lines = append(lines, p.Text, p.Rationale)
		if p.ID != fmt.Sprint(i+1) {
			faults = append(faults, "numbers out of order")
		}
	}
	for _, s := range lines {
		if s == "" || s != strings.TrimSpace(s) || strings.ContainsAny(s, "{}") {
			faults = append(faults, fmt.Sprintf("an empty or unfilled text: %q", s))
		}
	}
	return faults
}

// choice wants the card's own line as the right one of three or four, or two or three lines that it says to do of four or five.
func (j *judge) choice(card *playbook.Card, q *drills.Question) []string {
	w := card.Words(j.lang)
	right, wrong := rights(q)
	keys := map[string][]string{"who": {w.Title}, "first-words": {w.FirstWords}, "glance": {w.Glance}, "do": w.Do}[formOf(q)]
	least, most := 1, 1
	if q.Kind == drills.MultipleResponse {
		least, most = 2, 3
	}
	var faults []string
	if formOf(q) == "first-step" {
		first := slices.Index(w.Steps, strings.Join(texts(right), ""))
		if first < 0 || !contains(w.Steps[first:], texts(wrong)) {
			faults = append(faults, "another option comes first, or is no step")
		}
		keys = w.Steps
	} else {
		faults = j.reallyWrong(card, texts(wrong))
	}
	if len(right) < least || len(right) > most || len(wrong) < 2 || len(q.Options) > 5 || !contains(keys, texts(right)) {
		faults = append(faults, "the key is not what the card says")
	}
	return faults
}

// quotes tells whether a prompt quotes a line, in the marks of any of our languages.
func quotes(prompt, line string) bool {
	return strings.Contains(prompt, "“"+line+"”") || strings.Contains(prompt, "「"+line+"」")
}

// statement wants a line that the card says to do called right, and another one called wrong.
func (j *judge) statement(card *playbook.Card, q *drills.Question) []string {
	w := card.Words(j.lang)
	says := func(s string) bool { return quotes(q.Prompt, s) }
	right, wrong := rights(q)
	if len(right) != 1 || len(wrong) != 1 || !strings.Contains(q.Prompt, w.Title) {
		return []string{"no statement about the card"}
	}
	if isRight := slices.ContainsFunc(w.Do, says); isRight != q.Options[0].Right {
		return []string{"the key is not what the card says"}
	} else if isRight {
		return nil
	}
	i := slices.IndexFunc(mistakes(card, j.lang), says)
	if i < 0 {
		return []string{"a statement that is neither right nor a mistake"}
	}
	return j.reallyWrong(card, mistakes(card, j.lang)[i:i+1])
}

// matching wants the line of each card under its title, and none that another of the cards calls right.
func (j *judge) matching(q *drills.Question) []string {
	if len(q.Pairs) < 3 || len(q.Pairs) != len(q.Options) {
		return []string{"too few pairs, or options left over"}
	}
	line := map[string]func(*playbook.Card) string{
		"match-glance": func(c *playbook.Card) string { return c.Words(j.lang).Glance },
		"match-words":  func(c *playbook.Card) string { return c.Words(j.lang).FirstWords },
		"match-motto": func(c *playbook.Card) string {
			motto, written := c.MottoIn(j.lang)
			if written != j.lang {
				return motto + " " + c.Words(j.lang).MottoSays
			}
			return motto
		},
	}[formOf(q)]
	given := q.Key().Pairs
	var cards []*playbook.Card
	var faults []string
	for _, p := range q.Pairs {
		i := slices.IndexFunc(j.book.Cards(), func(c *playbook.Card) bool { return c.Words(j.lang).Title == p.Text })
		at := slices.IndexFunc(q.Options, func(o drills.Option) bool { return o.ID == given[p.ID] })
		if i < 0 || at < 0 || q.Options[at].Text != line(j.book.Cards()[i]) {
			return append(faults, "the key gives "+p.Text+" a line of another card")
		}
		cards = append(cards, j.book.Cards()[i])
	}
	for _, c := range cards {
		for _, other := range cards {
			if other != c {
				faults = append(faults, j.reallyWrong(c, []string{line(other)})...)
			}
		}
	}
	return faults
}

// ordering wants a card's steps as they follow each other, or something to say at each moment of a talk.
func (j *judge) ordering(card *playbook.Card, q *drills.Question) []string {
	w, lines := card.Words(j.lang), inPlace(q)
	for i, o := range slices.SortedFunc(slices.Values(q.Options), func(a, b drills.Option) int { return a.Place - b.Place }) {
		if o.Place != i+1 {
			return []string{"a place is left out"}
		}
	}
	if slices.Equal(lines, texts(q.Options)) {
		return []string{"shown in the right order"}
	}
	if formOf(q) == "order-steps" {
		from := slices.Index(w.Steps, lines[0])
		if len(lines) < 3 || from < 0 || !slices.Equal(lines, w.Steps[from:min(len(w.Steps), from+len(lines))]) {
			return []string{"the key is not the order of the steps"}
		}
		return nil
	}
	for i, moment := range []string{"greet", "probe", "present", "close"} {
		if !slices.ContainsFunc(w.Phrases, func(p playbook.Phrase) bool { return p.Moment == moment && p.Text == lines[i] }) {
			return []string{"the key is not the order of a talk"}
		}
	}
	return nil
}

// number wants the points of the fact that a line restates.
func (j *judge) number(card *playbook.Card, q *drills.Question) []string {
	for _, p := range card.Words(j.lang).Points {
		if quotes(q.Prompt, p.Text) && (p.Points == q.Number || p.Points == -q.Number) && q.Number > 0 {
			return nil
		}
	}
	return []string{"the card gives no such points"}
}

// rubricFaults lists what words of one's own could not be graded by.
func rubricFaults(q *drills.Question) []string {
	s := q.Say
	if s == nil || q.Scene == "" || len(s.Answers) > 0 || len(s.Intents) == 0 || len(s.Phrases) == 0 || len(s.Never) == 0 {
		return []string{"nothing to grade by"}
	}
	return nil
}

// mistakes are the lines that a card calls wrong.
func mistakes(card *playbook.Card, lang string) []string {
	all := slices.Clone(card.Words(lang).Avoid)
	for _, m := range card.Mistakes(lang) {
		all = append(all, m.Text)
	}
	return all
}

func contains(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// reallyWrong lists which of some lines, that are to be wrong for a card, the card itself says in these or nearly in these words.
func (j *judge) reallyWrong(card *playbook.Card, lines []string) []string {
	var faults []string
	for _, line := range lines {
		said, ok := j.said[[2]string{card.ID, line}]
		if !ok {
			said = j.saidBy(card.Words(j.lang), line)
			j.said[[2]string{card.ID, line}] = said
		}
		if said != "" {
			faults = append(faults, fmt.Sprintf("“%s” is to be wrong, but the card says “%s”", line, said))
		}
	}
	return faults
}

// saidBy finds what a card calls right that says the same as a line, or nearly: three words or more in common, and more than two
// thirds of those of the shorter one.
func (j *judge) saidBy(w *playbook.Words, line string) string {
	good := slices.Concat([]string{w.Title, w.Glance, w.FirstWords}, w.Names, w.Do, w.Steps)
	for _, p := range w.Phrases {
		good = append(good, p.Text)
	}
	one := j.set(line)
	for _, s := range good {
		other := j.set(s)
		n := inCommon(one, other)
		if plain(s) == plain(line) || n >= 3 && 3*n > 2*min(len(one), len(other)) {
			return s
		}
	}
	return ""
}

// empty are words, from four letters, that say nothing of what somebody does.
func empty(word string) bool {
	const all = "them they then this that these those there with from into than what when which your youre their " +
		"have will would could just"
	return slices.Contains(strings.Fields(all), word)
}

// set are the words of a text: what stands between spaces, from four letters, and every two characters that stand together.
func (j *judge) set(text string) map[string]bool {
	if set, ok := j.sets[text]; ok {
		return set
	}
	set := map[string]bool{}
	for _, word := range strings.Fields(plain(text)) {
		runes := []rune(word)
		if !unicode.Is(unicode.Han, runes[0]) {
			if len(runes) >= 4 && !empty(word) {
				set[word] = true
			}
			continue
		}
		for i := range len(runes) - 1 {
			set[string(runes[i:i+2])] = true
		}
	}
	j.sets[text] = set
	return set
}

func inCommon(one, other map[string]bool) int {
	n := 0
	for w := range one {
		if other[w] {
			n++
		}
	}
	return n
}

// plain is a text without marks, in small letters.
func plain(s string) string {
	s = strings.NewReplacer("’", "", "'", "").Replace(strings.ToLower(s))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}
