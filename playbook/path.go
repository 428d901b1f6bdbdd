package playbook

import "slices"

// Path is an onboarding plan: the steps that somebody new goes through, in order. What is the same in every language stands here;
// what is said is in PathWords.
type Path struct {
	ID    string `yaml:"id" validate:"required,id,max=40"`
	Steps []Step `yaml:"steps" validate:"required,min=1,max=100,unique=ID,dive"`

	words map[string]*PathWords
}

// StepKind is what is done in a step of a path.
type StepKind string

// The kinds of steps.
const (
	StepRead     StepKind = "read"     // its cards are read
	StepPractise StepKind = "practise" // questions are answered, however well
	StepTest     StepKind = "test"     // questions are answered, and well enough
)

// Step is one thing to do on a path.
type Step struct {
	ID   string   `yaml:"id" validate:"required,id,max=60"`
	Kind StepKind `yaml:"kind" validate:"required,oneof=read practise test"`
	// Day is the day of the path, from 1, from which the step is meant to be done.
	Day int `yaml:"day" validate:"required,min=1,max=366"`
	// Cards are the ids of the cards that the step is about, each once: those that it names in the file, and then those of the
	// families and handbooks that it names. Practice or a test that names nothing is about all that its path has read before.
	Cards     []string `yaml:"cards" validate:"max=200,unique,dive,required,max=60"`
	Families  []string `yaml:"families" validate:"max=20,unique,dive,required,max=40"`
	Handbooks []string `yaml:"handbooks" validate:"max=20,unique,dive,required,max=40"`
	// Count is how many questions are asked, and Kinds are their kinds; none means all. For all steps but StepRead.
	Count int      `yaml:"count" validate:"min=0,max=100"`
	Kinds []string `yaml:"kinds" validate:"max=7,unique,dive,oneof=multiple-choice multiple-response true-false matching ordering short-answer numerical"`
	// Pass is the least score that passes, in percent. This and what follows next is for StepTest alone.
	Pass int `yaml:"pass" validate:"min=0,max=100"`
	// Tries is how often the test may be failed in a row before a trainer has to release it; 0 for any number of times.
	Tries int `yaml:"tries" validate:"min=0,max=20"`
	// Wait is how many hours have to pass between a failed try and the next.
	Wait int `yaml:"wait" validate:"min=0,max=336"`
	// Gate tells that the steps behind this one stay closed until it is done.
	Gate bool `yaml:"gate"`
}

// PathWords is what one path says in one language.
type PathWords struct {
	// Language in which these words are written.
	Language string `yaml:"-"`

	Title string `yaml:"title" validate:"required,max=80"`
	// Purpose says in one line what the path is for.
	Purpose string `yaml:"purpose" validate:"required,max=200"`
	// Steps are the words of the steps, by their ids.
	Steps map[string]StepWords `yaml:"steps" validate:"max=100,dive"`
}

// StepWords is what one step of a path says.
type StepWords struct {
	Title string `yaml:"title" validate:"required,max=80"`
	// Why says in one sentence what the step is good for.
	Why string `yaml:"why" validate:"required,max=300"`
}

// maxPaths bounds the paths of a book, those of all layers together.
const maxPaths = 20

// pathsFile is paths.yaml.
type pathsFile struct {
	Paths []Path `yaml:"paths" validate:"max=20,unique=ID,dive"`
}

// pathWordsFile is LANG/paths.yaml.
type pathWordsFile struct {
	Paths map[string]*PathWords `yaml:"paths" validate:"max=20,dive,required"`
}

// Paths gives all paths, in the order in which they are offered.
func (b *Book) Paths() []*Path { return b.paths }

// Path finds a path by its id.
func (b *Book) Path(id string) (*Path, bool) {
	i := slices.IndexFunc(b.paths, func(p *Path) bool { return p.ID == id })
	if i < 0 {
		return nil, false
	}
	return b.paths[i], true
}

// Words gives the path's words in the language asked for, or in the next language that has them (see Language of the result).
func (p *Path) Words(lang string) *PathWords { return nearest(p.words, lang) }
