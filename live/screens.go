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

// Watch begins to tell a screen: a player's, or one of the host's for an empty player. Who watches first and looks then misses
// nothing. It is to be closed.
func (r *Room) Watch(player string) *Watcher {
	c := make(chan struct{}, 1)
	w := &Watcher{C: c, c: c, room: r, player: player}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.watchers[player] == nil {
		r.watchers[player] = map[*Watcher]struct{}{}
	}
	r.watchers[player][w] = struct{}{}
	return w
}

// Close ends the telling.
func (w *Watcher) Close() {
	r := w.room
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.watchers[w.player], w)
	if len(r.watchers[w.player]) == 0 {
		delete(r.watchers, w.player)
	}
	r.used = r.rooms.wall()
}

// nudge tells a screen; one that has not looked since the last time will see this as well.
func (w *Watcher) nudge() {
	select {
	case w.c <- struct{}{}:
	default:
	}
}

// Gone is closed when the process is about to stop, or has let go of the room.
func (r *Room) Gone() <-chan struct{} { return r.gone }

// tell tells the screens whose views have changed: a thousand players need not hear of each other's thousand answers, but each of
// their own, which they may have given on another device.
func (r *Room) tell(before, changed Game) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if turned(before, changed) {
		for _, screens := range r.watchers {
			nudge(screens)
		}
		return
	}
	nudge(r.watchers[""])
	for id := range changed.Players {
		nudge(r.watchers[id])
	}
	for key := range changed.Answers {
		nudge(r.watchers[key.Player])
	}
}

func nudge(screens map[*Watcher]struct{}) {
	for w := range screens {
		w.nudge()
	}
}

// turned tells whether all players see a game differently.
func turned(before, after Game) bool {
	return before.Phase != after.Phase || before.Number != after.Number || before.OpenedAt != after.OpenedAt
}

// Questions gives the questions in a language of the game's, or in its first.
func (r *Room) Questions(lang string) []*drills.Question {
	return r.questions[max(0, slices.Index(r.languages, lang))]
}

// paper gives a question as it is handed out in a language; an empty one for none.
func (r *Room) paper(lang string, number int) *paper {
	if number < 1 || number > r.game.Questions {
		return r.none
	}
	return r.papers[max(0, slices.Index(r.languages, lang))][number-1]
}

// sight is the game as it is just now; for as long as mu is held.
func (r *Room) sight() *sight { return sightOf(r.game, r.made, r.rooms.examiner, r.now()) }

// ScreenView gives what the projector shows just now in a language of the game's. Like those of all views, its slices and maps are
// the room's, and only to be read.
func (r *Room) ScreenView(lang string) View {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.sight().screen(r.paper(lang, r.game.Number))
}

// RemoteView gives what the host's own device shows just now in a language of the game's.
func (r *Room) RemoteView(lang string) Remote {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.sight().remote(r.paper(lang, r.game.Number))
}

// PlayerView gives what a player's screen shows just now, in their language. The error is ErrNoSeat.
func (r *Room) PlayerView(player string) (View, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.sight().player(r.paper(r.game.Players[player].Lang, r.game.On(player)), player)
}

// AskedOf is all that the screen of a player depends on who has not answered the question that is on: who has the same sees the same.
type AskedOf struct {
	Game     string
	Revision int64
	Lang     string
	Extra    int
	// Left is how long the question is still open, in steps of 20 ms; -1 where time is not limited.
	Left int64
}

// askedStep is by how many milliseconds at most a screen shows more time than there is, because it is shown what was made for another.
// It is less than the line takes, for which answers have a grace.
const askedStep = 20

// Asked gives what a player's screen depends on, for the player who has a token; not if it shows anything but a question to answer.
func (r *Room) Asked(player, token string) (AskedOf, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.game.Phase != Open {
		return AskedOf{}, false
	}
	p, ok := r.game.Players[player]
	if _, answered := r.game.Answers[AnswerKey{r.game.Number, player}]; answered || !ok || p.Left || p.Alone || p.Token != token {
		return AskedOf{}, false
	}
	v := r.sight()
	if v.Phase != Open {
		return AskedOf{}, false
	}
	a := AskedOf{Game: r.id, Revision: v.Revision, Lang: p.Lang, Extra: p.Extra, Left: -1}
	if left := v.left(p.Extra); left != nil {
		a.Left = *left / askedStep
	}
	return a, true
}

// On gives the number of the question that is on a player's screen; see Game.On.
func (r *Room) On(player string) int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.game.On(player)
}

// Worth gives a question with its key and what the player's answer to it earned, in their language; see Game.Worth.
func (r *Room) Worth(player string, number int) (RevealView, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.sight().worth(r.paper(r.game.Players[player].Lang, number), player, number)
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
