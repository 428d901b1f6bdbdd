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

	"clerkcoach/drills"
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
	tests := append(goldenGrades(t), []goldenCase{
		{name: "ask-answered", en: one("a deaf customer"), zh: one("顾客听不见")},
		{
			name: "ask-unsure", en: two("torn, slow to choose, asks me to choose"),
			zh: two("看了半天，问我哪个"),
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
		{name: "drill", en: drillsPath, body: map[string]string{"": `{"count":14,"seed":7}`}},
		{name: "drill-unknown", en: drillsPath + "/nothing"},
		{name: "drill-changed", en: drillsPath + "/" + oldDrill(t)},
		{name: "drill-many-faults", en: drillsPath, body: map[string]string{"": `{"count":0,"seed":9007199254740992,"kinds":[""]}`}},
		{name: "drill-unknown-names", en: drillsPath, body: map[string]string{
			"": `{"count":1,"lang":"xx","cards":["hesitant","nobody"],"families":["none"],"kinds":["essay"]}`,
		}},
		{name: "drill-not-json", en: drillsPath, body: map[string]string{"": `count=1`}},
		{name: "drill-two-documents", en: drillsPath, body: map[string]string{"": `{"count":1}{"count":2}`}},
		{name: "drill-unknown-field", en: drillsPath, body: map[string]string{"": `{"count":1,"colour":"blue"}`}},
		{name: "drill-wrong-type", en: drillsPath, body: map[string]string{"": `{"count":"one"}`}},
		{name: "drill-empty", en: drillsPath, body: map[string]string{"": `{"count":1,"cards":["type-indecisive"],"kinds":["numerical"]}`}},
		{name: "drill-too-large", en: drillsPath, body: map[string]string{"": strings.Repeat(" ", maxBody+1)}},
	}...)
	files := map[string]bool{}
	for _, tt := range tests {
		for lang, target := range map[string]string{"en": tt.en, "zh-Hans": cmp.Or(tt.zh, tt.en)} {
			name := tt.name + "." + lang + ".txt"
			files[name] = true
			t.Run(name, func(t *testing.T) {
				r := newRequest(t, cmp.Or(tt.method, http.MethodGet), target, "Accept-Language", lang)
				if body := cmp.Or(tt.body[lang], tt.body[""]); body != "" {
					r = newJSON(t, target, body, "Accept-Language", lang)
				}
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

// goldenCase is a request, and the name of the files with its replies.
type goldenCase struct {
	name   string
	site   *testSite
	method string
	en, zh string // what is asked for by readers of either language; the same where zh is empty
	// body is what is sent, by language, or under no language if it is the same for all; nothing is sent where there is none.
	body map[string]string
}

// goldenGrades answers one question of each kind: partly right where that is possible, else wrongly; and one as nobody can.
func goldenGrades(tb testing.TB) []goldenCase {
	tb.Helper()
	var cases []goldenCase
	for _, k := range drills.Kinds() {
		grade := goldenCase{name: "grade-" + string(k), body: map[string]string{}}
		misfit := goldenCase{name: "misfit-" + string(k), body: map[string]string{}}
		for lang, target := range map[string]*string{"en": &grade.en, "zh-Hans": &grade.zh} {
			d, q := oneOf(tb, lang, k)
			*target = drillsPath + "/" + d.ID + "/answers"
			a, ok := partly(q)
			if !ok {
				a = wrongly(q)
			}
			grade.body[lang] = attemptOf(tb, "grade", "1", sent(tb, q, a))
			misfit.body[lang] = attemptOf(tb, "misfit", "1", `null`)
		}
		misfit.en, misfit.zh = grade.en, grade.zh
		cases = append(cases, grade, misfit)
	}
	return cases
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
