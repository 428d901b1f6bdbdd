package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"clerkcoach/playbook"
	"clerkcoach/search"
	"clerkcoach/search/bench"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	t.Parallel()
	got, err := bench.Read(strings.NewReader(`{"q": "takes ages", "lang": "en", "want": ["calm", "shy"], "also": ["deaf"], "style": "keyword"}

{"q": "打印机", "lang": "zh-Hans", "want": ["none"]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []bench.Case{
		{Q: "takes ages", Lang: "en", Want: []string{"calm", "shy"}, Also: []string{"deaf"}, Style: "keyword"},
		{Q: "打印机", Lang: "zh-Hans", Want: []string{"none"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cases (-want +got):\n%s", diff)
	}
}

func TestReadFaults(t *testing.T) {
	t.Parallel()
	const good = `{"q": "a", "want": ["calm"]}` + "\n"
	tests := map[string]struct{ in, says string }{
		"not JSON":          {good + "takes ages\n", "line 2"},
		"after blank lines": {good + "\n\n{\n", "line 4"},
		"another shape":     {`{"q": ["a"], "want": ["calm"]}`, "line 1"},
		"no question":       {good + good + `{"want": ["calm"]}`, "line 3"},
		"no card":           {good + `{"q": "a"}`, "line 2"},
		"empty list":        {`{"q": "a", "want": []}`, "line 1"},
		"endless line":      {good + `{"q": "` + strings.Repeat("a", 1<<20) + `"}`, "too long"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := bench.Read(strings.NewReader(tt.in))
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("cases %v, error %v; want an error that says %q", got, err, tt.says)
			}
		})
	}
}

// answer is a reply made by hand.
type answer struct {
	c bench.Case
	r bench.Reply
}

func reply(v search.Verdict, cards ...string) bench.Reply {
	return bench.Reply{Verdict: v, Cards: cards}
}

// run replies to each case what stands beside it.
func run(tb testing.TB, answers ...answer) *bench.Report {
	tb.Helper()
	cases := make([]bench.Case, len(answers))
	for i, a := range answers {
		cases[i] = a.c
	}
	next := 0
	report, err := bench.Run(tb.Context(), cases, func(_ context.Context, c bench.Case) (bench.Reply, error) {
		if diff := cmp.Diff(answers[next].c, c); diff != "" {
			tb.Errorf("case %d is not the one that was due (-want +got):\n%s", next, diff)
		}
		next++
		return answers[next-1].r, nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return report
}

func TestTally(t *testing.T) {
	t.Parallel()
	one := bench.Case{Q: "q", Want: []string{"calm"}, Also: []string{"shy"}}
	two := bench.Case{Q: "q", Want: []string{"calm", "hurry"}}
	none := bench.Case{Q: "q", Want: []string{"none"}}
	tests := map[string]struct {
		c     bench.Case
		r     bench.Reply
		want  bench.Tally
		wrong bool
	}{
		"right":                 {one, reply(search.Answered, "calm", "deaf"), bench.Tally{Good: 1, First: 1, Strict: 1, Three: 1}, false},
		"as good":               {one, reply(search.Answered, "shy", "deaf"), bench.Tally{Good: 1, First: 1}, false},
		"as good, then right":   {one, reply(search.Answered, "shy", "calm"), bench.Tally{Good: 1, First: 1, Three: 1}, false},
		"second":                {one, reply(search.Answered, "deaf", "calm"), bench.Tally{Good: 1, Three: 1}, true},
		"third":                 {one, reply(search.Unsure, "deaf", "hurry", "calm"), bench.Tally{Good: 1, Three: 1}, true},
		"fourth":                {one, reply(search.Answered, "deaf", "hurry", "blind", "calm"), bench.Tally{Good: 1}, true},
		"unsure but right":      {one, reply(search.Unsure, "calm", "deaf"), bench.Tally{Good: 1, First: 1, Strict: 1, Three: 1}, false},
		"refused":               {one, reply(search.Outside), bench.Tally{Good: 1, Refused: 1}, true},
		"refused but right":     {one, reply(search.Outside, "calm"), bench.Tally{Good: 1, First: 1, Strict: 1, Three: 1, Refused: 1}, true},
		"both":                  {two, reply(search.Answered, "hurry", "deaf", "calm"), bench.Tally{Good: 1, First: 1, Strict: 1, Three: 1, Two: 1, Both: 1}, false},
		"one of two":            {two, reply(search.Answered, "deaf", "calm"), bench.Tally{Good: 1, Three: 1, Two: 1}, true},
		"the same one twice":    {two, reply(search.Answered, "calm", "calm", "deaf"), bench.Tally{Good: 1, First: 1, Strict: 1, Three: 1, Two: 1}, false},
		"neither":               {two, reply(search.Answered, "deaf"), bench.Tally{Good: 1, Two: 1}, true},
		"recognised":            {none, reply(search.Outside, "calm"), bench.Tally{Outside: 1, Recognised: 1}, false},
		"recognised, empty":     {none, reply(search.Outside), bench.Tally{Outside: 1, Recognised: 1}, false},
		"not recognised":        {none, reply(search.Answered, "calm"), bench.Tally{Outside: 1}, true},
		"unsure is not outside": {none, reply(search.Unsure, "calm"), bench.Tally{Outside: 1}, true},
		"outside by its other name": {
			bench.Case{Q: "q", Want: []string{"outside"}}, reply(search.Outside), bench.Tally{Outside: 1, Recognised: 1}, false,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := run(t, answer{tt.c, tt.r})
			if diff := cmp.Diff(tt.want, report.All); diff != "" {
				t.Errorf("tally (-want +got):\n%s", diff)
			}
			if got := len(report.Wrongs) == 1; got != tt.wrong {
				t.Errorf("wrongs are %v", report.Wrongs)
			}
		})
	}
}

func TestRunStops(t *testing.T) {
	t.Parallel()
	broken := errors.New("line is cut")
	asked := 0
	_, err := bench.Run(t.Context(), []bench.Case{{Q: "first"}, {Q: "second"}, {Q: "third"}}, func(context.Context, bench.Case) (bench.Reply, error) {
		if asked++; asked == 2 {
			return bench.Reply{}, broken
		}
		return bench.Reply{}, nil
	})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "second") || asked != 2 {
		t.Errorf("after %d questions: %v", asked, err)
	}
}

// mixed is a run with two languages and styles and with different times.
func mixed(tb testing.TB) *bench.Report {
	tb.Helper()
	timed := func(ms int, r bench.Reply) bench.Reply {
		r.Took = time.Duration(ms) * time.Millisecond
		return r
	}
	en := func(style string, want ...string) bench.Case {
		return bench.Case{Q: "q " + style, Lang: "en", Style: style, Want: want}
	}
	zh := func(style string, want ...string) bench.Case {
		return bench.Case{Q: "问 " + style, Lang: "zh-Hans", Style: style, Want: want}
	}
	return run(tb,
		answer{en("keyword", "calm"), timed(4, reply(search.Answered, "calm"))},
		answer{en("keyword", "calm"), timed(1, reply(search.Answered, "shy", "calm"))},
		answer{en("quote", "calm", "shy"), timed(3, reply(search.Unsure, "shy", "calm"))},
		answer{en("quote", "calm"), timed(2, reply(search.Outside))},
		answer{zh("keyword", "calm"), timed(5, reply(search.Answered, "calm"))},
		answer{zh("keyword", "none"), timed(6, reply(search.Outside))},
		answer{zh("keyword", "none"), timed(7, reply(search.Unsure, "calm", "shy"))},
	)
}

func TestGroups(t *testing.T) {
	t.Parallel()
	report := mixed(t)
	for name, want := range map[string]bench.Tally{
		"en":              {Good: 4, First: 2, Strict: 2, Three: 3, Two: 1, Both: 1, BothFirst: 1, Refused: 1},
		"en keyword":      {Good: 2, First: 1, Strict: 1, Three: 2},
		"en quote":        {Good: 2, First: 1, Strict: 1, Three: 1, Two: 1, Both: 1, BothFirst: 1, Refused: 1},
		"zh-Hans":         {Good: 1, First: 1, Strict: 1, Three: 1, Outside: 2, Recognised: 1},
		"zh-Hans keyword": {Good: 1, First: 1, Strict: 1, Three: 1, Outside: 2, Recognised: 1},
		"zh-Hans quote":   {},
		"fr":              {},
	} {
		if diff := cmp.Diff(want, report.Group(name)); diff != "" {
			t.Errorf("group %s (-want +got):\n%s", name, diff)
		}
	}
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	report := mixed(t)
	for share, want := range map[float64]time.Duration{0: 1, 0.5: 4, 0.99: 7, 1: 7} {
		if got := report.Quantile(share); got != want*time.Millisecond {
			t.Errorf("Quantile(%v) = %v, want %v ms", share, got, int64(want))
		}
	}
	if got := run(t).Quantile(0.5); got != 0 {
		t.Errorf("without answers Quantile = %v, want 0", got)
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	const want = `        questions    first right       strictly  in first three  both in three     both first  false outside  outside right
              all   60.0 % (3/5)   60.0 % (3/5)    80.0 % (4/5)  100.0 % (1/1)  100.0 % (1/1)   20.0 % (1/5)   50.0 % (1/2)
               en   50.0 % (2/4)   50.0 % (2/4)    75.0 % (3/4)  100.0 % (1/1)  100.0 % (1/1)   25.0 % (1/4)              –
          zh-Hans  100.0 % (1/1)  100.0 % (1/1)   100.0 % (1/1)              –              –    0.0 % (0/1)   50.0 % (1/2)
       en keyword   50.0 % (1/2)   50.0 % (1/2)   100.0 % (2/2)              –              –    0.0 % (0/2)              –
         en quote   50.0 % (1/2)   50.0 % (1/2)    50.0 % (1/2)  100.0 % (1/1)  100.0 % (1/1)   50.0 % (1/2)              –
  zh-Hans keyword  100.0 % (1/1)  100.0 % (1/1)   100.0 % (1/1)              –              –    0.0 % (0/1)   50.0 % (1/2)

  confidence  answers  on average   right
  0.0 to 0.1        5       0.0 %  60.0 %
confidence and rightness are 60.0 points apart on average

latency  p50 4ms  p99 7ms  max 7ms  over 7 questions
`
	var out bytes.Buffer
	if err := mixed(t).Write(&out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestWriteWrongs(t *testing.T) {
	t.Parallel()
	const want = `q keyword
    wanted calm, got answered: shy, calm
q quote
    wanted calm, got outside: 
问 keyword
    wanted none, got unsure: calm, shy
`
	var out bytes.Buffer
	mixed(t).WriteWrongs(&out)
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("wrong answers (-want +got):\n%s", diff)
	}
}

// failing is a writer that takes no more after some bytes.
type failing struct{ left int }

var errNoRoom = errors.New("no room")

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errNoRoom
	}
	return len(p), nil
}

func TestWriteFails(t *testing.T) {
	t.Parallel()
	var whole bytes.Buffer
	if err := mixed(t).Write(&whole); err != nil {
		t.Fatal(err)
	}
	for _, room := range []int{0, whole.Len() / 2, whole.Len() - 1} {
		if err := mixed(t).Write(&failing{room}); !errors.Is(err, errNoRoom) {
			t.Errorf("with room for %d bytes: %v", room, err)
		}
	}
}

// ticking is a clock that moves by 5 ms whenever it is read.
func ticking() func() time.Time {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	return func() time.Time {
		at = at.Add(5 * time.Millisecond)
		return at
	}
}

func TestRemote(t *testing.T) {
	t.Parallel()
	var path string
	var query url.Values
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, query = r.Method+" "+r.URL.Path, r.URL.Query()
		json.NewEncoder(w).Encode(map[string]any{ //nolint:errcheck // the client sees what is missing
			"verdict": "unsure", "matches": []map[string]any{{"card": "calm", "confidence": 0.5}, {"card": "shy"}},
		})
	}))
	defer server.Close()
	ask := bench.Remote(server.Client(), server.URL, ticking())
	got, err := ask(t.Context(), bench.Case{Q: "50% off & 便宜?", Lang: "zh-Hans"})
	if err != nil {
		t.Fatal(err)
	}
	want := bench.Reply{Verdict: search.Unsure, Cards: []string{"calm", "shy"}, Confidence: 0.5, Took: 5 * time.Millisecond}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reply (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(url.Values{"q": {"50% off & 便宜?"}, "lang": {"zh-Hans"}, "limit": {"3"}}, query); path != "GET /api/v1/ask" || diff != "" {
		t.Errorf("the server got %s, query (-want +got):\n%s", path, diff)
	}
}

// says is a server that gives every question the same answer.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body) //nolint:errcheck // the client may have had enough
	}
}

func TestRemoteFails(t *testing.T) {
	t.Parallel()
	tests := map[string]http.HandlerFunc{
		"503 too many":  says(http.StatusServiceUnavailable, `{"verdict":"answered"}`),
		"204 no answer": says(http.StatusNoContent, ""),
		"a page":        says(http.StatusOK, "<!doctype html>"),
		"half":          says(http.StatusOK, `{"verdict":"answered","ma`),
		"other shape":   says(http.StatusOK, `{"matches":[{"card":5}]}`),
		"too long":      says(http.StatusOK, `{"verdict":"answered","x":"`+strings.Repeat("x", 1<<21)+`"}`),
		"cut line":      func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	}
	for name, handler := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(handler)
			defer server.Close()
			got, err := bench.Remote(server.Client(), server.URL, time.Now)(t.Context(), bench.Case{Q: "q", Lang: "en"})
			if err == nil {
				t.Errorf("reply %+v without an error", got)
			}
			if code, _, ok := strings.Cut(name, " "); ok && code[0] <= '9' && !strings.Contains(err.Error(), code) {
				t.Errorf("error %q does not name the status %s", err, code)
			}
		})
	}
}

