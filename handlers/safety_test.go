package handlers

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	gocmp "github.com/google/go-cmp/cmp"

	"clerkcoach/search"
)

// everyReply asks once for each route, and for what no route answers.
func (s *testSite) everyReply(tb testing.TB) map[string]*httptest.ResponseRecorder {
	tb.Helper()
	engine := gin.New()
	if err := s.routes(engine); err != nil {
		tb.Fatal(err)
	}
	replies := map[string]*httptest.ResponseRecorder{}
	for _, route := range engine.Routes() {
		target := filledPath(tb, s, route.Path, "a")
		replies[route.Method+" "+target] = s.serve(tb, newRequest(tb, route.Method, target))
	}
	for _, target := range []string{"/nothing", "/cards/nobody", "/api/v1/nothing", "/static/x/none", askFor("/", "deaf"), askFor(askPath, "deaf")} {
		replies["GET "+target] = s.get(tb, target)
	}
	replies["DELETE /cards"] = s.serve(tb, newRequest(tb, http.MethodDelete, "/cards"))
	replies["POST from another site"] = s.post(tb, "/questions", form("x"), "Sec-Fetch-Site", "cross-site")
	replies["POST too large"] = s.post(tb, "/questions", form(strings.Repeat("x", maxBody)))
	return replies
}

// TestSecurityHeaders wants every reply, good or bad, to forbid what our pages do not need, and what no program needs.
func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	always := map[string]string{"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
	pages := map[string]string{
		"Referrer-Policy":            "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin",
		"Permissions-Policy":         "camera=(), microphone=(self), geolocation=()",
	}
	panics := newTestServer(t, func(o *Options) {
		o.Indexes = indexesFunc(func() (*search.Index, func(), error) { panic("on purpose") })
	})
	for name, site := range map[string]*testSite{"ready": newTestServer(t), "starting": newStartingServer(t), "panicking": panics} {
		for target, w := range site.everyReply(t) {
			where := name + ": " + target
			if w.Header().Get("X-Request-Id") == "" {
				t.Errorf("%s: no number", where)
			}
			wantHeaders(t, where, w.Header(), always)
			policy := w.Header().Get("Content-Security-Policy")
			if strings.Contains(target, " /api/") {
				if want := "default-src 'none'; frame-ancestors 'none'"; policy != want {
					t.Errorf("%s: policy %q, want %q", where, policy, want)
				}
				continue
			}
			wantHeaders(t, where, w.Header(), pages)
			checkPolicy(t, where, policy)
		}
	}
}

// wantHeaders wants a reply to have headers.
func wantHeaders(t *testing.T, where string, got http.Header, want map[string]string) {
	t.Helper()
	for header, value := range want {
		if got := got.Get(header); got != value {
			t.Errorf("%s: %s is %q, want %q", where, header, got, value)
		}
	}
}

// checkPolicy wants a policy that lets in nothing from elsewhere and nothing written into the page.
func checkPolicy(t *testing.T, where, policy string) {
	t.Helper()
	directives := map[string]string{}
	for _, d := range strings.Split(policy, ";") {
		name, sources, _ := strings.Cut(strings.TrimSpace(d), " ")
		directives[name] = sources
	}
	for name, want := range map[string]string{
		"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "connect-src": "'self'",
		"form-action": "'self'", "worker-src": "'self'", "manifest-src": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
	} {
		if directives[name] != want {
			t.Errorf("%s: %s %q, want %q", where, name, directives[name], want)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") || strings.Contains(policy, "http") {
		t.Errorf("%s: the policy lets in too much: %s", where, policy)
	}
}

// TestPagesHoldNoCode wants pages without scripts, styles or handlers of their own: the policy would stop them.
func TestPagesHoldNoCode(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		for _, target := range []string{
			"/", askFor("/", surely()[lang]), askFor("/", nearly()[lang]), askFor("/", never()[lang]), askFor("/", strings.Repeat("x", 501)),
			askFor(answerPath, "deaf"), "/cards", "/cards?find=blue", "/cards/hesitant", "/cards/desk-badge", "/cards/hesitant/print",
			"/cards/hesitant/say/first", "/handbooks/retail", "/handbooks/retail/print", "/about", "/nothing",
			"/practice", "/practice/" + oldDrill(t), "/practice/" + testRecipe("en", 3).ID(testBook(t)) + "/print",
		} {
			w := s.get(t, target, "Accept-Language", lang)
			v := readView(t, w, w.Code)
			v.wantCount("style, base, iframe, object, embed, script:not([src]), [style]", 0)
			if inside := strings.Join(v.texts("script"), ""); inside != "" {
				t.Errorf("%s: a script within the page: %s", target, inside)
			}
			for _, n := range v.Find("*").Nodes {
				for _, a := range n.Attr {
					if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
						t.Errorf("%s: <%s %s=%q>", target, n.Data, a.Key, a.Val)
					}
				}
			}
			own := regexp.MustCompile(`^/static/` + s.Assets.Sum() + `/(css|js|img)/|^/manifest\.webmanifest\?lang=[\w-]+$`)
			for _, address := range slices.Concat(v.attrs("script", "src"), v.attrs("link", "href"), v.attrs("img", "src")) {
				if !own.MatchString(address) {
					t.Errorf("%s refers to %s", target, address)
				}
			}
		}
	})
}

