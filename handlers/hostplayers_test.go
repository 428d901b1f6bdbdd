package handlers

import (
	"net/http"
	"testing"

	"clerkcoach/live"
)

// TestTakeOver has a manager of the store take a trainer's game over; another store's trainer cannot.
func TestTakeOver(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	room := s.withGame(t, "a", live.Settings{})
	trainer, manager := s.as(t, "trainer-a"), s.as(t, "manager-a")
	v := readView(t, manager.see("/host/game-a", "Accept-Language", "en"), http.StatusOK)
	v.wantCount(".controls", 0)
	v.wantTexts(".verdict > p", s.Catalog.Text("en", "host_other", "name", "Name of trainer-a"))
	if manager.submit("/host/game-a/next", "number", "1"); room.Game().Phase != live.Lobby {
		t.Error("who does not run the game opens a question")
	}
	manager.submit(v.attrs(".verdict form", "action")[0])
	if g := room.Game(); g.Host != "manager-a" {
		t.Errorf("the host is %s", g.Host)
	}
	readView(t, manager.see("/host/game-a"), http.StatusOK).wantCount("#do-main", 1)
	readView(t, trainer.see("/host/game-a"), http.StatusOK).wantCount("#do-main", 0)
	if w := s.as(t, "trainer-b").submit("/host/game-a/take-over"); w.Code != http.StatusNotFound || room.Game().Host != "manager-a" {
		t.Errorf("another store's trainer takes over: %d", w.Code)
	}
}

// TestHostPlayers gives more time to somebody, finds somebody, and removes somebody.
func TestHostPlayers(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	room := s.withGame(t, "a", live.Settings{Seconds: 30})
	for _, name := range []string{"Ann", "Bo", "Chen <b>"} {
		sit(t, room, name)
	}
	b := s.as(t, "trainer-a")
	v := readView(t, b.see("/host/game-a/players"), http.StatusOK)
	v.wantTexts(".seated b", "Ann", "Bo", "Chen <b>")
	w := b.submit("/host/game-a/time", "player", "p-Bo", "extra", "150", "find", "b o")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/host/game-a/players?find=b+o" {
		t.Errorf("%d to %s", w.Code, w.Header().Get("Location"))
	}
	if p, ok := room.Player("p-Bo"); !ok || p.Extra != 150 {
		t.Errorf("has %d %%", p.Extra)
	}
	if w := b.submit("/host/game-a/time", "player", "p-Bo", "extra", "301"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("too much time: %d", w.Code)
	}
	found := readView(t, b.see("/host/game-a/players?find=BO"), http.StatusOK)
	found.wantTexts(".seated b", "Bo")
	found.wantTexts(".seated button[aria-current]", s.Catalog.Text("en", "host_percent", "percent", 150))
	b.submit("/host/game-a/remove", "player", "p-Ann")
	readView(t, b.see("/host/game-a/players"), http.StatusOK).wantTexts(".seated b", "Bo", "Chen <b>")
	other := readView(t, s.as(t, "manager-a").see("/host/game-a/players"), http.StatusOK)
	other.wantCount(".seated b", 2)
	other.wantCount(".seated form", 0)
	none := readView(t, b.see("/host/game-a/players?find=zzz", "Accept-Language", "en"), http.StatusOK)
	none.wantTexts(".glance", s.Catalog.Text("en", "host_nobody_called", "name", "zzz"))
}
