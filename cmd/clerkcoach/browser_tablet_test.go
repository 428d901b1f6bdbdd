package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"clerkcoach/people"
	"clerkcoach/records"
)

// tills are a store's tablets.
type tills struct {
	crew
	*shop
}

// picks signs a clerk in on the tablet: their name, and then the PIN.
func (t tills) picks(p *tab, clerk int) {
	p.Helper()
	p.press(t.rosterLink(clerk))
	p.types("input[name=pin]", shopPIN)
	p.press("form[data-pin] .button")
	p.until(t.clerks[clerk]+" is signed in", `document.readyState === "complete" && !!document.querySelector("form.handover")`)
}

func (t tills) rosterLink(clerk int) string {
	return fmt.Sprintf(`.roster a[href*="person=%s&"]`, t.crew.clerk(clerk))
}

// holds makes the browser that of a store's tablet.
func (p *tab) holds(token string) {
	p.Helper()
	p.carries("tablet=" + token)
}

// carries gives the browser a cookie, as it stands in the header.
func (p *tab) carries(cookie string) {
	p.Helper()
	name, value, _ := strings.Cut(cookie, "=")
	call(p, network.SetCookie.Method, func() error {
		_, err := chromedp.Call(p.ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: p.base})
		return err
	})
}

// handOver has one clerk practise and hand over to another, and looks for what is left of the first.
func (t tills) handOver(till int) func(*tab) {
	return func(p *tab) {
		const says = "xylophone 7351"
		first, second := 3+2*till, 4+2*till
		p.holds(t.tablet(till))
		p.navigate("/sign-in?lang=" + t.lang)
		t.picks(p, first)
		d := makeDrill(p, p.base, fmt.Sprintf(`{"lang":%q,"count":2,"kinds":["short-answer"],"seed":5}`, t.lang))
		p.navigate("/practice/" + d.ID)
		practising{says: says}.answersByTouch(p, question{Kind: "short-answer"})
		p.until("the answer is graded", `document.querySelector(".yours-said")?.textContent.includes("`+says+`") ?? false`)
		p.press(".forward a")
		p.until("the next question is asked", `document.querySelector("progress")?.value === 2`)
		p.navigate("/me/results")
		p.press("form.handover button")
		p.until("the tablet asks who is there", `document.readyState === "complete" && !!document.querySelector(".roster")`)
		p.hasNothingOf(t.clerks[first], says)
		p.press(t.rosterLink(second))
		p.until("two taps lead to the PIN", `document.readyState === "complete" && !!document.querySelector("input[name=pin]")`)
		p.goesBack(func() { p.hasNothingOf(t.clerks[first], says) })

		p.navigate("/sign-in")
		t.picks(p, second)
		p.hasNothingOf(t.clerks[first], says)
		p.goesBack(func() { p.hasNothingOf(t.clerks[first], says) })
	}
}

// left is everything that a browser keeps of what it has shown, but for the names of the roster, which are there for all to pick.
const left = `(async () => {
	const shown = document.documentElement.cloneNode(true);
	if (location.pathname === "/sign-in") shown.querySelectorAll(".roster, .titled").forEach(e => e.remove());
	const all = [shown.outerHTML, decodeURIComponent(location.href), document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
	for (const field of document.querySelectorAll("input, textarea")) all.push(field.value);
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		for (const reply of await cache.matchAll()) all.push(decodeURIComponent(reply.url), await reply.text());
	}
	const done = request => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = no; });
	for (const { name } of await indexedDB.databases()) {
		const db = await done(indexedDB.open(name));
		for (const store of db.objectStoreNames) all.push(JSON.stringify(await done(db.transaction(store).objectStore(store).getAll())));
		db.close();
	}
	return all.join("\n");
})()`

// hasNothingOf wants no word of somebody in the page or in anything that the browser keeps.
func (p *tab) hasNothingOf(words ...string) {
	p.Helper()
	kept := ask[string](p, left)
	for _, word := range words {
		if at := strings.Index(kept, word); at >= 0 {
			p.Errorf("%q is left at %s: …%s…", word, ask[string](p, "location.href"), kept[max(0, at-60):min(len(kept), at+60)])
		}
	}
}

