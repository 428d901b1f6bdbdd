package handlers

import (
	"net/http"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"clerkcoach/live"
)

// Bounds of streams.
const (
	seatStreams    = 4   // of one seat; the oldest goes
	screenStreams  = 100 // of one address of a game's screens
	processStreams = 2*live.MaxPlayers + 500

	// After so many streams at a time, memory is given back to the system once the last one has ended and the game's room is let go
	// of; the runtime alone would keep it for minutes.
	manyStreams = 100
	giveBack    = 50 * time.Second
)

// Bounds of codes that lead nowhere.
const (
	mostWrongCodes = 10
	wrongCodesIn   = time.Minute
	mostGuessers   = 10_000
)

// guesses counts wrong codes by the address that they come from.
type guesses struct {
	mu   sync.Mutex
	from map[string]guessed
}

type guessed struct {
	first time.Time
	count int
}

func newGuesses() *guesses { return &guesses{from: map[string]guessed{}} }

// wait is how long an address is not to try another code; 0 if it may.
func (g *guesses) wait(from string, now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	if one := g.from[from]; one.count >= mostWrongCodes {
		return max(0, wrongCodesIn-now.Sub(one.first))
	}
	return 0
}

// note counts a wrong code. Where too many addresses are known, those that have nothing to wait for are forgotten, and if need be all.
func (g *guesses) note(from string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	one := g.from[from]
	if now.Sub(one.first) >= wrongCodesIn {
		one = guessed{first: now}
	}
	one.count++
	if len(g.from) >= mostGuessers {
		for address, other := range g.from {
			if now.Sub(other.first) >= wrongCodesIn {
				delete(g.from, address)
			}
		}
	}
	if len(g.from) >= mostGuessers {
		clear(g.from)
	}
	g.from[from] = one
}

// streams are those that are open in this process, by their reader: a seat, or the address of a game's screens.
type streams struct {
	mu   sync.Mutex
	open int
	most int // that have been open at a time since none was
	by   map[string]*reader
}

// reader is who has streams: a seat, or all screens of an address.
type reader struct {
	lines []chan struct{} // one for each stream, in the order in which they came; closed when another takes its place
	line  line
}

func newStreams() *streams { return &streams{by: map[string]*reader{}} }

// begin makes room for a stream of a reader's. It gives what is closed when another stream takes its place, and what to call at its end.
// Of a seat's streams the oldest goes for a new one. The error is a Failure where there are too many.
func (st *streams) begin(of string, most int, oldestGoes bool) (<-chan struct{}, func(), error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	r := st.by[of]
	if r == nil {
		r = &reader{}
	}
	full := len(r.lines) >= most
	if full && !oldestGoes || st.open >= processStreams {
		return nil, nil, &Failure{Status: http.StatusServiceUnavailable, ID: "live_busy"}
	}
	if full {
		close(r.lines[0])
		r.lines = r.lines[1:]
	}
	mine := make(chan struct{})
	r.lines = append(r.lines, mine)
	st.by[of] = r
	st.open++
	st.most = max(st.most, st.open)
	return mine, func() { st.end(of, mine) }, nil
}

// end forgets a stream, and its reader with the last one.
func (st *streams) end(of string, mine chan struct{}) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.open--; st.open == 0 {
		if st.most >= manyStreams {
			time.AfterFunc(giveBack, func() {
				runtime.GC() // with the second collection pools let go of what they hold
				debug.FreeOSMemory()
			})
		}
		st.most = 0
	}
	r := st.by[of]
	if r == nil {
		return
	}
	for i, other := range r.lines {
		if other == mine {
			r.lines = append(r.lines[:i], r.lines[i+1:]...)
			break
		}
	}
	if len(r.lines) == 0 {
		delete(st.by, of)
	}
}

// count is how many streams are open.
func (st *streams) count() int {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.open
}
