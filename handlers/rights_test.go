package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"clerkcoach/live"
	"clerkcoach/people"
	"clerkcoach/records"
)

// visitor is one kind of people who may come to a route, and the rights that they have.
type visitor struct {
	browser func() *asked
	rights  []right
}

// visitors are all kinds of them.
func visitors(tb testing.TB, s *testSite) map[string]visitor {
	tb.Helper()
	on := func(id string) func() *asked { return func() *asked { return s.onTablet(tb, id) } }
	as := func(id string) func() *asked { return func() *asked { return s.as(tb, id) } }
	return map[string]visitor{
		"nobody":                {func() *asked { return s.browser(tb, "") }, nil},
		"nobody on a tablet":    {func() *asked { return s.browser(tb, "a") }, nil},
		"clerk with a PIN":      {on("clerk-a"), []right{own}},
		"trainer with a PIN":    {on("trainer-a"), []right{own}},
		"manager with a PIN":    {on("manager-a"), []right{own}},
		"admin with a PIN":      {on("admin-a"), []right{own}},
		"clerk with a password": {as("clerk-a"), []right{own, account}},
		"trainer":               {as("trainer-a"), []right{own, account, team}},
		"manager":               {as("manager-a"), []right{own, account, team, staff}},
		"admin":                 {as("admin-a"), []right{own, account, team, staff, all}},
	}
}

// refused tells whether a reply turns somebody away: to where one signs in, or with a refusal.
func refused(w *httptest.ResponseRecorder) bool {
	return w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden ||
		w.Code == http.StatusSeeOther && strings.HasPrefix(w.Header().Get("Location"), "/sign-in?")
}

// TestEveryRouteForEveryRole walks every address as everybody who might come. Where a right is missing nothing else may come than a
// refusal; where it is there, none. Everybody signs in anew for each, since some sign out.
func TestEveryRouteForEveryRole(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPlaces(t)
	checked := 0
	for _, r := range s.table() {
		for name, v := range visitors(t, s) {
			w := v.browser().do(sameSiteRequest(t, r.method, filledPath(t, s, r.path, "a")))
			may := r.right == open
			for _, has := range v.rights {
				may = may || r.right == has
			}
			switch {
			case r.right == machine: // by address, see TestMetricsOnlyLocal
			case refused(w) && may && !(r.right == open && strings.HasPrefix(r.path, "/sign-in")):
				t.Errorf("%s %s is refused to %s: %d %s", r.method, r.path, name, w.Code, w.Header().Get("Location"))
			case !refused(w) && !may:
				t.Errorf("%s %s is open to %s: %d", r.method, r.path, name, w.Code)
			}
			checked++
		}
	}
	if want := len(s.table()) * 10; checked != want {
		t.Errorf("%d of %d were checked", checked, want)
	}
}

// TestWhatIsAnothersDoesNotExist asks for what belongs to another store, or to another person, as everybody whose role would do: the reply
// is the same as for what there is not. Of the own store none of it is missing.
func TestWhatIsAnothersDoesNotExist(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPlaces(t)
	who := map[right]string{own: "clerk-a", team: "trainer-a", staff: "manager-a"}
	checked := 0
	for _, r := range s.table() {
		id, asked := who[r.right]
		if !asked || !strings.Contains(r.path, "/:id") || strings.HasPrefix(r.path, "/path/") {
			continue
		}
		checked++
		others, none := s.as(t, id).do(sameSiteRequest(t, r.method, filledPath(t, s, r.path, "b"))),
			s.as(t, id).do(sameSiteRequest(t, r.method, filledPath(t, s, r.path, "nowhere")))
		if others.Code != http.StatusNotFound || none.Code != http.StatusNotFound {
			t.Errorf("%s %s of another store gives %d, of none %d", r.method, r.path, others.Code, none.Code)
		}
		if w := s.as(t, id).do(sameSiteRequest(t, r.method, filledPath(t, s, r.path, "a"))); w.Code == http.StatusNotFound {
			t.Errorf("%s %s of the own store is not found", r.method, r.path)
		}
	}
	if checked < 15 {
		t.Errorf("only %d routes name somebody or something of a store", checked)
	}
}

// TestAnothersStoreByName asks for lists of another store by its id: nothing of that store comes.
func TestAnothersStoreByName(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPlaces(t)
	for _, r := range s.table() {
		if r.method != http.MethodGet || r.right != team && r.right != staff || strings.Contains(r.path, ":id") {
			continue
		}
		w := s.as(t, "manager-a").see(filledPath(t, s, r.path, "a") + "?store=store-b")
		for _, name := range []string{"Store b", "clerk-b", "Target b", "Assignment b", "Till b"} {
			if strings.Contains(w.Body.String(), name) {
				t.Errorf("%s gives %q of another store", r.path, name)
			}
		}
	}
}

