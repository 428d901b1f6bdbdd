package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/people"
	"clerkcoach/records"
)

// What everybody in tests signs in with.
const (
	testPIN      = "7291"
	testPassword = "seven green teapots"
)

// tabletToken is what the tablet of a test store holds.
const tabletToken = "the tablet of store-"

// withPeople fills a server's store with two stores, and in each a clerk, a trainer and a manager, and in the first an admin; each
// store has a tablet. Ids are like clerk-a; everybody signs in with testPIN and testPassword.
func (s *testSite) withPeople(tb testing.TB) {
	tb.Helper()
	must := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	ctx, at := tb.Context(), s.Now().UnixMilli()
	for _, store := range []string{"a", "b"} {
		must(s.kept.AddStore(ctx, people.Store{ID: "store-" + store, Code: "00" + store, Name: "Store " + store}))
		for _, role := range people.Roles() {
			if role == people.Admin && store == "b" {
				continue
			}
			p := people.Person{ID: string(role) + "-" + store, Number: strings.ToUpper(string(role[:1]) + store), Name: "Name of " + string(role) + "-" + store,
				Store: "store-" + store, Role: role, AddedAt: at}
			must(s.kept.AddPerson(ctx, p))
			must(s.kept.SetPIN(ctx, p.ID, "plain:"+testPIN, false))
			must(s.kept.SetPassword(ctx, p.ID, "plain:"+testPassword, at))
		}
		t := people.Tablet{ID: "tablet-" + store, Store: "store-" + store, Name: "Till " + store, EnrolledAt: at, EnrolledBy: "manager-" + store}
		must(s.kept.Enrol(ctx, t, people.TokenHash(tabletToken+store)))
	}
}

// asked is somebody who makes requests, with the cookies of their browser.
type asked struct {
	*testSite
	tb      testing.TB
	cookies map[string]string
}

// browser is one that nobody has signed in on; on a store's tablet if a store is named.
func (s *testSite) browser(tb testing.TB, store string) *asked {
	b := &asked{testSite: s, tb: tb, cookies: map[string]string{}}
	if store != "" {
		b.cookies["tablet"] = tabletToken + store
	}
	return b
}

// as is a browser on which somebody of withPeople has signed in with their password.
func (s *testSite) as(tb testing.TB, id string) *asked {
	tb.Helper()
	b := s.browser(tb, "")
	role, store, _ := strings.Cut(id, "-")
	w := b.submit("/sign-in", "number", role[:1]+store, "password", testPassword)
	if w.Code != http.StatusSeeOther {
		tb.Fatalf("%s cannot sign in: %d %s", id, w.Code, w.Body)
	}
	return b
}

// onTablet is the tablet of a person's store, on which they have signed in with their PIN.
func (s *testSite) onTablet(tb testing.TB, id string) *asked {
	tb.Helper()
	_, store, _ := strings.Cut(id, "-")
	b := s.browser(tb, store)
	if w := b.submit("/sign-in/pin", "person", id, "pin", testPIN); w.Code != http.StatusSeeOther {
		tb.Fatalf("%s cannot sign in: %d %s", id, w.Code, w.Body)
	}
	return b
}

// do makes a request with the browser's cookies, and keeps those that come back.
func (b *asked) do(r *http.Request) *httptest.ResponseRecorder {
	b.tb.Helper()
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := b.serve(b.tb, r)
	for _, c := range w.Result().Cookies() {
		b.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return w
}

// see asks for an address.
func (b *asked) see(target string, header ...string) *httptest.ResponseRecorder {
	b.tb.Helper()
	return b.do(newRequest(b.tb, http.MethodGet, target, header...))
}

// submit sends a form; values are names and values in turn.
func (b *asked) submit(target string, values ...string) *httptest.ResponseRecorder {
	b.tb.Helper()
	return b.do(newForm(b.tb, target, values))
}

// newForm is a form as a browser sends it; values are names and values in turn.
func newForm(tb testing.TB, target string, values []string) *http.Request {
	tb.Helper()
	in := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		in.Add(values[i], values[i+1])
	}
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, target, strings.NewReader(in.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "clerk-a")
	if w := b.see("/me"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Name of clerk-a") ||
		w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("own page: %d, %v", w.Code, w.Header())
	}
	token := b.cookies["session"]
	if w := b.submit("/sign-out"); w.Code != http.StatusSeeOther || b.cookies["session"] != "" {
		t.Errorf("signing out: %d, %v", w.Code, b.cookies)
	}
	b.cookies["session"] = token
	if w := b.see("/me"); w.Code != http.StatusSeeOther {
		t.Errorf("the old session still opens the own page: %d", w.Code)
	}
}

