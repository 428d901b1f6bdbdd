package playbook_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"clerkcoach/playbook"

	"github.com/google/go-cmp/cmp"
)

// files are the texts of a playbook's files by name.
type files map[string]string

// small is a valid book of two cards with everything that a book may have.
func small() files {
	return files{
		"book.yaml": `handbooks:
  - id: shop
    families:
      - id: buying
        cards:
          - id: calm
            motto: 慢
            facts: [S-1, S-2]
            neighbours: [brisk]
      - id: hurry
        cards:
          - id: brisk
            neighbours: [calm]
`,
		"facts.yaml": `store:
  - {id: S-1, kind: do, en: "Take time."}
  - {id: S-2, kind: score, points: -5, per: each time, en: "Haste costs five points."}
  - {id: S-3, kind: why, en: "Nobody carries this."}
`,
		"en/book.yaml": `title: Small book
handbooks: {shop: {title: Shop}}
families: {buying: {title: Buying, starters: ["takes ages"]}, hurry: {title: Hurry}}
moments: {greet: Greet, close: Close}
`,
		"en/cards/calm.yaml": `title: Calm
names: [unhurried]
motto_says: slowly
glance: Give it time.
signals:
  - looks twice
first_words: Take your time.
do:
  - wait
avoid:
  - rush
phrases:
  - {id: greet-1, moment: greet, text: Hello.}
  - {id: close-1, moment: close, text: "This one?"}
duties:
  - {fact: S-1, text: Takes time.}
points:
  - {fact: S-2, text: Haste costs., per: each time}
hand_over: Call somebody.
neighbours:
  brisk: Looks at the clock.
`,
		"paths.yaml": `paths:
  - id: start
    steps:
      - {id: calm-read, kind: read, day: 1, cards: [calm]}
      - {id: calm-test, kind: test, day: 1, count: 2, kinds: [true-false], pass: 50, tries: 3, wait: 2, gate: true}
      - {id: all-practise, kind: practise, day: 2, count: 5, handbooks: [shop]}
`,
		"en/paths.yaml": `paths:
  start:
    title: First day
    purpose: Learn to wait.
    steps:
      calm-read: {title: Read, why: It helps.}
      calm-test: {title: Test, why: It shows.}
      all-practise: {title: Practise, why: It stays.}
`,
		"en/cards/brisk.yaml":  card("Brisk"),
		"en/scenes/calm.yaml":  "scenes:\n  - {id: s01, trade: shoes, text: She looks and looks.}\n",
		"en/asks/calm.txt":     "# anna\ntakes ages\n\nlooks at everything twice\n# ben\nno hurry at all\n",
		"en/asks/outside.txt":  "printer jam\n",
		"notes.md":             "Nobody reads this.",
		".git/HEAD":            "Nor this.",
		"en/cards/.calm.swp":   "Nor \xff this.",
		"en/cards/.drafts/x.y": "Nor this.",
	}
}

// card is the least that a card may say.
func card(title string) string {
	return fmt.Sprintf("title: %s\nglance: g\nsignals: [s]\nfirst_words: f\ndo: [d]\navoid: [a]\nhand_over: h\n", title)
}

// with gives the files with others over them; a file without text is taken away.
func (f files) with(over files) files {
	all := maps.Clone(f)
	maps.Copy(all, over)
	maps.DeleteFunc(all, func(_, text string) bool { return text == "" })
	return all
}

// edit changes one place of one file.
func (f files) edit(t testing.TB, name, from, to string) files {
	t.Helper()
	if n := strings.Count(f[name], from); n != 1 {
		t.Fatalf("%q stands %d times in %s", from, n, name)
	}
	return f.with(files{name: strings.Replace(f[name], from, to, 1)})
}

func (f files) layer(name string) playbook.Layer {
	fsys := fstest.MapFS{}
	for path, text := range f {
		fsys[path] = &fstest.MapFile{Data: []byte(text)}
	}
	return playbook.Layer{Name: name, FS: fsys}
}

// faultsOf loads layers that must be refused.
func faultsOf(t testing.TB, layers ...playbook.Layer) playbook.Faults {
	t.Helper()
	book, err := playbook.Load(layers...)
	var faults playbook.Faults
	if !errors.As(err, &faults) || len(faults) == 0 || book != nil {
		t.Fatalf("Load gives the book %v and the error %v, want faults only", book, err)
	}
	return faults
}

func load(t testing.TB, layers ...playbook.Layer) *playbook.Book {
	t.Helper()
	book, err := playbook.Load(layers...)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return book
}

