package handlers

import "clerkcoach/records"

// Measures of the bars, in the units of their picture, which is stretched to the room that there is.
const (
	teamBarHeight = 100
	teamBarWidth  = 10
	teamBarGap    = 2
)

// mostBars is how many days get a bar each; of more days a bar is a week, from Monday.
const mostBars = 31

// TeamBars is how much was answered over time, in equal parts of it.
type TeamBars struct {
	Base
	Bars          []TeamBar
	Width, Height int
	// Most is the greatest number of answers of a bar.
	Most  int64
	Weeks bool
}

// TeamBar is what was answered in a day or a week: how much of it there was, and how much right.
type TeamBar struct {
	// From and Until are the first and the last day, as dates.
	From, Until            string
	X, Y, High, Good, Wide int
	Count                  int64
	Percent                int
	// People is how many practised on the day; 0 for a week, of which that is not known.
	People int
}

// Any tells whether anything was answered.
func (v *TeamBars) Any() bool { return v.Most > 0 }

// barsView lays out what was answered in a period.
func barsView(b Base, p period, sums []records.DaySum) *TeamBars {
	v := &TeamBars{Base: b, Height: teamBarHeight, Weeks: p.days() > mostBars}
	first, length := p.from, int64(1)
	if v.Weeks {
		first, length = firstOfWeek(p.from), 7
	}
	totals := make([]sum, (p.until-first+length-1)/length)
	heads := make([]int, len(totals))
	for _, n := range sums {
		if n.Day < p.from || n.Day >= p.until {
			continue
		}
		i := (n.Day - first) / length
		totals[i] = totals[i].plus(n.Attempts, n.Score)
		if !v.Weeks {
			heads[i] = n.People
		}
		v.Most = max(v.Most, totals[i].attempts)
	}
	for i, n := range totals {
		from := first + int64(i)*length
		bar := TeamBar{
			From: dayText(max(from, p.from)), Until: dayText(min(from+length, p.until) - 1), X: i*teamBarWidth + teamBarGap/2,
			Wide: teamBarWidth - teamBarGap, Count: n.attempts, Percent: n.percent(), People: heads[i],
		}
		if v.Most > 0 {
			bar.High = int(float64(n.attempts) / float64(v.Most) * teamBarHeight)
			bar.Good = int(n.score / float64(v.Most) * teamBarHeight)
		}
		bar.Y = teamBarHeight - bar.High
		v.Bars = append(v.Bars, bar)
	}
	v.Width = len(totals) * teamBarWidth
	return v
}

// GoodY is where the right part of a bar begins.
func (v TeamBar) GoodY() int { return teamBarHeight - v.Good }

// First is the first bar.
func (v *TeamBars) First() TeamBar { return v.Bars[0] }

// Last is the last bar.
func (v *TeamBars) Last() TeamBar { return v.Bars[len(v.Bars)-1] }
