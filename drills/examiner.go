package drills

import (
	"slices"
	"strings"
	"unicode/utf8"

	"clerkcoach/playbook"
	"clerkcoach/search/text"
)

// Examiner sets drills and grades answers. It may be used from any number of goroutines.
type Examiner struct {
	fold    *text.Folder
	phrases memo[string, phrase]
	claims  memo[claim, bool]
	lines   memo[*playbook.Words, lines]
	drills  memo[string, *Drill]
}

// NewExaminer makes an examiner.
func NewExaminer() *Examiner {
	return &Examiner{fold: text.NewFolder(), drills: memo[string, *Drill]{most: mostDrills}}
}

// mostDrills is how many drills are remembered: of a hundred questions each they take some fifty megabytes.
const mostDrills = 256

// How much words of one's own have to share with what a card says to be near it, and with what it warns against to be that.
const (
	nearShare   = 0.25 // of the words of the answer
	nearFewest  = 2
	avoidShare  = 0.75 // of the words warned against
	avoidFewest = 2    // spaces in a sentence that is known as a whole, such as “It’s up to you”
)

const (
	far    = 0.5 // of its points is left to an answer that would do for anybody, such as a polite word alone
	spoilt = 0.5 // is taken off by each thing that should not be said
)

// gradeWords grades words of one's own, with a reason for each point given or taken.
func (x *Examiner) gradeWords(q *Question, words string, r *Result) {
	s := q.Say
	r.Compare = slices.Concat(s.Answers, s.Phrases)
	folded := x.folded(words)
	switch {
	case folded == "":
		r.Marks = []Mark{{Reason: s.Reasons.Nothing}}
		return
	case len(s.Answers) > 0:
		good := slices.ContainsFunc(s.Answers, func(a string) bool { return x.phrase(a).folded == folded })
		r.Marks = []Mark{{Good: good, Reason: q.Rationale}}
		if good {
			r.Score = 1
		}
		return
	}
	points := 0.0
	point := func(given bool, met, missing string) {
		if given {
			points++
			r.Marks = append(r.Marks, Mark{Good: true, Reason: met})
		} else {
			r.Marks = append(r.Marks, Mark{Reason: missing})
		}
	}
	for _, in := range s.Intents {
		point(x.says(words, folded, in.Any) != "", in.Met, in.Missing)
	}
	said := cutWords(text.NewCutter(), folded)
	near := x.near(s, said)
	if !near {
		points *= far
	}
	point(near, s.Reasons.Close, s.Reasons.Far)
	r.Score = points / float64(len(s.Intents)+1)
	for _, reason := range x.warned(s, words, folded, said) {
		r.Score -= spoilt
		r.Marks = append(r.Marks, Mark{Reason: reason})
	}
	r.Score = max(0, r.Score)
}

// says gives the first of some words that a text says; its folded form has single spaces between words. A mark, such as a question
// mark, is looked for in the text as it was written, whole words in Latin script, and characters anywhere.
func (x *Examiner) says(words, folded string, any []string) string {
	padded := " " + folded + " "
	for _, a := range any {
		f := x.phrase(a).folded
		switch {
		case f == "":
			if strings.Contains(words, a) {
				return a
			}
		case f[0] < utf8.RuneSelf:
			if strings.Contains(padded, " "+f+" ") {
				return a
			}
		case strings.Contains(folded, f):
			return a
		}
	}
	return ""
}

// near tells whether words fit what the card says and the scene.
func (x *Examiner) near(s *Rubric, said wordSet) bool {
	n := 0
	for _, w := range said {
		has := func(line string) bool { return x.phrase(line).words.has(w) }
		if slices.ContainsFunc(s.Phrases, has) || slices.ContainsFunc(s.Fits, has) {
			n++
		}
	}
	return n >= nearFewest && float64(n) >= nearShare*float64(len(said))
}

// warned lists what should not have been said. What the card itself says is no offence there, such as “不走开”.
func (x *Examiner) warned(s *Rubric, words, folded string, said wordSet) []string {
	var all []string
	own := func(never string) bool {
		return slices.ContainsFunc(s.Phrases, func(p string) bool { return x.says(p, x.phrase(p).folded, []string{never}) != "" })
	}
	for _, never := range s.Never {
		if x.says(words, folded, []string{never}) != "" && !own(never) {
			all = append(all, fill(s.Reasons.SaidNever, "words", never))
			break
		}
	}
	for _, a := range s.Avoid {
		quote := quoted(a)
		line := x.phrase(quote)
		n := line.words.common(said)
		whole := strings.Count(line.folded, " ") >= avoidFewest && x.says(words, folded, []string{quote}) != ""
		if whole || n >= nearFewest && float64(n) >= avoidShare*float64(len(line.words)) {
			all = append(all, fill(s.Reasons.SaidAvoid, "text", a))
		}
	}
	return all
}

// quoted gives what stands between quotation marks, or all of a line without any.
func quoted(line string) string {
	for _, marks := range [][2]string{{"“", "”"}, {"「", "」"}} {
		from, to := strings.Index(line, marks[0]), strings.LastIndex(line, marks[1])
		if from >= 0 && to > from {
			return line[from+len(marks[0]) : to]
		}
	}
	return line
}
