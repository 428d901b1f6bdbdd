package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"clerkcoach/drills"
)

// formAnswer reads an answer as the page's form sends it.
func formAnswer(q *drills.Question, in url.Values) (drills.Answer, error) {
	var a drills.Answer
	var err error
	switch q.Kind {
	case drills.MultipleChoice, drills.TrueFalse, drills.MultipleResponse:
		a.Options = in["a"]
	case drills.Matching:
		a.Pairs = map[string]string{}
		for _, p := range q.Pairs {
			if given := in.Get("p" + p.ID); given != "" {
				a.Pairs[p.ID] = given
			}
		}
	case drills.Ordering:
		a.Options, err = formOrder(q, in)
	case drills.Numerical:
		a.Number, err = drills.ParseNumber(in.Get("a"))
	default:
		// Forms send every end of a line as two characters.
		a.Text = strings.ReplaceAll(clean(in.Get("a")), "\r\n", "\n")
	}
	if err != nil {
		return a, err
	}
	if q.Kind == drills.MultipleResponse && len(a.Options) == 0 || q.Kind == drills.Matching && len(a.Pairs) < len(q.Pairs) {
		return a, drills.ErrAnswer
	}
	return a, q.Check(a)
}

// formOrder reads which place was given to each option; every place has to be given once.
func formOrder(q *drills.Question, in url.Values) ([]string, error) {
	order := make([]string, len(q.Options))
	for _, o := range q.Options {
		place, err := strconv.Atoi(in.Get("o" + o.ID))
		if err != nil || place < 1 || place > len(order) || order[place-1] != "" {
			return nil, drills.ErrAnswer
		}
		order[place-1] = o.ID
	}
	return order, nil
}

// answerForm is an answer as the page's form would send it.
func answerForm(q *drills.Question, a drills.Answer) url.Values {
	form := url.Values{}
	switch q.Kind {
	case drills.MultipleChoice, drills.TrueFalse, drills.MultipleResponse:
		form["a"] = a.Options
	case drills.Matching:
		for pair, option := range a.Pairs {
			form.Set("p"+pair, option)
		}
	case drills.Ordering:
		for i, option := range a.Options {
			form.Set("o"+option, strconv.Itoa(i+1))
		}
	case drills.Numerical:
		form.Set("a", strconv.Itoa(a.Number))
	default:
		form.Set("a", a.Text)
	}
	return form
}

// answerFault says what is wrong with an answer that does not fit its question.
func (b Base) answerFault(k drills.Kind) string {
	switch k {
	case drills.MultipleResponse:
		return b.T("answer_fault_some")
	case drills.Matching:
		return b.T("answer_fault_pairs")
	case drills.Ordering:
		return b.T("answer_fault_order")
	case drills.Numerical:
		return b.T("answer_fault_number")
	case drills.ShortAnswer:
		return b.T("answer_fault_words", "max", drills.MaxWords)
	default:
		return b.T("answer_fault_one")
	}
}
