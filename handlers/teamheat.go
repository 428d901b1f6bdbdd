package handlers

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// sum adds up how answers went.
type sum struct {
	attempts int64
	score    float64
}

func (s sum) plus(attempts int64, score float64) sum {
	return sum{s.attempts + attempts, s.score + score}
}

// percent is the mean score in percent, rounded; 0 where there is none.
func (s sum) percent() int {
	if s.attempts == 0 {
		return 0
	}
	return int(math.Round(s.score / float64(s.attempts) * 100))
}

// fewAnswers is from how many answers on a percentage is tinted and somebody can be said to be weak: of fewer, one more changes it
// a lot.
const fewAnswers = 5

// step is the tint of a cell, from 1, the lowest, to 5; 0 where there are too few answers to say anything.
func (s sum) step() int {
	if s.attempts < fewAnswers {
		return 0
	}
	return tint(s.percent())
}

// tint is the tint of a percentage, from 1, the lowest, to 5.
func tint(percent int) int {
	step := 1
	for _, from := range []int{40, 60, 75, 90} {
		if percent >= from {
			step++
		}
	}
	return step
}

// results are the sums of a store's people by family, and of each person's whole.
type results struct {
	byFamily map[string]map[string]sum // by person and family
	byPerson map[string]sum
	families map[string]sum
}

// resultsOf adds sums up by family. What is about cards that the book has not any more counts in the whole alone.
func resultsOf(book *playbook.Book, sums []records.CardSum) results {
	families := make([]records.FamilySum, len(sums))
	for i, n := range sums {
		families[i] = records.FamilySum{Person: n.Person, Attempts: n.Attempts, Right: n.Right, Score: n.Score}
		if card, ok := book.Card(n.Card); ok {
			families[i].Family = card.Family
		}
	}
	return resultsByFamily(book, families)
}

// resultsByFamily adds sums up. What is about families that the book has not any more counts in the whole alone.
func resultsByFamily(book *playbook.Book, sums []records.FamilySum) results {
	known := map[string]bool{}
	for _, card := range book.Cards() {
		known[card.Family] = true
	}
	r := results{map[string]map[string]sum{}, map[string]sum{}, map[string]sum{}}
	for _, n := range sums {
		r.byPerson[n.Person] = r.byPerson[n.Person].plus(n.Attempts, n.Score)
		if !known[n.Family] {
			continue
		}
		if r.byFamily[n.Person] == nil {
			r.byFamily[n.Person] = map[string]sum{}
		}
		own := r.byFamily[n.Person]
		own[n.Family] = own[n.Family].plus(n.Attempts, n.Score)
		r.families[n.Family] = r.families[n.Family].plus(n.Attempts, n.Score)
	}
	return r
}

// answered lists the families that there are answers to, in reading order.
func (r results) answered(book *playbook.Book) []string {
	var all []string
	for _, card := range book.Cards() {
		if _, ok := r.families[card.Family]; ok && !slices.Contains(all, card.Family) {
			all = append(all, card.Family)
		}
	}
	return all
}

// sorted puts people in order: by their names, or the weakest first and those without answers last.
func (r results) sorted(all []people.Person, by string) []people.Person {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b people.Person) int {
		byNames := cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Number, b.Number))
		if by != byWeakest {
			return byNames
		}
		return cmp.Or(cmp.Compare(r.rank(a.ID), r.rank(b.ID)), byNames)
	})
	return all
}

// rank is where somebody stands when the weakest come first.
func (r results) rank(person string) float64 {
	if n := r.byPerson[person]; n.attempts > 0 {
		return n.score / float64(n.attempts)
	}
	return 2
}

// Measures of the heat map, in pixels: of a row, which is tall enough to touch, of the headings, and of the columns.
const (
	heatRow, heatHead  = 48, 64
	heatCell, heatName = 96, 128
	heatLetter         = 15.0 // of the type, at most
	heatLine           = 17   // between lines of a heading
)

// HeatView is a table of people and families as a picture; the names stand still while the cells are scrolled.
type HeatView struct {
	Base
	Heads []HeatHead
	Rows  []HeatRow
	// First and Last are which of All people are shown, from 1; Before and After are the numbers of the pages with others, or empty.
	First, Last, All int
	Before, After    string
	Width, Height    int
	Names, Row       int
}

// HeatHead is the heading of a column, in lines.
type HeatHead struct {
	Title string
	X     int
	Lines []HeatLine
}

// HeatLine is a line of text at its place.
type HeatLine struct {
	Text string
	Y    int
}

// HeatRow is a person's row.
type HeatRow struct {
	Person, Name, Short string
	Y, Text             int
	Whole               HeatCell
	Cells               []HeatCell
}

// HeatCell is what somebody has answered about a family: where it stands, its tint, and what it says.
type HeatCell struct {
	X, Y, Middle, Step int
	Percent            int
	Count              int64
	// Label says all of it in words.
	Label string
}

