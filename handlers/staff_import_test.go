package handlers

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zip"

	"clerkcoach/people"
	"clerkcoach/records"
	"clerkcoach/tables"
)

// send sends a form with files as browsers do; parts are names and contents in turn, of which the one of the name "file" is a file.
func (b *asked) send(target string, parts ...string) *httptest.ResponseRecorder {
	b.tb.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := form.CreateFormField(parts[i])
		if parts[i] == "file" {
			w, err = form.CreateFormFile("file", "staff.csv")
		}
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			b.tb.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		b.tb.Fatal(err)
	}
	r := httptest.NewRequestWithContext(b.tb.Context(), http.MethodPost, target, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}

// form gives what the form of a plan sends back.
func (v view) form() []string {
	var all []string
	for i, name := range v.attrs("form[action='/staff/import/carry-out'] input", "name") {
		all = append(all, name, v.attrs("form[action='/staff/import/carry-out'] input", "value")[i])
	}
	return all
}

// everyone lists all people by number, as far as a list of staff says it.
func (s *testSite) everyone(tb testing.TB) map[string]string {
	tb.Helper()
	all, err := s.everybody(tb.Context(), records.Staff{Everybody: true}, records.MaxStaff)
	if err != nil {
		tb.Fatal(err)
	}
	by := map[string]string{}
	for _, p := range all {
		by[p.Number] = fmt.Sprintf("%s, %s, %s, left %t", p.Name, p.Store, p.Role, p.Left())
	}
	return by
}

// TestImport carries out a list as it was shown, once; a second time it changes nothing.
func TestImport(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b, clerk := s.as(t, "manager-a"), s.as(t, "clerk-a")
	before := s.everyone(t)
	list := "员工名单\n工号,姓名,岗位,电话\nN1,王小美,店员,139\nta,Name of trainer-a,店长,\nCB,Stolen,,\nAA,Name of admin-a,店员,\nN2,,,\n"
	w := b.send("/staff/import", "file", list, "leave", "yes")
	if strings.Contains(w.Body.String(), "139") {
		t.Error("what was not asked for goes along")
	}
	v := readView(t, w, http.StatusOK)
	v.wantTexts(".counts dd", "1", "1", "0", "1", "0")
	v.wantTexts(".plan .staff li > div > b", "王小美", "Name of trainer-a", "Name of clerk-a")
	v.wantTexts(".refused b", "Line 5", "Line 6", "Line 7")
	if diff := maps.Equal(before, s.everyone(t)); !diff {
		t.Fatal("to look changes something")
	}
	form := v.form()
	if w := b.send("/staff/import/carry-out", form...); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/staff?carried=3" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	want := maps.Clone(before)
	want["N1"] = "王小美, store-a, clerk, left false"
	want["TA"] = "Name of trainer-a, store-a, manager, left false"
	want["CA"] = "Name of clerk-a, store-a, clerk, left true"
	if got := s.everyone(t); !maps.Equal(got, want) {
		t.Errorf("after the list there are %v", got)
	}
	if w := clerk.see("/me"); w.Code != http.StatusSeeOther {
		t.Errorf("who has left by a list is still in: %d", w.Code)
	}
	if views, _, err := s.kept.ViewsOf(t.Context(), "trainer-a", records.Page{}); err != nil || len(views) != 1 || views[0].By != "manager-a" {
		t.Errorf("noted are %v, %v", views, err)
	}
	if w := b.send("/staff/import/carry-out", form...); w.Code != http.StatusConflict {
		t.Errorf("the same again: %d", w.Code)
	}
	again := readView(t, b.send("/staff/import", "file", list, "leave", "yes"), http.StatusOK)
	again.wantTexts(".counts dd", "0", "0", "0", "0", "2")
	again.wantCount("form[action='/staff/import/carry-out']", 0)
	if got := s.everyone(t); !maps.Equal(got, want) {
		t.Errorf("after the list, twice, there are %v", got)
	}
}

// TestImportStale wants nothing else to be carried out than what was shown.
func TestImportStale(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "manager-a")
	v := readView(t, b.send("/staff/import", "file", "number,name\nCA,New name\nZ1,Zoe"), http.StatusOK)
	s.as(t, "admin-a").submit("/staff/clerk-a", "number", "CA", "name", "Other", "role", "trainer")
	shown := readView(t, b.send("/staff/import/carry-out", v.form()...), http.StatusConflict)
	shown.wantTexts(".faults h2", s.Catalog.Text("en", "staff_plan_stale"))
	if s.person(t, "clerk-a").Name != "Other" {
		t.Error("carried out all the same")
	}
	if w := b.send("/staff/import/carry-out", shown.form()...); w.Code != http.StatusSeeOther || s.person(t, "clerk-a").Name != "New name" {
		t.Errorf("the plan that was shown last: %d", w.Code)
	}
}

