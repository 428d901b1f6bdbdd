package search

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"clerkcoach/playbook"
)

// otherBook differs from smallBook in what it answers to "xqzv".
func otherBook(tb testing.TB) *playbook.Book {
	tb.Helper()
	return smallBook(tb, map[string]string{
		"en/asks/hurry.txt":   "xqzv now\nhe is xqzv\n",
		"en/cards/hurry.yaml": cardText("Hurry", "s", "xqzv first", "a"),
	})
}

// inUse is the book of the index in use.
func inUse(tb testing.TB, k *Keeper) *playbook.Book {
	tb.Helper()
	x, release, err := k.Use()
	if err != nil {
		tb.Fatal(err)
	}
	defer release()
	return x.Book()
}

func TestKeeperInMemory(t *testing.T) {
	t.Parallel()
	k := NewKeeper("")
	for _, book := range []*playbook.Book{smallBook(t), otherBook(t)} {
		if err := k.Keep(book); err != nil {
			t.Fatal(err)
		}
		if inUse(t, k) != book {
			t.Error("the index in use is not of the book that was kept last")
		}
	}
	for range 2 {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
		if _, _, err := k.Use(); !errors.Is(err, ErrNotReady) {
			t.Errorf("Use after Close: %v", err)
		}
	}
}

func TestKeeperSweeps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	k := NewKeeper(dir)
	for _, book := range []*playbook.Book{smallBook(t), otherBook(t), smallBook(t)} {
		if err := k.Keep(book); err != nil {
			t.Fatal(err)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
			t.Errorf("the folder holds %v, %v; want one index", entries, err)
		}
	}
	if err := k.Close(); err != nil {
		t.Error(err)
	}
}

// When a folder goes bad, the index in use goes on answering.
func TestKeeperBadFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "index")
	k := NewKeeper(dir)
	old := smallBook(t)
	if err := k.Keep(old); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir, dir+"-moved"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir, []byte("in the way"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := k.Keep(otherBook(t)); err == nil {
		t.Error("an index was kept in a folder that is a file")
	}
	if inUse(t, k) != old {
		t.Error("the index in use has changed")
	}
	x, release, err := k.Use()
	if err != nil {
		t.Fatal(err)
	}
	if found, err := x.Find(t.Context(), "sign language", "en", 3); err != nil || len(found) != 1 {
		t.Errorf("found %v, %v", found, err)
	}
	release()
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	book := otherBook(t)
	if err := k.Keep(book); err != nil || inUse(t, k) != book {
		t.Errorf("when the folder is good again: %v", err)
	}
	if err := k.Close(); err != nil {
		t.Error(err)
	}
}

func TestKeeperNeverReady(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	k := NewKeeper(file)
	if err := k.Keep(smallBook(t)); err == nil {
		t.Error("an index was kept in a file")
	}
	if _, _, err := k.Use(); !errors.Is(err, ErrNotReady) {
		t.Errorf("Use: %v", err)
	}
	if err := k.Close(); err != nil {
		t.Error(err)
	}
}

// An index is closed only when its last user has let go, and nobody waits for that to use the new one.
func TestKeeperWaitsForUsers(t *testing.T) {
	t.Parallel()
	k := NewKeeper(t.TempDir())
	if err := k.Keep(smallBook(t)); err != nil {
		t.Fatal(err)
	}
	old, release, err := k.Use()
	if err != nil {
		t.Fatal(err)
	}
	book, kept := otherBook(t), make(chan error, 1)
	go func() { kept <- k.Keep(book) }()
	for inUse(t, k) != book {
		time.Sleep(time.Millisecond)
	}
	for range 20 {
		if found, err := old.Find(t.Context(), "sign language", "en", 3); err != nil || len(found) != 1 {
			t.Fatalf("the old index was closed under its user: %v, %v", found, err)
		}
		time.Sleep(time.Millisecond)
	}
	select {
	case err := <-kept:
		t.Errorf("Keep came back before the old index was released: %v", err)
	default:
	}
	release()
	if err := <-kept; err != nil {
		t.Error(err)
	}
	if _, err := old.Find(t.Context(), "sign language", "en", 3); err == nil {
		t.Error("the old index is still open")
	}
	if err := k.Close(); err != nil {
		t.Error(err)
	}
}

// While two books take turns, every user sees one of them whole.
func TestKeeperShowsWholeBooks(t *testing.T) {
	t.Parallel()
	k := NewKeeper("")
	one, other := smallBook(t), otherBook(t)
	if err := k.Keep(one); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var users sync.WaitGroup
	for range 4 {
		users.Go(func() {
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
				knows := x.Ask("xqzv", 1).Verdict != Outside
				found, err := x.Find(t.Context(), "xqzv", "en", 1)
				if err != nil || knows != (x.Book() == other) || knows != (len(found) == 1) {
					t.Errorf("a user saw a mixture: knows %v, found %v, %v", knows, found, err)
				}
				release()
			}
		})
	}
	for i := range 8 {
		if err := k.Keep([]*playbook.Book{other, one}[i%2]); err != nil {
			t.Error(err)
		}
	}
	close(done)
	users.Wait()
	if err := k.Close(); err != nil {
		t.Error(err)
	}
}
