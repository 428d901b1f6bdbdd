package bank

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxDepth is how deep elements may stand in each other, and maxElements how many in one question, so that none costs memory:
// Moodle's own go seven deep, and a calculated question has some thousands.
const (
	maxDepth    = 32
	maxElements = 20_000
)

// ReadMoodle reads Moodle XML. The errors are ErrTooLarge, ErrTooMany, ErrEncoding, ErrNotMoodle, ErrEmpty and those of the reader;
// a question that cannot be kept is refused and spoils none of the others.
func ReadMoodle(r io.Reader) (*Read, error) {
	read, err := readMoodle(r)
	if err != nil {
		return nil, fmt.Errorf("reading Moodle XML: %w", err)
	}
	return read, nil
}

func readMoodle(r io.Reader) (*Read, error) {
	raw, err := slurp(r)
	if err != nil {
		return nil, err
	}
	inner := xml.NewDecoder(bytes.NewReader(raw))
	// What is text in UTF-8 is read as such, whatever its first line declares.
	inner.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	in := xml.NewTokenDecoder(&shallow{in: inner})
	var c collector
	if err := eachQuestion(in, c.take); err != nil {
		if !errors.Is(err, ErrTooMany) && !errors.Is(err, ErrNotMoodle) {
			err = fmt.Errorf("%w: %w", ErrNotMoodle, err)
		}
		return nil, err
	}
	return c.result()
}

// eachQuestion hands over the questions of a quiz.
func eachQuestion(in *xml.Decoder, take func(*xmlQuestion) error) error {
	quiz := false
	for {
		token, err := in.Token()
		switch {
		case err == io.EOF && quiz:
			return nil
		case err != nil:
			return err
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
			continue
		case !quiz && start.Name.Local != "quiz":
			return fmt.Errorf("%w: it holds a %.40q", ErrNotMoodle, start.Name.Local)
		case !quiz:
			quiz = true
			continue
		case start.Name.Local != "question":
			if err := in.Skip(); err != nil {
				return err
			}
			continue
		}
		var x xmlQuestion
		if err := in.DecodeElement(&x, &start); err != nil {
			return err
		}
		if err := take(&x); err != nil {
			return err
		}
	}
}

// take adds a question; what only says where the next ones belong is none.
func (c *collector) take(x *xmlQuestion) error {
	if x.Type == "category" {
		return nil
	}
	return c.add(x.item(c.items + 1))
}

// item is the question in the form in between.
func (x *xmlQuestion) item(row int) *item {
	it := &item{row: row, name: x.Name.Text.Data, id: x.ID, kind: line(x.Type)}
	if x.Tags != nil {
		for _, t := range x.Tags.Tags {
			it.tags = append(it.tags, t.Text.Data)
		}
	}
	format := cmp.Or(x.Text.Format, formatHTML)
	it.text = it.fromXML(&x.Text, format, PartPrompt)
	it.general = it.fromXML(&x.General, format, PartRationale)
	if strings.TrimSpace(x.Image) != "" {
		it.refuse(ReasonMedia, PartPrompt)
	}
	switch it.kind {
	case "match": // as Moodle wrote it long ago
		it.kind = typeMatching
	case typeChoice:
		it.multi = x.Single != nil && slices.Contains([]string{"false", "0", ""}, strings.TrimSpace(*x.Single))
	case typeShort:
		if strings.TrimSpace(x.UseCase) == "1" {
			it.refuse(ReasonCase)
		}
	case typeNumerical:
		if x.Units != nil && len(x.Units.Units) > 0 {
			it.refuse(ReasonUnits)
		}
	}
	for i := range x.Answers {
		it.takeAnswer(&x.Answers[i], format)
	}
	for i := range x.Pairs {
		p := &x.Pairs[i]
		pair := xmlText{Format: p.Format, Text: p.Text, Files: p.Files}
		it.answers = append(it.answers, answer{pair: it.fromXML(&pair, format, PartPair), text: clean(p.Answer.Text.Data)})
	}
	if it.kind == typeOrdering {
		slices.SortStableFunc(it.answers, func(a, b answer) int { return cmp.Compare(a.mark, b.mark) })
	}
	return it
}

// takeAnswer takes an answer over. Only what is chosen or put in order has a format, and what is written has none.
func (it *item) takeAnswer(x *xmlAnswer, format string) {
	a := answer{mark: it.percent(x.Fraction), tolerance: strings.TrimSpace(x.Tolerance)}
	text := xmlText{Format: x.Format, Text: x.Text, Files: x.Files}
	if it.kind != typeChoice && it.kind != typeOrdering {
		text.Format = formatPlain
	}
	a.text = it.fromXML(&text, format, PartOption)
	if x.Feedback != nil {
		a.feedback = it.fromXML(x.Feedback, format, PartRationale)
	}
	it.answers = append(it.answers, a)
}

// fromXML takes the words out of a text; inherited is the format of one that names none.
func (it *item) fromXML(x *xmlText, inherited, part string) string {
	if len(x.Files) > 0 {
		it.refuse(ReasonMedia, part)
	}
	return it.plain(x.Text.Data, cmp.Or(x.Format, inherited), part)
}

// shallow is a source of tokens that refuses elements too deep in each other or too many, before anything grows with them.
type shallow struct {
	in *xml.Decoder
	// depth is how many elements are open, and elements how many began since the quiz had a child.
	depth, elements int
}

// Token gives the next token.
func (s *shallow) Token() (xml.Token, error) {
	t, err := s.in.Token()
	if err != nil {
		return nil, err
	}
	switch t.(type) {
	case xml.StartElement:
		s.depth++
		if s.elements++; s.depth <= 2 {
			s.elements = 0
		}
	case xml.EndElement:
		s.depth--
	}
	if s.depth > maxDepth || s.elements > maxElements {
		return nil, fmt.Errorf("%w: too many elements in one", ErrNotMoodle)
	}
	return t, nil
}
