package handlers

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/jba/templatecheck"

	"clerkcoach/playbook"
)

// TestTemplates checks every template against the struct that it is given: a misspelt field is found without rendering it.
func TestTemplates(t *testing.T) {
	t.Parallel()
	p, err := parsePages()
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]any{
		"ask": AskPage{}, "answer": AnswerView{}, "card": CardPage{}, "print": CardPage{}, "cards": CardsPage{}, "say": SayPage{},
		"about": AboutPage{}, "device": DevicePage{}, "error": ErrorPage{}, "practice": PracticePage{}, "question": &QuestionPage{}, "end": EndPage{}, "paper": PaperPage{},
		"me": MePage{}, "me-results": ResultsPage{}, "me-records": RecordsPage{}, "daily": DailyPage{}, "path": PathPage{}, "secret": SecretPage{}, "sign-in": SignInPage{},
		"staff": StaffPage{}, "staff-person": StaffPersonPage{}, "staff-secret": StaffSecretPage{}, "staff-confirm": StaffConfirmPage{},
		"staff-import": StaffImportPage{}, "staff-plan": StaffPlanPage{}, "staff-tablets": StaffTabletsPage{}, "stores": StoresPage{},
		"team": TeamPage{}, "team-questions": QuestionsPage{}, "team-person": TeamPersonPage{}, "team-newcomers": NewcomersPage{},
		"assignments": AssignmentsPage{}, "assignment": AssignmentPage{}, "assignment-new": &NewAssignmentPage{}, "settings": SettingsPage{},
		"live-report": LiveReportPage{}, "live-result": LiveResultPage{}, "live-alone": AlonePage{},
		"host": GamesPage{}, "host-new": &NewGamePage{}, "host-remote": RemotePage{}, "host-players": PlayersPage{}, "host-screen": FindScreenPage{},
		"offline": OfflinePage{}, "practice-offline": OfflinePage{}, "screen": ScreenPage{}, "live-join": JoinPage{}, "live-play": PlayPage{},
	}
	if diff := gocmp.Diff(slices.Sorted(maps.Keys(given)), slices.Sorted(maps.Keys(p.byName))); diff != "" {
		t.Errorf("templates (-want +got):\n%s", diff)
	}
	for name, dot := range given {
		if tmpl := p.byName[name]; tmpl == nil {
			t.Errorf("no template %s", name)
		} else if err := templatecheck.CheckHTML(tmpl, dot); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// view is a page as its reader sees it, with the fragments of HTML found by selectors.
type view struct {
	*goquery.Document
	tb testing.TB
}

// open asks for a page that must come with this status, as HTML, in this language.
func (s *testSite) open(tb testing.TB, target, lang string, status int) view {
	tb.Helper()
	return readView(tb, s.get(tb, target, "Accept-Language", lang), status)
}

func readView(tb testing.TB, w *httptest.ResponseRecorder, status int) view {
	tb.Helper()
	if got := w.Header().Get("Content-Type"); w.Code != status || got != "text/html; charset=utf-8" {
		tb.Fatalf("status %d and type %s, want %d and HTML: %s", w.Code, got, status, w.Body)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		tb.Fatal(err)
	}
	doc.Find("template").Remove() // nobody sees it before a script takes it up
	return view{doc, tb}
}

// texts gives the text of each element that a selector finds, without space at its ends.
func (v view) texts(selector string) []string {
	return v.Find(selector).Map(func(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) })
}

// attrs gives an attribute of each element that a selector finds.
func (v view) attrs(selector, name string) []string {
	return v.Find(selector).Map(func(_ int, s *goquery.Selection) string { return s.AttrOr(name, "") })
}

// wantTexts wants a selector to find elements with these texts, in this order.
func (v view) wantTexts(selector string, want ...string) {
	v.tb.Helper()
	if diff := gocmp.Diff(want, v.texts(selector)); diff != "" {
		v.tb.Errorf("texts of %q (-want +got):\n%s", selector, diff)
	}
}