// goesBack goes back through all pages that the tab has shown, one after the other.
func (p *tab) goesBack(check func()) {
	p.Helper()
	history, err := chromedp.Call(p.ctx, page.GetNavigationHistory, cdp.Empty{})
	if err != nil {
		p.Fatal(err)
	}
	before := history.Entries[:history.CurrentIndex]
	for _, e := range slices.Backward(before) {
		if !strings.HasPrefix(e.URL, p.base) {
			continue // the empty page that a tab opens with
		}
		ask[bool](p, "window.leaving = true")
		call(p, page.NavigateToHistoryEntry.Method, func() error {
			_, err := chromedp.Call(p.ctx, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: e.ID})
			return err
		})
		p.until("the tab is back at "+e.URL, `!window.leaving && document.readyState === "complete"`)
		check()
	}
}

// ending is a way in which a session ends from elsewhere.
type ending struct {
	name string
	end  func(p *tab, clerk int)
}

func (t tills) ends() []ending {
	now := func() int64 { return time.Now().UnixMilli() }
	return []ending{
		{"left", func(p *tab, clerk int) {
			t.must(t.CarryOut(p.Context(), records.StaffChange{Leave: []string{t.crew.clerk(clerk)}, At: now()}))
		}},
		{"revoked", func(p *tab, _ int) { t.must(t.Revoke(p.Context(), t.tablet(5), now())) }},
		{"signed-out-everywhere", func(p *tab, clerk int) {
			t.must(t.SignOutEverywhere(p.Context(), t.crew.clerk(clerk), now()))
		}},
	}
}

// ending signs a clerk in on a tablet, has the session ended from elsewhere, and wants the next request to know.
func (t tills) ending(i int, end func(*tab, int)) func(*tab) {
	return func(p *tab) {
		clerk := 7 + i
		p.holds(t.tablet(4 + i))
		p.navigate("/sign-in")
		t.picks(p, clerk)
		end(p, clerk)
		p.navigate("/me/results")
		p.until("the tablet asks who is there", `location.pathname === "/sign-in" && document.readyState === "complete"`)
		p.hasNothingOf(t.clerks[clerk])
	}
}

// standsIdle leaves a tablet alone: it hands itself over, but not while somebody touches it.
func (t tills) standsIdle(p *tab) {
	// The page is told to wait for a second only, after it is read and before its scripts start.
	const wait = `document.addEventListener("readystatechange", () => {
		const form = document.querySelector("form[data-idle]");
		if (form && document.readyState === "interactive") form.dataset.idle = "1";
	})`
	p.before(wait)
	p.holds(t.tablet(3))
	p.navigate("/sign-in")
	t.picks(p, 2)
	for range 8 {
		time.Sleep(250 * time.Millisecond)
		p.do(p.ctx, chromedp.KeyEvent("x"))
	}
	if at := ask[string](p, "location.pathname"); at != "/me" {
		p.Errorf("the tablet was handed over at work: it is at %s", at)
	}
	p.until("the tablet asks who is there", `location.pathname === "/sign-in" && document.readyState === "complete"`)
	p.hasNothingOf(t.clerks[2])
	p.navigate("/me")
	if at := ask[string](p, "location.pathname"); at != "/sign-in" {
		p.Errorf("after an idle while %s is open", at)
	}
}

// isEnrolled makes a browser the store's tablet: the manager who does it is signed out at once.
func (t tills) isEnrolled(p *tab) {
	t.signsIn(p, t.head(people.Manager))
	p.navigate("/staff/tablets")
	p.types("input[name=name]", "iPad 9")
	p.press(`main form[action="/staff/tablets"][method=post] button`)
	p.until("the roster is there", `document.readyState === "complete" && !!document.querySelector(".roster")`)
	p.hasNothingOf(t.manager)
	t.picks(p, 3)
}

// countsOnce opens a card and has it answer a question, each of which counts once.
func (t tills) countsOnce(p *tab) {
	clerk := t.crew.clerk(5)
	t.signsIn(p, clerk)
	counts := func(want int) {
		p.Helper()
		times := 0
		for end := time.Now().Add(tabPatience / 3); times < want && time.Now().Before(end); time.Sleep(lookEvery) {
			times = t.lookups(p, clerk)
		}
		time.Sleep(10 * lookEvery) // for one too many
		if times = t.lookups(p, clerk); times != want {
			p.Errorf("the card was looked up %d times, want %d", times, want)
		}
	}
	p.navigate("/cards/hesitant")
	counts(1)
	p.navigate("/?" + url.Values{"lang": {"en"}, "q": {"been at the mirror half an hour, can't decide"}}.Encode())
	counts(2)
	p.quiet(0)
}

func (t tills) lookups(p *tab, person string) int {
	p.Helper()
	all, err := t.Lookups(p.Context(), t.code, person, 0)
	t.must(err)
	n := 0
	for _, l := range all {
		if l.Person == person && l.Card == "hesitant" {
			n += l.Times
		}
	}
	return n
}
