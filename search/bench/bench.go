// Package bench asks every question of a labelled set and measures how right and how quick the answers are.
package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"clerkcoach/search"
)

// none is the label of questions that no card answers.
const none = "none"

// maxLine bounds one line of a set, in bytes.
const maxLine = 64 << 10

// Case is one labelled question, one line of a set in JSON Lines.
type Case struct {
	Q    string `json:"q"`
	Lang string `json:"lang"`
	// Want are the cards that the question needs; a single "none" where no card answers it.
	Want []string `json:"want"`
	// Also are cards that would do as well.
	Also []string `json:"also"`
	// Style is how the question is worded, such as keyword or quote.
	Style string `json:"style"`
}

// outside tells whether no card answers the question.
func (c Case) outside() bool {
	return slices.Contains(c.Want, none) || slices.Contains(c.Want, "outside")
}

// Read reads a set; the error names the line that is not as it should be.
func Read(r io.Reader) ([]Case, error) {
	var cases []Case
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	n := 1
	for ; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var c Case
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if c.Q == "" || len(c.Want) == 0 {
			return nil, fmt.Errorf("line %d: q and want must be given", n)
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n, err)
	}
	return cases, nil
}

// Reply is an answer as far as it is measured.
type Reply struct {
	Verdict search.Verdict
	Cards   []string
	// Confidence is that of the first card.
	Confidence float64
	// Took is how long the answer took.
	Took time.Duration
}

// Asker answers one question.
type Asker func(ctx context.Context, c Case) (Reply, error)

// InProcess asks an index directly.
func InProcess(x *search.Index, now func() time.Time) Asker {
	return func(_ context.Context, c Case) (Reply, error) {
		start := now()
		a := x.Ask(c.Q, deepest)
		took := now().Sub(start)
		r := replyOf(a)
		r.Took = took
		return r, nil
	}
}

func replyOf(a search.Answer) Reply {
	r := Reply{Verdict: a.Verdict}
	for _, m := range a.Matches {
		r.Cards = append(r.Cards, m.Card)
	}
	if len(a.Matches) > 0 {
		r.Confidence = a.Matches[0].Confidence
	}
	return r
}

// deepest is how many cards of an answer are looked at.
const deepest = 3

// Run asks every question in order and adds up the results. It stops at the first question that cannot be asked.
func Run(ctx context.Context, cases []Case, ask Asker) (*Report, error) {
	r := &Report{groups: map[string]*Tally{}}
	for _, c := range cases {
		reply, err := ask(ctx, c)
		if err != nil {
			return nil, fmt.Errorf("ask %q: %w", c.Q, err)
		}
		r.add(c, reply)
	}
	slices.Sort(r.took)
	return r, nil
}
