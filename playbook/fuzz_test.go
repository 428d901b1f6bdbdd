package playbook_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"clerkcoach/playbook"
)

// least is the least that makes a book; fuzzing replaces its files.
func least() files {
	return files{
		"book.yaml":           "handbooks: [{id: shop, families: [{id: buying, cards: [{id: calm}]}]}]\n",
		calmWords:             card("Calm"),
		"en/asks/calm.txt":    "# anna\ntakes ages\n",
		"en/scenes/calm.yaml": "scenes: []\n",
	}
}

// aliases is YAML in which each of many names stands for ten of the one before it.
func aliases(levels int) string {
	var s strings.Builder
	s.WriteString("names: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i <= levels; i++ {
		fmt.Fprintf(&s, "n%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	fmt.Fprintf(&s, "signals: *a%d\n", levels)
	return s.String()
}

// merges is YAML whose mappings each take in ten times the one before it.
func merges(levels int) string {
	var s strings.Builder
	s.WriteString("m0: &m0 {title: x}\n")
	for i := 1; i <= levels; i++ {
		fmt.Fprintf(&s, "m%d: &m%d {<<: [%s]}\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*m%d, ", i-1), 10), ", "))
	}
	fmt.Fprintf(&s, "<<: *m%d\n", levels)
	return s.String()
}

// bombs are small files that a careless reader works on for ever, or until its memory or its stack is used up.
func bombs() map[string]string {
	const size = 200 << 10
	return map[string]string{
		"square brackets":          strings.Repeat("[", size),
		"curly brackets":           strings.Repeat("{", size),
		"brackets closed":          "signals: " + strings.Repeat("[", size/2) + strings.Repeat("]", size/2),
		"mappings in brackets":     strings.Repeat("{a: [", size/5),
		"keys of keys":             strings.Repeat("? ", size/2) + "x",
		"lists of lists":           strings.Repeat("- ", size/2) + "x",
		"ever deeper":              deeper(400),
		"aliases":                  aliases(9),
		"aliases without end":      "names: &a [*a]\nsignals: *a\n",
		"a mapping within itself":  "neighbours: &a {x: *a}\n",
		"merges":                   merges(9),
		"a merge of itself":        "&a\n<<: *a\ntitle: x\n",
		"a list of bad texts":      "signals: [" + strings.Repeat("{}, ", size/4) + "]",
		"unknown fields":           many(2000, "f%d: x\n"),
		"quotes that do not close": `title: "` + strings.Repeat(`\n`, size/2),
	}
}

func many(n int, line string) string {
	var s strings.Builder
	for i := range n {
		fmt.Fprintf(&s, line, i)
	}
	return s.String()
}

func deeper(levels int) string {
	var s strings.Builder
	for i := range levels {
		s.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return s.String()
}

// TestLoadBombs puts every bomb in the place of every YAML file: each is refused, and the file named.
func TestLoadBombs(t *testing.T) {
	t.Parallel()
	for name, bomb := range bombs() {
		for _, file := range []string{
			"book.yaml", "facts.yaml", "paths.yaml", "en/book.yaml", "en/paths.yaml", calmWords, "en/scenes/calm.yaml",
		} {
			t.Run(name+" in "+file, func(t *testing.T) {
				t.Parallel()
				faults := faultsOf(t, least().with(files{file: bomb}).layer(""))
				for _, f := range faults {
					if f.File != file {
						t.Errorf("a fault of %s: %v", f.File, f)
					}
				}
			})
		}
	}
}

// FuzzLoad puts any bytes at all in the place of a card's words, its asks and the order of the book.
func FuzzLoad(f *testing.F) {
	whole, poor := small(), least()
	f.Add([]byte(poor[calmWords]), []byte(poor["en/asks/calm.txt"]), []byte(poor["book.yaml"]))
	f.Add([]byte(whole[calmWords]), []byte(whole["en/asks/calm.txt"]), []byte(whole["book.yaml"]))
	f.Add([]byte{}, []byte{}, []byte{})
	f.Add([]byte("\xff\xfe"), []byte("\x00\xff"), []byte("handbooks:\n\t- id: x"))
	f.Add([]byte("title: [a\n---\n"), []byte("\ufeff#\n#  \n"), []byte("--- {}\n--- {}\n"))
	for _, bomb := range bombs() {
		f.Add([]byte(bomb), []byte(poor["en/asks/calm.txt"]), []byte(poor["book.yaml"]))
		f.Add([]byte(poor[calmWords]), []byte(bomb), []byte(poor["book.yaml"]))
		f.Add([]byte(poor[calmWords]), []byte(poor["en/asks/calm.txt"]), []byte(bomb))
	}
	f.Fuzz(func(t *testing.T, words, asks, outline []byte) {
		put := files{calmWords: string(words), "en/asks/calm.txt": string(asks), "book.yaml": string(outline)}
		book, err := playbook.Load(least().with(put).layer(""))
		var faults playbook.Faults
		switch {
		case err == nil && book == nil, err != nil && book != nil:
			t.Fatalf("the book is %v and the error %v", book, err)
		case err == nil:
			checkLoaded(t, book)
		case !errors.As(err, &faults) || len(faults) == 0:
			t.Fatalf("the error is no faults: %v", err)
		}
		for _, f := range faults {
			if f.File == "" || f.Rule == "" || f.Line < 0 {
				t.Errorf("a fault without file or rule: %+v", f)
			}
		}
	})
}

// checkLoaded wants of any book that loads what the rest of the program relies on.
func checkLoaded(t *testing.T, book *playbook.Book) {
	t.Helper()
	if len(book.Cards()) == 0 || book.Hash() == "" {
		t.Errorf("a book of %d cards with the hash %q", len(book.Cards()), book.Hash())
	}
	for _, c := range book.Cards() {
		w := c.Words("en")
		if w == nil || w.Title == "" || len(w.Do) == 0 {
			t.Fatalf("%s has no words, or poor ones: %+v", c.ID, w)
		}
		for _, a := range c.Asks("en") {
			if a.Text == "" || strings.TrimSpace(a.Text) != a.Text {
				t.Errorf("%s has the ask %q", c.ID, a.Text)
			}
		}
	}
}
