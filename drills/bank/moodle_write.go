package bank

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"clerkcoach/drills"
)

// WriteMoodle writes questions as Moodle XML, all texts as plain text. The errors are ErrUnfit and those of the writer.
func WriteMoodle(w io.Writer, questions []*drills.Question, words Words) error {
	if err := writeMoodle(w, questions, words); err != nil {
		return fmt.Errorf("writing Moodle XML: %w", err)
	}
	return nil
}

func writeMoodle(w io.Writer, questions []*drills.Question, words Words) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	out := xml.NewEncoder(w)
	out.Indent("", "  ")
	quiz := xml.StartElement{Name: xml.Name{Local: "quiz"}}
	if err := out.EncodeToken(quiz); err != nil {
		return err
	}
	for _, q := range questions {
		it, err := itemOf(q, words)
		if err != nil {
			return err
		}
		if err := out.Encode(it.xml()); err != nil {
			return err
		}
	}
	if err := out.EncodeToken(quiz.End()); err != nil {
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// xml is the item as it stands in Moodle XML.
func (it *item) xml() *xmlQuestion {
	x := &xmlQuestion{
		Type: it.kind, ID: it.id, Name: xmlText{Text: xmlData{it.name}}, Text: plainXML(it.text), General: plainXML(it.general),
		Grade: "1", Penalty: "0.3333333", Hidden: "0",
	}
	if len(it.tags) > 0 {
		x.Tags = &xmlTags{}
		for _, t := range it.tags {
			x.Tags.Tags = append(x.Tags.Tags, xmlText{Text: xmlData{t}})
		}
	}
	switch it.kind {
	case typeChoice:
		single := strconv.FormatBool(!it.multi)
		x.Single, x.Shuffle, x.Numbering = &single, "true", "abc"
	case typeTrueFalse:
		x.Penalty = "1" // who is wrong knows what is right
	case typeMatching:
		x.Shuffle = "true"
		x.Pairs = it.xmlPairs()
		return x
	case typeOrdering:
		x.Layout, x.SelectType, x.SelectCount = "VERTICAL", "ALL", strconv.Itoa(len(it.answers))
		x.Grading, x.ShowGrading, x.NumberingStyle = "ABSOLUTE_POSITION", "SHOW", "none"
	case typeShort:
		x.UseCase = "0"
	case typeEssay:
		x.ResponseFormat, x.ResponseRequired, x.ResponseLines, x.Attachments = "plain", "1", "5", "0"
		g := plainXML(it.grader)
		x.Grader = &g
	}
	x.Answers = it.xmlAnswers()
	return x
}

func (it *item) xmlAnswers() []xmlAnswer {
	var all []xmlAnswer
	for i, a := range it.answers {
		x := xmlAnswer{Fraction: number(a.mark), Format: formatPlain, Text: xmlData{a.text}}
		f := plainXML(a.feedback)
		x.Feedback = &f
		switch it.kind {
		case typeOrdering:
			x.Fraction = strconv.Itoa(i + 1)
		case typeNumerical:
			x.Tolerance = "0"
		}
		all = append(all, x)
	}
	return all
}

func (it *item) xmlPairs() []xmlPair {
	var all []xmlPair
	for _, a := range it.answers {
		x := xmlPair{Format: formatPlain, Text: xmlData{a.pair}}
		x.Answer.Text.Data = a.text
		all = append(all, x)
	}
	return all
}

func plainXML(text string) xmlText { return xmlText{Format: formatPlain, Text: xmlData{text}} }
