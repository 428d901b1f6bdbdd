package playbook_test

import (
	"slices"
	"testing"

	"clerkcoach/playbook"

	"github.com/google/go-cmp/cmp"
)

// written is a book with asks of two writers in two languages, and of one in a language that has no words.
func written() files {
	return small().with(files{
		"zh-Hans/cards/calm.yaml":  card("慢"),
		"zh-Hans/asks/calm.txt":    "# anna\n看了又看\n# ben\n不着急\n",
		"zh-Hans/asks/brisk.txt":   "# anna\n赶时间\n",
		"zh-Hans/asks/outside.txt": "# anna\n打印机坏了\n",
		"en/asks/brisk.txt":        "# ben\nhurries\nlooks at the clock\n",
		"en/asks/outside.txt":      "# anna\nprinter jam\n# ben\nday off\n# anna\nthe till key\n",
		"fr/asks/calm.txt":         "# anna\nprend son temps\n",
	})
}

// asksOf lists the asks of a book by language and card; those that no card answers stand under "outside".
func asksOf(book *playbook.Book) map[string][]string {
	all := map[string][]string{}
	for _, lang := range []string{"zh-Hans", "en", "fr"} {
		for _, c := range book.Cards() {
			for _, a := range c.Asks(lang) {
				all[lang+" "+c.ID] = append(all[lang+" "+c.ID], a.Writer+": "+a.Text)
			}
		}
		for _, a := range book.Outside[lang] {
			all[lang+" outside"] = append(all[lang+" outside"], a.Writer+": "+a.Text)
		}
	}
	return all
}

func TestWithout(t *testing.T) {
	t.Parallel()
	whole := asksOf(load(t, written().layer("")))
	for _, c := range []struct {
		name, lang, writer string
		// want says what is left of the lists that change; all others stay.
		want map[string][]string
	}{
		{"in English", "en", "anna", map[string][]string{
			"en calm": {"ben: no hurry at all"}, "en outside": {"ben: day off"},
		}},
		{"all asks of a card", "en", "ben", map[string][]string{
			"en calm": {"anna: takes ages", "anna: looks at everything twice"}, "en brisk": nil,
			"en outside": {"anna: printer jam", "anna: the till key"},
		}},
		{"in Chinese", "zh-Hans", "anna", map[string][]string{
			"zh-Hans calm": {"ben: 不着急"}, "zh-Hans brisk": nil, "zh-Hans outside": nil,
		}},
		{"in a language without words", "fr", "anna", map[string][]string{"fr calm": nil}},
		{"somebody unknown", "en", "cara", nil},
		{"the name is a part of another", "en", "ann", nil},
		{"no name", "en", "", nil},
		{"a language unknown", "de", "anna", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			want := map[string][]string{}
			for list, asks := range whole {
				want[list] = asks
			}
			for list, asks := range c.want {
				if want[list] = asks; asks == nil {
					delete(want, list)
				}
			}
			book := load(t, written().layer(""))
			if diff := cmp.Diff(want, asksOf(book.Without(c.lang, c.writer))); diff != "" {
				t.Errorf("asks left (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(whole, asksOf(book)); diff != "" {
				t.Errorf("the book itself has changed (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWithoutTwo(t *testing.T) {
	t.Parallel()
	less := load(t, written().layer("")).Without("en", "anna").Without("zh-Hans", "anna").Without("en", "ben")
	want := map[string][]string{"zh-Hans calm": {"ben: 不着急"}, "fr calm": {"anna: prend son temps"}}
	if diff := cmp.Diff(want, asksOf(less)); diff != "" {
		t.Errorf("asks left (-want +got):\n%s", diff)
	}
}

// TestWithoutIsWhole wants the three ways to a card to lead to the same card, in both books, and to none of the other book.
func TestWithoutIsWhole(t *testing.T) {
	t.Parallel()
	book := load(t, written().layer(""))
	less := book.Without("en", "anna")
	for name, b := range map[string]*playbook.Book{"the book": book, "the book without": less} {
		var shelved []*playbook.Card
		for _, h := range b.Handbooks {
			for _, f := range h.Families {
				shelved = append(shelved, f.Cards...)
			}
		}
		if !slices.Equal(shelved, b.Cards()) || len(shelved) != 2 {
			t.Errorf("%s: handbooks hold %p, Cards() gives %p", name, shelved, b.Cards())
		}
		for _, c := range b.Cards() {
			if found := cardOf(t, b, c.ID); found != c {
				t.Errorf("%s: Card(%q) gives another card than Cards()", name, c.ID)
			}
		}
	}
	for i, c := range book.Cards() {
		other := less.Cards()[i]
		if c == other {
			t.Errorf("%s is the same card in both books", c.ID)
		}
		if c.ID != other.ID || c.Handbook != other.Handbook || c.Family != other.Family || c.Motto != other.Motto {
			t.Errorf("%+v has become %+v", c, other)
		}
		for _, lang := range book.Languages() {
			if c.Words(lang) != other.Words(lang) {
				t.Errorf("%s has other words in %s", c.ID, lang)
			}
			if diff := cmp.Diff(c.Scenes(lang), other.Scenes(lang)); diff != "" {
				t.Errorf("scenes of %s in %s (-want +got):\n%s", c.ID, lang, diff)
			}
		}
	}
	if diff := cmp.Diff(book.Languages(), less.Languages()); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(book.Facts(), less.Facts()); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

// TestWithoutHash wants each pair of writer and language to have a hash of its own, and always the same.
func TestWithoutHash(t *testing.T) {
	t.Parallel()
	book := load(t, written().layer(""))
	seen := map[string]string{book.Hash(): "the book"}
	for _, lang := range []string{"en", "zh-Hans"} {
		for _, writer := range []string{"anna", "ben"} {
			less := book.Without(lang, writer)
			if same, ok := seen[less.Hash()]; ok {
				t.Errorf("the book without %s in %s has the hash of %s", writer, lang, same)
			}
			seen[less.Hash()] = writer + " in " + lang
			if again := book.Without(lang, writer).Hash(); again != less.Hash() {
				t.Errorf("without %s in %s: %s, then %s", writer, lang, less.Hash(), again)
			}
		}
	}
}

// TestWithoutShipped leaves out whoever has written most, from the shipped book: what is left and what is gone make up the whole.
func TestWithoutShipped(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range book.Languages() {
		whole := countAsks(book, lang)
		busiest, most := "", 0
		for writer, n := range whole {
			if n > most || n == most && writer < busiest {
				busiest, most = writer, n
			}
		}
		delete(whole, busiest)
		if diff := cmp.Diff(whole, countAsks(book.Without(lang, busiest), lang)); diff != "" {
			t.Errorf("%s: asks by writer without %s (-want +got):\n%s", lang, busiest, diff)
		}
	}
}

// countAsks counts the asks of each writer in a language, those that no card answers as well.
func countAsks(book *playbook.Book, lang string) map[string]int {
	n := map[string]int{}
	for _, c := range book.Cards() {
		for _, a := range c.Asks(lang) {
			n[a.Writer]++
		}
	}
	for _, a := range book.Outside[lang] {
		n[a.Writer]++
	}
	return n
}
