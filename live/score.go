package live

import (
	"cmp"
	"math"
	"slices"
)

// MaxPoints is what a right answer earns, without a bonus.
const MaxPoints = 1000

// MaxLine is how much delay of a line is made good, in milliseconds: nobody gets more by making theirs look slower.
const MaxLine = 2000

// Points gives what an answer earns: 1000 × score, and of that up to Bonus percent for quickness,
//
//	points = base + base × Bonus/100 × max(0, 1 − took/time),   base = 1000 × score,
//
// rounded to whole points, where took is how long the player has had the question, in milliseconds, and time is how long it is open
// to them (extra is Player.Extra). So a right answer earns 1000 to 1200 and a wrong one nothing, however quick. Took has the delay
// of the line subtracted, up to MaxLine: on a slow line one earns as much as on a quick one. Where time is not limited there is no
// bonus.
func (s Settings) Points(score float64, took int64, extra int) int {
	base := MaxPoints * bounded(score)
	time := float64(s.Time(extra))
	if time <= 0 {
		return int(math.Round(base))
	}
	left := min(1, max(0, 1-float64(took)/time))
	return int(math.Round(base)) + int(math.Floor(base*float64(s.Bonus)/100*left))
}

// Time gives how long a question is open to who has a share of the time that others have (see Player.Extra), in milliseconds; 0 where
// time is not limited.
func (s Settings) Time(extra int) int64 { return int64(s.Seconds) * 10 * int64(extra) }

// bounded brings a score into 0 to 1; what is no number is 0.
func bounded(score float64) float64 {
	if math.IsNaN(score) {
		return 0
	}
	return min(1, max(0, score))
}

// Standing is one line of the board.
type Standing struct {
	// Rank counts from 1; equal points share a rank, and those behind them come after all of them: 1, 2, 2, 4.
	Rank   int    `json:"rank"`
	Player string `json:"player"`
	Name   string `json:"name"`
	Points int    `json:"points"`
}

// Rank puts lines of a board in order, those with most points first and equal ones by name, and gives them their ranks.
func Rank(all []Standing) []Standing {
	ranked := slices.SortedFunc(slices.Values(all), func(a, b Standing) int {
		return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Player, b.Player))
	})
	for i := range ranked {
		ranked[i].Rank = i + 1
		if i > 0 && ranked[i].Points == ranked[i-1].Points {
			ranked[i].Rank = ranked[i-1].Rank
		}
	}
	return ranked
}

// Standings ranks all players by the points of questions whose key was shown. Who has left stays if they have any. All players and
// answers have to be there. It is for the report and the board; what a player may see of it, the views say.
func (g Game) Standings() []Standing {
	points := make(map[string]int, len(g.Players))
	for key, kept := range g.Answers {
		if kept.Points > 0 && g.wasShown(key.Number) {
			points[key.Player] += kept.Points
		}
	}
	all := make([]Standing, 0, len(g.Players))
	for id, p := range g.Players {
		if !p.Left || points[id] > 0 {
			all = append(all, Standing{Player: id, Name: p.Name, Points: points[id]})
		}
	}
	return Rank(all)
}

// earned is how many points a player has.
func (g *Game) earned(player string) int {
	points := 0
	for _, number := range g.Shown {
		points += g.Answers[AnswerKey{number, player}].Points
	}
	return points
}

// wasShown tells whether the key of a question was shown.
func (g *Game) wasShown(number int) bool { return slices.Contains(g.Shown, number) }
