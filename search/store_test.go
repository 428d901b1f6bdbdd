package search

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"clerkcoach/playbook"
)

func openSmall(tb testing.TB, dir string) *Index {
	tb.Helper()
	x, err := Open(dir, smallBook(tb))
	if err != nil {
		tb.Fatal(err)
	}
	return x
}

// check asks and finds, so that both parts of an index are used.
func check(tb testing.TB, x *Index) {
	tb.Helper()
	if card, _ := first(x.Ask("she uses sign language", 3)); card != "deaf" {
		tb.Errorf("asked of the index: %s, want deaf", card)
	}
	found, err := x.Find(tb.Context(), "sign language", "en", 3)
	if err != nil || len(found) != 1 || found[0].Card != "deaf" {
		tb.Errorf("found in the index: %v, %v", found, err)
	}
	if err := x.Close(); err != nil {
		tb.Error(err)
	}
}

func TestOpenStores(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	built := openSmall(t, dir)
	before := built.Ask("a silent customer who cannot hear", 3)
	check(t, built)
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Fatalf("index folder has %v, %v", entries, err)
	}
	made, err := entries[0].Info()
	if err != nil {
		t.Fatal(err)
	}
	loaded := openSmall(t, dir)
	again, err := os.Stat(filepath.Join(dir, entries[0].Name()))
	if err != nil || !again.ModTime().Equal(made.ModTime()) {
		t.Errorf("a good index was made anew: %v", err)
	}
	after := loaded.Ask("a silent customer who cannot hear", 3)
	if len(after.Matches) != len(before.Matches) || after.Matches[0].Confidence != before.Matches[0].Confidence || after.Verdict != before.Verdict {
		t.Errorf("answers differ: built %+v, loaded %+v", before, after)
	}
	second := openSmall(t, dir)
	check(t, loaded)
	check(t, second)
}

// TestOpenDamaged damages each file of a stored index in several ways; every time the index is made anew and right.
func TestOpenDamaged(t *testing.T) {
	t.Parallel()
	damages := map[string]func(path string, raw []byte) error{
		"deleted":   func(path string, _ []byte) error { return os.Remove(path) },
		"empty":     func(path string, _ []byte) error { return os.WriteFile(path, nil, 0o600) },
		"truncated": func(path string, raw []byte) error { return os.WriteFile(path, raw[:len(raw)/2], 0o600) },
		"flipped": func(path string, raw []byte) error {
			raw[len(raw)/2] ^= 0x40
			return os.WriteFile(path, raw, 0o600)
		},
		"longer": func(path string, raw []byte) error { return os.WriteFile(path, append(raw, 'x'), 0o600) },
	}
	dir := t.TempDir()
	x := openSmall(t, dir)
	check(t, x)
	ways := 0
	for name, damage := range damages {
		for _, file := range filesUnder(t, dir) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := damage(file, raw); err != nil {
				t.Fatal(err)
			}
			ways++
			check(t, openSmall(t, dir))
			if t.Failed() {
				t.Fatalf("after %s was %s", filepath.Base(file), name)
			}
		}
	}
	if ways < 20 {
		t.Errorf("only %d ways of damage were tried", ways)
	}
}

func filesUnder(tb testing.TB, dir string) []string {
	tb.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return files
}

func TestOpenUnwritable(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(filepath.Join(file, "index"), smallBook(t)); err == nil {
		t.Error("an index below a file was opened")
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	check(t, openSmall(t, dir))
	for _, old := range []string{"v0-0123456789abcdef", ".new-left"} {
		if err := os.Mkdir(filepath.Join(dir, old), 0o750); err != nil {
			t.Fatal(err)
		}
	}
	if err := Sweep(dir, smallBook(t)); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left: %v, %v", entries, err)
	}
	check(t, openSmall(t, dir))
}

func TestKeeper(t *testing.T) {
	t.Parallel()
	k := NewKeeper(t.TempDir())
	if _, _, err := k.Use(); !errors.Is(err, ErrNotReady) {
		t.Errorf("Use before Keep: %v", err)
	}
	if err := k.Keep(smallBook(t)); err != nil {
		t.Fatal(err)
	}
	if err := k.Keep(smallBook(t)); err != nil {
		t.Errorf("the same book again: %v", err)
	}
	x, release, err := k.Use()
	if err != nil || x.Book() == nil {
		t.Fatalf("Use: %v", err)
	}
	release()
	if err := k.Close(); err != nil {
		t.Error(err)
	}
	if _, _, err := k.Use(); !errors.Is(err, ErrNotReady) {
		t.Errorf("Use after Close: %v", err)
	}
}