// TestMetrics wants the figures to go to the server's own machine only, and not to whom a proxy on it speaks for.
func TestMetrics(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.get(t, askFor(askPath, "deaf"))
	for _, tt := range []struct {
		from   string
		header []string
		status int
	}{
		{"127.0.0.1:9", nil, 200},
		{"127.8.8.8:9", nil, 200},
		{"[::1]:9", nil, 200},
		{"[::ffff:127.0.0.1]:9", nil, 200},
		{"192.0.2.1:9", nil, 403},
		{"10.0.0.1:9", nil, 403},
		{"[2001:db8::1]:9", nil, 403},
		{"127.0.0.1:9", []string{"X-Forwarded-For", "127.0.0.1"}, 403},
		{"127.0.0.1:9", []string{"Forwarded", "for=192.0.2.60"}, 403},
		{"127.0.0.1:9", []string{"X-Real-Ip", "192.0.2.60"}, 403},
		{"192.0.2.1:9", []string{"X-Forwarded-For", "127.0.0.1"}, 403},
		{"127.0.0.1", nil, 403},
		{"nowhere:9", nil, 403},
		{"", nil, 403},
	} {
		r := newRequest(t, http.MethodGet, "/metrics", tt.header...)
		r.RemoteAddr = tt.from
		w := s.serve(t, r)
		if w.Code != tt.status {
			t.Errorf("from %q with %q: status %d, want %d", tt.from, tt.header, w.Code, tt.status)
		}
		figures := strings.Contains(w.Body.String(), "clerkcoach_requests_total") && strings.Contains(w.Body.String(), "clerkcoach_asks_total")
		if figures != (tt.status == http.StatusOK) {
			t.Errorf("from %q with %q: figures are told: %t", tt.from, tt.header, figures)
		}
	}
}

// TestMetricsCount wants requests to be counted by route, so that no address that somebody makes up becomes a figure.
func TestMetricsCount(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, target := range []string{askFor(askPath, "deaf"), "/cards/hesitant", "/cards/nobody", "/made-up/1", "/made-up/2"} {
		s.get(t, target)
	}
	r := newRequest(t, http.MethodGet, "/metrics")
	r.RemoteAddr = "127.0.0.1:9"
	body := s.serve(t, r).Body.String()
	var got []string
	for line := range strings.Lines(body) {
		if strings.HasPrefix(line, "clerkcoach_requests_total{") {
			got = append(got, strings.TrimSpace(line))
		}
	}
	slices.Sort(got)
	want := []string{
		`clerkcoach_requests_total{route="/api/v1/ask",status="2xx"} 1`,
		`clerkcoach_requests_total{route="/cards/:id",status="2xx"} 1`,
		`clerkcoach_requests_total{route="/cards/:id",status="4xx"} 1`,
		`clerkcoach_requests_total{route="none",status="4xx"} 2`,
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// TestStaticFiles wants files to be kept for ever under the right checksum only, and nothing else to be sent.
func TestStaticFiles(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	const forever = "public, max-age=31536000, immutable"
	sum := "/static/" + s.Assets.Sum()
	for _, tt := range []struct {
		target, mediaType, keep string
		status                  int
	}{
		{sum + "/css/app.css", "text/css", forever, 200},
		{sum + "/js/app.js", "text/javascript", forever, 200},
		{sum + "/img/icon.svg", "image/svg+xml", forever, 200},
		{"/static/000000000000/css/app.css", "text/css", "no-cache", 200},
		{"/favicon.ico", "image/svg+xml", "public, max-age=86400", 200},
		{sum + "/css/none.css", "text/html", "no-store", 404},
		{sum + "/", "text/html", "no-store", 404},
		{sum + "/css", "text/html", "no-store", 404},
		{sum + "/css/", "text/html", "no-store", 404},
		{sum + "/static.go", "text/html", "no-store", 404},
		{sum + "/../static.go", "text/html", "no-store", 404},
		{sum + "/%2e%2e/handlers/server.go", "text/html", "no-store", 404},
		{sum + "/css/app.css%00", "text/html", "no-store", 404},
		{"/static/css/app.css", "text/html", "no-store", 404},
	} {
		w := s.get(t, tt.target)
		mediaType, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
		got := []any{w.Code, mediaType, w.Header().Get("Cache-Control")}
		if diff := gocmp.Diff([]any{tt.status, tt.mediaType, tt.keep}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.target, diff)
		}
		if tt.status == http.StatusOK && w.Body.Len() == 0 {
			t.Errorf("%s: nothing comes", tt.target)
		}
	}
}

// TestHealth wants a starting server to be alive and not ready, and a ready one to be both.
func TestHealth(t *testing.T) {
	t.Parallel()
	keeper := search.NewKeeper("")
	s := newTestServer(t, func(o *Options) { o.Indexes = keeper })
	t.Cleanup(func() {
		if err := keeper.Close(); err != nil {
			t.Error(err)
		}
	})
	status := func(target string) int { return s.get(t, target).Code }
	if alive, ready := status("/healthz"), status("/readyz"); alive != 200 || ready != 503 {
		t.Errorf("before there is a playbook: %d and %d, want 200 and 503", alive, ready)
	}
	if w := s.get(t, "/readyz"); w.Header().Get("Retry-After") == "" {
		t.Error("nothing says when to ask again")
	}
	if err := keeper.Keep(testBook(t)); err != nil {
		t.Fatal(err)
	}
	if alive, ready := status("/healthz"), status("/readyz"); alive != 200 || ready != 200 {
		t.Errorf("with a playbook: %d and %d, want 200 and 200", alive, ready)
	}
	if got := s.get(t, askFor(askPath, "deaf")).Code; got != 200 {
		t.Errorf("a question to a ready server: status %d", got)
	}
}
