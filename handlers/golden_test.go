package handlers

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// goldenDir holds the API's replies as they should be, one file for each case and language.
const goldenDir = "testdata/golden/api"

// TestGolden compares the API's replies on the test playbook with the golden files. Where a reply is meant to change, write them
// anew with "go test ./handlers -update" and read the difference.
func TestGolden(t *testing.T) {
	t.Parallel()
	ready, starting := newTestServer(t), newStartingServer(t)
	one := func(q string) string { return askFor(askPath, q, "limit", "1") }
	two := func(q string) string { return askFor(askPath, q, "limit", "2") }
	tests := []struct {
		name   string
		site   *testSite
		method string
		en, zh string // what is asked for by readers of either language; the same where zh is empty
	}{
		{name: "ask-answered", en: one("a deaf customer"), zh: one("顾客听不见")},
		{
			name: "ask-unsure", en: two("dithering, can’t make up her mind, asks me to choose"),
			zh: two("比了半小时，让我替她决定"),
		},
		{name: "ask-outside", en: one("till drawer won’t open"), zh: one("收银机打不开")},
		{name: "ask-no-known-word", en: one("👍")},
		{name: "ask-other-language", en: one("没戴工牌扣几分"), zh: one("points off for no badge")},
		{name: "ask-no-question", en: askPath},
		{name: "ask-question-too-long", en: one(strings.Repeat("a", 501)), zh: one(strings.Repeat("比", 501))},
		{name: "ask-limit-too-small", en: askFor(askPath, "deaf", "limit", "0")},
		{name: "ask-limit-too-large", en: askFor(askPath, "deaf", "limit", "21")},
		{name: "ask-limit-no-number", en: askFor(askPath, "deaf", "limit", "x")},
		{name: "ask-two-faults", en: askFor(askPath, "", "limit", "0")},
		{name: "ask-not-ready", site: starting, en: one("deaf")},
		{name: "cards", en: cardsPath},
		{name: "card-customer", en: cardsPath + "/hesitant"},
		{name: "card-steps", en: cardsPath + "/care-deaf"},
		{name: "card-post-in-chinese-only", en: cardsPath + "/desk-badge"},
		{name: "card-unknown", en: cardsPath + "/nobody"},
		{name: "address-unknown", en: "/api/v1/nothing"},
		{name: "method-not-allowed", method: http.MethodPost, en: cardsPath},
	}
	files := map[string]bool{}
	for _, tt := range tests {
		for lang, target := range map[string]string{"en": tt.en, "zh-Hans": cmp.Or(tt.zh, tt.en)} {
			name := tt.name + "." + lang + ".txt"
			files[name] = true
			t.Run(name, func(t *testing.T) {
				r := newRequest(t, cmp.Or(tt.method, http.MethodGet), target, "Accept-Language", lang)
				compareGolden(t, filepath.Join(goldenDir, name), golden(t, cmp.Or(tt.site, ready).serve(t, r)))
			})
		}
	}
	kept, err := os.ReadDir(goldenDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range kept {
		if !files[f.Name()] {
			t.Errorf("%s belongs to no case; remove it", f.Name())
		}
	}
}

// golden writes a reply down: its status, its type and its JSON, indented. What differs from one run to the next is left out, and so
// are confidences, once they have been looked at: tuning the ranker does not change the files.
func golden(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var body bytes.Buffer
	if err := json.Indent(&body, w.Body.Bytes(), "", "  "); err != nil {
		t.Fatalf("the reply is not JSON: %v\n%s", err, w.Body)
	}
	s := regexp.MustCompile(`"request_id": "[0-9a-f]{16}"`).ReplaceAllString(body.String(), `"request_id": "…"`)
	s = regexp.MustCompile(`"confidence": [^,\n]+`).ReplaceAllString(s, `"confidence": 0`)
	checkConfidences(t, w.Body.Bytes())
	return fmt.Sprintf("%d %s\n%s\n", w.Code, w.Header().Get("Content-Type"), strings.TrimSpace(s))
}

// checkConfidences wants every match to have a confidence between 0 and 1, the best one first.
func checkConfidences(t *testing.T, body []byte) {
	t.Helper()
	var a struct {
		Matches []struct{ Confidence *float64 }
	}
	if err := json.Unmarshal(body, &a); err != nil {
		t.Fatal(err)
	}
	before := 1.0
	for i, m := range a.Matches {
		if m.Confidence == nil || *m.Confidence < 0 || *m.Confidence > before {
			t.Fatalf("the confidence of match %d is not between 0 and %g: %s", i, before, body)
		}
		before = *m.Confidence
	}
}

// compareGolden compares what came with a golden file, or writes the file where the flag -update is given.
func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if flag.Lookup("update").Value.String() == "true" {
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o750), os.WriteFile(file, []byte(got), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("no golden file; write it with -update. The reply is\n%s", got)
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), got); diff != "" {
		t.Errorf("the reply is not as it was (-want +got):\n%s", diff)
	}
}
