package locales

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// forms are the texts of one id by plural form.
type forms map[string]string

// words reads the words of all languages as they stand in the files.
func words(tb testing.TB) map[string]map[string]forms {
	tb.Helper()
	all := map[string]map[string]forms{}
	for _, lang := range newCatalog(tb).Languages() {
		all[lang] = map[string]forms{}
		ids := map[string]json.RawMessage{}
		for _, raw := range texts(tb, lang) {
			if err := json.Unmarshal(raw, &ids); err != nil {
				tb.Fatal(err)
			}
		}
		for id, text := range ids {
			f, plain := forms{}, ""
			if json.Unmarshal(text, &plain) == nil {
				f["other"] = plain
			} else if err := json.Unmarshal(text, &f); err != nil {
				tb.Fatalf("%s: %s: %v", lang, id, err)
			}
			all[lang][id] = f
		}
	}
	return all
}

// texts reads the files of a language.
func texts(tb testing.TB, lang string) [][]byte {
	tb.Helper()
	names, err := fs.Glob(files, "*."+lang+".json")
	if err != nil || len(names) == 0 {
		tb.Fatalf("no words in %s: %v", lang, err)
	}
	all := make([][]byte, len(names))
	for i, name := range names {
		if all[i], err = files.ReadFile(name); err != nil {
			tb.Fatal(err)
		}
	}
	return all
}

func ids(w map[string]forms) []string { return slices.Sorted(maps.Keys(w)) }

func TestWordsSameIDs(t *testing.T) {
	t.Parallel()
	all := words(t)
	for lang, w := range all {
		if diff := cmp.Diff(ids(all[Fallback]), ids(w)); diff != "" {
			t.Errorf("ids of %s (-) and %s (+):\n%s", Fallback, lang, diff)
		}
	}
}

// TestWordsNoIDTwice looks at the text of the files, for of two equal names JSON keeps the last.
func TestWordsNoIDTwice(t *testing.T) {
	t.Parallel()
	id := regexp.MustCompile(`(?m)^ "([^"]+)":`)
	for lang, w := range words(t) {
		if got := len(id.FindAll(bytes.Join(texts(t, lang), nil), -1)); got != len(w) {
			t.Errorf("%s has %d lines with an id for %d ids", lang, got, len(w))
		}
	}
}

func TestWordsNotEmpty(t *testing.T) {
	t.Parallel()
	for lang, w := range words(t) {
		for id, f := range w {
			for form, text := range f {
				if text == "" || strings.TrimSpace(text) != text {
					t.Errorf("%s: %s (%s) is empty or has blanks around it: %q", lang, id, form, text)
				}
			}
		}
	}
}

// TestWordsPlurals has what each language needs where a count chooses the words.
func TestWordsPlurals(t *testing.T) {
	t.Parallel()
	need := map[string][]string{"en": {"one", "other"}, "zh-Hans": {"other"}, "zh-Hant": {"other"}}
	// The count is over the bound of a question, so that it is never one.
	alwaysMany := []string{"ask_too_long"}
	c := newCatalog(t)
	all := words(t)
	for lang, w := range all {
		for id, f := range w {
			want := []string{"other"}
			if _, counted := placeholders(f)["count"]; counted && !slices.Contains(alwaysMany, id) {
				want = need[lang]
				for _, n := range []int{0, 1, 2, 5, 11, 21, 100} {
					c.Text(lang, id, "count", n)
				}
			}
			if diff := cmp.Diff(want, slices.Sorted(maps.Keys(f))); diff != "" {
				t.Errorf("%s: plural forms of %s (-want +got):\n%s", lang, id, diff)
			}
		}
	}
	if n := c.Misses(); n != 0 {
		t.Errorf("%d texts have no words for a count", n)
	}
}

