package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// openPages are what everybody uses, by their names.
func openPages() []visit {
	return []visit{
		{name: "ask", path: "/"}, {name: "answer", path: "/?q=cannot+decide"}, {name: "card", path: "/cards/hesitant"}, {name: "table", path: "/cards/property-scoring"},
		{name: "cards", path: "/cards"}, {name: "practice", path: "/practice"}, {name: "question", path: "/practice/new?count=5"}, {name: "device", path: "/device"},
		{name: "sign-in", path: "/sign-in?how=password"}, {name: "about", path: "/about"}, {name: "live", path: "/live"},
	}
}

// TestBrowserLarge reads pages as people do who need them larger: a desktop at 400 %, which leaves 320 px (WCAG 1.4.10), one at 200 %, and a
// phone with letters of twice the size (1.4.4). Nothing runs out of the screen.
func TestBrowserLarge(t *testing.T) {
	t.Parallel()
	browser, base := startBrowser(t), startProgram(t)
	for i, lang := range []string{"en", "zh-Hans", "zh-Hant"} {
		for _, look := range []struct {
			name   string
			letter int // in percent of their usual size
			screen
		}{
			{"400%", 100, screen{width: 320, height: 256}}, {"200%", 100, screen{width: 640, height: 400}}, {"letters", 200, screen{width: 360, height: 740}},
		} {
			if i > 0 && look.letter == 100 && !releasing() {
				continue
			}
			inBrowser(t, lang+"/"+look.name, browser, base, look.screen, func(p *tab) {
				p.navigate("/about?lang=" + lang) // which is remembered
				for _, v := range openPages() {
					p.navigate(v.path)
					ask[bool](p, fmt.Sprintf(`(document.documentElement.style.fontSize = "%d%%", true)`, look.letter))
					p.keep(fmt.Sprintf("large-%s.%s.%s", v.name, lang, look.name))
					for _, line := range ask[[]string](p, outside) {
						p.Errorf("%s at %s: %s", v.name, look.name, line)
					}
				}
			})
		}
	}
}

// outside finds what runs out of the screen, unless it is meant to be moved sideways by itself.
const outside = `(() => {
	document.querySelectorAll("details").forEach(d => d.open = true);
	const wide = document.documentElement.scrollWidth - innerWidth;
	if (wide <= 0) return [];
	const guilty = [...document.querySelectorAll("body *")].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1);
	return ["the page is " + wide + " px too wide: " + guilty.slice(-3).map(e => e.outerHTML.slice(0, 100)).join(" | ")];
})()`

// TestBrowserForced looks at pages in the colours that somebody has chosen for all programs: what is chosen still differs from what is not,
// and what can be pressed has an edge. (axe does not know of such colours, and takes those of the page for what is seen.)
func TestBrowserForced(t *testing.T) {
	t.Parallel()
	browser, base := startBrowser(t), startProgram(t)
	inBrowser(t, "en", browser, base, screen{width: 360, height: 740}, func(p *tab) {
		p.prefers(&emulation.MediaFeature{Name: "forced-colors", Value: "active"}, &emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "reduce"})
		for _, v := range openPages() {
			p.navigate(v.path)
			p.keep("forced-" + v.name)
			for _, line := range ask[[]string](p, edgeless) {
				p.Errorf("%s: %s", v.name, line)
			}
		}
		p.navigate("/practice")
		const ground = `getComputedStyle(document.querySelector(".pick input%s + span")).backgroundColor`
		if on, off := ask[string](p, fmt.Sprintf(ground, ":checked")), ask[string](p, fmt.Sprintf(ground, ":not(:checked)")); on == off {
			p.Errorf("what is picked has the ground %s, and so has what is not", on)
		}
	})
}

// edgeless finds buttons and chips without a line around them.
const edgeless = `[...document.querySelectorAll(".chip, .button, .icon, .pick span")].filter(e => e.checkVisibility() && parseFloat(getComputedStyle(e).borderTopWidth) === 0)
	.map(e => e.outerHTML.slice(0, 90) + " has no edge")`
