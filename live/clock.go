package live

// Two servers' clocks may differ by maxSkew at most, in milliseconds; a clock that is further back than that was set back.
const maxSkew = 5000

// maxNow is the latest time that a server can have: the greatest whole number that every JSON reader keeps.
const maxNow = 1<<53 - 1

// advance moves a game's clock on to the server's time. It never runs back, and follows the server whose clock is ahead; where a
// clock was set back it goes on from there, so that at most the time since the last command is lost. It stops at MaxGame.
func (g *Game) advance(now int64) {
	switch passed := now - g.Seen; {
	case passed >= 0:
		g.Clock = min(g.Clock+passed, MaxGame)
		g.Seen = now
	case passed < -maxSkew:
		g.Seen = now
	}
}

// settle does to a game what time does by itself: it closes a question whose time is over, and ends a game that has lasted long
// enough.
func (s *step) settle(g Game, now int64) {
	s.Game, s.now = g, min(max(now, 0), maxNow)
	if s.Phase == Ended {
		return
	}
	s.advance(s.now)
	if s.Phase == "" {
		s.Clock = 0 // it runs from the lobby on
		return
	}
	if s.Phase == Open && s.Settings.Seconds > 0 && s.Clock > s.closesAt()+s.Settings.Grace {
		s.close(s.closesAt())
	}
	if s.Clock >= MaxGame {
		s.turn(Ended, EventEnded)
	}
}

// limit is how long a question is open to who has a share of the time that others have, in milliseconds.
func (g *Game) limit(extra int) int64 { return g.Settings.Time(extra) }

// closesAt is when the question that is on closes to everybody; it has no meaning where the host alone closes it.
func (g *Game) closesAt() int64 { return g.OpenedAt + g.limit(g.MostExtra) }

// had is how long the question has been there, in milliseconds, without pauses. On a closed one it runs on, for the grace.
func (g *Game) had() int64 {
	if g.Phase == Paused {
		return g.PausedAt - g.OpenedAt
	}
	return g.Clock - g.OpenedAt
}

// left is how long the question is still open to who has a share of the time, in milliseconds; nil where time is not limited.
func (g *Game) left(extra int) *int64 {
	if g.Settings.Seconds == 0 {
		return nil
	}
	var ms int64
	if g.Phase == Open || g.Phase == Paused {
		ms = max(0, g.limit(extra)-g.had())
	}
	return &ms
}

// Wait gives how many milliseconds from now a Tick has something to do, if nothing happens before, and whether there will be
// anything.
func (g Game) Wait(now int64) (int64, bool) {
	if g.Phase == "" || g.Phase == Ended {
		return 0, false
	}
	g.advance(min(max(now, 0), maxNow))
	at := int64(MaxGame)
	if g.Phase == Open && g.Settings.Seconds > 0 {
		at = min(at, g.closesAt()+g.Settings.Grace+1)
	}
	return max(0, at-g.Clock), true
}
