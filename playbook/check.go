package playbook

import "slices"

// crossCheck looks at what no single file can tell: whether everything that is named exists. It also sets the points of score
// lines, which are the facts' own figures, and lists the cards in reading order.
func (l *loader) crossCheck() {
	if len(l.book.Handbooks) == 0 && len(l.faults) == 0 {
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
	l.book.langs = l.languages()
}

// languages lists the shipped languages and then, by name, all others in which some card has words.
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
	file := l.from[c]
	// With words that could not be read, saying that they are missing would send the author the wrong way.
	if len(c.words) == 0 && len(l.faults) == 0 {
		l.fault(Fault{File: file, Rule: RuleNoWords, Param: c.ID})
	}
	carried := map[string]bool{}
	for _, id := range c.Facts {
		carried[id] = true
		if _, ok := l.book.facts[id]; !ok {
			l.fault(Fault{File: file, Field: c.ID + ".facts", Rule: RuleNoFact, Param: id})
		}
	}
	near := map[string]bool{}
	for _, id := range c.Neighbours {
		near[id] = true
		if _, ok := l.book.byID[id]; !ok || id == c.ID {
			l.fault(Fault{File: file, Field: c.ID + ".neighbours", Rule: RuleNeighbour, Param: id})
		}
	}
	for _, w := range c.words {
		l.checkWords(w, carried, near)
	}
}

func (l *loader) checkWords(w *Words, carried, near map[string]bool) {
	file := l.from[w]
	for id := range w.Neighbours {
		if !near[id] {
			l.fault(Fault{File: file, Field: "neighbours", Rule: RuleNeighbour, Param: id})
		}
	}
	for _, line := range append(append([]Line{}, w.Duties...), w.Standards...) {
		if !carried[line.Fact] {
			l.fault(Fault{File: file, Field: "duties", Rule: RuleNoFact, Param: line.Fact})
		}
	}
	for i := range w.Points {
		p := &w.Points[i]
		fact, ok := l.book.facts[p.Fact]
		if !ok || !carried[p.Fact] {
			l.fault(Fault{File: file, Field: "points", Rule: RuleNoFact, Param: p.Fact})
			continue
		}
		p.Points = fact.Points
	}
}
