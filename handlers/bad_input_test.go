package handlers

import (
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"

	"clerkcoach/search"
)

// The three places that take a question: the API, the page, and the answer alone as a part of the page.
const (
	pagePath   = "/"
	answerPath = "/answer"
)

// badInput is something that nobody should type, with what comes of it.
type badInput struct {
	name, q string
	// rule is the one that the question breaks on the API and for the answer alone; none if it is answered.
	rule string
	// page is the status of the whole page, which shows its empty form where there is no question.
	page int
	// outside tells that nothing can be known of the question, so that it has no cards at all.
	outside bool
}

func badInputs() []badInput {
	return []badInput{
		{name: "empty", q: "", rule: "required", page: 200},
		{name: "blank", q: " \t\r\n\u3000\u00a0", rule: "required", page: 200},
		{name: "501 letters", q: strings.Repeat("a", 501), rule: "max", page: 400},
		{name: "501 characters", q: strings.Repeat("比", 501), rule: "max", page: 400},
		{name: "501 emoji", q: strings.Repeat("👍", 501), rule: "max", page: 400},
		{name: "10,000 times the same", q: strings.Repeat("急", 10_000), rule: "max", page: 400},
		{name: "500 characters between spaces", q: "  " + strings.Repeat("比", 500) + "  ", page: 200},
		{name: "only punctuation", q: "?!…，。、；：“”‘’（）《》——", page: 200, outside: true},
		{name: "only stop words", q: "the of a and to", page: 200},
		{name: "only Chinese particles", q: "的了吗呢吧", page: 200},
		{name: "one letter", q: "x", page: 200, outside: true},
		{name: "one character", q: "急", page: 200},
		{name: "emoji", q: "👩‍🦽🤷🏽‍♀️", page: 200, outside: true},
		{name: "control characters", q: "\x00\x01\x1b[31m\x7f\u0085\u202e\ufeff", page: 200, outside: true},
		{name: "control characters in words", q: "de\x00af\x08 cust\u200bomer", page: 200},
		{name: "broken UTF-8", q: "deaf \xff\xc3\x28\xe6\xaf \xed\xa0\x80", page: 200},
		{name: "only broken UTF-8", q: "\xff\xfe\xfd", page: 200, outside: true},
		{name: "query operators", q: `+deaf -customer "a b" * ~2 ^5 card:hesitant (x OR y) /re.*/ [1 TO 2] \`, page: 200},
		{name: "only query operators", q: `+ - " * ~ ^ : ( ) ? / \ && || !`, page: 200, outside: true},
		{name: "wildcards", q: strings.Repeat("*?", 200), page: 200, outside: true},
		{name: "HTML", q: `<script>alert(1)</script><img src=x onerror="alert(2)">`, page: 200},
		{name: "HTML that closes fields", q: `"><script>alert(1)</script></textarea></title>'`, page: 200},
		{name: "template", q: "{{.Catalog}} ${7*7} <%= 1 %>", page: 200},
		{name: "SQL", q: `'; DROP TABLE cards; -- " OR 1=1`, page: 200},
	}
}

// TestBadInput types what nobody should into the API and the pages, in every language.
func TestBadInput(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, tt := range badInputs() {
		for _, lang := range s.Catalog.Languages() {
			// By parameter the reader's choice goes against what the browser prefers.
			s.tryBadInput(t, tt, lang, "by parameter", []string{"lang", lang}, []string{"Accept-Language", s.otherLang(lang)})
			s.tryBadInput(t, tt, lang, "by header", nil, []string{"Accept-Language", lang})
		}
	}
}

// tryBadInput sends one input to the three places, with these parameters and headers for the language.
func (s *testSite) tryBadInput(t *testing.T, tt badInput, lang, how string, param, choice []string) {
	t.Helper()
	t.Run(tt.name+" "+lang+" "+how, func(t *testing.T) {
		t.Parallel()
		api := s.get(t, askFor(askPath, tt.q, param...), choice...)
		page := s.get(t, askFor(pagePath, tt.q, param...), choice...)
		part := s.get(t, askFor(answerPath, tt.q, param...), choice...)
		good := http.StatusOK
		if tt.rule != "" {
			good = http.StatusBadRequest
		}
		if api.Code != good || page.Code != tt.page || part.Code != good {
			t.Fatalf("status of API, page and part: %d, %d, %d; want %d, %d, %d", api.Code, page.Code, part.Code, good, tt.page, good)
		}
		wantTypes(t, tt, api, page, part)
		s.checkAPI(t, tt, lang, api.Body.Bytes())
		s.checkPage(t, tt, lang, page.Body.String())
		s.checkPart(t, tt, lang, part.Body.String())
	})
}

// wantTypes wants JSON from the API, as a problem where it refuses, and HTML for people.
func wantTypes(t *testing.T, in badInput, api, page, part *httptest.ResponseRecorder) {
	t.Helper()
	program := "application/json; charset=utf-8"
	if in.rule != "" {
		program = "application/problem+json; charset=utf-8"
	}
	const people = "text/html; charset=utf-8"
	var got []string
	for _, w := range []*httptest.ResponseRecorder{api, page, part} {
		got = append(got, w.Header().Get("Content-Type"))
	}
	if diff := gocmp.Diff([]string{program, people, people}, got); diff != "" {
		t.Errorf("types of API, page and part (-want +got):\n%s", diff)
	}
}

// checkAPI wants an answer that repeats the question, or a problem in the reader's language that names the rule.
func (s *testSite) checkAPI(t *testing.T, in badInput, lang string, body []byte) {
	t.Helper()
	if !utf8.Valid(body) {
		t.Errorf("API: broken UTF-8: %q", body)
	}
	if in.rule == "" {
		var a apiAnswer
		if err := json.Unmarshal(body, &a); err != nil {
			t.Fatalf("API: %v: %s", err, body)
		}
		if readable(a.Question) != readable(in.q) {
			t.Errorf("API: question %q, want %q", a.Question, in.q)
		}
		if in.outside && (a.Verdict != search.Outside || len(a.Matches) > 0) {
			t.Errorf("API: %s with %d cards, want outside with none", a.Verdict, len(a.Matches))
		}
		return
	}
	var p problem
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatalf("API: %v: %s", err, body)
	}
	want := []problemField{{Field: "q", Rule: in.rule, Detail: s.Catalog.Text(lang, "field_"+in.rule, "param", maxQuestion)}}
	if diff := gocmp.Diff(want, p.Errors); diff != "" {
		t.Fatalf("API: errors (-want +got):\n%s", diff)
	}
	if want := s.Catalog.Text(lang, "error_bad_request"); p.Title != want {
		t.Errorf("API: title %q, want %q", p.Title, want)
	}
	for _, words := range []string{p.Title, p.Detail, p.Errors[0].Detail} {
		wantLanguage(t, lang, words)
	}
}

