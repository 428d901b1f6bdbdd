package handlers

import (
	"hash/fnv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"clerkcoach/live"
)

// ScreenPage is what the projector shows. It takes no input, and whoever has the code may see it.
type ScreenPage struct {
	Base
	Screen ScreenView
	// Page is the screen's address, Query the languages behind it.
	Page, Query string
}

// ScreenView is the part of the projector's page that changes.
type ScreenView struct {
	Base
	// Also has the words of the second language; nil where one is shown.
	Also  *Base
	Title string
	live.Head
	Door    DoorView
	Private bool
	Clock   ClockView
	// Names are those who are in the lobby, as many as there is room for, and More how many others; Crowd is how small they are,
	// from 0.
	Names       []string
	More, Crowd int
	Asked       *ShownQuestion
	// Board are the first lines of the board, Behind how many more players there are; Ahead is up to which rank lines are larger.
	Board         []live.Standing
	Behind, Ahead int
}

// boardLines is how many lines of the board the host's screens show.
const boardLines = 10

// ahead is up to which rank the lines of a board are larger at the end: the first three, unless many share a rank.
func ahead(board []live.Standing) int {
	const most = 4 // lines that have room
	for rank := 3; rank > 0; rank-- {
		lines := slices.IndexFunc(board, func(l live.Standing) bool { return l.Rank > rank })
		if lines < 0 {
			lines = len(board)
		}
		if lines <= most {
			return rank
		}
	}
	return 0
}

// DoorView is how players come in.
type DoorView struct {
	// Code is the code with a gap in the middle, which is read out more easily.
	Code string
	// Address is where it is typed, without the protocol.
	Address string
	// Picture leads there with the code, in the lobby.
	Picture QRView
}

// doorView shows how to come in at a server's own address; a picture of it only where it is wanted.
func doorView(own, code string, pictured bool) (d DoorView, err error) {
	_, host, _ := strings.Cut(own, "://")
	d = DoorView{Code: gapped(code), Address: host + "/live"}
	if pictured {
		d.Picture, err = qrView(own + "/live/join/" + code)
	}
	return d, err
}

// gapped is a code with a gap in the middle.
func gapped(code string) string {
	const half = live.CodeLength / 2
	if len(code) != live.CodeLength {
		return code
	}
	return code[:half] + " " + code[half:]
}

// languageName is what a language is called in itself.
func (b Base) languageName(lang string) string {
	if !slices.Contains(b.catalog.Languages(), lang) {
		return lang
	}
	return b.catalog.Text(lang, "language_name")
}

// ScreenLink leads to the projector's page in a language, or in two.
type ScreenLink struct{ Address, Text string }

// screenLinks are all ways in which a projector can show a game.
func screenLinks(b Base, g live.Game) []ScreenLink {
	address := func(langs ...string) string {
		q := url.Values{"lang": langs[:1]}
		if len(langs) > 1 {
			q.Set("lang2", langs[1])
		}
		return "/screen/" + g.Code + "?" + q.Encode()
	}
	if len(g.Languages) == 1 {
		return []ScreenLink{{address(g.Languages[0]), b.T("host_projector")}}
	}
	var all []ScreenLink
	first := shownLang(b.Lang, g.Languages)
	for _, lang := range g.Languages {
		if lang != first {
			text := b.T("host_projector_two", "first", b.languageName(first), "second", b.languageName(lang))
			all = append(all, ScreenLink{address(first, lang), text})
		}
	}
	for _, lang := range g.Languages {
		all = append(all, ScreenLink{address(lang), b.T("host_projector_one", "language", b.languageName(lang))})
	}
	return all
}

// screenInput is which languages a projector shows.
type screenInput struct {
	Lang  string `form:"lang" validate:"max=35"`
	Lang2 string `form:"lang2" validate:"max=35"`
}

// screenLangs are the languages that a projector shows, the game's first one or two.
type screenLangs struct{ first, second string }

// query is the languages as an address has them.
func (l screenLangs) query() string {
	q := url.Values{"lang": {l.first}}
	if l.second != "" {
		q.Set("lang2", l.second)
	}
	return "?" + q.Encode()
}

// screenRoom finds the game of a code, and the languages to show it in.
func (s *Server) screenRoom(c *gin.Context) (*live.Room, screenLangs, error) {
	room, err := s.roomByCode(c, c.Param("code"))
	if err != nil {
		return nil, screenLangs{}, err
	}
	var in screenInput
	if err := s.input(c, &in); err != nil {
		return nil, screenLangs{}, err
	}
	langs := room.Game().Languages
	l := screenLangs{first: shownLang(s.lang(c), langs)}
	if slices.Contains(langs, in.Lang) {
		l.first = in.Lang
	}
	if slices.Contains(langs, in.Lang2) && in.Lang2 != l.first {
		l.second = in.Lang2
	}
	return room, l, nil
}