func placeholders(f forms) map[string]bool {
	found := map[string]bool{}
	for _, text := range f {
		for _, m := range regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`).FindAllStringSubmatch(text, -1) {
			found[m[1]] = true
		}
	}
	return found
}

func TestWordsSamePlaceholders(t *testing.T) {
	t.Parallel()
	all := words(t)
	for lang, w := range all {
		for id, f := range w {
			if diff := cmp.Diff(placeholders(all[Fallback][id]), placeholders(f)); diff != "" {
				t.Errorf("placeholders of %s in %s (-) and %s (+):\n%s", id, Fallback, lang, diff)
			}
			for _, text := range f {
				plain := regexp.MustCompile(`\{\{\s*\.\w+\s*\}\}`).ReplaceAllString(text, "")
				if strings.ContainsAny(plain, "{}") {
					t.Errorf("%s: %s has a placeholder that is not well-formed: %q", lang, id, text)
				}
			}
		}
	}
}

// TestWordsUsed compares the ids that there are with those that code and pages ask for.
func TestWordsUsed(t *testing.T) {
	t.Parallel()
	used := usedIDs(t)
	if diff := cmp.Diff(used, ids(words(t)[Fallback])); diff != "" {
		t.Errorf("ids asked for (-) and ids there are (+):\n%s", diff)
	}
}

// usedIDs lists the ids named by code and pages, and those that they compose.
func usedIDs(tb testing.TB) []string {
	tb.Helper()
	code := source(tb, "../handlers/*.go", "../cmd/clerkcoach/*.go")
	requests, content := source(tb, "../handlers/*.go"), source(tb, "../playbook/*.go")
	pages := source(tb, "../handlers/pages/*.html", "../handlers/pages/*/*.html")
	used := map[string]bool{
		// Chosen from a table by cmd/clerkcoach.
		"card_do": true, "card_avoid": true,
		// What is said where a rule has no words of its own.
		"field_other": true, "fault_other": true,
		// By the source of a reason.
		"answer_why_ask": true, "answer_why_signal": true,
	}
	note := func(format, text, expression string) {
		found := regexp.MustCompile(expression).FindAllStringSubmatch(text, -1)
		if len(found) == 0 {
			tb.Fatalf("nothing in the code looks like %s", expression)
		}
		for _, m := range found {
			used[strings.ReplaceAll(format, "*", m[1])] = true
		}
	}
	note("*", pages, `\.T "(\w+)"`)
	note("*", code, `\.T\("(\w+)"[,)]`)
	note("*", code, `\.Text\([\w.]+, "(\w+)"[,)]`)
	note("error_*", requests, `\bID: "(\w+)"`)
	note("error_*_more", requests, `\bID: "(\w+)"`)
	note("field_*", requests, `\bRule: "(\w+)"`)
	note("field_*", source(tb, "../people/*.go"), `\bRule\w+\s*= "(\w+)"`)
	note("fault_*", content, `\bRule\w+\s*= "(\w+)"`)
	note("field_*", source(tb, "../people/*.go"), `\bRule\w+\s*= "(\w+)"`)
	for rule := range validated(requests) {
		used["field_"+rule] = true
	}
	for rule := range validated(content) {
		used["fault_"+rule] = true
	}
	return slices.Sorted(maps.Keys(used))
}

// validated lists the rules in the validate tags of Go code.
func validated(code string) map[string]bool {
	rules := map[string]bool{}
	for _, tag := range regexp.MustCompile(`validate:"([^"]+)"`).FindAllStringSubmatch(code, -1) {
		for rule := range strings.SplitSeq(tag[1], ",") {
			name, _, _ := strings.Cut(rule, "=")
			// These say where rules apply, and are broken by nothing.
			if !slices.Contains([]string{"dive", "keys", "endkeys", "omitempty"}, name) {
				rules[name] = true
			}
		}
	}
	return rules
}

// source reads all files of some patterns but tests.
func source(tb testing.TB, patterns ...string) string {
	tb.Helper()
	var all strings.Builder
	for _, pattern := range patterns {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			tb.Fatalf("no files for %s: %v", pattern, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			raw, err := fs.ReadFile(os.DirFS(filepath.Dir(name)), filepath.Base(name))
			if err != nil {
				tb.Fatal(err)
			}
			all.Write(raw)
		}
	}
	return all.String()
}