// sameSiteRequest is what a page of ours would send.
func sameSiteRequest(tb testing.TB, method, target string) *http.Request {
	tb.Helper()
	r := newRequest(tb, method, target)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

// withPlaces fills a server's store as withPeople does, and adds to each store an assignment, a live quiz, and somebody whose entry is
// looked at and changed.
func (s *testSite) withPlaces(tb testing.TB) {
	tb.Helper()
	s.withPeople(tb)
	ctx, at := tb.Context(), s.Now().UnixMilli()
	for _, store := range []string{"a", "b"} {
		must(tb, s.kept.AddPerson(ctx, people.Person{
			ID: "target-" + store, Number: "X" + store, Name: "Target " + store, Store: "store-" + store, Role: people.Clerk, AddedAt: at,
		}))
		spare := people.Tablet{ID: "spare-" + store, Store: "store-" + store, Name: "Spare " + store, EnrolledAt: at}
		must(tb, s.kept.Enrol(ctx, spare, people.TokenHash("spare "+store)))
		must(tb, s.kept.AddAssignment(ctx, records.Assignment{
			ID: "assignment-" + store, Store: "store-" + store, Title: "Assignment " + store, Recipe: []byte(`{"count":3,"seed":1}`),
			PassMark: 80, Everybody: true, MadeBy: "trainer-" + store, MadeAt: at, UntilAt: at + dayLength,
		}))
		s.withGame(tb, store, live.Settings{})
	}
}

// filledPath gives an address of a route, with values for its parameters that there are, of a store where they belong to one.
func filledPath(tb testing.TB, s *testSite, path, store string) string {
	tb.Helper()
	drill := testRecipe("en", 3).ID(testBook(tb))
	for _, v := range []struct{ from, to string }{
		{"/cards/:id", "/cards/hesitant"}, {"/handbooks/:id", "/handbooks/retail"}, {":phrase", "first"}, {"/drills/:id", "/drills/" + drill},
		{"/practice/:id", "/practice/" + drill}, {"/again/:id", "/again/" + drill}, {":token", "none"}, {":sum", s.Assets.Sum()},
		{"*file", "css/app.css"}, {"/path/:id", "/path/first-week"}, {":step", "read-1"}, {"/assigned/:id", "/assigned/assignment-" + store},
		{"/staff/:id", "/staff/target-" + store}, {"/tablets/:id", "/tablets/spare-" + store}, {"/stores/:id", "/stores/store-" + store},
		{"/people/:id", "/people/target-" + store}, {"/assignments/:id", "/assignments/assignment-" + store}, {":what", "team.csv"},
		{"/host/:id", "/host/game-" + store}, {"/live/:id", "/live/game-" + store}, {":code", s.codeOf(tb, store)}, {":command", "board"},
	} {
		path = strings.Replace(path, v.from, v.to, 1)
	}
	if strings.ContainsAny(path, ":*") {
		tb.Fatalf("the route %s has a parameter that this test gives no value", path)
	}
	return path
}

// TestRouteWithoutRight wants a route whose right is missing or unknown to keep the server from being made.
func TestRouteWithoutRight(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, r := range []right{"", "everybody"} {
		err := s.mount(gin.New(), []route{{http.MethodGet, "/x", r, s.aboutPage}})
		if err == nil {
			t.Errorf("a route with the right %q is mounted", r)
		}
	}
}

// TestRoutesAreAllInTheTable wants no route to be added to the engine past the table.
func TestRoutesAreAllInTheTable(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	engine := gin.New()
	if err := s.routes(engine); err != nil {
		t.Fatal(err)
	}
	if n, m := len(engine.Routes()), len(s.table()); n != m {
		t.Errorf("%d routes, %d lines in the table", n, m)
	}
}

// TestUnsafeRoutesRefuseOtherSites sends every change as other sites can: with what browsers then say of it.
func TestUnsafeRoutesRefuseOtherSites(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "admin-a")
	for _, r := range s.table() {
		if r.method == http.MethodGet {
			continue
		}
		for _, header := range [][]string{
			{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://elsewhere.example"},
			{"Origin", "null"}, {"Sec-Fetch-Site", "cross-site", "Origin", "http://example.com"},
		} {
			request := newRequest(t, r.method, filledPath(t, s, r.path, "a"), header...)
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if w := b.do(request); w.Code != http.StatusForbidden {
				t.Errorf("%s %s with %v: %d", r.method, r.path, header, w.Code)
			}
		}
	}
	if w := b.see("/me"); w.Code != http.StatusOK {
		t.Errorf("after all of it the admin is signed out: %d", w.Code)
	}
}
