package drills

import (
	"slices"
	"strings"
	"testing"

	"clerkcoach/playbook"
)

// sayer is a situation in which something is to be said.
type sayer struct {
	x      *Examiner
	card   *playbook.Card
	moment string
	q      *Question
}

func (s sayer) grade(words string) Result { return s.x.Grade(s.q, Answer{Text: words}) }

// sayers are all cards of the shipped book at all moments for which they have something to say, whether they are asked about it or
// not.
func sayers(tb testing.TB, lang string) []sayer {
	tb.Helper()
	book, err := playbook.LoadWith("")
	if err != nil {
		tb.Fatal(err)
	}
	x := NewExaminer()
	m := x.newMaker(book, Recipe{Lang: lang})
	var all []sayer
	for _, card := range book.Cards() {
		for _, moment := range playbook.Moments() {
			if len(m.prompts.Say[moment]) == 0 || len(m.said(card, moment)) == 0 {
				continue
			}
			q := &Question{ID: card.ID + " " + moment, Kind: ShortAnswer, Say: m.rubric(card, card.Scenes(lang)[0].Text, moment)}
			all = append(all, sayer{x, card, moment, q})
		}
	}
	if len(all) < len(book.Cards()) {
		tb.Fatalf("%s: something to say %d times, on %d cards", lang, len(all), len(book.Cards()))
	}
	return all
}

// missing lists the reasons for points that were not given.
func missing(r Result) string {
	var all []string
	for _, m := range r.Marks {
		if !m.Good {
			all = append(all, m.Reason)
		}
	}
	return strings.Join(all, " / ")
}

// warned tells whether something was said that should not have been.
func (s sayer) warned(r Result) bool { return len(r.Marks) > len(s.q.Say.Intents)+1 }

func inEach(t *testing.T, do func(*testing.T, string, []sayer)) {
	t.Parallel()
	for _, lang := range []string{"zh-Hans", "zh-Hant", "en"} {
		t.Run(lang, func(t *testing.T) { do(t, lang, sayers(t, lang)) })
	}
}

// TestSayPhrases says what each card suggests, at its moment: two of three points at least, and nothing to warn against.
func TestSayPhrases(t *testing.T) {
	inEach(t, func(t *testing.T, _ string, all []sayer) {
		for _, s := range all {
			for _, phrase := range s.q.Say.Phrases {
				if r := s.grade(phrase); r.Score < 0.66 || s.warned(r) {
					t.Errorf("%s: %q scores %.2f: %s", s.q.ID, phrase, r.Score, missing(r))
				}
			}
		}
	})
}

// TestSayAvoid says what each card warns against, word for word where it gives the words: less than anything that it suggests.
func TestSayAvoid(t *testing.T) {
	inEach(t, func(t *testing.T, _ string, all []sayer) {
		quotes := 0
		for _, s := range all {
			least := 1.0
			for _, phrase := range s.q.Say.Phrases {
				least = min(least, s.grade(phrase).Score)
			}
			for _, line := range s.q.Say.Avoid {
				quote := quoted(line)
				if quote == line {
					continue
				}
				quotes++
				if r := s.grade(quote); r.Score >= least || len(r.Marks) == 0 {
					t.Errorf("%s: %q scores %.2f, and a phrase %.2f", s.q.ID, quote, r.Score, least)
				}
			}
		}
		if quotes < 100 {
			t.Errorf("only %d quotes were said", quotes)
		}
	})
}

// TestSayPoorly says little, or nothing that makes sense: not half of the points, and always a reason.
func TestSayPoorly(t *testing.T) {
	inEach(t, func(t *testing.T, _ string, all []sayer) {
		for _, s := range all {
			for _, words := range []string{
				"?", "？", "您", "您？", "请", "請", "吗", "嗎", "好", "好的", "你", "行吗？", "嗯嗯嗯嗯嗯", "哈哈哈哈", "啊啊啊啊，？？？", "您您您您吗吗吗",
				"您您您您嗎嗎嗎",
				"you", "you?", "ok", "sorry", "please", "what?", "help", "this", "I’ll", "asdf qwer zxcv",
				"lorem ipsum dolor sit amet, consectetur?",
				"xxxxxxxx", "12345", "🙂🙂🙂", "blah blah blah blah", "的的的的的的", "the the the the", "aaa bbb ccc you?",
			} {
				if r := s.grade(words); r.Score > 0.5 || len(r.Marks) == 0 || missing(r) == "" {
					t.Errorf("%s: %q scores %.2f", s.q.ID, words, r.Score)
				}
			}
		}
	})
}

