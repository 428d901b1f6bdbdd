package main

import (
	"net/http"
	"testing"

	"clerkcoach/cmd/liveload/crowd"
	"clerkcoach/people"
	"clerkcoach/records"
)

// everyScreen are the sizes that pages are looked at in before a release.
func everyScreen() []screen {
	return []screen{
		{width: 360, height: 640}, {width: 768, height: 1024}, {width: 800, height: 1280}, {width: 1280, height: 800}, {width: 1920, height: 1080},
	}
}

// everyPage are the pages that somebody can open in a crew's store, by their names, with what must be on them; find is a word that several
// cards hold.
func everyPage(c crew, find string) []visit {
	all := asking{find: find, outside: "the till printer is jammed"}.pages()
	all = append(all, visit{"link-gone", "/link/none", http.StatusNotFound, ".actions a"})
	for _, v := range []struct{ name, path string }{
		{"ask", "/"}, {"device", "/device"}, {"offline", "/offline"}, {"practice-offline", "/practice/offline"}, {"print-book", "/handbooks/property/print"},
		{"drill", "/practice/new?count=5"}, {"sign-in", "/sign-in?how=password"},
		{"me", "/me"}, {"own-pin", "/me/pin"}, {"own-password", "/me/password"}, {"daily", "/daily"}, {"results", "/me/results"},
		{"records", "/me/records"}, {"path", "/path/first-week"},
		{"team", "/team"}, {"questions", "/team/questions"}, {"team-person", "/team/people/" + c.clerk(5)}, {"newcomers", "/team/newcomers"},
		{"assignments", "/assignments"}, {"assignment-new", "/assignments/new"}, {"assignment", "/assignments/" + c.code + "-asked"},
		{"staff", "/staff"}, {"staff-new", "/staff/new"}, {"import", "/staff/import"}, {"tablets", "/staff/tablets"},
		{"staff-person", "/staff/" + c.clerk(4)}, {"leave", "/staff/" + c.clerk(4) + "/leave"}, {"revoke", "/staff/tablets/" + c.tablet(7) + "/revoke"},
		{"stores", "/stores"}, {"settings", "/settings"}, {"host", "/host"}, {"host-new", "/host/new"}, {"live", "/live"}, {"screen", "/screen"},
	} {
		all = append(all, visit{v.name, v.path, http.StatusOK, "h1"})
	}
	return all
}

// TestBrowserEvery looks at every page in every language and size, in the light and in the dark: nothing runs out of the screen, overlaps or
// is too small to press, and axe finds nothing. With each change the other tests look at each page in some of them.
func TestBrowserEvery(t *testing.T) {
	if !releasing() {
		t.Skip("before a release only")
	}
	t.Parallel()
	browser, axe, s, c := startBrowser(t), loadAxe(t), openShop(t), crews()[0]
	site := crowd.NewSite(s.base, longWait, nil)
	t.Cleanup(site.Close)
	admin, err := crowd.SignIn(t.Context(), site, c.head(people.Admin), shopPassword)
	s.must(err)
	s.must(s.StartPath(t.Context(), records.Enrolment{
		Person: c.head(people.Admin), Path: "first-week", StartedAt: s.ago(shopDay), StartedBy: c.head(people.Trainer),
	}))
	for lang, find := range map[string]string{"zh-Hans": "价格", "en": "price", "zh-Hant": "價錢"} {
		for _, v := range everyPage(c, find) {
			inBrowser(t, lang+"/"+v.name, browser, s.base, everyScreen()[0], func(p *tab) {
				p.carries(admin.Cookie)
				v.isRightEverywhere(p, lang, axe)
			})
		}
	}
}

// isRightEverywhere opens a page in one language, in all sizes and both themes, each time anew: what is folded is folded again.
func (v visit) isRightEverywhere(p *tab, lang, axe string) {
	for _, s := range everyScreen() {
		for _, dark := range []bool{false, true} {
			s.dark = dark
			p.becomes(s)
			v.isRight(lang)(p)
			if s.width == 360 || s.width == 1280 {
				checkAxe(p, axe)
			}
		}
	}
}
