package live

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strconv"
	"strings"

	"clerkcoach/drills"
)

// MaxSimulated is how many players of a rehearsal may be simulated.
const MaxSimulated = 200

const (
	simulatedID = "simulated-"
	ability     = 0.7    // how likely a simulated player is right
	untimed     = 20_000 // how long they take at most where time is not limited, in milliseconds
)

// Simulated tells whether the player is nobody, but sits in a rehearsal to answer as somebody might.
func (p Player) Simulated() bool { return strings.HasPrefix(p.ID, simulatedID) }

// Rehearse has a simulated player sit down in a rehearsal for each name; from then on they answer by themselves, in whichever
// process has the game. The errors are ErrSettings for a game that is no rehearsal or too many names, and those of Do for Join.
// It may be called again.
func (r *Room) Rehearse(ctx context.Context, names []string) error {
	g := r.Game()
	if !g.Settings.Rehearsal || len(names) > MaxSimulated {
		return fmt.Errorf("%w: %d simulated players, of at most %d in a rehearsal", ErrSettings, len(names), MaxSimulated)
	}
	for i, name := range names {
		id := simulatedID + strconv.Itoa(i+1)
		token := sha256.Sum256([]byte(g.HostToken + id)) // nobody has what this is the hash of
		c := Join{Player: id, Name: name, Token: hex.EncodeToString(token[:]), Lang: g.Languages[i%len(g.Languages)]}
		if _, err := r.Do(ctx, c); err != nil {
			return fmt.Errorf("have %s sit down: %w", id, err)
		}
	}
	return nil
}

// simulated gives the answers of simulated players that are due at a time, and in how many milliseconds the next one is, if there
// will be one. They are always the same for the same game, so two processes that see to them do it once.
func (r *Room) simulated(now int64) (due []Command, next int64, will bool) {
	if !r.game.Settings.Rehearsal {
		return nil, 0, false
	}
	g := &step{}
	g.settle(r.game, now)
	if g.Phase != Open {
		return nil, 0, false
	}
	for id, p := range g.Players {
		if _, answered := g.Answers[AnswerKey{g.Number, id}]; answered || p.Left || !p.Simulated() {
			continue
		}
		q := r.Questions(p.Lang)[g.Number-1]
		given, after := Rehearsed(q, seedOf(g.ID, id, g.Number), cmp.Or(g.limit(p.Extra), untimed))
		wait := max(0, after-g.had())
		if wait == 0 {
			graded, err := Grade(r.rooms.examiner, q, given)
			if err != nil {
				continue // a question that nobody can answer
			}
			due = append(due, Answer{Player: id, Token: p.Token, Number: g.Number, Graded: graded})
		}
		if !will || wait < next {
			next, will = wait, true
		}
	}
	return due, next, will
}

// seedOf draws a player's luck with a question.
func seedOf(game, player string, number int) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %s %d", game, player, number)
	return h.Sum64()
}

// Rehearsed gives what a simulated player answers to a question, and after how many milliseconds of those that it is open: right
// more often than not, and else what somebody might take for right. Both depend on the seed alone.
func Rehearsed(q *drills.Question, seed uint64, within int64) (drills.Answer, int64) {
	luck := rand.New(rand.NewPCG(seed, seed))
	after := int64(float64(within) * (0.1 + 0.7*luck.Float64()*luck.Float64()))
	if luck.Float64() < ability {
		return q.Key(), after
	}
	return mistaken(q, luck), after
}

// mistaken draws an answer that may be wrong.
func mistaken(q *drills.Question, luck *rand.Rand) drills.Answer {
	var given drills.Answer
	for _, i := range luck.Perm(len(q.Options)) {
		given.Options = append(given.Options, q.Options[i].ID)
	}
	switch q.Kind {
	case drills.Ordering:
	case drills.MultipleResponse:
		given.Options = given.Options[:min(len(given.Options), 1+luck.IntN(3))]
	case drills.Matching:
		given.Pairs = map[string]string{}
		for i, p := range q.Pairs {
			given.Pairs[p.ID] = given.Options[i%len(given.Options)]
		}
		given.Options = nil
	case drills.Numerical:
		given.Number = q.Number + 1 + luck.IntN(3)
	case drills.ShortAnswer:
		if q.Say != nil && len(q.Say.Avoid) > 0 {
			given.Text = q.Say.Avoid[luck.IntN(len(q.Say.Avoid))]
		}
	default:
		given.Options = given.Options[:min(len(given.Options), 1)]
	}
	return given
}
