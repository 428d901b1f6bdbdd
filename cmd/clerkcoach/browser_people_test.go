package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"clerkcoach/people"
	"clerkcoach/records"
)

// look is one screen on which somebody goes through their pages.
type look struct {
	screen
	// axe has axe look at each page as well.
	axe bool
	// clerk is who looks, where clerks do; each look has a clerk of its own.
	clerk int
}

// TestBrowserPeople goes through all pages that people sign in for, in a filled store.
func TestBrowserPeople(t *testing.T) {
	t.Parallel()
	browser := startBrowser(t)
	s := openShop(t)
	axe := loadAxe(t)
	phone, tablet, desk := screen{width: 360, height: 740}, screen{width: 800, height: 1280}, screen{width: 1280, height: 800}
	darkPhone, darkDesk := phone, desk
	darkPhone.dark, darkDesk.dark = true, true
	for i, c := range crews() {
		looks := []look{{phone, true, 0}, {darkDesk, true, 1}, {tablet, false, 2}}
		if i > 0 {
			looks = []look{{darkPhone, true, 0}, {desk, true, 1}, {tablet, false, 2}}
		}
		if !releasing() {
			looks = looks[i:][:1] // the phone in one language, the desk in the other
		}
		for _, l := range looks {
			g := guide{crew: c, shop: s, look: l, axe: axe}
			name := func(what string) string { return fmt.Sprintf("%s/%s/%s", what, c.lang, l.screen) }
			inBrowser(t, name("clerk"), browser, s.base, l.screen, g.leadsClerk)
			inBrowser(t, name("trainer"), browser, s.base, l.screen, g.leadsTrainer)
			inBrowser(t, name("admin"), browser, s.base, l.screen, g.leadsAdmin)
		}
		tablets, tablet := tills{crew: c, shop: s}, tablet
		tablet.keeps = true
		inBrowser(t, "tablet/hand-over/"+c.lang, browser, s.base, tablet, tablets.handOver(0))
		plain := tablet
		plain.noScript = true
		inBrowser(t, "tablet/hand-over/nojs/"+c.lang, browser, s.base, plain, tablets.handOver(1))
	}
	tablets := tills{crew: crews()[0], shop: s}
	tablet.keeps = true
	inBrowser(t, "tablet/idle", browser, s.base, tablet, tablets.standsIdle)
	inBrowser(t, "tablet/enrolled", browser, s.base, tablet, tablets.isEnrolled)
	for i, e := range tablets.ends() {
		inBrowser(t, "tablet/"+e.name, browser, s.base, tablet, tablets.ending(i, e.end))
	}
	inBrowser(t, "lookups", browser, s.base, phone, tablets.countsOnce)
}

// guide leads somebody through their pages on one screen.
type guide struct {
	crew
	*shop
	look
	axe string
}

// see opens a page that must show something, and looks at what every page must have.
func (g guide) see(p *tab, name, path, has string) {
	p.Helper()
	if resp := p.navigate(path); resp.Status != http.StatusOK {
		p.Errorf("%s answers %d", path, resp.Status)
	}
	g.isRight(p, name, has)
}

// isRight looks at the page that is open.
func (g guide) isRight(p *tab, name, has string) {
	p.Helper()
	p.until("there is "+has, fmt.Sprintf(`document.readyState === "complete" && !!document.querySelector(%q)`, has))
	if got := ask[string](p, "document.documentElement.lang"); got != g.lang {
		p.Errorf("%s is in %q, want %q", name, got, g.lang)
	}
	p.keep(fmt.Sprintf("%s.%s.%s", name, g.lang, p.screen))
	if g.look.axe {
		checkAxe(p, g.axe)
	}
	checkFit(p)
	p.quiet(0)
}

// leadsClerk signs in by PIN on the tablet and elsewhere by a link, and goes through what is a clerk's own.
func (g guide) leadsClerk(p *tab) {
	p.navigate("/sign-in?lang=" + g.lang)
	if p.screen.width == 800 {
		p.holds(g.tablet(3))
		g.see(p, "sign-in", "/sign-in", ".roster a")
		p.press(fmt.Sprintf(`.roster a[href*="person=%s&"]`, g.crew.clerk(g.look.clerk)))
		g.isRight(p, "pin", "[data-pin]")
		p.types("input[name=pin]", shopPIN)
		p.press("form[data-pin] .button")
	} else {
		token := fmt.Sprintf("link-%s-%d", g.code, g.look.clerk)
		l := records.Link{Token: people.TokenHash(token), Person: g.crew.clerk(g.look.clerk), ExpiresAt: g.ago(-shopDay)}
		g.must(g.AddLink(p.Context(), l))
		g.see(p, "link", "/link/"+token, "input[name=new]")
		p.types("input[name=new]", shopPassword)
		p.types("input[name=again]", shopPassword)
		p.press("main form .button")
	}
	g.isRight(p, "me", ".now .button")
	g.see(p, "daily", "/daily", ".now .button")
	p.press(".now .button")
	g.answersOne(p)
	for _, v := range []visit{
		{"path", "/path/first-week", 0, ".way .next"}, {"results", "/me/results", 0, ".shares"}, {"records", "/me/records", 0, ".kept"},
		{"own-pin", "/me/pin", 0, "input[name=new]"},
	} {
		g.see(p, v.name, v.path, v.has)
	}
}

