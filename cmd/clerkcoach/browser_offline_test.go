package main

import (
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/chromedp"

	"clerkcoach/records"
)

// wire is what lies between a browser and the program: it can be cut and mended.
type wire struct {
	testing.TB
	base, to string

	mu  sync.Mutex
	cut bool
	all map[net.Conn]bool
}

// newWire lays a line to a program.
func newWire(tb testing.TB, to string) *wire {
	tb.Helper()
	listener, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	l := &wire{TB: tb, base: "http://" + listener.Addr().String(), to: strings.TrimPrefix(to, "http://"), all: map[net.Conn]bool{}}
	tb.Cleanup(func() {
		listener.Close() //nolint:errcheck // nothing is read from it
		l.is(false)
	})
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			go l.carry(from)
		}
	}()
	return l
}

// carry carries one connection, unless the line is cut.
func (l *wire) carry(from net.Conn) {
	defer from.Close() //nolint:errcheck // the line may be cut
	to, err := (&net.Dialer{Timeout: time.Second}).Dial("tcp", l.to)
	if err != nil {
		return
	}
	defer to.Close() //nolint:errcheck // see above
	l.mu.Lock()
	if l.cut {
		l.mu.Unlock()
		return
	}
	l.all[from], l.all[to] = true, true
	l.mu.Unlock()
	go func() {
		io.Copy(to, from) //nolint:errcheck // see above
		to.Close()        //nolint:errcheck // see above
	}()
	io.Copy(from, to) //nolint:errcheck // see above
}

// is mends the line, or cuts it with all that goes over it.
func (l *wire) is(up bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = !up
	if up {
		return
	}
	for c := range l.all {
		c.Close() //nolint:errcheck // that is the point
	}
	clear(l.all)
}

// tills without a line.
type offline struct {
	tills
	*wire
	asking
	// axe is what looks at each page, once; looked has the names of those that were looked at.
	axe    string
	looked map[string]bool
}

// looks looks at a page as every page is to be looked at.
func (o offline) looks(p *tab, name string) {
	p.Helper()
	checkFit(p)
	p.keep(fmt.Sprintf("%s.%s.%s", name, o.asking.lang, p.screen))
	if !o.looked[name] {
		checkAxe(p, o.axe)
	}
	o.looked[name] = true
}

// TestBrowserOffline asks, reads, practises and hands over with the line cut, and then mends it.
func TestBrowserOffline(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	asks := []asking{
		{lang: "zh-Hans", question: "比来比去，站了半天还拿不定主意", outside: "收银台的打印机卡纸了"},
		{lang: "en", question: "been at the mirror half an hour, can't decide", outside: "the till printer is jammed"},
	}
	browser, axe := startBrowser(t), loadAxe(t)
	for i, c := range crews() {
		o := func(t *testing.T) offline {
			return offline{tills{c, s}, newWire(t, s.base), asks[i], axe, map[string]bool{}}
		}
		for _, look := range oneOf(i, screen{width: 360, height: 740, keeps: true}, screen{width: 1280, height: 800, dark: true, keeps: true}) {
			t.Run(fmt.Sprintf("reads/%s/%s", c.lang, look), func(t *testing.T) {
				t.Parallel()
				o := o(t)
				o.reads(openTab(t, browser, o.wire.base, look))
			})
		}
		t.Run("hand-over/"+c.lang, func(t *testing.T) {
			t.Parallel()
			o := o(t)
			o.handsOver(openTab(t, browser, o.wire.base, screen{width: 800, height: 1280, keeps: true}))
		})
		t.Run("restart/"+c.lang, func(t *testing.T) {
			t.Parallel()
			o(t).restarts(t)
		})
	}
}

// isKept waits until the browser has kept everything.
func (p *tab) isKept() {
	p.Helper()
	p.until("everything is kept", `navigator.serviceWorker.controller !== null && caches.match("/state/book").then(found => !!found)`)
}

// switches reads the page in another language.
func (p *tab) switches(lang string) {
	p.Helper()
	p.press(".langs summary")
	p.press(fmt.Sprintf(".langs a[lang=%q]", lang))
}

