package playbook

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed content
var content embed.FS

// Shipped is the playbook that comes with the program.
func Shipped() (Layer, error) {
	fsys, err := fs.Sub(content, "content")
	if err != nil {
		return Layer{}, fmt.Errorf("open the shipped playbook: %w", err)
	}
	return Layer{FS: fsys}, nil
}

// Overlay is a store's own folder, to be laid over the shipped playbook. Nothing outside the folder is read, whatever links it
// holds. Close it when the book is loaded. The error says that the folder cannot be opened.
func Overlay(dir string) (Layer, func() error, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return Layer{}, nil, fmt.Errorf("open the playbook folder %s: %w", dir, err)
	}
	return Layer{Name: filepath.Base(dir), FS: root.FS()}, root.Close, nil
}

// LoadWith loads the shipped playbook, with a store's own folder over it where dir is not empty.
func LoadWith(dir string) (*Book, error) {
	shipped, err := Shipped()
	if err != nil {
		return nil, err
	}
	if dir == "" {
		return Load(shipped)
	}
	own, closeOwn, err := Overlay(dir)
	if err != nil {
		return nil, err
	}
	book, err := Load(shipped, own)
	return book, errors.Join(err, closeOwn())
}

// Stamp sums up names, sizes and times of all files of a folder; it changes when somebody works on them.
func Stamp(dir string) (string, error) {
	h := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(h, path, info.Size(), info.ModTime().UnixNano())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("look at the playbook folder %s: %w", dir, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
