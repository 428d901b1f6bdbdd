package handlers

import (
	"encoding/json"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

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
		{name: "control characters", q: "\x00\x01\x1b[31m\x7f\u0085\u202e\ufeff", page: 200},
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

// TestBadInput types what nobody should into the API and the pages, in either language.
func TestBadInput(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, tt := range badInputs() {
		for _, lang := range s.Catalog.Languages() {
			t.Run(tt.name+" "+lang, func(t *testing.T) {
				t.Parallel()
				api := s.get(t, askFor(askPath, tt.q), "Accept-Language", lang)
				page := s.get(t, askFor(pagePath, tt.q), "Accept-Language", lang)
				part := s.get(t, askFor(answerPath, tt.q), "Accept-Language", lang)
				good := http.StatusOK
				if tt.rule != "" {
					good = http.StatusBadRequest
				}
				if api.Code != good || page.Code != tt.page || part.Code != good {
					t.Fatalf("status of API, page and part: %d, %d, %d; want %d, %d, %d", api.Code, page.Code, part.Code, good, tt.page, good)
				}
				s.checkAPI(t, tt, lang, api.Body.Bytes())
				s.checkPage(t, tt, lang, page.Body.String())
				s.checkPart(t, tt, lang, part.Body.String())
			})
		}
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
		if want := strings.TrimSpace(validText(in.q)); a.Question != want {
			t.Errorf("API: question %q, want %q", a.Question, want)
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
	if len(p.Errors) != 1 || p.Errors[0].Field != "q" || p.Errors[0].Rule != in.rule {
		t.Fatalf("API: errors %+v, want one of q with the rule %s", p.Errors, in.rule)
	}
	if want := s.Catalog.Text(lang, "field_"+in.rule, "param", "500"); p.Errors[0].Detail != want {
		t.Errorf("API: the field's detail is %q, want %q", p.Errors[0].Detail, want)
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
	s.wantSafe(t, "page", body)
	typed := strings.TrimSpace(in.q)
	if field := `value="` + html.EscapeString(typed) + `"`; utf8.ValidString(typed) && plain(typed) && !strings.Contains(normalEscapes(body), field) {
		t.Errorf("page: the field does not hold %s: %s", field, body)
	}
	fault := s.Catalog.Text(lang, "ask_too_long", "count", utf8.RuneCountInString(typed), "max", maxQuestion)
	wantLanguage(t, lang, fault)
	if shown := strings.Contains(html.UnescapeString(body), fault); shown != (in.page == http.StatusBadRequest) {
		t.Errorf("page: the fault %q is shown: %t", fault, shown)
	}
}

// checkPart wants an answer, or the error page in the reader's language with what is wrong.
func (s *testSite) checkPart(t *testing.T, in badInput, lang, body string) {
	t.Helper()
	s.wantSafe(t, "part", body)
	if in.rule == "" {
		none := s.Catalog.Text(lang, "answer_outside")
		if in.outside && !strings.Contains(html.UnescapeString(body), none) {
			t.Errorf("part: %q is not said: %s", none, body)
		}
		return
	}
	for _, id := range []string{"error_bad_request", "error_bad_request_more", "field_" + in.rule} {
		words := s.Catalog.Text(lang, id, "param", "500")
		wantLanguage(t, lang, words)
		if !strings.Contains(html.UnescapeString(body), words) {
			t.Errorf("part: %q is not said: %s", words, body)
		}
	}
}
