package handlers

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/gin-gonic/gin"
	gocmp "github.com/google/go-cmp/cmp"

	"clerkcoach/drills"
	"clerkcoach/playbook"
	"clerkcoach/search"
)

// contract is the description of the API as the server gives it to programs.
type contract struct {
	doc    *openapi3.T
	router routers.Router
}

func loadContract(tb testing.TB, s *testSite) contract {
	tb.Helper()
	w := s.get(tb, "/openapi.json")
	if w.Code != http.StatusOK {
		tb.Fatalf("GET /openapi.json: status %d", w.Code)
	}
	doc, err := openapi3.NewLoader().LoadFromData(w.Body.Bytes())
	if err != nil {
		tb.Fatal(err)
	}
	// Making the router checks the whole document, its examples included.
	router, err := legacy.NewRouter(doc, openapi3.EnableExamplesValidation())
	if err != nil {
		tb.Fatal(err)
	}
	return contract{doc: doc, router: router}
}

// Faults of a request that are not one parameter's: the document does not describe its address or method, or it forbids its body.
const (
	undescribed  = "undescribed"
	badBodyFault = "body"
)

// requestFault tells what the document forbids about a request: the name of a parameter, its body, undescribed, or nothing. The route
// comes with it; that of an undescribed request has the replies that the document promises for all of them.
func (c contract) requestFault(tb testing.TB, r *http.Request) (string, *openapi3filter.RequestValidationInput) {
	tb.Helper()
	in := &openapi3filter.RequestValidationInput{
		Request: r, Options: &openapi3filter.Options{SkipSettingDefaults: true, IncludeResponseStatus: true},
	}
	var err error
	if in.Route, in.PathParams, err = c.router.FindRoute(r); err != nil {
		in.Route = &routers.Route{Spec: c.doc, Method: r.Method, Path: r.URL.Path, Operation: &openapi3.Operation{
			Responses: openapi3.NewResponses(
				openapi3.WithStatus(http.StatusNotFound, c.doc.Components.Responses["NotFound"]),
				openapi3.WithStatus(http.StatusMethodNotAllowed, c.doc.Components.Responses["MethodNotAllowed"]),
			),
		}}
		return undescribed, in
	}
	var bad *openapi3filter.RequestError
	err = openapi3filter.ValidateRequest(tb.Context(), in)
	switch {
	case err == nil:
		return "", in
	case errors.As(err, &bad) && bad.Parameter != nil:
		return bad.Parameter.Name, in
	case errors.As(err, &bad) && bad.RequestBody != nil:
		return badBodyFault, in
	default:
		tb.Fatalf("check the request: %v", err)
		return "", nil
	}
}

// replyFault tells how a reply with this body breaks the contract.
func replyFault(tb testing.TB, in *openapi3filter.RequestValidationInput, w *httptest.ResponseRecorder, body []byte) error {
	tb.Helper()
	return openapi3filter.ValidateResponse(tb.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Options: in.Options,
		Status: w.Code, Header: w.Header(), Body: io.NopCloser(bytes.NewReader(body)),
	})
}

// askFor gives the address of a question; further are names and values of other parameters in turn.
func askFor(path, q string, further ...string) string {
	values := url.Values{"q": {q}}
	for i := 0; i+1 < len(further); i += 2 {
		values.Set(further[i], further[i+1])
	}
	return path + "?" + values.Encode()
}

// contractCase is one request, and what is to come back. A case without a site asks the ordinary server.
type contractCase struct {
	name   string
	site   *testSite
	method string
	target string
	body   string // JSON, for methods that send something
	header []string
	local  bool   // the request comes from the server's own machine
	fault  string // what the document forbids about the request
	status int
	lang   string
}

// Addresses that the contract is about.
const (
	askPath   = "/api/v1/ask"
	cardsPath = "/api/v1/cards"
)

