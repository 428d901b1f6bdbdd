package playbook_test

import (
	"os"
	"path/filepath"
	"testing"

	"clerkcoach/playbook"

	"github.com/google/go-cmp/cmp"
)

// TestLayersInOrder wants the last layer to win, and its asks to stand last.
func TestLayersInOrder(t *testing.T) {
	t.Parallel()
	chain := files{calmWords: card("Chain"), "en/cards/brisk.yaml": card("Chain"), "en/asks/calm.txt": "chain"}.layer("chain")
	store := files{calmWords: card("Store"), "en/asks/calm.txt": "store"}.layer("store")
	for _, c := range []struct {
		layers []playbook.Layer
		want   []string
	}{
		{[]playbook.Layer{small().layer(""), chain, store}, []string{"Store", "Chain", "chain", "store"}},
		{[]playbook.Layer{small().layer(""), store, chain}, []string{"Chain", "Chain", "store", "chain"}},
	} {
		book := load(t, c.layers...)
		calm, asks := cardOf(t, book, "calm"), cardOf(t, book, "calm").Asks("en")
		got := []string{calm.Words("en").Title, cardOf(t, book, "brisk").Words("en").Title}
		for _, a := range asks[3:] {
			got = append(got, a.Text)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s last (-want +got):\n%s", c.layers[2].Name, diff)
		}
	}
	one, two := load(t, small().layer(""), chain, store).Hash(), load(t, small().layer(""), store, chain).Hash()
	if one == two {
		t.Error("another order of the layers has the same hash")
	}
}

// TestHashOfEveryFile adds an empty line to one file after another: all that is read counts, and what stands where.
func TestHashOfEveryFile(t *testing.T) {
	t.Parallel()
	hash := func(f files) string { return load(t, f.layer("")).Hash() }
	seen := map[string]string{hash(small()): "nothing"}
	changed := map[string]files{
		"straight": {calmWords: card("Calm"), "en/cards/brisk.yaml": card("Brisk")},
		"swapped":  {calmWords: card("Brisk"), "en/cards/brisk.yaml": card("Calm")},
		"here":     {"fr/asks/calm.txt": "lent"},
		"there":    {"fr/asks/outside.txt": "lent"},
	}
	for name, text := range small() {
		if ext := filepath.Ext(name); ext == ".yaml" || ext == ".txt" {
			changed[name] = files{name: text + "\n"}
		}
	}
	for what, over := range changed {
		got := hash(small().with(over))
		if same, ok := seen[got]; ok {
			t.Errorf("%s and %s have the same hash", what, same)
		}
		seen[got] = what
	}
	if hash(small().with(files{".git/HEAD": "x", "en/cards/.calm.swp": "x"})) != hash(small()) {
		t.Error("hidden files change the hash")
	}
}

// TestOverlayListBroken has a list that cannot be read, and words for a card that only this list names.
func TestOverlayListBroken(t *testing.T) {
	t.Parallel()
	store := files{"book.yaml": "handbooks: [\n", "en/cards/new.yaml": card("New"), "en/asks/new.txt": "new?"}
	want := playbook.Faults{{File: "store/book.yaml", Line: 2, Rule: playbook.RuleSyntax, Param: "did not find expected node content"}}
	if diff := cmp.Diff(want, faultsOf(t, small().layer(""), store.layer("store"))); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestOverlayMovesNoCard(t *testing.T) {
	t.Parallel()
	store := files{"book.yaml": "handbooks:\n  - id: shop\n    families:\n      - {id: hurry, cards: [{id: calm}]}\n"}
	want := playbook.Faults{{
		File: "store/book.yaml", Line: 4, Field: "handbooks[0].families[0].cards[0]", Rule: playbook.RuleTwice, Param: "calm",
	}}
	if diff := cmp.Diff(want, faultsOf(t, small().layer(""), store.layer("store"))); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

// TestOverlayOwnWords wants the lines of one layer to fit its own list of neighbours all the same.
func TestOverlayOwnWords(t *testing.T) {
	t.Parallel()
	store := files{
		"book.yaml": "handbooks: [{id: shop, families: [{id: buying, cards: [{id: calm, neighbours: []}]}]}]",
		calmWords:   card("Calm") + "neighbours:\n  brisk: Looks at the clock.\n",
	}
	want := playbook.Faults{{File: "store/" + calmWords, Line: 9, Field: "neighbours[brisk]", Rule: playbook.RuleNeighbour, Param: "brisk"}}
	if diff := cmp.Diff(want, faultsOf(t, small().layer(""), store.layer("store"))); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

// TestOverlayLinks has links in a store's folder: none may lead out of it.
func TestOverlayLinks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		link, to string
		refused  bool
	}{
		"a file inside":            {"en/asks/calm.txt", "../../spare.md", false},
		"a file outside":           {"en/asks/calm.txt", "/secret.txt", true},
		"a file outside, by dots":  {"en/asks/calm.txt", "../../../secret.txt", true},
		"a folder outside":         {"en/asks", "../../secrets", true},
		"a folder outside, listed": {"en", "../secrets", true},
		"a link to itself":         {"en/asks/calm.txt", "calm.txt", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := files{"spare.md": "spare", "../secret.txt": "secret", "../secrets/calm.txt": "secret"}.write(t)
			if c.to == "/secret.txt" {
				c.to = filepath.Join(filepath.Dir(dir), "secret.txt")
			}
			link := filepath.Join(dir, filepath.FromSlash(c.link))
			if err := os.MkdirAll(filepath.Dir(link), 0o750); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(c.to, link); err != nil {
				t.Skipf("no links here: %v", err)
			}
			layer, closeLayer, err := playbook.Overlay(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := closeLayer(); err != nil {
					t.Error(err)
				}
			}()
			if c.refused {
				if f := faultsOf(t, small().layer(""), layer); len(f) != 1 || f[0].File != "store/"+c.link || f[0].Rule != playbook.RuleRead {
					t.Errorf("faults: %v", f)
				}
				return
			}
			asks := cardOf(t, load(t, small().layer(""), layer), "calm").Asks("en")
			if got := asks[len(asks)-1].Text; got != "spare" {
				t.Errorf("last ask %q", got)
			}
		})
	}
}