func (v view) wantAttrs(selector, name string, want ...string) {
	v.tb.Helper()
	if diff := gocmp.Diff(want, v.attrs(selector, name)); diff != "" {
		v.tb.Errorf("%s of %q (-want +got):\n%s", name, selector, diff)
	}
}

// wantCount wants a selector to find as many elements.
func (v view) wantCount(selector string, want int) {
	v.tb.Helper()
	if got := v.Find(selector).Length(); got != want {
		v.tb.Errorf("%d of %q, want %d", got, selector, want)
	}
}

// eachLanguage runs a test in every language of the interface.
func (s *testSite) eachLanguage(t *testing.T, test func(t *testing.T, lang string)) {
	t.Helper()
	for _, lang := range s.Catalog.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			test(t, lang)
		})
	}
}

// wordsOf gives a card's words in the test playbook.
func wordsOf(tb testing.TB, id, lang string) *playbook.Words {
	tb.Helper()
	card, ok := testBook(tb).Card(id)
	if !ok {
		tb.Fatalf("no card %s", id)
	}
	return card.Words(lang)
}

// otherLang is the language of the interface after this one.
func (s *testSite) otherLang(lang string) string {
	langs := s.Catalog.Languages()
	return langs[(slices.Index(langs, lang)+1)%len(langs)]
}

// TestCardPage wants the whole card on its page: every line that it says, with nothing left folded.
func TestCardPage(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		w := wordsOf(t, "hesitant", lang)
		v := s.open(t, "/cards/hesitant", lang, http.StatusOK)
		v.wantTexts("title", w.Title+" · "+s.Catalog.Text(lang, "product"))
		v.wantTexts("h1", w.Title)
		v.wantTexts("article.card .glance", w.Glance)
		card, _ := testBook(t).Card("hesitant")
		motto, written := card.MottoIn(lang)
		v.wantTexts("article.card .seal[lang="+written+"]:not(.near .seal)", motto)
		v.wantTexts(".first blockquote q", w.FirstWords)
		v.wantTexts(".do li", w.Do...)
		v.wantTexts(".avoid li", w.Avoid...)
		v.wantCount(".say li", len(w.Phrases))
		v.wantAttrs("nav a[aria-current=page]", "href", "/cards")
		v.wantAttrs("article.card .near a", "href", "/cards/type-indecisive")
		v.wantTexts("article.card .near a > span:nth-of-type(2) > span", w.Neighbours["type-indecisive"])
		if closed := v.Find("article details:not([open])").Length(); closed > 0 {
			t.Errorf("%d parts of the card are folded away", closed)
		}
		text := v.Find("article").Text()
		for _, line := range w.Lines() {
			if !strings.Contains(text, line) {
				t.Errorf("the page does not say %q", line)
			}
		}
	})
}

// TestCardOfPost has a card with duties, standards and points, which stand in Chinese only.
func TestCardOfPost(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		w := wordsOf(t, "desk-badge", lang)
		v := s.open(t, "/cards/desk-badge", lang, http.StatusOK)
		var texts []string
		for _, p := range w.Points {
			texts = append(texts, p.Text, p.Per)
		}
		v.wantTexts(".points tbody td:not(.num)", texts...)
		v.wantTexts(".points tbody .num", signed(w.Points)...)
		var lines []string
		for _, l := range slices.Concat(w.Duties, w.Standards) {
			lines = append(lines, l.Text)
		}
		v.wantTexts(".facts li", lines...)
		foreign := 0
		if lang != playbook.Chinese {
			foreign = 1
			v.wantAttrs("article.card", "lang", playbook.Chinese)
			v.wantAttrs("article .note", "lang", lang)
		}
		v.wantCount("article .note", foreign)
	})
}

// signed gives points with their sign; taking off has the minus sign, which is as wide as the plus.
func signed(points []playbook.Score) []string {
	var all []string
	for _, p := range points {
		all = append(all, strings.Replace(p.Signed(), "-", "−", 1))
	}
	return all
}

