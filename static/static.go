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
)

//go:embed css js img
var files embed.FS

// Prefix is the part of the address that all files share.
const Prefix = "/static/"

// Assets are the embedded files and their checksum.
type Assets struct {
	sum string
}

// New reads all files once for the checksum.
func New() (*Assets, error) {
	h := sha256.New()
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := files.ReadFile(path)
		fmt.Fprintf(h, "%s\n%d\n%s", path, len(raw), raw)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the static files: %w", err)
	}
	return &Assets{sum: hex.EncodeToString(h.Sum(nil))[:12]}, nil
}

// Path gives the address of a file, such as "css/app.css".
func (a *Assets) Path(name string) string { return Prefix + a.sum + "/" + name }

// Sum is the checksum in the addresses.
func (a *Assets) Sum() string { return a.sum }

// FS gives the files by name.
func (a *Assets) FS() fs.FS { return files }
