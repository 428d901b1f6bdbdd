package handlers

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestLanguageChoice wants the lang parameter to go before the cookie, and the cookie before what the browser prefers.
func TestLanguageChoice(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, tt := range []struct{ param, cookie, accept, want string }{
		{"", "", "", "en"},
		{"", "", "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"},
		{"", "", "zh-TW", "zh-Hant"},
		{"", "", "zh-HK,en;q=0.5", "zh-Hant"},
		{"", "", "zh-MO", "zh-Hant"},
		{"", "", "zh-SG", "zh-Hans"},
		{"", "", "zh-Hant", "zh-Hant"},
		{"", "", "en-GB,zh;q=0.5", "en"},
		{"", "", "fr, zh;q=0.5", "zh-Hans"},
		{"", "", "fr", "en"},
		{"", "", ";;q=x,,", "en"},
		{"", "zh-Hans", "en", "zh-Hans"},
		{"", "en", "zh-CN", "en"},
		{"", "xx", "zh-CN", "zh-Hans"},
		{"en", "zh-Hans", "zh-CN", "en"},
		{"zh-Hans", "en", "en", "zh-Hans"},
		{"zh", "", "en", "zh-Hans"},
		{"zh-TW", "en", "en", "zh-Hant"},
		{"zh-HK", "", "", "zh-Hant"},
		{"xx", "zh-Hans", "en", "zh-Hans"},
		{"xx", "", "zh-TW", "zh-Hant"},
		{"<script>", "", "", "en"},
	} {
		t.Run(strings.Join([]string{tt.param, tt.cookie, tt.accept}, "|"), func(t *testing.T) {
			t.Parallel()
			var target strings.Builder
			target.WriteString("/cards")
			if tt.param != "" {
				target.WriteString(strings.Replace(askFor("", "", "lang", tt.param), "&q=", "", 1))
			}
			header := []string{"Accept-Language", tt.accept}
			if tt.cookie != "" {
				header = append(header, "Cookie", languageCookie+"="+tt.cookie)
			}
			w := s.get(t, target.String(), header...)
			if got := w.Header().Get("Content-Language"); got != tt.want {
				t.Errorf("Content-Language %s, want %s", got, tt.want)
			}
			v := readView(t, w, http.StatusOK)
			v.wantAttrs("html", "lang", tt.want)
			v.wantTexts("h1", s.Catalog.Text(tt.want, "cards_title"))
		})
	}
}

// TestLanguageCookie wants a choice on a page, and nothing else, to be remembered.
func TestLanguageCookie(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, tt := range []struct{ name, target, cookie, want string }{
		{"chosen", "/?lang=zh-TW", "", "zh-Hant"},
		{"chosen anew", "/cards?lang=en", "zh-Hans", "en"},
		{"chosen on a page that is not there", "/nothing?lang=zh", "", "zh-Hans"},
		{"chosen already", "/?lang=zh-Hans", "zh-Hans", ""},
		{"not chosen", "/", "", ""},
		{"only kept", "/", "zh-Hans", ""},
		{"a program's choice", "/api/v1/cards?lang=zh-Hans", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			header := []string{"Accept-Language", "zh-CN"}
			if tt.cookie != "" {
				header = append(header, "Cookie", languageCookie+"="+tt.cookie)
			}
			cookies := s.get(t, tt.target, header...).Result().Cookies()
			if tt.want == "" {
				if len(cookies) > 0 {
					t.Errorf("cookies %v, want none", cookies)
				}
				return
			}
			if len(cookies) != 1 {
				t.Fatalf("cookies %v, want one", cookies)
			}
			c := cookies[0]
			if c.Name != languageCookie || c.Value != tt.want || c.Path != "/" || c.MaxAge < 24*3600 || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("cookie %v, want %s=%s for all pages, kept for long, out of reach of scripts and other sites", c, languageCookie, tt.want)
			}
		})
	}
}

// TestLanguageVary wants caches to keep the languages apart.
func TestLanguageVary(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, target := range []string{"/", "/cards", "/nothing", askFor(askPath, "deaf"), askPath} {
		vary := strings.Join(s.get(t, target).Header().Values("Vary"), ", ")
		if !strings.Contains(vary, "Accept-Language") || !strings.Contains(vary, "Cookie") {
			t.Errorf("%s: Vary %q", target, vary)
		}
	}
}

