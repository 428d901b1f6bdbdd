package handlers

import (
	"time"

	"clerkcoach/drills"
)

// dayLength is a day in milliseconds.
const dayLength = int64(24 * time.Hour / time.Millisecond)

// zone is how many milliseconds the clock of the server's place is ahead of UTC at a time, which is in milliseconds since 1970. The
// stores of one server share its place.
func zone(at int64) int64 {
	_, seconds := time.UnixMilli(at).In(time.Local).Zone()
	return int64(seconds) * 1000
}

// dayOf is the day that a time belongs to at the server's place, in days since 1970. A day starts as a day of practice does.
func dayOf(at int64) int64 {
	start, _ := drills.Today(at, zone(at))
	return (start + zone(at)) / dayLength
}

// isoDay writes the day of a time at the server's place, which reads the same in all languages; empty for 0.
func isoDay(at int64) string {
	if at == 0 {
		return ""
	}
	return time.UnixMilli(at).In(time.Local).Format(time.DateOnly)
}
