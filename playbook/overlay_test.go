package playbook_test

import (
	"slices"
	"testing"

	"clerkcoach/playbook"

	"github.com/google/go-cmp/cmp"
)

// overlaid loads the small book with a store's own files over it.
func overlaid(t testing.TB, store files) *playbook.Book {
	t.Helper()
	return load(t, small().layer(""), store.layer("store"))
}

func cardOf(t testing.TB, book *playbook.Book, id string) *playbook.Card {
	t.Helper()
	card, ok := book.Card(id)
	if !ok {
		t.Fatalf("no card %s", id)
	}
	return card
}

// shelves gives all cards with the handbook and family that they stand in, in reading order.
func shelves(book *playbook.Book) []string {
	var all []string
	for _, h := range book.Handbooks {
		for _, f := range h.Families {
			for _, c := range f.Cards {
				all = append(all, h.ID+"/"+f.ID+"/"+c.ID)
			}
		}
	}
	return all
}

func TestOverlayWords(t *testing.T) {
	t.Parallel()
	book := overlaid(t, files{"en/cards/brisk.yaml": card("Our own"), "zh-Hans/cards/calm.yaml": card("慢")})
	if got := cardOf(t, book, "brisk").Words("en").Title; got != "Our own" {
		t.Errorf("words laid over: title %q", got)
	}
	calm := cardOf(t, book, "calm")
	if got := calm.Words("zh-Hans").Title; got != "慢" {
		t.Errorf("words of another language: title %q", got)
	}
	if got := calm.Words("en"); got.Title != "Calm" || len(got.Phrases) != 2 {
		t.Errorf("the other language's words have changed: %+v", got)
	}
	if got := cardOf(t, book, "brisk").Words("zh-Hans").Language; got != "en" {
		t.Errorf("a card without Chinese words shows those in %q, want en", got)
	}
}

// TestOverlayReplacesWhole has words that say less than those below: nothing of the old ones shines through.
func TestOverlayReplacesWhole(t *testing.T) {
	t.Parallel()
	w := cardOf(t, overlaid(t, files{calmWords: card("Calm")}), "calm").Words("en")
	want := &playbook.Words{
		Language: "en", Title: "Calm", Glance: "g", Signals: []string{"s"}, FirstWords: "f", Do: []string{"d"}, Avoid: []string{"a"},
		HandOver: "h",
	}
	if diff := cmp.Diff(want, w); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
}

