package playbook_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"clerkcoach/playbook"
)

func checkNames(t *testing.T, book *playbook.Book) {
	for _, lang := range book.Languages() {
		n := book.Names(lang)
		if n.Title == "" || (lang != playbook.Chinese && n == book.Names(playbook.Chinese)) {
			t.Errorf("%s: the book has no names of its own", lang)
		}
		for _, h := range book.Handbooks {
			if name := n.Handbooks[h.ID]; name.Title == "" || name.About == "" {
				t.Errorf("%s: the handbook %s has no title or no line about it", lang, h.ID)
			}
			for _, f := range h.Families {
				if name := n.Families[f.ID]; name.Title == "" || name.About == "" || len(name.Starters) == 0 {
					t.Errorf("%s: the family %s has no title, no line about it or no starters", lang, f.ID)
				}
			}
		}
		for _, m := range playbook.Moments() {
			if n.Moments[m] == "" {
				t.Errorf("%s: the moment %s has no name", lang, m)
			}
		}
	}
}

func checkAskNumbers(t *testing.T, book *playbook.Book) {
	for _, c := range book.Cards() {
		for _, lang := range book.Languages() {
			if got := len(c.Asks(lang)); got < minAsks {
				t.Errorf("%s/%s: %d asks, want at least %d", lang, c.ID, got, minAsks)
			}
		}
	}
}

// eachAsk calls visit for every ask of the book, those that no card answers included.
func eachAsk(book *playbook.Book, visit func(where string, ask playbook.Ask)) {
	for _, lang := range book.Languages() {
		for _, c := range book.Cards() {
			for _, a := range c.Asks(lang) {
				visit(lang+"/"+c.ID, a)
			}
		}
		for _, a := range book.Outside[lang] {
			visit(lang+"/outside", a)
		}
	}
}

// bare is a question without case, punctuation and spaces: what is the same bare is the same question.
func bare(s string) string {
	b := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
	if b == "" {
		return s
	}
	return b
}

func checkAsksOnce(t *testing.T, book *playbook.Book) {
	seen := map[string]string{}
	eachAsk(book, func(where string, a playbook.Ask) {
		b := bare(a.Text)
		if first, ok := seen[b]; ok {
			t.Errorf("%q stands under %s and under %s", a.Text, first, where)
		}
		seen[b] = where
	})
}

// checkAsksNotCopied keeps the questions that measure the search apart from the asks that it learns from.
func checkAsksNotCopied(t *testing.T, book *playbook.Book) {
	var raw []byte
	for _, name := range []string{"testdata/dev-questions.jsonl", "testdata/hant-questions.jsonl"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		raw = append(raw, text...)
	}
	measured := map[string]bool{}
	for lines := bufio.NewScanner(bytes.NewReader(raw)); lines.Scan(); {
		var q struct {
			Q    string   `json:"q"`
			Lang string   `json:"lang"`
			Want []string `json:"want"`
		}
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		if q.Q == "" || !slices.Contains(book.Languages(), q.Lang) {
			t.Errorf("a measuring question without text or language: %s", lines.Text())
		}
		for _, id := range q.Want {
			if _, ok := book.Card(id); !ok && id != "none" {
				t.Errorf("%q wants the card %q, which does not exist", q.Q, id)
			}
		}
		measured[bare(q.Q)] = true
	}
	if len(measured) == 0 {
		t.Fatal("no measuring questions")
	}
	eachAsk(book, func(where string, a playbook.Ask) {
		if measured[bare(a.Text)] {
			t.Errorf("%s: %q is a measuring question", where, a.Text)
		}
	})
}

// checkTyping finds what slips in while typing. Asks are how people type, so straight quotes are theirs to use.
func checkTyping(t *testing.T, book *playbook.Book) {
	typed := func(where, text string) {
		if text != strings.TrimSpace(text) {
			t.Errorf("%s: space at the edge: %q", where, text)
		}
		if strings.Contains(text, "TODO") || strings.ContainsRune(text, unicode.ReplacementChar) {
			t.Errorf("%s: not finished, or broken: %q", where, text)
		}
	}
	shown := func(where, text string) {
		typed(where, text)
		if strings.Contains(text, `"`) {
			t.Errorf("%s: straight double quotes: %s", where, text)
		}
		optional := strings.HasSuffix(where, ".Motto") || strings.HasSuffix(where, ".MottoSays") || strings.HasPrefix(where, "names ") && strings.HasSuffix(where, ".About")
		if text == "" && !optional {
			t.Errorf("%s: empty", where)
		}
	}
	eachWords(book, func(where string, c *playbook.Card, w *playbook.Words) {
		texts(reflect.ValueOf(w), where, shown)
		texts(reflect.ValueOf(c.Scenes(w.Language)), where+" scenes", shown)
	})
	for _, lang := range book.Languages() {
		texts(reflect.ValueOf(book.Names(lang)), "names "+lang, shown)
	}
	eachAsk(book, func(where string, a playbook.Ask) {
		texts(reflect.ValueOf(a), where+" asks", typed)
		if a.Text == "" || a.Writer == "" {
			t.Errorf("%s: an ask without text or writer: %+v", where, a)
		}
	})
	texts(reflect.ValueOf(book.Facts()), "facts", typed)
}

// texts calls visit for every text inside v that a person may read, with the place where it stands.
func texts(v reflect.Value, where string, visit func(where, text string)) {
	switch v.Kind() {
	case reflect.Pointer:
		texts(v.Elem(), where, visit)
	case reflect.Struct:
		for i := range v.NumField() {
			texts(v.Field(i), where+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), fmt.Sprintf("%s[%d]", where, i), visit)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			texts(v.MapIndex(key), where+"["+key.String()+"]", visit)
		}
	case reflect.String:
		visit(where, v.String())
	default:
	}
}
