package bank

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// The formats of a text, by their names in Moodle XML.
const (
	formatHTML   = "html"
	formatAuto   = "moodle_auto_format" // HTML in which the ends of lines count
	formatPlain  = "plain_text"
	formatMarked = "markdown"
)

// filesMark stands in a text's links for files that come with the question.
const filesMark = "@@PLUGINFILE@@"

// titleRunes is how much of a prompt makes the question's name, and of a name what is told in a refusal.
const titleRunes = 80

// clean makes a text one that any form can hold: UTF-8 without control characters and noncharacters, lines ended by \n, nothing
// around.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\r':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.IsControl(r), r == '\ufeff', r >= '\ufdd0' && r <= '\ufdef', r&0xfffe == 0xfffe:
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// line is a clean text on one line.
func line(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// title is the beginning of a text, on one line.
func title(s string) string {
	r := []rune(line(s))
	if len(r) <= titleRunes {
		return string(r)
	}
	return strings.TrimSpace(string(r[:titleRunes-1])) + "…"
}

// plain makes a clean text of one in any format, and tells whether there was more to it than text.
func plain(raw, format string) (text string, media bool) {
	if format == formatPlain {
		return clean(raw), false
	}
	s := stripper{lines: format == formatAuto || format == formatMarked}
	s.media = strings.Contains(raw, filesMark)
	s.strip(raw)
	return clean(s.out.String()), s.media
}

// stripper takes text out of HTML.
type stripper struct {
	out strings.Builder
	// lines says that the ends of lines count.
	lines bool
	media bool
	// breaks and space are what has to come before the next letter.
	breaks int
	space  bool
	// within is the element whose content is no text.
	within string
}

func (s *stripper) strip(raw string) {
	z := html.NewTokenizer(strings.NewReader(raw))
	for {
		switch z.Next() {
		case html.ErrorToken: // the end: a tokenizer of a string meets no other error
			return
		case html.TextToken:
			if s.within == "" {
				s.write(string(z.Text()))
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			s.tag(string(name), true)
		case html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			s.tag(string(name), false)
		case html.CommentToken, html.DoctypeToken: // no text
		}
	}
}

// tag minds what an element does to the text around it.
func (s *stripper) tag(name string, opens bool) {
	switch name {
	case "script", "style", "title", "noscript":
		s.within = ""
		if opens {
			s.within = name
		}
	case "img", "image", "audio", "video", "object", "embed", "iframe", "svg", "canvas", "picture", "applet":
		s.media = true
	case "br":
		s.breaks++
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre":
		s.breaks = max(s.breaks, 2)
	case "div", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "section", "article", "hr":
		s.breaks = max(s.breaks, 1)
	case "td", "th":
		s.space = true
	}
}

func (s *stripper) write(text string) {
	for _, r := range text {
		switch {
		case r == '\n' && s.lines:
			s.breaks++
		case unicode.IsSpace(r):
			s.space = true
		default:
			s.part()
			s.out.WriteRune(r)
		}
	}
}

// part puts what has to come between two letters.
func (s *stripper) part() {
	switch {
	case s.out.Len() == 0: // nothing to part
	case s.breaks > 0:
		s.out.WriteString("\n\n"[:min(s.breaks, 2)])
	case s.space:
		s.out.WriteByte(' ')
	}
	s.breaks, s.space = 0, false
}