func TestRemoteWithoutServer(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	if _, err := bench.Remote(server.Client(), server.URL, time.Now)(t.Context(), bench.Case{Q: "q"}); err == nil {
		t.Error("no error without a server")
	}
	if _, err := bench.Remote(http.DefaultClient, "http://a b", time.Now)(t.Context(), bench.Case{Q: "q"}); err == nil {
		t.Error("no error for an address that is none")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := bench.Remote(http.DefaultClient, server.URL, time.Now)(ctx, bench.Case{Q: "q"}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

func TestInProcess(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{"book.yaml": {Data: []byte(
		"handbooks: [{id: shop, families: [{id: all, cards: [{id: calm}, {id: hurry}, {id: deaf}, {id: shy}]}]}]\n")}}
	for id, ask := range map[string]string{"calm": "takes ages", "hurry": "train leaves", "deaf": "hearing aid", "shy": "blushes"} {
		fsys["en/cards/"+id+".yaml"] = &fstest.MapFile{Data: []byte(
			"title: t\nglance: g\nsignals: [s]\nfirst_words: f\ndo: [d]\navoid: [a]\nhand_over: h\n")}
		fsys["en/asks/"+id+".txt"] = &fstest.MapFile{Data: []byte(ask + "\n")}
	}
	book, err := playbook.Load(playbook.Layer{FS: fsys})
	if err != nil {
		t.Fatal(err)
	}
	x, err := search.Build(book)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close() //nolint:errcheck // in memory
	got, err := bench.InProcess(x, ticking())(t.Context(), bench.Case{Q: "her hearing aid"})
	if err != nil {
		t.Fatal(err)
	}
	if got.Took != 5*time.Millisecond || len(got.Cards) != 3 || got.Cards[0] != "deaf" || got.Verdict != x.Ask("her hearing aid", 3).Verdict {
		t.Errorf("reply %+v", got)
	}
}
