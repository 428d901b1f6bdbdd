package bank

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"clerkcoach/drills"
)

// The kinds of questions by Moodle's names, which GIFT shares without writing them down.
const (
	typeChoice    = "multichoice"
	typeTrueFalse = "truefalse"
	typeMatching  = "matching"
	typeOrdering  = "ordering"
	typeShort     = "shortanswer"
	typeNumerical = "numerical"
	typeEssay     = "essay"
)

// What the tags of a question begin with that carry what other programs have no field for.
const (
	cardTag  = "card:"  // the card's id follows
	sceneTag = "scene:" // how many of the text's paragraphs are the scene
)

// paragraph parts the scene from the prompt, and the paragraphs of a scene.
const paragraph = "\n\n"

// maxAnswers bounds the answers of a question, right and wrong, that are looked at.
const maxAnswers = 100

// full is the mark of an answer that is wholly right; near is how far marks may be off by having been rounded.
const (
	full = 100.0
	near = 0.01
)

// item is a question as other programs have it. All texts are clean and without markup.
type item struct {
	row     int
	name    string
	id      string
	tags    []string
	kind    string
	multi   bool // several options may be chosen
	text    string
	general string
	grader  string // what people grade an essay by
	answers []answer
	// refusal is the first thing that the question was refused for, if anything.
	refusal *Refusal
}

// answer is something to choose, to give to a pair, to put in order or to write.
type answer struct {
	text string
	// pair is what the answer belongs to, for typeMatching; an answer without one belongs to nothing.
	pair string
	// mark is the percentage of the question's mark that the answer earns.
	mark      float64
	tolerance string
	feedback  string
}

// refuse notes why the question is refused; the first reason stands.
func (it *item) refuse(why Reason, params ...string) {
	if it.refusal == nil {
		for i, p := range params {
			params[i] = title(p)
		}
		it.refusal = &Refusal{Reason: why, Params: params}
	}
}

// plain takes the text out of one in any format.
func (it *item) plain(raw, format, part string) string {
	text, media := plain(raw, format)
	if media {
		it.refuse(ReasonMedia, part)
	}
	return text
}

// bound refuses a text that is too long.
func (it *item) bound(text, part string, limit int) string {
	if utf8.RuneCountInString(text) > limit {
		it.refuse(ReasonLong, part, strconv.Itoa(limit))
	}
	return text
}

// need refuses a text that is too long or not there.
func (it *item) need(text, part string, limit int) string {
	if text == "" {
		it.refuse(ReasonMissing, part)
	}
	return it.bound(text, part, limit)
}

// percent reads a mark; none is 0.
func (it *item) percent(s string) float64 {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0
	}
	mark, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(mark) || math.Abs(mark) > 1000 {
		it.refuse(ReasonMark, s)
		return 0
	}
	return mark
}

// question is what the item means; it counts only if nothing was refused.
func (it *item) question() *drills.Question {
	q := &drills.Question{
		ID:        it.bound(line(it.id), PartID, MaxID),
		Card:      it.bound(it.tag(cardTag), PartCard, MaxID),
		Rationale: it.bound(it.general, PartRationale, MaxPrompt),
	}
	if len(it.answers) > maxAnswers {
		it.refuse(ReasonMany, PartAnswer, strconv.Itoa(maxAnswers))
		it.answers = it.answers[:maxAnswers]
	}
	q.Scene, q.Prompt = it.parted()
	it.bound(q.Scene, PartScene, MaxPrompt)
	switch it.kind {
	case typeChoice:
		it.choice(q)
	case typeTrueFalse:
		it.trueFalse(q)
	case typeMatching:
		it.matching(q)
	case typeOrdering:
		it.ordering(q)
	case typeShort:
		it.short(q)
	case typeNumerical:
		it.numerical(q)
	default:
		if it.kind != "" { // whatever else is wrong with it
			it.refusal = nil
		}
		it.refuse(ReasonKind, it.kind)
	}
	it.need(q.Prompt, PartPrompt, MaxPrompt)
	return q
}

