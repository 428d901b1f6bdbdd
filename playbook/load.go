package playbook

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/go-playground/validator/v10"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
)

// Bounds of what is read; content beyond them is a fault, never a slow start.
const (
	maxFileBytes = 1 << 20 // of a list of asks
	maxYAMLBytes = 1 << 17 // the time to read YAML grows with the square of a mapping's fields
	maxFiles     = 5000
	maxAskRunes  = 500
)

// Layer is one folder of playbook files. Later layers are laid over earlier ones.
type Layer struct {
	// Name stands before the file names in faults; empty for the shipped layer.
	Name string
	FS   fs.FS
}

// Load reads a playbook from its layers, file by file: a later layer's card words, scenes, names and paths replace an earlier
// layer's, its asks are added, and its book.yaml adds cards or changes what it lists. The error is of type Faults when the content
// is wrong, and then holds every fault found.
func Load(layers ...Layer) (*Book, error) {
	rules, err := newRules()
	if err != nil {
		return nil, fmt.Errorf("state the playbook's rules: %w", err)
	}
	l := &loader{
		rules: rules,
		hash:  sha256.New(),
		from:  map[any]source{},
		book: &Book{
			Outside: map[string][]Ask{}, names: map[string]*Names{}, prompts: map[string]*Prompts{},
			facts: map[string]Fact{}, byID: map[string]*Card{},
		},
	}
	for _, layer := range layers {
		l.read(layer)
	}
	l.crossCheck()
	if len(l.faults) > 0 {
		l.faults.sort()
		return nil, l.faults
	}
	l.book.hash = hex.EncodeToString(l.hash.Sum(nil))
	return l.book, nil
}

// loader gathers a book and everything that is wrong with it.
type loader struct {
	rules  *validator.Validate
	book   *Book
	faults Faults
	hash   hash.Hash
	files  int
	// from remembers the files that things came from, for the faults found when all is read.
	from map[any]source
	// What could not be read is not missed in other files.
	outlineBroken, factsBroken bool
}

// source is where something was read: a file, and a field in it.
type source struct {
	file string
	raw  []byte
	root *yaml.Node // of the parsed file; empty until the first fault
	at   string
}

func newSource(file string, raw []byte) source {
	return source{file: file, raw: raw, root: &yaml.Node{}}
}

// below is a source inside another, at a field of it.
func (s source) below(field string) source {
	s.at = strings.TrimPrefix(s.at+field, ".")
	return s
}

// fault makes a fault of a field below the source's own; only then is the file parsed once more, for the line.
func (s source) fault(field, rule, param string) Fault {
	f := Fault{File: s.file, Field: s.below(field).at, Rule: rule, Param: param}
	if s.root.IsZero() {
		if err := yaml.Unmarshal(s.raw, s.root); err != nil {
			return f
		}
	}
	f.Line = lineOf(s.root, f.Field)
	return f
}

func (l *loader) fault(f Fault) { l.faults = append(l.faults, f) }

// read takes in one layer: first what is the same in all languages, then each language's folder.
func (l *loader) read(layer Layer) {
	names, err := fileNames(layer.FS)
	if err != nil {
		l.fault(Fault{File: layer.Name, Rule: RuleRead, Param: plainCause(err)})
		return
	}
	if l.files += len(names); l.files > maxFiles {
		l.fault(Fault{File: layer.Name, Rule: RuleTooMany, Param: fmt.Sprint(maxFiles)})
		return
	}
	for _, name := range names {
		l.readFile(layer, name)
	}
}

// fileNames lists the files that may be content: hidden files and notes in Markdown are left alone. Files that do not depend on a
// language come first, so that a language's files can refer to the cards.
func fileNames(fsys fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case p != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case !d.IsDir() && !strings.HasSuffix(p, ".md"):
			names = append(names, p)
		}
		return nil
	})
	sort.SliceStable(names, func(i, j int) bool {
		return !strings.Contains(names[i], "/") && strings.Contains(names[j], "/")
	})
	return names, err
}

// readFile decides by its place what a file is.
func (l *loader) readFile(layer Layer, name string) {
	file := path.Join(layer.Name, name)
	raw, ok := l.bytes(layer, name, file)
	if !ok {
		return
	}
	parts := strings.Split(name, "/")
	id := strings.TrimSuffix(parts[len(parts)-1], path.Ext(name))
	if len(parts) > 1 && !isLanguage(parts[0]) {
		l.fault(Fault{File: file, Rule: RulePlace})
		return
	}
	switch {
	case name == "book.yaml":
		l.readOutline(file, raw)
	case name == "facts.yaml":
		l.readFacts(file, raw)
	case len(parts) == 2 && parts[1] == "book.yaml":
		l.readNames(parts[0], file, raw)
	case len(parts) == 2 && parts[1] == "drills.yaml":
		l.readPrompts(parts[0], file, raw)
	case name == pathsName:
		l.readPaths(file, raw)
	case len(parts) == 2 && parts[1] == pathsName:
		l.readPathWords(parts[0], path.Join(layer.Name, pathsName), file, raw)
	case len(parts) == 3 && parts[1] == "cards" && path.Ext(name) == ".yaml":
		l.readWords(parts[0], id, file, raw)
	case len(parts) == 3 && parts[1] == "scenes" && path.Ext(name) == ".yaml":
		l.readScenes(parts[0], id, file, raw)
	case len(parts) == 3 && parts[1] == "mistakes" && path.Ext(name) == ".yaml":
		l.readMistakes(parts[0], id, file, raw)
	case len(parts) == 3 && parts[1] == "questions" && path.Ext(name) == ".yaml":
		l.readWritten(parts[0], id, file, raw)
	case len(parts) == 3 && parts[1] == "asks" && path.Ext(name) == ".txt":
		l.readAsks(parts[0], id, file, raw)
	default:
		l.fault(Fault{File: file, Rule: RulePlace})
	}
}

// bytes reads a whole file within bounds and adds it to the book's hash.
func (l *loader) bytes(layer Layer, name, file string) ([]byte, bool) {
	// A pipe or a device would be waited for without end.
	if info, err := fs.Stat(layer.FS, name); err == nil && !info.Mode().IsRegular() {
		l.fault(Fault{File: file, Rule: RuleRead, Param: "not a regular file"})
		return nil, false
	}
	f, err := layer.FS.Open(name)
	if err != nil {
		l.fault(Fault{File: file, Rule: RuleRead, Param: plainCause(err)})
		return nil, false
	}
	defer f.Close() //nolint:errcheck // only read
	limit, told := maxFileBytes, "1 MiB"
	if path.Ext(name) == ".yaml" {
		limit, told = maxYAMLBytes, "128 KiB"
	}
	raw, err := io.ReadAll(io.LimitReader(f, int64(limit)+1))
	switch {
	case err != nil:
		l.fault(Fault{File: file, Rule: RuleRead, Param: plainCause(err)})
	case len(raw) > limit:
		l.fault(Fault{File: file, Rule: RuleTooLarge, Param: told})
	case !utf8.Valid(raw):
		l.fault(Fault{File: file, Rule: RuleEncoding})
	default:
		fmt.Fprintf(l.hash, "%s\n%d\n%s", name, len(raw), raw)
		return raw, true
	}
	return nil, false
}

// isLanguage tells whether a folder's name is a language tag in its usual spelling, such as zh-Hans.
func isLanguage(name string) bool {
	tag, err := language.Parse(name)
	return err == nil && tag.String() == name
}

// plainCause leaves the path out of a file error: the fault names the file already.
func plainCause(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}
