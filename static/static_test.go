package static_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clerkcoach/static"

	"github.com/google/go-cmp/cmp"
)

// pagesDir holds the templates, which refer to static files; codeDir is the code that refers to a few more.
const (
	codeDir  = "../handlers"
	pagesDir = codeDir + "/pages"
)

func newAssets(tb testing.TB) *static.Assets {
	tb.Helper()
	a, err := static.New()
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// texts reads all files of a tree.
func texts(tb testing.TB, fsys fs.FS) map[string]string {
	tb.Helper()
	all := map[string]string{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(fsys, name)
		all[name] = string(raw)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	if len(all) == 0 {
		tb.Fatal("there are no files")
	}
	return all
}

// TestReferences follows what pages and modules name: every file is there, and none is there for nothing.
func TestReferences(t *testing.T) {
	t.Parallel()
	assets := texts(t, newAssets(t).FS())
	asset := regexp.MustCompile(`\.Asset\s+"([^"]*)"`)
	named := regexp.MustCompile(`"((?:js|img)/[^"]*)"`) // in code, such as icons of the app
	imported := regexp.MustCompile(`(?:\bfrom\s+|\bimport\s*\(?\s*)["']([^"']+)["']`)
	used := map[string]bool{}
	for page, text := range texts(t, os.DirFS(pagesDir)) {
		for _, m := range asset.FindAllStringSubmatch(text, -1) {
			used[m[1]] = true
			if _, ok := assets[m[1]]; !ok {
				t.Errorf("%s refers to %s, which does not exist", page, m[1])
			}
		}
	}
	for name, text := range texts(t, os.DirFS(codeDir)) {
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			used[m[1]] = true
		}
	}
	for name, text := range assets {
		if path.Ext(name) != ".js" {
			continue
		}
		for _, m := range imported.FindAllStringSubmatch(text, -1) {
			file := path.Join(path.Dir(name), m[1])
			used[file] = true
			// A browser resolves only addresses, not the names of packages.
			if _, ok := assets[file]; !ok || !strings.HasPrefix(m[1], ".") {
				t.Errorf("%s imports %q, which does not exist", name, m[1])
			}
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(assets)), slices.Sorted(maps.Keys(used))); diff != "" {
		t.Errorf("files there are (-) and files referred to (+):\n%s", diff)
	}
}

// TestNoOtherHost keeps pages working without the internet and readers unwatched.
func TestNoOtherHost(t *testing.T) {
	t.Parallel()
	other := regexp.MustCompile(`(?i)https?:\\?/\\?/[^\s"'<>)]*|(?:src|href|action|url\(|from|import)\s*[=(]?\s*["']?//[^\s"'<>)]+|\bwss?://\S+`)
	namespace := regexp.MustCompile(`^http://www\.w3\.org/\d{4}/\w+$`)
	for _, tree := range []fs.FS{newAssets(t).FS(), os.DirFS(pagesDir)} {
		for name, text := range texts(t, tree) {
			for _, address := range other.FindAllString(text, -1) {
				if !namespace.MatchString(address) {
					t.Errorf("%s refers to another host: %s", name, address)
				}
			}
		}
	}
}

// tooNew are the parts of CSS that Chromium 87 or Safari 15.0 lacks and whose loss would break a page. That they miss text-wrap does
// no harm.
func tooNew() map[string]*regexp.Regexp {
	return map[string]*regexp.Regexp{
		"color-mix":           regexp.MustCompile(`color-mix\(`),
		"newer colours":       regexp.MustCompile(`\b(?:oklch|oklab|lab|lch|light-dark)\(`),
		"rotate and its like": regexp.MustCompile(`(?m)(?:^|[;{\s])(?:rotate|scale|translate)\s*:`),
		"layers":              regexp.MustCompile(`@layer\b`),
		":has":                regexp.MustCompile(`:has\(`),
		"aspect-ratio":        regexp.MustCompile(`\baspect-ratio\b`),
		"new viewport units":  regexp.MustCompile(`\d[dsl]v(?:h|w|min|max|b|i)\b`),
		"inset":               regexp.MustCompile(`(?:^|[;{\s])inset(?:-inline|-block)?\s*:`),
		"containers":          regexp.MustCompile(`@container\b|\bcontainer(?:-type|-name)?\s*:|\d(?:cqw|cqh|cqi|cqb|cqmin|cqmax)\b`),
		"scopes":              regexp.MustCompile(`@scope\b|@starting-style\b`),
		"nesting":             regexp.MustCompile(`&`),
		"ranges in @media":    regexp.MustCompile(`@media[^{]*[<>]`),
		"accent-color":        regexp.MustCompile(`\baccent-color\s*:`),
		"subgrid":             regexp.MustCompile(`\bsubgrid\b`),
	}
}

func TestStylesForOldBrowsers(t *testing.T) {
	t.Parallel()
	comment := regexp.MustCompile(`(?s)/\*.*?\*/`)
	quoted := regexp.MustCompile(`"[^"\n]*"`)
	seen := 0
	for name, text := range texts(t, newAssets(t).FS()) {
		if path.Ext(name) != ".css" {
			continue
		}
		seen++
		text = quoted.ReplaceAllString(comment.ReplaceAllString(text, ""), `""`)
		for what, form := range tooNew() {
			if found := form.FindString(text); found != "" {
				t.Errorf("%s uses %s, which old browsers lack: %q", name, what, found)
			}
		}
		for _, rule := range nested(text) {
			t.Errorf("%s has %q inside another rule", name, rule)
		}
	}
	if seen == 0 {
		t.Error("there is no stylesheet")
	}
}

func TestNested(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		css  string
		want []string
	}{
		{css: `a { color: red; } b { color: blue }`},
		{css: `@media print { a { color: red; } @page { margin: 0; } } @page { margin: 0 } c { top: 0; }`},
		{css: `a { color: red; b { color: blue; } }`, want: []string{"b"}},
		{css: `@media print { a { color: red; @media screen { top: 0; } } }`, want: []string{"@media screen"}},
	} {
		if diff := cmp.Diff(c.want, nested(c.css)); diff != "" {
			t.Errorf("nested(%q) (-want +got):\n%s", c.css, diff)
		}
	}
}

