package main

import (
	"fmt"
	"net/http"
	"testing"

	"clerkcoach/cmd/liveload/crowd"
	"clerkcoach/drills"
)

// TestBrowserGame plays a whole game in real browsers at once: a host with a phone for a remote, a projector in two languages, and three
// players, of whom one reads Chinese, one has no scripts, and one loads the page anew in the middle.
func TestBrowserGame(t *testing.T) {
	t.Parallel()
	browser := startBrowser(t)
	p := startParty(t, nil)
	base := "http://" + p.serving.addr
	phone := screen{width: 360, height: 740}
	n := &evening{
		party:     p,
		remote:    openTab(t, browser, base, screen{width: 360, height: 740, dark: true}),
		projector: openTab(t, browser, base, screen{width: 1920, height: 1080}),
		players: []*tab{
			openTab(t, browser, base, phone), openTab(t, browser, base, screen{width: 800, height: 1280}),
			openTab(t, browser, base, screen{width: 360, height: 740, noScript: true}),
		},
	}
	n.opensLobby()
	n.joins(0, "王小梅", "zh-Hans")
	n.joins(1, "Owen", "en")
	n.joins(2, "Nina", "en")
	n.remote.until("all are there", `document.querySelectorAll(".seats li").length === 3`)
	n.projector.until("all are there", `["王小梅", "Owen", "Nina"].every((name) => document.body.textContent.includes(name))`)
	n.pictures("lobby")
	for number := 1; number <= 2; number++ {
		n.playsQuestion(number)
	}
	n.remote.press(`section[data-part=more] details:last-of-type summary`)
	n.remote.press(`form[action$="/end"] button`)
	n.reach("ended")
	n.pictures("ended")
	n.hasReport()
}

// evening is that game and its screens.
type evening struct {
	*party
	remote, projector *tab
	players           []*tab
}

// opensLobby has the host sign in on the phone and open a lobby in two languages by the form.
func (n *evening) opensLobby() {
	r := n.remote
	r.navigate("/sign-in?how=password&lang=en")
	r.types("input[name=number]", "H1")
	r.types("input[name=password]", hostPassword)
	r.press("main form .button")
	r.until("the host is signed in", `location.pathname === "/me" && document.readyState === "complete"`)
	r.navigate("/host/new")
	r.press(`label.pick input[name=language][value="zh-Hans"]`)
	r.keep("game-new.phone")
	r.press("main form button.button")
	r.until("the lobby is open", `!!document.querySelector(".door .code")`)
	n.game = crowd.Game{
		ID: ask[string](r, `location.pathname.split("/").pop()`), Code: ask[string](r, `document.querySelector(".door .code").textContent.replace(/\W/g, "")`),
	}
	if resp := n.projector.navigate("/screen/" + n.game.Code + "?lang=zh-Hans&lang2=en"); resp.Status != http.StatusOK {
		n.Fatalf("the projector's page answers %d", resp.Status)
	}
}

// joins has a player come in by the address behind the QR code.
func (n *evening) joins(i int, name, lang string) {
	p := n.players[i]
	p.navigate("/live/join/" + n.game.Code + "?lang=" + lang)
	p.types("input[name=name]", name)
	p.press(fmt.Sprintf(`input[name=lang][value=%q]`, lang))
	p.press("main form .button")
	p.until("the lobby is there", `document.getElementById("game")?.dataset.phase === "lobby"`)
}

// playsQuestion opens a question with the remote's main button, has everybody answer it, and goes on to the board.
func (n *evening) playsQuestion(number int) {
	n.presses("next")
	n.reach("open")
	n.pictures(fmt.Sprintf("open-%d", number))
	all, err := n.store.GameQuestions(n.Context(), n.game.ID)
	if err != nil {
		n.Fatal(err)
	}
	for i, p := range n.players {
		if i == 0 {
			p.navigate("/live/" + n.game.ID) // as after a phone has slept
		}
		n.answers(p, all[0][number-1], i)
	}
	n.reach("closed") // all have answered
	n.presses("reveal")
	n.reach("revealed")
	n.pictures(fmt.Sprintf("revealed-%d", number))
	n.presses("board")
	n.reach("board")
	n.pictures(fmt.Sprintf("board-%d", number))
}

// answers gives the right answer, or for odd players any answer at all.
func (n *evening) answers(p *tab, q *drills.Question, player int) {
	key := q.Key()
	switch q.Kind {
	case drills.MultipleChoice, drills.TrueFalse:
		choice := key.Options[0]
		if player%2 == 1 {
			choice = q.Options[0].ID
		}
		p.press(fmt.Sprintf(`button.panel[value=%q]`, choice))
	case drills.MultipleResponse:
		p.press(`label.panel`)
		p.press(".send")
	case drills.Matching:
		for _, pair := range q.Pairs {
			p.press(fmt.Sprintf(`input[name=p%s][value=%q]`, pair.ID, pair.Option))
		}
		p.press(".send")
	case drills.Ordering:
		for i, o := range q.Options {
			p.press(fmt.Sprintf(`input[name=o%s][value="%d"]`, o.ID, i+1))
		}
		p.press(".send")
	default:
		p.types("input[name=a], textarea", "1")
		p.press(".send")
	}
	p.until("the answer is kept", `["closed", "revealed"].includes(document.getElementById("game")?.dataset.phase) || document.getElementById("game")?.dataset.state === "kept"`)
}

// presses presses a command on the remote.
func (n *evening) presses(command string) {
	n.Helper()
	n.remote.press(fmt.Sprintf(`form[action$="/%s"] button`, command))
}

// reach waits until the players' screens show a phase. The projector and the remote are told at the same time.
func (n *evening) reach(phase string) {
	n.Helper()
	for _, p := range n.players {
		p.until("the phase is "+phase, fmt.Sprintf(`document.getElementById("game")?.dataset.phase === %q`, phase))
	}
}

// pictures keeps what all screens show, and looks at what every page must have.
func (n *evening) pictures(what string) {
	n.Helper()
	for name, p := range map[string]*tab{
		"projector": n.projector, "remote": n.remote, "player-zh": n.players[0], "player-tablet": n.players[1], "player-nojs": n.players[2],
	} {
		p.keep("game-" + what + "." + name)
		checkFit(p) // which unfolds everything
		ask[bool](p, `document.querySelectorAll("details").forEach(d => d.open = false), true`)
		p.quiet(0)
	}
	if len(ask[string](n.projector, `document.querySelector("main").textContent.trim()`)) == 0 {
		n.Error("the projector shows nothing")
	}
}

// hasReport wants the report to name everybody.
func (n *evening) hasReport() {
	n.remote.press(`a[href$="/report"]`)
	n.remote.until("the report is there", `location.pathname.endsWith("/report") && document.readyState === "complete"`)
	for _, name := range []string{"王小梅", "Owen", "Nina"} {
		if !ask[bool](n.remote, fmt.Sprintf(`document.body.textContent.includes(%q)`, name)) {
			n.Errorf("the report does not name %s", name)
		}
	}
	n.remote.keep("game-report.phone")
	checkFit(n.remote)
	n.remote.quiet(0)
}
