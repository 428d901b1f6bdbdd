package handlers

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clerkcoach/people"
	"clerkcoach/records"
)

// person finds somebody in the store.
func (s *testSite) person(tb testing.TB, id string) *people.Person {
	tb.Helper()
	p, err := s.kept.Person(tb.Context(), id)
	if err != nil {
		tb.Fatal(err)
	}
	return &p
}

// wantStatus wants replies to addresses to have a status.
func wantStatus(tb testing.TB, want int, ask func(target string) *httptest.ResponseRecorder, targets ...string) {
	tb.Helper()
	for _, target := range targets {
		if w := ask(target); w.Code != want {
			tb.Errorf("%s: %d, want %d", target, w.Code, want)
		}
	}
}

// TestStaffRights wants nobody below a manager with a password to come to the pages of staff, and none but an admin to the stores.
func TestStaffRights(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	pages := []string{"/staff", "/staff/new", "/staff/import", "/staff/tablets", "/staff/clerk-a", "/staff/clerk-a/leave", "/staff/template.csv"}
	for _, id := range []string{"clerk-a", "trainer-a"} {
		b := s.as(t, id)
		wantStatus(t, http.StatusForbidden, func(target string) *httptest.ResponseRecorder { return b.see(target) }, append(pages, "/stores")...)
		wantStatus(t, http.StatusForbidden, func(target string) *httptest.ResponseRecorder { return b.submit(target) },
			"/staff/new", "/staff/import", "/staff/clerk-a/pin", "/staff/tablets", "/stores")
	}
	wantStatus(t, http.StatusSeeOther, func(target string) *httptest.ResponseRecorder { return s.onTablet(t, "manager-a").see(target) }, pages...)
	manager, admin := s.as(t, "manager-a"), s.as(t, "admin-a")
	wantStatus(t, http.StatusForbidden, func(target string) *httptest.ResponseRecorder { return manager.see(target) }, "/stores", "/stores/store-a")
	wantStatus(t, http.StatusForbidden, func(target string) *httptest.ResponseRecorder {
		return manager.submit(target, "code", "1", "name", "X")
	},
		"/stores", "/stores/store-a")
	wantStatus(t, http.StatusOK, func(target string) *httptest.ResponseRecorder { return manager.see(target) }, pages...)
	wantStatus(t, http.StatusOK, func(target string) *httptest.ResponseRecorder { return admin.see(target) },
		append(pages, "/stores", "/stores/store-b", "/staff?store=store-b", "/staff/manager-b")...)
}

// TestStaffOtherStore wants another store's people, and admins, to be as unknown to a manager as nobody.
func TestStaffOtherStore(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "manager-a")
	see := func(target string) *httptest.ResponseRecorder { return b.see(target) }
	wantStatus(t, http.StatusNotFound, see, "/staff?store=store-b", "/staff/new?store=store-b", "/staff/tablets?store=store-b", "/staff/tablets/tablet-b/revoke")
	submit := func(target string) *httptest.ResponseRecorder {
		return b.submit(target, "number", "Z9", "name", "Z", "role", "clerk")
	}
	for _, id := range []string{"clerk-b", "admin-a", "nobody"} {
		wantStatus(t, http.StatusNotFound, see, "/staff/"+id, "/staff/"+id+"/leave", "/staff/"+id+"/erase")
		for _, what := range []string{"", "/pin", "/link", "/unlock", "/sign-out", "/leave", "/back", "/erase"} {
			wantStatus(t, http.StatusNotFound, submit, "/staff/"+id+what)
		}
	}
	wantStatus(t, http.StatusNotFound, submit, "/staff/tablets/tablet-b/revoke")
	for _, id := range []string{"clerk-b", "admin-a"} {
		if p := s.person(t, id); p.Name != "Name of "+id || p.Left() {
			t.Errorf("%s is now %+v", id, p)
		}
		if views, _, err := s.kept.ViewsOf(t.Context(), id, records.Page{}); err != nil || len(views) > 0 {
			t.Errorf("noted of %s: %v, %v", id, views, err)
		}
	}
}

