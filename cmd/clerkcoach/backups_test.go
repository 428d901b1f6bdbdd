package main

import (
	"os"
	"path/filepath"
	"testing"

	"clerkcoach/records"
)

// TestBackupRestore takes what one data folder keeps to another.
func TestBackupRestore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	from, to, file := filepath.Join(dir, "from"), filepath.Join(dir, "to"), filepath.Join(dir, "all.db")
	a := records.Attempt{
		ID: "one", Drill: "d", Question: "1", Kind: "numerical", Lang: "en", Answer: []byte("4"), Score: 1, AnsweredAt: 1, ReceivedAt: 2,
	}
	inFolder(t, from, func(s *records.Store) {
		if _, _, err := s.Keep(t.Context(), a); err != nil {
			t.Error(err)
		}
	})
	for _, args := range [][]string{{"backup", "--lang", "en", "--data", from, file}, {"restore", "--lang", "en", "--data", to, file}} {
		if got := execute(t, nil, args...); got.Code != exitGood || got.Stdout == "" {
			t.Fatalf("%q: code %d, %s%s", args, got.Code, got.Stdout, got.Stderr)
		}
	}
	inFolder(t, to, func(s *records.Store) {
		if kept, fresh, err := s.Keep(t.Context(), a); err != nil || fresh || kept.ReceivedAt != 2 {
			t.Errorf("kept %+v, fresh %v, %v", kept, fresh, err)
		}
	})
	if got := execute(t, nil, "restore", "--data", to, file); got.Code != exitWrong || got.Stderr == "" {
		t.Errorf("into what is not empty: code %d, %s", got.Code, got.Stderr)
	}
}

// inFolder opens what a data folder keeps.
func inFolder(t *testing.T, dir string, do func(*records.Store)) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	s, err := records.Open(t.Context(), records.Config{Folder: dir})
	if err != nil {
		t.Fatal(err)
	}
	do(s)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestBackupWrongly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, args := range [][]string{
		{"backup", "--data", dir}, {"restore", "--data", dir, "a", "b"}, {"backup", "--data", dir, "--database", "mysql://x", "f"},
		{"serve", "--data", dir, "--addr", "127.0.0.1:0", "--database", "mysql://x"},
	} {
		if got := execute(t, nil, args...); got.Code != exitUsage || got.Stderr == "" {
			t.Errorf("%q: code %d, %s", args, got.Code, got.Stderr)
		}
	}
	if got := execute(t, nil, "restore", "--data", dir, filepath.Join(dir, "none.db")); got.Code != exitWrong {
		t.Errorf("a file that is not there: code %d, %s", got.Code, got.Stderr)
	}
}
