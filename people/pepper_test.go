package people

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// TestPepper starts several at once: all have the same pepper, and so has the next.
func TestPepper(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pepper")
	got := make([][]byte, 16)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() {
			var err error
			if got[i], err = Pepper(path); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	again, err := Pepper(path)
	if err != nil || len(again) != pepperSize || bytes.Equal(again, make([]byte, pepperSize)) {
		t.Fatalf("the pepper is %x, %v", again, err)
	}
	for _, pepper := range got {
		if !bytes.Equal(pepper, again) {
			t.Errorf("one has the pepper %x, another %x", pepper, again)
		}
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("the file has the mode %o", mode)
	}
	other, err := Pepper(filepath.Join(t.TempDir(), "pepper"))
	if err != nil || bytes.Equal(other, again) {
		t.Errorf("another has the same pepper, %v", err)
	}
}

func TestPepperFaults(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{"empty": "", "short": "1234", "long": string(make([]byte, pepperSize+1))} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Pepper(path); !errors.Is(err, ErrPepper) {
			t.Errorf("%s: %v", name, err)
		}
		if kept, err := os.ReadFile(path); err != nil || string(kept) != content {
			t.Errorf("%s: the file was changed to %q, %v", name, kept, err)
		}
	}
	if _, err := Pepper(filepath.Join(dir, "none", "pepper")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in no folder: %v", err)
	}
	if _, err := Pepper(dir); err == nil {
		t.Error("a folder is a pepper")
	}
}