func TestLoadSmall(t *testing.T) {
	t.Parallel()
	book := load(t, small().layer(""))
	calm, ok := book.Card("calm")
	if !ok {
		t.Fatal("no card calm")
	}
	want := &playbook.Words{
		Language: "en", Title: "Calm", Names: []string{"unhurried"}, MottoSays: "slowly", Glance: "Give it time.",
		Signals: []string{"looks twice"}, FirstWords: "Take your time.", Do: []string{"wait"}, Avoid: []string{"rush"},
		Phrases: []playbook.Phrase{
			{ID: "greet-1", Moment: "greet", Text: "Hello."}, {ID: "close-1", Moment: "close", Text: "This one?"},
		},
		Duties:     []playbook.Line{{Fact: "S-1", Text: "Takes time."}},
		Points:     []playbook.Score{{Fact: "S-2", Text: "Haste costs.", Per: "each time", Points: -5}},
		HandOver:   "Call somebody.",
		Neighbours: map[string]string{"brisk": "Looks at the clock."},
	}
	if diff := cmp.Diff(want, calm.Words("en")); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
	asks := []playbook.Ask{
		{Text: "takes ages", Writer: "anna"}, {Text: "looks at everything twice", Writer: "anna"}, {Text: "no hurry at all", Writer: "ben"},
	}
	if diff := cmp.Diff(asks, calm.Asks("en")); diff != "" {
		t.Errorf("asks (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string][]playbook.Ask{"en": {{Text: "printer jam", Writer: "store"}}}, book.Outside); diff != "" {
		t.Errorf("outside (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]playbook.Scene{{ID: "s01", Trade: "shoes", Text: "She looks and looks."}}, calm.Scenes("en")); diff != "" {
		t.Errorf("scenes (-want +got):\n%s", diff)
	}
	if calm.Handbook != "shop" || calm.Family != "buying" || calm.Motto != "慢" {
		t.Errorf("calm stands in %s/%s and has the motto %q", calm.Handbook, calm.Family, calm.Motto)
	}
	if got := book.Names("en").Families["buying"].Starters; !slices.Equal(got, []string{"takes ages"}) {
		t.Errorf("starters: %q", got)
	}
	if f, _ := book.Fact("S-2"); f.Points != -5 || f.Kind != "score" {
		t.Errorf("fact S-2: %+v", f)
	}
}

// TestMottoIn has a card with a motto that one language writes otherwise.
func TestMottoIn(t *testing.T) {
	t.Parallel()
	calm := cardOf(t, load(t, small().with(files{
		"ja/cards/calm.yaml": card("x") + "motto: 漫\n", "zh-Hant/cards/calm.yaml": card("x"), "zh-Hans/cards/brisk.yaml": card("x"),
	}).layer("")), "calm")
	for lang, want := range map[string][2]string{
		"en": {"慢", "zh-Hans"}, "zh-Hans": {"慢", "zh-Hans"}, "zh-Hant": {"慢", "zh-Hans"}, "fr": {"慢", "zh-Hans"}, "ja": {"漫", "ja"},
	} {
		if motto, written := calm.MottoIn(lang); motto != want[0] || written != want[1] {
			t.Errorf("in %s the motto is %s as in %s, want %s as in %s", lang, motto, written, want[0], want[1])
		}
	}
}

// TestLoadLimits loads what is just within the bounds; TestLoadFaults has what is just over them.
func TestLoadLimits(t *testing.T) {
	t.Parallel()
	mebibyte := strings.Repeat("# no ask\n", 1<<20/9+1)[:1<<20]
	for name, over := range map[string]files{
		"title of 120 characters": {"zh-Hans/cards/calm.yaml": card(strings.Repeat("慢", 120))},
		"12 signals":              {"en/cards/brisk.yaml": strings.Replace(card("x"), "[s]", "[a, b, c, d, e, f, g, h, i, j, k, l]", 1)},
		"ask of 500 characters":   {"en/asks/calm.txt": strings.Repeat("慢", 500)},
		"file of 1 MiB":           {"en/asks/calm.txt": mebibyte},
		"byte order marks":        {"en/asks/calm.txt": "\ufefftakes ages", "en/cards/brisk.yaml": "\ufeff" + card("x")},
		"lines ending in CR LF":   {"en/asks/calm.txt": "# anna\r\ntakes ages\r\n", "en/cards/brisk.yaml": strings.ReplaceAll(card("x"), "\n", "\r\n")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calm, _ := load(t, small().with(over).layer("")).Card("calm")
			for _, a := range calm.Asks("en") {
				if a.Text != strings.Trim(a.Text, "\ufeff\r ") || a.Writer != strings.TrimSpace(a.Writer) {
					t.Errorf("ask %q by %q", a.Text, a.Writer)
				}
			}
		})
	}
}

func TestLoadReportsAllFaults(t *testing.T) {
	t.Parallel()
	shop := small().
		edit(t, "en/cards/calm.yaml", "title: Calm\n", "titel: Calm\n").
		edit(t, "book.yaml", "neighbours: [brisk]", "neighbours: [brisk, ghost, calm]").
		with(files{
			"en/cards/brisk.yaml":     "title: \"\"\nglance: \"\"\nsignals: [\"\"]\nfirst_words: f\ndo: [d]\navoid: [a]\nhand_over: h\n",
			"en/asks/nobody.txt":      "who?",
			"en/scenes/calm.yaml":     "scenes: [",
			"zh-Hans/cards/calm.yaml": "\xff",
		})
	store := files{
		"fr/misc.txt":    "?",
		"en/asks/no.txt": "no?",
		"book.yaml":      "handbooks: [{id: shop, families: [{id: buying, cards: [{id: silent}, {id: mute}]}]}]",
	}
	want := []string{
		"book.yaml:9: handbooks[0].families[0].cards[0].neighbours[1]: neighbour (ghost)",
		"book.yaml:9: handbooks[0].families[0].cards[0].neighbours[2]: neighbour (calm)",
		"en/asks/nobody.txt: no_card (nobody)",
		"en/cards/brisk.yaml:1: title: required",
		"en/cards/brisk.yaml:2: glance: required",
		"en/cards/brisk.yaml:3: signals[0]: required",
		"en/cards/calm.yaml:1: titel: unknown (titel)",
		"en/scenes/calm.yaml:1: syntax (did not find expected node content)",
		"store/book.yaml:1: handbooks[0].families[0].cards[0]: no_words (silent)",
		"store/book.yaml:1: handbooks[0].families[0].cards[1]: no_words (mute)",
		"store/en/asks/no.txt: no_card (no)",
		"store/fr/misc.txt: place",
		"zh-Hans/cards/calm.yaml: encoding",
	}
	for range 5 {
		got := faultsOf(t, shop.layer(""), store.layer("store")).Error()
		if diff := cmp.Diff(want, strings.Split(got, "\n")); diff != "" {
			t.Fatalf("faults (-want +got):\n%s", diff)
		}
	}
}

// TestLoadTooManyFiles counts the files of all layers together.
func TestLoadTooManyFiles(t *testing.T) {
	t.Parallel()
	crowd := files{}
	for i := range 5000 {
		crowd[fmt.Sprintf("en/asks/x%d.txt", i)] = "?"
	}
	got := faultsOf(t, small().layer(""), crowd.layer("store"))
	want := playbook.Faults{{File: "store", Rule: playbook.RuleTooMany, Param: "5000"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

// TestLoadOddFiles loads what has a right name and is no file: opening a pipe would wait for ever.
func TestLoadOddFiles(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]fs.FileMode{"pipe": fs.ModeNamedPipe, "device": fs.ModeDevice, "socket": fs.ModeSocket} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			odd := fstest.MapFS{"en/asks/calm.txt": &fstest.MapFile{Mode: mode | 0o600}}
			got := faultsOf(t, small().layer(""), playbook.Layer{Name: "store", FS: odd})
			want := playbook.Faults{{File: "store/en/asks/calm.txt", Rule: playbook.RuleRead, Param: "not a regular file"}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFaultError(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault playbook.Fault
		want  string
	}{
		{playbook.Fault{File: "a.yaml", Rule: "place"}, "a.yaml: place"},
		{playbook.Fault{File: "a.yaml", Line: 3, Rule: "syntax", Param: "odd"}, "a.yaml:3: syntax (odd)"},
		{playbook.Fault{File: "a.yaml", Line: 3, Field: "do[1]", Rule: "max", Param: "9"}, "a.yaml:3: do[1]: max (9)"},
	} {
		if got := c.fault.Error(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.fault, got, c.want)
		}
	}
	two := playbook.Faults{{File: "a", Rule: "place"}, {File: "b", Rule: "read"}}
	if got, want := two.Error(), "a: place\nb: read"; got != want {
		t.Errorf("two faults: %q, want %q", got, want)
	}
}
