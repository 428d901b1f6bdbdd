package handlers

import (
	"crypto/tls"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"clerkcoach/people"
)

// wantIn wants a page of one's own to be open to who is signed in, and where somebody signs in to be shown to nobody in particular.
func (b *asked) wantIn(want bool, when string) {
	b.tb.Helper()
	w := b.see("/me/pin")
	out := w.Code == http.StatusSeeOther && strings.HasPrefix(w.Header().Get("Location"), "/sign-in?")
	if want && w.Code != http.StatusOK || !want && !out {
		b.tb.Errorf("%s: %d to %q", when, w.Code, w.Header().Get("Location"))
	}
}

// TestSessionLimits wants sessions to end when nobody has used them for a while, and after a while however much they are used.
func TestSessionLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		signIn      func(s *testSite) *asked
		idle, whole time.Duration
	}{
		{"PIN", func(s *testSite) *asked { return s.onTablet(t, "clerk-a") }, 5 * time.Minute, 12 * time.Hour},
		{"a manager's PIN", func(s *testSite) *asked { return s.onTablet(t, "manager-a") }, 5 * time.Minute, 12 * time.Hour},
		{"clerk", func(s *testSite) *asked { return s.as(t, "clerk-a") }, 7 * 24 * time.Hour, 30 * 24 * time.Hour},
		{"trainer", func(s *testSite) *asked { return s.as(t, "trainer-a") }, time.Hour, 12 * time.Hour},
		{"admin", func(s *testSite) *asked { return s.as(t, "admin-a") }, time.Hour, 12 * time.Hour},
	} {
		clock := &movedClock{}
		s := newTestServer(t, clock.use)
		s.withPeople(t)
		idle := tt.signIn(s)
		clock.forward(tt.idle - time.Second)
		idle.wantIn(true, tt.name+", just before it is idle for too long")
		clock.forward(tt.idle)
		idle.wantIn(false, tt.name+", idle for too long")
		used := tt.signIn(s)
		for past := time.Duration(0); past+tt.idle/2 < tt.whole; past += tt.idle / 2 {
			used.wantIn(true, tt.name+", used")
			clock.forward(tt.idle / 2)
		}
		clock.forward(tt.idle/2 + time.Second)
		used.wantIn(false, tt.name+", after its whole time")
	}
}

// TestSessionEnds wants the next request of somebody to be nobody's once they may not be here any more.
func TestSessionEnds(t *testing.T) {
	t.Parallel()
	change := func(s *testSite, b *asked, f func(p *people.Person)) {
		p := s.person(b.tb, "clerk-a")
		f(p)
		must(b.tb, s.kept.ChangePerson(b.tb.Context(), *p, s.Now().UnixMilli()))
	}
	for name, end := range map[string]func(s *testSite, b *asked){
		"left":          func(s *testSite, b *asked) { s.as(b.tb, "manager-a").submit("/staff/clerk-a/leave") },
		"another role":  func(s *testSite, b *asked) { change(s, b, func(p *people.Person) { p.Role = people.Trainer }) },
		"another store": func(s *testSite, b *asked) { change(s, b, func(p *people.Person) { p.Store = "store-b" }) },
		"by a manager":  func(s *testSite, b *asked) { s.as(b.tb, "manager-a").submit("/staff/clerk-a/sign-out") },
		"by themselves": func(s *testSite, b *asked) { s.as(b.tb, "clerk-a").submit("/me/sign-out-everywhere") },
		"a new password": func(s *testSite, b *asked) {
			s.as(b.tb, "clerk-a").submit("/me/password", "old", testPassword, "new", "eight blue kettles", "again", "eight blue kettles")
		},
		"erased": func(s *testSite, b *asked) {
			m := s.as(b.tb, "manager-a")
			m.submit("/staff/clerk-a/leave")
			m.submit("/staff/clerk-a/erase", "number", "CA")
		},
	} {
		s := newTestServer(t)
		s.withPeople(t)
		phone, tablet := s.as(t, "clerk-a"), s.onTablet(t, "clerk-a")
		phone.wantIn(true, name+", before")
		tablet.wantIn(true, name+", before")
		end(s, phone)
		phone.wantIn(false, name+", on the phone")
		tablet.wantIn(false, name+", on the tablet")
	}
}

// TestTabletEnds wants a PIN's session to be worth nothing without its very tablet, and to end with it.
func TestTabletEnds(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	s.withTablets(t, 1)
	b := s.onTablet(t, "clerk-a")
	for name, token := range map[string]string{"no tablet": "", "another tablet": "guessed-0", "another store's": tabletToken + "b"} {
		stolen := s.browser(t, "")
		stolen.cookies["session"], stolen.cookies["tablet"] = b.cookies["session"], token
		stolen.wantIn(false, name)
	}
	b.wantIn(true, "the very tablet")
	s.as(t, "manager-a").submit("/staff/tablets/tablet-a/revoke")
	b.wantIn(false, "revoked")
}

