package playbook_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clerkcoach/playbook"
)

// full is the small book with a card that says something in every part that there is.
func full(t testing.TB) files {
	t.Helper()
	f := small()
	f[calmWords] += "steps: [breathe, look]\nstandards: [{fact: S-1, text: Waits.}]\nwhy: Haste is noticed.\nmotto: 漫\n"
	w := reflect.ValueOf(cardOf(t, load(t, f.layer("")), "calm").Words("en")).Elem()
	for i := range w.NumField() {
		if w.Field(i).IsZero() {
			t.Fatalf("the card says nothing in its part %s", w.Type().Field(i).Name)
		}
	}
	return f
}

// TestWordsHashOfEverySentence changes one text of a card after another, and the points: each time the hash is another one.
func TestWordsHashOfEverySentence(t *testing.T) {
	t.Parallel()
	c := cardOf(t, load(t, full(t).layer("")), "calm")
	first := c.WordsHash("en")
	seen := map[string]string{first: "nothing"}
	changed := func(what string) {
		if same, ok := seen[c.WordsHash("en")]; ok {
			t.Errorf("changing %s and changing %s give the same hash", what, same)
		}
		seen[c.WordsHash("en")] = what
	}
	change(reflect.ValueOf(c.Words("en")).Elem(), "", changed)
	if got := c.WordsHash("en"); got != first {
		t.Errorf("with everything as it was, the hash is %s and not %s", got, first)
	}
	if len(seen) < 20 {
		t.Errorf("only %d texts were changed", len(seen)-1)
	}
	c.Words("en").Motto, c.Motto = "", "快"
	changed("the motto of all languages")
}

// change changes every text and number inside v, one after the other, and puts each back.
func change(v reflect.Value, what string, changed func(string)) {
	switch v.Kind() {
	case reflect.String:
		was := v.String()
		v.SetString(was + "!")
		changed(what)
		v.SetString(was)
	case reflect.Int:
		was := v.Int()
		v.SetInt(was - 1)
		changed(what)
		v.SetInt(was)
	case reflect.Struct:
		for i := range v.NumField() {
			// What a card does not say: its language, and the ids of its lines.
			if name := v.Type().Field(i).Name; !slices.Contains([]string{"Language", "ID", "Fact"}, name) {
				change(v.Field(i), what+"."+name, changed)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			change(v.Index(i), what+"[]", changed)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			was := v.MapIndex(key)
			v.SetMapIndex(key, reflect.ValueOf(was.String()+"!"))
			changed(what + "[" + key.String() + "]")
			v.SetMapIndex(key, was)
		}
	default:
	}
}

// TestWordsHashOfPlaces moves sentences without changing any: it matters which part they stand in, and in which order.
func TestWordsHashOfPlaces(t *testing.T) {
	t.Parallel()
	hash := func(w playbook.Words) string {
		c := cardOf(t, load(t, full(t).layer("")), "calm")
		*c.Words("en") = w
		return c.WordsHash("en")
	}
	seen := map[string]string{}
	for name, w := range map[string]playbook.Words{
		"done":            {Do: []string{"wait", "rush"}},
		"the other first": {Do: []string{"rush", "wait"}},
		"one avoided":     {Do: []string{"wait"}, Avoid: []string{"rush"}},
		"both in one":     {Do: []string{"waitrush"}},
		"a title":         {Title: "wait", Do: []string{"rush"}},
		"a neighbour":     {Neighbours: map[string]string{"brisk": "Looks at the clock."}},
		"another one":     {Neighbours: map[string]string{"calm": "Looks at the clock."}},
	} {
		if same, ok := seen[hash(w)]; ok {
			t.Errorf("%s has the hash of %s", name, same)
		}
		seen[hash(w)] = name
	}
}

// TestWordsHashStays wants the hash to be the same after another load, and with other asks, scenes, mistakes and words elsewhere.
func TestWordsHashStays(t *testing.T) {
	t.Parallel()
	hash := func(f files) string { return cardOf(t, load(t, f.layer("")), "calm").WordsHash("en") }
	first := hash(full(t))
	if !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(first) {
		t.Errorf("the hash is %q", first)
	}
	for name, over := range map[string]files{
		"nothing":                {},
		"an ask":                 {"en/asks/calm.txt": "so slow\n"},
		"a scene":                {"en/scenes/calm.yaml": "scenes: [{id: s09, trade: tea, text: He sniffs.}]\n"},
		"a mistake":              {"en/mistakes/calm.yaml": "mistakes: [{id: m1, text: Rush them, why: They go.}]\n"},
		"a question":             {"en/questions/calm.yaml": "questions: [{id: q1, kind: numerical, prompt: p, number: 3}]\n"},
		"another card":           {"en/cards/brisk.yaml": card("Fast")},
		"another language":       {"zh-Hans/cards/calm.yaml": card("慢")},
		"a comment":              {calmWords: "# checked\n" + full(t)[calmWords]},
		"another way to write":   {calmWords: strings.Replace(full(t)[calmWords], "title: Calm", `title: "Calm"`, 1)},
		"a path":                 shortPath("start", "x"),
		"the id of a phrase":     {calmWords: strings.Replace(full(t)[calmWords], "close-1", "close-9", 1)},
		"the order of the parts": {calmWords: strings.Replace(full(t)[calmWords], "title: Calm\n", "", 1) + "title: Calm\n"},
	} {
		if got := hash(full(t).with(over)); got != first {
			t.Errorf("with %s changed, the hash is %s and not %s", name, got, first)
		}
	}
	c := cardOf(t, load(t, full(t).layer("")), "calm")
	if got := c.WordsHash("fr"); got != first {
		t.Errorf("in a language without words, the hash is %s, not that of the words shown instead, %s", got, first)
	}
	figures := full(t).edit(t, "facts.yaml", "points: -5", "points: -7")
	if hash(figures) == first {
		t.Error("with other points, the hash is the same")
	}
}

// TestShippedWordsHash wants every card in every language to have a hash of its own.
func TestShippedWordsHash(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	eachWords(book, func(where string, c *playbook.Card, w *playbook.Words) {
		hash := c.WordsHash(w.Language)
		if same, ok := seen[hash]; ok {
			t.Errorf("%s and %s have the hash %s", where, same, hash)
		}
		seen[hash] = where
	})
}
