package handlers

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"clerkcoach/search"
)

// The questions that these tests ask, by language: what the test playbook answers, half answers and does not answer.
func surely() map[string]string {
	return map[string]string{"en": "the customer is deaf", "zh-Hans": "顾客听不见", "zh-Hant": "顧客聽不見"}
}

func nearly() map[string]string {
	return map[string]string{
		"en":      "torn, slow to choose, asks me to choose",
		"zh-Hans": "看了半天，问我哪个",
		"zh-Hant": "看了半天，問我哪個",
	}
}

func never() map[string]string {
	return map[string]string{"en": "till drawer won’t open", "zh-Hans": "收银机打不开", "zh-Hant": "收銀機打不開"}
}

// TestAskPageEmpty wants the field, and under it questions to begin with that lead to answers.
func TestAskPageEmpty(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		v := s.open(t, "/", lang, http.StatusOK)
		v.wantTexts("h1", s.Catalog.Text(lang, "ask_title"))
		v.wantAttrs("form.ask[method=get][action='/'] input#q[name=q]", "value", "")
		v.wantTexts("form.ask label[for=q]", s.Catalog.Text(lang, "ask_label"))
		v.wantTexts("form.ask button[type=submit]", s.Catalog.Text(lang, "ask_button"))
		v.wantAttrs("nav a[aria-current=page]", "href", "/")
		v.wantTexts("#answer", "")
		var starters, links []string
		for _, family := range []string{"buying-style", "personality", "care", "duty"} {
			starters = append(starters, testBook(t).Names(lang).Families[family].Starters...)
		}
		for _, q := range starters {
			links = append(links, askFor("/", q))
		}
		v.wantTexts("#starters a.chip", starters...)
		for i, link := range v.attrs("#starters a.chip", "href") {
			u, err := url.Parse(link)
			if err != nil || askFor(u.Path, u.Query().Get("q")) != links[i] {
				t.Errorf("the starter %q leads to %s: %v", starters[i], link, err)
			}
			s.open(t, link, lang, http.StatusOK).wantAttrs("input#q", "value", starters[i])
		}
	})
}

// TestAskPageAnswered wants the right card first, with what to do at once and the reasons unfolding.
func TestAskPageAnswered(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		question, w := surely()[lang], wordsOf(t, "care-deaf", lang)
		v := s.open(t, askFor("/", question), lang, http.StatusOK)
		v.wantTexts("title", question+" · "+s.Catalog.Text(lang, "ask_title"))
		v.wantAttrs("input#q", "value", question)
		v.wantAttrs("#answer article.card", "data-card", "care-deaf")
		v.wantTexts("#answer article h2 a[href='/cards/care-deaf']", w.Title)
		v.wantTexts("#answer .first blockquote q", w.FirstWords)
		v.wantTexts("#answer .do li", w.Do...)
		v.wantTexts("#answer .avoid li", w.Avoid...)
		v.wantTexts("#answer .because summary", s.Catalog.Text(lang, "answer_why"))
		v.wantCount("#answer .apart", 0)
		v.wantCount("#answer .outside", 0)
		v.wantCount("#starters", 0)
		if got := v.texts("#answer .because q"); len(got) == 0 || got[0] == "" {
			t.Errorf("no reasons for the card: %q", got)
		}
		if got := v.texts("#answer .because q mark"); len(got) == 0 || got[0] == "" {
			t.Errorf("no words are marked in the reasons: %q", got)
		}
	})
}

// TestAskPageUnsure wants what tells the two close cards apart: each with the line that stands on the other.
func TestAskPageUnsure(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		v := s.open(t, askFor("/", nearly()[lang]), lang, http.StatusOK)
		v.wantTexts(".apart h2", s.Catalog.Text(lang, "answer_unsure"))
		cards := []string{"hesitant", "type-indecisive"}
		first := v.attrs("#answer article.card", "data-card")
		if len(first) != 1 || first[0] != cards[0] && first[0] != cards[1] {
			t.Fatalf("the cards of the answer are %q, want one of %q", first, cards)
		}
		if first[0] == cards[1] {
			cards[0], cards[1] = cards[1], cards[0]
		}
		var links, lines []string
		for i, id := range cards {
			w := wordsOf(t, id, lang)
			links = append(links, "/cards/"+id)
			lines = append(lines, w.Title+" "+wordsOf(t, cards[1-i], lang).Neighbours[id])
		}
		v.wantAttrs(".apart li a", "href", links...)
		v.wantTexts(".apart li", lines...)
	})
}

// TestAskPageDoubtful asks what lies between two cards that are no neighbours: nothing tells them apart, so both say what they are for.
func TestAskPageDoubtful(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	between := map[string]string{"en": "deaf, slow to choose", "zh-Hans": "耳朵不好，犹豫不决", "zh-Hant": "耳朵不好，猶豫不決"}
	s.eachLanguage(t, func(t *testing.T, lang string) {
		v := s.open(t, askFor("/", between[lang]), lang, http.StatusOK)
		v.wantTexts(".apart h2", s.Catalog.Text(lang, "answer_doubtful"))
		for _, line := range v.texts(".apart li") {
			deaf, hesitant := wordsOf(t, "care-deaf", lang), wordsOf(t, "hesitant", lang)
			if line != deaf.Title+" "+deaf.Glance && line != hesitant.Title+" "+hesitant.Glance {
				t.Errorf("line %q says neither what the one card is for nor the other", line)
			}
		}
	})
}