// checkPage wants the question back in its field, and the fault, if there is one, in the reader's language.
func (s *testSite) checkPage(t *testing.T, in badInput, lang, body string) {
	t.Helper()
	if fault := s.pageFault(in.q, body); fault != "" {
		t.Errorf("page: %s: %q", fault, body)
	}
	field := regexp.MustCompile(`<input id="q"[^>]* value="([^"]*)"`).FindStringSubmatch(body)
	if field == nil {
		t.Fatalf("page: no field for the question: %s", body)
	}
	if typed := html.UnescapeString(field[1]); readable(typed) != readable(in.q) {
		t.Errorf("page: the field holds %q, want %q", typed, in.q)
	}
	words := s.Catalog.Text(lang, "ask_too_long", "count", utf8.RuneCountInString(strings.TrimSpace(in.q)), "max", maxQuestion)
	wantLanguage(t, lang, words)
	if shown := strings.Contains(html.UnescapeString(body), words); shown != (in.page == http.StatusBadRequest) {
		t.Errorf("page: %q is said: %t", words, shown)
	}
}

// checkPart wants an answer, or the error page in the reader's language with what is wrong.
func (s *testSite) checkPart(t *testing.T, in badInput, lang, body string) {
	t.Helper()
	if fault := s.pageFault(in.q, body); fault != "" {
		t.Errorf("part: %s: %q", fault, body)
	}
	var ids []string
	switch {
	case in.rule != "":
		ids = []string{"error_bad_request", "error_bad_request_more", "field_" + in.rule}
	case in.outside:
		ids = []string{"answer_outside", "answer_outside_more"}
	}
	for _, id := range ids {
		words := s.Catalog.Text(lang, id, "param", maxQuestion)
		wantLanguage(t, lang, words)
		if !strings.Contains(html.UnescapeString(body), words) {
			t.Errorf("part: %q is not said: %s", words, body)
		}
	}
}

// pageFault tells what must not be in a page that repeats a question; empty if the page is sound.
func (s *testSite) pageFault(question, body string) string {
	own := `<script type="module" src="` + s.Assets.Path("js/app.js") + `"></script>`
	switch rest := strings.ToLower(strings.Replace(body, own, "", 1)); {
	case !utf8.ValidString(body):
		return "broken UTF-8"
	case strings.Contains(rest, "<script"):
		return "a script that is not ours"
	case strings.Contains(question, "<") && len(question) > 1 && strings.Contains(rest, strings.ToLower(question)):
		return "the question stands there as HTML"
	default:
		return ""
	}
}

// readable is what is left of a text when it has been repeated: the ends are trimmed, and what no reply can carry is left out.
func readable(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r == 0 {
			return -1
		}
		return r
	}, s))
}

// wantLanguage wants words for readers of Chinese to be Chinese, and others not.
func wantLanguage(t *testing.T, lang, words string) {
	t.Helper()
	isHan := func(r rune) bool { return unicode.Is(unicode.Han, r) }
	if strings.ContainsFunc(words, isHan) != strings.HasPrefix(lang, "zh") {
		t.Errorf("%q is not in the language %s", words, lang)
	}
}

// TestBrokenQuery sends queries that are not well formed. They are the sender's fault: nothing is wrong with the server.
func TestBrokenQuery(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, query := range []string{"q=%zz", "q=50%", "q=a;b", "q=deaf&%", "q=deaf&limit=1;2"} {
		for _, path := range []string{askPath, answerPath} {
			t.Run(path+"?"+query, func(t *testing.T) {
				t.Parallel()
				r := newRequest(t, http.MethodGet, path)
				r.URL.RawQuery = query
				if w := s.serve(t, r); w.Code != http.StatusBadRequest {
					t.Errorf("status %d, want 400; body %s", w.Code, w.Body)
				}
			})
		}
	}
}
