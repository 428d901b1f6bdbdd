package people

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// pepperSize is how many bytes a pepper has.
const pepperSize = 32

// ErrPepper says that the file of the pepper does not hold one.
var ErrPepper = errors.New("not a pepper of 32 bytes")

// Pepper gives the 32 random bytes of a file, which only its owner can read. At the first start it makes the file: whole and on
// disk, or not at all, and the same for all processes that start at once. It has to be kept as long as the hashes made with it (see
// NewHasher). The errors are ErrPepper and those of the file system.
func Pepper(path string) ([]byte, error) {
	pepper, err := readPepper(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return pepper, err
	}
	if err := makePepper(path); err != nil {
		return nil, fmt.Errorf("make the pepper: %w", err)
	}
	return readPepper(path)
}

func readPepper(path string) ([]byte, error) {
	pepper, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the pepper: %w", err)
	}
	if len(pepper) != pepperSize {
		return nil, fmt.Errorf("read the pepper %s: %w", path, ErrPepper)
	}
	return pepper, nil
}

// makePepper writes a fresh pepper beside its place and links it there, which only the first of several processes can do.
func makePepper(path string) (err error) {
	dir := filepath.Dir(path)
	part, err := os.CreateTemp(dir, ".pepper-*") // with the mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(part.Name())) }()
	pepper := make([]byte, pepperSize)
	rand.Read(pepper) //nolint:errcheck // it never fails, see crypto/rand
	_, err = part.Write(pepper)
	if err := errors.Join(err, part.Sync(), part.Close()); err != nil {
		return err
	}
	if err := os.Link(part.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if runtime.GOOS == "windows" {
		return nil // a folder can't be synced there
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
