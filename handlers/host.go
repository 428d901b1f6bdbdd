package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"clerkcoach/live"
	"clerkcoach/people"
	"clerkcoach/records"
)

// hostGap is the least time between two views that a screen of the host's gets: answers of a class come by the dozen a second.
const hostGap = 200 * time.Millisecond

// RemotePage is what the host holds in the hand.
type RemotePage struct {
	Base
	Remote RemoteView
}

// RemoteView is the part of the remote that changes.
type RemoteView struct {
	Base
	ID, Title string
	live.Head
	Door      DoorView
	Private   bool
	Rehearsal bool
	// Mine says that the reader runs the game, HostName who does otherwise; empty for who is not known any more.
	Mine     bool
	HostName string
	Clock    ClockView
	// Names are the first of those who are in the lobby, More how many others are; both only where names are shown.
	Names []string
	More  int
	// Asked is the question that is on; nil where none is.
	Asked *ShownQuestion
	// Main is what comes next, Others what else can be done, Skip and End what is asked twice.
	Main      *CommandView
	Others    []CommandView
	Skip, End bool
	Board     []live.Standing
	// Screens are where projectors find the game.
	Screens []ScreenLink

	store string
}

// CommandView is a button: a command of the host's, and what is on it.
type CommandView struct{ Name, Text string }

// ClockView is how long a question is open.
type ClockView struct {
	// Timed says that time is limited; Whole and Left are in milliseconds, Seconds is what is left in whole ones.
	Timed       bool
	Whole, Left int64
	Seconds     int64
	Running     bool
}

// clockView shows how much is left of a question's time.
func clockView(left *int64, whole int64, phase live.Phase) ClockView {
	if left == nil || whole <= 0 || phase != live.Open && phase != live.Paused {
		return ClockView{}
	}
	return ClockView{Timed: true, Whole: whole, Left: *left, Seconds: seconds(*left), Running: phase == live.Open}
}

// hosted finds the game that the address names, if it is of a store that the actor may deal with.
func (s *Server) hosted(c *gin.Context) (*live.Room, *Actor, error) {
	a, err := s.actor(c)
	if err != nil {
		return nil, nil, err
	}
	room, err := s.room(c)
	if err != nil {
		return nil, nil, err
	}
	if !a.Reaches(room.Game().Store) {
		return nil, nil, notFound()
	}
	return room, a, nil
}

// remotePage shows the remote.
func (s *Server) remotePage(c *gin.Context) error {
	room, a, err := s.hosted(c)
	if err != nil {
		return err
	}
	page := RemotePage{Base: s.base(c)}
	page.Here = "me"
	if page.Remote, err = s.remoteView(c, page.Base, room, a.ID); err != nil {
		return err
	}
	return s.showOnce(c, http.StatusOK, "host-remote", page)
}

// remoteEvents tells the remote of all that changes.
func (s *Server) remoteEvents(c *gin.Context) error {
	room, a, err := s.hosted(c)
	if err != nil {
		return err
	}
	b := s.base(c)
	return s.stream(c, listener{room: room, gap: hostGap, view: func(had string) (toldEvent, error) {
		v, err := s.remoteView(c, b, room, a.ID)
		if err != nil {
			return toldEvent{}, err
		}
		return s.screenEvent(had, "host-part", v, v.Head, v.Clock)
	}, may: func() error { return s.stillReaches(c, room.Game().Store) }})
}

// remoteView is what the remote of somebody shows just now.
func (s *Server) remoteView(c *gin.Context, b Base, room *live.Room, person string) (RemoteView, error) {
	g := room.Game()
	lang := shownLang(b.Lang, g.Languages)
	remote := room.RemoteView(lang)
	v := RemoteView{
		Base: b, ID: g.ID, Title: gameTitle(b, g.Title), Private: g.Settings.Private, Rehearsal: g.Settings.Rehearsal,
		Mine: g.HostToken == hostProof(g.ID, person), Screens: screenLinks(b, g), store: g.Store,
	}
	switch shown := remote.View.(type) {
	case live.LobbyView:
		v.Head = shown.Head
		v.Names, v.More = firstNames(shown.Names, remoteNames)
	case live.BoardView:
		v.Head = shown.Head
		v.Board = shown.Board[:min(boardLines, len(shown.Board))]
	default:
		v.Asked = shownQuestion(shownTexts{lang: lang}, remote.View, nil)
		v.Head = v.Asked.Head
	}
	var err error
	if v.Door, err = doorView(ownAddress(c), g.Code, v.Phase == live.Lobby); err != nil {
		return v, err
	}
	v.Clock = clockView(remote.Left, g.Settings.Time(max(100, g.MostExtra)), v.Phase)
	if !v.Mine {
		v.HostName, err = s.nameOfHost(c, g.Host)
		return v, err
	}
	v.offer(remote.Can)
	return v, nil
}

// remoteNames is how many names of who is there the remote shows; all are on the page of players.
const remoteNames = 60

// firstNames are the first of some names, and how many there are besides.
func firstNames(all []string, most int) ([]string, int) {
	return all[:min(most, len(all))], max(0, len(all)-most)
}

// nameOfHost is who runs a game; empty for who is not known any more.
func (s *Server) nameOfHost(c *gin.Context, id string) (string, error) {
	p, err := s.Records.Person(c.Request.Context(), id)
	if errors.Is(err, records.ErrNone) {
		return "", nil
	}
	return p.Name, err
}

