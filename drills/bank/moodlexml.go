package bank

import "encoding/xml"

// xmlQuestion is a question as it stands in Moodle XML, in the order in which Moodle writes it. What is written and never read has
// a fixed value; what is read and never written tells that a question cannot be kept.
type xmlQuestion struct {
	XMLName xml.Name `xml:"question"`
	Type    string   `xml:"type,attr"`
	Name    xmlText  `xml:"name"`
	Text    xmlText  `xml:"questiontext"`
	General xmlText  `xml:"generalfeedback"`
	Grade   string   `xml:"defaultgrade,omitempty"`
	Penalty string   `xml:"penalty,omitempty"`
	Hidden  string   `xml:"hidden,omitempty"`
	ID      string   `xml:"idnumber,omitempty"`

	Single    *string `xml:"single"`
	Shuffle   string  `xml:"shuffleanswers,omitempty"`
	Numbering string  `xml:"answernumbering,omitempty"`
	UseCase   string  `xml:"usecase,omitempty"`

	Layout         string `xml:"layouttype,omitempty"`
	SelectType     string `xml:"selecttype,omitempty"`
	SelectCount    string `xml:"selectcount,omitempty"`
	Grading        string `xml:"gradingtype,omitempty"`
	ShowGrading    string `xml:"showgrading,omitempty"`
	NumberingStyle string `xml:"numberingstyle,omitempty"`

	ResponseFormat   string   `xml:"responseformat,omitempty"`
	ResponseRequired string   `xml:"responserequired,omitempty"`
	ResponseLines    string   `xml:"responsefieldlines,omitempty"`
	Attachments      string   `xml:"attachments,omitempty"`
	Grader           *xmlText `xml:"graderinfo"`

	Answers []xmlAnswer `xml:"answer"`
	Pairs   []xmlPair   `xml:"subquestion"`
	Units   *xmlUnits   `xml:"units"`
	Image   string      `xml:"image,omitempty"`
	Tags    *xmlTags    `xml:"tags"`
}

// xmlText is a text in a format, with the files that it shows.
type xmlText struct {
	Format string    `xml:"format,attr,omitempty"`
	Text   xmlData   `xml:"text"`
	Files  []xmlFile `xml:"file"`
}

// xmlAnswer is an answer, with its mark as a fraction of a hundred; in an ordering question the fraction is the place.
type xmlAnswer struct {
	Fraction  string    `xml:"fraction,attr"`
	Format    string    `xml:"format,attr,omitempty"`
	Text      xmlData   `xml:"text"`
	Files     []xmlFile `xml:"file"`
	Tolerance string    `xml:"tolerance,omitempty"`
	Feedback  *xmlText  `xml:"feedback"`
}

// xmlPair is what an answer belongs to in a matching question.
type xmlPair struct {
	Format string    `xml:"format,attr,omitempty"`
	Text   xmlData   `xml:"text"`
	Files  []xmlFile `xml:"file"`
	Answer struct {
		Text xmlData `xml:"text"`
	} `xml:"answer"`
}

// xmlData is written as a CDATA section, so that markup and the ends of lines stay as they are.
type xmlData struct {
	Data string `xml:",cdata"`
}

// xmlFile tells that there is a file; its content does not matter.
type xmlFile struct {
	Name string `xml:"name,attr"`
}

// xmlUnits tells which units there are.
type xmlUnits struct {
	Units []struct {
		Name string `xml:"unit_name"`
	} `xml:"unit"`
}

// xmlTags are the question's tags.
type xmlTags struct {
	Tags []xmlText `xml:"tag"`
}