func TestStaffList(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	ctx := t.Context()
	if err := s.kept.ChangePerson(ctx, people.Person{ID: "trainer-a", Number: "TA", Name: "Gone", Store: "store-a", Role: people.Trainer, LeftAt: 5}, 5); err != nil {
		t.Fatal(err)
	}
	for range people.MaxTries {
		if _, err := s.kept.Try(ctx, "clerk-a", "tablet-a", people.MaxTries, 0, 1); err != nil {
			t.Fatal(err)
		}
	}
	b := s.as(t, "manager-a")
	s.eachLanguage(t, func(t *testing.T, lang string) {
		text := func(id string, pairs ...any) string { return s.Catalog.Text(lang, id, pairs...) }
		v := readView(t, b.see("/staff", "Accept-Language", lang), http.StatusOK)
		v.wantTexts("main > .staff b", "Name of admin-a", "Name of clerk-a", "Name of manager-a")
		v.wantAttrs("main > .staff a", "href", "/staff/clerk-a", "/staff/manager-a")
		v.wantTexts("main > .staff .locked", text("staff_locked"))
		v.wantTexts("details .staff b", "Gone")
		v.wantTexts("main details summary", text("staff_gone", "count", 1))
		v.wantCount("select", 0)
		v.wantCount("a[href='/stores']", 0)
		for words, want := range map[string][]string{"clerk": {"Name of clerk-a"}, "ma": {"Name of manager-a"}, "ＣＡ": {"Name of clerk-a"}, "nobody": nil} {
			found := readView(t, b.see(askFor("/staff", "", "find", words), "Accept-Language", lang), http.StatusOK)
			if got := found.texts("main > .staff b"); !slices.Equal(got, want) {
				t.Errorf("%q finds %q, want %q", words, got, want)
			}
		}
	})
	admin := readView(t, s.as(t, "admin-a").see("/staff?store=store-b"), http.StatusOK)
	admin.wantTexts("main > .staff b", "Name of clerk-b", "Name of manager-b", "Name of trainer-b")
	admin.wantAttrs("select option[selected]", "value", "store-b")
	admin.wantAttrs("main .actions a.button:first-child", "href", "/staff/new?store=store-b")
}

func TestStaffPages(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	for i := range 2*staffRows - 3 { // with the three that are there already, two pages but one
		p := people.Person{ID: fmt.Sprint("more-", i), Number: fmt.Sprintf("X%03d", i), Name: "More", Store: "store-b", Role: people.Clerk}
		if err := s.kept.AddPerson(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	b := s.as(t, "manager-b")
	first := readView(t, b.see("/staff"), http.StatusOK)
	first.wantCount(".staff li", staffRows)
	links := first.attrs("nav.actions a", "href")
	if len(links) != 1 {
		t.Fatalf("from the first page lead %q", links)
	}
	second := readView(t, b.see(links[0]), http.StatusOK)
	second.wantCount(".staff li", staffRows)
	second.wantAttrs("nav.actions a", "href", strings.Replace(links[0], "page=2", "page=1", 1))
	readView(t, b.see("/staff?page=9"), http.StatusOK).wantCount(".staff li", 0)
	wantStatus(t, http.StatusBadRequest, func(target string) *httptest.ResponseRecorder { return b.see(target) }, "/staff?page=0", "/staff?page=x", "/staff?page=1001")
}

func TestStaffAddAndChange(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "manager-a")
	w := b.submit("/staff/new", "number", " ａ7 ", "name", "王  小美", "role", "clerk", "store", "store-b", "id", "chosen", "left_at", "5")
	p, err := s.kept.PersonByNumber(t.Context(), "A7")
	if err != nil || w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/staff/"+p.ID+"?done=saved" {
		t.Fatalf("%d to %s, %v", w.Code, w.Header().Get("Location"), err)
	}
	if p.Name != "王 小美" || p.Store != "store-a" || p.Role != people.Clerk || p.ID == "chosen" || p.Left() || p.AddedAt == 0 {
		t.Errorf("added %+v", p)
	}
	if w := b.submit("/staff/"+p.ID, "number", "A8", "name", "王小美", "role", "trainer", "store", "store-b"); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if q := s.person(t, p.ID); q.Number != "A8" || q.Name != "王小美" || q.Role != people.Trainer || q.Store != "store-a" {
		t.Errorf("changed to %+v", q)
	}
	if w := s.as(t, "admin-a").submit("/staff/"+p.ID, "number", "A8", "name", "王小美", "role", "clerk", "store", "store-b"); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if q := s.person(t, p.ID); q.Store != "store-b" || q.Role != people.Clerk {
		t.Errorf("moved to %+v", q)
	}
	wantStatus(t, http.StatusNotFound, func(target string) *httptest.ResponseRecorder { return b.see(target) }, "/staff/"+p.ID)
}

