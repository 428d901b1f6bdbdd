package records

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"clerkcoach/live"
)

// An answer is a register that is written once, for each question and player: the first value stays, an equal one reads it, another
// is refused.

// written is what a register holds: an option, and when it came; none in the zero value.
type written struct {
	option string
	at     int64
}

// call is what a client does with the register of a player; an empty option reads it from the store.
type call struct{ player, option string }

// outcome is what the client is told.
type outcome struct {
	kept    written
	refused bool
}

func registers() porcupine.Model {
	return porcupine.Model{
		Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
			of := map[string][]porcupine.Operation{}
			for _, o := range history {
				player := o.Input.(call).player
				of[player] = append(of[player], o)
			}
			var all [][]porcupine.Operation
			for _, some := range of {
				all = append(all, some)
			}
			return all
		},
		Init: func() any { return written{} },
		Step: func(state, input, output any) (bool, any) {
			is, in, out := state.(written), input.(call), output.(outcome)
			switch {
			case in.option == "":
				return out.kept == is, is
			case is == written{}:
				return !out.refused && out.kept.option == in.option, out.kept
			case is.option == in.option:
				return !out.refused && out.kept == is, is
			}
			return out.refused, is
		},
	}
}

// TestRegistersTellFaults wants the model to find what a store must not do.
func TestRegistersTellFaults(t *testing.T) {
	t.Parallel()
	a, b := written{"a", 1}, written{"b", 2}
	put := func(w written) porcupine.Operation {
		return porcupine.Operation{Input: call{"n", w.option}, Output: outcome{kept: w}}
	}
	refused := func(option string) porcupine.Operation {
		return porcupine.Operation{Input: call{"n", option}, Output: outcome{refused: true}}
	}
	read := func(w written) porcupine.Operation {
		return porcupine.Operation{Input: call{"n", ""}, Output: outcome{kept: w}}
	}
	for name, c := range map[string]struct {
		history []porcupine.Operation
		good    bool
	}{
		"the first stays":      {[]porcupine.Operation{put(a), put(a), refused("b"), read(a)}, true},
		"overwritten":          {[]porcupine.Operation{put(a), put(b)}, false},
		"lost":                 {[]porcupine.Operation{put(a), read(written{})}, false},
		"kept anew":            {[]porcupine.Operation{put(a), put(written{"a", 2})}, false},
		"refused before any":   {[]porcupine.Operation{refused("a"), put(b), read(b)}, false},
		"refused, but kept":    {[]porcupine.Operation{put(a), refused("b"), read(b)}, false},
		"refused its own":      {[]porcupine.Operation{put(a), refused("a")}, false},
		"another than was put": {[]porcupine.Operation{put(a), read(b)}, false},
	} {
		for i := range c.history {
			c.history[i].Call, c.history[i].Return = int64(2*i), int64(2*i+1)
		}
		if porcupine.CheckOperations(registers(), c.history) != c.good {
			t.Errorf("%s: the model says otherwise", name)
		}
	}
}

// quarrel is games that many answer at once, through processes that die.
type quarrel struct {
	clock   atomic.Int64
	start   time.Time
	stores  [2]*Store
	houses  [2]*house
	tries   atomic.Int64 // in vain
	refused int
	mu      sync.Mutex
	rooms   [2]*live.Room // of the game that is on
	history []porcupine.Operation
}

// Of each game.
const (
	quarrelPlayers = 20
	quarrelClients = 8
)

// player is the id of the n-th player.
func player(n int) string { return seat(100 + n).Player }

// open makes a process.
func (q *quarrel) open(t *testing.T, which int) {
	t.Helper()
	q.houses[which] = openHouse(t, q.stores[which], q.clock.Load, sometimes)
}

// enter has a process go on with a game.
func (q *quarrel) enter(t *testing.T, which int, id string) {
	t.Helper()
	r := q.houses[which].room(t, id)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.rooms[which] = r
}

// answer repeats an answer until there is a reply, and notes it.
func (q *quarrel) answer(t *testing.T, which, n int, option string) {
	called := time.Since(q.start).Nanoseconds()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(time.Millisecond) {
		q.mu.Lock()
		r := q.rooms[which]
		q.mu.Unlock()
		q.clock.Add(1)
		got, err := r.Do(context.Background(), reply(100+n, 1, letter(option), 1))
		switch {
		case err == nil:
			q.note(call{player(n), option}, outcome{kept: written{got.Receipt.Given.Options[0], got.Receipt.At}}, called)
			return
		case errors.Is(err, live.ErrChangedAnswer):
			q.note(call{player(n), option}, outcome{refused: true}, called)
			return
		case !errors.Is(err, live.ErrShut) && !errors.Is(err, live.ErrBusy), time.Now().After(end):
			t.Error(err)
			return
		}
		q.tries.Add(1)
	}
}

// note adds to the history what has happened since a moment.
func (q *quarrel) note(c call, out outcome, called int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.history = append(q.history, porcupine.Operation{Input: c, Output: out, Call: called, Return: time.Since(q.start).Nanoseconds()})
	if out.refused {
		q.refused++
	}
}

// game has clients answer for the same players at once, while one of the processes is killed, and reads what was kept.
func (q *quarrel) game(t *testing.T, id string, dies int) {
	t.Helper()
	open := lobby(1)
	open.ID, open.Settings = id, live.Settings{}
	host := q.houses[0].drawn(t, open)
	for n := range quarrelPlayers {
		doing(t, host, seat(100+n))
	}
	doing(t, host, live.Next{Host: proof(1), Number: 1})
	q.enter(t, 0, id)
	q.enter(t, 1, id)
	q.history = nil
	var all sync.WaitGroup
	for client := range quarrelClients {
		all.Go(func() {
			for _, n := range rand.Perm(quarrelPlayers) {
				q.answer(t, client%2, n, []string{"a", "b"}[rand.IntN(2)])
			}
		})
	}
	time.Sleep(time.Duration(rand.IntN(10)) * time.Millisecond)
	q.houses[dies].kill()
	q.open(t, dies)
	q.enter(t, dies, id)
	all.Wait()
	g := mustGame(t, q.stores[0], id, 0)
	for n := range quarrelPlayers {
		kept := g.Answers[live.AnswerKey{Number: 1, Player: player(n)}]
		q.note(call{player(n), ""}, outcome{kept: written{kept.Given.Options[0], kept.At}}, time.Since(q.start).Nanoseconds())
	}
	if !porcupine.CheckOperations(registers(), q.history) {
		t.Errorf("%s has no order in which it is right: %+v", id, q.history)
	}
}

// TestConcurrentAnswersAreRegisters has clients give different answers for the same players at once, through two processes of which
// now and then one is killed, and of whose notices every other is lost: whatever they are told has an order in which it is right.
func TestConcurrentAnswersAreRegisters(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		q := &quarrel{start: time.Now(), stores: [2]*Store{staff(t, c, 1), mustOpen(t, c)}}
		q.clock.Store(noon)
		q.open(t, 0)
		q.open(t, 1)
		total := rounds(5, 300)
		for round := range total {
			q.game(t, fmt.Sprint("g-", round), round%2)
		}
		t.Logf("promise: answers of two processes, %s: %d histories linearizable, with a kill each; %d answers tried again, %d refused",
			nameOf(c), total, q.tries.Load(), q.refused)
		if q.refused == 0 || q.tries.Load() == 0 {
			t.Error("nobody was refused, or no kill was felt: that shows nothing")
		}
	})
}
