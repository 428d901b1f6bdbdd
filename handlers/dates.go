package handlers

import "time"

// Day says the day of a time, in milliseconds since 1970, on the clock of the server's place.
func (b Base) Day(at int64) string { return time.UnixMilli(at).Format(b.T("me_day_layout")) }

// Moment says the day and the time of day of a time soon, in milliseconds since 1970, on the clock of the server's place.
func (b Base) Moment(at int64) string { return time.UnixMilli(at).Format(b.T("me_moment_layout")) }

// Dated is Moment with the year, for what may be long ago.
func (b Base) Dated(at int64) string { return time.UnixMilli(at).Format(b.T("me_dated_layout")) }

// Numbered says a day that is counted since 1970; see dayOf.
func (b Base) Numbered(day int64) string {
	return time.UnixMilli(day * dayLength).UTC().Format(b.T("me_day_layout"))
}
