package handlers

import (
	"encoding/json"
	"net/http"
	"testing"
	"unicode/utf8"
)

// FuzzAsk asks the API, the page and the answer alone any bytes at all: once properly encoded and once as they are. Fuzz it with
// -fuzzminimizetime=10x: no two replies take quite the same way through the code, and inputs would be cut down without end.
func FuzzAsk(f *testing.F) {
	s := newTestServer(f)
	for _, in := range badInputs() {
		f.Add([]byte(in.q))
	}
	for _, q := range []string{"can’t make up her mind", "比了半天还没定", "<ScRiPt>", "a&lang=zh&limit=20", "a;b", "%zz", "%00"} {
		f.Add([]byte(q))
	}
	f.Fuzz(func(t *testing.T, q []byte) {
		for _, path := range []string{askPath, pagePath, answerPath} {
			encoded := newRequest(t, http.MethodGet, askFor(path, string(q)))
			raw := newRequest(t, http.MethodGet, path)
			raw.URL.RawQuery = "q=" + string(q)
			for _, r := range []*http.Request{encoded, raw} {
				w := s.serve(t, r)
				body := w.Body.Bytes()
				if w.Code != http.StatusOK && w.Code != http.StatusBadRequest {
					t.Errorf("%s: status %d", r.URL, w.Code)
				}
				if !utf8.Valid(body) {
					t.Errorf("%s: the reply is broken UTF-8: %q", r.URL, body)
				}
				if path == askPath && !json.Valid(body) {
					t.Errorf("%s: the reply is not JSON: %q", r.URL, body)
				}
				if path == askPath {
					continue
				}
				// No script but our own may stand in a page; other pieces of HTML may by chance be the page's own.
				if fault := s.pageFault("", string(body)); fault != "" {
					t.Errorf("%s: %s: %q", r.URL, fault, body)
				}
			}
		}
	})
}
