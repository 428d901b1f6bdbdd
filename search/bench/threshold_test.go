package bench

import (
	"bytes"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// steps gives n figures from 0 up to below 1, in a shuffled order.
func steps(n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = float64(i*7%n) / float64(n) // 7 has no factor in common with the numbers used here
	}
	return all
}

// same gives a figure n times.
func same(figure float64, n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = figure
	}
	return all
}

// TestThreshold wants as many good questions above the threshold as may be refused: 2 %, and no more of those that are alike.
func TestThreshold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		good  []float64
		above int
	}{
		{"one", steps(1), 0},
		{"too few to refuse one", steps(49), 0},
		{"enough for one", steps(51), 1},
		{"a bit more than two", steps(120), 2},
		{"two exactly", steps(100), 2},
		{"many", steps(1010), 20},
		{"all alike", same(0.4, 500), 0},
		{"the highest alike", append(steps(101), same(1, 10)...), 0},
		{"all certain", same(1, 100), 0},
		{"none", nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			before := append([]float64{}, c.good...)
			limit := threshold(c.good)
			n := 0
			for _, p := range c.good {
				n += count(p > limit)
			}
			if n != c.above {
				t.Errorf("%d of %d lie above %v, want %d", n, len(c.good), limit, c.above)
			}
			if diff := cmp.Diff(before, append([]float64{}, c.good...)); diff != "" {
				t.Errorf("the figures were moved (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAtRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		writers []Writer
		want    float64
	}{
		{"all above", []Writer{{Lang: "en", good: same(0.1, 300), none: same(0.2, 100)}}, 1},
		{"none above", []Writer{{Lang: "en", good: same(0.3, 300), none: same(0.2, 100)}}, 0},
		{"as high as the good ones", []Writer{{Lang: "en", good: same(0.2, 300), none: same(0.2, 100)}}, 0},
		{
			"the highest good ones are let go",
			[]Writer{{Lang: "en", good: append(same(0.1, 295), same(0.9, 5)...), none: append(same(0.5, 75), same(0.05, 25)...)}}, 0.75,
		},
		{
			"writers together",
			[]Writer{
				{Lang: "en", good: same(0.1, 300), none: same(0.2, 100)},
				{Lang: "en", good: same(0.4, 300)},
				{Lang: "en", none: same(0.5, 300)},
			}, 0.75,
		},
		{
			"another language",
			[]Writer{{Lang: "en", good: same(0.1, 300), none: same(0.2, 100)}, {Lang: "zh-Hans", good: same(0.9, 300), none: same(0, 100)}}, 1,
		},
		{"no others", []Writer{{Lang: "en", good: same(0.1, 300)}}, 0},
		{"no good ones", []Writer{{Lang: "en", none: same(0.9, 300)}}, 0},
		{"nobody", nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := (&LeftOut{Writers: c.writers}).Average("en").AtRefused; math.Abs(got-c.want) > 1e-9 {
				t.Errorf("recognised %v, want %v", got, c.want)
			}
		})
	}
}

// TestAverage has writers on either side of the bounds; each of those within counts the same.
func TestAverage(t *testing.T) {
	t.Parallel()
	l := &LeftOut{Writers: []Writer{
		{Lang: "en", Tally: Tally{Good: 300, First: 300, Three: 300, Outside: 99}},
		{Lang: "en", Tally: Tally{Good: 3000, First: 1500, Three: 2400, Refused: 300, Outside: 100, Recognised: 40}},
		{Lang: "en", Tally: Tally{Good: 299, Refused: 299, Outside: 1000, Recognised: 900}},
		{Lang: "zh-Hans", Tally: Tally{Good: 300, Refused: 300, Outside: 100}},
	}}
	want := Average{First: 0.75, Three: 0.9, Refused: 0.05, Recognised: 0.65}
	if diff := cmp.Diff(want, l.Average("en")); diff != "" {
		t.Errorf("average (-want +got):\n%s", diff)
	}
}

func TestLeftOutWrite(t *testing.T) {
	t.Parallel()
	l := &LeftOut{Writers: []Writer{
		{
			Lang: "en", Name: "anna", good: same(0.1, 400), none: append(same(0.6, 80), same(0.05, 20)...),
			Tally: Tally{Good: 400, First: 300, Three: 380, Refused: 8, Outside: 100, Recognised: 80},
		},
		{
			Lang: "en", Name: "ben", good: same(0.2, 1000),
			Tally: Tally{Good: 1000, First: 650, Three: 900, Refused: 60, Outside: 99, Recognised: 1},
		},
		{
			Lang: "en", Name: "dora", good: same(0.2, 5), none: same(0.6, 100),
			Tally: Tally{Good: 5, First: 1, Three: 1, Refused: 4, Outside: 200, Recognised: 180},
		},
		{
			Lang: "zh-Hans", Name: "lin", good: same(0.1, 300), none: same(0.9, 100),
			Tally: Tally{Good: 300, First: 270, Three: 297, Outside: 100, Recognised: 100},
		},
	}}
	l.Reliability.add(Case{Want: []string{"calm"}}, Reply{Cards: []string{"calm"}, Confidence: 0.75})
	const want = `  writer left out        first right     in first three    false outside      outside right
          en anna   75.0 % (300/400)   95.0 % (380/400)    2.0 % (8/400)    80.0 % (80/100)
           en ben  65.0 % (650/1000)  90.0 % (900/1000)  6.0 % (60/1000)       1.0 % (1/99)
          en dora       20.0 % (1/5)       20.0 % (1/5)     80.0 % (4/5)   90.0 % (180/200)
      zh-Hans lin   90.0 % (270/300)   99.0 % (297/300)    0.0 % (0/300)  100.0 % (100/100)
       en average             70.0 %             92.5 %            4.0 %             85.0 %
  zh-Hans average             90.0 %             99.0 %            0.0 %            100.0 %
en: 90.0 % of what no card answers recognised where 2 % of good questions are refused
zh-Hans: 100.0 % of what no card answers recognised where 2 % of good questions are refused

  confidence  answers  on average    right
  0.7 to 0.8        1      75.0 %  100.0 %
confidence and rightness are 25.0 points apart on average
`
	var out bytes.Buffer
	if err := l.Write(&out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}