func TestCardWithSteps(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		s.open(t, "/cards/care-deaf", lang, http.StatusOK).wantTexts(".steps ol li", wordsOf(t, "care-deaf", lang).Steps...)
	})
}

// TestPrintPages wants sheets with everything unfolded and no footer, of one card and of a whole handbook.
func TestPrintPages(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		for target, cards := range map[string][]string{
			"/cards/hesitant/print":       {"hesitant"},
			"/handbooks/retail/print":     {"hesitant", "type-indecisive", "care-deaf"},
			"/handbooks/front-desk/print": {"desk-badge"},
		} {
			v := s.open(t, target, lang, http.StatusOK)
			v.wantAttrs("article.card", "data-card", cards...)
			v.wantTexts(".print-bar button[type=button][hidden][data-print]", s.Catalog.Text(lang, "print_button"))
			v.wantCount("body.sheets", 1)
			v.wantCount("article details:not([open])", 0)
			v.wantCount("footer", 0)
		}
	})
}

// TestSayPage wants one phrase in large type, in its own language, and the way back.
func TestSayPage(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		for _, id := range []string{"hesitant", "care-deaf", "desk-badge"} {
			w := wordsOf(t, id, lang)
			said := map[string]string{firstPhrase: w.FirstWords}
			for _, p := range w.Phrases {
				said[p.ID] = p.Text
			}
			for phrase, text := range said {
				v := s.open(t, "/cards/"+id+"/say/"+phrase, lang, http.StatusOK)
				v.wantTexts("main.large p", text)
				v.wantAttrs("main.large", "lang", w.Language)
				v.wantAttrs("a.button", "href", "/cards/"+id)
			}
		}
	})
}

// TestSayLinks follows every link that shows a phrase to the customer.
func TestSayLinks(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		v := s.open(t, "/cards/hesitant", lang, http.StatusOK)
		links := v.attrs("a.show", "href")
		if want := len(wordsOf(t, "hesitant", lang).Phrases) + 1; len(links) != want {
			t.Errorf("%d links to phrases, want %d", len(links), want)
		}
		for i, link := range links {
			s.open(t, link, lang, http.StatusOK).wantTexts("main.large p", v.attrs("a.show", "data-say")[i])
		}
	})
}

func TestHandbookPage(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		name := testBook(t).Names(lang).Handbooks["retail"]
		v := s.open(t, "/handbooks/retail", lang, http.StatusOK)
		v.wantTexts("h1", name.Title)
		v.wantTexts(".handbook > header p", name.About)
		v.wantAttrs(".family", "id", "buying-style", "personality", "care")
		v.wantAttrs(".family .near a", "href", "/cards/hesitant", "/cards/type-indecisive", "/cards/care-deaf")
		v.wantAttrs("a.print", "href", "/handbooks/retail/print")
	})
}

// TestCardsPage wants all cards in reading order; with words to find, only those that say them.
func TestCardsPage(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		v := s.open(t, "/cards", lang, http.StatusOK)
		v.wantTexts("h1", s.Catalog.Text(lang, "cards_title"))
		v.wantAttrs(".handbook", "id", "retail", "front-desk")
		v.wantAttrs(".family .near a", "href", "/cards/hesitant", "/cards/type-indecisive", "/cards/care-deaf", "/cards/desk-badge")
		v.wantCount(".found", 0)

		words := wordsOf(t, "care-deaf", lang).Glance
		found := s.open(t, askFor("/cards", "", "find", words), lang, http.StatusOK)
		found.wantAttrs("input#find", "value", words)
		if got := found.attrs(".found-card a", "href"); len(got) == 0 || got[0] != "/cards/care-deaf" {
			t.Errorf("found %q, want the card that says %q first", got, words)
		}
		if !slices.Contains(found.texts(".found-card li"), words) {
			t.Errorf("the line found is not shown: %q", found.texts(".found-card li"))
		}
		found.wantCount(".handbook", 0)

		none := s.open(t, askFor("/cards", "", "find", "qqqqzzzz"), lang, http.StatusOK)
		none.wantTexts(".found > p", s.Catalog.Text(lang, "cards_found_none", "words", "qqqqzzzz"), s.Catalog.Text(lang, "cards_ask_instead"))
		none.wantAttrs(".found > p a", "href", "/?q=qqqqzzzz")
		none.wantCount(".found-card", 0)
		s.open(t, askFor("/cards", "", "find", strings.Repeat("x", 201)), lang, http.StatusBadRequest)
	})
}

