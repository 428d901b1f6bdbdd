package playbook_test

import (
	"slices"
	"strings"
	"testing"

	"clerkcoach/playbook"

	"github.com/google/go-cmp/cmp"
)

const (
	calmWords = "en/cards/calm.yaml"
	moments   = "greet probe present reassure close apologise decline hand-over"
	kinds     = "who do avoid say key step why duty standard score"
)

// faultCase is the small book with one thing wrong: a place of a file changed, or whole files.
type faultCase struct {
	name string
	// file (calmWords if empty) is changed where it says from, so that it says to; the fault is in the line where at stands.
	file, from, to, at string
	// over are files put in, and taken away where empty.
	over files
	// want is the fault without its Line, and without its File where that is the changed one.
	want playbook.Fault
}

func TestLoadFaults(t *testing.T) {
	t.Parallel()
	for _, c := range slices.Concat(wordsCases(), sharedCases(), fileCases(), pathCases(), stepCases(), pathWordsCases()) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			shop, want := small().with(c.over), c.want
			if c.from != "" {
				if c.file == "" {
					c.file = calmWords
				}
				shop = shop.edit(t, c.file, c.from, c.to)
				want.File, want.Line = c.file, shop.line(t, c.file, c.at)
			}
			got := faultsOf(t, shop.layer(""))
			if diff := cmp.Diff(playbook.Faults{want}, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// line finds the only line of a file in which text stands.
func (f files) line(t testing.TB, name, text string) int {
	t.Helper()
	before, after, ok := strings.Cut(f[name], text)
	if !ok || text == "" || strings.Contains(after, text) {
		t.Fatalf("%q does not stand once in %s", text, name)
	}
	return strings.Count(before, "\n") + 1
}

// TestLoadNamesTheCause has mistakes that break much else: only what the author must mend is told.
func TestLoadNamesTheCause(t *testing.T) {
	t.Parallel()
	missing := func(field string) playbook.Fault {
		return playbook.Fault{File: calmWords, Field: field, Rule: "required"}
	}
	for _, c := range []struct {
		name string
		over files
		want playbook.Faults
	}{
		{
			"book.yaml of another form", files{"book.yaml": "handbooks: shop\n"},
			playbook.Faults{{File: "book.yaml", Line: 1, Rule: "syntax", Param: "cannot unmarshal !!str `shop` into []playbook.outlineHandbook"}},
		},
		{
			"words with nothing in them", files{calmWords: "# nothing yet\n"},
			playbook.Faults{
				missing("avoid"), missing("do"), missing("first_words"), missing("glance"), missing("hand_over"), missing("signals"),
				missing("title"),
			},
		},
		{
			"words and asks broken", files{calmWords: "title: [", "en/asks/calm.txt": "\xff"},
			playbook.Faults{
				{File: "en/asks/calm.txt", Rule: "encoding"},
				{File: calmWords, Line: 1, Rule: "syntax", Param: "did not find expected node content"},
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, faultsOf(t, small().with(c.over).layer(""))); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func wordsCases() []faultCase {
	return []faultCase{
		{name: "unknown field", from: "glance:", to: "title_: x\nglance:", at: "title_", want: fault("title_", "unknown", "title_")},
		{
			name: "unknown field of a phrase", from: "text: Hello.", to: "txt: Hello.", at: "txt", want: fault("txt", "unknown", "txt"),
		},
		{name: "no title", from: "title: Calm\n", at: "names:", want: fault("title", "required", "")},
		{name: "empty title", from: "title: Calm", to: `title: ""`, at: "title", want: fault("title", "required", "")},
		{name: "long title", from: "title: Calm", to: "title: " + long(121), at: "title", want: fault("title", "max", "120")},
		{name: "no signals", from: "signals:\n  - looks twice\n", at: "title", want: fault("signals", "required", "")},
		{name: "empty signals", from: "signals:\n  - looks twice", to: "signals: []", at: "signals", want: fault("signals", "min", "1")},
		{name: "empty do", from: "do:\n  - wait", to: "do: []", at: "do:", want: fault("do", "min", "1")},
		{name: "empty avoid", from: "avoid:\n  - rush", to: "avoid: []", at: "avoid", want: fault("avoid", "min", "1")},
		{
			name: "13 signals", from: "  - looks twice\n", to: strings.Repeat("  - x\n", 12) + "  - the last\nsteps: []\n", at: "signals:",
			want: fault("signals", "max", "12"),
		},
		{
			name: "long signal", from: "  - looks twice", to: "  - looks twice\n  - " + long(301), at: long(301),
			want: fault("signals[1]", "max", "300"),
		},
		{name: "text for a list", from: "do:\n  - wait", to: "do: wait", at: "do:", want: syntax("cannot unmarshal !!str `wait` into []string")},
		{
			name: "list for a text", from: "glance: Give it time.", to: "glance: [a]", at: "glance",
			want: syntax("cannot unmarshal !!seq into string"),
		},
		{
			name: "field given twice", from: "hand_over:", to: "title: Twice\nhand_over:", at: "title: Twice",
			want: syntax(`mapping key "title" already defined at line 1`),
		},
		{name: "not YAML", from: "names: [unhurried]", to: "names: [unhurried", at: "unhurried", want: syntax("did not find expected ',' or ']'")},
		{
			name: "unknown moment", from: "moment: close", to: "moment: shout", at: "shout",
			want: fault("phrases[1].moment", "oneof", moments),
		},
		{name: "phrase id given twice", from: "id: close-1", to: "id: greet-1", at: "phrases:", want: fault("phrases", "unique", "ID")},
		{name: "phrase id no id", from: "id: close-1", to: "id: Close_1", at: "Close_1", want: fault("phrases[1].id", "id", "")},
		{name: "line without text", from: "text: Takes time.", to: `text: ""`, at: "S-1", want: fault("duties[0].text", "required", "")},
		{
			name: "neighbour not listed", from: "neighbours:", to: "neighbours:\n  ghost: Not there.", at: "ghost",
			want: fault("neighbours[ghost]", "neighbour", "ghost"),
		},
		{
			name: "duty of a fact not carried", from: "duties:", to: "duties:\n  - {fact: S-3, text: Why.}", at: "S-3",
			want: fault("duties[0].fact", "no_fact", "S-3"),
		},
		{
			name: "standard of an unknown fact", from: "points:", to: "standards:\n  - {fact: S-9, text: Why.}\npoints:", at: "S-9",
			want: fault("standards[0].fact", "no_fact", "S-9"),
		},
		{name: "points for an unknown fact", from: "fact: S-2", to: "fact: S-9", at: "S-9", want: fault("points[0].fact", "no_fact", "S-9")},
		{name: "points for a fact not carried", from: "fact: S-2", to: "fact: S-3", at: "S-3", want: fault("points[0].fact", "no_fact", "S-3")},
		{
			name: "a second document", from: "clock.\n", to: "clock.\n---\ntitle: Second\n", at: "title: Second", want: syntax("a second document"),
		},
		{
			name: "a broken second document", from: "clock.\n", to: "clock.\n---\ntitle: [", at: "title: [",
			want: syntax("did not find expected node content"),
		},
	}
}

func sharedCases() []faultCase {
	inBook := func(f playbook.Fault) playbook.Fault {
		f.Field = "handbooks[0].families[0].cards[0]" + f.Field
		return f
	}
	return []faultCase{
		{file: "book.yaml", name: "unknown field of a card", from: "motto:", to: "mottos:", at: "mottos", want: fault("mottos", "unknown", "mottos")},
		{file: "book.yaml", name: "card id no id", from: "id: calm", to: "id: Calm!", at: "Calm!", want: inBook(fault(".id", "id", ""))},
		{file: "book.yaml", name: "card without id", from: "- id: calm\n            motto", to: "- motto", at: "motto", want: inBook(fault(".id", "required", ""))},
		{file: "book.yaml", name: "long motto", from: "慢", to: "慢慢", at: "慢慢", want: inBook(fault(".motto", "max", "1"))},
		{
			file: "book.yaml", name: "unknown neighbour", from: "neighbours: [brisk]", to: "neighbours: [brisk, ghost]", at: "ghost",
			want: inBook(fault(".neighbours[1]", "neighbour", "ghost")),
		},
		{
			file: "book.yaml", name: "a card its own neighbour", from: "neighbours: [brisk]", to: "neighbours: [brisk, calm]", at: "brisk, calm",
			want: inBook(fault(".neighbours[1]", "neighbour", "calm")),
		},
		{
			file: "book.yaml", name: "neighbour listed twice", from: "neighbours: [brisk]", to: "neighbours: [brisk, brisk]", at: "brisk, brisk",
			want: inBook(fault(".neighbours", "unique", "")),
		},
		{
			file: "book.yaml", name: "unknown fact", from: "[S-1, S-2]", to: "[S-1, S-2, S-9]", at: "S-9",
			want: inBook(fault(".facts[2]", "no_fact", "S-9")),
		},
		{
			file: "book.yaml", name: "a card in two families", from: "- id: brisk", to: "- id: calm\n          - id: brisk", at: "id: calm\n          - id: brisk",
			want: fault("handbooks[0].families[1].cards[0]", "twice", "calm"),
		},
		{
			file: "book.yaml", name: "a card without words", from: "- id: brisk", to: "- id: silent\n          - id: brisk", at: "silent",
			want: fault("handbooks[0].families[1].cards[0]", "no_words", "silent"),
		},
		{file: "facts.yaml", name: "unknown kind of fact", from: "kind: score", to: "kind: rule", at: "rule", want: fault("store[1].kind", "oneof", kinds)},
		{file: "facts.yaml", name: "fact without text", from: `, en: "Take time."`, at: "S-1", want: fault("store[0].en", "required", "")},
		{file: "facts.yaml", name: "fact given twice", from: "id: S-3", to: "id: S-1", at: "store:", want: fault("store", "unique", "ID")},
		{file: "facts.yaml", name: "facts of nowhere", from: "store:", to: "shop:", at: "shop", want: fault("shop", "unknown", "shop")},
		{file: "en/book.yaml", name: "name of an unknown moment", from: "greet: Greet", to: "shout: Shout", at: "shout", want: fault("moments[shout]", "oneof", moments)},
		{file: "en/book.yaml", name: "family without title", from: "hurry: {title: Hurry}", to: "hurry: {about: x}", at: "about", want: fault("families[hurry].title", "required", "")},
		{file: "en/book.yaml", name: "long starter", from: "takes ages", to: long(61), at: long(61), want: fault("families[buying].starters[0]", "max", "60")},
		{file: "en/scenes/calm.yaml", name: "scene without trade", from: "trade: shoes, ", at: "s01", want: fault("scenes[0].trade", "required", "")},
		{
			file: "en/scenes/calm.yaml", name: "scene id given twice", from: "scenes:", to: "scenes:\n  - {id: s01, trade: bags, text: x}", at: "scenes:",
			want: fault("scenes", "unique", "ID"),
		},
		{file: "en/asks/calm.txt", name: "ask of 501 characters", from: "takes ages", to: long(501), at: long(501), want: fault("", "long_ask", "500")},
	}
}

func fileCases() []faultCase {
	in := func(file, rule, param string) playbook.Fault {
		return playbook.Fault{File: file, Rule: rule, Param: param}
	}
	none := small()
	for name := range none {
		none[name] = ""
	}
	return []faultCase{
		{name: "words for no card", over: files{"en/cards/ghost.yaml": card("Ghost")}, want: in("en/cards/ghost.yaml", "no_card", "ghost")},
		{name: "asks for no card", over: files{"en/asks/ghost.txt": "who?"}, want: in("en/asks/ghost.txt", "no_card", "ghost")},
		{name: "scenes for no card", over: files{"en/scenes/ghost.yaml": "scenes: []"}, want: in("en/scenes/ghost.yaml", "no_card", "ghost")},
		{name: "no language folder", over: files{"cards/calm.yaml": card("x")}, want: in("cards/calm.yaml", "place", "")},
		{name: "language in odd spelling", over: files{"zh-hans/cards/calm.yaml": card("x")}, want: in("zh-hans/cards/calm.yaml", "place", "")},
		{name: "unknown folder", over: files{"en/words/calm.yaml": card("x")}, want: in("en/words/calm.yaml", "place", "")},
		{name: "folder too deep", over: files{"en/cards/a/calm.yaml": card("x")}, want: in("en/cards/a/calm.yaml", "place", "")},
		{name: "words beside their folder", over: files{"en/calm.yaml": card("x")}, want: in("en/calm.yaml", "place", "")},
		{name: "words as yml", over: files{"en/cards/calm.yml": card("x")}, want: in("en/cards/calm.yml", "place", "")},
		{name: "asks as YAML", over: files{"en/asks/calm.yaml": "[]"}, want: in("en/asks/calm.yaml", "place", "")},
		{name: "unknown file", over: files{"mottos.yaml": "[]"}, want: in("mottos.yaml", "place", "")},
		{name: "words in bad UTF-8", over: files{calmWords: card("\xe6\x85")}, want: in(calmWords, "encoding", "")},
		{name: "asks in bad UTF-8", over: files{"en/asks/calm.txt": "\xff\xfea\x00"}, want: in("en/asks/calm.txt", "encoding", "")},
		{
			name: "asks over 1 MiB", over: files{"en/asks/calm.txt": strings.Repeat("#\n", 1<<19) + "#"},
			want: in("en/asks/calm.txt", "too_large", "1 MiB"),
		},
		{name: "book.yaml missing", over: files{"book.yaml": ""}, want: in("book.yaml", "missing", "")},
		{name: "nothing at all", over: none, want: in("book.yaml", "missing", "")},
	}
}

func fault(field, rule, param string) playbook.Fault {
	return playbook.Fault{Field: field, Rule: rule, Param: param}
}

func syntax(says string) playbook.Fault { return fault("", playbook.RuleSyntax, says) }

// long makes a text of n characters, which is far more bytes; the last one stands nowhere else.
func long(n int) string { return strings.Repeat("慢", n-1) + "长" }
