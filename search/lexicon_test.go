package search

import (
	"slices"
	"testing"

	"clerkcoach/search/text"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// keysDrawn draws keys other than 0, many of which want the same place.
func keysDrawn() *rapid.Generator[key] {
	return rapid.OneOf(
		rapid.Custom(func(t *rapid.T) key { return key(rapid.Uint64Min(1).Draw(t, "any")) }),
		rapid.Custom(func(t *rapid.T) key { return key(rapid.Uint64Range(1, 64).Draw(t, "small")) }),
		rapid.Custom(func(t *rapid.T) key { return key(rapid.Uint64Range(1, 64).Draw(t, "alike") << 32) }),
	)
}

// entriesOf makes an entry for each key that can be told from the others.
func entriesOf(keys []key) []entry {
	all := make([]entry, len(keys))
	for i, k := range keys {
		all[i] = entry{key: k, kind: text.Stem, weights: uint32(i), weightsEnd: uint32(i + 1), weigh: float32(i)} //nolint:gosec // a few
	}
	return all
}

// holds tells what of the entries a lexicon does not give back as it was put in; empty if nothing.
func holds(x lexicon, entries []entry) string {
	seen := map[uint32]bool{}
	for _, e := range entries {
		at, ok := x.find(e.key)
		if !ok || seen[at] {
			return "a key is not found, or in the place of another"
		}
		seen[at] = true
		if diff := cmp.Diff(e, x[at], cmp.AllowUnexported(entry{})); diff != "" {
			return diff
		}
	}
	return ""
}

func TestLexicon(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfNDistinct(keysDrawn(), 0, 80, rapid.ID).Draw(t, "keys")
		split := rapid.IntRange(0, len(all)).Draw(t, "put in")
		in, out := entriesOf(all[:split]), all[split:]
		x, _ := newLexicon(in)
		if what := holds(x, in); what != "" {
			t.Fatalf("put in and found (-want +got):\n%s", what)
		}
		for _, k := range append(out, 0) {
			if at, ok := x.find(k); ok {
				t.Fatalf("%d is found at %d, but was not put in", k, at)
			}
		}
	})
}

// TestLexiconFull fills tables to their bound, where the next term would double them, with keys that all want the same place.
func TestLexiconFull(t *testing.T) {
	t.Parallel()
	for n := range 900 {
		smaller, _ := newLexicon(make([]entry, n))
		larger, _ := newLexicon(make([]entry, n+1))
		if len(smaller) == len(larger) {
			continue
		}
		for name, keyAt := range map[string]func(i int) key{
			"crowded":       func(i int) key { return key(i+1) << 20 },
			"from the end":  func(i int) key { return key(i+1)<<20 + (1<<20 - 1) },
			"side by side":  func(i int) key { return key(i + 1) },
			"all different": func(i int) key { return keyOf(text.Term{Kind: text.Stem, Text: string(rune('a' + i))}) },
		} {
			keys := make([]key, n)
			for i := range keys {
				keys[i] = keyAt(i)
			}
			entries := entriesOf(keys)
			x, _ := newLexicon(entries)
			if what := holds(x, entries); what != "" {
				t.Errorf("%s, %d terms (-want +got):\n%s", name, n, what)
			}
			// A key that wants the fullest place ends somewhere as well.
			for _, k := range []key{0, 1 << 60, 1<<60 + (1<<20 - 1), keyAt(n)} {
				if _, ok := x.find(k); ok {
					t.Errorf("%s, %d terms: %d is found, but was not put in", name, n, k)
				}
			}
			if free := len(x) - n; free*5 < len(x) {
				t.Errorf("%s: %d of %d places are free, want a fifth", name, free, len(x))
			}
		}
	}
}

// TestLexiconWithoutKey leaves a term out whose key is 0, since that marks a free place.
func TestLexiconWithoutKey(t *testing.T) {
	t.Parallel()
	entries := entriesOf([]key{0, 8, 16})
	x, _ := newLexicon(entries)
	if at, ok := x.find(0); ok {
		t.Errorf("the key 0 is found at %d", at)
	}
	if what := holds(x, entries[1:]); what != "" {
		t.Errorf("the other terms (-want +got):\n%s", what)
	}
}

// TestKeyOf wants terms of the same text but another kind to be other terms.
func TestKeyOf(t *testing.T) {
	t.Parallel()
	seen := map[key]text.Term{}
	for kind := range text.Kinds {
		for _, s := range []string{"", "a", "ab", "ba", "客", "顾客", "客顾", "\x00", "\x00\x00"} {
			term := text.Term{Kind: kind, Text: s}
			if other, ok := seen[keyOf(term)]; ok {
				t.Errorf("%+v and %+v have the same key", term, other)
			}
			seen[keyOf(term)] = term
		}
	}
}

func TestFirsts(t *testing.T) {
	t.Parallel()
	// Places are far below 2³², see find.
	place := rapid.OneOf(rapid.Uint32Range(0, 8), rapid.Uint32Range(0, 1<<31))
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.SliceOfN(place, 0, 100).Draw(t, "places")
		want, seen := []uint32{}, map[uint32]bool{}
		for _, p := range places {
			if !seen[p] {
				want = append(want, p)
			}
			seen[p] = true
		}
		if got := firsts(slices.Clone(places), placeSet(nil).emptied(len(places))); !slices.Equal(got, want) {
			t.Fatalf("firsts(%v) = %v, want %v", places, got, want)
		}
	})
}
