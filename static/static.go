// Package static holds the files that pages refer to: the stylesheet, small ES modules and icons, all embedded.
//
// Their addresses hold a checksum of all of them, so that browsers may keep them for ever and still get a new version at once.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
)

//go:embed css js img
var files embed.FS

// Prefix is the part of the address that all files share.
const Prefix = "/static/"

// Assets are the embedded files and their checksum.
type Assets struct {
	sum     string
	imports map[string][]string // by the name of a module, the modules that it imports
}

// New reads all files once for the checksum.
func New() (*Assets, error) {
	h, a := sha256.New(), &Assets{imports: map[string][]string{}}
	imported := regexp.MustCompile(`(?m)^import .* from "\./(.+)";$`)
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := files.ReadFile(name)
		fmt.Fprintf(h, "%s\n%d\n%s", name, len(raw), raw)
		for _, m := range imported.FindAllSubmatch(raw, -1) {
			a.imports[name] = append(a.imports[name], path.Join(path.Dir(name), string(m[1])))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the static files: %w", err)
	}
	a.sum = hex.EncodeToString(h.Sum(nil))[:12]
	return a, nil
}

// Path gives the address of a file, such as "css/app.css".
func (a *Assets) Path(name string) string { return Prefix + a.sum + "/" + name }

// Modules gives the addresses of all modules that a module imports, by itself or through others, but for those that it asks for only when
// it needs them. A browser that is told of all at once need not read one before it learns of the next.
func (a *Assets) Modules(name string) []string {
	seen, all := map[string]bool{name: true}, []string{}
	for next := []string{name}; len(next) > 0; next = next[1:] {
		for _, imported := range a.imports[next[0]] {
			if !seen[imported] {
				seen[imported] = true
				all, next = append(all, a.Path(imported)), append(next, imported)
			}
		}
	}
	return all
}

// Sum is the checksum in the addresses.
func (a *Assets) Sum() string { return a.sum }

// FS gives the files by name.
func (a *Assets) FS() fs.FS { return files }