// offer puts what can be done in order: what leads on first.
func (v *RemoteView) offer(can []string) {
	for _, name := range []string{"resume", "close", "reveal", "next", "board", "pause"} {
		if !slices.Contains(can, name) {
			continue
		}
		button := CommandView{name, v.commandText(name)}
		if v.Main == nil && !(name == "next" && v.Phase == live.Revealed && slices.Contains(can, "board")) {
			v.Main = &button
		} else {
			v.Others = append(v.Others, button)
		}
	}
	v.Skip = slices.Contains(can, "skip")
	if v.End = slices.Contains(can, "end"); v.End && v.Main == nil {
		v.Main, v.End = &CommandView{"end", v.T("host_end_now")}, false
	}
}

// commandText is what stands on the button of a command.
func (v *RemoteView) commandText(name string) string {
	switch name {
	case "next":
		return v.T("host_next", "number", v.Number+1)
	case "close":
		return v.T("host_close")
	case "reveal":
		return v.T("host_reveal")
	case "board":
		return v.T("host_board")
	case "pause":
		return v.T("host_pause")
	default:
		return v.T("host_resume")
	}
}

// Where says where the game is.
func (v RemoteView) Where() string {
	switch v.Phase {
	case live.Lobby:
		return v.T("host_in_lobby")
	case live.Open:
		return v.T("host_is_open", "number", v.Number, "all", v.Head.Of)
	case live.Paused:
		return v.T("host_is_paused", "number", v.Number, "all", v.Head.Of)
	case live.Closed:
		return v.T("host_is_closed", "number", v.Number, "all", v.Head.Of)
	case live.Revealed:
		return v.T("host_is_revealed", "number", v.Number, "all", v.Head.Of)
	case live.Ended:
		return v.T("host_is_over")
	default:
		return v.T("host_is_between", "number", v.Number, "all", v.Head.Of)
	}
}

// Again is where the same questions are played once more.
func (v RemoteView) Again() string { return againAddress(v.ID, v.store) }

// About is the number of the question that a command is about.
func (v RemoteView) About(command string) int {
	if command == "next" {
		return v.Number + 1
	}
	return v.Number
}

// commandInput is what a command of the host's is about.
type commandInput struct {
	Number string `form:"number" validate:"max=20"`
	Player string `form:"player" validate:"max=64"`
	Extra  string `form:"extra" validate:"max=20"`
	// Find is what the list of players was searched by.
	Find string `form:"find" validate:"max=200"`
}

// hostCommand carries out a command of the host's. What the game has left behind already is no fault: the remote shows where it is.
func (s *Server) hostCommand(c *gin.Context) error {
	room, a, err := s.hosted(c)
	if err != nil {
		return err
	}
	var in commandInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	name := c.Param("command")
	command := in.command(name, room.Game(), a)
	if command == nil {
		return notFound()
	}
	_, err = room.Do(c.Request.Context(), command)
	if err != nil && !wantsPage(c) || err != nil && !movedOn(err) {
		return liveFailure(err)
	}
	if !wantsPage(c) {
		return noContent(c)
	}
	if name == "remove" || name == "time" {
		return redirect(c, playersAddress(room.Game().ID, in.Find))
	}
	return redirect(c, "/host/"+room.Game().ID)
}

// command is a command by its name, as somebody gives it; nil if there is none of that name.
func (in commandInput) command(name string, g live.Game, a *Actor) live.Command {
	host := hostProof(g.ID, a.ID)
	number, err := strconv.Atoi(in.Number)
	if err != nil {
		number = g.Number
	}
	switch name {
	case "next":
		return live.Next{Host: host, Number: number}
	case "close":
		return live.Close{Host: host, Number: number}
	case "reveal":
		return live.Reveal{Host: host, Number: number}
	case "board":
		return live.ShowBoard{Host: host}
	case "pause":
		return live.Pause{Host: host}
	case "resume":
		return live.Resume{Host: host}
	case "skip":
		return live.Skip{Host: host, Number: number}
	case "end":
		return live.End{Host: host}
	case "take-over":
		return live.TakeOver{Allowed: true, Person: a.ID, Token: host}
	case "remove":
		return live.Leave{Player: in.Player, Host: host}
	case "time":
		extra, _ := strconv.Atoi(in.Extra) //nolint:errcheck // what is no number is out of bounds
		return live.GiveTime{Host: host, Player: in.Player, Extra: extra}
	default:
		return nil
	}
}

// movedOn tells whether a command came when the game was elsewhere already, as with a button pressed twice or on two devices.
func movedOn(err error) bool {
	for _, known := range []error{
		live.ErrNumber, live.ErrNoMore, live.ErrLobby, live.ErrOpen, live.ErrClosed, live.ErrRevealed, live.ErrBoard, live.ErrPaused,
		live.ErrEnded, live.ErrNotHost, live.ErrNoSeat,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// shownLang is the language in which questions are shown to a reader: their own, if the game has it.
func shownLang(own string, langs []string) string {
	if slices.Contains(langs, own) || len(langs) == 0 {
		return own
	}
	return langs[0]
}

// stillReaches tells whether who watches a screen of a store's may still do so.
func (s *Server) stillReaches(c *gin.Context, store string) error {
	a, err := s.actorNow(c)
	if err != nil {
		return err
	}
	if a.ID == "" || a.withPIN() || !a.Role.AtLeast(people.Trainer) || !a.Reaches(store) {
		return forbidden()
	}
	return nil
}
