package handlers

import (
	"bytes"
	"fmt"
	"io"

	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"clerkcoach/drills"
	"clerkcoach/people"
	"clerkcoach/records"
)

// payloads would run something if a page took them for more than text. They are short enough for a name, and what elements they would
// make have the attribute xss.
func payloads() []string {
	return []string{
		`<script xss>alert(1)</script>`, `"><script xss>alert(1)</script>`, `'><script xss>alert(1)</script>`, `<img xss src=x onerror=alert(1)>`,
		`"><img xss src=x onerror=alert(1)>`, `<svg xss onload=alert(1)>`, `<svg/xss/onload=alert(1)>`, `<iframe xss src="javascript:alert(1)">`,
		`<a xss href="javascript:alert(1)">x</a>`, `javascript:alert(1)`, `JaVaScRiPt:alert(1)//`, `data:text/html,<script xss>alert(1)</script>`,
		`" onmouseover="alert(1)" x="`, `' onmouseover='alert(1)' x='`, `x onfocus=alert(1) autofocus`, "` onmouseover=alert(1) x=`",
		`</title><script xss>alert(1)</script>`, `</textarea><img xss src=x onerror=alert(1)>`, `</style><script xss>alert(1)</script>`,
		`--><img xss src=x onerror=alert(1)>`, `<!--><img xss src=x onerror=alert(1)>`, `]]><img xss src=x onerror=alert(1)>`,
		`<math xss><mi xss xlink:href="javascript:alert(1)">`, `<form xss action=javascript:alert(1)><input xss>`, `<base xss href=//evil.example>`,
		`<object xss data=javascript:alert(1)>`, `<body xss onload=alert(1)>`, `<style xss>@import'//evil.example'</style>`,
		`<meta xss http-equiv=refresh content=0;javascript:x>`, `＜img xss src=x onerror=alert(1)＞`, `&lt;img xss src=x onerror=alert(1)&gt;`,
		`{{printf "<img xss src=x>"}}`, `&#60;img xss src=x onerror=alert(1)&#62;`,
	}
}

// harms tells what code there is in a page: elements out of payloads, handlers of events, addresses that run something. Said is all that
// the page says.
func harms(tb testing.TB, page io.Reader) (harms []string, said string) {
	tb.Helper()
	doc, err := goquery.NewDocumentFromReader(page)
	must(tb, err)
	const elements = "[xss], iframe, object, embed, base, style, math, [style], script:not([src^='/static/'])"
	doc.Find(elements).Each(func(_ int, e *goquery.Selection) {
		html, _ := goquery.OuterHtml(e)
		harms = append(harms, html)
	})
	said = doc.Text()
	for _, n := range doc.Find("*").Nodes {
		for _, a := range n.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			leads := slices.Contains([]string{"href", "src", "action", "formaction", "data", "xlink:href"}, a.Key)
			if strings.HasPrefix(a.Key, "on") || leads && (strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:")) {
				harms = append(harms, fmt.Sprintf("<%s %s=%q>", n.Data, a.Key, a.Val))
			}
			said += "\n" + a.Val
		}
	}
	return harms, said
}

// harmless wants a page without code, and counts the payloads that it shows as text.
func harmless(tb testing.TB, where string, w *httptest.ResponseRecorder, shown map[string]int) {
	tb.Helper()
	if w.Code >= http.StatusInternalServerError {
		tb.Errorf("%s: %d", where, w.Code)
	}
	if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		return
	}
	found, said := harms(tb, w.Body)
	if len(found) > 0 {
		tb.Errorf("%s has %q", where, found)
	}
	for _, p := range payloads() {
		if strings.Contains(said, people.CleanName(p)) || strings.Contains(said, p) {
			shown[p]++
		}
	}
}

// TestHarmsAreFound wants each payload to be found where a page would take it for more than text.
func TestHarmsAreFound(t *testing.T) {
	t.Parallel()
	for _, p := range payloads() {
		page := fmt.Sprintf(`<p>%[1]s</p><a href="%[1]s">a</a><a title='%[1]s'>b</a><input value=%[1]s>`, p)
		found, _ := harms(t, strings.NewReader(page))
		if len(found) == 0 {
			t.Errorf("nothing is found in %s", page)
		}
	}
}

// withPayloads fills both stores with payloads: names of people, stores and tablets, and titles of drills, typed where people type them.
func (s *testSite) withPayloads(t *testing.T) {
	t.Helper()
	s.withPlaces(t)
	admin, trainer := s.as(t, "admin-a"), s.as(t, "trainer-a")
	wantDone := func(w *httptest.ResponseRecorder, payload string) string {
		if w.Code != http.StatusSeeOther {
			t.Errorf("%q is refused: %d", payload, w.Code)
		}
		return w.Header().Get("Location")
	}
	for i, p := range payloads() {
		number := fmt.Sprintf("X%03d", i)
		wantDone(admin.submit("/staff/new", "number", number, "name", p, "role", "manager"), p)
		one, err := s.kept.PersonByNumber(t.Context(), number)
		must(t, err)
		must(t, s.kept.SetPIN(t.Context(), one.ID, "plain:"+testPIN, false))
		must(t, s.kept.SetPassword(t.Context(), one.ID, "plain:"+testPassword, s.Now().UnixMilli()))
		wantDone(admin.submit("/stores", "code", number, "name", p), p)
		wantDone(trainer.submit("/assignments/new", "title", p, "count", "3", "pass", "80", "card", "hesitant"), p)
		wantDone(s.as(t, "manager-a").submit("/staff/tablets", "name", p), p)
	}
	if w := admin.submit("/staff/new", "number", payloads()[0], "name", "A"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a payload is a staff number: %d", w.Code)
	}
}

