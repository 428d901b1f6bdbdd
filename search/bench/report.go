package bench

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"clerkcoach/search"
)

// Tally counts the results of a group of questions.
type Tally struct {
	// Good questions are those that some card answers.
	Good int
	// First counts those with a wanted card first, or one that would do as well; Strict only those with a wanted card first.
	First, Strict int
	// Three counts those with a wanted card among the first three.
	Three int
	// Two are the questions that need two cards, Both those with both among the first three, BothFirst those with no other before.
	Two, Both, BothFirst int
	// Refused counts good questions that were called outside.
	Refused int
	// Outside are the questions that no card answers, Recognised those that were called so.
	Outside, Recognised int
}

func (t *Tally) add(c Case, r Reply) {
	refused := r.Verdict == search.Outside
	if c.outside() {
		t.Outside++
		t.Recognised += count(refused)
		return
	}
	first := r.Cards[:min(1, len(r.Cards))]
	three := r.Cards[:min(deepest, len(r.Cards))]
	strict := overlap(first, c.Want)
	t.Good++
	t.Refused += count(refused)
	t.Strict += count(strict)
	t.First += count(strict || overlap(first, c.Also))
	t.Three += count(overlap(three, c.Want))
	if len(c.Want) > 1 {
		t.Two++
		t.Both += count(all(c.Want, three))
		t.BothFirst += count(all(c.Want, r.Cards[:min(len(c.Want), len(r.Cards))]))
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func all(wanted, among []string) bool {
	return !slices.ContainsFunc(wanted, func(card string) bool { return !slices.Contains(among, card) })
}

func overlap(cards, among []string) bool {
	return slices.ContainsFunc(cards, func(card string) bool { return slices.Contains(among, card) })
}

// Wrong is a question whose first card is not one that was wanted, or whose being outside was not recognised.
type Wrong struct {
	Case  Case
	Reply Reply
}

// Report is what a run found.
type Report struct {
	All         Tally
	Wrongs      []Wrong
	Reliability Reliability

	groups map[string]*Tally
	took   []time.Duration
}

// Group gives the tally of a language, or of a style in it, such as "en" or "en keyword"; empty if there were no such questions.
func (r *Report) Group(name string) Tally {
	if t := r.groups[name]; t != nil {
		return *t
	}
	return Tally{}
}

// Quantile gives the time under which a share of the answers stayed, such as 0.99; 0 without answers.
func (r *Report) Quantile(share float64) time.Duration {
	if len(r.took) == 0 {
		return 0
	}
	return r.took[min(int(share*float64(len(r.took))), len(r.took)-1)]
}

func (r *Report) add(c Case, reply Reply) {
	r.took = append(r.took, reply.Took)
	r.All.add(c, reply)
	r.Reliability.add(c, reply)
	for _, name := range []string{c.Lang, c.Lang + " " + c.Style} {
		if r.groups[name] == nil {
			r.groups[name] = &Tally{}
		}
		r.groups[name].add(c, reply)
	}
	right := len(reply.Cards) > 0 && (overlap(reply.Cards[:1], c.Want) || overlap(reply.Cards[:1], c.Also))
	if refused := reply.Verdict == search.Outside; refused != c.outside() || !refused && !right {
		r.Wrongs = append(r.Wrongs, Wrong{Case: c, Reply: reply})
	}
}

// Write prints the tallies as a table, then the times.
func (r *Report) Write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "questions\tfirst right\tstrictly\tin first three\tboth in three\tboth first\tfalse outside\toutside right\t")
	row(t, "all", r.All)
	names := slices.SortedFunc(maps.Keys(r.groups), func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(a, " "), strings.Count(b, " ")), cmp.Compare(a, b))
	})
	for _, name := range names {
		row(t, name, *r.groups[name])
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	if err := r.Reliability.Write(w); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nlatency  p50 %v  p99 %v  max %v  over %d questions\n",
		r.Quantile(0.5).Round(time.Microsecond), r.Quantile(0.99).Round(time.Microsecond),
		r.Quantile(1).Round(time.Microsecond), len(r.took))
	return err
}

func row(w io.Writer, name string, t Tally) {
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", name, share(t.First, t.Good), share(t.Strict, t.Good), share(t.Three, t.Good),
		share(t.Both, t.Two), share(t.BothFirst, t.Two), share(t.Refused, t.Good), share(t.Recognised, t.Outside))
}

func share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f %% (%d/%d)", 100*float64(n)/float64(of), n, of)
}

// WriteWrongs prints the questions that were answered wrongly, with what came instead.
func (r *Report) WriteWrongs(w io.Writer) {
	for _, x := range r.Wrongs {
		fmt.Fprintf(w, "%s\n    wanted %s, got %s: %s\n", x.Case.Q, strings.Join(x.Case.Want, " + "), x.Reply.Verdict,
			strings.Join(x.Reply.Cards, ", "))
	}
}
