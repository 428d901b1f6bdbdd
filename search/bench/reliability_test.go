package bench_test

import (
	"bytes"
	"errors"
	"math"
	"testing"

	"clerkcoach/search"
	"clerkcoach/search/bench"

	"github.com/google/go-cmp/cmp"
)

// sure is an answer given with some confidence: a right one, or a wrong one.
func sure(confidence float64, right bool) answer {
	r := reply(search.Answered, "shy")
	if right {
		r = reply(search.Answered, "calm")
	}
	r.Confidence = confidence
	return answer{bench.Case{Q: "q", Want: []string{"calm"}}, r}
}

func TestReliabilityWrite(t *testing.T) {
	t.Parallel()
	as := func(v search.Verdict, confidence float64, c bench.Case, cards ...string) answer {
		return answer{c, bench.Reply{Verdict: v, Confidence: confidence, Cards: cards}}
	}
	calm := bench.Case{Q: "q", Want: []string{"calm"}, Also: []string{"shy"}}
	const head = "\n  confidence  answers  on average   right\n"
	for _, c := range []struct {
		name    string
		answers []answer
		want    string
	}{
		{"no answers", nil, "\n  confidence  answers  on average  right\nconfidence and rightness are 0.0 points apart on average\n"},
		{
			"edges", []answer{sure(0, false), sure(0.0999, false), sure(0.1, false), sure(0.9, true), sure(0.9999, true), sure(1, true), sure(1, true)},
			"\n  confidence  answers  on average    right\n" +
				"  0.0 to 0.1        2       5.0 %    0.0 %\n" +
				"  0.1 to 0.2        1      10.0 %    0.0 %\n" +
				"  0.9 to 1.0        4      97.5 %  100.0 %\n" +
				"confidence and rightness are 4.3 points apart on average\n",
		},
		{
			"a wanted card, and one that does as well",
			[]answer{as(search.Answered, 0.5, calm, "calm"), as(search.Unsure, 0.5, calm, "shy"), as(search.Unsure, 0.5, calm, "deaf", "calm")},
			head + "  0.5 to 0.6        3      50.0 %  66.7 %\nconfidence and rightness are 16.7 points apart on average\n",
		},
		{
			"an answer to what no card answers", []answer{as(search.Answered, 0.25, bench.Case{Q: "q", Want: []string{"none"}}, "calm"), sure(0.25, true)},
			head + "  0.2 to 0.3        2      25.0 %  50.0 %\nconfidence and rightness are 25.0 points apart on average\n",
		},
		{
			"refused, and empty, are no answers",
			[]answer{as(search.Outside, 0.9, calm, "calm"), as(search.Answered, 0.9, calm), sure(0.5, true), sure(0.5, false)},
			head + "  0.5 to 0.6        2      50.0 %  50.0 %\nconfidence and rightness are 0.0 points apart on average\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			report := run(t, c.answers...)
			if err := report.Reliability.Write(&out); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, out.String()); diff != "" {
				t.Errorf("reliability (-want +got):\n%s", diff)
			}
		})
	}
}

// TestReliabilitySteps wants each tenth to open a step of its own, whatever floating point makes of it.
func TestReliabilitySteps(t *testing.T) {
	t.Parallel()
	var answers []answer
	for tenth := range 10 {
		answers = append(answers, sure(float64(tenth)/10, true))
	}
	var out bytes.Buffer
	report := run(t, answers...)
	if err := report.Reliability.Write(&out); err != nil {
		t.Fatal(err)
	}
	if got := bytes.Count(out.Bytes(), []byte(" to ")); got != 10 {
		t.Errorf("ten tenths make %d steps:\n%s", got, out.String())
	}
}

func TestGap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		answers []answer
		want    float64
	}{
		{"none", nil, 0},
		{"certain and right", []answer{sure(1, true)}, 0},
		{"certain and wrong", []answer{sure(1, false)}, 1},
		{"too modest", []answer{sure(0.2, true)}, 0.8},
		{"as often right as said", []answer{sure(0.75, true), sure(0.75, true), sure(0.75, true), sure(0.75, false)}, 0},
		{"within a step, errors even out", []answer{sure(0.41, true), sure(0.49, false), sure(0.45, true), sure(0.45, false)}, 0.05},
		// |0.2 − 1| once, |1.8 − 1| of two.
		{"over steps, they do not", []answer{sure(0.2, true), sure(0.9, true), sure(0.9, false)}, (0.8 + 0.8) / 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			report := run(t, c.answers...)
			if got := report.Reliability.Gap(); math.Abs(got-c.want) > 1e-9 {
				t.Errorf("gap %v, want %v", got, c.want)
			}
		})
	}
}

func TestReliabilityWriteFails(t *testing.T) {
	t.Parallel()
	report := run(t, sure(0.5, true))
	var whole bytes.Buffer
	if err := report.Reliability.Write(&whole); err != nil {
		t.Fatal(err)
	}
	for room := range whole.Len() {
		if err := report.Reliability.Write(&failing{room}); !errors.Is(err, errNoRoom) {
			t.Fatalf("with room for %d of %d bytes: %v", room, whole.Len(), err)
		}
	}
}