// TestStoredXSS wants what people have typed to be shown as the very text, on every page, to everybody who may see it.
func TestStoredXSS(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPayloads(t)
	shown := map[string]int{}
	admin, trainer, clerk, tablet := s.as(t, "admin-a"), s.as(t, "trainer-a"), s.as(t, "clerk-a"), s.browser(t, "a")
	for _, r := range s.table() {
		if target := filledPath(t, s, r.path, "a"); r.method == http.MethodGet && !strings.Contains(target, "/none") {
			for _, b := range []*asked{admin, trainer, clerk, tablet} {
				if w := b.see(target); w.Code == http.StatusOK {
					harmless(t, target, w, shown)
				}
			}
		}
	}
	harmless(t, "the second page of staff", admin.see("/staff?page=2"), shown)
	all, err := s.everybody(t.Context(), records.Staff{Store: "store-a"}, records.MaxStaff)
	must(t, err)
	for _, p := range all {
		for _, target := range []string{"/staff/" + p.ID, "/team/people/" + p.ID} {
			harmless(t, target, admin.see(target), shown)
		}
		if p.ID != "admin-a" {
			harmless(t, "leave", admin.see("/staff/"+p.ID+"/leave"), shown)
		}
		if !strings.HasPrefix(p.Number, "X0") {
			continue
		}
		harmless(t, "PIN", tablet.see("/sign-in?person="+p.ID), shown)
		harmless(t, "given PIN", admin.submit("/staff/"+p.ID+"/pin"), shown)
		harmless(t, "given link", admin.submit("/staff/"+p.ID+"/link"), shown)
		b := s.browser(t, "")
		b.submit("/sign-in", "number", p.Number, "password", testPassword)
		for _, target := range []string{"/me", "/me/pin", "/me/password", "/me/records", "/me/results", "/staff", "/assignments/new", "/"} {
			harmless(t, target+" of "+p.Name, b.see(target), shown)
		}
	}
	s.otherPayloadPages(t, admin, shown)
	for _, p := range payloads() {
		if shown[p] < 10 {
			t.Errorf("%q was shown only %d times", p, shown[p])
		}
	}
}

// otherPayloadPages looks at stores, tablets and drills whose names are payloads.
func (s *testSite) otherPayloadPages(t *testing.T, admin *asked, shown map[string]int) {
	t.Helper()
	stores, err := s.kept.Stores(t.Context())
	must(t, err)
	for _, store := range stores {
		for _, target := range []string{"/stores/", "/staff?store=", "/team?store=", "/staff/tablets?store="} {
			harmless(t, target, admin.see(target+store.ID), shown)
		}
	}
	for _, link := range readView(t, admin.see("/staff/tablets"), http.StatusOK).attrs(".tablets a", "href") {
		harmless(t, link, admin.see(link), shown)
	}
	for _, link := range readView(t, admin.see("/assignments"), http.StatusOK).attrs("a[href^='/assignments/']", "href") {
		harmless(t, link, admin.see(link), shown)
	}
}

// TestTypedXSS wants what comes back to who typed it to be the very text: searches, addresses, faulty forms, short answers, lists of staff
// and the names of their files.
func TestTypedXSS(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPlaces(t)
	shown := map[string]int{}
	admin, nobody := s.as(t, "admin-a"), s.browser(t, "")
	d, q := oneOf(t, "en", drills.ShortAnswer)
	for _, p := range payloads() {
		fields := url.Values{}
		for name := range strings.FieldsSeq("q find next done how person from until by last role past after said a gone") {
			fields.Set(name, p)
		}
		for _, target := range []string{
			"/", "/answer", "/cards", "/practice", "/sign-in", "/staff/target-a", "/team", "/team/questions", "/team/newcomers",
			"/me/results", "/staff",
		} {
			harmless(t, target+" with "+p, admin.see(target+"?"+fields.Encode()), shown)
		}
		long := p + strings.Repeat("x", 70)
		forms := map[string][]string{
			"/sign-in": {"number", p, "password", p, "next", p}, "/staff/new": {"number", p, "name", p}, "/stores": {"code", p, "name", p},
			"/staff/tablets": {"name", long}, "/assignments/new": {"title", p, "count", p, "pass", p, "until", p[:min(len(p), 20)], "seed", "1"},
			"/me/password": {"old", p, "new", p, "again", "x"}, "/questions": {"q", p}, "/practice/" + d.ID: {"past", "", "attempt", "x", "a", p},
		}
		for target, form := range forms {
			harmless(t, "POST "+target+" with "+p, admin.submit(target, form...), shown)
		}
		harmless(t, "sign-in", nobody.submit("/sign-in", "number", p, "password", "x", "next", p), shown)
		harmless(t, "short answer", nobody.see(at(d, "", filled(q, drills.Answer{Text: p}))), shown)
		harmless(t, "no such card", nobody.see("/cards/"+url.PathEscape(p)), shown)
		harmless(t, "a list", s.broughtPayload(t, admin, p), shown)
	}
	for _, p := range payloads() {
		if shown[p] < 5 {
			t.Errorf("%q was shown only %d times", p, shown[p])
		}
	}
}

// broughtPayload brings a list of staff with a payload in every cell, in a file of that name.
func (s *testSite) broughtPayload(tb testing.TB, b *asked, payload string) *httptest.ResponseRecorder {
	tb.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", payload+".csv")
	must(tb, err)
	quoted := `"` + strings.ReplaceAll(payload, `"`, `""`) + `"`
	list := "工号,姓名,门店,岗位\nN1,P,00a,店员\nP,P,P,P\nN2,B,P,P\n"
	_, err = io.WriteString(file, strings.ReplaceAll(list, "P", quoted))
	must(tb, err)
	must(tb, form.Close())
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, "/staff/import", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}
