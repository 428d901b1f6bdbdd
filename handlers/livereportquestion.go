package handlers

import (
	"cmp"
	"slices"
	"strconv"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/playbook"
)

// maxNumbers bounds the different numbers of which a report says how often they were answered.
const maxNumbers = 8

// AskedOnceView is a question of a live quiz, and how it was answered.
type AskedOnceView struct {
	AnswersView
	Number              int
	Scene, Prompt, Kind string
	// Card is empty where the book does not have it any more.
	Card, Title string
	// Lines are the parts of the question; Chosen says that they count who chose them, and otherwise who had them right.
	Lines  []AnswerLine
	Chosen bool
	// Open says that it is one of the hardest, whose lines are shown at once.
	Open bool
	// Late are those whose answer came too late, Missing those who gave none.
	Late, Missing NamesView
}

// AnswerLine is a part of a question: an option, a pair, a place in the order or a number; and how many gave it.
type AnswerLine struct {
	Letter, Text   string
	Right          bool
	Count, Percent int
}

func askedOnceView(b Base, book *playbook.Book, q questionSum) AskedOnceView {
	v := AskedOnceView{
		AnswersView: answersView(q.answerSum), Number: q.number, Scene: q.Scene, Prompt: q.Prompt, Kind: b.kindName(string(q.Kind)),
		Title: cardTitle(b, book, q.Card), Lines: q.lines(), Late: namesView(playerNames(b, q.late)),
		Missing: namesView(playerNames(b, q.missing)), Chosen: q.Kind != drills.Matching && q.Kind != drills.Ordering,
	}
	if _, ok := book.Card(q.Card); ok {
		v.Card = q.Card
	}
	for i := range v.Lines {
		v.Lines[i].Percent = v.Lines[i].Count * 100 / max(1, len(q.given))
	}
	return v
}

func playerNames(b Base, all []live.Player) []string {
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = nameOr(b, p.Name)
	}
	return names
}

// lines are the parts of the question, with how many gave them; none for words of one's own.
func (q *questionSum) lines() []AnswerLine {
	switch q.Kind {
	case drills.Matching:
		return q.pairLines()
	case drills.Ordering:
		return q.orderLines()
	case drills.Numerical:
		return q.numberLines()
	default:
		return q.optionLines()
	}
}

// how many answers have something in them.
func (q *questionSum) having(has func(drills.Answer) bool) int {
	n := 0
	for _, a := range q.given {
		if has(a) {
			n++
		}
	}
	return n
}

func (q *questionSum) optionLines() []AnswerLine {
	var all []AnswerLine
	for _, o := range q.Options {
		chose := func(a drills.Answer) bool { return slices.Contains(a.Options, o.ID) }
		all = append(all, AnswerLine{Letter: letter(o.ID), Text: o.Text, Right: o.Right, Count: q.having(chose)})
	}
	return all
}

// pairLines are the pairs with the letters that belong to them.
func (q *questionSum) pairLines() []AnswerLine {
	var all []AnswerLine
	for _, p := range q.Pairs {
		matched := func(a drills.Answer) bool { return a.Pairs[p.ID] == p.Option }
		line := AnswerLine{Letter: letter(p.Option), Text: p.Text, Right: true, Count: q.having(matched)}
		for _, o := range q.Options {
			if o.ID == p.Option {
				line.Text += " → " + o.Text
			}
		}
		all = append(all, line)
	}
	return all
}

// orderLines are the options in their right order, with their places.
func (q *questionSum) orderLines() []AnswerLine {
	var all []AnswerLine
	for i, o := range q.Ordered() {
		placed := func(a drills.Answer) bool { return i < len(a.Options) && a.Options[i] == o.ID }
		all = append(all, AnswerLine{Letter: strconv.Itoa(o.Place), Text: o.Text, Right: true, Count: q.having(placed)})
	}
	return all
}

// numberLines are the right number, and the others that were given most.
func (q *questionSum) numberLines() []AnswerLine {
	counts := map[int]int{}
	for _, a := range q.given {
		counts[a.Number]++
	}
	key := q.Question.Number
	right := AnswerLine{Text: strconv.Itoa(key), Right: true, Count: counts[key]}
	delete(counts, key)
	var others []AnswerLine
	for n, count := range counts {
		others = append(others, AnswerLine{Text: strconv.Itoa(n), Count: count})
	}
	slices.SortFunc(others, func(a, b AnswerLine) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text))
	})
	return append([]AnswerLine{right}, others[:min(len(others), maxNumbers-1)]...)
}
