package live_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// full is a room of a game with as many players as may sit in one, who have answered all of ten questions but the last, and taken
// into a phase with the last.
func full(b *testing.B, phase live.Phase) (*keeper, *live.Room) {
	b.Helper()
	const last = 10
	c := lobby(live.Settings{})
	c.Questions = last
	p := &play{tb: b, now: start}
	p.do(c)
	g := p.game
	g.Players, g.Answers = map[string]live.Player{}, map[live.AnswerKey]live.Kept{}
	for n := range live.MaxPlayers {
		j := join(n + 1)
		g.Players[j.Player] = live.Player{ID: j.Player, Name: j.Name, Token: j.Token, Lang: "en", Extra: 100}
		for number := 1; number < last; number++ {
			g.Answers[live.AnswerKey{Number: number, Player: j.Player}] = live.Kept{
				Given: drills.Answer{Options: []string{"a"}}, Score: 1, Points: n % 1000,
			}
		}
	}
	for number := 1; number < last; number++ {
		g.Shown = append(g.Shown, number)
	}
	g.Seats, g.Joined, g.Phase, g.Number = live.MaxPlayers, live.MaxPlayers, live.Board, last-1
	if phase == live.Lobby {
		g.Phase, g.Number, g.Shown, g.Answers = live.Lobby, 0, nil, nil
	}
	k := newKeeper()
	k.put(g, questions(last))
	rooms := live.NewRooms(k, drills.NewExaminer(), still, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { rooms.Run(ctx, uncounted) })
	b.Cleanup(func() {
		cancel()
		running.Wait()
	})
	r, err := rooms.Room(ctx, "g")
	if err != nil {
		b.Fatal(err)
	}
	next, end := live.Next{Host: host(), Number: last}, live.Close{Host: host(), Number: last}
	reveal, board := live.Reveal{Host: host(), Number: last}, live.ShowBoard{Host: host()}
	do(b, r, map[live.Phase][]live.Command{
		live.Open: {next}, live.Closed: {next, end}, live.Revealed: {next, end, reveal},
		live.Board: {next, end, reveal, board}, live.Ended: {next, end, reveal, board, live.End{Host: host()}},
	}[phase]...)
	return k, r
}

// BenchmarkViews makes the views of 3,000 players after something has changed.
func BenchmarkViews(b *testing.B) {
	for _, phase := range []live.Phase{live.Lobby, live.Open, live.Closed, live.Revealed, live.Board, live.Ended} {
		b.Run(string(phase), func(b *testing.B) {
			_, r := full(b, phase)
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				b.StopTimer()
				if n++; phase != live.Ended { // each time another state
					do(b, r, live.GiveTime{Host: host(), Player: "p1", Extra: 100 + n%100})
				}
				b.StartTimer()
				for n := range live.MaxPlayers {
					if _, err := r.PlayerView(fmt.Sprint("p", n+1)); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkFirstView makes the one view after something has changed that the others then share.
func BenchmarkFirstView(b *testing.B) {
	for _, phase := range []live.Phase{live.Lobby, live.Revealed, live.Board} {
		b.Run(string(phase), func(b *testing.B) {
			_, r := full(b, phase)
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				b.StopTimer()
				n++
				do(b, r, live.GiveTime{Host: host(), Player: "p1", Extra: 100 + n%100})
				b.StartTimer()
				r.ScreenView("en")
			}
		})
	}
}

// BenchmarkAnswers has 256 players answer at once, and keeps their answers.
func BenchmarkAnswers(b *testing.B) {
	const at = 256
	k, r := full(b, live.Open)
	line := func() (bool, bool) {
		time.Sleep(2 * time.Millisecond) // as a database might take
		return false, false
	}
	k.cut = line
	saves, rounds := k.saves, 0
	for b.Loop() {
		if rounds*at+at > live.MaxPlayers {
			b.StopTimer()
			k, r = full(b, live.Open)
			k.cut, saves, rounds = line, k.saves, 0
			b.StartTimer()
		}
		var all sync.WaitGroup
		for n := range at {
			all.Go(func() {
				if _, err := r.Do(b.Context(), answer(rounds*at+n+1, 10, "a", 1)); err != nil {
					b.Error(err)
				}
			})
		}
		all.Wait()
		rounds++
	}
	b.ReportMetric(float64(k.saves-saves)/float64(max(rounds, 1)), "commits/op")
}
