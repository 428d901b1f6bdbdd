package playbook

// Prompts are the words in which drills ask and explain, in one language. In braces stand what the drill fills in: {card} and {other}
// are titles, {text} is a line of a card, {apart} tells two cards apart, {n} is a number, {moment} names a moment, and {words}
// are the clerk's own.
type Prompts struct {
	// Language in which these words are written.
	Language string `yaml:"-"`

	// Ask words the questions, one by what is asked.
	Ask AskPrompts `yaml:"ask" validate:"required"`
	// Why words the reasons that an option is right or wrong.
	Why WhyPrompts `yaml:"why" validate:"required"`
	// Right and Wrong are the two options of a statement.
	Right string `yaml:"right" validate:"required,max=40"`
	Wrong string `yaml:"wrong" validate:"required,max=40"`
	// Say holds, for each moment, what an answer in the clerk's own words has to do.
	Say map[string][]Intent `yaml:"say" validate:"required,dive,keys,oneof=greet probe present reassure close apologise decline hand-over,endkeys,min=1,max=4,dive"`
	// Never are words that spoil any answer to a customer.
	Never []string `yaml:"never" validate:"min=1,max=80,dive,required,max=60"`
}

// AskPrompts word the questions.
type AskPrompts struct {
	Who         string `yaml:"who" validate:"required,max=200"`
	Glance      string `yaml:"glance" validate:"required,max=200"`
	FirstWords  string `yaml:"first_words" validate:"required,max=200"`
	FirstStep   string `yaml:"first_step" validate:"required,max=200"`
	Do          string `yaml:"do" validate:"required,max=200"`
	Statement   string `yaml:"statement" validate:"required,max=200"`
	MatchGlance string `yaml:"match_glance" validate:"required,max=200"`
	MatchMotto  string `yaml:"match_motto" validate:"required,max=200"`
	MatchWords  string `yaml:"match_words" validate:"required,max=200"`
	OrderSteps  string `yaml:"order_steps" validate:"required,max=200"`
	OrderTalk   string `yaml:"order_talk" validate:"required,max=200"`
	Say         string `yaml:"say" validate:"required,max=200"`
	PointsOff   string `yaml:"points_off" validate:"required,max=200"`
	PointsOn    string `yaml:"points_on" validate:"required,max=200"`
}

// WhyPrompts word the reasons.
type WhyPrompts struct {
	Card        string `yaml:"card" validate:"required,max=200"`
	Other       string `yaml:"other" validate:"required,max=200"`
	OtherWords  string `yaml:"other_words" validate:"required,max=200"`
	OtherGlance string `yaml:"other_glance" validate:"required,max=200"`
	KnownBy     string `yaml:"known_by" validate:"required,max=200"`
	Do          string `yaml:"do" validate:"required,max=200"`
	Avoid       string `yaml:"avoid" validate:"required,max=200"`
	Step        string `yaml:"step" validate:"required,max=200"`
	Moment      string `yaml:"moment" validate:"required,max=200"`
	Points      string `yaml:"points" validate:"required,max=200"`
	CloseTo     string `yaml:"close_to" validate:"required,max=200"`
	FarFrom     string `yaml:"far_from" validate:"required,max=200"`
	SaidAvoid   string `yaml:"said_avoid" validate:"required,max=200"`
	SaidNever   string `yaml:"said_never" validate:"required,max=200"`
	SaidNothing string `yaml:"said_nothing" validate:"required,max=200"`
}

// Intent is one thing that words have to do at a moment, and the words by which it is known that they do.
type Intent struct {
	Met     string   `yaml:"met" validate:"required,max=120"`
	Missing string   `yaml:"missing" validate:"required,max=160"`
	Any     []string `yaml:"any" validate:"min=1,max=80,dive,required,max=60"`
}
