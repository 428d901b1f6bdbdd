package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"clerkcoach/people"
)

// TestEnrol makes a device a store's tablet: the manager is out, the roster is shown, and a PIN opens it until it is revoked.
func TestEnrol(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	device := s.as(t, "manager-a")
	w := device.submit("/staff/tablets", "store", "store-a", "name", " Till  2 ")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign-in" || device.cookies["session"] != "" {
		t.Fatalf("%d to %s, with %v", w.Code, w.Header().Get("Location"), device.cookies)
	}
	for _, c := range w.Result().Cookies() {
		if c.Name == "tablet" && (c.MaxAge != int(tabletAge.Seconds()) || !c.HttpOnly) {
			t.Errorf("the tablet's cookie is %v", c)
		}
	}
	if roster := device.see("/sign-in").Body.String(); !strings.Contains(roster, "Name of clerk-a") {
		t.Errorf("no roster: %s", roster)
	}
	in := device.submit("/sign-in/pin", "person", "clerk-a", "pin", testPIN)
	if in.Code != http.StatusSeeOther || !strings.Contains(strings.Join(in.Header().Values("Set-Cookie"), "\n"), "tablet=") {
		t.Errorf("the tablet does not open, or its cookie is not set anew: %d, %v", in.Code, in.Header())
	}
	office := s.as(t, "manager-a")
	v := readView(t, office.see("/staff/tablets"), http.StatusOK)
	v.wantTexts(".tablets b", "Till a", "Till 2")
	if got := v.texts(".tablets small")[1]; !strings.Contains(got, "Name of manager-a") || !strings.Contains(got, "2026-03-01") {
		t.Errorf("since when and by whom: %q", got)
	}
	revoke := v.attrs(".tablets a", "href")[1]
	readView(t, office.see(revoke), http.StatusOK).wantAttrs("main form", "action", revoke)
	if device.see("/me").Code != http.StatusOK {
		t.Error("to be asked revokes already")
	}
	if w := office.submit(revoke); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := device.see("/me"); w.Code != http.StatusSeeOther {
		t.Errorf("a revoked tablet stays open: %d", w.Code)
	}
	if w := device.submit("/sign-in/pin", "person", "clerk-a", "pin", testPIN); w.Code != http.StatusForbidden {
		t.Errorf("a revoked tablet signs in: %d", w.Code)
	}
	wantStatus(t, http.StatusNotFound, func(target string) *httptest.ResponseRecorder { return office.submit(target) }, revoke)
	readView(t, office.see("/staff/tablets"), http.StatusOK).wantTexts("details .tablets b", "Till 2")
}

func TestEnrolFaults(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "manager-a")
	for _, name := range []string{"", "  ", "123", strings.Repeat("x", 61), strings.Repeat("x", 201)} {
		v := readView(t, b.submit("/staff/tablets", "store", "store-a", "name", name), http.StatusUnprocessableEntity)
		v.wantCount(".faults li", 1)
	}
	if w := b.submit("/staff/tablets", "store", "store-b", "name", "Till"); w.Code != http.StatusNotFound {
		t.Errorf("another store: %d", w.Code)
	}
	if b.cookies["tablet"] != "" {
		t.Error("a tablet all the same")
	}
	// On a tablet of the store, there is nothing to enrol.
	onTablet := s.as(t, "manager-a")
	onTablet.cookies["tablet"] = tabletToken + "a"
	v := readView(t, onTablet.see("/staff/tablets"), http.StatusOK)
	v.wantCount("input[name=name]", 0)
	v.wantTexts(".tablets .this", s.Catalog.Text("en", "staff_tablet_this"))
}

func TestStores(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "admin-a")
	for _, form := range [][]string{nil, {"code", "00A", "name", ""}, {"code", "0 1", "name", "New"}, {"code", "00c", "name", strings.Repeat("x", 300)}} {
		if w := b.submit("/stores", form...); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", form, w.Code)
		}
	}
	if w := b.submit("/stores", "code", " 00c ", "name", "New  mall", "id", "chosen"); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	readView(t, b.see("/stores"), http.StatusOK).wantTexts(".tablets b", "New mall", "Store a", "Store b")
	v := readView(t, b.submit("/stores/store-a", "code", "00C", "name", "Old mall"), http.StatusUnprocessableEntity)
	v.wantAttrs("input[name=name]", "value", "Old mall")
	v.wantTexts("h1", "Store a")
	if w := b.submit("/stores/store-a", "code", "0173", "name", "Old mall"); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	stores, err := s.kept.Stores(t.Context())
	if err != nil || len(stores) != 3 || stores[2] != (people.Store{ID: "store-a", Code: "0173", Name: "Old mall"}) {
		t.Errorf("%v, %v", stores, err)
	}
	wantStatus(t, http.StatusNotFound, func(target string) *httptest.ResponseRecorder { return b.submit(target, "code", "9", "name", "X") }, "/stores/none")
}
