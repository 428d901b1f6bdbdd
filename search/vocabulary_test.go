package search

import (
	"maps"
	"testing"
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

// TestScriptsLearnTogether has one card's asks in simplified and the other's in traditional characters: a question in either script
// finds either card.
func TestScriptsLearnTogether(t *testing.T) {
	t.Parallel()
	book := smallBook(t, map[string]string{
		"zh-Hans/asks/silent.txt": "# a\n", "zh-Hans/asks/hurry.txt": "# a\n",
		"zh-Hant/asks/silent.txt": "# b\n顧客一句話不說\n問什麼都不吭聲\n沉默的客人\n只看不開口\n話很少，光點頭\n",
		"zh-Hant/asks/hurry.txt":  "# b\n趕火車的顧客\n催我快點\n時間來不及了\n急著要走\n十分鐘後開會\n",
		"zh-Hant/cards/deaf.yaml": cardText("聽不見", "指指耳朵", "寫下來", "大聲喊"),
	})
	r, err := NewRanker(book)
	if err != nil {
		t.Fatal(err)
	}
	for q, card := range map[string]string{
		"顾客赶火车，时间来不及": "hurry", "顧客趕火車，時間來不及": "hurry", "问什么都不开口的客人": "silent", "問什麼都不開口的客人": "silent",
		"顾客听不见": "deaf", "顧客聽不見": "deaf",
	} {
		if got, v := first(r.Ask(q, 3)); got != card || v != Answered {
			t.Errorf("Ask(%q) gives %q, %s; want %s", q, got, v, card)
		}
	}
}