func askCases() []contractCase {
	long := func(n int) string { return askFor(askPath, strings.Repeat("比", n)) }
	deaf := func(further ...string) string { return askFor(askPath, "deaf", further...) }
	return []contractCase{
		{name: "English question", target: askFor(askPath, "can’t make up her mind"), status: 200, lang: "en"},
		{name: "Chinese question", target: askFor(askPath, "比了半天还没定"), status: 200, lang: "en"},
		{name: "outside question", target: askFor(askPath, "what is the weather tomorrow"), status: 200, lang: "en"},
		{name: "no known word", target: askFor(askPath, "👍👍"), status: 200, lang: "en"},
		{name: "two cards", target: askFor(askPath, "挑来挑去拿不定主意，让我替她决定"), status: 200, lang: "en"},
		{name: "500 characters", target: long(500), status: 200, lang: "en"},
		{name: "limit 1", target: deaf("limit", "1"), status: 200, lang: "en"},
		{name: "limit 20", target: deaf("limit", "20"), status: 200, lang: "en"},
		{name: "lang zh-TW", target: deaf("lang", "zh-TW"), status: 200, lang: "zh-Hant"},
		{name: "lang unknown", target: deaf("lang", "xx-nonsense"), status: 200, lang: "en"},
		{name: "prefers Chinese", target: deaf(), header: []string{"Accept-Language", "zh-CN,en;q=0.5"}, status: 200, lang: "zh-Hans"},
		{name: "prefers English", target: deaf(), header: []string{"Accept-Language", "en-GB,zh;q=0.5"}, status: 200, lang: "en"},
		{name: "chose Chinese", target: deaf(), header: []string{"Cookie", "lang=zh-Hans"}, status: 200, lang: "zh-Hans"},
		{name: "no q", target: askPath, fault: "q", status: 400, lang: "en"},
		{name: "empty q", target: askFor(askPath, ""), fault: "q", status: 400, lang: "en"},
		{name: "blank q", target: askFor(askPath, " \t\n"), fault: "q", status: 400, lang: "en"},
		{name: "501 characters", target: long(501), fault: "q", status: 400, lang: "en"},
		{name: "blank q in Chinese", target: askFor(askPath, " ", "lang", "zh"), fault: "q", status: 400, lang: "zh-Hans"},
		{name: "broken query", target: askPath + "?q=%zz", fault: "q", status: 400, lang: "en"},
		{name: "limit 0", target: deaf("limit", "0"), fault: "limit", status: 400, lang: "en"},
		{name: "limit 21", target: deaf("limit", "21"), fault: "limit", status: 400, lang: "en"},
		{name: "limit x", target: deaf("limit", "x"), fault: "limit", status: 400, lang: "en"},
		{name: "limit over all numbers", target: deaf("limit", "99999999999999999999"), fault: "limit", status: 400, lang: "en"},
	}
}

func cardCases() []contractCase {
	return []contractCase{
		{name: "cards", target: cardsPath, status: 200, lang: "en"},
		{name: "cards in Chinese", target: cardsPath + "?lang=zh-TW", status: 200, lang: "zh-Hant"},
		{name: "card with neighbours", target: cardsPath + "/hesitant", status: 200, lang: "en"},
		{name: "card with steps", target: cardsPath + "/care-deaf?lang=zh-Hans", status: 200, lang: "zh-Hans"},
		{name: "card with points, in Chinese only", target: cardsPath + "/desk-badge", status: 200, lang: "en"},
		{name: "unknown card", target: cardsPath + "/nobody", status: 404, lang: "en"},
		{name: "unknown card in Chinese", target: cardsPath + "/nobody?lang=zh", status: 404, lang: "zh-Hans"},
		{name: "card of broken UTF-8", target: cardsPath + "/%ff", status: 404, lang: "en"},
		{name: "unknown address", target: "/api/v1/nothing", fault: undescribed, status: 404, lang: "en"},
		{name: "unknown version", target: "/api/v2/ask?q=deaf&lang=zh", fault: undescribed, status: 404, lang: "zh-Hans"},
		{name: "post to ask", method: "POST", target: askFor(askPath, "deaf"), fault: undescribed, status: 405, lang: "en"},
		{name: "delete a card", method: "DELETE", target: cardsPath + "/hesitant?lang=zh", fault: undescribed, status: 405, lang: "zh-Hans"},
	}
}

func troubleCases(starting, broken *testSite) []contractCase {
	deaf := askFor(askPath, "deaf")
	return []contractCase{
		{name: "ask before ready", site: starting, target: deaf, status: 503, lang: "en"},
		{name: "cards before ready", site: starting, target: cardsPath + "?lang=zh", status: 503, lang: "zh-Hans"},
		{name: "card before ready", site: starting, target: cardsPath + "/hesitant", status: 503, lang: "en"},
		{name: "blank q before ready", site: starting, target: askFor(askPath, ""), fault: "q", status: 400, lang: "en"},
		{name: "ask with a fault inside", site: broken, target: deaf, status: 500, lang: "en"},
		{name: "cards with a fault inside", site: broken, target: cardsPath + "?lang=zh", status: 500, lang: "zh-Hans"},
		{name: "card with a fault inside", site: broken, target: cardsPath + "/hesitant", status: 500, lang: "en"},
		{name: "description", target: "/openapi.json", status: 200, lang: "en"},
		{name: "alive before ready", site: starting, target: "/healthz", status: 200, lang: "en"},
		{name: "ready", target: "/readyz", status: 200, lang: "en"},
		{name: "not ready", site: starting, target: "/readyz", status: 503, lang: "en"},
		{name: "figures at home", target: "/metrics", local: true, status: 200, lang: "en"},
		{name: "figures from elsewhere", target: "/metrics", status: 403, lang: "en"},
		{
			name: "figures through a proxy", target: "/metrics?lang=zh", local: true, status: 403, lang: "zh-Hans",
			header: []string{"X-Forwarded-For", "192.0.2.7", "Accept", "application/json"},
		},
	}
}