// openQuestion is the question that is open.
const openQuestion = `(() => {
	const rows = [...document.querySelectorAll("fieldset.row")].map(() => ({}));
	return { kind: document.querySelector("form[data-kind]").dataset.kind, options: rows, pairs: rows };
})()`

// answersOne answers the question that is open, of whatever kind it is.
func (g guide) answersOne(p *tab) {
	p.Helper()
	g.isRight(p, "daily-question", "form[data-kind]")
	q := ask[question](p, openQuestion)
	pr := practising{lang: g.lang, says: "好的，我帮您看看。"}
	pr.answersByTouch(p, q)
	pr.isAnswered(p)
	g.isRight(p, "daily-answered", ".verdict")
}

// leadsTrainer goes through what a trainer sees of the team, and asks for a drill.
func (g guide) leadsTrainer(p *tab) {
	g.signsIn(p, g.head(people.Trainer))
	for _, v := range []visit{
		{"me-trainer", "/me", 0, "a[href='/team']"}, {"team", "/team", 0, ".heat"}, {"questions", "/team/questions", 0, ".stems"},
		{"team-person", "/team/people/" + g.crew.clerk(5), 0, ".figures"}, {"newcomers", "/team/newcomers", 0, ".standings"},
		{"assignments", "/assignments", 0, ".assigned"}, {"assignment-new", "/assignments/new", 0, "input[name=title]"},
	} {
		g.see(p, v.name, v.path, v.has)
	}
	p.types("input[name=title]", fmt.Sprintf("%s (%d)", g.title, g.look.clerk+2))
	p.press("button[name=preview]")
	g.isRight(p, "assignment-preview", ".asked-list")
	p.press("main form .actions .button")
	p.until("the drill is made", `location.pathname.startsWith("/assignments/") && !!document.querySelector(".figures")`)
	g.see(p, "assignment", "/assignments/"+g.code+"-asked", ".rows")
	p.navigate("/team")
	ask[bool](p, `document.querySelector("section:has(.heat)").scrollIntoView(), true`)
	p.keep(fmt.Sprintf("team-heat.%s.%s", g.lang, p.screen))
}

// leadsAdmin goes through what managers and admins look after.
func (g guide) leadsAdmin(p *tab) {
	g.signsIn(p, g.head(people.Admin))
	for _, v := range []visit{
		{"staff", "/staff", 0, ".staff"}, {"staff-person", "/staff/" + g.crew.clerk(4), 0, ".choices"}, {"staff-new", "/staff/new", 0, "form.stack"},
		{"tablets", "/staff/tablets", 0, ".tablets"}, {"revoke", "/staff/tablets/" + g.tablet(7) + "/revoke", 0, "form"},
		{"stores", "/stores", 0, ".tablets"}, {"import", "/staff/import", 0, "input[type=file]"},
	} {
		g.see(p, v.name, v.path, v.has)
	}
	list := strings.Join([]string{
		"number,name,store,role", g.crew.clerk(0) + "," + g.clerks[0] + "," + g.code + ",trainer", g.code + "-77,Kim Park," + g.code + ",clerk",
		g.code + "-78,Lee Park," + g.code + ",pilot",
	}, "\n")
	ask[bool](p, fmt.Sprintf(`(() => {
		const held = new DataTransfer();
		held.items.add(new File([%q], "staff.csv", {type: "text/csv"}));
		document.querySelector("input[type=file]").files = held.files;
		return true;
	})()`, list))
	p.press("main form .button")
	g.isRight(p, "plan", ".counts")
	p.navigate("/staff/" + g.crew.clerk(4))
	p.press(`form[action$="/link"] button`)
	g.isRight(p, "staff-link", ".qr")
	p.navigate("/staff/" + g.crew.clerk(9))
	p.press(`form[action$="/pin"] button`)
	g.isRight(p, "staff-pin", ".shown-pin")
}

// signsIn signs somebody in with their password.
func (c crew) signsIn(p *tab, number string) {
	p.Helper()
	p.navigate("/sign-in?" + url.Values{"how": {"password"}, "lang": {c.lang}}.Encode())
	p.types("input[name=number]", number)
	p.types("input[name=password]", shopPassword)
	p.press("main form .button")
	p.until(number+" is signed in", `location.pathname === "/me" && document.readyState === "complete"`)
}

// types puts words into a field.
func (p *tab) types(selector, words string) {
	p.Helper()
	p.press(selector)
	p.inserts(words)
}