func TestAboutPage(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	book := testBook(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		phrases, asks := 0, 0
		for _, c := range book.Cards() {
			phrases, asks = phrases+len(c.Words(lang).Phrases), asks+len(c.Asks(lang))
		}
		v := s.open(t, "/about", lang, http.StatusOK)
		v.wantTexts(".figures b", strconv.Itoa(len(book.Cards())), strconv.Itoa(phrases), strconv.Itoa(asks))
		version := v.Find("main .help").Text()
		if !strings.Contains(version, testVersion) || !strings.Contains(version, book.Hash()[:12]) {
			t.Errorf("the versions of program and playbook are not told: %q", version)
		}
	})
}

// TestErrorPages wants pages that say in the reader's language what is wrong, with ways on and a number to report.
func TestErrorPages(t *testing.T) {
	t.Parallel()
	s, starting := newTestServer(t), newStartingServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		for _, tt := range []struct {
			site   *testSite
			target string
			status int
			id     string
		}{
			{s, "/nothing", 404, "not_found"},
			{s, "/cards/nobody", 404, "no_card"},
			{s, "/cards/nobody/print", 404, "no_card"},
			{s, "/cards/nobody/say/first", 404, "no_card"},
			{s, "/cards/hesitant/say/nothing", 404, "not_found"},
			{s, "/handbooks/none", 404, "not_found"},
			{s, "/handbooks/none/print", 404, "not_found"},
			{s, "/questions", 405, "method"},
			{s, "/answer", 400, "bad_request"},
			{s, "/metrics", 403, "forbidden"},
			{starting, "/", 503, "not_ready"},
			{starting, "/cards/hesitant", 503, "not_ready"},
			{starting, "/about", 503, "not_ready"},
		} {
			w := tt.site.get(t, tt.target, "Accept-Language", lang)
			v := readView(t, w, tt.status)
			v.wantTexts("h1", s.Catalog.Text(lang, "error_"+tt.id, "card", "nobody"))
			v.wantTexts("main .glance", s.Catalog.Text(lang, "error_"+tt.id+"_more"))
			v.wantAttrs(".actions a", "href", "/", "/cards")
			if id := w.Header().Get("X-Request-Id"); id == "" || !strings.Contains(v.Find("main .help").Text(), id) {
				t.Errorf("%s: the number %q of the request is not told", tt.target, id)
			}
			if got := w.Header().Get("Cache-Control"); got != "no-store" {
				t.Errorf("%s: Cache-Control %q", tt.target, got)
			}
		}
	})
}

// TestFindMany looks for a word that more cards have than are listed: the page says so.
func TestFindMany(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	if err != nil {
		t.Fatal(err)
	}
	s := newTestServer(t, func(o *Options) { o.Indexes = testIndexes(t, book) })
	for lang, word := range map[string]string{"en": "customer", "zh-Hans": "顾客", "zh-Hant": "顧客"} {
		v := s.open(t, "/cards?"+url.Values{"find": {word}}.Encode(), lang, http.StatusOK)
		v.wantTexts(".found h2", s.Catalog.Text(lang, "cards_found_first", "count", maxFound, "words", word))
		v.wantTexts(".found > p.help", s.Catalog.Text(lang, "cards_found_more"))
		v.wantCount(".found .found-card", maxFound)
	}
}
