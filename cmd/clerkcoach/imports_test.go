package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// moduleRoot is where this module starts, from here.
const moduleRoot = "../.."

// The modules and packages that some of ours must keep away from; all below them is meant as well.
const (
	webFramework = "github.com/gin-gonic/gin"
	database     = "database/sql"
	fullText     = "github.com/blevesearch/bleve"
	fullTextAPI  = "github.com/blevesearch/bleve_index_api"
)

// rule says what a package may import of ours and what of others it never may. Where only is set, it may import nothing else but the
// standard library.
type rule struct{ ours, never, only []string }

// rules has a line for every package; a new package needs one.
func rules() map[string]rule {
	pure := []string{webFramework, database, fullText, fullTextAPI}
	return map[string]rule{
		"static":   {never: pure},
		"locales":  {never: append(pure, "html/template")},
		"playbook": {never: append(pure, "net/http")},
		"tables":   {never: append(pure, "net/http"), only: []string{"github.com/xuri/excelize/v2", "golang.org/x/text"}},
		"search/text": {
			never: []string{database},
			only:  []string{"golang.org/x/text", "github.com/blevesearch/snowballstem"},
		},
		"search": {ours: []string{"playbook", "search/text"}, never: []string{webFramework, database, "net/http"}},
		// The clock and the seed come in as arguments.
		"drills":       {ours: []string{"playbook", "search/text"}, never: append(pure, "net/http", "time")},
		"drills/bank":  {ours: []string{"drills", "tables"}, never: append(pure, "net/http")},
		"search/bench": {ours: []string{"playbook", "search", "search/text"}, never: pure},
		"live":         {ours: []string{"drills", "playbook"}, never: append(pure, "net/http")},
		"people":       {ours: []string{"tables"}, never: append(pure, "net/http")},
		"records":      {ours: []string{"drills", "live", "people", "playbook"}, never: []string{webFramework, "html", fullText, fullTextAPI, "net/http"}},
		// Servers for tests and measurements; see forTests.
		"records/pgtest": {never: []string{"html", "net/http"}, only: []string{"github.com/jackc/pgx/v5"}},
		"handlers": {
			ours:  []string{"drills", "live", "playbook", "search", "search/text", "locales", "static", "records", "people", "tables"},
			never: []string{fullText, fullTextAPI, "modernc.org/sqlite", "github.com/jackc/pgx"},
		},
		"cmd/clerkcoach": {
			ours: []string{
				"drills", "drills/bank", "handlers", "live", "people", "playbook", "records", "search", "search/bench", "search/text", "locales", "static",
			},
		},
		"cmd/liveload":       {ours: []string{"cmd/liveload/crowd", "live", "records", "records/pgtest", "scripts/promise"}},
		"cmd/liveload/crowd": {only: []string{}},
		"scripts/compare":    {ours: []string{"playbook", "search", "search/bench"}},
		"scripts/load":       {},
		"scripts/answers":    {ours: []string{"people", "playbook", "records", "records/pgtest", "scripts/promise"}},
		"scripts/promise":    {only: []string{}},
	}
}

// breaks tells which rule an import breaks; empty where it may stand.
func (r rule) breaks(path string) string {
	first, _, _ := strings.Cut(path, "/")
	switch own, ours := strings.CutPrefix(path, "clerkcoach/"); {
	case ours && !slices.Contains(r.ours, own):
		return "is not for this package"
	case ours:
		return ""
	case slices.ContainsFunc(r.never, func(p string) bool { return below(p, path) }):
		return "is never for this package"
	case r.only != nil && strings.Contains(first, ".") && !slices.ContainsFunc(r.only, func(p string) bool { return below(p, path) }):
		return "is none of the few modules that this package may use"
	}
	return ""
}

// forTests tells whether an import of what is made for tests alone stands where it is shipped: anywhere but in a tool that measures. Imports of
// test files are not listed.
func forTests(name, path string) bool {
	return (path == "testing" || path == "clerkcoach/records/pgtest") && name != "records/pgtest" && name != "cmd/liveload" &&
		!strings.HasPrefix(name, "scripts/")
}

// below tells whether a path is a module or package, or one below it, such as its second version.
func below(parent, path string) bool { return path == parent || strings.HasPrefix(path, parent+"/") }

// listed is a package as the go command lists it.
type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
}

