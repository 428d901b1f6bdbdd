package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// asking is what a clerk asks in one language.
type asking struct {
	lang, other       string
	question, outside string
	// find is a word that several cards hold.
	find string
	// composed marks text that comes from an input method in one piece instead of key by key.
	composed bool
}

// TestBrowser goes through all pages in a real browser, with the whole program behind them.
func TestBrowser(t *testing.T) {
	t.Parallel()
	browser := startBrowser(t)
	base := startProgram(t)
	for i, a := range []asking{
		{
			lang: "zh-Hans", other: "en", question: "她对着镜子比了半小时还没定", outside: "收银台的打印机卡纸了", find: "价格",
			composed: true,
		},
		{
			lang: "en", other: "zh-Hans", question: "been at the mirror half an hour, can't decide", outside: "the till printer is jammed",
			find: "price",
		},
		{
			lang: "zh-Hant", other: "zh-Hans", question: "對著鏡子比了半個小時還沒決定", outside: "印表機卡紙了", find: "價錢", composed: true,
		},
	} {
		for _, s := range oneOf(i, screen{width: 360, height: 640}, screen{width: 800, height: 1280}, screen{width: 1280, height: 800}) {
			plain := s
			plain.noScript = true
			inBrowser(t, fmt.Sprintf("ask/%s/%s/js", a.lang, s), browser, base, s, a.asksWhileTyping)
			inBrowser(t, fmt.Sprintf("ask/%s/%s/nojs", a.lang, s), browser, base, plain, a.asksByForm)
		}
		inBrowser(t, fmt.Sprintf("ask/%s/dark", a.lang), browser, base, screen{width: 360, height: 640, dark: true}, a.asksInTheDark)
		tablet := screen{width: 800, height: 1280}
		for n, page := range a.pages() {
			if n%3 != i && !releasing() {
				continue // in another language
			}
			inBrowser(t, fmt.Sprintf("page/%s/%s", a.lang, page.name), browser, base, tablet, page.isRight(a.lang))
		}
		for _, s := range oneOf(i, tablet, screen{width: 360, height: 640, dark: true}) {
			inBrowser(t, fmt.Sprintf("axe/%s/%s", a.lang, s), browser, base, s, a.isAccessible)
		}
	}
}

// oneOf is the screen on which the i-th language is looked at with each change by what takes long; before a release it is all of them.
func oneOf(i int, all ...screen) []screen {
	if !releasing() {
		return all[i%len(all):][:1]
	}
	return all
}

func inBrowser(t *testing.T, name string, browser context.Context, base string, s screen, check func(*tab)) {
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		check(openTab(t, browser, base, s))
	})
}

// asksWhileTyping gets an answer without pressing anything, shows it to the customer, and reads it in the other language.
func (a asking) asksWhileTyping(p *tab) {
	p.navigate("/?lang=" + a.lang)
	a.types(p)
	p.until("the answer to the whole question is there", fmt.Sprintf(
		`new URL(location.href).searchParams.get("q") === %q && !!document.querySelector(".answer:not([aria-busy]) .card")`, a.question))
	checkAnswer(p)
	if !ask[bool](p, `document.activeElement.id === "q"`) {
		p.Error("the answer took the focus from the field")
	}
	if !ask[bool](p, `document.getElementById("starters").hidden`) {
		p.Error("the questions to begin with are still there under the answer")
	}
	p.keep(fmt.Sprintf("ask.%s.%s.js", a.lang, p.screen))
	checkFit(p)
	showsLarge(p)
	a.switchesLanguage(p)
	p.quiet(0)
}

// asksByForm does the same with scripts forbidden.
func (a asking) asksByForm(p *tab) {
	p.navigate("/?lang=" + a.lang)
	a.types(p)
	if ask[bool](p, `!!document.querySelector(".answer .card")`) {
		p.Fatal("there is an answer before the form was sent: scripts are not forbidden")
	}
	p.press("form.ask [type=submit]")
	p.until("the whole answer is there", `location.search.includes("q=") && document.readyState === "complete" && !!document.querySelector(".answer .card")`)
	checkAnswer(p)
	if n := ask[int](p, `[...document.querySelectorAll("[data-copy], [data-print]")].filter(e => e.checkVisibility()).length`); n > 0 {
		p.Errorf("%d buttons are shown that do nothing without scripts", n)
	}
	p.keep(fmt.Sprintf("ask.%s.%s.nojs", a.lang, p.screen))
	checkFit(p)
	a.switchesLanguage(p)
	words := ask[string](p, `document.querySelector(".first blockquote").textContent`)
	p.press(".first .show")
	p.until("the words fill a page", `!!document.querySelector(".say-page .large")`)
	if got := ask[string](p, `document.querySelector(".large").textContent`); got == "" || !strings.Contains(words, got) {
		p.Errorf("the page for the customer says %q, the card says %q", got, words)
	}
	checkFit(p)
	p.quiet(0)
}