// TestStaffEntryFaults wants what will not do to come back with what was typed, and nothing to be kept.
func TestStaffEntryFaults(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	manager, admin := s.as(t, "manager-a"), s.as(t, "admin-a")
	for name, c := range map[string]struct {
		b      *asked
		target string
		form   []string
		want   string // ids of field and rule
	}{
		"nothing":              {manager, "/staff/new", nil, "number required, name required"},
		"no number":            {manager, "/staff/new", []string{"number", "a b", "name", "Ann"}, "number staff_number"},
		"taken":                {manager, "/staff/new", []string{"number", "CA", "name", "Ann"}, "number taken"},
		"taken elsewhere":      {manager, "/staff/clerk-a", []string{"number", "CB", "name", "Ann"}, "number taken"},
		"an admin":             {manager, "/staff/new", []string{"number", "Z1", "name", "Ann", "role", "admin"}, "role reach"},
		"a clerk to admin":     {manager, "/staff/clerk-a", []string{"number", "CA", "name", "Ann", "role", "admin"}, "role reach"},
		"no role":              {manager, "/staff/clerk-a", []string{"number", "CA", "name", "Ann", "role", "owner"}, "role reach"},
		"oneself to admin":     {manager, "/staff/manager-a", []string{"number", "MA", "name", "Ann", "role", "admin"}, "role self"},
		"oneself lower":        {manager, "/staff/manager-a", []string{"number", "MA", "name", "Ann", "role", "clerk"}, "role self"},
		"the last admin lower": {admin, "/staff/admin-a", []string{"number", "AA", "name", "Ann", "role", "clerk"}, "role self"},
		"no store":             {admin, "/staff/clerk-a", []string{"number", "CA", "name", "Ann", "role", "clerk", "store", "nowhere"}, "store reach"},
		"overlong":             {manager, "/staff/new", []string{"number", "Z1", "name", strings.Repeat("x", 201)}, "name max"},
	} {
		for _, lang := range s.Catalog.Languages() {
			c.b.cookies["lang"] = lang
			v := readView(t, c.b.submit(c.target, c.form...), http.StatusUnprocessableEntity)
			base := Base{Lang: lang, catalog: s.Catalog}
			var want []string
			for pair := range strings.SplitSeq(c.want, ", ") {
				field, rule, _ := strings.Cut(pair, " ")
				want = append(want, base.labelled([]FieldFailure{{Field: field, Rule: rule, Param: map[string]string{"max": "200"}[rule]}}, base.fieldLabel)[0].Detail)
			}
			v.wantTexts(".faults li", want...)
			if c.form != nil && v.attrs("input[name=name]", "value")[0] == "" && c.want != "name max" {
				t.Errorf("%s: what was typed is gone", name)
			}
		}
	}
	for _, id := range []string{"clerk-a", "manager-a", "admin-a"} {
		if p := s.person(t, id); p.Name != "Name of "+id || string(p.Role)+"-a" != id {
			t.Errorf("%s is now %+v", id, p)
		}
	}
}

