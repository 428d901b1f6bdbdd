package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// room gives the room of the game that the address names by its id. The error is a Failure where there is none.
func (s *Server) room(c *gin.Context) (*live.Room, error) {
	room, err := s.Rooms.Room(c.Request.Context(), c.Param("id"))
	if err != nil {
		return nil, liveFailure(err)
	}
	return room, nil
}

// roomByCode gives the room of the game that a code leads to, be it typed or in an address. Who tries many codes that lead nowhere has
// to wait.
func (s *Server) roomByCode(c *gin.Context, typed string) (*live.Room, error) {
	from := c.ClientIP()
	if wait := s.wrongCodes.wait(from, s.Now()); wait > 0 {
		c.Header("Retry-After", fmt.Sprint(int(wait.Seconds())+1))
		return nil, &Failure{Status: http.StatusTooManyRequests, ID: "live_codes"}
	}
	err := error(live.ErrNoGame)
	if code, ok := live.ParseCode(typed); ok {
		var room *live.Room
		if room, err = s.Rooms.ByCode(c.Request.Context(), code); err == nil {
			return room, nil
		}
	}
	if errors.Is(err, live.ErrNoGame) {
		s.wrongCodes.note(from, s.Now())
	}
	return nil, liveFailure(err)
}

// hostProof is what proves that a person runs a game: as good as a hash of a token, it is made by the server alone, for who is signed
// in, so that all of their devices run the game.
func hostProof(game, person string) string {
	sum := sha256.Sum256([]byte("host\x00" + game + "\x00" + person))
	return hex.EncodeToString(sum[:])
}

// refusal is why package live refuses something, and what people are told of it.
type refusal struct {
	err  error
	told Failure
}

// refusals are all of them.
func refusals() []refusal {
	return []refusal{
		{live.ErrNoGame, Failure{Status: http.StatusNotFound, ID: "live_no_game"}},
		{live.ErrNoSeat, Failure{Status: http.StatusForbidden, ID: "live_no_seat"}},
		{live.ErrNotHost, Failure{Status: http.StatusForbidden, ID: "live_not_host"}},
		{live.ErrEnded, Failure{Status: http.StatusGone, ID: "live_over"}},
		{live.ErrSettings, Failure{Status: http.StatusUnprocessableEntity, ID: "live_settings"}},
		{live.ErrName, Failure{Status: http.StatusUnprocessableEntity, ID: "live_name"}},
		{live.ErrExtra, Failure{Status: http.StatusUnprocessableEntity, ID: "live_extra"}},
		{drills.ErrAnswer, Failure{Status: http.StatusUnprocessableEntity, ID: "live_answer"}},
		{live.ErrNameTaken, Failure{Status: http.StatusConflict, ID: "live_name_taken"}},
		{live.ErrFull, Failure{Status: http.StatusConflict, ID: "live_full"}},
		{live.ErrChangedAnswer, Failure{Status: http.StatusConflict, ID: "live_changed"}},
		{live.ErrLate, Failure{Status: http.StatusConflict, ID: "live_late"}},
		{live.ErrPaused, Failure{Status: http.StatusConflict, ID: "live_paused"}},
		{live.ErrClosed, Failure{Status: http.StatusConflict, ID: "live_closed"}},
		{live.ErrNoMore, Failure{Status: http.StatusConflict, ID: "live_no_more"}},
		{live.ErrPrivate, Failure{Status: http.StatusConflict, ID: "live_private"}},
		{live.ErrToken, Failure{Status: http.StatusConflict, ID: "live_moved"}},
		{live.ErrExists, Failure{Status: http.StatusConflict, ID: "live_moved"}},
		{live.ErrNumber, Failure{Status: http.StatusConflict, ID: "live_moved"}},
		{live.ErrLobby, Failure{Status: http.StatusConflict, ID: "live_moved"}},
		{live.ErrOpen, Failure{Status: http.StatusConflict, ID: "live_moved"}},
		{live.ErrRevealed, Failure{Status: http.StatusConflict, ID: "live_moved"}},
		{live.ErrBoard, Failure{Status: http.StatusConflict, ID: "live_moved"}},
		{live.ErrBusy, Failure{Status: http.StatusServiceUnavailable, ID: "live_busy"}},
		{live.ErrShut, Failure{Status: http.StatusServiceUnavailable, ID: "live_busy"}},
	}
}

// liveFailure turns a refusal of package live into what people are told, and leaves other errors as they are.
func liveFailure(err error) error {
	if err == nil {
		return nil
	}
	for _, r := range refusals() {
		if errors.Is(err, r.err) {
			told := r.told
			return &told
		}
	}
	return err
}

// markup is HTML, written down as a JSON string, so that this is done once for all who are sent it.
type markup string

// fragment renders a partial of the pages.
func (s *Server) fragment(name string, data any) (markup, error) {
	var html strings.Builder
	if err := s.pages.part(&html, name, data); err != nil {
		return "", err
	}
	quoted, err := json.Marshal(html.String())
	if err != nil {
		return "", fmt.Errorf("write the part %s down: %w", name, err)
	}
	return markup(quoted), nil
}

// liveEvent is a view as it goes to a screen.
type liveEvent struct {
	Revision int64      `json:"revision"`
	Phase    live.Phase `json:"phase"`
	Number   int        `json:"number"`
	Players  int        `json:"players"`
	Answered int        `json:"answered"`
	// Left is how long the question is still open, Time how long it is altogether, in milliseconds; nil where time is not limited.
	Left *int64 `json:"left"`
	Time *int64 `json:"time,omitempty"`
	// Say is what a screen reader says of it.
	Say string `json:"say,omitempty"`
	// State is how far the player is with the question: asked, kept or late; empty for screens of the host's.
	State string `json:"state,omitempty"`
	// Key changes when HTML is another part of the page, which it then replaces.
	Key string `json:"key"`
	// HTML is what all have in common, Mine what is the reader's own.
	HTML markup `json:"-"`
	Mine markup `json:"-"`
}

// toldEvent is an event as it is sent: the key of the part that the reader has then, and the text.
type toldEvent struct {
	key string
	raw []byte
}

// to writes the event down for a reader; a part that they have is not sent again.
func (e liveEvent) to(had string) (toldEvent, error) {
	if e.Key == had {
		e.HTML = ""
	}
	raw, err := e.appendTo(nil)
	return toldEvent{key: e.Key, raw: raw}, err
}

// appendTo writes the event as a stream of events has it.
func (e liveEvent) appendTo(b []byte) ([]byte, error) {
	head, err := json.Marshal(e)
	if err != nil {
		return b, fmt.Errorf("write an event down: %w", err)
	}
	b = fmt.Appendf(b, "id: %d\nevent: view\ndata: ", e.Revision)
	b = append(b, head[:len(head)-1]...)
	if e.HTML != "" {
		b = append(append(b, `,"html":`...), e.HTML...)
	}
	if e.Mine != "" {
		b = append(append(b, `,"mine":`...), e.Mine...)
	}
	return append(b, "}\n\n"...), nil
}
