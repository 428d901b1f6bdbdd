package search

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"clerkcoach/playbook"
)

// smallBook is a book of three cards with asks in both languages; over adds or replaces files.
func smallBook(tb testing.TB, over ...map[string]string) *playbook.Book {
	tb.Helper()
	files := map[string]string{
		"book.yaml": "handbooks: [{id: retail, families: [{id: care, cards: [" +
			"{id: deaf, neighbours: [silent]}, {id: silent, neighbours: [deaf]}, {id: hurry}]}]}]\n",
		"zh-Hans/asks/deaf.txt":    "# a\n顾客听不见怎么办\n聋人来买东西\n要写字才能沟通\n打手语的客人\n耳朵听不到，指着嘴巴\n",
		"zh-Hans/asks/silent.txt":  "# a\n顾客一句话不说\n问什么都不吭声\n沉默的客人\n只看不开口\n话很少，光点头\n",
		"zh-Hans/asks/hurry.txt":   "# a\n赶火车的顾客\n催我快点\n时间来不及了\n急着要走\n十分钟后开会\n",
		"zh-Hans/asks/outside.txt": "# a\n打印机坏了\n今天天气怎么样\n年假怎么请\n库存盘点几点开始\n",
		"en/asks/deaf.txt":         "# c\nthe customer is deaf\nshe uses sign language\ncannot hear me at all\nwrites on a notepad to talk\nhearing aid whistles\n",
		"en/asks/silent.txt":       "# c\nsays nothing at all\na silent customer\nonly nods, never speaks\nno answer to any question\nkeeps quiet while looking\n",
		"en/asks/hurry.txt":        "# c\ntrain leaves in ten minutes\nin a terrible hurry\nplease be quick\nmust run to a meeting\nno time to wait\n",
		"en/asks/outside.txt":      "# c\nprinter is jammed\nwhat is the weather\nhow many days of leave\nwhere is the stock room key\n",
	}
	says := map[string]string{"deaf": "try sign language", "silent": "leave a leaflet", "hurry": "skip the gift wrap"}
	for _, id := range []string{"deaf", "silent", "hurry"} {
		for _, lang := range playbook.Languages() {
			files[lang+"/cards/"+id+".yaml"] = cardText(id+" "+lang, "sees "+id+" clearly", "show gently, "+says[id], "shouting "+id)
		}
	}
	for _, o := range over {
		for name, text := range o {
			files[name] = text
		}
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	book, err := playbook.Load(playbook.Layer{FS: fsys})
	if err != nil {
		tb.Fatal(err)
	}
	return book
}

func smallIndex(tb testing.TB, over ...map[string]string) *Index {
	tb.Helper()
	x, err := Build(smallBook(tb, over...))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := x.Close(); err != nil {
			tb.Error(err)
		}
	})
	return x
}

// cardText is a card's file with lists of signals, of what to do, and of what to avoid.
func cardText(title, signals, do, avoid string) string {
	return fmt.Sprintf("title: %s\nglance: g\nsignals: [%s]\nfirst_words: f\ndo: [%s]\navoid: [%s]\nhand_over: h\n", title, signals, do, avoid)
}

// first is the first card of an answer, with its verdict.
func first(a Answer) (string, Verdict) {
	if len(a.Matches) == 0 {
		return "", a.Verdict
	}
	return a.Matches[0].Card, a.Verdict
}

func TestAsk(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	tests := []struct{ name, question, card string }{
		{"English", "the woman is deaf", "deaf"},
		{"Chinese", "来了一位听不见的顾客", "deaf"},
		{"traditional", "來了一位聽不見的顧客", "deaf"},
		{"full width", "ｔｈｅ ｗｏｍａｎ ｉｓ ｄｅａｆ", "deaf"},
		{"capitals", "SHE IS DEAF", "deaf"},
		{"misspelt", "in a terible hury", "hurry"},
		{"mixed", "客人 deaf 听不见", "deaf"},
		{"run-on", "那个谁啊就是一句话不说问啥都不吭声", "silent"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if card, _ := first(x.Ask(tt.question, 3)); card != tt.card {
				t.Errorf("Ask(%q) gives %q, want %q", tt.question, card, tt.card)
			}
		})
	}
}

