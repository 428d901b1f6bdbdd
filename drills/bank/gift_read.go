package bank

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// ReadGIFT reads GIFT by the rules of Moodle's own reader. The errors are ErrTooLarge, ErrTooMany, ErrEncoding, ErrEmpty and those
// of the reader; a question that cannot be kept is refused and spoils none of the others.
func ReadGIFT(r io.Reader) (*Read, error) {
	read, err := readGIFT(r)
	if err != nil {
		return nil, fmt.Errorf("reading GIFT: %w", err)
	}
	return read, nil
}

func readGIFT(r io.Reader) (*Read, error) {
	raw, err := slurp(r)
	if err != nil {
		return nil, err
	}
	g := newGIFTReader()
	var c collector
	var b block
	// What is hidden is stood in for by characters that no text has.
	rest := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.Map(unlikeHidden, string(raw)))
	for n, more := 1, true; more; n++ {
		var l string
		l, rest, more = strings.Cut(rest, "\n")
		if l = strings.TrimSpace(l); l != "" {
			b.add(n, l)
			if more {
				continue
			}
		}
		if len(b.lines) > 0 {
			if err := c.add(g.item(&b)); err != nil {
				return nil, err
			}
		}
		b = block{}
	}
	return c.result()
}

// block is the lines of a question, up to the first blank one.
type block struct {
	line     int // of the first of lines
	lines    []string
	comments []string
}

// add adds a line. What only says where the next questions belong is left out.
func (b *block) add(n int, l string) {
	if comment, ok := strings.CutPrefix(l, "//"); ok {
		b.comments = append(b.comments, comment)
		return
	}
	if len(b.lines) == 0 {
		if strings.HasPrefix(l, "$CATEGORY:") {
			return
		}
		b.line = n
	}
	b.lines = append(b.lines, l)
}

// hiddenChars are what a backslash hides in GIFT, besides itself; n is the end of a line.
const hiddenChars = "~=#{}:n"

// standIn is the first of the noncharacters that stand in for what is hidden; Unicode sets them aside for such use.
const standIn = '\ufdd0'

// unlikeHidden drops what would be taken for a stand-in.
func unlikeHidden(r rune) rune {
	if r >= standIn && r < standIn+rune(len(hiddenChars)) {
		return -1
	}
	return r
}

// giftReader takes questions apart.
type giftReader struct{ hide, show *strings.Replacer }

