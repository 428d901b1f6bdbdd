package playbook

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
)

// Words is what one card says in one language. The validate tags state what any card must have, a store's own included; that the
// shipped cards offer more is checked by this package's tests.
type Words struct {
	// Language in which these words are written.
	Language string `yaml:"-"`

	Title string   `yaml:"title" validate:"required,max=120"`
	Names []string `yaml:"names" validate:"max=8,dive,required,max=120"`
	// Motto is the card's motto as this language writes it, such as 幫 for 帮; empty where it is written as in book.yaml.
	Motto     string `yaml:"motto" validate:"max=1"`
	MottoSays string `yaml:"motto_says" validate:"max=60"`
	// Glance says in one line, to be read in two seconds, what to do.
	Glance string `yaml:"glance" validate:"required,max=200"`
	// Signals say how to recognise the situation.
	Signals    []string `yaml:"signals" validate:"required,min=1,max=12,dive,required,max=300"`
	FirstWords string   `yaml:"first_words" validate:"required,max=300"`
	Do         []string `yaml:"do" validate:"required,min=1,max=12,dive,required,max=300"`
	Avoid      []string `yaml:"avoid" validate:"required,min=1,max=12,dive,required,max=300"`
	Phrases    []Phrase `yaml:"phrases" validate:"max=40,unique=ID,dive"`
	// Steps of a procedure, in order.
	Steps []string `yaml:"steps" validate:"max=20,dive,required,max=600"`
	// Duties, Standards and Points restate the facts of a post one by one; cards of customers have none.
	Duties    []Line  `yaml:"duties" validate:"max=40,dive"`
	Standards []Line  `yaml:"standards" validate:"max=40,dive"`
	Points    []Score `yaml:"points" validate:"max=40,dive"`
	// HandOver says when to stop and whom to call.
	HandOver string `yaml:"hand_over" validate:"required,max=400"`
	Why      string `yaml:"why" validate:"max=500"`
	// Neighbours tells this card and each of its neighbours apart, by the neighbour's id.
	Neighbours map[string]string `yaml:"neighbours" validate:"max=12,dive,required,max=300"`
}

// Phrase is one thing to say, word for word.
type Phrase struct {
	ID     string `yaml:"id" validate:"required,id,max=60"`
	Moment string `yaml:"moment" validate:"required,oneof=greet probe present reassure close apologise decline hand-over"`
	Text   string `yaml:"text" validate:"required,max=400"`
}

// Moments lists the moments of a conversation in their order; every Phrase belongs to one.
func Moments() []string {
	return []string{"greet", "probe", "present", "reassure", "close", "apologise", "decline", "hand-over"}
}

// Line restates one fact.
type Line struct {
	Fact string `yaml:"fact" validate:"required,max=40"`
	Text string `yaml:"text" validate:"required,max=800"`
}

// Score is one line of a points table. How many points it costs or earns is the fact's own figure.
type Score struct {
	Fact string `yaml:"fact" validate:"required,max=40"`
	Text string `yaml:"text" validate:"required,max=1200"`
	// Per says what the points are counted for, such as "each place found".
	Per string `yaml:"per" validate:"max=120"`
	// Points is negative where points are taken off.
	Points int `yaml:"-"`
}

// Signed gives the points with their sign, as people write it: −10, +100.
func (s Score) Signed() string {
	if s.Points < 0 {
		return fmt.Sprintf("−%d", -s.Points)
	}
	return fmt.Sprintf("+%d", s.Points)
}

// Scene is a short written situation, used in drills.
type Scene struct {
	ID    string `yaml:"id" validate:"required,id,max=60"`
	Trade string `yaml:"trade" validate:"required,max=40"`
	Text  string `yaml:"text" validate:"required,max=800"`
}

// Mistake is something tempting that is wrong for a card; drills offer it among what is right.
type Mistake struct {
	ID   string `yaml:"id" validate:"required,id,max=60"`
	Text string `yaml:"text" validate:"required,max=300"`
	// Why says why it goes wrong here.
	Why string `yaml:"why" validate:"required,max=300"`
}

// Fact is one statement of the handbook from which the playbook is made, restated; see content/facts.yaml.
type Fact struct {
	ID   string `yaml:"id" validate:"required"`
	Kind string `yaml:"kind" validate:"required,oneof=who do avoid say key step why duty standard score"`
	// Term is the field's own word, kept as it is in Chinese.
	Term string `yaml:"term"`
	Text string `yaml:"en" validate:"required"`
	// Points and Per are set on facts of kind score.
	Points int    `yaml:"points"`
	Per    string `yaml:"per"`
}

// factsFile is content/facts.yaml, which groups the facts by handbook; a store's own stand under store.
type factsFile struct {
	Retail    []Fact `yaml:"retail" validate:"unique=ID,dive"`
	FrontDesk []Fact `yaml:"front_desk" validate:"unique=ID,dive"`
	Property  []Fact `yaml:"property" validate:"unique=ID,dive"`
	Store     []Fact `yaml:"store" validate:"unique=ID,dive"`
}