// TestGivePIN wants a PIN to be shown once, to open the tablet, and to be changed there first.
func TestGivePIN(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "manager-a")
	w := b.submit("/staff/clerk-a/pin")
	if w.Header().Get("Cache-Control") != "no-store" {
		t.Error("the browser may keep the PIN")
	}
	shown := readView(t, w, http.StatusOK).texts(".shown-pin")
	if len(shown) != 1 || !regexp.MustCompile(`^[0-9]{6}$`).MatchString(shown[0]) {
		t.Fatalf("shown are %q", shown)
	}
	for _, target := range []string{"/staff/clerk-a", "/staff", "/staff/clerk-a/pin"} {
		if strings.Contains(b.see(target).Body.String(), shown[0]) {
			t.Errorf("%s shows the PIN again", target)
		}
	}
	if p := s.person(t, "clerk-a"); !p.PINOnce {
		t.Errorf("the PIN stays for good: %+v", p)
	}
	tablet := s.browser(t, "a")
	if w := tablet.submit("/sign-in/pin", "person", "clerk-a", "pin", shown[0]); w.Code != http.StatusSeeOther {
		t.Fatalf("the PIN does not open: %d", w.Code)
	}
	if w := tablet.see("/me"); w.Header().Get("Location") != "/me/pin" {
		t.Errorf("one is not led to choose a PIN: %d %v", w.Code, w.Header())
	}
	views, _, err := s.kept.ViewsOf(t.Context(), "clerk-a", records.Page{})
	if err != nil || len(views) != 2 || views[0].By != "manager-a" || views[0].What != changedEntry || views[1].What != sawEntry {
		t.Errorf("noted are %+v, %v", views, err)
	}
}

func TestGiveLink(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/staff/clerk-a/link", http.NoBody)
	r.Header.Set("Origin", "https://"+r.Host)
	b := s.as(t, "manager-a")
	v := readView(t, b.do(r), http.StatusOK)
	link := v.attrs("input[readonly]", "value")[0]
	if !strings.HasPrefix(link, "https://"+r.Host+"/link/") {
		t.Fatalf("the link is %s", link)
	}
	v.wantCount("svg.qr path", 1)
	if v.texts("main")[0] == "" || strings.Contains(b.see("/staff/clerk-a").Body.String(), link) {
		t.Error("the link is shown again")
	}
	_, path, _ := strings.Cut(link, r.Host)
	phone := s.browser(t, "")
	if w := phone.submit(path, "new", "brown bears on a boat", "again", "brown bears on a boat"); w.Code != http.StatusSeeOther {
		t.Fatalf("the link sets no password: %d %s", w.Code, w.Body)
	}
	wantStatus(t, http.StatusNotFound, func(target string) *httptest.ResponseRecorder { return phone.see(target) }, path)
}

// TestNotToOneself wants nobody to lock themselves out, or to get round the present password.
func TestNotToOneself(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	for _, id := range []string{"manager-a", "admin-a"} {
		b := s.as(t, id)
		wantStatus(t, http.StatusForbidden, func(target string) *httptest.ResponseRecorder { return b.submit("/staff/"+id+target, "number", "MA") },
			"/pin", "/link", "/unlock", "/sign-out", "/leave", "/back", "/erase")
		wantStatus(t, http.StatusForbidden, func(target string) *httptest.ResponseRecorder { return b.see("/staff/" + id + target) }, "/leave", "/erase")
		readView(t, b.see("/staff/"+id), http.StatusOK).wantCount("input[name=role], .choices, a[href$='/leave']", 0)
	}
}

