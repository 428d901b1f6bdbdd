package playbook_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"clerkcoach/playbook"

	"github.com/google/go-cmp/cmp"
)

// write puts the files into a new folder named store.
func (f files) write(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "store")
	if err := os.Mkdir(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	for name, text := range f {
		put(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	return dir
}

func put(t testing.TB, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o750), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func stampOf(t testing.TB, dir string) string {
	t.Helper()
	stamp, err := playbook.Stamp(dir)
	if err != nil {
		t.Fatal(err)
	}
	if stamp == "" {
		t.Fatal("an empty stamp")
	}
	return stamp
}

func TestStamp(t *testing.T) {
	t.Parallel()
	// A time long past: what is written in a test can have no older one.
	past := time.Date(2020, time.March, 1, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		work func(dir string) error
		same bool
	}{
		{"nobody works", func(string) error { return nil }, true},
		{"a file is read", func(dir string) error { _, err := os.ReadFile(filepath.Join(dir, "book.yaml")); return err }, true},
		{"a file grows and keeps its time", func(dir string) error {
			name := filepath.Join(dir, "book.yaml")
			return errors.Join(os.WriteFile(name, []byte("# longer now\n"), 0o600), os.Chtimes(name, past, past))
		}, false},
		{"a file's time moves", func(dir string) error {
			return os.Chtimes(filepath.Join(dir, "en", "asks", "calm.txt"), past, past.Add(time.Millisecond))
		}, false},
		{"a file comes", func(dir string) error { return os.WriteFile(filepath.Join(dir, "new.txt"), nil, 0o600) }, false},
		{"a file goes", func(dir string) error { return os.Remove(filepath.Join(dir, "en", "asks", "calm.txt")) }, false},
		{"a file is renamed", func(dir string) error {
			return os.Rename(filepath.Join(dir, "en", "asks", "calm.txt"), filepath.Join(dir, "en", "asks", "brisk.txt"))
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := files{"book.yaml": "# short\n", "en/asks/calm.txt": "takes ages\n"}.write(t)
			for _, name := range []string{"book.yaml", "en/asks/calm.txt"} {
				if err := os.Chtimes(filepath.Join(dir, filepath.FromSlash(name)), past, past); err != nil {
					t.Fatal(err)
				}
			}
			before := stampOf(t, dir)
			if err := c.work(dir); err != nil {
				t.Fatal(err)
			}
			if same := stampOf(t, dir) == before; same != c.same {
				t.Errorf("the stamp is the same: %t, want %t", same, c.same)
			}
		})
	}
}

func TestStampOfNothing(t *testing.T) {
	t.Parallel()
	if stampOf(t, t.TempDir()) == stampOf(t, files{"a.txt": ""}.write(t)) {
		t.Error("an empty folder and one with an empty file have the same stamp")
	}
	missing := filepath.Join(t.TempDir(), "gone")
	stamp, err := playbook.Stamp(missing)
	if stamp != "" || !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), missing) {
		t.Errorf("a missing folder: %q, %v", stamp, err)
	}
}

func TestLoadWithStore(t *testing.T) {
	t.Parallel()
	dir := files{"en/asks/hesitant.txt": "# us\nour own wording of it\n", "notes.md": "?"}.write(t)
	shipped, err := playbook.LoadWith("")
	if err != nil {
		t.Fatal(err)
	}
	own, err := playbook.LoadWith(dir)
	if err != nil {
		t.Fatal(err)
	}
	asks := cardOf(t, own, "hesitant").Asks("en")
	if got, want := len(asks), len(cardOf(t, shipped, "hesitant").Asks("en"))+1; got != want {
		t.Errorf("%d asks, want %d", got, want)
	}
	if diff := cmp.Diff(playbook.Ask{Text: "our own wording of it", Writer: "us"}, asks[len(asks)-1]); diff != "" {
		t.Errorf("the last ask (-want +got):\n%s", diff)
	}
	if own.Hash() == shipped.Hash() {
		t.Error("both books have the same hash")
	}
}

func TestLoadWithBrokenFolder(t *testing.T) {
	t.Parallel()
	dir := files{"en/cards/hesitant.yaml": "title: [", "en/asks/ghost.txt": "who?", "misc.txt": "?"}.write(t)
	book, err := playbook.LoadWith(dir)
	var faults playbook.Faults
	if !errors.As(err, &faults) || book != nil {
		t.Fatalf("LoadWith gives the book %v and the error %v, want faults only", book, err)
	}
	want := playbook.Faults{
		{File: "store/en/asks/ghost.txt", Rule: playbook.RuleNoCard, Param: "ghost"},
		{File: "store/en/cards/hesitant.yaml", Line: 1, Rule: playbook.RuleSyntax, Param: "did not find expected node content"},
		{File: "store/misc.txt", Rule: playbook.RulePlace},
	}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestLoadWithNoFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	put(t, file, "no folder")
	for name, dir := range map[string]string{"missing": filepath.Join(t.TempDir(), "gone"), "a file": file} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			book, err := playbook.LoadWith(dir)
			var faults playbook.Faults
			if err == nil || book != nil || errors.As(err, &faults) {
				t.Fatalf("LoadWith gives the book %v and the error %v, want an error that is no faults", book, err)
			}
			if !strings.Contains(err.Error(), dir) || strings.Count(err.Error(), dir) > 1 {
				t.Errorf("the error does not name the folder once: %v", err)
			}
			if missing := name == "missing"; errors.Is(err, fs.ErrNotExist) != missing {
				t.Errorf("the error says that nothing is there: %v", err)
			}
		})
	}
}

// TestLoadWithLinks wants links that lead out of the folder to be refused: a playbook reads its own files only.
func TestLoadWithLinks(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "secret.txt")
	put(t, secret, "nobody's business\n")
	dir := files{"en/asks/hesitant.txt": "ours\n"}.write(t)
	if err := os.Symlink(secret, filepath.Join(dir, "en", "asks", "urgent.txt")); err != nil {
		t.Skipf("no links here: %v", err)
	}
	book, err := playbook.LoadWith(dir)
	var faults playbook.Faults
	if !errors.As(err, &faults) || book != nil {
		t.Fatalf("LoadWith gives the book %v and the error %v, want faults only", book, err)
	}
	if len(faults) != 1 || faults[0].File != "store/en/asks/urgent.txt" || faults[0].Rule != playbook.RuleRead {
		t.Errorf("faults: %v", faults)
	}
}