// TestLanguageSwitch wants the switch to lead to the same page in the other languages, question and all.
func TestLanguageSwitch(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for target, want := range map[string]string{
		"/":                           "/?lang=zh-Hans",
		"/?q=a%26b+%E6%85%A2":         "/?lang=zh-Hans&q=a%26b+%E6%85%A2",
		"/?lang=en&q=deaf":            "/?lang=zh-Hans&q=deaf",
		"/cards?find=blue":            "/cards?find=blue&lang=zh-Hans",
		"/cards/hesitant":             "/cards/hesitant?lang=zh-Hans",
		"/handbooks/retail/print":     "/handbooks/retail/print?lang=zh-Hans",
		"/nothing/at%20all?x=1":       "/nothing/at%20all?lang=zh-Hans&x=1",
		"/about?lang=%22%3E%3Cb%3E":   "/about?lang=zh-Hans",
		"/%5Cevil.example":            "/%5Cevil.example?lang=zh-Hans",
		"/javascript:alert(1)?q=deaf": "/javascript:alert%281%29?lang=zh-Hans&q=deaf",
	} {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			w := s.get(t, target, "Accept-Language", "en")
			readView(t, w, w.Code).wantAttrs("a.lang", "href", want, strings.Replace(want, "zh-Hans", "zh-Hant", 1))
		})
	}
}

// TestLanguageSwitchStaysHere asks for paths that look like other sites; a link to such a path would lead there.
func TestLanguageSwitchStaysHere(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, path := range []string{"//evil.example/x", "///evil.example", "//evil.example"} {
		r := newRequest(t, http.MethodGet, "/", "Accept-Language", "en")
		r.URL.Path = path
		w := s.serve(t, r)
		for _, link := range readView(t, w, http.StatusNotFound).attrs("a.lang", "href") {
			if strings.HasPrefix(link, "//") || !strings.HasPrefix(link, "/") {
				t.Errorf("%s: the switch leads to another site: %s", path, link)
			}
		}
	}
}

// TestLanguageSwitchLabel has the switch named in the language that it leads to, for those who cannot read the page's.
func TestLanguageSwitchLabel(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		others := slices.DeleteFunc(slices.Clone(s.Catalog.Languages()), func(l string) bool { return l == lang })
		names := map[string]string{"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
		v := s.open(t, "/", lang, http.StatusOK)
		v.wantTexts(".langs summary", names[lang])
		v.wantAttrs("a.lang", "lang", others...)
		v.wantAttrs("a.lang", "hreflang", others...)
		for i, other := range others {
			if got := v.texts("a.lang")[i]; got != names[other] {
				t.Errorf("%s is called %q, want %q", other, got, names[other])
			}
			there := s.open(t, v.attrs("a.lang", "href")[i], lang, http.StatusOK)
			there.wantAttrs("html", "lang", other)
			if !slices.Contains(there.attrs("a.lang", "hreflang"), lang) {
				t.Errorf("no way back from %s to %s", other, lang)
			}
		}
	})
}

// TestLanguageSwitchAfterPost wants the switch of a page that answers a form to ask for nothing that would be changed again.
func TestLanguageSwitchAfterPost(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	w := s.serve(t, newRequest(t, http.MethodPost, "/nothing?q=deaf", "Accept-Language", "en"))
	readView(t, w, w.Code).wantAttrs("a.lang", "href", "/?lang=zh-Hans", "/?lang=zh-Hant")
}

// TestLanguagesAtOnce asks for pages in all languages at the same time: no word of one may get into the other.
func TestLanguagesAtOnce(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	targets := []string{"/", "/cards", "/cards/hesitant", "/handbooks/retail/print", "/about", "/nothing", askFor("/", "deaf"), askFor(askPath, "")}
	want := map[string]string{}
	for _, lang := range s.Catalog.Languages() {
		for _, target := range targets {
			want[lang+target] = steady(s.get(t, target, "Accept-Language", lang))
		}
	}
	var group sync.WaitGroup
	for range 8 {
		for _, lang := range s.Catalog.Languages() {
			for _, target := range targets {
				group.Go(func() {
					if got := steady(s.get(t, target, "Accept-Language", lang)); got != want[lang+target] {
						t.Errorf("%s in %s, asked for beside others, is\n%s\nwant\n%s", target, lang, got, want[lang+target])
					}
				})
			}
		}
	}
	group.Wait()
}

// steady is a reply without its own number.
func steady(w *httptest.ResponseRecorder) string {
	return strings.ReplaceAll(w.Body.String(), w.Header().Get("X-Request-Id"), "…")
}