// TestImportTampered has the browser send another list than the one shown, with the sum of that one: it is no more than a list that a
// manager may bring.
func TestImportTampered(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "manager-a")
	before := s.everyone(t)
	list := `[{"Line":1,"Cells":["number","name","role","store"]},{"Line":2,"Cells":["CB","Stolen","admin","00a"]},{"Line":3,"Cells":["MA","Me","admin","00a"]}]`
	sum := (&people.Plan{}).Sum() // nothing of that list is to change anything
	if w := b.send("/staff/import/carry-out", "list", list, "sum", sum); w.Code != http.StatusSeeOther {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := b.send("/staff/import/carry-out", "list", strings.Replace(list, "CB", "Z1", 1), "sum", sum, "leave", "yes"); w.Code != http.StatusConflict {
		t.Errorf("another sum: %d", w.Code)
	}
	for _, bad := range []string{"", "x", "{}", "[]", "[1]", `[{"Line":"x"}]`, "null", `[{"Line":1,"Cells":["number","name"]}]`} {
		if w := b.send("/staff/import/carry-out", "list", bad, "sum", sum); w.Code != http.StatusBadRequest {
			t.Errorf("the list %q: %d", bad, w.Code)
		}
	}
	if w := b.send("/staff/import/carry-out", "list", `["`+strings.Repeat("x", maxList+maxBody)+`"]`); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a huge list: %d", w.Code)
	}
	if w := b.submit("/staff/import/carry-out", "list", list, "sum", sum); w.Code != http.StatusBadRequest {
		t.Errorf("as another kind of form: %d", w.Code)
	}
	if got := s.everyone(t); !maps.Equal(got, before) {
		t.Errorf("now there are %v", got)
	}
}

// TestHostileUploads wants whatever is no list to be refused with a reason, in the reader's language, and a form to try again.
func TestHostileUploads(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "manager-a")
	var locked strings.Builder
	for _, r := range "EncryptedPackage" {
		locked.WriteString(string(r) + "\x00")
	}
	const old = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	for name, c := range map[string]struct{ file, want string }{
		"nothing":        {"", "staff_list_none"},
		"blank":          {"\n\n ,\n", "staff_list_none"},
		"11 MiB":         {"number,name\n" + strings.Repeat("1,Ann,xxxxxxxxxxxxxxxxxxxxxxxxxxx\n", 11<<20/32), "staff_list_large"},
		"10 MiB and one": {strings.Repeat("x", maxUpload+1), "staff_list_large"},
		"a bomb":         {bomb(t), "staff_list_large"},
		"many rows":      {"number,name\n" + strings.Repeat("1,A\n", records.MaxStaff+1), "staff_list_many"},
		"a picture":      {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "staff_list_format"},
		"half a ZIP":     {"PK\x03\x04 and no more", "staff_list_format"},
		"XLS":            {old + "old", "staff_list_old"},
		"locked":         {old + locked.String(), "staff_list_locked"},
		"a letter":       {"Dear all,\nplease find", "staff_list_headings"},
		"only headings":  {"number,name\n", "staff_list_nobody"},
	} {
		for _, lang := range s.Catalog.Languages() {
			b.cookies["lang"] = lang
			v := readView(t, b.send("/staff/import", "file", c.file, "leave", "yes"), http.StatusUnprocessableEntity)
			base := Base{Lang: lang, catalog: s.Catalog}
			missing := base.T("staff_list_and", "one", base.fieldLabel("number"), "other", base.fieldLabel("name"))
			got, want := v.texts(".faults p"), base.T(c.want, "max", 10, "missing", missing)
			if c.want == "staff_list_many" {
				want = base.T(c.want, "max", records.MaxStaff)
			}
			if !slices.Equal(got, []string{want}) {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
			v.wantCount("form input[type=file]", 1)
			if c.file == "" {
				v.wantCount("input[name=leave][checked]", 1)
			}
		}
	}
	if w := b.submit("/staff/import", "file", "x"); w.Code != http.StatusBadRequest {
		t.Errorf("as another kind of form: %d", w.Code)
	}
}

// bomb is a small workbook that says to be far larger when unpacked.
func bomb(tb testing.TB) string {
	tb.Helper()
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	for range 80 {
		if err == nil {
			_, err = w.Write(make([]byte, 1<<20))
		}
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		tb.Fatal(err)
	}
	return file.String()
}

// TestOtherFormsStaySmall wants the room for files to be theirs alone.
func TestOtherFormsStaySmall(t *testing.T) {
	t.Parallel()
	for route, want := range map[string]int64{"/staff/import": maxUpload + maxBody, "/staff/import/carry-out": maxList + maxBody, "/staff/new": maxBody, "": maxBody} {
		if got := bodyLimit(route); got != want {
			t.Errorf("%q takes %d bytes, want %d", route, got, want)
		}
	}
}

// TestStaffTemplates wants the templates to be lists that can be read, in which only examples stand.
func TestStaffTemplates(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	b := s.as(t, "manager-a")
	s.eachLanguage(t, func(t *testing.T, lang string) {
		for _, name := range []string{"staff.csv", "staff.xlsx"} {
			w := b.see("/staff/template"+strings.TrimPrefix(name, "staff"), "Accept-Language", lang)
			rows, err := tables.Read(w.Body, tables.Limits{})
			if err != nil || !strings.Contains(w.Header().Get("Content-Disposition"), name) {
				t.Fatalf("%s: %v, %v", name, err, w.Header())
			}
			entries, refused, err := people.ReadStaff(rows)
			if err != nil || len(entries) > 0 || len(refused) != 2 || refused[0].Rule != people.RuleExample {
				t.Errorf("%s: %v, %v, %v", name, entries, refused, err)
			}
		}
	})
}