// findScreen leads from a typed code to the projector's page, and asks for a code where none was typed.
func (s *Server) findScreen(c *gin.Context) error {
	var in codeInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	if in.Code == "" {
		page := FindScreenPage{Base: s.base(c)}
		return s.show(c, "host-screen", page)
	}
	room, err := s.roomByCode(c, in.Code)
	if err != nil {
		return err
	}
	return redirect(c, "/screen/"+room.Game().Code)
}

// FindScreenPage is where a code is typed on the computer of a projector.
type FindScreenPage struct{ Base }

// codeInput is a code as it was typed.
type codeInput struct {
	Code string `form:"code" validate:"max=40"`
}

// screenPage shows the projector's page.
func (s *Server) screenPage(c *gin.Context) error {
	room, langs, err := s.screenRoom(c)
	if err != nil {
		return err
	}
	page := ScreenPage{Base: s.base(c), Page: "/screen/" + room.Game().Code, Query: langs.query()}
	page.Lang = langs.first
	if page.Screen, err = s.screenView(page.Base, room, langs, ownAddress(c)); err != nil {
		return err
	}
	return s.showOnce(c, http.StatusOK, "screen", page)
}

// screenEvents tells a projector of all that changes. It goes on with its game after the end, when the code leads nowhere any more.
func (s *Server) screenEvents(c *gin.Context) error {
	room, langs, err := s.screenRoom(c)
	if err != nil {
		return err
	}
	b, own := s.base(c), ownAddress(c)
	b.Lang = langs.first
	return s.stream(c, listener{room: room, gap: hostGap, view: func(had string) (toldEvent, error) {
		v, err := s.screenView(b, room, langs, own)
		if err != nil {
			return toldEvent{}, err
		}
		return s.screenEvent(had, "screen-part", v, v.Head, v.Clock)
	}, may: func() error { return nil }})
}

// screenEvent is a view of a screen of the host's, whose part of the page is replaced whenever anything in it has changed.
func (s *Server) screenEvent(had, part string, view any, h live.Head, clock ClockView) (toldEvent, error) {
	html, err := s.fragment(part, view)
	if err != nil {
		return toldEvent{}, err
	}
	sum := fnv.New64a()
	sum.Write([]byte(html)) //nolint:errcheck // a hash never fails
	e := liveEvent{
		Revision: h.Revision, Phase: h.Phase, Number: h.Number, Players: h.Players, Answered: h.Answered,
		Key: strconv.FormatUint(sum.Sum64(), 36), HTML: html,
	}
	if clock.Timed {
		e.Left, e.Time = &clock.Left, &clock.Whole
	}
	return e.to(had)
}

// screenView is what a projector shows just now.
func (s *Server) screenView(b Base, room *live.Room, langs screenLangs, own string) (ScreenView, error) {
	g := room.Game()
	v := ScreenView{Base: b, Title: g.Title, Private: g.Settings.Private}
	texts := shownTexts{lang: langs.first}
	view := room.ScreenView(langs.first)
	var second live.View
	if langs.second != "" {
		also := b
		also.Lang = langs.second
		v.Also, texts.also, second = &also, langs.second, room.ScreenView(langs.second)
	}
	switch shown := view.(type) {
	case live.LobbyView:
		v.Head = shown.Head
		v.Crowd = crowd(len(shown.Names))
		v.Names, v.More = firstNames(shown.Names, screenNames)
	case live.BoardView:
		v.Head = shown.Head
		v.Board = shown.Board[:min(boardLines, len(shown.Board))]
		v.Behind, v.Ahead = max(0, v.Players-len(v.Board)), ahead(v.Board)
	case live.QuestionView:
		v.Asked = shownQuestion(texts, view, second)
		v.Head = shown.Head
		v.Clock = clockView(shown.Left, g.Settings.Time(100), shown.Phase)
	default:
		v.Asked = shownQuestion(texts, view, second)
		v.Head = v.Asked.Head
	}
	var err error
	v.Door, err = doorView(own, g.Code, v.Phase == live.Lobby)
	return v, err
}

// Word is what is said beside the clock, or in its place; empty while time runs.
func (v ScreenView) Word() string {
	switch {
	case v.Phase == live.Paused:
		return v.T("screen_paused")
	case v.Phase == live.Closed:
		return v.T("screen_closed")
	default:
		return ""
	}
}

// screenNames is how many names fit into the projector's lobby.
const screenNames = 100

// crowd is how small the names of a lobby are shown: 0 for a class, 2 for a hall.
func crowd(names int) int {
	switch {
	case names <= 16:
		return 0
	case names <= 42:
		return 1
	default:
		return 2
	}
}