// TestContract asks for everything that the API can reply and checks each request and reply against the served document: what the
// document forbids is refused, what it allows is answered as it says.
func TestContract(t *testing.T) {
	t.Parallel()
	ready, starting := newTestServer(t), newStartingServer(t)
	broken := newTestServer(t, func(o *Options) {
		o.Indexes = indexesFunc(func() (*search.Index, func(), error) { return nil, nil, errors.New("disk on fire") })
	})
	c := loadContract(t, ready)
	for _, tt := range slices.Concat(askCases(), cardCases(), troubleCases(starting, broken), drillCases(t, ready, starting, broken),
		waitedCases(t, starting, broken)) {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			request := func() *http.Request {
				if tt.body != "" {
					return newJSON(t, tt.target, tt.body, tt.header...)
				}
				return newRequest(t, cmp.Or(tt.method, http.MethodGet), tt.target, tt.header...)
			}
			r := request()
			if tt.local {
				r.RemoteAddr = "127.0.0.1:40000"
			}
			fault, in := c.requestFault(t, request())
			if fault != tt.fault {
				t.Errorf("the document forbids %q about the request, want %q", fault, tt.fault)
			}
			w := cmp.Or(tt.site, ready).serve(t, r)
			if w.Code != tt.status {
				t.Fatalf("status %d, want %d; body %s", w.Code, tt.status, w.Body)
			}
			if got := w.Header().Get("Content-Language"); got != tt.lang {
				t.Errorf("Content-Language %q, want %q", got, tt.lang)
			}
			if err := replyFault(t, in, w, w.Body.Bytes()); err != nil {
				t.Errorf("the reply breaks the contract: %v\nbody %s", err, w.Body)
			}
			if strings.Contains(w.Body.String(), "disk on fire") {
				t.Errorf("the reply tells the cause of an internal error: %s", w.Body)
			}
		})
	}
}

// TestAskLimit asks a playbook with enough cards for a limit to matter: it bounds the cards, which come with falling confidence.
func TestAskLimit(t *testing.T) {
	t.Parallel()
	layers := fstest.MapFS{"book.yaml": {Data: []byte("handbooks: [{id: retail, families: [{id: buying-style, cards: [" +
		"{id: a}, {id: b}, {id: c}, {id: d}, {id: e}]}]}]")}}
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		layers["en/cards/"+id+".yaml"] = &fstest.MapFile{
			Data: []byte("{title: T, glance: G, signals: [S], first_words: F, do: [D], avoid: [A], hand_over: H}"),
		}
	}
	book, err := playbook.Load(playbook.Layer{FS: os.DirFS(testPlaybook)}, playbook.Layer{FS: layers})
	if err != nil {
		t.Fatal(err)
	}
	s := newTestServer(t, func(o *Options) { o.Indexes = testIndexes(t, book) })
	for limit, want := range map[string]int{"": 5, "1": 1, "7": 7, "20": 9} {
		w := s.get(t, askFor(askPath, "the customer is deaf", "limit", limit))
		var a apiAnswer
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		if len(a.Matches) != want || a.Matches[0].Card != "care-deaf" || a.Matches[0].Confidence < 0.3 {
			t.Errorf("limit %q: %+v, want care-deaf as the first of %d", limit, a.Matches, want)
		}
		if !slices.IsSortedFunc(a.Matches, func(x, y apiMatch) int { return cmp.Compare(y.Confidence, x.Confidence) }) {
			t.Errorf("limit %q: confidences rise: %+v", limit, a.Matches)
		}
	}
}

