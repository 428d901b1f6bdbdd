package locales

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func newCatalog(tb testing.TB) *Catalog {
	tb.Helper()
	c, err := New()
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]string{"en", "zh-Hans", "zh-Hant"}, newCatalog(t).Languages()); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	for _, m := range []struct {
		name   string
		wishes []string
		want   string
	}{
		{"no wish", nil, "en"},
		{"empty", []string{""}, "en"},
		{"empty ones", []string{"", "", ""}, "en"},
		{"English", []string{"en"}, "en"},
		{"British English", []string{"en-GB"}, "en"},
		{"simplified Chinese", []string{"zh-Hans"}, "zh-Hans"},
		{"Chinese", []string{"zh"}, "zh-Hans"},
		{"China", []string{"zh-CN"}, "zh-Hans"},
		{"Singapore", []string{"zh-SG"}, "zh-Hans"},
		{"Taiwan", []string{"zh-TW"}, "zh-Hant"},
		{"Hong Kong", []string{"zh-HK"}, "zh-Hant"},
		{"traditional Chinese", []string{"zh-Hant"}, "zh-Hant"},
		{"traditional Chinese of Macau", []string{"zh-Hant-MO"}, "zh-Hant"},
		{"Chinese in Latin letters", []string{"zh-Latn"}, "zh-Hans"},
		{"as typed", []string{"ZH-hans"}, "zh-Hans"},
		{"with an underscore", []string{"zh_CN"}, "zh-Hans"},
		{"French", []string{"fr"}, "en"},
		{"Uyghur of China", []string{"ug-CN"}, "en"},
		{"Japanese", []string{"ja"}, "en"},
		{"rubbish", []string{"!!"}, "en"},
		{"script as a wish", []string{"<script>alert(1)</script>"}, "en"},
		{"a terminal without a language", []string{"C"}, "en"},
		{"any", []string{"*"}, "en"},
		{"header in Chinese", []string{"zh-CN,zh;q=0.9,en;q=0.8"}, "zh-Hans"},
		{"header in English", []string{"en-US,en;q=0.9,zh-CN;q=0.8"}, "en"},
		{"header by weight", []string{"en;q=0.3, zh-TW;q=0.9"}, "zh-Hant"},
		{"header with what nobody has", []string{"fr-CH, fr;q=0.9, zh;q=0.8, *;q=0.5"}, "zh-Hans"},
		{"header with Taiwan after French", []string{"fr, zh-TW;q=0.5"}, "zh-Hant"},
		{"the first wish wins", []string{"en", "zh-CN"}, "en"},
		{"Chinese before English", []string{"zh-CN", "en"}, "zh-Hans"},
		{"empty wishes are passed over", []string{"", "zh-CN", "en"}, "zh-Hans"},
		{"rubbish is passed over", []string{"!!", "zh-CN"}, "zh-Hans"},
		{"what nobody has is passed over", []string{"fr", "zh-CN,en;q=0.5"}, "zh-Hans"},
	} {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			if got := c.Match(m.wishes...); got != m.want {
				t.Errorf("Match(%q) = %q, want %q", m.wishes, got, m.want)
			}
		})
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	for _, x := range []struct {
		name     string
		lang, id string
		pairs    []any
		want     string
	}{
		{"English", "en", "nav_ask", nil, "Ask"},
		{"Chinese", "zh-Hans", "nav_ask", nil, "问一问"},
		{"a language that is not there", "fr", "nav_ask", nil, "Ask"},
		{"no language", "", "nav_ask", nil, "Ask"},
		{"a value", "en", "field_max", []any{"param", "500"}, "is too long: 500 characters at most"},
		{"a value in Chinese", "zh-Hans", "field_max", []any{"param", "500"}, "太长：最多 500 个字"},
		{"values that mean something in a page", "en", "error_no_card", []any{"card", "{{.id}}<b>"}, "There is no card “{{.id}}<b>”"},
		{"one", "en", "cards_count", []any{"count", 1}, "One card"},
		{"two", "en", "cards_count", []any{"count", 2}, "2 cards"},
		{"none", "en", "cards_count", []any{"count", 0}, "0 cards"},
		{"one in Chinese", "zh-Hans", "cards_count", []any{"count", 1}, "1 张卡"},
		{"one in traditional Chinese", "zh-Hant", "cards_count", []any{"count", 1}, "1 張卡片"},
		{"count and words", "en", "cards_found", []any{"count", 3, "words", "tea"}, "3 cards have “tea”"},
		{"a name without a value", "en", "nav_ask", []any{"param"}, "Ask"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			if got := c.Text(x.lang, x.id, x.pairs...); got != x.want {
				t.Errorf("Text(%q, %q, %v) = %q, want %q", x.lang, x.id, x.pairs, got, x.want)
			}
		})
	}
	t.Cleanup(func() {
		if n := c.Misses(); n != 0 {
			t.Errorf("%d misses counted where nothing was missing", n)
		}
	})
}

func TestMissingID(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	for i, lang := range []string{"en", "zh-Hans", "fr"} {
		if got := c.Text(lang, "no_such_id", "count", 2); got != "no_such_id" {
			t.Errorf("%s: a missing id gives %q, want the id", lang, got)
		}
		if got, want := c.Misses(), int64(i+1); got != want {
			t.Errorf("%s: %d misses, want %d", lang, got, want)
		}
	}
	if c.Has("no_such_id") || !c.Has("product") {
		t.Error("Has must tell ids with words from others")
	}
	if got := c.Misses(); got != 3 {
		t.Errorf("%d misses after Has, want 3: asking is no miss", got)
	}
}

// TestNextOfChain has a language that lacks words: a reader gets the fallback's, and the lack is counted.
func TestNextOfChain(t *testing.T) {
	t.Parallel()
	c, err := newFrom(fstest.MapFS{
		"active.en.json": {Data: []byte(`{"hello": "Hello", "bye": "Bye"}`)},
		"active.fr.json": {Data: []byte(`{"hello": "Bonjour"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := []string{c.Match("fr-CA"), c.Text("fr", "hello"), c.Text("fr", "bye")}
	if diff := cmp.Diff([]string{"fr", "Bonjour", "Bye"}, got); diff != "" {
		t.Errorf("match and words (-want +got):\n%s", diff)
	}
	if n := c.Misses(); n != 1 {
		t.Errorf("%d misses, want 1", n)
	}
}

func TestBrokenFile(t *testing.T) {
	t.Parallel()
	if _, err := newFrom(fstest.MapFS{"active.en.json": {Data: []byte(`{"hello": `)}}); err == nil {
		t.Error("a file that is not JSON gives no error")
	}
}

// TestConcurrent has readers of all languages at once: nobody gets another's words.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	want := map[string]string{"en": "%d cards", "zh-Hans": "%d 张卡", "zh-Hant": "%d 張卡片"}
	var all sync.WaitGroup
	for g := range 16 {
		all.Go(func() {
			lang := c.Match(slices.Sorted(maps.Keys(want))[g%len(want)])
			for n := 2; n < 200; n++ {
				if got, w := c.Text(lang, "cards_count", "count", n), fmt.Sprintf(want[lang], n); got != w {
					t.Errorf("%s: %q, want %q", lang, got, w)
				}
				c.Text(lang, "no_such_id")
			}
		})
	}
	all.Wait()
	if got := c.Misses(); got != 16*198 {
		t.Errorf("%d misses, want %d", got, 16*198)
	}
}