// TestLastAdmin wants people to be told why the last admin stays, should two admins end each other at once.
func TestLastAdmin(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	f := failureOf(fmt.Errorf("change: %w", records.ErrLastAdmin))
	if f.Status != http.StatusConflict || f.ID != "last_admin" || s.Catalog.Text("en", "error_"+f.ID) == "" {
		t.Errorf("%+v", f)
	}
}

// TestLeaveAndBack wants leaving to end everything at once, and coming back to bring it back.
func TestLeaveAndBack(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	phone, tablet, b := s.as(t, "clerk-a"), s.onTablet(t, "clerk-a"), s.as(t, "manager-a")
	readView(t, b.see("/staff/clerk-a/leave"), http.StatusOK).wantAttrs("main form", "action", "/staff/clerk-a/leave")
	wantStatus(t, http.StatusConflict, func(target string) *httptest.ResponseRecorder { return b.see(target) }, "/staff/clerk-a/erase")
	wantStatus(t, http.StatusConflict, func(target string) *httptest.ResponseRecorder { return b.submit(target, "number", "CA") }, "/staff/clerk-a/erase")
	if w := b.submit("/staff/clerk-a/leave"); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for _, gone := range []*asked{phone, tablet} {
		if w := gone.see("/me"); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/sign-in") {
			t.Errorf("who has left is still in: %d", w.Code)
		}
	}
	wantStatus(t, http.StatusConflict, func(target string) *httptest.ResponseRecorder { return b.submit("/staff/clerk-a" + target) }, "/pin", "/link")
	left := s.person(t, "clerk-a").LeftAt
	if b.submit("/staff/clerk-a/leave"); s.person(t, "clerk-a").LeftAt != left {
		t.Error("who has left leaves again")
	}
	v := readView(t, b.see("/staff/clerk-a"), http.StatusOK)
	v.wantAttrs(".apart form", "action", "/staff/clerk-a/back")
	if w := b.submit("/staff/clerk-a/back"); w.Code != http.StatusSeeOther || s.person(t, "clerk-a").Left() {
		t.Errorf("%d, %+v", w.Code, s.person(t, "clerk-a"))
	}
	s.onTablet(t, "clerk-a")
}

func TestErase(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "manager-a")
	b.submit("/staff/clerk-a/leave")
	v := readView(t, b.submit("/staff/clerk-a/erase", "number", "CB"), http.StatusUnprocessableEntity)
	v.wantCount(".faults li", 1)
	if s.person(t, "clerk-a").Name == "" {
		t.Error("erased by another's number")
	}
	if w := b.submit("/staff/clerk-a/erase", "number", " ca "); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/staff" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	wantStatus(t, http.StatusNotFound, func(target string) *httptest.ResponseRecorder { return b.see(target) }, "/staff/clerk-a")
	if strings.Contains(b.see("/staff").Body.String(), "clerk-a") {
		t.Error("still in the list")
	}
}

func TestUnlockAndSignOut(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	tablet := s.browser(t, "a")
	for range people.MaxTries {
		tablet.submit("/sign-in/pin", "person", "clerk-a", "pin", "0000")
	}
	if w := tablet.submit("/sign-in/pin", "person", "clerk-a", "pin", testPIN); w.Code != http.StatusForbidden {
		t.Fatalf("not locked: %d", w.Code)
	}
	b := s.as(t, "manager-a")
	readView(t, b.see("/staff/clerk-a"), http.StatusOK).wantAttrs("form.call", "action", "/staff/clerk-a/unlock")
	w := b.submit("/staff/clerk-a/unlock")
	v := readView(t, b.see(w.Header().Get("Location")), http.StatusOK)
	v.wantTexts(".told", s.Catalog.Text("en", "staff_done_unlocked"))
	v.wantCount("form.call", 0)
	clerk := s.onTablet(t, "clerk-a")
	b.submit("/staff/clerk-a/sign-out")
	if w := clerk.see("/me"); w.Code != http.StatusSeeOther {
		t.Errorf("still signed in: %d", w.Code)
	}
}
