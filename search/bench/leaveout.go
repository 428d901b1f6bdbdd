package bench

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"clerkcoach/playbook"
	"clerkcoach/search"
)

// Writers with fewer asks than these are not left out: their figures would be chance.
const (
	fewestAsks    = 300
	fewestOutside = 100
)

// mayRefuse is the share of good questions that may be refused when the recognition of others is measured.
const mayRefuse = 0.02

// Writer is how right the answers are to one writer whose asks nobody has read.
type Writer struct {
	Lang, Name string
	Tally      Tally
	// How probably the writer's questions are outside: good those that a card answers, none the others.
	good, none []float64
}

// LeftOut is what leaving out whole writers found.
type LeftOut struct {
	Writers     []Writer
	Reliability Reliability
}

// LeaveOut measures how right the answers are to people nobody has read: for each writer of enough asks, a ranker is made from the
// book without them, and they are asked, each changed by variant. Progress is told by writer.
func LeaveOut(ctx context.Context, book *playbook.Book, variant func(string) string, told func(lang, writer string)) (*LeftOut, error) {
	out := &LeftOut{}
	for _, w := range writers(book) {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("leave out %s: %w", w.Name, err)
		}
		told(w.Lang, w.Name)
		ranker, err := search.NewRanker(book.Without(w.Lang, w.Name))
		if err != nil {
			return nil, fmt.Errorf("leave out %s: %w", w.Name, err)
		}
		for _, card := range book.Cards() {
			for _, a := range card.Asks(w.Lang) {
				if a.Writer == w.Name {
					out.ask(ranker, &w, Case{Q: variant(a.Text), Want: []string{card.ID}})
				}
			}
		}
		for _, a := range book.Outside[w.Lang] {
			if a.Writer == w.Name {
				out.ask(ranker, &w, Case{Q: variant(a.Text), Want: []string{none}})
			}
		}
		out.Writers = append(out.Writers, w)
	}
	return out, nil
}

// ask asks one question of a writer that was left out.
func (l *LeftOut) ask(r *search.Ranker, w *Writer, c Case) {
	a := r.Ask(c.Q, deepest)
	reply := replyOf(a)
	w.Tally.add(c, reply)
	l.Reliability.add(c, reply)
	if c.outside() {
		w.none = append(w.none, a.Outside)
	} else {
		w.good = append(w.good, a.Outside)
	}
}

// writers lists those with enough asks, by language and name.
func writers(book *playbook.Book) []Writer {
	type key struct{ lang, name string }
	asks, none := map[key]int{}, map[key]int{}
	for _, lang := range book.Languages() {
		for _, card := range book.Cards() {
			for _, a := range card.Asks(lang) {
				asks[key{lang, a.Writer}]++
			}
		}
		for _, a := range book.Outside[lang] {
			none[key{lang, a.Writer}]++
		}
	}
	enough := map[key]bool{}
	for k, n := range asks {
		enough[k] = n >= fewestAsks || none[k] >= fewestOutside
	}
	for k, n := range none {
		enough[k] = enough[k] || n >= fewestOutside
	}
	var all []Writer
	for k, yes := range enough {
		if yes {
			all = append(all, Writer{Lang: k.lang, Name: k.name})
		}
	}
	slices.SortFunc(all, func(a, b Writer) int { return cmp.Or(cmp.Compare(a.Lang, b.Lang), cmp.Compare(a.Name, b.Name)) })
	return all
}

// Average is the mean over the writers of one language, each counting the same; of AtRefused, over all their questions.
type Average struct {
	// First and Three are the shares of asks with the right card first, and among the first three.
	First, Three float64
	// Refused is the share of good asks called outside, Recognised that of the others.
	Refused, Recognised float64
	// AtRefused is the share of the others that would be recognised if as many good asks were refused as may be.
	AtRefused float64
}

// Average gives the mean over the writers of one language.
func (l *LeftOut) Average(lang string) Average {
	var a Average
	var cards, others float64
	var good, none []float64
	for _, w := range l.Writers {
		if w.Lang != lang {
			continue
		}
		good, none = append(good, w.good...), append(none, w.none...)
		if t := w.Tally; t.Good >= fewestAsks {
			cards++
			a.First += ratio(t.First, t.Good)
			a.Three += ratio(t.Three, t.Good)
			a.Refused += ratio(t.Refused, t.Good)
		}
		if t := w.Tally; t.Outside >= fewestOutside {
			others++
			a.Recognised += ratio(t.Recognised, t.Outside)
		}
	}
	a.First, a.Three, a.Refused = a.First/max(cards, 1), a.Three/max(cards, 1), a.Refused/max(cards, 1)
	a.Recognised /= max(others, 1)
	a.AtRefused = above(none, threshold(good))
	return a
}

// threshold is the figure that the permitted share of good questions lies above.
func threshold(good []float64) float64 {
	if len(good) == 0 {
		return 1
	}
	sorted := slices.Sorted(slices.Values(good))
	return sorted[len(sorted)-1-int(float64(len(sorted))*mayRefuse)]
}

func above(all []float64, limit float64) float64 {
	n := 0
	for _, p := range all {
		n += count(p > limit)
	}
	return ratio(n, len(all))
}

func ratio(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// Write prints a line for each writer, the averages of each language, and the reliability.
func (l *LeftOut) Write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "writer left out\tfirst right\tin first three\tfalse outside\toutside right\t")
	langs := []string{}
	for _, x := range l.Writers {
		if !slices.Contains(langs, x.Lang) {
			langs = append(langs, x.Lang)
		}
		c := x.Tally
		fmt.Fprintf(t, "%s %s\t%s\t%s\t%s\t%s\t\n", x.Lang, x.Name, share(c.First, c.Good), share(c.Three, c.Good),
			share(c.Refused, c.Good), share(c.Recognised, c.Outside))
	}
	for _, lang := range langs {
		a := l.Average(lang)
		fmt.Fprintf(t, "%s average\t%.1f %%\t%.1f %%\t%.1f %%\t%.1f %%\t\n", lang, 100*a.First, 100*a.Three, 100*a.Refused, 100*a.Recognised)
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	for _, lang := range langs {
		fmt.Fprintf(w, "%s: %.1f %% of what no card answers recognised where %.0f %% of good questions are refused\n",
			lang, 100*l.Average(lang).AtRefused, 100*mayRefuse)
	}
	return l.Reliability.Write(w)
}
