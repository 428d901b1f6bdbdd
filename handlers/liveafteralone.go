package handlers

import "clerkcoach/live"

// aloneUntil is until when a game's questions can be answered alone, in milliseconds since 1970; 0 if they cannot.
func aloneUntil(g live.Game) int64 {
	if g.Phase != live.Ended || g.Settings.Days == 0 || len(g.Shown) == 0 {
		return 0
	}
	return g.Seen + int64(g.Settings.Days)*dayLength
}
