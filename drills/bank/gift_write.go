package bank

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"clerkcoach/drills"
)

// WriteGIFT writes questions as GIFT, all texts as plain text. Ids and tags stand in a comment, as Moodle writes them; an ordering
// question has the form that Moodle's own ordering questions have in GIFT. The errors are ErrUnfit and those of the writer.
func WriteGIFT(w io.Writer, questions []*drills.Question, words Words) error {
	g := giftWriter{out: bufio.NewWriter(w), hide: strings.NewReplacer(
		`\`, `\\`, "~", `\~`, "=", `\=`, "#", `\#`, "{", `\{`, "}", `\}`, ":", `\:`, "\n", `\n`,
	)}
	for _, q := range questions {
		it, err := itemOf(q, words)
		if err != nil {
			return fmt.Errorf("writing GIFT: %w", err)
		}
		g.write(it)
	}
	if err := g.out.Flush(); err != nil {
		return fmt.Errorf("writing GIFT: %w", err)
	}
	return nil
}

// giftWriter writes items; its writer keeps the first error.
type giftWriter struct {
	out  *bufio.Writer
	hide *strings.Replacer
}

func (g *giftWriter) put(parts ...string) {
	for _, p := range parts {
		_, _ = g.out.WriteString(p) // Flush tells
	}
}

func (g *giftWriter) write(it *item) {
	g.comment(it)
	g.put("::", g.hide.Replace(it.name), "::[plain]", g.hide.Replace(it.text), "{")
	general, open := it.general, "\n\t"
	switch it.kind {
	case typeChoice:
		g.choice(it)
	case typeTrueFalse:
		g.trueFalse(it)
		open = ""
	case typeMatching:
		for _, a := range it.answers {
			g.put("\n\t=", g.text(arrowless(a.pair)), " -> ", g.hide.Replace(a.text))
		}
	case typeOrdering:
		g.put(">", strconv.Itoa(len(it.answers)), " ALL VERTICAL ABSOLUTE_POSITION SHOW none")
		for _, a := range it.answers {
			g.put("\n", step(a.text))
		}
	case typeShort:
		for _, a := range it.answers {
			g.put("\n\t=", unweighed(a.text, full), g.text(arrowless(a.text)))
		}
	case typeNumerical:
		g.put("#", it.answers[0].text)
	case typeEssay: // what it is graded by has no other place
		general, open = strings.TrimSpace(general+paragraph+it.grader), ""
	}
	if general != "" {
		g.put(open, "####", g.text(general))
	}
	if open != "" {
		g.put("\n")
	}
	g.put("}\n\n")
}

// comment names what has no field.
func (g *giftWriter) comment(it *item) {
	var marks []string
	mark := func(key, value string) {
		value = strings.ReplaceAll(value, "]", `\]`)
		if strings.HasSuffix(value, `\`) {
			value += " " // or it would hide the bracket
		}
		marks = append(marks, "["+key+":"+value+"]")
	}
	if it.id != "" {
		mark("id", it.id)
	}
	for _, t := range it.tags {
		mark("tag", t)
	}
	if len(marks) > 0 {
		g.put("// ", strings.Join(marks, " "), "\n")
	}
}

func (g *giftWriter) choice(it *item) {
	for _, a := range it.answers {
		switch {
		case it.multi:
			g.put("\n\t~%", number(a.mark), "%")
		case a.mark > near:
			g.put("\n\t=")
		default:
			g.put("\n\t~", unweighed(a.text, 0))
		}
		g.put(g.text(a.text))
		if a.feedback != "" {
			g.put("#", g.text(a.feedback))
		}
	}
}

// trueFalse writes what is said to the wrong answer before what is said to the right one.
func (g *giftWriter) trueFalse(it *item) {
	right, wrong := it.answers[0], it.answers[1]
	if wrong.mark > near {
		right, wrong = wrong, right
	}
	g.put(strings.ToUpper(right.text))
	if wrong.feedback != "" || right.feedback != "" {
		g.put("#", g.text(wrong.feedback))
	}
	if right.feedback != "" {
		g.put("#", g.text(right.feedback))
	}
}

// text writes a text; one that begins with a bracket might be taken for one that names a format, so the format is named.
func (g *giftWriter) text(s string) string {
	if strings.HasPrefix(s, "[") {
		return "[plain]" + g.hide.Replace(s)
	}
	return g.hide.Replace(s)
}

// unweighed is the mark of an answer whose text might be taken for one.
func unweighed(text string, mark float64) string {
	if strings.HasPrefix(text, "%") {
		return "%" + number(mark) + "%"
	}
	return ""
}

// arrowless is a text in which nothing can be taken for the arrow between a pair and its option, which cannot be hidden.
func arrowless(s string) string { return strings.ReplaceAll(s, "->", "→") }

// step writes a step of an ordering question. Moodle shows nothing hidden in these, so only what would break the question is.
func step(s string) string {
	hide := []string{`\`, `\\`, "{", `\{`, "}", `\}`, "\n", `\n`}
	if strings.Contains(s, "##") {
		hide = append(hide, "#", `\#`)
	}
	if strings.HasPrefix(s, "//") {
		s = "/ " + s[1:] // or it would be a comment
	}
	return strings.NewReplacer(hide...).Replace(s)
}