// tag is what follows the beginning of a tag in the first that begins so.
func (it *item) tag(beginning string) string {
	for _, t := range it.tags {
		if rest, ok := strings.CutPrefix(line(t), beginning); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

// parted takes the text apart into scene and prompt, as far as a tag says how.
func (it *item) parted() (scene, prompt string) {
	n, err := strconv.Atoi(it.tag(sceneTag))
	if err != nil || n < 1 || n > MaxPrompt {
		return "", it.text
	}
	parts := strings.SplitN(it.text, paragraph, n+1)
	if len(parts) <= n {
		return "", it.text
	}
	return strings.Join(parts[:n], paragraph), parts[n]
}

// enough refuses too little and too much to choose from, and what is not told apart.
func (it *item) enough(texts []string, part string, least int) {
	if len(texts) < least {
		it.refuse(ReasonFew, part, strconv.Itoa(least))
	}
	if len(texts) > MaxOptions {
		it.refuse(ReasonMany, part, strconv.Itoa(MaxOptions))
	}
	seen := map[string]bool{}
	for _, t := range texts {
		if it.need(t, part, MaxOption); seen[t] {
			it.refuse(ReasonTwice, t)
		}
		seen[t] = true
	}
}

// texts are the texts of the answers.
func (it *item) texts() []string {
	var all []string
	for _, a := range it.answers {
		all = append(all, a.text)
	}
	return all
}

func (it *item) choice(q *drills.Question) {
	it.enough(it.texts(), PartOption, 2)
	q.Kind = drills.MultipleChoice
	if it.multi {
		q.Kind = drills.MultipleResponse
	}
	var marks []float64
	for i, a := range it.answers {
		right := a.mark > near
		if right {
			marks = append(marks, a.mark)
		}
		it.bound(a.feedback, PartRationale, MaxPrompt)
		q.Options = append(q.Options, drills.Option{ID: letter(i), Text: a.text, Right: right, Rationale: a.feedback})
	}
	it.shared(marks)
}

// shared refuses marks of the right options that a question here cannot have: one whole mark, or with several the same part for
// each.
func (it *item) shared(marks []float64) {
	if len(marks) == 0 {
		it.refuse(ReasonNoRight)
		return
	}
	var sum float64
	for _, m := range marks {
		sum += m
		switch {
		case !it.multi && m < full-near,
			it.multi && len(marks) <= wholeShares && math.Abs(m-marks[0]) > near:
			it.refuse(ReasonPartial, number(m))
		}
	}
	switch {
	case !it.multi && len(marks) > 1:
		it.refuse(ReasonRights)
	case it.multi && math.Abs(sum-full) > 0.5: // thirds and sevenths are written with few decimals
		it.refuse(ReasonPartial, number(marks[0]))
	}
}

func (it *item) trueFalse(q *drills.Question) {
	q.Kind = drills.TrueFalse
	if len(it.answers) != 2 {
		it.refuse(ReasonFew, PartOption, "2")
		return
	}
	yes, no := it.answers[0], it.answers[1]
	if line(yes.text) == False {
		yes, no = no, yes
	}
	if (yes.mark > near) == (no.mark > near) {
		it.refuse(ReasonNoRight)
	}
	for i, a := range []answer{yes, no} {
		it.bound(a.feedback, PartRationale, MaxPrompt)
		q.Options = append(q.Options, drills.Option{
			ID: letter(i), Text: []string{True, False}[i], Right: a.mark > near, Rationale: a.feedback,
		})
	}
}

func (it *item) matching(q *drills.Question) {
	q.Kind = drills.Matching
	place := map[string]int{}
	var texts, pairs []string
	for _, a := range it.answers {
		if _, ok := place[a.text]; !ok {
			place[a.text] = 0
			texts = append(texts, a.text)
		}
		if a.pair != "" {
			pairs = append(pairs, a.pair)
		}
	}
	it.enough(texts, PartOption, 2)
	it.enough(pairs, PartPair, 2)
	for i, n := range shown(texts) {
		place[texts[n]] = i
		q.Options = append(q.Options, drills.Option{ID: letter(i), Text: texts[n]})
	}
	for _, a := range it.answers {
		if a.pair != "" {
			id := strconv.Itoa(len(q.Pairs) + 1)
			q.Pairs = append(q.Pairs, drills.Pair{ID: id, Text: a.pair, Option: letter(place[a.text])})
		}
	}
}

func (it *item) ordering(q *drills.Question) {
	q.Kind = drills.Ordering
	texts := it.texts()
	it.enough(texts, PartOption, 2)
	for i, n := range shown(texts) {
		a := it.answers[n]
		it.bound(a.feedback, PartRationale, MaxPrompt)
		q.Options = append(q.Options, drills.Option{ID: letter(i), Text: a.text, Place: n + 1, Rationale: a.feedback})
	}
}

// rights are the right answers that are written rather than chosen. Those that earn nothing are wrong like all that are not listed.
// What is said to the first right one is the rationale of a question that has none.
func (it *item) rights(q *drills.Question) []answer {
	var some []answer
	for _, a := range it.answers {
		switch {
		case a.mark > full-near:
			some = append(some, a)
		case a.mark > near:
			it.refuse(ReasonPartial, number(a.mark))
		}
	}
	if len(some) == 0 {
		it.refuse(ReasonNoRight)
	} else if q.Rationale == "" {
		q.Rationale = it.bound(some[0].feedback, PartRationale, MaxPrompt)
	}
	return some
}

func (it *item) short(q *drills.Question) {
	q.Kind, q.Say = drills.ShortAnswer, &drills.Rubric{}
	for _, a := range it.rights(q) {
		if strings.Count(a.text, "*") > strings.Count(a.text, `\*`) {
			it.refuse(ReasonWildcard, a.text)
		}
		text := strings.ReplaceAll(a.text, `\*`, "*")
		q.Say.Answers = append(q.Say.Answers, it.need(text, PartAnswer, MaxOption))
	}
	if len(q.Say.Answers) > MaxOptions {
		it.refuse(ReasonMany, PartAnswer, strconv.Itoa(MaxOptions))
	}
}

func (it *item) numerical(q *drills.Question) {
	q.Kind = drills.Numerical
	for i, a := range it.rights(q) {
		n, ok := whole(a.text)
		switch off, err := strconv.ParseFloat(strings.TrimSpace(a.tolerance), 64); {
		case a.text == "*":
			it.refuse(ReasonWildcard, a.text)
		case a.tolerance != "" && (err != nil || off != 0):
			it.refuse(ReasonTolerance, a.tolerance)
		case !ok:
			it.refuse(ReasonNumber, a.text)
		case i > 0 && n != q.Number:
			it.refuse(ReasonRights)
		}
		q.Number = n
	}
}

// whole reads a whole number, however it is written.
func whole(s string) (int, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return n, true
	}
	const exact = 1 << 53 // beyond, not every whole number can be told from its neighbours
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > exact {
		return 0, false
	}
	return int(f), true
}

// number writes a mark or a tolerance without needless zeros.
func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// letter is the id of the option at a place, from 0.
func letter(i int) string {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	if i < len(letters) {
		return letters[i : i+1]
	}
	return fmt.Sprintf("%s%d", letters[i%len(letters):i%len(letters)+1], i/len(letters))
}
