package playbook

import (
	"fmt"
	"slices"
	"strings"
)

// crossCheck looks at what no single file can tell: whether everything that is named exists. It also sets the points of score
// lines, which are the facts' own figures, and lists the cards in reading order.
func (l *loader) crossCheck() {
	if len(l.book.Handbooks) == 0 && !l.outlineBroken {
		l.fault(Fault{File: "book.yaml", Rule: RuleMissing})
	}
	for _, h := range l.book.Handbooks {
		for _, f := range h.Families {
			for _, c := range f.Cards {
				l.book.cards = append(l.book.cards, c)
				l.checkCard(c)
			}
		}
	}
	l.checkPaths()
	l.book.langs = l.languages()
}

// languages lists the languages that are fallen back on and then, by name, all others in which some card has words.
func (l *loader) languages() []string {
	langs := Languages()
	for _, c := range l.book.cards {
		for lang := range c.words {
			if !slices.Contains(langs, lang) {
				langs = append(langs, lang)
			}
		}
	}
	slices.Sort(langs[len(Languages()):])
	return langs
}

func (l *loader) checkCard(c *Card) {
	from := l.from[c]
	// With words that could not be read, saying that they are missing would send the author the wrong way.
	if len(c.words) == 0 && !l.wordsBroken(c.ID) {
		l.fault(from.fault("", RuleNoWords, c.ID))
	}
	carried := map[string]bool{}
	for i, id := range c.Facts {
		carried[id] = true
		if _, ok := l.book.facts[id]; !ok && !l.factsBroken {
			l.fault(from.fault(fmt.Sprintf(".facts[%d]", i), RuleNoFact, id))
		}
	}
	near := map[string]bool{}
	for i, id := range c.Neighbours {
		near[id] = true
		if _, ok := l.book.byID[id]; !ok || id == c.ID {
			l.fault(from.fault(fmt.Sprintf(".neighbours[%d]", i), RuleNeighbour, id))
		}
	}
	for _, w := range c.words {
		l.checkWords(w, carried, near)
	}
}

// wordsBroken tells whether a file of a card's words was read and found faulty.
func (l *loader) wordsBroken(id string) bool {
	return l.broken(func(file string) bool { return strings.HasSuffix(file, "/cards/"+id+".yaml") })
}

// broken tells whether one of some files was found faulty so far.
func (l *loader) broken(is func(file string) bool) bool {
	return slices.ContainsFunc(l.faults, func(f Fault) bool { return is(f.File) })
}

func (l *loader) checkWords(w *Words, carried, near map[string]bool) {
	from := l.from[w]
	for id := range w.Neighbours {
		if !near[id] {
			l.fault(from.fault("neighbours["+id+"]", RuleNeighbour, id))
		}
	}
	for name, lines := range map[string][]Line{"duties": w.Duties, "standards": w.Standards} {
		for i, line := range lines {
			if !carried[line.Fact] {
				l.fault(from.fault(fmt.Sprintf("%s[%d].fact", name, i), RuleNoFact, line.Fact))
			}
		}
	}
	for i := range w.Points {
		p := &w.Points[i]
		fact, ok := l.book.facts[p.Fact]
		if (!ok && !l.factsBroken) || !carried[p.Fact] {
			l.fault(from.fault(fmt.Sprintf("points[%d].fact", i), RuleNoFact, p.Fact))
			continue
		}
		p.Points = fact.Points
	}
}