// packages lists all packages of this module.
func packages(tb testing.TB) []listed {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), "go", "list", "-json=ImportPath,Dir,GoFiles,Imports", "./...")
	cmd.Dir = moduleRoot
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		tb.Fatalf("go list: %v\n%s", err, problems.String())
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestImports(t *testing.T) {
	t.Parallel()
	left := rules()
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "clerkcoach/")
		r, known := left[name]
		if !known {
			t.Errorf("%s has no line in the table of imports", name)
			continue
		}
		delete(left, name)
		for _, path := range p.Imports {
			if why := r.breaks(path); why != "" {
				t.Errorf("%s imports %s, which %s", name, path, why)
			}
			if forTests(name, path) {
				t.Errorf("%s imports %s, which is for tests and scripts", name, path)
			}
		}
	}
	for name := range left {
		t.Errorf("the table of imports has a line for %s, which does not exist", name)
	}
}

// TestDrillsDrawBySeed wants all chance in drills to come from a generator with a seed: the package's own would give another drill each time.
func TestDrillsDrawBySeed(t *testing.T) {
	t.Parallel()
	drawn := map[string]bool{}
	for _, p := range packages(t) {
		if p.ImportPath != "clerkcoach/drills" {
			continue
		}
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if e, ok := n.(ast.Expr); ok && strings.HasPrefix(written(e), "rand.") {
					drawn[written(e)] = true
				}
				return true
			})
		}
	}
	if got := slices.Sorted(maps.Keys(drawn)); !slices.Equal(got, []string{"rand.New", "rand.NewPCG", "rand.Rand"}) {
		t.Errorf("drills uses %q of math/rand", got)
	}
}

func TestImportRule(t *testing.T) {
	t.Parallel()
	r := rule{ours: []string{"playbook"}, never: []string{"net", fullText}, only: []string{"golang.org/x/text"}}
	for path, allowed := range map[string]bool{
		"clerkcoach/playbook":               true,
		"clerkcoach/search":                 false,
		"strings":                           true,
		"net":                               false,
		"net/http":                          false,
		"network":                           true,
		"github.com/blevesearch/bleve/v2":   false,
		"golang.org/x/text/unicode/norm":    true,
		"golang.org/x/textual":              false,
		"github.com/blevesearch/bleve_more": false,
	} {
		if why := r.breaks(path); (why == "") != allowed {
			t.Errorf("%s: %q, allowed must be %t", path, why, allowed)
		}
	}
}

func TestForTests(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, path string
		wrong      bool
	}{
		{"records", "clerkcoach/records/pgtest", true},
		{"cmd/clerkcoach", "clerkcoach/records/pgtest", true},
		{"cmd/clerkcoach", "testing", true},
		{"cmd/clerkcoach", "clerkcoach/records", false},
		{"scripts/answers", "clerkcoach/records/pgtest", false},
		{"records/pgtest", "testing", false},
	} {
		if got := forTests(c.name, c.path); got != c.wrong {
			t.Errorf("%s imports %s: %t, want %t", c.name, c.path, got, c.wrong)
		}
	}
}

// Bounds of what one has to read at a time, in lines.
const (
	maxFileLines     = 400
	maxFunctionLines = 60
)

// TestCode holds what no linter of ours looks at: short files and functions, no state of packages, no init, no panic.
func TestCode(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, p := range packages(t) {
		for _, name := range p.GoFiles {
			seen++
			file := filepath.Join(p.Dir, name)
			raw, err := fs.ReadFile(os.DirFS(p.Dir), name)
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range codeFaults(t, strings.TrimPrefix(p.ImportPath, "clerkcoach/")+"/"+name, raw) {
				t.Errorf("%s: %s", file, fault)
			}
		}
	}
	if seen == 0 {
		t.Error("no file was looked at")
	}
}

// codeFaults tells what is wrong with a file of Go code.
func codeFaults(tb testing.TB, name string, raw []byte) []string {
	tb.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, raw, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		tb.Fatal(err)
	}
	var faults []string
	if bytes.Count(raw, []byte("\n")) > maxFileLines {
		faults = append(faults, "is too long a file")
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if set.Position(d.End()).Line-set.Position(d.Pos()).Line+1 > maxFunctionLines {
				faults = append(faults, d.Name.Name+" is too long a function")
			}
			if d.Recv == nil && d.Name.Name == "init" {
				faults = append(faults, "has an init function")
			}
		case *ast.GenDecl:
			faults = append(faults, stateFaults(name, d)...)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && panics(call) && !passesOn(file, name) {
			faults = append(faults, "calls panic")
		}
		return true
	})
	return faults
}