// TestSessionIsNew wants each sign-in to begin a session of a new token: what somebody has planted in the browser, and what was there
// before, opens nothing.
func TestSessionIsNew(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	held := func(token string) *asked {
		b := s.browser(t, "a")
		b.cookies["session"] = token
		return b
	}
	const planted = "planted-by-somebody-else-in-this-browser-00"
	b := held(planted)
	for _, sent := range [][]string{
		{"/sign-in", "number", "CA", "password", testPassword},
		{"/sign-in/pin", "person", "clerk-a", "pin", testPIN},
		{"/sign-in", "number", "CA", "password", testPassword},
		{"/me/password", "old", testPassword, "new", "eight blue kettles", "again", "eight blue kettles"},
	} {
		before := b.cookies["session"]
		b.submit(sent[0], sent[1:]...)
		b.wantIn(true, "after "+sent[0])
		if b.cookies["session"] == before {
			t.Errorf("%s goes on with the token that was there", sent[0])
		}
		held(before).wantIn(false, "the token before "+sent[0])
	}
	held(planted).wantIn(false, "the planted token")
}

// TestCookies wants only us to read the cookies, and browsers to send them to this very host alone, where the line is encrypted.
func TestCookies(t *testing.T) {
	t.Parallel()
	for line, encrypted := range map[string]*tls.ConnectionState{"plain": nil, "own": {}, "proxy": nil} {
		s := newTestServer(t, func(o *Options) { o.Secure = line == "proxy" })
		s.withPeople(t)
		secure := line != "plain"
		prefix := map[bool]string{true: "__Host-"}[secure]
		r := newRequest(t, http.MethodPost, "/sign-in/pin")
		r.TLS = encrypted
		r.URL.RawQuery = url.Values{"person": {"clerk-a"}, "pin": {testPIN}}.Encode()
		r.AddCookie(&http.Cookie{Name: prefix + "tablet", Value: tabletToken + "a"})
		w := s.serve(t, r)
		cookies := w.Result().Cookies()
		if len(cookies) != 2 {
			t.Fatalf("%s: cookies are %v", line, cookies)
		}
		if got := w.Header().Get("Strict-Transport-Security"); (got != "") != (line == "proxy") {
			t.Errorf("%s: Strict-Transport-Security is %q", line, got)
		}
		for _, c := range cookies {
			known := c.Name == prefix+"session" || c.Name == prefix+"tablet"
			if !known || !c.HttpOnly || c.Secure != secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
				t.Errorf("encrypted %t: %v", secure, c)
			}
		}
	}
}

// TestSignOutClears wants the browser to forget what it has stored, and nobody to come back by what it still shows.
func TestSignOutClears(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	for _, target := range []string{"/sign-out", "/hand-over", "/me/sign-out-everywhere"} {
		b := s.onTablet(t, "clerk-a")
		if got := b.see("/me").Header().Get("Cache-Control"); got != "no-store" {
			t.Errorf("the own page may be kept: %q", got)
		}
		w := b.submit(target)
		if got := w.Header().Get("Clear-Site-Data"); got != `"cache"` || b.cookies["session"] != "" || b.cookies["tablet"] == "" {
			t.Errorf("%s clears %q and leaves %v", target, got, b.cookies)
		}
		b.wantIn(false, "after "+target)
	}
}

// ledTo is where a browser goes from an address by another one (WHATWG URL: tabs and ends of lines count for nothing, backslashes as
// slashes).
func ledTo(tb testing.TB, from, to string) *url.URL {
	tb.Helper()
	base, err := url.Parse(from)
	must(tb, err)
	u, err := base.Parse(strings.NewReplacer("\t", "", "\r", "", "\n", "", "\\", "/").Replace(strings.TrimSpace(to)))
	must(tb, err)
	return u
}

// TestNextStaysHere wants nobody to be led to another site after signing in, whatever the address says.
func TestNextStaysHere(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	const here = "https://shop.example/sign-in"
	for _, next := range []string{
		"//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "\t//evil.example", "/\n/evil.example",
		"/\r\n/evil.example", " //evil.example", "https://evil.example", "https:evil.example", "http:///evil.example", "javascript:alert(1)",
		"JavaScript:alert(1)", "data:text/html,x", "evil.example", "@evil.example", ":@evil.example", "/%2f/evil.example", "/%2fevil.example",
		"/%5cevil.example", "%2f%2fevil.example", "/%09/evil.example", "/.//evil.example", "/..//evil.example", "/me/..//evil.example",
		"/\u2028/evil.example", "/\x00/evil.example", "/me\r\nSet-Cookie: a=b", "//shop.example@evil.example/", "?//evil.example", "",
		"/sign-in?next=//evil.example", strings.Repeat("/", 40) + "evil.example",
	} {
		replies := map[string]string{
			"password": s.browser(t, "").submit("/sign-in", "number", "CA", "password", testPassword, "next", next).Header().Get("Location"),
			"PIN":      s.browser(t, "a").submit("/sign-in/pin", "person", "clerk-a", "pin", testPIN, "next", next).Header().Get("Location"),
		}
		target := "/sign-in?" + url.Values{"next": {next}}.Encode()
		replies["form"] = readView(t, s.browser(t, "").see(target), http.StatusOK).attrs("input[name=next]", "value")[0]
		for _, link := range readView(t, s.browser(t, "a").see(target), http.StatusOK).attrs(".roster a", "href") {
			replies["roster"] = ledTo(t, here, link).Query().Get("next")
		}
		for where, to := range replies {
			if u := ledTo(t, here, to); to == "" || u.Scheme != "https" || u.Host != "shop.example" {
				t.Errorf("%s: %q leads to %q, that is %s", where, next, to, u)
			}
		}
	}
	const ours = "/me/results?after=1"
	w := s.browser(t, "").submit("/sign-in", "number", "CA", "password", testPassword, "next", ours)
	if to := w.Header().Get("Location"); to != ours {
		t.Errorf("a page of ours leads to %q", to)
	}
}
