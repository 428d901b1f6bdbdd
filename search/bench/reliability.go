package bench

import (
	"fmt"
	"io"
	"text/tabwriter"

	"clerkcoach/search"
)

// Reliability compares the confidence of answers with how often they were right: of those given at 0.8, about 80 % should be.
type Reliability struct {
	given, right [bins]int
	sum          [bins]float64
}

// bins is how many equal steps of confidence are told apart.
const bins = 10

func (r *Reliability) add(c Case, reply Reply) {
	if reply.Verdict == search.Outside || len(reply.Cards) == 0 {
		return
	}
	bin := max(0, min(int(reply.Confidence*bins), bins-1))
	r.given[bin]++
	r.sum[bin] += reply.Confidence
	first := reply.Cards[:1]
	r.right[bin] += count(overlap(first, c.Want) || overlap(first, c.Also))
}

// Gap is the mean distance between confidence and rightness over all answers (the expected calibration error of Guo et al., "On
// Calibration of Modern Neural Networks", ICML 2017).
func (r *Reliability) Gap() float64 {
	var gap, all float64
	for i, n := range r.given {
		if n > 0 {
			d := r.sum[i] - float64(r.right[i])
			gap += max(d, -d)
			all += float64(n)
		}
	}
	return gap / max(all, 1)
}

// Write prints a line for each step of confidence in which answers were given.
func (r *Reliability) Write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\nconfidence\tanswers\ton average\tright\t")
	for i, n := range r.given {
		if n > 0 {
			fmt.Fprintf(t, "%.1f to %.1f\t%d\t%.1f %%\t%.1f %%\t\n", float64(i)/bins, float64(i+1)/bins, n,
				100*r.sum[i]/float64(n), 100*float64(r.right[i])/float64(n))
		}
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print the reliability: %w", err)
	}
	_, err := fmt.Fprintf(w, "confidence and rightness are %.1f points apart on average\n", 100*r.Gap())
	return err
}