func panics(call *ast.CallExpr) bool {
	name, ok := call.Fun.(*ast.Ident)
	return ok && name.Name == "panic"
}

// passesOn tells whether a file's one panic is that of the middleware, which passes on net/http's own way of ending a request.
func passesOn(file *ast.File, name string) bool {
	calls, guarded := 0, 0
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if panics(n) {
				calls++
			}
		case *ast.IfStmt:
			if cond, ok := n.Cond.(*ast.BinaryExpr); ok && cond.Op == token.EQL && written(cond.Y) == "http.ErrAbortHandler" {
				guarded++
			}
		}
		return true
	})
	return name == "handlers/middleware.go" && calls == 1 && guarded == 1
}

// stateFaults names the variables of a package other than those that nobody changes: sentinels, compiled expressions, embedded
// files and the version, which the linker sets.
func stateFaults(name string, d *ast.GenDecl) []string {
	if d.Tok != token.VAR {
		return nil
	}
	var faults []string
	for _, s := range d.Specs {
		v, ok := s.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for i, id := range v.Names {
			switch {
			case id.Name == "_", embedded(d.Doc), embedded(v.Doc), name == "cmd/clerkcoach/main.go" && id.Name == "version":
			case i < len(v.Values) && fixed(v.Values[i]):
			default:
				faults = append(faults, "has the package variable "+id.Name)
			}
		}
	}
	return faults
}

// embedded tells whether a variable holds embedded files.
func embedded(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") })
}

// fixed tells whether a value is a sentinel or a compiled expression.
func fixed(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	return ok && slices.Contains([]string{"errors.New", "regexp.MustCompile"}, written(call.Fun))
}

// written gives a name of another package as it stands in the code.
func written(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok {
			return x.Name + "." + s.Sel.Name
		}
	}
	return ""
}

func TestCodeFaults(t *testing.T) {
	t.Parallel()
	middleware := "package handlers\nfunc f(p any) {\nif p == http.ErrAbortHandler {\npanic(p)\n}\n"
	for _, c := range []struct{ name, file, code, want string }{
		{"good", "a.go", "package a\nvar a = errors.New(\"\")\nvar (\n b = regexp.MustCompile(``)\n //go:embed x\n c embed.FS\n)\n", ""},
		{"embedded text", "a.go", "package a\n//go:embed x\nvar x string\n", ""},
		{"the version", "cmd/clerkcoach/main.go", "package main\nvar version = \"\"\n", ""},
		{"another version", "a.go", "package a\nvar version = \"\"\n", "has the package variable version"},
		{"a table", "a.go", "package a\nvar m = map[string]int{}\n", "has the package variable m"},
		{"two variables", "a.go", "package a\nvar x, y int\n", "has the package variable x; has the package variable y"},
		{"init", "a.go", "package a\nfunc init() {}\n", "has an init function"},
		{"panic", "a.go", "package a\nfunc f() { panic(1) }\n", "calls panic"},
		{"panic passed on", "handlers/middleware.go", middleware + "}\n", ""},
		{"panic passed on elsewhere", "handlers/a.go", middleware + "}\n", "calls panic"},
		{"a second panic", "handlers/middleware.go", middleware + "panic(1)\n}\n", "calls panic; calls panic"},
		{"function of 60 lines", "a.go", "package a\nfunc f() {\n" + strings.Repeat("\n", 58) + "}\n", ""},
		{"function of 61 lines", "a.go", "package a\nfunc f() {\n" + strings.Repeat("\n", 59) + "}\n", "f is too long a function"},
		{"file of 400 lines", "a.go", "package a\n" + strings.Repeat("\n", 399), ""},
		{"file of 401 lines", "a.go", "package a\n" + strings.Repeat("\n", 400), "is too long a file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(codeFaults(t, c.file, []byte(c.code)), "; "); got != c.want {
				t.Errorf("faults %q, want %q", got, c.want)
			}
		})
	}
}