// TestContractIsStrict sees to it that TestContract would notice: replies that are changed a little must break the contract.
func TestContractIsStrict(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	c := loadContract(t, s)
	const ask, card = "/api/v1/ask?q=deaf", "/api/v1/cards/hesitant"
	tests := []struct{ name, target, from, to string }{
		{"a field too many", ask, `{"question":`, `{"secret":1,"question":`},
		{"a field too many in a match", ask, `{"card":`, `{"score":1,"card":`},
		{"a field renamed", ask, `"took_ms":`, `"took":`},
		{"an unknown verdict", ask, `"answered"`, `"perhaps"`},
		{"a confidence over 1", ask, `"confidence":0`, `"confidence":7`},
		{"null for a list", "/api/v1/ask?q=👍", `"matches":[]`, `"matches":null`},
		{"a card without its glance", "/api/v1/cards", `"glance":`, `"look":`},
		{"an unknown moment", card, `"moment":"greet"`, `"moment":"lunch"`},
		{"a neighbour without words for it", card, `"tell_apart":`, `"apart":`},
		{"points as text", "/api/v1/cards/desk-badge", `"points":-2`, `"points":"-2"`},
		{"a problem with another status inside", card + "x", `"status":404`, `"status":503`},
		{"a problem without a request id", card + "x", `"request_id":`, `"id":`},
		{"a bad request that names no field", "/api/v1/ask", `"errors":`, `"faults":`},
		{"a bad request with an unknown rule", "/api/v1/ask", `"rule":"required"`, `"rule":"nonempty"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRequest(t, http.MethodGet, tt.target)
			_, in := c.requestFault(t, r.Clone(t.Context()))
			w := s.serve(t, r)
			changed := strings.Replace(w.Body.String(), tt.from, tt.to, 1)
			if changed == w.Body.String() || !json.Valid([]byte(changed)) {
				t.Fatalf("the reply has no %s to change: %s", tt.from, w.Body)
			}
			if err := replyFault(t, in, w, []byte(changed)); err == nil {
				t.Errorf("the contract takes %s", changed)
			}
		})
	}
}

// TestRoutesAreDescribed compares the addresses for programs that the server answers with those that the document describes.
func TestRoutesAreDescribed(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	operational := []string{"/openapi.json", "/healthz", "/readyz", "/metrics"}
	parameter := regexp.MustCompile(`[:*](\w+)`)
	engine := gin.New()
	if err := s.routes(engine); err != nil {
		t.Fatal(err)
	}
	var served, described []string
	for _, route := range engine.Routes() {
		if strings.HasPrefix(route.Path, "/api/") || slices.Contains(operational, route.Path) {
			served = append(served, route.Method+" "+parameter.ReplaceAllString(route.Path, "{$1}"))
		}
	}
	for path, item := range loadContract(t, s).doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	slices.Sort(served)
	slices.Sort(described)
	if diff := gocmp.Diff(served, described); diff != "" {
		t.Errorf("served (-) and described (+) addresses differ:\n%s", diff)
	}
}

// TestDescription checks what no reply shows: the version, that every structure is closed, and that lists of words are complete.
func TestDescription(t *testing.T) {
	t.Parallel()
	doc := loadContract(t, newTestServer(t)).doc
	if doc.OpenAPI != "3.1.0" || doc.Info.Version != testVersion {
		t.Errorf("OpenAPI %s of version %s, want 3.1.0 of %s", doc.OpenAPI, doc.Info.Version, testVersion)
	}
	optional := map[string][]string{
		"Problem": {"errors"}, "DrillWish": {"lang", "cards", "families", "kinds", "seed"}, "Question": {"card", "scene", "options", "pairs"},
		"Grade": {"card", "compare"}, "WaitedAttempt": {"deposit"}, "Mark": {"id"},
	}
	for name, ref := range doc.Components.Schemas {
		schema := ref.Value
		if schema.Description == "" {
			t.Errorf("%s has no description", name)
		}
		if !schema.Type.Is("object") {
			continue
		}
		if may := schema.AdditionalProperties.Has; may == nil || *may {
			t.Errorf("%s may have further fields", name)
		}
		for field, property := range schema.Properties {
			if property.Value.Description == "" {
				t.Errorf("%s.%s has no description", name, field)
			}
			if slices.Contains(schema.Required, field) == slices.Contains(optional[name], field) {
				t.Errorf("%s.%s: whether it is required is not as it should be", name, field)
			}
		}
	}
	words := func(name, field string) []any { return doc.Components.Schemas[name].Value.Properties[field].Value.Enum }
	var moments []any
	for _, m := range playbook.Moments() {
		moments = append(moments, m)
	}
	if diff := gocmp.Diff(moments, words("Phrase", "moment")); diff != "" {
		t.Errorf("moments of the playbook (-) and of the document (+) differ:\n%s", diff)
	}
	var kinds []any
	for _, k := range drills.Kinds() {
		kinds = append(kinds, string(k))
	}
	if diff := gocmp.Diff(kinds, doc.Components.Schemas["Kind"].Value.Enum); diff != "" {
		t.Errorf("kinds of questions (-) and of the document (+) differ:\n%s", diff)
	}
	verdicts := []any{string(search.Answered), string(search.Unsure), string(search.Outside)}
	if diff := gocmp.Diff(verdicts, words("Answer", "verdict")); diff != "" {
		t.Errorf("verdicts of the search (-) and of the document (+) differ:\n%s", diff)
	}
}