// reads asks, reads and practises without a line, as somebody who is not signed in.
func (o offline) reads(p *tab) {
	lang := o.asking.lang
	p.navigate("/?lang=" + lang)
	p.isKept()
	o.is(false)
	p.navigate("/")
	p.types("#q", o.question)
	p.until("an answer is made here", `!!document.querySelector("#answer .note.here") && !!document.querySelector("#answer .card")`)
	if got := ask[string](p, `document.querySelector("#answer .card").dataset.card`); got != "hesitant" {
		p.Errorf("the answer is %q", got)
	}
	o.looks(p, "offline-ask")
	p.navigate("/?" + url.Values{"q": {o.outside}}.Encode())
	p.until("the playbook has no answer", `!!document.querySelector("#answer .outside")`)
	p.press("#answer form button")
	p.until("the question waits", `document.querySelector("#noted [data-note=asking] b")?.textContent === "1"`)
	o.looks(p, "offline-outside")
	p.navigate("/cards/rude-upset")
	const inLanguage = `document.documentElement.lang %s %q && !!document.querySelector("article.card h1")`
	p.until("the card is there", fmt.Sprintf(inLanguage, "===", lang))
	other := ask[string](p, `document.querySelector(".langs a").lang`)
	p.switches(other)
	p.until("it is there in the other language", fmt.Sprintf(inLanguage, "===", other))
	p.switches(lang)
	p.until("it is there again", fmt.Sprintf(inLanguage, "===", lang))
	p.navigate("/me")
	p.until("the page of a person is not there", `!!document.querySelector("main .outside h1")`)
	o.looks(p, "offline-page")
	p.navigate("/practice/new?count=5")
	for i := range 10 {
		o.answers(p, i+1)
	}
	p.until("the round is over", `document.getElementById("bar").hidden`)
	o.looks(p, "offline-end")
	if n := ask[int](p, waitingAnswers); n != 0 {
		p.Errorf("%d answers of nobody wait", n)
	}
	o.is(true)
	p.navigate("/")
	p.until("the question is sent", `document.querySelector("#noted [data-note=asking]") === null`)
}

// answers answers the question of a number in a round without a line, and goes on.
func (o offline) answers(p *tab, number int) {
	p.Helper()
	p.isAsked(number)
	q := ask[question](p, openQuestion)
	o.looks(p, fmt.Sprintf("offline-%s", q.Kind))
	practising{}.answersByTouch(p, q)
	practising{}.isAnswered(p)
	o.looks(p, fmt.Sprintf("offline-%s-answered", q.Kind))
	p.press(".forward button")
}

// isAsked waits for the question of a number in a round without a line.
func (p *tab) isAsked(number int) {
	p.Helper()
	p.until(fmt.Sprintf("question %d is asked", number), fmt.Sprintf(
		`document.getElementById("bar")?.value === %d && !!document.querySelector("form[data-kind]")`, number))
}

// waitingAnswers counts what waits in the browser.
const waitingAnswers = `new Promise((yes, no) => {
	const request = indexedDB.open("clerkcoach");
	request.onerror = no;
	request.onsuccess = () => {
		const count = request.result.transaction("answers").objectStore("answers").count();
		count.onsuccess = () => { request.result.close(); yes(count.result); };
	};
})`

// given lists what a clerk has answered since the test began.
func (o offline) given(p *tab, clerk int, since time.Time) []records.Attempt {
	p.Helper()
	all, _, err := o.Attempts(p.Context(), records.Filter{Person: o.crew.clerk(clerk), From: since.UnixMilli()}, records.Page{})
	o.shop.must(err)
	return all
}

// handsOver has two clerks practise on one tablet without a line, one after the other: each answer counts for who gave it, and the
// session of the first ends.
func (o offline) handsOver(p *tab) {
	const first, second = 5, 6
	since := time.Now()
	p.holds(o.tablet(3))
	p.navigate("/sign-in?lang=" + o.crew.lang)
	p.isKept()
	p.navigate("/sign-in")
	o.picks(p, first)
	o.is(false)
	p.navigate("/practice/offline")
	o.answers(p, 1)
	o.answers(p, 2)
	p.until("two answers wait", `document.querySelector("#noted [data-note=waiting] b")?.textContent === "2"`)
	o.looks(p, "offline-waiting")
	p.press("#noted [data-note=own] button")
	p.until("the tablet is handed over", `location.pathname === "/" && !document.querySelector("#noted [data-note=own]")`)
	p.hasNothingOf(o.clerks[first])
	p.navigate("/practice/offline")
	o.answers(p, 1) // of nobody, since nobody can sign in
	if n := ask[int](p, waitingAnswers); n != 2 {
		p.Errorf("%d answers wait, want 2", n)
	}
	o.is(true)
	p.navigate("/me")
	p.until("the first one's session is over", `location.pathname === "/sign-in" && !!document.querySelector(".roster")`)
	o.picks(p, second)
	p.until("nothing waits", waitingAnswers+`.then(n => n === 0)`)
	if n := len(o.given(p, first, since)); n != 2 {
		p.Errorf("the first clerk has %d answers, want 2", n)
	}
	if n := len(o.given(p, second, since)); n != 0 {
		p.Errorf("the second clerk has %d answers, want none", n)
	}
}