func TestOverlayAsksAreAdded(t *testing.T) {
	t.Parallel()
	book := overlaid(t, files{"en/asks/calm.txt": "so slow\n", "en/asks/outside.txt": "# till\nno change left\n", "zh-Hans/asks/calm.txt": "慢吞吞\n"})
	calm := cardOf(t, book, "calm")
	want := []playbook.Ask{
		{Text: "takes ages", Writer: "anna"}, {Text: "looks at everything twice", Writer: "anna"}, {Text: "no hurry at all", Writer: "ben"},
		{Text: "so slow", Writer: "store"},
	}
	if diff := cmp.Diff(want, calm.Asks("en")); diff != "" {
		t.Errorf("English asks (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]playbook.Ask{{Text: "慢吞吞", Writer: "store"}}, calm.Asks("zh-Hans")); diff != "" {
		t.Errorf("Chinese asks (-want +got):\n%s", diff)
	}
	outside := map[string][]playbook.Ask{"en": {{Text: "printer jam", Writer: "store"}, {Text: "no change left", Writer: "till"}}}
	if diff := cmp.Diff(outside, book.Outside); diff != "" {
		t.Errorf("outside (-want +got):\n%s", diff)
	}
}

func TestOverlayScenes(t *testing.T) {
	t.Parallel()
	book := overlaid(t, files{"en/scenes/calm.yaml": "scenes:\n  - {id: own, trade: tea, text: He sniffs every tin.}\n"})
	want := []playbook.Scene{{ID: "own", Trade: "tea", Text: "He sniffs every tin."}}
	if diff := cmp.Diff(want, cardOf(t, book, "calm").Scenes("en")); diff != "" {
		t.Errorf("scenes (-want +got):\n%s", diff)
	}
}

// TestOverlayCards adds a card to a known family, to a new family and to a new handbook; all stand behind what was there.
func TestOverlayCards(t *testing.T) {
	t.Parallel()
	store := files{
		"book.yaml": `handbooks:
  - {id: desk, families: [{id: post, cards: [{id: badge}]}]}
  - {id: shop, families: [{id: late, cards: [{id: closing}]}, {id: buying, cards: [{id: slow, neighbours: [calm]}]}]}
`,
	}
	for _, id := range []string{"badge", "closing", "slow"} {
		store["en/cards/"+id+".yaml"] = card(id)
	}
	book := overlaid(t, store)
	want := []string{"shop/buying/calm", "shop/buying/slow", "shop/hurry/brisk", "shop/late/closing", "desk/post/badge"}
	if diff := cmp.Diff(want, shelves(book)); diff != "" {
		t.Errorf("cards (-want +got):\n%s", diff)
	}
	if got := len(book.Cards()); got != len(want) {
		t.Errorf("Cards gives %d cards, want %d", got, len(want))
	}
	if got := cardOf(t, book, "slow").Neighbours; !slices.Equal(got, []string{"calm"}) {
		t.Errorf("neighbours of the new card: %q", got)
	}
}

// TestOverlayOutline lists a card again: what is said anew replaces, what is not said stays.
func TestOverlayOutline(t *testing.T) {
	t.Parallel()
	again := func(says string) files {
		return files{
			"book.yaml":  "handbooks: [{id: shop, families: [{id: buying, cards: [{id: calm" + says + "}]}]}]",
			"facts.yaml": "store:\n  - {id: O-1, kind: who, en: Our own.}\n  - {id: S-2, kind: score, points: -7, per: each time, en: Dearer here.}\n",
		}
	}
	for _, c := range []struct {
		name, says        string
		motto             string
		facts, neighbours []string
	}{
		{"nothing", "", "慢", []string{"S-1", "S-2"}, []string{"brisk"}},
		{"motto", ", motto: 快", "快", []string{"S-1", "S-2"}, []string{"brisk"}},
		{"facts", ", facts: [S-1, S-2, O-1]", "慢", []string{"S-1", "S-2", "O-1"}, []string{"brisk"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			book := overlaid(t, again(c.says))
			calm := cardOf(t, book, "calm")
			if calm.Motto != c.motto || !slices.Equal(calm.Facts, c.facts) || !slices.Equal(calm.Neighbours, c.neighbours) {
				t.Errorf("motto %q, facts %q, neighbours %q; want %q, %q, %q", calm.Motto, calm.Facts, calm.Neighbours, c.motto, c.facts, c.neighbours)
			}
			if got := calm.Words("en").Points[0].Points; got != -7 {
				t.Errorf("the card takes off %d points, want the store's own figure, -7", got)
			}
			if diff := cmp.Diff([]string{"shop/buying/calm", "shop/hurry/brisk"}, shelves(book)); diff != "" {
				t.Errorf("cards (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOverlayNames(t *testing.T) {
	t.Parallel()
	book := overlaid(t, files{
		"en/book.yaml": "families: {hurry: {title: In a rush}, late: {title: Late}}\nmoments: {close: Sell}\n",
		"fr/book.yaml": "title: Petit livre\n", "fr/cards/calm.yaml": card("Calme"),
	})
	want := &playbook.Names{
		Title:     "Small book",
		Handbooks: map[string]playbook.Named{"shop": {Title: "Shop"}},
		Families: map[string]playbook.Named{
			"buying": {Title: "Buying", Starters: []string{"takes ages"}}, "hurry": {Title: "In a rush"}, "late": {Title: "Late"},
		},
		Moments: map[string]string{"greet": "Greet", "close": "Sell"},
	}
	if diff := cmp.Diff(want, book.Names("en")); diff != "" {
		t.Errorf("English names (-want +got):\n%s", diff)
	}
	if got := book.Names("fr").Title; got != "Petit livre" {
		t.Errorf("French title %q", got)
	}
	if diff := cmp.Diff([]string{"zh-Hans", "en", "fr"}, book.Languages()); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	if got := cardOf(t, book, "calm").Words("fr").Title; got != "Calme" {
		t.Errorf("French words: title %q", got)
	}
}

// TestHash wants the same content to have the same hash, and any change of a file that is read, another one.
func TestHash(t *testing.T) {
	t.Parallel()
	hash := func(f files) string { return load(t, f.layer("")).Hash() }
	first := hash(small())
	if first == "" || hash(small()) != first {
		t.Errorf("two loads of the same files: %q and %q", first, hash(small()))
	}
	if got := overlaid(t, files{}).Hash(); got != first {
		t.Errorf("an empty folder over it: %q, want %q", got, first)
	}
	if got := hash(small().with(files{"notes.md": "Other notes."})); got != first {
		t.Errorf("other notes: %q, want %q", got, first)
	}
	seen := map[string]string{first: "nothing"}
	for name, over := range map[string]files{
		"an ask": {"en/asks/calm.txt": "takes ages"}, "the same ask elsewhere": {"en/asks/brisk.txt": "takes ages"},
		"words": {"en/cards/brisk.yaml": card("Fast")}, "a comment": {"en/scenes/brisk.yaml": "# none yet\nscenes: []\n"},
	} {
		got := hash(small().with(over))
		if same, ok := seen[got]; ok {
			t.Errorf("changing %s and changing %s give the same hash", name, same)
		}
		seen[got] = name
	}
}