func TestAskOutside(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	for _, q := range []string{
		"", " ", "!!!", "👍🎉", "\x00\x01", "\xff\xfe", "zzzzqqq", "the printer is jammed", "年假怎么请", strings.Repeat("x", 10000),
		strings.Repeat("😀", 3000),
	} {
		if _, v := first(x.Ask(q, 3)); v != Outside {
			t.Errorf("Ask(%.20q) is %s, want outside", q, v)
		}
	}
}

func TestAskBounds(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	for limit := range 5 {
		if a := x.Ask("deaf or silent or in a hurry", limit); len(a.Matches) != min(limit, 3) {
			t.Errorf("limit %d gives %d matches", limit, len(a.Matches))
		}
	}
	a := x.Ask("a silent customer, maybe deaf", 3)
	sum := 0.0
	for i, m := range a.Matches {
		sum += m.Confidence
		if i > 0 && m.Confidence > a.Matches[i-1].Confidence {
			t.Errorf("confidence rises: %v", a.Matches)
		}
	}
	if sum < 0 || sum > 1.0001 {
		t.Errorf("confidences add up to %v", sum)
	}
	if len(a.Matches[0].Why) == 0 || !strings.Contains(a.Matches[0].Why[0].Text, a.Matches[0].Card) {
		t.Errorf("no reason: %+v", a.Matches[0])
	}
}

// TestAskUnsure asks what lies between two cards: their own asks joined.
func TestAskUnsure(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	a := x.Ask("sign language, terrible hurry", 3)
	if a.Verdict != Unsure {
		t.Errorf("verdict %s, want unsure: %+v", a.Verdict, a.Matches)
	}
}

// TestAskLearns has a trainer add asks of a word that no card knew.
func TestAskLearns(t *testing.T) {
	t.Parallel()
	if _, v := first(smallIndex(t).Ask("xqzv", 1)); v != Outside {
		t.Fatalf("the word is known before it is taught: %s", v)
	}
	x := smallIndex(t, map[string]string{"en/asks/hurry.txt": "xqzv now\nhe is xqzv\nxqzv again\nxqzv\n"})
	if card, v := first(x.Ask("xqzv", 1)); card != "hurry" || v == Outside {
		t.Errorf("after teaching: %s, %s", card, v)
	}
}

func TestAskConcurrent(t *testing.T) {
	t.Parallel()
	x := smallIndex(t)
	want, _ := first(x.Ask("a silent customer", 3))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				if got, _ := first(x.Ask("a silent customer", 3)); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
				if _, err := x.Find(t.Context(), "gently", "en", 5); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

func TestFind(t *testing.T) {
	t.Parallel()
	x := sayingIndex(t)
	tests := []struct {
		name, words, lang string
		limit             int
		want              []string
	}{
		{"a word", "hearing", "en", 5, []string{"deaf"}},
		{"its stem", "trains leaving", "en", 5, []string{"hurry"}},
		{"two words", "train leaves", "en", 5, []string{"hurry"}},
		{"one character", "聋", "zh-Hans", 5, []string{"deaf"}},
		{"traditional", "聾", "zh-Hans", 5, []string{"deaf"}},
		{"the other language", "hearing", "zh-Hans", 5, nil},
		{"nowhere", "elephant", "en", 5, nil},
		{"nothing", "?!", "en", 5, nil},
		{"operators", "+deaf* -silent \"~2", "en", 5, nil},
		{"all, cut", "gently", "en", 2, []string{"deaf", "silent"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			found, err := x.Find(t.Context(), tt.words, tt.lang, tt.limit)
			if err != nil {
				t.Fatal(err)
			}
			var cards []string
			for _, f := range found {
				cards = append(cards, f.Card)
				if len(f.Lines) == 0 {
					t.Errorf("%s without a line", f.Card)
				}
			}
			if strings.Join(cards, " ") != strings.Join(tt.want, " ") {
				t.Errorf("Find(%q) gives %v, want %v", tt.words, cards, tt.want)
			}
		})
	}
}
