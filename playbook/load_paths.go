package playbook

import (
	"fmt"
	"path"
	"slices"
)

// pathsName is the name of the list of paths, and of the files of their words.
const pathsName = "paths.yaml"

// readPaths takes the paths of a layer. One that has the id of an earlier layer's takes its place, and nothing of the old one is
// left: words that were written for other steps would mislead.
func (l *loader) readPaths(file string, raw []byte) {
	var f pathsFile
	if faults := decode(l.rules, file, raw, &f); len(faults) > 0 {
		l.faults = append(l.faults, faults...)
		return
	}
	from := newSource(file, raw)
	for i := range f.Paths {
		p := &f.Paths[i]
		p.words = map[string]*PathWords{}
		l.from[p] = from.below(fmt.Sprintf("paths[%d]", i))
		if at := slices.IndexFunc(l.book.paths, func(old *Path) bool { return old.ID == p.ID }); at >= 0 {
			l.book.paths[at] = p
		} else {
			l.book.paths = append(l.book.paths, p)
		}
	}
}

// readPathWords takes the words of paths in one language. Every path of the list of the same layer has to be among them.
func (l *loader) readPathWords(lang, list, file string, raw []byte) {
	var f pathWordsFile
	if faults := decode(l.rules, file, raw, &f); len(faults) > 0 {
		l.faults = append(l.faults, faults...)
		return
	}
	from := newSource(file, raw)
	// With a list that could not be read, saying that a path is not on it would send the author the wrong way.
	listed := !l.broken(func(name string) bool { return name == list })
	for id, w := range f.Paths {
		if p, ok := l.book.Path(id); ok {
			w.Language = lang
			p.words[lang] = w
			l.checkPathWords(from, p, w)
		} else if listed {
			l.fault(from.fault("paths["+id+"]", RuleNoPath, id))
		}
	}
	for _, p := range l.book.paths {
		if l.from[p].file == list && f.Paths[p.ID] == nil {
			l.fault(from.fault("paths["+p.ID+"]", "required", ""))
		}
	}
}

// checkPathWords looks whether the words of a path are those of its steps, no more and no less.
func (l *loader) checkPathWords(from source, p *Path, w *PathWords) {
	field := func(step string) string { return "paths[" + p.ID + "].steps[" + step + "]" }
	left := make(map[string]bool, len(w.Steps))
	for id := range w.Steps {
		left[id] = true
	}
	for _, s := range p.Steps {
		if !left[s.ID] {
			l.fault(from.fault(field(s.ID), "required", ""))
		}
		delete(left, s.ID)
	}
	for id := range left {
		l.fault(from.fault(field(id), RuleNoStep, id))
	}
}

// checkPaths looks at what the paths name, once all cards are known, and gives every step the cards that it is about.
func (l *loader) checkPaths() {
	if len(l.book.paths) > maxPaths {
		l.fault(l.from[l.book.paths[maxPaths]].fault("", "max", fmt.Sprint(maxPaths)))
	}
	// With words that could not be read, saying that there are none would send the author the wrong way.
	worded := !l.broken(func(name string) bool { return path.Base(name) == pathsName && isLanguage(path.Base(path.Dir(name))) })
	for _, p := range l.book.paths {
		from := l.from[p]
		if len(p.words) == 0 && worded {
			l.fault(from.fault("", RuleNoWords, p.ID))
		}
		var read []string
		first := true
		for i := range p.Steps {
			s := &p.Steps[i]
			at := from.below(fmt.Sprintf(".steps[%d]", i))
			l.checkStep(at, s, first)
			s.Cards = l.cardsOf(at, s, read)
			if s.Kind == StepRead {
				read, first = append(read, s.Cards...), false
			}
		}
	}
}

// checkStep looks whether a step has what its kind needs, and nothing that its kind has not. Before the first that is read, there
// is nothing to be about but what is named.
func (l *loader) checkStep(from source, s *Step, first bool) {
	asks, test := s.Kind != StepRead, s.Kind == StepTest
	for _, f := range []struct {
		field                string
		set, needed, allowed bool
	}{
		{"cards", s.names(), !asks || first, true},
		{"count", s.Count > 0, asks, asks},
		{"kinds", len(s.Kinds) > 0, false, asks},
		{"pass", s.Pass > 0, test, test},
		{"tries", s.Tries > 0, false, test},
		{"wait", s.Wait > 0, false, test},
	} {
		switch {
		case f.needed && !f.set:
			l.fault(from.fault("."+f.field, "required", ""))
		case f.set && !f.allowed:
			l.fault(from.fault("."+f.field, RuleStepKind, string(s.Kind)))
		}
	}
}

// cardsOf lists the cards that a step is about, each once, out of what it names and what its path has read before.
func (l *loader) cardsOf(from source, s *Step, read []string) []string {
	// With an outline that could not be read, saying that a card is missing would send the author the wrong way.
	outline := !l.outlineBroken && len(l.book.byID) > 0
	var all []string
	for _, part := range []struct {
		field string
		named []string
		rule  string
		cards func(id string) []string
	}{
		{"cards", s.Cards, RuleNoCard, l.cardID},
		{"families", s.Families, RuleNoFamily, func(id string) []string { return l.book.CardIDs("", id) }},
		{"handbooks", s.Handbooks, RuleNoHandbook, func(id string) []string { return l.book.CardIDs(id, "") }},
	} {
		for i, id := range part.named {
			cards := part.cards(id)
			if len(cards) == 0 && outline {
				l.fault(from.fault(fmt.Sprintf(".%s[%d]", part.field, i), part.rule, id))
			}
			all = append(all, cards...)
		}
	}
	if !s.names() {
		all = read
	}
	return once(all)
}

// names tells whether a step names in the file what it is about.
func (s *Step) names() bool { return len(s.Cards)+len(s.Families)+len(s.Handbooks) > 0 }

// cardID gives the id back if there is such a card.
func (l *loader) cardID(id string) []string {
	if _, ok := l.book.byID[id]; !ok {
		return nil
	}
	return []string{id}
}

// once leaves out what has come before.
func once(all []string) []string {
	seen := make(map[string]bool, len(all))
	var kept []string
	for _, s := range all {
		if !seen[s] {
			kept = append(kept, s)
		}
		seen[s] = true
	}
	return kept
}