// Wide is how wide a cell is, with a gap to the next one.
func (HeatCell) Wide() int { return heatCell - 2 }

// High is how high a cell is.
func (HeatCell) High() int { return heatRow - 2 }

// PercentY is where the percentage stands.
func (c HeatCell) PercentY() int { return c.Y + 22 }

// CountY is where the number of answers stands.
func (c HeatCell) CountY() int { return c.Y + 39 }

// heatPage is how many rows of the picture a page has.
const heatPage = 40

// heatView lays the table out, for the people of a page.
func heatView(b Base, book *playbook.Book, r results, all []people.Person, page int) *HeatView {
	families := r.answered(book)
	page = max(1, min(page, (len(all)+heatPage-1)/heatPage))
	first, last := (page-1)*heatPage, min(page*heatPage, len(all))
	v := &HeatView{Base: b, First: first + 1, Last: last, All: len(all), Names: heatName, Row: heatRow, Width: heatCell * (len(families) + 1), Height: heatHead}
	names := book.Names(b.Lang).Families
	v.Heads = append(v.Heads, headOf(b.T("team_all_families"), 0))
	for i, f := range families {
		v.Heads = append(v.Heads, headOf(titleOr(names[f].Title, f), i+1))
	}
	if page > 1 {
		v.Before = strconv.Itoa(page - 1)
	}
	if last < len(all) {
		v.After = strconv.Itoa(page + 1)
	}
	for i, p := range all[first:last] {
		row := HeatRow{Person: p.ID, Name: nameOr(b, p.Name), Y: heatHead + i*heatRow}
		row.Short, row.Text = shortened(row.Name, heatName-8), row.Y+heatRow/2+5
		row.Whole = row.cell(b, r.byPerson[p.ID], 0, v.Heads[0].Title)
		for j, f := range families {
			row.Cells = append(row.Cells, row.cell(b, r.byFamily[p.ID][f], j+1, v.Heads[j+1].Title))
		}
		v.Rows = append(v.Rows, row)
		v.Height += heatRow
	}
	return v
}

// cell is a cell of the row, about a family.
func (r *HeatRow) cell(b Base, n sum, column int, family string) HeatCell {
	x := column * heatCell
	c := HeatCell{X: x + 1, Y: r.Y + 1, Middle: x + heatCell/2, Step: n.step(), Percent: n.percent(), Count: n.attempts}
	if n.attempts > 0 {
		c.Label = b.T("team_cell", "name", r.Name, "family", family, "percent", c.Percent, "count", c.Count)
	} else {
		c.Label = b.T("team_cell_none", "name", r.Name, "family", family)
	}
	return c
}

// headOf breaks a title into lines that fit a column, the last at the bottom.
func headOf(title string, column int) HeatHead {
	h := HeatHead{Title: title, X: column*heatCell + heatCell/2}
	lines := broken(title, heatCell-6)
	for i, text := range lines {
		h.Lines = append(h.Lines, HeatLine{text, heatHead - 10 - heatLine*(len(lines)-1-i)})
	}
	return h
}

// broken breaks a text into at most three lines of so many pixels: between words, and where there are none between characters.
func broken(text string, pixels float64) []string {
	var lines []string
	line := ""
	for _, word := range wordsIn(text) {
		if line != "" && long(strings.TrimSpace(line+word)) > pixels {
			lines, line = append(lines, strings.TrimSpace(line)), ""
		}
		line += word
	}
	lines = append(lines, strings.TrimSpace(line))
	if most := 3; len(lines) > most {
		lines = append(lines[:most-1], strings.Join(lines[most-1:], ""))
	}
	for i := range lines {
		lines[i] = shortened(lines[i], pixels)
	}
	return lines
}

// wordsIn parts a text where a line may end: behind spaces, and behind wide characters.
func wordsIn(text string) []string {
	var all []string
	word := ""
	for _, r := range text {
		word += string(r)
		if r == ' ' || wide(r) {
			all, word = append(all, word), ""
		}
	}
	return append(all, word)
}

// wide tells whether a character is as wide as it is high.
func wide(r rune) bool {
	k := width.LookupRune(r).Kind()
	return k == width.EastAsianWide || k == width.EastAsianFullwidth
}

// long is about how long a text is, in pixels.
func long(text string) float64 {
	n := 0.0
	for _, r := range text {
		if wide(r) {
			n += heatLetter
		} else {
			n += 0.54 * heatLetter
		}
	}
	return n
}

// shortened cuts a text to so many pixels.
func shortened(text string, pixels float64) string {
	if long(text) <= pixels {
		return text
	}
	short := ""
	for _, r := range text {
		if long(short+string(r)+"…") > pixels {
			break
		}
		short += string(r)
	}
	return short + "…"
}

// nameOr is a person's name, or what stands for somebody without one.
func nameOr(b Base, name string) string {
	if name == "" {
		return b.T("team_nobody")
	}
	return name
}
