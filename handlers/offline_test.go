package handlers

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"clerkcoach/drills"
)

// TestContents fetches everything that browsers keep, as they do: it is all there, open to everybody, in the language that it
// should be, and what a page refers to is kept with it.
func TestContents(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	list := s.contentsNow(t)
	if diff := gocmp.Diff(s.Catalog.Languages(), list.Languages); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	for _, address := range slices.Concat(list.Pages, list.Files) {
		if w := s.get(t, address); w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	for _, page := range list.Pages {
		path, lang, _ := strings.Cut(page, "?lang=")
		v := s.open(t, page, "fr", http.StatusOK)
		if got := v.attrs("html", "lang"); !slices.Equal(got, []string{lang}) {
			t.Errorf("%s is in %q", page, got)
		}
		if got := v.attrs("meta[name=edition]", "content"); !slices.Equal(got, []string{list.Version}) {
			t.Errorf("%s is of the edition %q, want %q", path, got, list.Version)
		}
		for _, file := range slices.Concat(v.attrs("script", "src"), v.attrs("link[rel=stylesheet]", "href")) {
			if !slices.Contains(list.Files, file) {
				t.Errorf("%s needs %s, which is not kept", page, file)
			}
		}
	}
	for _, page := range []string{"/cards/hesitant?lang=en", "/practice/offline?lang=zh-Hans", "/?lang=en", "/offline?lang=en"} {
		if !slices.Contains(list.Pages, page) {
			t.Errorf("%s is not kept", page)
		}
	}
	for _, address := range list.Pages {
		for _, never := range []string{"/me", "/daily", "/sign-in", "/team", "/staff", "/live", "/host", "/api"} {
			if strings.HasPrefix(address, never) {
				t.Errorf("%s is kept", address)
			}
		}
	}
}

func (s *testSite) contentsNow(tb testing.TB) keptEdition {
	tb.Helper()
	var list keptEdition
	must(tb, json.Unmarshal(s.get(tb, "/offline/contents.json").Body.Bytes(), &list))
	return list
}

// TestEdition names another edition for another playbook and for another program, and sends its pieces anew.
func TestEdition(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	seen := map[string]string{"same": s.contentsNow(t).Version}
	seen["program"] = newTestServer(t, func(o *Options) { o.Version = "2" }).contentsNow(t).Version
	seen["book"] = newTestServer(t, func(o *Options) { o.Indexes = testIndexes(t, changedBook(t)) }).contentsNow(t).Version
	if seen["same"] == seen["program"] || seen["same"] == seen["book"] {
		t.Errorf("the editions are %v", seen)
	}
	if again := newTestServer(t).contentsNow(t).Version; again != seen["same"] {
		t.Errorf("the same edition is once %s, once %s", seen["same"], again)
	}
	for _, piece := range []string{"/offline/pocket", "/offline/drills?lang=en"} {
		tag := s.get(t, piece).Header().Get("ETag")
		if w := s.get(t, piece, "If-None-Match", tag); w.Code != http.StatusNotModified {
			t.Errorf("%s is sent again: %d", piece, w.Code)
		}
		if w := s.get(t, piece, "If-None-Match", `W/"other"`); w.Code != http.StatusOK {
			t.Errorf("%s is not sent: %d", piece, w.Code)
		}
	}
	if w := newStartingServer(t).get(t, "/offline/contents.json"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("before there is a playbook: %d", w.Code)
	}
}

// TestPackedDrills wants the drills that browsers keep to be the ones that the server would make by their ids, with their keys.
func TestPackedDrills(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, lang := range []string{"en", "zh-Hans"} {
		var packed []packedDrill
		must(t, json.Unmarshal(s.get(t, "/offline/drills?lang="+lang).Body.Bytes(), &packed))
		if len(packed) != offlineDrills {
			t.Errorf("%d drills in %s", len(packed), lang)
		}
		for _, p := range packed {
			d := made(t, testBook(t), p.ID)
			if diff := gocmp.Diff(packDrill(d), p); diff != "" || d.Recipe.Lang != lang {
				t.Errorf("%s of %s (-made +packed):\n%s", p.ID, d.Recipe.Lang, diff)
			}
			for _, q := range d.Questions {
				if q.Kind == drills.ShortAnswer {
					t.Errorf("%s asks for words, which take a server to grade", p.ID)
				}
			}
		}
	}
}

// TestManifest wants what browsers ask of an app: names, a start, and icons that are there.
func TestManifest(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for lang, name := range map[string]string{"en": "Clerk Coach", "zh-Hans": "店员教练"} {
		w := s.get(t, "/manifest.webmanifest?lang="+lang)
		var m struct {
			Name, Lang, Display string
			Start               string `json:"start_url"`
			Icons               []struct{ Src, Sizes, Purpose string }
		}
		must(t, json.Unmarshal(w.Body.Bytes(), &m))
		if m.Name != name || m.Lang != lang || m.Display != "standalone" || m.Start != "/" || len(m.Icons) != 3 {
			t.Errorf("%s: %+v", lang, m)
		}
		for _, icon := range m.Icons {
			if w := s.get(t, icon.Src); w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/png" {
				t.Errorf("%s: %d %s", icon.Src, w.Code, w.Header().Get("Content-Type"))
			}
		}
	}
	worker := s.get(t, "/sw.js").Header()
	if worker.Get("Cache-Control") != "no-cache" || !strings.HasPrefix(worker.Get("Content-Type"), "text/javascript") {
		t.Errorf("the worker comes as %v", worker)
	}
}