// TestAskPageOutside wants an honest no, with ways on: all cards, and a form that sends the question to the trainer.
func TestAskPageOutside(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		v := s.open(t, askFor("/", never()[lang]), lang, http.StatusOK)
		v.wantTexts(".outside h2", s.Catalog.Text(lang, "answer_outside"))
		v.wantTexts(".outside .actions a[href='/cards']", s.Catalog.Text(lang, "answer_browse"))
		v.wantAttrs(".outside form[method=post][action='/questions'] input[name=q]", "value", never()[lang])
		v.wantTexts(".outside form button[type=submit]", s.Catalog.Text(lang, "answer_remember"))
		v.wantCount("article.card", 0)
		v.wantCount(".outside [role]", 0)
	})
}

// TestAskPageRemembered wants the page to which the form leads back to say how it went, and not to offer the form again.
func TestAskPageRemembered(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		for went, words := range map[string][2]string{
			"yes": {"status", "answer_remembered"}, "no": {"alert", "answer_remember_failed"},
		} {
			v := s.open(t, askFor("/", never()[lang], "remembered", went), lang, http.StatusOK)
			v.wantTexts(".outside [role]", s.Catalog.Text(lang, words[1]))
			v.wantAttrs(".outside [role]", "role", words[0])
			v.wantCount(".outside form", 0)
		}
		s.open(t, askFor("/", never()[lang], "remembered", "<b>"), lang, http.StatusOK).wantCount(".outside form", 1)
	})
}

// TestAnswerPart wants of the answer alone just what stands in the page.
func TestAnswerPart(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		for _, questions := range []map[string]string{surely(), nearly(), never()} {
			q := questions[lang]
			whole, err := s.open(t, askFor(pagePath, q), lang, http.StatusOK).Find("#answer").Html()
			if err != nil {
				t.Fatal(err)
			}
			part, err := s.open(t, askFor(answerPath, q), lang, http.StatusOK).Find("body").Html()
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(strings.TrimSpace(whole), strings.TrimSpace(part)); diff != "" {
				t.Errorf("%q: the answer in the page (-) and alone (+) differ:\n%s", q, diff)
			}
		}
	})
}

// kept are questions as they come to the trainer's list; err is what keeping them ends with.
type kept struct {
	mu    sync.Mutex
	lines []string
	err   error
}

func (k *kept) Remember(question, lang string, at time.Time) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lines = append(k.lines, lang+" "+at.Format(time.RFC3339)+" "+question)
	return k.err
}

// post sends a form; header holds names and values in turn.
func (s *testSite) post(tb testing.TB, target, body string, header ...string) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, target, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return s.serve(tb, r)
}

func form(q string) string { return url.Values{"q": {q}}.Encode() }

// TestRememberQuestion sends a question to the trainer: it is kept, or it is said that it is not, and the reader is led back to it.
func TestRememberQuestion(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, went string
		err        error
	}{{"kept", "yes", nil}, {"full", "no", search.ErrFull}, {"broken", "no", errors.New("disk on fire")}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			list := &kept{err: tt.err}
			s := newTestServer(t, func(o *Options) { o.Questions = list })
			w := s.post(t, "/questions", form("  收银机 & till? "), "Accept-Language", "zh-CN")
			want := "/?" + url.Values{"q": {"收银机 & till?"}, "remembered": {tt.went}}.Encode()
			if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != want {
				t.Errorf("status %d to %s, want 303 to %s", w.Code, got, want)
			}
			if diff := gocmp.Diff([]string{"zh-Hans 2026-03-01T09:00:00Z 收银机 & till?"}, list.lines); diff != "" {
				t.Errorf("kept (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRememberRefused has questions that never reach the trainer's list.
func TestRememberRefused(t *testing.T) {
	t.Parallel()
	list := &kept{}
	s := newTestServer(t, func(o *Options) { o.Questions = list })
	for _, tt := range []struct {
		name, body string
		header     []string
		status     int
		id         string
	}{
		{"from another site", form("till"), []string{"Sec-Fetch-Site", "cross-site"}, 403, "cross_site"},
		{"from a site beside ours", form("till"), []string{"Sec-Fetch-Site", "same-site"}, 403, "cross_site"},
		{"from another origin", form("till"), []string{"Origin", "https://evil.example"}, 403, "cross_site"},
		{"body over 64 KiB", form(strings.Repeat("x", maxBody)), nil, 413, "too_large"},
		{"body of 64 KiB", form(strings.Repeat("x", maxBody-len("q="))), nil, 400, "bad_request"},
		{"no question", "", nil, 400, "bad_request"},
		{"blank", form(" \n"), nil, 400, "bad_request"},
		{"501 characters", form(strings.Repeat("比", 501)), nil, 400, "bad_request"},
		{"broken form", "q=%zz", nil, 400, "bad_request"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s.eachLanguage(t, func(t *testing.T, lang string) {
				w := s.post(t, "/questions", tt.body, append([]string{"Accept-Language", lang}, tt.header...)...)
				v := readView(t, w, tt.status)
				v.wantTexts("h1", s.Catalog.Text(lang, "error_"+tt.id))
				v.wantTexts("main .glance", s.Catalog.Text(lang, "error_"+tt.id+"_more", "max", "64 KiB"))
			})
		})
	}
	t.Cleanup(func() {
		if len(list.lines) > 0 {
			t.Errorf("kept %q", list.lines)
		}
	})
}

// TestOwnSitePosts has the marks that browsers put on forms of our own pages; none at all is what programs send.
func TestOwnSitePosts(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, header := range [][]string{
		{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "none"}, {"Origin", "http://example.com"}, nil,
	} {
		if w := s.post(t, "/questions", form("till"), header...); w.Code != http.StatusSeeOther {
			t.Errorf("%q: status %d, want 303", header, w.Code)
		}
	}
	// Links from other sites lead here as well; only what changes something is refused.
	if w := s.get(t, askFor("/", "deaf"), "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusOK {
		t.Errorf("a link from another site: status %d", w.Code)
	}
}