// nested lists the rules that stand inside a rule other than @media and @supports, in CSS without comments.
func nested(css string) []string {
	var found []string
	var open []bool // whether rules may stand in the blocks that are open
	head := 0
	for i, c := range css {
		switch c {
		case '{':
			rule := strings.TrimSpace(css[head:i])
			if len(open) > 0 && !open[len(open)-1] {
				found = append(found, rule)
			}
			group := strings.HasPrefix(rule, "@media") || strings.HasPrefix(rule, "@supports") || strings.HasPrefix(rule, "@keyframes")
			open = append(open, group)
			head = i + 1
		case '}':
			open = open[:max(len(open)-1, 0)]
			head = i + 1
		case ';':
			head = i + 1
		}
	}
	return found
}

// TestPath has an address that changes whenever any file does, so that browsers may keep files for ever.
func TestPath(t *testing.T) {
	t.Parallel()
	a := newAssets(t)
	all := texts(t, a.FS())
	h := sha256.New()
	for _, name := range walked(t, a.FS()) {
		fmt.Fprintf(h, "%s\n%d\n%s", name, len(all[name]), all[name])
	}
	sum := hex.EncodeToString(h.Sum(nil))[:12]
	if a.Sum() != sum {
		t.Errorf("checksum %q, want that of all files, %q", a.Sum(), sum)
	}
	if got, want := a.Path("css/app.css"), "/static/"+sum+"/css/app.css"; got != want {
		t.Errorf("path %q, want %q", got, want)
	}
}

// walked lists all files in the order of a walk.
func walked(tb testing.TB, fsys fs.FS) []string {
	tb.Helper()
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return names
}

// TestModules gives all that a module imports, each once, also through others, and not what is fetched only when it is needed.
func TestModules(t *testing.T) {
	t.Parallel()
	a := newAssets(t)
	got := a.Modules("js/later.js")
	for _, name := range []string{"js/device.js", "js/kept.js", "js/state.js"} { // of itself, of another, of several
		if n := len(slices.DeleteFunc(slices.Clone(got), func(p string) bool { return p != a.Path(name) })); n != 1 {
			t.Errorf("%s is there %d times", name, n)
		}
	}
	for _, name := range []string{"js/later.js", "js/here.js", "js/pocket.js"} { // itself, and what is fetched without a line
		if slices.Contains(got, a.Path(name)) {
			t.Errorf("%s is there", name)
		}
	}
	if got := a.Modules("js/state.js"); len(got) != 0 {
		t.Errorf("a module that imports nothing imports %v", got)
	}
}
