package main

import (
	"fmt"
	"testing"
)

// TestBrowserDevice uses what a device has for itself: pins and what was read last, with and without a line, asking by voice, and kiosk
// mode.
func TestBrowserDevice(t *testing.T) {
	t.Parallel()
	browser, axe := startBrowser(t), loadAxe(t)
	base := startProgram(t)
	asks := []asking{
		{lang: "en", question: "been at the mirror half an hour, can't decide"},
		{lang: "zh-Hans", question: "她对着镜子比了半小时还没定"},
		{lang: "zh-Hant", question: "對著鏡子比了半個小時還沒決定"},
	}
	looks := []screen{{width: 360, height: 640}, {width: 768, height: 1024, dark: true}, {width: 1280, height: 800}}
	for i, a := range asks {
		for _, s := range oneOf(i, looks...) {
			t.Run(fmt.Sprintf("pins/%s/%s", a.lang, s), func(t *testing.T) {
				t.Parallel()
				o := offline{asking: a, wire: newWire(t, base), axe: axe, looked: map[string]bool{}}
				s.keeps = true
				o.pins(openTab(t, browser, o.wire.base, s))
			})
			inBrowser(t, fmt.Sprintf("voice/%s/%s", a.lang, s), browser, base, s, a.asksByVoice)
		}
	}
	inBrowser(t, "kiosk", browser, base, looks[1], staysInside)
}

// chips are the addresses in a part of the shelf.
func (p *tab) chips(part string) []string {
	p.Helper()
	return ask[[]string](p, fmt.Sprintf(`[...document.querySelectorAll('[data-shelf=%s] .chip')].filter(e => e.checkVisibility()).map(e => e.pathname)`, part))
}

// pins pins a card with a line and another one without, and finds both at hand, each time.
func (o offline) pins(p *tab) {
	p.navigate("/cards/hesitant?lang=" + o.asking.lang)
	p.isKept()
	p.press(".pin button")
	p.until("the card is pinned", `document.querySelector(".pin button").getAttribute("aria-pressed") === "true"`)
	o.looks(p, "device-pinned")
	p.navigate("/cards/rude-upset")
	p.until("it is noted that the card was read", `document.cookie.includes("recent=rude-upset")`)
	p.navigate("/")
	p.wantChips("pinned", "/cards/hesitant")
	p.wantChips("recent", "/cards/rude-upset")
	o.looks(p, "device-shelf")
	o.is(false)
	p.navigate("/cards/care-deaf")
	p.press(".pin button")
	p.navigate("/cards/hesitant")
	p.until("a kept page knows the pin", `document.querySelector(".pin button").getAttribute("aria-pressed") === "true"`)
	p.navigate("/")
	p.until("the cards are at hand without a line", `document.querySelectorAll("[data-shelf=recent] .chip").length === 1`)
	p.wantChips("pinned", "/cards/care-deaf", "/cards/hesitant")
	p.navigate("/device")
	p.until("the page says what is kept", `/\d/.test(document.getElementById("kept").textContent)`)
	o.looks(p, "device-offline")
	o.is(true)
	p.navigate("/device")
	p.until("scripts have run", `!document.getElementById("kiosk").hidden`)
	o.looks(p, "device")
	p.press("form:first-of-type[action='/device/forget'] button")
	p.until("what was read is forgotten", `document.readyState === "complete" && document.querySelectorAll("[data-shelf=recent] .chip").length === 0`)
	p.wantChips("pinned", "/cards/care-deaf", "/cards/hesitant")
}

func (p *tab) wantChips(part string, want ...string) {
	p.Helper()
	p.until("the page is there", `document.readyState === "complete"`)
	if got := p.chips(part); fmt.Sprint(got) != fmt.Sprint(want) {
		p.Errorf("%s are %v, want %v", part, got, want)
	}
}

// asksByVoice asks with a browser whose understanding of speech is played: what it hears is answered, and what goes wrong is said.
func (a asking) asksByVoice(p *tab) {
	p.before(`window.SpeechRecognition = class {
		start() { window.listening = this; }
		stop() { this.onend(); }
	}`)
	p.navigate("/?lang=" + a.lang)
	p.until("the microphone is offered", `document.querySelector(".mic")?.checkVisibility()`)
	p.press(".mic")
	p.until("it listens", `document.querySelector(".mic").getAttribute("aria-pressed") === "true" && document.getElementById("heard").textContent !== ""`)
	p.keep(fmt.Sprintf("voice.%s.%s", a.lang, p.screen))
	checkFit(p)
	ask[bool](p, fmt.Sprintf(`listening.onresult({results: [[{transcript: %q}]]}), listening.onend(), true`, a.question))
	p.until("what was heard is answered", `!!document.querySelector("#answer .card")`)
	p.until("it listens no more", `document.querySelector(".mic").getAttribute("aria-pressed") === "false" && document.getElementById("heard").textContent === ""`)
	for _, fault := range []string{"not-allowed", "network", "no-speech", "service-not-allowed"} {
		p.press(".mic")
		ask[bool](p, fmt.Sprintf(`listening.onerror({error: %q}), listening.onend(), true`, fault))
		p.until("it is said what went wrong", `document.getElementById("heard").textContent.length > 5 &&
			document.querySelector(".mic").getAttribute("aria-pressed") === "false"`)
	}
	p.quiet(0)

	p.before(`delete window.SpeechRecognition; delete window.webkitSpeechRecognition`)
	p.navigate("/")
	p.until("scripts have run", `performance.getEntriesByType("resource").some(e => e.name.endsWith("/voice.js")) && document.readyState === "complete"`)
	if ask[bool](p, `document.querySelector(".mic").checkVisibility()`) {
		p.Error("a browser that understands no speech offers a microphone")
	}
}

// staysInside turns kiosk mode on: a long press opens no menu, a link outside leads nowhere, and the tablet returns to asking.
func staysInside(p *tab) {
	p.before(`const later = window.setTimeout; window.setTimeout = (f, ms, ...rest) => later(f, ms === 120000 ? window.name === "soon" ? 50 : 1e6 : ms, ...rest);`)
	p.navigate("/device?lang=en")
	p.until("scripts have run", `!document.getElementById("kiosk").hidden`)
	const menu = `document.querySelector("h1").dispatchEvent(new MouseEvent("contextmenu", {bubbles: true, cancelable: true}))`
	if !ask[bool](p, menu) {
		p.Error("the menu is shut out before kiosk mode is on")
	}
	p.press("#kiosk")
	p.until("it is on", `document.getElementById("kiosk").getAttribute("aria-checked") === "true"`)
	p.navigate("/cards")
	p.until("scripts have run", `document.documentElement.classList.contains("kiosk")`)
	if ask[bool](p, menu) {
		p.Error("a long press opens a menu")
	}
	if ask[bool](p, `(() => {
		const link = document.createElement("a");
		link.href = "https://elsewhere.test/";
		document.querySelector("main").append(link);
		return link.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
	})()`) {
		p.Error("a link leads outside")
	}
	ask[bool](p, `(window.name = "soon", dispatchEvent(new Event("pointerdown")), true)`)
	p.until("it is back at asking", `location.pathname === "/"`)
	ask[bool](p, `(window.name = "", true)`)
	p.navigate("/device")
	p.until("it is still on", `document.getElementById("kiosk").getAttribute("aria-checked") === "true"`)
	p.press("#kiosk")
	p.until("it is off", `!document.cookie.includes("kiosk")`)
}
