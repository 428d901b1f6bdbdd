package search

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clerkcoach/search/text"
)

// TestSpoken numbers languages by what is spoken, whatever it is written in.
func TestSpoken(t *testing.T) {
	t.Parallel()
	got, n := spoken([]string{"zh-Hans", "en", "zh-Hant", "fr", "en-GB", "zh-Hant-HK"})
	want := map[string]int{"zh-Hans": 0, "zh-Hant": 0, "zh-Hant-HK": 0, "en": 1, "en-GB": 1, "fr": 2}
	if n != 3 || !maps.Equal(got, want) {
		t.Errorf("%d languages, %v; want 3, %v", n, got, want)
	}
}

// TestScriptsLearnTogether has the same asks in two scripts and in another language: those in Chinese form one group, and none of
// their terms is left out of it.
func TestScriptsLearnTogether(t *testing.T) {
	t.Parallel()
	lessons := []lesson{
		{class: 0, lang: "zh-Hans", text: "顾客听不见"}, {class: 0, lang: "zh-Hans", text: "听不见的顾客"},
		{class: 0, lang: "en", text: "a deaf customer"},
		{class: 1, lang: "zh-Hant", text: "趕火車的顧客"}, {class: 1, lang: "zh-Hant", text: "顧客聽不見火車"},
		{class: 1, lang: "en", text: "in a hurry"},
	}
	cut(text.NewFolder(), lessons)
	v := &vocabulary{number: map[key]int32{}}
	examples := v.read(lessons, 2)
	groups := v.byLanguage([]string{"zh-Hans", "en", "zh-Hant"}, lessons, examples)
	if len(groups) != 2 || len(groups[0]) != 4 || len(groups[1]) != 2 {
		t.Fatalf("groups %v, want one of four examples and one of two", groups)
	}
	for i, n := range []int{0, 1, 3, 4} {
		if diff := cmp.Diff(examples[n].term, groups[0][i].term); diff != "" {
			t.Errorf("terms of %q (-whole +learnt):\n%s", lessons[n].text, diff)
		}
	}
}
