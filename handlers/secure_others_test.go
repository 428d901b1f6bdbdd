package handlers

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"clerkcoach/people"
)

// grabbing are fields that a form might take over though nobody should be able to set them, with values that would be worth it.
func grabbing() []string {
	return []string{
		"id", "target-b", "ID", "target-b", "person", "target-b", "Person", "clerk-b", "number", "GRAB", "name", "Grabbed", "title", "Grabbed",
		"role", "admin", "Role", "admin", "store", "store-b", "Store", "store-b", "store_id", "store-b", "left_at", "1", "LeftAt", "1",
		"made_by", "trainer-b", "everybody", "1", "whom", "some", "pin", testPIN, "Password", testPassword, "path", "first", "step", "test",
		"tablet", "spare-b", "OnTablet", "tablet-b", "code", "GRAB", "count", "3", "pass", "80", "card", "hesitant", "PINOnce", "0",
		"signed_out_at", "0", "HasPassword", "1", "assignment", "assignment-b", "drill", "x", "list", "[]", "sum", "x",
	}
}

// pathed gives a server the playbook of withPath.
func pathed(tb testing.TB) func(*Options) {
	tb.Helper()
	s := withPath(tb)
	return func(o *Options) { o.Indexes = s.Indexes }
}

// ofStoreB are the rows that have to do with the second store, but for notes of who looked at what.
func ofStoreB(tb testing.TB, folder string) map[string][]string {
	tb.Helper()
	all := contents(tb, folder, "views", "tries", "sessions")
	for table, rows := range all {
		all[table] = slices.DeleteFunc(rows, func(row string) bool { return !strings.Contains(row, `-b"`) })
	}
	return all
}

// roles are who has a role above a clerk's, by role.
func (s *testSite) roles(tb testing.TB) map[people.Role][]string {
	tb.Helper()
	everybody := s.everyone(tb)
	all := map[people.Role][]string{}
	for _, number := range slices.Sorted(maps.Keys(everybody)) {
		for _, role := range []people.Role{people.Trainer, people.Manager, people.Admin} {
			if strings.Contains(everybody[number], ", "+string(role)+",") {
				all[role] = append(all[role], number)
			}
		}
	}
	return all
}

// TestMassAssignment sends every form all that it might take over, as everybody below an admin: nothing of another store changes, and
// nobody comes to another role or store.
func TestMassAssignment(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"clerk-a", "trainer-a", "manager-a"} {
		folder := t.TempDir()
		s := keptSite(t, folder, pathed(t))
		s.withPlaces(t)
		before, roles := ofStoreB(t, folder), s.roles(t)
		if len(before["people"]) < 4 || len(before["assignments"]) != 1 || len(before["tablets"]) != 2 {
			t.Fatalf("of the second store were read %v", before)
		}
		for _, r := range s.table() {
			if r.method != http.MethodPost || r.path == "/live/join/:code" { // who has the code may join, whatever their store is
				continue
			}
			for _, store := range []string{"a", "b"} {
				s.as(t, id).submit(filledPath(t, s, r.path, store), grabbing()...)
			}
		}
		if diff := gocmp.Diff(before, ofStoreB(t, folder)); diff != "" {
			t.Errorf("%s changes in another store (-before +after):\n%s", id, diff)
		}
		if diff := gocmp.Diff(roles, s.roles(t)); diff != "" {
			t.Errorf("%s changes who has a role (-before +after):\n%s", id, diff)
		}
		if p := s.person(t, id); p.Store != "store-a" || string(p.Role)+"-a" != id {
			t.Errorf("%s has become %+v", id, p)
		}
		s.shut(t)
	}
}

// TestOthersByForm wants forms and files to know another store's people, assignments and names no better than what does not exist.
func TestOthersByForm(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := keptSite(t, folder, pathed(t))
	defer s.shut(t)
	s.withPlaces(t)
	trainer, manager := s.as(t, "trainer-a"), s.as(t, "manager-a")
	before := ofStoreB(t, folder)
	for _, file := range []string{"assignment.csv", "assignment.xlsx"} {
		for id, want := range map[string]int{
			"assignment-a": http.StatusOK, "assignment-b": http.StatusNotFound, "nowhere": http.StatusNotFound, "": http.StatusNotFound,
		} {
			if w := trainer.see("/team/export/" + file + "?id=" + id); w.Code != want {
				t.Errorf("%s of %q: %d, want %d", file, id, w.Code, want)
			}
		}
	}
	for _, file := range []string{"team.csv", "activity.csv", "questions.csv", "newcomers.csv"} {
		if w := trainer.see("/team/export/" + file + "?store=store-b"); w.Code != http.StatusNotFound {
			t.Errorf("%s of another store: %d", file, w.Code)
		}
	}
	for person, want := range map[string]int{
		"target-a": http.StatusSeeOther, "target-b": http.StatusNotFound, "nobody": http.StatusNotFound,
	} {
		for _, target := range []string{"/team/newcomers", "/team/newcomers/end", "/team/newcomers/release"} {
			form := []string{"person", person, "path", "first", "step", "test"}
			if w := trainer.submit(target, form...); w.Code != want {
				t.Errorf("%s of %s: %d, want %d", target, person, w.Code, want)
			}
		}
	}
	drill := []string{"title", "T", "count", "3", "pass", "80", "whom", "some", "person", "target-b", "person", "admin-a", "card", "hesitant"}
	trainer.submit("/assignments/new", drill...)
	if w := trainer.submit("/assignments/new", append([]string{"store", "store-b"}, drill...)...); w.Code != http.StatusNotFound {
		t.Errorf("a drill for another store: %d", w.Code)
	}
	list := "工号,姓名,门店,岗位\nXB,Stolen,00a,店员\nN8,New,00b,店员\nCA,Moved,00b,店员\nAA,Lowered,00a,店员\nTA,Raised,00a,系统管理员\n"
	v := readView(t, manager.send("/staff/import", "file", list, "leave", "yes"), http.StatusOK)
	manager.send("/staff/import/carry-out", v.form()...)
	if diff := gocmp.Diff(before, ofStoreB(t, folder)); diff != "" {
		t.Errorf("changed in another store (-before +after):\n%s", diff)
	}
	for id, store := range map[string]string{"target-b": "store-b", "clerk-a": "store-a", "admin-a": "store-a", "trainer-a": "store-a"} {
		p := s.person(t, id)
		if p.Store != store || (p.Role == people.Admin) != (id == "admin-a") || id == "admin-a" && p.Left() {
			t.Errorf("by a list %s has become %+v", id, p)
		}
	}
	if _, err := s.kept.PersonByNumber(t.Context(), "N8"); err == nil {
		t.Error("a manager adds somebody to another store by a list")
	}
}
