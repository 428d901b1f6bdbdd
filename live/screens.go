package live

import (
	"slices"

	"clerkcoach/drills"
)

// Watcher is a screen that wants to know when there is something new. It is told that there is, not what: whoever is slow misses
// nothing but what is over.
type Watcher struct {
	// C has a value whenever the screen's view may have changed since it was last received.
	C      <-chan struct{}
	c      chan struct{}
	room   *Room
	player string // empty for a screen of the host's, which is told everything
}

// Watch begins to tell a screen: a player's, or one of the host's for an empty player. It is to be closed.
func (r *Room) Watch(player string) *Watcher {
	c := make(chan struct{}, 1)
	w := &Watcher{C: c, c: c, room: r, player: player}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watchers[w] = struct{}{}
	return w
}

// Close ends the telling.
func (w *Watcher) Close() {
	w.room.mu.Lock()
	defer w.room.mu.Unlock()
	delete(w.room.watchers, w)
	w.room.used = w.room.rooms.wall()
}

// Gone is closed when the process is about to stop, or has let go of the room.
func (r *Room) Gone() <-chan struct{} { return r.gone }

// tell tells the screens whose views have changed: a thousand players need not hear of each other's thousand answers.
func (r *Room) tell(before Game, changed map[string]Player) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	everybody := turned(before, r.game)
	for w := range r.watchers {
		_, about := changed[w.player]
		if everybody || w.player == "" || about {
			select {
			case w.c <- struct{}{}:
			default: // it has not looked yet, and will see this as well
			}
		}
	}
}

// turned tells whether players see a game differently.
func turned(before, after Game) bool {
	return before.Phase != after.Phase || before.Number != after.Number || before.OpenedAt != after.OpenedAt ||
		before.MostExtra != after.MostExtra
}

// Questions gives the questions in a language of the game's, or in its first.
func (r *Room) Questions(lang string) []*drills.Question {
	return r.questions[max(0, slices.Index(r.languages, lang))]
}

// on gives the question that is on; nil before the first.
func (r *Room) on(lang string) *drills.Question {
	if n := r.game.Number; n > 0 {
		return r.Questions(lang)[n-1]
	}
	return nil
}

// ScreenView gives what the projector shows just now in a language of the game's.
func (r *Room) ScreenView(lang string) View {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.game.ScreenView(r.rooms.examiner, r.on(lang), r.rooms.now())
}

// RemoteView gives what the host's own device shows just now in a language of the game's.
func (r *Room) RemoteView(lang string) Remote {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.game.RemoteView(r.rooms.examiner, r.on(lang), r.rooms.now())
}

// PlayerView gives what a player's screen shows just now, in their language. The error is ErrNoSeat.
func (r *Room) PlayerView(player string) (View, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.game.PlayerView(r.rooms.examiner, r.on(r.game.Players[player].Lang), player, r.rooms.now())
}

// Player gives a player by their id; not if there is none.
func (r *Room) Player(id string) (Player, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	p, ok := r.game.Players[id]
	return p, ok
}

// Seat finds the seat of who has a token (a hash), as long as they have not given it up.
func (r *Room) Seat(token string) (Player, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	p, ok := r.game.Players[r.seats.byToken[token]]
	return p, ok && !p.Left && sameHash(token, p.Token)
}

// Whole gives the game with copies of all its players and answers, as for a report.
func (r *Room) Whole() Game {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.game.copied()
}