func TestSayNothing(t *testing.T) {
	inEach(t, func(t *testing.T, lang string, all []sayer) {
		for _, s := range all {
			for _, words := range []string{"", " ", "\n\t", "　", "……", "。"} {
				r := s.grade(words)
				nothing := len(r.Marks) == 1 && r.Marks[0].Reason == s.q.Say.Reasons.Nothing
				if r.Score != 0 || !nothing || !slices.Equal(r.Compare, s.q.Say.Phrases) {
					t.Errorf("%s %s: %q gives %+v", lang, s.q.ID, words, r)
				}
			}
		}
	})
}

// TestSayRudely adds to each card's own words each of those that hurt: points go, and the reason names them.
func TestSayRudely(t *testing.T) {
	inEach(t, func(t *testing.T, _ string, all []sayer) {
		for _, s := range all {
			phrase := s.q.Say.Phrases[0]
			good := s.grade(phrase)
			for _, rude := range s.q.Say.Never {
				if strings.Contains(strings.ToLower(strings.Join(s.q.Say.Phrases, " ")), rude) {
					continue // what the card itself says is no offence there
				}
				r := s.grade(phrase + " " + rude + "!")
				last := r.Marks[len(r.Marks)-1]
				if r.Score > 0 && r.Score >= good.Score || !s.warned(r) || last.Good {
					t.Errorf("%s: %q scores %.2f with %q, %.2f without", s.q.ID, phrase, r.Score, rude, good.Score)
				}
			}
		}
	})
}

// TestSayAnswers grades against answers that are the only right ones.
func TestSayAnswers(t *testing.T) {
	t.Parallel()
	x := NewExaminer()
	say := &Rubric{Answers: []string{"Good morning", "早上好！"}, Reasons: Reasons{Nothing: "nothing"}}
	q := &Question{Kind: ShortAnswer, Rationale: "because", Say: say}
	for words, want := range map[string]float64{
		"Good morning": 1, "  good   MORNING. ": 1, "ｇｏｏｄ morning": 1, "早上好": 1, "早 上 好": 0,
		"good": 0, "good morning you": 0, "": 0, "!": 0,
	} {
		r := x.Grade(q, Answer{Text: words})
		if r.Score != want || len(r.Marks) != 1 || r.Marks[0].Good != (want == 1) || r.Marks[0].Reason == "" {
			t.Errorf("%q: %+v; want the score %v", words, r, want)
		}
	}
	if r := x.Grade(q, q.Key()); r.Score != 1 {
		t.Errorf("the key scores %v", r.Score)
	}
}

// TestSayRubric wants each point to be given for its own reason.
func TestSayRubric(t *testing.T) {
	t.Parallel()
	s := sayer{x: NewExaminer(), q: &Question{Kind: ShortAnswer, Say: &Rubric{
		Intents: []Intent{
			{Met: "asked", Missing: "ask", Any: []string{"?", "which"}}, {Met: "polite", Missing: "be polite", Any: []string{"you", "请"}},
		},
		Phrases: []string{"Which brass lamp would you like to see?"}, Fits: []string{"Two lamps stand on the polished counter."},
		Avoid: []string{"Say “It’s up to you” and turn away", "Look at the clock and sigh"}, Never: []string{"stupid", "shut up"},
		Reasons: Reasons{Close: "close", Far: "far", SaidAvoid: "avoid: {text}", SaidNever: "never: {words}", Nothing: "nothing"},
	}}}
	for words, want := range map[string]struct {
		score   float64
		reasons string
	}{
		"Which brass lamp would you like?":                       {1, "asked / polite / close"},
		"WHICH BRASS LAMPS WOULD YOU LIKE":                       {1, "asked / polite / close"},
		"The brass lamp is what you like.":                       {2.0 / 3, "ask / polite / close"},
		"Polished lamps":                                         {1.0 / 3, "ask / be polite / close"},
		"Have you been waiting for the seven o’clock train?":     {1.0 / 3, "asked / polite / far"},
		"Youth hostels are whichever way":                        {0, "ask / be polite / far"},
		"请":                                                      {1.0 / 6, "ask / polite / far"},
		"Which brass lamp would you like, stupid?":               {0.5, "asked / polite / close / never: stupid"},
		"Well, it’s up to you, which lamp?":                      {0, "asked / polite / far / avoid: Say “It’s up to you” and turn away"},
		"I look at the clock and sigh: which brass lamp, you?":   {0.5, "asked / polite / close / avoid: Look at the clock and sigh"},
		"Shut up, stupid; it is up to the brass lamp to shut up": {0, "ask / be polite / close / never: stupid"},
	} {
		r := s.grade(words)
		var reasons []string
		for _, m := range r.Marks {
			reasons = append(reasons, m.Reason)
		}
		if got := strings.Join(reasons, " / "); r.Score < want.score-1e-9 || r.Score > want.score+1e-9 || got != want.reasons {
			t.Errorf("%q scores %v for %q; want %v for %q", words, r.Score, got, want.score, want.reasons)
		}
	}
}
