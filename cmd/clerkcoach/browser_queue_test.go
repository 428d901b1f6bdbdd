package main

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestBrowserQueue cuts the line again and again while clerks take turns at a tablet: they answer, close the page, open it again, hand the
// tablet over, and at some time the line is mended. Every answer is stored once, under who gave it.
func TestBrowserQueue(t *testing.T) {
	t.Parallel()
	const aPart = 8 // rounds of a browser, which has only so much time
	rounds, s, c := sized(2, 500), openShop(t), crews()[1]
	o := offline{tills: tills{c, s}, wire: newWire(t, s.base), asking: asking{lang: c.lang}, looked: map[string]bool{}}
	since, want := time.Now(), map[int]int{}
	chance := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same each time
	for done := 0; done < rounds; done += aPart {
		t.Run("", func(t *testing.T) {
			profile := chromedp.UserDataDir(t.TempDir())
			p := openTabOf(t, startBrowser(t, profile), o.wire.base, screen{width: 1280, height: 800, keeps: true})
			p.holds(o.tablet(6))
			p.before(slowCaches)
			p.navigate("/sign-in?lang=" + c.lang)
			p.isKept()
			for range min(aPart, rounds-done) {
				o.takesTurns(p, chance, want)
			}
		})
	}
	lost, doubled := 0, 0
	for clerk, n := range want {
		got := len(o.given(&tab{TB: t}, clerk, since))
		lost, doubled = lost+max(0, n-got), doubled+max(0, got-n)
	}
	t.Logf("promise: %d rounds of answers without a line: %d lost, %d doubled or under another's name", rounds, lost, doubled)
	if lost+doubled > 0 {
		t.Errorf("of %v %d are lost and %d too many", want, lost, doubled)
	}
}

// slowCaches has a page wait for what the browser keeps, as on an old tablet.
const slowCaches = `if (self.caches) {
	const open = caches.open.bind(caches);
	caches.open = (name) => new Promise((yes) => setTimeout(() => yes(open(name)), 100));
}`

// takesTurns has a clerk answer without a line, and perhaps another one after them, who cannot sign in and whose answers count for nobody.
func (o offline) takesTurns(p *tab, chance *rand.Rand, want map[int]int) {
	p.Helper()
	clerk := 1 + chance.IntN(6)
	p.navigate("/sign-in")
	o.picks(p, clerk)
	o.is(false)
	p.navigate("/practice/offline")
	for i := range 1 + chance.IntN(2) {
		o.answersQuickly(p, i+1)
		want[clerk]++
		if n := ask[int](p, waitingAnswers); n != i+1 {
			p.Errorf("%d answers were shown as right or wrong, and %d are kept", i+1, n)
		}
	}
	switch chance.IntN(3) {
	case 0: // the page is closed and opened again
		p.do(p.ctx, chromedp.Navigate("about:blank"))
		p.navigate("/")
	case 1: // the tablet is handed over
		p.press("#noted [data-note=own] button")
		p.until("the tablet is handed over", `location.pathname === "/" && !document.querySelector("#noted [data-note=own]")`)
		p.navigate("/practice/offline")
		o.answersQuickly(p, 1)
	}
	o.is(true)
	p.navigate("/me")
	p.until("nothing waits", waitingAnswers+`.then(n => n === 0)`)
	if ask[bool](p, `location.pathname === "/me"`) {
		p.press("form.handover button")
		p.until("the tablet asks who is there", `document.readyState === "complete" && !!document.querySelector(".roster")`)
	}
}

// answersQuickly answers the question of a number in a round without a line, and goes on, without looking at the page.
func (o offline) answersQuickly(p *tab, number int) {
	p.Helper()
	p.isAsked(number)
	practising{}.answersByTouch(p, ask[question](p, openQuestion))
	practising{}.isAnswered(p)
	p.press(".forward button")
}