// TestKeeperSwap asks and finds without pause while two books are kept in turns.
func TestKeeperSwap(t *testing.T) {
	t.Parallel()
	k := NewKeeper(t.TempDir())
	books := []*playbook.Book{smallBook(t), smallBook(t, map[string]string{"en/asks/hurry.txt": "quick quick\n"})}
	if err := k.Keep(books[0]); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				x, release, err := k.Use()
				if err != nil {
					t.Error(err)
					return
				}
				if card, _ := first(x.Ask("she uses sign language", 3)); card != "deaf" {
					t.Errorf("got %s", card)
				}
				if _, err := x.Find(t.Context(), "sign language", "en", 3); err != nil {
					t.Error(err)
				}
				release()
			}
		})
	}
	for i := range 6 {
		if err := k.Keep(books[(i+1)%2]); err != nil {
			t.Error(err)
		}
	}
	close(done)
	all.Wait()
	if err := k.Close(); err != nil {
		t.Error(err)
	}
}

func TestRemember(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "questions.jsonl")
	u := NewUnanswered(path)
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	var all sync.WaitGroup
	for _, q := range []string{"one", "two", "one", "三", "two"} {
		all.Go(func() {
			if err := u.Remember(q, "en", at); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	raw, err := os.ReadFile(path)
	if err != nil || countLines(raw) != 3 {
		t.Errorf("kept %q, %v", raw, err)
	}
	if err := os.WriteFile(path, make([]byte, maxUnanswered), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := u.Remember("four", "en", at); !errors.Is(err, ErrFull) {
		t.Errorf("into a full file: %v", err)
	}
}

func countLines(raw []byte) int {
	n := 0
	for _, b := range raw {
		if b == '\n' {
			n++
		}
	}
	return n
}

// TestOpenStrange puts into a stored index, or into its place, what was not there; every time it is made anew, without leftovers.
func TestOpenStrange(t *testing.T) {
	t.Parallel()
	tests := map[string]func(place string) error{
		"another file": func(place string) error { return os.WriteFile(filepath.Join(place, "new"), nil, 0o600) },
		"another file below": func(place string) error {
			return os.WriteFile(filepath.Join(place, "lines", "store", "new"), nil, 0o600)
		},
		"all files gone":      func(place string) error { return errors.Join(moveOut(place), os.Mkdir(place, 0o750)) },
		"a file in its place": func(place string) error { return errors.Join(moveOut(place), os.WriteFile(place, nil, 0o600)) },
		"lines gone":          func(place string) error { return os.RemoveAll(filepath.Join(place, "lines")) },
		"ranker is a folder":  func(place string) error { return folderAt(filepath.Join(place, "ranker.gob")) },
		"seal is a folder":    func(place string) error { return folderAt(filepath.Join(place, "sums")) },
		"a file under another name": func(place string) error {
			return os.Rename(filepath.Join(place, "ranker.gob"), filepath.Join(place, "ranker"))
		},
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "index")
			check(t, openSmall(t, dir))
			place := onlyEntry(t, dir)
			good := filesUnder(t, place)
			before, err := os.Stat(place)
			if err != nil {
				t.Fatal(err)
			}
			if err := spoil(place); err != nil {
				t.Fatal(err)
			}
			check(t, openSmall(t, dir))
			if after, err := os.Stat(onlyEntry(t, dir)); err != nil || os.SameFile(before, after) {
				t.Errorf("the index was not made anew: %v", err)
			}
			if now := filesUnder(t, place); !slices.Equal(now, good) {
				t.Errorf("files are %v, want %v", now, good)
			}
		})
	}
}

// moveOut moves an index out of the index folder; were it removed, a new one might get its number and look the same.
func moveOut(place string) error {
	return os.Rename(place, filepath.Join(filepath.Dir(filepath.Dir(place)), "moved"))
}

func folderAt(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o750)) }

// onlyEntry is the path of the one thing that a folder holds.
func onlyEntry(tb testing.TB, dir string) string {
	tb.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		tb.Fatalf("the folder holds %v, %v; want one index", entries, err)
	}
	return filepath.Join(dir, entries[0].Name())
}

// TestOpenOtherBook has two books' indexes side by side, each in its own folder.
func TestOpenOtherBook(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	x := openSmall(t, dir)
	place := onlyEntry(t, dir)
	book := smallBook(t, map[string]string{"en/cards/hurry.yaml": cardText("Hurry", "s", "no sign language", "a")})
	other, err := Open(dir, book)
	if err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("the folder holds %v, %v; want two indexes", entries, err)
	}
	check(t, x)
	if found, err := other.Find(t.Context(), "sign language", "en", 3); err != nil || len(found) != 2 {
		t.Errorf("found in the other book: %v, %v", found, err)
	}
	if err := other.Close(); err != nil {
		t.Error(err)
	}
	if err := Sweep(dir, book); err != nil {
		t.Fatal(err)
	}
	if kept := onlyEntry(t, dir); kept == place {
		t.Error("Sweep kept the index of the book that is not in use")
	}
}

// TestOpenTogether opens one folder several times at once, as processes do that start together.
func TestOpenTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			x, err := Open(dir, smallBook(t))
			if err != nil {
				t.Error(err)
				return
			}
			check(t, x)
		})
	}
	all.Wait()
	onlyEntry(t, dir)
}

func TestSweepFails(t *testing.T) {
	t.Parallel()
	if err := Sweep(filepath.Join(t.TempDir(), "none"), smallBook(t)); err == nil {
		t.Error("a folder that is not there was swept")
	}
}
