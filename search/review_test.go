package search

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The reviewed book has one near-copy, one ask under the wrong card, and words that stand alone.
func TestReviewAsks(t *testing.T) {
	t.Parallel()
	r := ReviewAsks(smallBook(t, map[string]string{
		"en/asks/deaf.txt": "# c\nthe customer is deaf\ncannot hear me at all\nwrites on a notepad to talk\nhearing aid whistles\n" +
			"# y\ncannot hear me, at all!\n# z\nthe train leaves in ten minutes\n",
	}))
	copies := []Likeness{{Lang: "en", Card: "deaf", Text: "cannot hear me at all", OtherCard: "deaf", Other: "cannot hear me, at all!"}}
	if diff := cmp.Diff(copies, only(r.Copies, "cannot hear me at all")); diff != "" {
		t.Errorf("copies (-want +got):\n%s", diff)
	}
	strays := []Likeness{{
		Lang: "en", Card: "deaf", Text: "the train leaves in ten minutes", OtherCard: "hurry", Other: "train leaves in ten minutes",
	}}
	if diff := cmp.Diff(strays, only(r.Strays, "the train leaves in ten minutes")); diff != "" {
		t.Errorf("strays (-want +got):\n%s", diff)
	}
	for _, l := range r.Lonely {
		if l.Lang == "en" && l.Card == "deaf" && (!slices.Contains(l.Words, "whistles") || slices.Contains(l.Words, "train")) {
			t.Errorf("lonely words of %s are %v, want whistles among them, and not train", l.Card, l.Words)
		}
	}
}

func only(all []Likeness, text string) []Likeness {
	return slices.DeleteFunc(all, func(l Likeness) bool { return l.Text != text })
}

// The same writer's variations are no reason to call an ask astray, and neither is another card's ask that is hardly alike.
func TestReviewLeavesAlone(t *testing.T) {
	t.Parallel()
	for _, l := range ReviewAsks(smallBook(t)).Strays {
		t.Errorf("%q of %s is called astray for %q of %s", l.Text, l.Card, l.Other, l.OtherCard)
	}
}
