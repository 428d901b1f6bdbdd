package drills_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"clerkcoach/drills"
)

// near tells whether a figure is another to four places.
func near(a, b float64) bool { return math.Abs(a-b) < 5e-5 }

func wantEstimate(t *testing.T, got, want drills.Estimate) {
	t.Helper()
	if got.N != want.N || got.Why != want.Why || !near(got.Value, want.Value) ||
		!near(got.Low, want.Low) || !near(got.High, want.High) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestFacility compares with figures worked out by hand from the formulas.
func TestFacility(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		sums drills.Sums
		want drills.Estimate
	}{
		"nothing": {drills.Sums{}, drills.Estimate{Why: drills.UnknownFew}},
		"too few": {drills.Sums{N: 9, Right: 9, Score: 9, Score2: 9}, drills.Estimate{N: 9, Why: drills.UnknownFew}},
		"8 of 10": {drills.Sums{N: 10, Right: 8, Score: 8, Score2: 8}, drills.Estimate{Value: 0.8, Low: 0.4902, High: 0.9433,
			N: 10}},
		"none of 10": {drills.Sums{N: 10}, drills.Estimate{High: 0.2775, N: 10}},
		"all of 10":  {drills.Sums{N: 10, Right: 10, Score: 10, Score2: 10}, drills.Estimate{Value: 1, Low: 0.7225, High: 1, N: 10}},
		"parts": {drills.Sums{N: 10, Right: 5, Score: 7.5, Score2: 6.25}, drills.Estimate{Value: 0.75, Low: 0.5867,
			High: 0.9133, N: 10}},
		"parts alike": {drills.Sums{N: 10, Score: 5, Score2: 2.5}, drills.Estimate{Value: 0.5, Low: 0.5, High: 0.5, N: 10}},
		"parts and top": {drills.Sums{N: 12, Right: 11, Score: 11.9, Score2: 11.81}, drills.Estimate{Value: 0.9917, Low: 0.9753,
			High: 1, N: 12}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantEstimate(t, drills.Facility(tt.sums), tt.want)
		})
	}
}

// rated are the sums of pairs of a score and a rest, each so many times.
func rated(times int64, pairs ...[2]float64) drills.Sums {
	s := drills.Sums{}
	for _, p := range pairs {
		n := float64(times)
		s.Rated += times
		s.RatedScore += n * p[0]
		s.RatedScore2 += n * p[0] * p[0]
		s.Rest += n * p[1]
		s.Rest2 += n * p[1] * p[1]
		s.ScoreTimesRest += n * p[0] * p[1]
	}
	return s
}

// TestDiscrimination compares with figures worked out by hand: of the first, r = (12 - 16·16/32) / √(8·4) = 0.7071.
func TestDiscrimination(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		sums drills.Sums
		want drills.Estimate
	}{
		"nothing": {drills.Sums{}, drills.Estimate{Why: drills.UnknownFew}},
		"too few": {rated(29, [2]float64{1, 0.5}), drills.Estimate{N: 29, Why: drills.UnknownFew}},
		"positive": {
			rated(8, [2]float64{1, 1}, [2]float64{1, 0.5}, [2]float64{0, 0.5}, [2]float64{0, 0}),
			drills.Estimate{Value: 0.7071, Low: 0.4757, High: 0.8470, N: 32},
		},
		"misleading": {
			rated(8, [2]float64{0, 1}, [2]float64{0, 0.5}, [2]float64{1, 0.5}, [2]float64{1, 0}),
			drills.Estimate{Value: -0.7071, Low: -0.8470, High: -0.4757, N: 32},
		},
		"of no use": {
			rated(10, [2]float64{1, 1}, [2]float64{1, 0}, [2]float64{0, 1}, [2]float64{0, 0}),
			drills.Estimate{Low: -0.3115, High: 0.3115, N: 40},
		},
		"perfect":      {rated(20, [2]float64{1, 0.9}, [2]float64{0, 0.1}), drills.Estimate{Value: 1, Low: 1, High: 1, N: 40}},
		"scores alike": {rated(20, [2]float64{1, 0.9}, [2]float64{1, 0.1}), drills.Estimate{N: 40, Why: drills.UnknownAlike}},
		"rests alike":  {rated(20, [2]float64{1, 0.3}, [2]float64{0, 0.3}), drills.Estimate{N: 40, Why: drills.UnknownAlike}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantEstimate(t, drills.Discrimination(tt.sums), tt.want)
		})
	}
}

// TestEstimateProperties wants of any answers that figures are where they can be, and within their intervals.
func TestEstimateProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		score := rapid.SampledFrom([]float64{0, 0, 1, 1, 0.25, 1.0 / 3, 0.5})
		if rapid.Bool().Draw(t, "right or wrong") {
			score = rapid.SampledFrom([]float64{0, 1})
		}
		var s drills.Sums
		scores, rests := map[float64]bool{}, map[float64]bool{}
		for range rapid.IntRange(0, 60).Draw(t, "answers") {
			x, y := score.Draw(t, "score"), float64(rapid.IntRange(0, 7).Draw(t, "rest"))/7
			one := rated(1, [2]float64{x, y})
			s.N++
			if x == 1 {
				s.Right++
			}
			s.Score, s.Score2 = s.Score+x, s.Score2+x*x
			s.Rated, s.RatedScore, s.RatedScore2 = s.Rated+1, s.RatedScore+one.RatedScore, s.RatedScore2+one.RatedScore2
			s.Rest, s.Rest2, s.ScoreTimesRest = s.Rest+one.Rest, s.Rest2+one.Rest2, s.ScoreTimesRest+one.ScoreTimesRest
			scores[x], rests[y] = true, true
		}
		holds := func(e drills.Estimate, least float64) {
			if e.Known() && !(least <= e.Low && e.Low <= e.Value && e.Value <= e.High && e.High <= 1) {
				t.Fatalf("%+v", e)
			}
			if !e.Known() && (e.Value != 0 || e.Low != 0 || e.High != 0) {
				t.Fatalf("unknown, and yet %+v", e)
			}
		}
		f, d := drills.Facility(s), drills.Discrimination(s)
		holds(f, 0)
		holds(d, -1)
		if f.Known() != (s.N >= drills.FewestAnswers) {
			t.Fatalf("facility %+v of %d", f, s.N)
		}
		if d.Known() != (s.Rated >= drills.FewestRated && len(scores) > 1 && len(rests) > 1) {
			t.Fatalf("discrimination %+v of %d with %v and %v", d, s.Rated, scores, rests)
		}
	})
}
