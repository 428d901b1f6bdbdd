package handlers

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"clerkcoach/playbook"
)

// What a device remembers of cards stands in cookies: the server shows them with the page itself, so that nothing moves afterwards, and
// the page's scripts read and write them where there is no line (static/js/shelf.js). They hold ids of cards and nothing of a person.
const (
	pinnedCookie = "pinned"
	recentCookie = "recent"
	mostPinned   = 12
	mostRecent   = 6
	// deviceAge is the longest that browsers keep a cookie.
	deviceAge = 400 * 24 * time.Hour
)

// ShelfView are the cards that are at hand on a device.
type ShelfView struct {
	Base
	// Pinned were put there by somebody, Recent were read last; none is in both.
	Pinned, Recent []NearView
}

// shelf reads what the device that a request comes from remembers. Whatever it holds, only cards of the playbook are shown.
func shelf(c *gin.Context, b Base, book *playbook.Book) ShelfView {
	v := ShelfView{Base: b}
	for _, id := range b.pinned {
		if card, ok := book.Card(id); ok {
			v.Pinned = append(v.Pinned, nearView(b, card))
		}
	}
	for _, id := range remembered(c, recentCookie, mostRecent) {
		if card, ok := book.Card(id); ok && !slices.Contains(b.pinned, id) {
			v.Recent = append(v.Recent, nearView(b, card))
		}
	}
	return v
}

// remembered are the ids in a device's cookie, each once.
func remembered(c *gin.Context, cookie string, most int) []string {
	raw, err := c.Cookie(cookie)
	if err != nil || raw == "" {
		return nil
	}
	var ids []string
	for id := range strings.SplitSeq(raw, ".") {
		if len(ids) < most && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// pinCard pins a card on the device, or takes the pin away, and returns to the card. Beyond the bound the oldest pin goes.
func (s *Server) pinCard(c *gin.Context, _ *playbook.Book, card *playbook.Card) error {
	ids := remembered(c, pinnedCookie, mostPinned)
	if at := slices.Index(ids, card.ID); at >= 0 {
		ids = slices.Delete(ids, at, at+1)
	} else {
		ids = append([]string{card.ID}, ids...)
	}
	s.remember(c, pinnedCookie, ids[:min(len(ids), mostPinned)])
	return redirect(c, "/cards/"+card.ID)
}

// remember sets a device's cookie; with no ids it is taken away. Scripts may read it, see above.
func (s *Server) remember(c *gin.Context, cookie string, ids []string) {
	age := int(deviceAge.Seconds())
	if len(ids) == 0 {
		age = -1
	}
	http.SetCookie(c.Writer, &http.Cookie{
		Name: cookie, Value: strings.Join(ids, "."), Path: "/", MaxAge: age, Secure: s.secure(c), SameSite: http.SameSiteLaxMode,
	})
}

// DevicePage is what can be settled for a device: what it remembers, and whether it stays within the pages.
type DevicePage struct {
	Base
	Shelf ShelfView
}

func (s *Server) devicePage(c *gin.Context, book *playbook.Book) error {
	p := DevicePage{Base: s.base(c)}
	p.Here = "device"
	p.Shelf = shelf(c, p.Base, book)
	return s.show(c, "device", p)
}

// forgetCards empties a device's list of cards that were read last, and with pins=yes that of its pins.
func (s *Server) forgetCards(c *gin.Context) error {
	s.remember(c, recentCookie, nil)
	if c.PostForm("pins") == "yes" {
		s.remember(c, pinnedCookie, nil)
	}
	return redirect(c, "/device")
}
