package drills

// Kind is the form of a question and of its answer.
type Kind string

// The kinds of questions.
const (
	MultipleChoice   Kind = "multiple-choice"   // one option is right
	MultipleResponse Kind = "multiple-response" // several options are right
	TrueFalse        Kind = "true-false"        // a statement, with two options
	Matching         Kind = "matching"          // every pair is given one of the options
	Ordering         Kind = "ordering"          // the options are put in order
	ShortAnswer      Kind = "short-answer"      // words of one's own
	Numerical        Kind = "numerical"         // a whole number
)

// Kinds lists all kinds, in the order in which they are offered.
func Kinds() []Kind {
	return []Kind{MultipleChoice, MultipleResponse, TrueFalse, Matching, Ordering, ShortAnswer, Numerical}
}

// Question is one question with its key. What a reader may see before answering is everything but the key: which options are right,
// which option a pair is to be given, where an option stands in the order, Number, Say, and all rationales.
type Question struct {
	// ID tells a question from the others of its drill: what is asked, about which card, from which scene.
	ID   string
	Kind Kind
	// Card is the id of the card that the question is about; empty for a question of a store's own that names none.
	Card string
	// Scene is the situation in which something is asked; empty where none is needed.
	Scene  string
	Prompt string
	// Options are what is chosen from (MultipleChoice, MultipleResponse, TrueFalse), given to pairs (Matching), or put in order
	// (Ordering), as they are shown.
	Options []Option
	// Pairs are what options are given to; for Matching alone.
	Pairs []Pair
	// Number is the right answer of a Numerical question.
	Number int
	// Say is how words of one's own are graded; for ShortAnswer alone.
	Say *Rubric
	// Rationale says, once the question is answered, what it is about.
	Rationale string
}

// Option is something to choose, to give to a pair or to put in order.
type Option struct {
	// ID is a letter, in the order shown, so that it tells nothing.
	ID   string
	Text string
	// Right options are to be chosen; not used in Matching and Ordering.
	Right bool
	// Place is where the option stands in the right order, from 1; for Ordering alone.
	Place int
	// Rationale says why the option is right or wrong.
	Rationale string
}

// Pair is something that one of the options belongs to.
type Pair struct {
	// ID is a number, in the order shown.
	ID   string
	Text string
	// Option is the id of the option that belongs to it.
	Option    string
	Rationale string
}

// Rubric says what words of one's own are graded by. Answers, if there are any, are the only right ones, as in a question that was
// written elsewhere; otherwise all the rest counts.
type Rubric struct {
	Answers []string
	// Intents are what the words have to do.
	Intents []Intent
	// Phrases are what the card suggests to say, and Avoid what it warns against.
	Phrases []string
	Avoid   []string
	// Never are words that spoil any answer.
	Never []string
	// Fits are lines that an answer for this very customer shares words with, besides the phrases.
	Fits []string
	// Reasons word what is said of an answer.
	Reasons Reasons
}

// Reasons word what is said of words of one's own; {text} and {words} stand for what should not have been said.
type Reasons struct {
	Close, Far, SaidAvoid, SaidNever, Nothing string
}

// Intent is one thing that words have to do: what is said of them if they do it, and if they don't, and the words by which it is
// known.
type Intent struct {
	Met, Missing string
	Any          []string
}

// Drill is a set of questions, made by a recipe or by hand.
type Drill struct {
	// ID carries the recipe; see Recipe.ID.
	ID        string
	Recipe    Recipe
	Questions []*Question
}

// Question finds a question by its id.
func (d *Drill) Question(id string) (*Question, bool) {
	for _, q := range d.Questions {
		if q.ID == id {
			return q, true
		}
	}
	return nil, false
}
