package main

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
)

// TestBrowserHost looks at what hosts and projectors see of a live quiz, and at what is left of it, in each language: nothing runs out of
// the screen, and axe finds nothing.
func TestBrowserHost(t *testing.T) {
	t.Parallel()
	browser, axe := startBrowser(t), loadAxe(t)
	desk, phone, tablet := screen{width: 1280, height: 800}, screen{width: 360, height: 740, dark: true}, screen{width: 800, height: 1280}
	for i, lang := range []string{"en", "zh-Hans", "zh-Hant"} {
		for _, s := range oneOf(i, desk, phone, tablet) {
			t.Run(lang+"/"+s.String(), func(t *testing.T) {
				t.Parallel()
				p := startParty(t, url.Values{"language": {lang}, "days": {"7"}, "bonus": {"10"}})
				l := looking{party: p, tab: openTab(t, browser, "http://"+p.serving.addr, s), lang: lang, axe: axe}
				l.host()
			})
		}
	}
}

// looking is a game and the tab of its host, in a language.
type looking struct {
	*party
	tab       *tab
	lang, axe string
}

// host leads the host through a game.
func (l looking) host() {
	t := l.tab
	t.navigate("/sign-in?how=password&lang=" + l.lang)
	t.types("input[name=number]", "H1")
	t.types("input[name=password]", hostPassword)
	t.press("main form .button")
	t.until("the host is signed in", `location.pathname === "/me" && document.readyState === "complete"`)
	l.at("new", "/host/new")
	for i := range 5 {
		l.joins(l.party.host.Site, name(i))
	}
	l.at("lobby", "/host/"+l.game.ID)
	l.at("players", "/host/"+l.game.ID+"/players")
	l.at("screen-lobby", "/screen/"+l.game.Code)
	l.at("join", "/live/join/"+l.game.Code)
	l.plays(1)
	l.commands(1, "next")
	l.commands(2, "skip", "end")
	l.at("list", "/host")
	l.at("ended", "/host/"+l.game.ID)
	l.at("report", "/host/"+l.game.ID+"/report")
	l.at("alone", "/live/"+l.game.ID+"/alone")
	t.carries(l.guests[0].Cookie)
	l.at("result", "/live/"+l.game.ID+"/result")
}

// plays plays one question, and looks at it on the projector and the remote in each phase.
func (l looking) plays(number int) {
	remote, projector := "/host/"+l.game.ID, "/screen/"+l.game.Code
	l.commands(number-1, "next")
	l.at("open", remote)
	l.at("screen-open", projector)
	for i, g := range l.guests {
		g.sees("open", number)
		if i%2 == 0 {
			g.answers(number, l.right(number))
		} else {
			g.answers(number, l.wrong(number))
		}
	}
	l.commands(number, "reveal")
	l.at("revealed", remote)
	l.at("screen-revealed", projector)
	l.commands(number, "board")
	l.at("screen-board", projector)
}

// at opens an address, and looks at what every page must have.
func (l looking) at(what, path string) {
	l.tab.Helper()
	if resp := l.tab.navigate(path + "?lang=" + l.lang); resp.Status != http.StatusOK {
		l.tab.Errorf("%s answers %d", path, resp.Status)
	}
	l.looks(what)
}

// looks keeps a picture of the page that is open, and looks at it.
func (l looking) looks(what string) {
	l.tab.Helper()
	l.tab.until("the page is there", `document.readyState === "complete"`)
	if got := ask[string](l.tab, "document.documentElement.lang"); got != l.lang {
		l.tab.Errorf("%s is in %q, want %q", what, got, l.lang)
	}
	l.tab.keep(fmt.Sprintf("host-%s.%s.%s", what, l.lang, l.tab.screen))
	if l.lang == "en" || releasing() {
		ask[bool](l.tab, `scrollTo(0, document.body.scrollHeight), true`) // as people do with what lies under the bar
		checkAxe(l.tab, l.axe)
	}
	checkFit(l.tab)
	l.tab.quiet(0)
}