// Names are the words for the parts of the playbook in one language.
type Names struct {
	Title     string            `yaml:"title" validate:"max=120"`
	Handbooks map[string]Named  `yaml:"handbooks" validate:"dive"`
	Families  map[string]Named  `yaml:"families" validate:"dive"`
	Moments   map[string]string `yaml:"moments" validate:"dive,keys,oneof=greet probe present reassure close apologise decline hand-over,endkeys,required,max=40"`
}

// Named is a title and a line about what it names.
type Named struct {
	Title string `yaml:"title" validate:"required,max=80"`
	About string `yaml:"about" validate:"max=300"`
	// Starters are questions to begin with, for families only.
	Starters []string `yaml:"starters" validate:"max=6,dive,required,max=60"`
}

// outline is content/book.yaml: the order of the cards and what is the same in every language.
type outline struct {
	Handbooks []outlineHandbook `yaml:"handbooks" validate:"dive"`
}

type outlineHandbook struct {
	ID       string          `yaml:"id" validate:"required,id,max=40"`
	Families []outlineFamily `yaml:"families" validate:"dive"`
}

type outlineFamily struct {
	ID    string        `yaml:"id" validate:"required,id,max=40"`
	Cards []outlineCard `yaml:"cards" validate:"dive"`
}

type outlineCard struct {
	ID         string   `yaml:"id" validate:"required,id,max=60"`
	Motto      string   `yaml:"motto" validate:"max=1"`
	Facts      []string `yaml:"facts" validate:"max=40,unique"`
	Neighbours []string `yaml:"neighbours" validate:"max=12,unique"`
}

// sceneFile is LANG/scenes/CARD.yaml.
type sceneFile struct {
	Scenes []Scene `yaml:"scenes" validate:"max=200,unique=ID,dive"`
}

// mistakeFile is the file of one card's mistakes.
type mistakeFile struct {
	Mistakes []Mistake `yaml:"mistakes" validate:"max=40,unique=ID,dive"`
	// Words are wrong first words.
	Words []Mistake `yaml:"words" validate:"max=40,unique=ID,dive"`
}

// Lines gives everything that the words say, line by line, in the order of the card.
func (w *Words) Lines() []string {
	lines := append([]string{w.Title}, w.Names...)
	lines = append(lines, w.MottoSays, w.Glance, w.FirstWords)
	for _, part := range [][]string{w.Signals, w.Do, w.Avoid, w.Steps} {
		lines = append(lines, part...)
	}
	for _, p := range w.Phrases {
		lines = append(lines, p.Text)
	}
	for _, part := range [][]Line{w.Duties, w.Standards} {
		for _, l := range part {
			lines = append(lines, l.Text)
		}
	}
	for _, p := range w.Points {
		lines = append(lines, p.Text)
	}
	lines = append(lines, w.HandOver, w.Why)
	return slices.DeleteFunc(lines, func(s string) bool { return s == "" })
}

// hashBytes is how much of a hash tells the words of a card apart from those that it had before.
const hashBytes = 8

// WordsHash identifies what the card says in a language, as Words gives it, in 16 hex digits: its motto, every line with its place,
// and its points. It is the same after any restart, and whatever asks and scenes there are; who learned a card under another hash
// is to be asked about it again.
func (c *Card) WordsHash(lang string) string {
	h := sha256.New()
	add := func(part string, lines ...string) {
		for _, line := range lines {
			if line != "" { // so that a part that is new in a later version changes only the cards that have it
				fmt.Fprintf(h, "%s\n%d\n%s", part, len(line), line)
			}
		}
	}
	motto, _ := c.MottoIn(lang)
	add("motto", motto)
	if w := c.Words(lang); w != nil {
		w.each(add)
	}
	return hex.EncodeToString(h.Sum(nil)[:hashBytes])
}

// each names every line that the words say, with the part of the card in which it stands.
func (w *Words) each(add func(part string, lines ...string)) {
	add("title", w.Title)
	add("names", w.Names...)
	add("motto_says", w.MottoSays)
	add("glance", w.Glance)
	add("signals", w.Signals...)
	add("first_words", w.FirstWords)
	add("do", w.Do...)
	add("avoid", w.Avoid...)
	for _, p := range w.Phrases {
		add("phrases", p.Moment, p.Text)
	}
	add("steps", w.Steps...)
	for _, d := range w.Duties {
		add("duties", d.Text)
	}
	for _, s := range w.Standards {
		add("standards", s.Text)
	}
	for _, p := range w.Points {
		add("points", p.Text, p.Per, p.Signed())
	}
	add("hand_over", w.HandOver)
	add("why", w.Why)
	for _, id := range slices.Sorted(maps.Keys(w.Neighbours)) {
		add("neighbours", id, w.Neighbours[id])
	}
}
