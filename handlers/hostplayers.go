package handlers

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"clerkcoach/live"
	"clerkcoach/records"
)

// PlayersPage is who sits in a game, for the host.
type PlayersPage struct {
	Base
	ID, Title string
	// Find is what the list was searched by, Found how many there are, Seats how many sit in the game.
	Find         string
	Found, Seats int
	// Mine says that the reader runs the game and may change something, Timed that more time is of any use.
	Mine, Timed bool
	Rows        []PlayerRow
}

// PlayerRow is a player in the host's list, with the time that they have, in percent of what others have.
type PlayerRow struct {
	ID, Name string
	// Signed says that it is somebody of the staff who is signed in.
	Signed bool
	Extra  int
	Times  []PickView
}

// extraChoices are the times that can be given, in percent.
func extraChoices() []int { return []int{100, 125, 150, 200, live.MaxExtra} }

// playersInput is which players are wanted.
type playersInput struct {
	Find string `form:"find" validate:"max=200"`
}

// playersPage shows who sits in a game, by name; of a whole hall as many as a page has, and others by a search.
func (s *Server) playersPage(c *gin.Context) error {
	room, a, err := s.hosted(c)
	if err != nil {
		return err
	}
	var in playersInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	g := room.Whole()
	page := PlayersPage{
		Base: s.base(c), ID: g.ID, Title: gameTitle(s.base(c), g.Title), Find: in.Find, Seats: g.Seats,
		Mine: g.HostToken == hostProof(g.ID, a.ID) && g.Phase != live.Ended, Timed: g.Settings.Seconds > 0,
	}
	page.Here = "me"
	wanted := live.FoldName(in.Find)
	for _, p := range g.Players {
		if p.Left || !strings.Contains(live.FoldName(p.Name), wanted) {
			continue
		}
		page.Rows = append(page.Rows, PlayerRow{ID: p.ID, Name: nameOr(page.Base, p.Name), Signed: p.Person != "", Extra: p.Extra})
	}
	slices.SortFunc(page.Rows, func(x, y PlayerRow) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID)) })
	page.Found = len(page.Rows)
	page.Rows = page.Rows[:min(len(page.Rows), records.MaxRows)]
	for i := range page.Rows {
		row := &page.Rows[i]
		row.Times = picks(extraChoices(), strconv.Itoa(row.Extra), func(n int) string { return page.T("host_percent", "percent", n) })
	}
	return s.showOnce(c, http.StatusOK, "host-players", page)
}

// playersAddress is where the players of a game are, searched by something or not.
func playersAddress(game, find string) string {
	address := "/host/" + game + "/players"
	if find != "" {
		address += "?find=" + url.QueryEscape(find)
	}
	return address
}