// asksInTheDark looks at the answer on a phone with dark colours.
func (a asking) asksInTheDark(p *tab) {
	p.navigate("/?" + url.Values{"lang": {a.lang}, "q": {a.question}}.Encode())
	checkAnswer(p)
	for _, part := range []string{"body", ".card", ".first", ".do", ".avoid", ".call"} {
		script := fmt.Sprintf(`Math.max(...getComputedStyle(document.querySelector(%q)).backgroundColor.match(/\d+/g).slice(0, 3))`, part)
		if light := ask[int](p, script); light > 80 {
			p.Errorf("%s has a light ground (%d of 255) in dark mode", part, light)
		}
	}
	p.keep(fmt.Sprintf("ask.%s.%s", a.lang, p.screen))
	checkFit(p)
	p.quiet(0)
}

// types puts the question into the field, which has the focus from the start.
func (a asking) types(p *tab) {
	p.Helper()
	p.until("the field has the focus", `document.readyState === "complete" && document.activeElement.id === "q"`)
	if !a.composed {
		p.do(p.ctx, chromedp.KeyEvent(a.question))
	} else {
		p.inserts(a.question)
	}
	if got := ask[string](p, `document.getElementById("q").value`); got != a.question {
		p.Fatalf("the field holds %q, want %q", got, a.question)
	}
}

// switchesLanguage takes the answer to the other language: the same question, answered with the same card.
func (a asking) switchesLanguage(p *tab) {
	p.Helper()
	card := ask[string](p, `document.querySelector(".answer .card").dataset.card`)
	if !ask[bool](p, `document.querySelector(".langs").open`) {
		p.press(".langs summary")
	}
	p.press(fmt.Sprintf(".top a.lang[lang=%s]", a.other))
	p.until("the page is in the other language", fmt.Sprintf(`document.readyState === "complete" && document.documentElement.lang === %q`, a.other))
	if got := ask[string](p, `document.getElementById("q").value`); got != a.question {
		p.Errorf("the page in the other language holds the question %q, want %q", got, a.question)
	}
	checkAnswer(p)
	if got := ask[string](p, `document.querySelector(".answer .card").dataset.card`); got != card {
		p.Errorf("the page in the other language answers with %s, want %s", got, card)
	}
	checkFit(p)
}

// checkAnswer wants a card with first words, two others under it, and the card that both questions are about among them.
func checkAnswer(p *tab) {
	p.Helper()
	if words := ask[string](p, `document.querySelector(".answer .card .first blockquote")?.innerText.trim() ?? ""`); len(words) < 10 {
		p.Errorf("the card's first words are %q", words)
	}
	if n := ask[int](p, `document.querySelectorAll(".answer .others .near-card").length`); n != 2 {
		p.Errorf("%d further cards under the answer, want 2", n)
	}
	if !ask[bool](p, `!!document.querySelector('.answer .card[data-card="hesitant"], .others a[href="/cards/hesitant"]')`) {
		p.Error("hesitant is not among the three cards")
	}
}

// showsLarge turns the first words to the customer and back.
func showsLarge(p *tab) {
	p.Helper()
	p.press(".first .show")
	p.until("the words cover the screen", `(() => {
		const over = document.querySelector(".say-over");
		if (!over) return false;
		const [w, h] = [innerWidth - 2, innerHeight - 2];
		return [[1, 1], [w, 1], [1, h], [w, h]].every(([x, y]) => over.contains(document.elementFromPoint(x, y)));
	})()`)
	got := ask[string](p, `document.querySelector(".say-over .large").textContent`)
	if words := ask[string](p, `document.querySelector(".first blockquote").textContent`); got == "" || !strings.Contains(words, got) {
		p.Errorf("the customer reads %q, the card says %q", got, words)
	}
	if !ask[bool](p, `document.querySelector(".say-over").contains(document.activeElement)`) {
		p.Error("the focus stays behind the words")
	}
	checkFit(p)
	p.do(p.ctx, chromedp.KeyEvent(kb.Escape))
	p.until("the words are gone", `!document.querySelector(".say-over")`)
	if !ask[bool](p, `document.activeElement.matches(".first .show")`) {
		p.Error("the focus does not return to where it came from")
	}
}

// small finds what is less than a thumb needs. A link in a sentence or a heading has the size of its line; a box to tick that of its label.
const small = `[...document.querySelectorAll("a, button, summary, select, label:has([type=checkbox], [type=radio]), textarea, input:not([type=hidden])")]
	.filter(e => e.checkVisibility({visibilityProperty: true}) && !e.matches("p a, h2 a, label [type=checkbox], label [type=radio]"))
	.map(e => [e, e.getBoundingClientRect()]).filter(([e, box]) => box.height < 47.5 || box.width < 44)
	.map(([e, box]) => e.outerHTML.slice(0, 90) + " is " + Math.round(box.width) + " x " + Math.round(box.height))`

