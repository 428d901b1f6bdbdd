package handlers

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// questionSet are the questions of a game, in the order of its languages, and the id of the drill in the first of them.
type questionSet struct {
	drill     string
	questions [][]*drills.Question
}

// newCode draws a code for a game.
func newCode() (string, error) { return live.NewCode(rand.Reader) }

// questionsFor makes the questions of a game, or takes those that there are. What keeps them from being made is a fault of the
// draft.
func (s *Server) questionsFor(c *gin.Context, book *playbook.Book, d *gameDraft) (questionSet, error) {
	if id, ok := strings.CutPrefix(d.input.From, fromGame); ok {
		return s.questionsOfGame(c, d, id)
	}
	drill := d.drill
	if drill.Seed = s.Seed() & drills.MaxSeed; d.input.From != "" {
		id, ok := strings.CutPrefix(d.input.From, fromAssigned)
		a, err := s.Records.Assignment(c.Request.Context(), id)
		if !ok || errors.Is(err, records.ErrNone) || err == nil && a.Store != d.store.ID {
			d.fault(FieldFailure{Field: "from", Rule: "host_from"})
			return questionSet{}, nil
		}
		if err != nil {
			return questionSet{}, err
		}
		if drill, err = readAssigned(a.Recipe); err != nil {
			return questionSet{}, err
		}
	}
	set, err := s.generated(book, drill, d.languages)
	if errors.Is(err, drills.ErrEmpty) || errors.Is(err, drills.ErrCount) {
		d.fault(FieldFailure{Field: "kind", Rule: "assignment_empty"})
		return questionSet{}, nil
	}
	return set, err
}

// questionsOfGame takes the very questions of an earlier game, in languages that it was played in.
func (s *Server) questionsOfGame(c *gin.Context, d *gameDraft, id string) (questionSet, error) {
	room, err := s.Rooms.Room(c.Request.Context(), id)
	if errors.Is(err, live.ErrNoGame) || err == nil && room.Game().Store != d.store.ID {
		d.fault(FieldFailure{Field: "from", Rule: "host_from"})
		return questionSet{}, nil
	}
	if err != nil {
		return questionSet{}, liveFailure(err)
	}
	set := questionSet{drill: room.Game().Drill}
	for _, lang := range d.languages {
		if !slices.Contains(room.Game().Languages, lang) {
			d.fault(FieldFailure{Field: "language", Rule: "host_languages_then"})
			return questionSet{}, nil
		}
		set.questions = append(set.questions, room.Questions(lang))
	}
	return set, nil
}

// generated makes questions: in one language of all kinds, in several of those that can be put into each.
func (s *Server) generated(book *playbook.Book, d assignedDrill, langs []string) (questionSet, error) {
	recipe := d.recipe(book, langs[0])
	var all []*drills.Drill
	if len(langs) == 1 {
		one, err := s.examiner.Generate(book, recipe)
		if err != nil {
			return questionSet{}, err
		}
		all = []*drills.Drill{one}
	} else {
		several, err := s.examiner.Shared(book, recipe, langs[1:])
		if err != nil {
			return questionSet{}, err
		}
		all = several
	}
	set := questionSet{drill: all[0].ID}
	for _, one := range all {
		set.questions = append(set.questions, one.Questions)
	}
	return set, nil
}
