package playbook

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// outsideAsks is the name of the file of questions that no card answers.
const outsideAsks = "outside"

// defaultWriter is the writer of asks that stand under no "# writer" line.
const defaultWriter = "store"

// readOutline adds the cards that a book.yaml lists, and changes what it says anew of cards known already.
func (l *loader) readOutline(file string, raw []byte) {
	var o outline
	if faults := decode(l.rules, file, raw, &o); len(faults) > 0 {
		l.faults = append(l.faults, faults...)
		l.outlineBroken = true
		return
	}
	from := newSource(file, raw)
	for h, hb := range o.Handbooks {
		for f, fam := range hb.Families {
			for c, card := range fam.Cards {
				l.place(from.below(fmt.Sprintf("handbooks[%d].families[%d].cards[%d]", h, f, c)), hb.ID, fam.ID, card)
			}
		}
	}
}

func (l *loader) place(from source, handbook, family string, c outlineCard) {
	card, known := l.book.byID[c.ID]
	switch {
	case !known:
		card = &Card{
			ID: c.ID, Handbook: handbook, Family: family,
			words: map[string]*Words{}, asks: map[string][]Ask{}, scenes: map[string][]Scene{},
			mistakes: map[string]mistakeFile{}, written: map[string][]Written{},
		}
		l.book.byID[c.ID] = card
		l.shelf(handbook, family, card)
	case card.Handbook != handbook || card.Family != family:
		l.fault(from.fault("", RuleTwice, c.ID))
		return
	}
	l.from[card] = from
	if c.Motto != "" {
		card.Motto = c.Motto
	}
	if c.Facts != nil {
		card.Facts = c.Facts
	}
	if c.Neighbours != nil {
		card.Neighbours = c.Neighbours
	}
}

// shelf puts a new card at the end of its family, making family and handbook where they are new.
func (l *loader) shelf(handbook, family string, card *Card) {
	hb := findOrAdd(&l.book.Handbooks, func(h *Handbook) bool { return h.ID == handbook }, Handbook{ID: handbook})
	fam := findOrAdd(&hb.Families, func(f *Family) bool { return f.ID == family }, Family{ID: family})
	fam.Cards = append(fam.Cards, card)
}

func findOrAdd[T any](list *[]T, is func(*T) bool, add T) *T {
	for i := range *list {
		if is(&(*list)[i]) {
			return &(*list)[i]
		}
	}
	*list = append(*list, add)
	return &(*list)[len(*list)-1]
}

// readFacts takes the facts of all handbooks.
func (l *loader) readFacts(file string, raw []byte) {
	var groups factsFile
	if faults := decode(l.rules, file, raw, &groups); len(faults) > 0 {
		l.faults = append(l.faults, faults...)
		l.factsBroken = true
		return
	}
	for _, facts := range [][]Fact{groups.Retail, groups.FrontDesk, groups.Property, groups.Store} {
		for _, f := range facts {
			l.book.facts[f.ID] = f
		}
	}
}

func (l *loader) readNames(lang, file string, raw []byte) {
	var n Names
	if faults := decode(l.rules, file, raw, &n); len(faults) > 0 {
		l.faults = append(l.faults, faults...)
		return
	}
	if old := l.book.names[lang]; old != nil {
		n = mergeNames(*old, n)
	}
	l.book.names[lang] = &n
}

// mergeNames lays a later layer's names over an earlier one's, name by name.
func mergeNames(old, add Names) Names {
	if add.Title == "" {
		add.Title = old.Title
	}
	add.Handbooks = mergeMaps(old.Handbooks, add.Handbooks)
	add.Families = mergeMaps(old.Families, add.Families)
	add.Moments = mergeMaps(old.Moments, add.Moments)
	return add
}

func mergeMaps[V any](old, add map[string]V) map[string]V {
	all := make(map[string]V, len(old)+len(add))
	for k, v := range old {
		all[k] = v
	}
	for k, v := range add {
		all[k] = v
	}
	return all
}

// readPrompts takes the words of drills; a later layer's replace an earlier one's.
func (l *loader) readPrompts(lang, file string, raw []byte) {
	p := &Prompts{Language: lang}
	if faults := decode(l.rules, file, raw, p); len(faults) > 0 {
		l.faults = append(l.faults, faults...)
		return
	}
	l.book.prompts[lang] = p
}

func (l *loader) readWords(lang, id, file string, raw []byte) {
	w := &Words{Language: lang}
	if faults := decode(l.rules, file, raw, w); len(faults) > 0 {
		l.faults = append(l.faults, faults...)
		return
	}
	if card := l.cardFor(id, file); card != nil {
		card.words[lang] = w
		l.from[w] = newSource(file, raw)
	}
}

func (l *loader) readScenes(lang, id, file string, raw []byte) {
	var s sceneFile
	if faults := decode(l.rules, file, raw, &s); len(faults) > 0 {
		l.faults = append(l.faults, faults...)
		return
	}
	if card := l.cardFor(id, file); card != nil {
		card.scenes[lang] = s.Scenes
	}
}

func (l *loader) readMistakes(lang, id, file string, raw []byte) {
	var m mistakeFile
	if faults := decode(l.rules, file, raw, &m); len(faults) > 0 {
		l.faults = append(l.faults, faults...)
		return
	}
	if card := l.cardFor(id, file); card != nil {
		card.mistakes[lang] = m
	}
}

// cardFor finds the card that a file is for. Where the list of cards could not be read, saying that the card is not on it would send
// the author the wrong way.
func (l *loader) cardFor(id, file string) *Card {
	card, ok := l.book.byID[id]
	if !ok && !l.outlineBroken && len(l.book.byID) > 0 {
		l.fault(Fault{File: file, Rule: RuleNoCard, Param: id})
	}
	return card
}

// readAsks adds the asks of one card: one a line, under lines "# writer" that say whose they are; blank lines are skipped.
func (l *loader) readAsks(lang, id, file string, raw []byte) {
	var asks []Ask
	writer := defaultWriter
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, maxFileBytes+1)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		name, header := strings.CutPrefix(line, "#")
		switch {
		case line == "":
		case header:
			writer = strings.TrimSpace(name)
		case utf8.RuneCountInString(line) > maxAskRunes:
			l.fault(Fault{File: file, Line: n, Rule: RuleLongAsk, Param: fmt.Sprint(maxAskRunes)})
		default:
			asks = append(asks, Ask{Text: line, Writer: writer})
		}
	}
	if id == outsideAsks {
		l.book.Outside[lang] = append(l.book.Outside[lang], asks...)
		return
	}
	if card := l.cardFor(id, file); card != nil {
		card.asks[lang] = append(card.asks[lang], asks...)
	}
}