// overlapping finds what lies over something else in the bar at the top.
const overlapping = `[...document.querySelectorAll(".top a:not(.lang), .top summary")].map(e => {
		const words = document.createRange();
		words.selectNodeContents(e);
		return [e.textContent, words.getBoundingClientRect()];
	}).filter(([name, box], i, all) => i > 0 && box.left < all[i - 1][1].right).map(([name]) => name)`

// checkFit wants no sideways scrolling, a bar at the top without overlap, and nothing to press that is too small, folded and unfolded.
func checkFit(p *tab) {
	p.Helper()
	for _, state := range []string{"as it opens", "unfolded"} {
		if width := ask[int64](p, "document.documentElement.scrollWidth"); width > p.screen.width {
			p.Errorf("%s, %s: %s is %d wide", p.screen, state, ask[string](p, "location.pathname"), width)
		}
		for _, name := range ask[[]string](p, overlapping) {
			p.Errorf("%s, %s: %s at the top lies over what is before it", p.screen, state, name)
		}
		for _, line := range ask[[]string](p, small) {
			p.Errorf("%s, %s: too small to press: %s", p.screen, state, line)
		}
		ask[bool](p, `document.querySelectorAll("details").forEach(d => d.open = true), true`)
	}
}

// visit is a page to look at, and what must be on it.
type visit struct {
	name, path string
	status     int64
	// has is a selector of what the page is opened for.
	has string
}

func (a asking) pages() []visit {
	return []visit{
		{"cards", "/cards", http.StatusOK, ".handbook .near-card"},
		{"find", "/cards?find=" + url.QueryEscape(a.find), http.StatusOK, ".found-card .near-card"},
		{"property", "/handbooks/property", http.StatusOK, ".handbook .near-card"},
		{"property-scoring", "/cards/property-scoring", http.StatusOK, ".card .points td"},
		{"care-deaf", "/cards/care-deaf", http.StatusOK, ".card[data-card=care-deaf]"},
		{"print", "/cards/hesitant/print", http.StatusOK, ".card[data-card=hesitant] details[open]"},
		{"say", "/cards/hesitant/say/first", http.StatusOK, ".large"},
		{"about", "/about", http.StatusOK, ".figures"},
		{"practice", "/practice", http.StatusOK, ".choose .near-card"},
		{"nope", "/nope", http.StatusNotFound, ".actions a"},
		{"outside", "/?q=" + url.QueryEscape(a.outside), http.StatusOK, ".outside form"},
		{"too-long", "/?q=" + strings.Repeat("x", 501), http.StatusBadRequest, "#fault[role=alert]"},
	}
}

// isRight opens the page in one language and looks at what every page must have.
func (v visit) isRight(lang string) func(*tab) {
	return func(p *tab) {
		join := "?"
		if strings.Contains(v.path, "?") {
			join = "&"
		}
		if resp := p.navigate(v.path + join + "lang=" + lang); resp.Status != v.status {
			p.Errorf("%s answers %d, want %d", v.path, resp.Status, v.status)
		}
		if got := ask[string](p, "document.documentElement.lang"); got != lang {
			p.Errorf("%s is in %q, want %q", v.path, got, lang)
		}
		for _, selector := range []string{"h1", v.has} {
			if !ask[bool](p, fmt.Sprintf("!!document.querySelector(%q)", selector)) {
				p.Errorf("%s has no %s", v.path, selector)
			}
		}
		p.keep(fmt.Sprintf("%s.%s.%s", v.name, lang, p.screen))
		checkFit(p)
		p.quiet(v.status)
	}
}

// violations runs axe and lists what breaks WCAG 2.2 AA; a run that checked nothing is a violation too.
const violations = `axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}).then(r =>
	r.passes.length === 0 ? ["axe has checked nothing"] :
	r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target + ": " + n.failureSummary)))`

// loadAxe gives axe as a script, or skips the test.
func loadAxe(tb testing.TB) string {
	tb.Helper()
	path := os.Getenv("CLERKCOACH_AXE")
	if path == "" {
		lacks(tb, "CLERKCOACH_AXE does not say where axe.min.js is")
	}
	axe, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return string(axe)
}

// isAccessible has axe look at the pages that people use most.
func (a asking) isAccessible(p *tab) {
	axe := loadAxe(p)
	asked := url.Values{"lang": {a.lang}, "q": {a.question}}
	for _, page := range []string{"/?" + asked.Encode(), "/?lang=" + a.lang, "/cards/hesitant", "/cards/property-scoring", "/cards", "/about"} {
		p.navigate(page)
		checkAxe(p, axe)
	}
}

// checkAxe runs axe on the page that is open, unfolded; before a release as it opens as well.
func checkAxe(p *tab, axe string) {
	p.Helper()
	ask[bool](p, axe+"\n;true")
	look := func(state string) {
		for _, line := range ask[[]string](p, violations) {
			p.Errorf("%s on %s, %s: %s", ask[string](p, "location.href"), p.screen, state, line)
		}
	}
	if releasing() {
		look("as it opens")
	}
	ask[bool](p, `document.querySelectorAll("details").forEach(d => d.open = true), true`)
	look("unfolded")
}