// restarts answers without a line, starts the browser anew, and mends the line: each answer counts once, with its own time.
func (o offline) restarts(t *testing.T) {
	const clerk = 7
	since, profile := time.Now(), chromedp.UserDataDir(t.TempDir())
	look := screen{width: 800, height: 1280, keeps: true}
	browser := startBrowser(t, profile)
	p := openTabOf(t, browser, o.wire.base, look)
	p.holds(o.tablet(5))
	p.navigate("/sign-in?lang=" + o.crew.lang)
	p.isKept()
	p.navigate("/sign-in")
	o.picks(p, clerk)
	o.is(false)
	p.navigate("/practice/offline")
	for i := range 3 {
		o.answers(p, i+1)
	}
	answered := time.Now()
	o.shop.must(chromedp.Cancel(browser))

	p = openTabOf(t, startBrowser(t, profile), o.wire.base, look)
	p.navigate("/")
	p.until("three answers wait", `document.querySelector("#noted [data-note=waiting] b")?.textContent === "3"`)
	o.is(true)
	p.navigate("/")
	p.until("nothing waits", waitingAnswers+`.then(n => n === 0)`)
	all := o.given(p, clerk, since)
	if len(all) != 3 {
		t.Errorf("%d answers count, want 3", len(all))
	}
	for _, a := range all {
		if a.AnsweredAt > answered.UnixMilli() || a.ReceivedAt < answered.UnixMilli() {
			t.Errorf("an answer of %d, received at %d, was given before %d", a.AnsweredAt, a.ReceivedAt, answered.UnixMilli())
		}
	}
}

// waitFor waits for what takes a busy machine longer than a page may.
func waitFor(tb testing.TB, what string, so func() bool) {
	tb.Helper()
	for end := time.Now().Add(longWait); !so(); time.Sleep(lookEvery) {
		if time.Now().After(end) {
			tb.Fatalf("waited in vain until %s", what)
		}
	}
}

// TestBrowserRenewed changes a store's playbook while a page is open: it says so, and shows the new one when asked.
func TestBrowserRenewed(t *testing.T) {
	t.Parallel()
	own := t.TempDir()
	base := startProgramOn(t, t.TempDir(), "--playbook", own)
	p := openTab(t, startBrowser(t), base, screen{width: 800, height: 1280, keeps: true})
	p.navigate("/cards/hesitant?lang=en")
	p.isKept()
	before := ask[string](p, `document.querySelector("meta[name=edition]").content`)
	asks := filepath.Join(own, "en", "asks", "hesitant.txt")
	shopMust(t, os.MkdirAll(filepath.Dir(asks), 0o750))
	shopMust(t, os.WriteFile(asks, []byte("# us\nthe one with the two hats\n"), 0o600))
	waitFor(t, "the server has taken it", func() bool {
		return ask[bool](p, fmt.Sprintf(`fetch("/offline/contents.json").then(r => r.json()).then(c => c.version !== %q)`, before))
	})
	// A worker looks once a minute; one that has slept looks at once.
	call(p, serviceworker.StopAllWorkers.Method, func() error {
		if _, err := chromedp.Call(p.ctx, serviceworker.Enable, cdp.Empty{}); err != nil {
			return err
		}
		_, err := chromedp.Call(p.ctx, serviceworker.StopAllWorkers, cdp.Empty{})
		return err
	})
	ask[bool](p, `!document.dispatchEvent(new Event("visibilitychange"))`)
	p.until("the page says so", `!!document.querySelector("#noted [data-note=renewed]")`)
	p.keep("offline-renewed")
	p.press("#noted [data-note=renewed] button")
	p.until("the new one is shown", fmt.Sprintf(`document.readyState === "complete" &&
		document.querySelector("meta[name=edition]").content !== %q && !document.querySelector("#noted [data-note=renewed]")`, before))
}

func shopMust(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
