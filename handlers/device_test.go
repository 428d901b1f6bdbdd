package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// atHand are the cards in a part of the shelf, by their addresses.
func (v view) atHand(part string) []string { return v.attrs(`[data-shelf="`+part+`"] a.chip`, "href") }

// TestPins pins cards on a device without scripts, shows them before anything is asked, and takes them away again.
func TestPins(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	pin := func(card, cookie string) string {
		t.Helper()
		w := s.post(t, "/cards/"+card+"/pin", "", "Cookie", cookie)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/cards/"+card {
			t.Fatalf("pinning %s: %d to %q", card, w.Code, w.Header().Get("Location"))
		}
		set, _, _ := strings.Cut(w.Header().Get("Set-Cookie"), ";")
		return set
	}
	cookie := pin("care-deaf", pin("hesitant", ""))
	v := readView(t, s.get(t, "/?lang=en", "Cookie", cookie), http.StatusOK)
	if diff := gocmp.Diff([]string{"/cards/care-deaf", "/cards/hesitant"}, v.atHand("pinned")); diff != "" {
		t.Errorf("pinned (-want +got):\n%s", diff)
	}
	if got := readView(t, s.get(t, "/cards/hesitant?lang=en", "Cookie", cookie), http.StatusOK).attrs("form.pin button", "aria-pressed"); !slices.Equal(got, []string{"true"}) {
		t.Errorf("the pin of a pinned card is pressed: %v", got)
	}
	if got := readView(t, s.get(t, "/cards/hesitant?lang=en"), http.StatusOK).attrs("form.pin button", "aria-pressed"); !slices.Equal(got, []string{"false"}) {
		t.Errorf("the pin on another device is pressed: %v", got)
	}
	if got := readView(t, s.get(t, "/?lang=en", "Cookie", pin("care-deaf", cookie)), http.StatusOK).atHand("pinned"); !slices.Equal(got, []string{"/cards/hesitant"}) {
		t.Errorf("after taking a pin away: %v", got)
	}
	if w := s.post(t, "/cards/nope/pin", ""); w.Code != http.StatusNotFound {
		t.Errorf("pinning a card that does not exist: %d", w.Code)
	}
}

// TestShelf shows what a device remembers, whatever its cookies hold: nothing but cards, each once, and not too many.
func TestShelf(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	var all []string
	for _, card := range testBook(t).Cards() {
		all = append(all, card.ID)
	}
	for name, tt := range map[string]struct {
		cookie         string
		pinned, recent int
	}{
		"nothing":               {"", 0, 0},
		"read last":             {"recent=hesitant.care-deaf", 0, 2},
		"pinned and read":       {"pinned=hesitant; recent=hesitant.care-deaf", 1, 1},
		"the same one twice":    {"pinned=hesitant.hesitant", 1, 0},
		"no card":               {"pinned=nope.hesitant..; recent=<script>", 1, 0},
		"more than there is to": {"pinned=" + strings.Join(all, ".") + "; recent=" + strings.Join(all, "."), min(mostPinned, len(all)), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, page := range []string{"/?lang=en", "/device?lang=zh-Hans"} {
				v := readView(t, s.get(t, page, "Cookie", tt.cookie), http.StatusOK)
				if pinned, recent := len(v.atHand("pinned")), len(v.atHand("recent")); pinned != tt.pinned || recent != tt.recent {
					t.Errorf("%s: %d pinned and %d read last, want %d and %d", page, pinned, recent, tt.pinned, tt.recent)
				}
			}
		})
	}
}

// TestForget empties what a device remembers: what was read last when asked to or when somebody leaves, the pins only when asked to.
func TestForget(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, tt := range []struct {
		path, form string
		gone       []string
	}{
		{"/device/forget", "", []string{"recent"}},
		{"/device/forget", "pins=yes", []string{"pinned", "recent"}},
		{"/sign-out", "", []string{"recent"}},
		{"/hand-over", "", []string{"recent"}},
	} {
		w := s.post(t, tt.path, tt.form, "Cookie", "pinned=hesitant; recent=hesitant")
		var gone []string
		for _, c := range w.Result().Cookies() {
			if c.MaxAge < 0 && slices.Contains([]string{"pinned", "recent"}, c.Name) {
				gone = append(gone, c.Name)
			}
		}
		slices.Sort(gone)
		if diff := gocmp.Diff(tt.gone, gone); diff != "" {
			t.Errorf("%s %s takes away (-want +got):\n%s", tt.path, tt.form, diff)
		}
	}
}
