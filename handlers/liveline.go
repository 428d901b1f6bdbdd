package handlers

import (
	"crypto/rand"
	"encoding/base64"
	"slices"
	"time"
)

// Bounds of what is known of a line.
const (
	keptTrips = 5 // round trips, of which the median counts
	keptPings = 4 // that have not been echoed
)

// line is what a process knows of the line to a seat: how long the last round trips took, in milliseconds, and the pings under way.
type line struct {
	trips []int64
	pings []ping
}

type ping struct {
	nonce string
	sent  time.Time
}

// ping notes that a ping is sent now and gives its nonce.
func (l *line) ping(now time.Time) string {
	var raw [9]byte
	rand.Read(raw[:]) //nolint:errcheck // crypto/rand.Read never returns an error
	p := ping{nonce: base64.RawURLEncoding.EncodeToString(raw[:]), sent: now}
	l.pings = append(l.pings[max(0, len(l.pings)-keptPings+1):], p)
	return p.nonce
}

// echo takes a nonce that has come back. One that is unknown, or has come before, is passed over.
func (l *line) echo(nonce string, now time.Time) {
	i := slices.IndexFunc(l.pings, func(p ping) bool { return p.nonce == nonce })
	if i < 0 {
		return
	}
	trip := now.Sub(l.pings[i].sent).Milliseconds()
	l.pings = slices.Delete(l.pings, i, i+1)
	l.trips = append(l.trips[max(0, len(l.trips)-keptTrips+1):], trip)
}

// delay is the median of the round trips, in milliseconds; 0 where none is known.
func (l *line) delay() int64 {
	if len(l.trips) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(l.trips))
	return sorted[(len(sorted)-1)/2]
}

// ping notes a ping to a reader and gives its nonce.
func (st *streams) ping(of string, now time.Time) string {
	st.mu.Lock()
	defer st.mu.Unlock()
	if r := st.by[of]; r != nil {
		return r.line.ping(now)
	}
	return ""
}

// echo takes a nonce that a reader sends back.
func (st *streams) echo(of, nonce string, now time.Time) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if r := st.by[of]; r != nil {
		r.line.echo(nonce, now)
	}
}

// delay is the delay of a reader's line there and back, in milliseconds, as far as it is known.
func (st *streams) delay(of string) int64 {
	st.mu.Lock()
	defer st.mu.Unlock()
	if r := st.by[of]; r != nil {
		return r.line.delay()
	}
	return 0
}
