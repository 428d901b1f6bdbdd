package drills_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"clerkcoach/drills"
)

// TestGolden makes a drill of each kind from the small book, in each language, and compares it with the one kept in testdata, byte
// for byte. If they differ on purpose, the ids of old drills are to be refused: count idForm up, and run the test with -update.
func TestGolden(t *testing.T) {
	t.Parallel()
	book, x := small(t), drills.NewExaminer()
	for _, lang := range book.Languages() {
		for _, kind := range drills.Kinds() {
			name := lang + "." + string(kind)
			t.Run(name, func(t *testing.T) {
				d := ask(t, x, book, drills.Recipe{Lang: lang, Kinds: []drills.Kind{kind}, Count: 4, Seed: 7})
				golden(t, name+".json", written(t, d))
			})
		}
	}
}

// golden compares a text with a file in testdata/golden, or writes the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if update := flag.Lookup("update"); update.Value.String() == "true" {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s has changed; it is now\n%s", name, got)
	}
}

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden files anew")
	os.Exit(m.Run())
}
