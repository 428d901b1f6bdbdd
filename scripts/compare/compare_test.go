package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clerkcoach/playbook"
	"clerkcoach/search/bench"
)

func TestByBest(t *testing.T) {
	t.Parallel()
	hits := []hit{{"calm", 9}, {"shy", 8}, {"calm", 7}, {"deaf", 6}, {"shy", 5}}
	if diff := cmp.Diff([]string{"calm", "shy", "deaf"}, byBest(hits)); diff != "" {
		t.Errorf("cards (-want +got):\n%s", diff)
	}
	if got := byBest(nil); len(got) != 0 {
		t.Errorf("without hits: %v", got)
	}
}

func TestBySum(t *testing.T) {
	t.Parallel()
	many := slices.Repeat([]hit{{"many", 1}}, perCard+5)
	tests := map[string]struct {
		hits []hit
		want []string
	}{
		"several good hits beat the best one": {[]hit{{"best", 5}, {"often", 4}, {"often", 3}}, []string{"often", "best"}},
		"only the best eight count":           {append([]hit{{"best", perCard + 0.5}}, many...), []string{"best", "many"}},
		"as many as eight count":              {append([]hit{{"best", perCard - 0.5}}, many...), []string{"many", "best"}},
		"equals keep the order of their best": {[]hit{{"b", 3}, {"a", 2}, {"a", 1}}, []string{"b", "a"}},
		"no hits":                             {nil, nil},
	}
	for name, tt := range tests {
		if diff := cmp.Diff(tt.want, bySum(tt.hits)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAnyOf(t *testing.T) {
	t.Parallel()
	for want, terms := range map[string][]string{
		``:                    nil,
		`"hat"`:               {"hat"},
		`"red" OR "hat"`:      {"red", "hat"},
		`"NOT" OR "OR"`:       {"NOT", "OR"},
		`"a""b" OR """"`:      {`a"b`, `"`},
		`"a b" OR " "`:        {"a\x00b", "\x00"},
		`"text:x*" OR "^(-x"`: {"text:x*", "^(-x"},
	} {
		if got := anyOf(terms); got != want {
			t.Errorf("anyOf(%q) = %s, want %s", terms, got, want)
		}
	}
}

func TestTerms(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{"She's 9½, naïve!": {"She", "s", "9½", "naïve"}, "他拍柜台，喊": {"他拍柜台", "喊"}, "?!": {}} {
		if diff := cmp.Diff(want, words(in)); diff != "" {
			t.Errorf("words(%q) (-want +got):\n%s", in, diff)
		}
	}
	for in, want := range map[string][]string{"a hat": {"a h", " ha", "hat"}, "他拍柜台": {"他拍柜", "拍柜台"}, "喊叫": nil, "": nil} {
		if diff := cmp.Diff(want, triples(in)); diff != "" {
			t.Errorf("triples(%q) (-want +got):\n%s", in, diff)
		}
	}
}

// hostile is what would be syntax to FTS5 or to bleve's query strings, were it not kept from being any.
func hostile() []string {
	return []string{
		`"`, `""`, `"hat`, `hat"`, `'; DROP TABLE asks; --`, "hat OR", "NOT hat", "AND", "NEAR(hat, 2)", "hat*", "^hat", "text:hat", "card : calm",
		"-text : hat", "{text card} : hat", "(hat", "hat)", "hat + red", "hat\x00red", "\x00", "\xff\xfehat", "", " ", "?!", "🎩🎩🎩", "帽子*", "？？？",
		strings.Repeat(`*?" `, 125), strings.Repeat("hat ", 500), strings.Repeat("帽子红色", 125),
	}
}

// engines opens all plain engines over the asks of a small shop.
func engines(t *testing.T) map[string]engine {
	t.Helper()
	asks := []ask{
		{"calm", "a", "takes ages over a red hat"}, {"calm", "b", "cannot choose a hat"}, {"shy", "a", "blushes and says nothing"},
		{"calm", "a", "帽子挑了半小时"}, {"shy", "b", "脸红不说话的客人"},
	}
	all := map[string]engine{}
	for _, analyzer := range []string{"standard", "cjk", "en"} {
		e, err := newBleve(analyzer, asks)
		if err != nil {
			t.Fatal(err)
		}
		all[analyzer] = e
	}
	for _, tokenizer := range tokenizers() {
		e, err := newFTS(t.Context(), tokenizer, asks)
		if err != nil {
			t.Fatal(err)
		}
		all[tokenizer.name] = e
	}
	t.Cleanup(func() {
		for name, e := range all {
			if err := e.Close(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	return all
}

func TestEnginesFind(t *testing.T) {
	t.Parallel()
	for name, e := range engines(t) {
		hits, err := e.search(t.Context(), "Which HAT to choose?", 10)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(hits) != 2 || hits[0].card != "calm" || hits[0].score < hits[1].score || hits[1].score <= 0 {
			t.Errorf("%s: %v, want two hits of calm, best first, with scores above 0", name, hits)
		}
		if hits, err = e.search(t.Context(), "Which HAT to choose?", 1); err != nil || len(hits) != 1 {
			t.Errorf("%s: %v, %v, want one hit", name, hits, err)
		}
	}
}

func TestEnginesTakeAnyText(t *testing.T) {
	t.Parallel()
	for name, e := range engines(t) {
		for _, q := range hostile() {
			if _, err := e.search(t.Context(), q, 10); err != nil {
				t.Errorf("%s: %q: %v", name, q, err)
			}
		}
		hits, err := e.search(t.Context(), `NOT "hat`, 10)
		if err != nil || len(hits) < 2 || hits[0].card != "calm" {
			t.Errorf("%s: %v, %v, want the asks with a hat, although they are not without one", name, hits, err)
		}
	}
}

func TestEveryNth(t *testing.T) {
	t.Parallel()
	for n := range 50 {
		list := make([]int, n)
		for i := range list {
			list[i] = i
		}
		got := everyNth(list, 7)
		if len(got) > 7 || len(got) < min(n, 4) {
			t.Errorf("of %d asks %d are kept", n, len(got))
		}
		for i := 2; i < len(got); i++ {
			if got[i]-got[i-1] != got[1]-got[0] {
				t.Errorf("of %d asks %v are kept, which is not even", n, got)
			}
		}
	}
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	asks := []ask{{"calm", "b", "x"}, {"calm", "a", "y"}, {"shy", "a", "z"}, {"shy", "b", "u"}, {"shy", "c", "v"}, {"shy", "", "w"}, {"shy", "", "w"}}
	if diff := cmp.Diff([]string{"a", "b"}, writers(asks, 2)); diff != "" {
		t.Errorf("writers (-want +got):\n%s", diff)
	}
	want := []bench.Case{{Q: "y", Lang: "en", Want: []string{"calm"}}, {Q: "z", Lang: "en", Want: []string{"shy"}}}
	if diff := cmp.Diff(want, casesOf(asks, "en", "a")); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
}

func TestAnswerable(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	if err != nil {
		t.Fatal(err)
	}
	all := []bench.Case{
		{Q: "1", Lang: "en", Want: []string{"hesitant"}}, {Q: "2", Lang: "en", Want: []string{"none"}},
		{Q: "3", Lang: "zh-Hans", Want: []string{"hesitant"}},
	}
	if diff := cmp.Diff(all[:1], answerable(book, "en", all)); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
	if _, err := newPart(book, "en", all[1:2], 10); err == nil {
		t.Error("no error without questions")
	}
	if _, err := newPart(book, "en", all, 0); err == nil {
		t.Error("no error with none of the asks")
	}
}

// counting is an engine that finds one card for any question, and counts how often it is asked.
type counting struct{ asked, deepest int }

func (c *counting) search(_ context.Context, q string, limit int) ([]hit, error) {
	c.asked++
	c.deepest = limit
	return []hit{{q, 1}}, nil
}

func (c *counting) Close() error { return nil }

func TestMeasure(t *testing.T) {
	t.Parallel()
	e := &counting{}
	c := plain("fake", nil)
	c.open = func(context.Context, *playbook.Book, string) (engine, error) { return e, nil }
	right := bench.Case{Q: "calm", Lang: "en", Want: []string{"calm"}}
	wrong := bench.Case{Q: "calm?", Lang: "en", Want: []string{"calm"}}
	p := part{timed: []bench.Case{right, wrong}, folds: []fold{{cases: []bench.Case{right, wrong}}}}
	rows, err := p.measure(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if e.asked != 6 || e.deepest != hitsForSum {
		t.Errorf("asked %d times, the last time for %d hits; want 2 × 2 timed questions and 2 of the left-out writer, for both ways at once", e.asked, e.deepest)
	}
	half := rates{0.5, 0.5}
	for i, name := range []string{"best hit", "sum of eight"} {
		if r := rows[i]; r.way != name || r.set != half || r.unseen != half {
			t.Errorf("row %+v", r)
		}
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	p := part{
		lang: "en", asks: 9, set: 4, folds: []fold{{writer: "a", cases: make([]bench.Case, 3)}, {writer: "b", cases: make([]bench.Case, 2)}},
		rows: []row{{
			engine: "ours", way: "model", set: rates{0.5, 1}, unseen: rates{0.25, 0.755}, p50: 40 * time.Microsecond, p99: 2 * time.Millisecond,
			build: 1260 * time.Millisecond,
		}},
	}
	var out strings.Builder
	if err := write(&out, []part{p}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| en | ours | model | 50.0 % | 100.0 % | 25.0 % | 75.5 % | 0.04 | 2.00 | 1.3 |\n",
		"en: 9 asks indexed; 4 labelled questions; writers left out in turn: a, b, 5 asks asked.\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	columns := -1
	for line := range strings.Lines(out.String()[:strings.Index(out.String(), "\n\n")+1]) {
		if n := strings.Count(line, "|"); columns >= 0 && n != columns {
			t.Errorf("%d bars instead of %d in %s", n, columns, line)
		} else {
			columns = n
		}
	}
}
