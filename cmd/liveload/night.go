package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"strconv"
	"sync"
	"time"

	"clerkcoach/cmd/liveload/crowd"
	"clerkcoach/scripts/promise"
)

// joiners is how many join at once.
const joiners = 64

// night is one game from the first to the last, and what was found.
type night struct {
	options
	server *server
	host   *crowd.Host
	game   crowd.Game
	crowd  []*guest
	asleep []net.Conn
	awake  int // streams at the end of the game

	before, idle, after size
	reached, ranked     promise.Times // from the host's tap to the question, and to the board, on a player's screen
	acknowledged        promise.Times // from an answer sent to its acknowledgement
	joined              promise.Times

	mu     sync.Mutex
	faults []error
	kept   map[answerKey]string // what was acknowledged
	lost   int
	doubly int
}

// answerKey names a player's answer to a question.
type answerKey struct {
	player string
	number int
}

// guest is a player, and what their screen has shown.
type guest struct {
	*crowd.Player
	mu    sync.Mutex
	lobby bool
	// The newest question and the newest board, and when each came.
	shown, board     int
	opened, standing chan time.Time
}

func newNight(o options, s *server) *night {
	return &night{options: o, server: s, kept: map[answerKey]string{}}
}

// play plays the game through.
func (n *night) play(ctx context.Context) (err error) {
	if n.host, err = crowd.FirstAdmin(ctx, n.server.site, n.server.link, "H1", "seven green teapots"); err != nil {
		return err
	}
	n.game, err = n.host.Open(ctx, url.Values{
		"language": {"en"}, "kind": {"multiple-choice"}, "count": {strconv.Itoa(n.questions)}, "seconds": {"60"}, "autoclose": {"1"},
	})
	if err != nil {
		return err
	}
	if n.before, err = n.server.size(ctx); err != nil {
		return err
	}
	listening, hangUp := context.WithCancel(ctx)
	defer hangUp()
	var screens sync.WaitGroup
	if err := n.join(ctx, listening, &screens); err != nil {
		return err
	}
	if err := n.letSleep(ctx); err != nil {
		return err
	}
	if n.idle, err = n.server.size(ctx); err != nil {
		return err
	}
	for number := 1; number <= n.questions; number++ {
		if err := n.question(ctx, number); err != nil {
			return fmt.Errorf("question %d: %w", number, err)
		}
	}
	if err := n.host.Do(ctx, n.game, "end", n.questions); err != nil {
		return err
	}
	if n.awake, err = n.server.streams(ctx); err != nil {
		return err
	}
	hangUp()
	screens.Wait()
	for _, conn := range n.asleep {
		conn.Close() //nolint:errcheck // the server may have closed it
	}
	n.server.site.Close()
	fmt.Printf("played; memory is looked at again in %v\n", n.settle)
	select {
	case <-time.After(n.settle):
	case <-ctx.Done():
		return ctx.Err()
	}
	n.after, err = n.server.size(ctx)
	return err
}

// join lets everybody in, and waits until all screens show the lobby.
func (n *night) join(ctx, listening context.Context, screens *sync.WaitGroup) error {
	n.crowd = make([]*guest, n.players)
	lobby := make(chan struct{}, n.players)
	errs := make(chan error, joiners)
	for j := range joiners {
		go func() {
			for i := j; i < n.players; i += joiners {
				start := time.Now()
				p, err := crowd.Join(ctx, n.server.site, n.game, "Player "+strconv.Itoa(i+1))
				if err != nil {
					errs <- err
					return
				}
				n.joined.Add(time.Since(start), true)
				g := &guest{Player: p, opened: make(chan time.Time, n.questions), standing: make(chan time.Time, n.questions)}
				n.crowd[i] = g
				screens.Go(func() {
					err := g.Listen(listening, func(v crowd.View) { g.see(v, lobby) })
					if !errors.Is(err, context.Canceled) {
						n.fault(err)
					}
				})
			}
			errs <- nil
		}()
	}
	for range joiners {
		if err := <-errs; err != nil {
			return err
		}
	}
	for range n.players {
		select {
		case <-lobby:
		case <-time.After(patience):
			return errors.New("not all players see the lobby")
		}
	}
	return nil
}

// letSleep lets further players in, who never read what they are sent.
func (n *night) letSleep(ctx context.Context) error {
	for i := range n.slow {
		p, err := crowd.Join(ctx, n.server.site, n.game, "Sleeper "+strconv.Itoa(i+1))
		if err != nil {
			return err
		}
		conn, err := p.NeverRead(ctx)
		if err != nil {
			return err
		}
		n.asleep = append(n.asleep, conn)
	}
	return nil
}

// see notes what a player's screen shows.
func (g *guest) see(v crowd.View, lobby chan<- struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case v.Phase == "lobby" && !g.lobby:
		g.lobby = true
		lobby <- struct{}{}
	case v.Phase == "open" && v.Number > g.shown:
		g.shown = v.Number
		g.opened <- time.Now()
	case v.Phase == "board" && v.Number > g.board:
		g.board = v.Number
		g.standing <- time.Now()
	}
}

// question opens a question, lets everybody answer it, and goes on to the board.
func (n *night) question(ctx context.Context, number int) error {
	start := time.Now()
	if err := n.host.Do(ctx, n.game, "next", number-1); err != nil {
		return err
	}
	var answering sync.WaitGroup
	for _, g := range n.crowd {
		answering.Go(func() { n.answer(ctx, g, number, start) })
	}
	answering.Wait()
	// Once all have answered, the question has closed by itself, unless some sleep.
	for _, command := range []string{"close", "reveal"} {
		if err := n.host.Do(ctx, n.game, command, number); err != nil {
			return err
		}
	}
	return n.standings(ctx, number)
}

// standings shows the board, which everybody reads before the host goes on.
func (n *night) standings(ctx context.Context, number int) error {
	start := time.Now()
	if err := n.host.Do(ctx, n.game, "board", number); err != nil {
		return err
	}
	for _, g := range n.crowd {
		select {
		case at := <-g.standing:
			n.ranked.Add(at.Sub(start), true)
		case <-time.After(patience):
			return fmt.Errorf("%s does not see the board", g.Name)
		}
	}
	time.Sleep(n.reading)
	return nil
}

// answer waits until a player has the question, and answers it a little later.
func (n *night) answer(ctx context.Context, g *guest, number int, start time.Time) {
	select {
	case at := <-g.opened:
		n.reached.Add(at.Sub(start), true)
	case <-time.After(patience):
		n.fault(fmt.Errorf("%s does not see question %d", g.Name, number))
		return
	}
	time.Sleep(time.Duration(rand.Int64N(int64(n.within)))) //nolint:gosec // any will do
	option := string("ab"[rand.IntN(2)])                    //nolint:gosec // any will do
	start = time.Now()
	if _, err := g.Answer(ctx, number, url.Values{"a": {option}}); err != nil {
		n.fault(fmt.Errorf("%s answers question %d: %w", g.Name, number, err))
		return
	}
	n.acknowledged.Add(time.Since(start), true)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.kept[answerKey{g.Name, number}] = option
}

func (n *night) fault(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.faults = append(n.faults, err)
}