func newGIFTReader() *giftReader {
	hide, show := []string{`\\`, `\`}, []string(nil)
	for i, c := range hiddenChars {
		in := string(standIn + rune(i))
		hide = append(hide, `\`+string(c), in)
		show = append(show, in, strings.ReplaceAll(string(c), "n", "\n"))
	}
	return &giftReader{hide: strings.NewReplacer(hide...), show: strings.NewReplacer(show...)}
}

// item is a question in the form in between.
func (g *giftReader) item(b *block) *item {
	it := &item{row: b.line}
	for _, c := range b.comments {
		it.marks(c)
	}
	text := g.hide.Replace(strings.Join(b.lines, "\n"))
	if rest, ok := strings.CutPrefix(text, "::"); ok {
		text = rest
		if name, rest, ok := strings.Cut(rest, "::"); ok {
			it.name, text = g.show.Replace(name), strings.TrimSpace(rest)
		}
	}
	before, body, after, ok := braced(text)
	switch {
	case !ok:
		it.refuse(ReasonBraces)
	case body == "" && before == text:
		it.kind = "description"
	}
	if after != "" { // the missing word is in the middle
		before += "_____" + after
	}
	format, ask := g.format(before, formatAuto)
	it.text = it.plain(ask, format, PartPrompt)
	if it.name == "" {
		it.name = it.text
	}
	if at := strings.LastIndex(body, "####"); at >= 0 {
		it.general = g.text(it, body[at+len("####"):], format, PartRationale)
		body = strings.TrimSpace(body[:at])
	}
	if it.kind == "" && ok {
		g.answers(it, body, format)
	}
	return it
}

// braced parts the answers, between the first { and the first }, from what stands around. Text without braces stands before none;
// it is not ok if there is but one.
func braced(text string) (before, body, after string, ok bool) {
	open, end := strings.IndexByte(text, '{'), strings.IndexByte(text, '}')
	switch {
	case open < 0 && end < 0:
		return text, "", "", true
	case open < 0 || end < open:
		return text, "", "", false
	}
	return text[:open], strings.TrimSpace(text[open+1 : end]), text[end+1:], true
}

// marks takes the id and the tags out of a comment.
func (it *item) marks(comment string) {
	for {
		_, rest, ok := strings.Cut(comment, "[")
		if !ok {
			return
		}
		comment = rest
		value, isTag := strings.CutPrefix(rest, "tag:")
		value, isID := strings.CutPrefix(value, "id:")
		if isTag == isID {
			continue
		}
		end := 0
		for end < len(value) && (value[end] != ']' || end > 0 && value[end-1] == '\\') {
			end++
		}
		if end == len(value) {
			return
		}
		comment = value[end+1:]
		value = strings.TrimSpace(strings.ReplaceAll(value[:end], `\]`, "]"))
		if isTag && len(it.tags) < MaxOptions {
			it.tags = append(it.tags, value)
		} else if isID && it.id == "" {
			it.id = value
		}
	}
}

// format takes the format off a text, and shows what is hidden in it.
func (g *giftReader) format(s, inherited string) (format, text string) {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "["); ok {
		name, rest, _ := strings.Cut(rest, "]")
		switch name {
		case "html":
			return formatHTML, g.show.Replace(rest)
		case "moodle":
			return formatAuto, g.show.Replace(rest)
		case "plain":
			return formatPlain, g.show.Replace(rest)
		case "markdown":
			return formatMarked, g.show.Replace(rest)
		}
	}
	return inherited, g.show.Replace(s)
}

// text takes the words out of a text; inherited is the format of one that names none.
func (g *giftReader) text(it *item, s, inherited, part string) string {
	format, text := g.format(s, inherited)
	return it.plain(text, format, part)
}

// answers tells the kind by what stands between the braces, and takes the answers.
func (g *giftReader) answers(it *item, body, format string) {
	word, _, _ := strings.Cut(body, "#")
	isTrue := slices.Contains([]string{"T", "TRUE"}, strings.TrimSpace(word))
	isFalse := slices.Contains([]string{"F", "FALSE"}, strings.TrimSpace(word))
	switch {
	case body == "":
		it.kind = typeEssay
	case body[0] == '#':
		it.kind = typeNumerical
		g.numbers(it, body[1:], format)
	case body[0] == '>':
		it.kind = typeOrdering
		g.steps(it, body[1:])
	case strings.Contains(body, "~"):
		it.kind, it.multi = typeChoice, !strings.Contains(body, "=")
		g.options(it, body, format)
	case strings.Contains(body, "=") && strings.Contains(body, "->"):
		it.kind = typeMatching
		g.pairs(it, body, format)
	case isTrue || isFalse:
		it.kind = typeTrueFalse
		g.trueFalse(it, body, isTrue, format)
	default:
		it.kind = typeShort
		for _, s := range parts(body, "=") {
			mark, s := it.weight(s, full)
			text, feedback, _ := strings.Cut(s, "#")
			_, text = g.format(text, format)
			it.answers = append(it.answers, answer{
				mark: mark, text: clean(text), feedback: g.text(it, feedback, format, PartRationale),
			})
		}
	}
}

// parts are what stands after each mark; before the first there need not be anything. Where there are too many, it is one too many.
func parts(s, mark string) []string {
	all := strings.SplitN(s, mark, maxAnswers+2)
	if strings.TrimSpace(all[0]) == "" {
		all = all[1:]
	}
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

// weight takes the percentage off an answer; one without has the usual mark.
func (it *item) weight(s string, usual float64) (mark float64, rest string) {
	in, ok := strings.CutPrefix(s, "%")
	if !ok {
		return usual, s
	}
	percent, rest, ok := strings.Cut(in, "%")
	if !ok || percent == "" || strings.Trim(percent, "-0123456789.") != "" {
		return usual, s
	}
	return it.percent(percent), rest
}

func (g *giftReader) options(it *item, body, format string) {
	for _, s := range parts(strings.ReplaceAll(body, "=", "~="), "~") {
		mark := full
		if right, ok := strings.CutPrefix(s, "="); ok {
			s = right
		} else {
			mark, s = it.weight(s, 0)
		}
		text, feedback, _ := strings.Cut(s, "#")
		it.answers = append(it.answers, answer{
			mark: mark, text: g.text(it, text, format, PartOption), feedback: g.text(it, feedback, format, PartRationale),
		})
	}
}

func (g *giftReader) pairs(it *item, body, format string) {
	for _, s := range parts(body, "=") {
		pair, text, ok := strings.Cut(s, "->")
		if !ok {
			it.refuse(ReasonArrow)
		}
		it.answers = append(it.answers, answer{
			pair: g.text(it, pair, format, PartPair), text: clean(g.show.Replace(text)),
		})
	}
}

// trueFalse takes what is said to the wrong answer, and then to the right one.
func (g *giftReader) trueFalse(it *item, body string, is bool, format string) {
	said := append(strings.SplitN(body, "#", 3), "", "")
	right := answer{text: True, mark: full, feedback: g.text(it, said[2], format, PartRationale)}
	wrong := answer{text: False, feedback: g.text(it, said[1], format, PartRationale)}
	if !is {
		right.text, wrong.text = False, True
	}
	it.answers = []answer{right, wrong}
}

// numbers takes numerical answers: 5, 5:0.5, 4..6, several after =, and after ~ what is said to all others.
func (g *giftReader) numbers(it *item, body, format string) {
	body, _, _ = strings.Cut(body, "~")
	for _, s := range parts(body, "=") {
		mark, s := it.weight(s, full)
		s, feedback, _ := strings.Cut(s, "#")
		a := answer{mark: mark, text: clean(g.show.Replace(s)), feedback: g.text(it, feedback, format, PartRationale)}
		if low, high, ok := strings.Cut(a.text, ".."); ok {
			if strings.TrimSpace(low) != strings.TrimSpace(high) {
				a.tolerance = a.text
			}
			a.text = strings.TrimSpace(low)
		} else if n, off, ok := strings.Cut(a.text, ":"); ok {
			a.text, a.tolerance = strings.TrimSpace(n), strings.TrimSpace(off)
		}
		it.answers = append(it.answers, a)
	}
}

// steps takes the steps of an ordering question, one a line after a line that says how many are shown and how they are graded.
func (g *giftReader) steps(it *item, body string) {
	head, rest, _ := strings.Cut(body, "\n")
	head = strings.TrimLeftFunc(head, func(r rune) bool { return unicode.IsDigit(r) || unicode.IsSpace(r) })
	for {
		word, after, _ := strings.Cut(strings.TrimSpace(head), " ")
		if word == "" || !slices.Contains(orderWords(), word) {
			break
		}
		head = after
	}
	for _, s := range append([]string{head}, strings.SplitN(rest, "\n", maxAnswers+2)...) {
		if s = clean(g.show.Replace(s)); s != "" {
			it.answers = append(it.answers, answer{text: s})
		}
	}
}

// orderWords are the words that Moodle knows for how an ordering question is shown and graded.
func orderWords() []string {
	return strings.Fields(`ALL EXACT RANDOM REL CONTIGUOUS CONTIG HORIZONTAL HORI H 1 VERTICAL VERT V 0
		ALL_OR_NOTHING ABSOLUTE_POSITION ABSOLUTE ABS RELATIVE RELATIVE_NEXT_EXCLUDE_LAST RELATIVE_NEXT_INCLUDE_LAST
		RELATIVE_ONE_PREVIOUS_AND_NEXT RELATIVE_ALL_PREVIOUS_AND_NEXT RELATIVE_TO_CORRECT LONGEST_ORDERED_SUBSET
		LONGEST_CONTIGUOUS_SUBSET SHOW TRUE YES HIDE FALSE NO none 123 abc ABC iii III`)
}