func TestSignInOnTablet(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.browser(t, "a")
	roster := b.see("/sign-in").Body.String()
	if !strings.Contains(roster, "Name of clerk-a") || strings.Contains(roster, "-b") {
		t.Errorf("the roster is %s", roster)
	}
	for person, want := range map[string]int{"clerk-b": http.StatusForbidden, "nobody": http.StatusForbidden, "clerk-a": http.StatusSeeOther} {
		if w := b.submit("/sign-in/pin", "person", person, "pin", testPIN); w.Code != want {
			t.Errorf("%s: %d, want %d", person, w.Code, want)
		}
	}
	if err := s.kept.Revoke(t.Context(), "tablet-a", s.Now().UnixMilli()); err != nil {
		t.Fatal(err)
	}
	if w := b.see("/me"); w.Code != http.StatusSeeOther {
		t.Errorf("a revoked tablet opens the own page: %d", w.Code)
	}
	if w := b.submit("/sign-in/pin", "person", "clerk-a", "pin", testPIN); w.Code != http.StatusForbidden {
		t.Errorf("a revoked tablet signs in: %d", w.Code)
	}
}

// TestAnswersArePersons wants an answer of who is signed in to be kept under their name, once.
func TestAnswersArePersons(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.Attempts = s.kept
	s.withPeople(t)
	b := s.onTablet(t, "clerk-a")
	d := made(t, testBook(t), testRecipe("en", 3).ID(testBook(t)))
	form := append([]string{"past", "", "attempt", "x-1"}, flat(filled(d.Questions[0], d.Questions[0].Key()))...)
	for range 2 {
		if w := b.submit("/practice/"+d.ID, form...); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	all, _, err := s.kept.Attempts(t.Context(), records.Filter{Person: "clerk-a"}, records.Page{})
	if err != nil || len(all) != 1 || all[0].Store != "store-a" || all[0].Score != 1 {
		t.Errorf("kept are %+v, %v", all, err)
	}
	if w := s.onTablet(t, "trainer-a").submit("/practice/"+d.ID, form...); w.Code != http.StatusConflict {
		t.Errorf("another's attempt: %d", w.Code)
	}
}

// TestAnswersStandInNoAddress wants a kept answer to be shown to whom it is of, at an address that does not hold it, and the question
// alone to the next one who comes back to that address.
func TestAnswersStandInNoAddress(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.Attempts = s.kept
	s.withPeople(t)
	b := s.onTablet(t, "clerk-a")
	d := made(t, testBook(t), drills.Recipe{Lang: "en", Count: 1, Kinds: []drills.Kind{drills.ShortAnswer}, Seed: 5}.ID(testBook(t)))
	const says = "xylophone"
	address := b.submit("/practice/"+d.ID, "past", "", "attempt", "x-1", "a", says).Header().Get("Location")
	if strings.Contains(address, says) {
		t.Errorf("the answer stands in the address %s", address)
	}
	address, _, _ = strings.Cut(address, "#")
	if w := b.see(address); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), says) {
		t.Errorf("their own answer: %d, shown: %v", w.Code, strings.Contains(w.Body.String(), says))
	}
	for name, next := range map[string]*asked{"nobody": s.browser(t, "a"), "another": s.onTablet(t, "trainer-a")} {
		if w := next.see(address); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/practice/"+d.ID {
			t.Errorf("%s comes back to it: %d to %q", name, w.Code, w.Header().Get("Location"))
		}
	}
	if w := b.see("/practice/" + d.ID + "?attempt=x-2"); w.Code != http.StatusSeeOther {
		t.Errorf("an attempt that there is not: %d", w.Code)
	}
}

// flat gives a form's values as names and values in turn.
func flat(in url.Values) []string {
	var all []string
	for name, values := range in {
		for _, v := range values {
			all = append(all, name, v)
		}
	}
	return all
}
