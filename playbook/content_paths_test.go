package playbook_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"clerkcoach/playbook"

	"github.com/google/go-cmp/cmp"
)

// What the shipped paths promise.
const (
	mostRead  = 4   // cards of one day
	leastPass = 80  // percent of a gate
	longTitle = 48  // characters, to stand in one line of a tablet
	longWhy   = 140 // characters, to be read at a glance
)

// TestShippedPaths looks at the paths that come with the program from all sides.
func TestShippedPaths(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, p := range book.Paths() {
		ids = append(ids, p.ID)
	}
	if diff := cmp.Diff([]string{"first-week", "first-month", "front-desk", "property-office"}, ids); diff != "" {
		t.Fatalf("paths (-want +got):\n%s", diff)
	}
	for _, c := range []struct {
		name  string
		check func(*testing.T, *playbook.Book)
	}{
		{"handbooks", checkHandbooksRead},
		{"order", checkPathOrder},
		{"days", checkPathDays},
		{"tests", checkPathTests},
		{"words", checkPathWords},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.check(t, book)
		})
	}
}

// readOn lists the cards that paths read, in their order.
func readOn(t *testing.T, book *playbook.Book, paths ...string) []string {
	t.Helper()
	var all []string
	for _, id := range paths {
		for _, s := range pathOf(t, book, id).Steps {
			if s.Kind == playbook.StepRead {
				all = append(all, s.Cards...)
			}
		}
	}
	return all
}

// checkHandbooksRead wants every card of a handbook to be read on its paths, once.
func checkHandbooksRead(t *testing.T, book *playbook.Book) {
	for handbook, paths := range map[string][]string{
		"retail": {"first-week", "first-month"}, "front-desk": {"front-desk"}, "property": {"property-office"},
	} {
		times := map[string]int{}
		for _, card := range readOn(t, book, paths...) {
			times[card]++
		}
		for _, card := range book.CardIDs(handbook, "") {
			if times[card] != 1 {
				t.Errorf("%s is read %d times on %q", card, times[card], paths)
			}
		}
	}
}

// checkPathOrder wants nobody to be asked about a card that they have not read; the first month builds on the first week. What is
// read is practised before the next is read.
func checkPathOrder(t *testing.T, book *playbook.Book) {
	for _, p := range book.Paths() {
		var read []string
		if p.ID == "first-month" {
			read = readOn(t, book, "first-week")
		}
		var fresh []string
		for _, s := range p.Steps {
			if s.Kind == playbook.StepRead {
				if len(fresh) > 0 {
					t.Errorf("%s: %s comes before %q are practised", p.ID, s.ID, fresh)
				}
				read, fresh = append(read, s.Cards...), s.Cards
				continue
			}
			for _, card := range s.Cards {
				if !slices.Contains(read, card) {
					t.Errorf("%s: %s asks about %s, which was not read", p.ID, s.ID, card)
				}
			}
			fresh = slices.DeleteFunc(slices.Clone(fresh), func(card string) bool { return slices.Contains(s.Cards, card) })
		}
		if len(fresh) > 0 {
			t.Errorf("%s: %q are read and not practised", p.ID, fresh)
		}
	}
}

// checkPathDays wants the days to rise from the first, five a week, with few cards to read on each.
func checkPathDays(t *testing.T, book *playbook.Book) {
	for _, p := range book.Paths() {
		day, cards := 1, map[int]int{}
		for _, s := range p.Steps {
			if s.Day < day || s.Day > day+3 || (s.Day-1)%7 > 4 {
				t.Errorf("%s: %s is meant for day %d, after day %d", p.ID, s.ID, s.Day, day)
			}
			day = s.Day
			if s.Kind == playbook.StepRead {
				cards[s.Day] += len(s.Cards)
			}
		}
		for day, n := range cards {
			if n > mostRead {
				t.Errorf("%s: %d cards to read on day %d", p.ID, n, day)
			}
		}
		if p.Steps[0].Day != 1 || p.Steps[0].Kind != playbook.StepRead {
			t.Errorf("%s begins with %+v", p.ID, p.Steps[0])
		}
	}
}

// checkPathTests wants every path, and every week of one, to end with a gate; all tests to be tried again after a while and a few
// times only; and nobody to be judged by words of their own.
func checkPathTests(t *testing.T, book *playbook.Book) {
	for _, p := range book.Paths() {
		for i, s := range p.Steps {
			last := i == len(p.Steps)-1 || (p.Steps[i+1].Day-1)/7 > (s.Day-1)/7
			if s.Gate != last {
				t.Errorf("%s: %s on day %d is a gate: %t", p.ID, s.ID, s.Day, s.Gate)
			}
			if s.Gate && (s.Kind != playbook.StepTest || s.Pass < leastPass) {
				t.Errorf("%s: the gate %s is a %s with a pass mark of %d", p.ID, s.ID, s.Kind, s.Pass)
			}
			own := len(s.Kinds) == 0 || slices.Contains(s.Kinds, "short-answer")
			if s.Kind == playbook.StepTest && (s.Tries == 0 || s.Wait == 0 || own) {
				t.Errorf("%s: the test %s has %d tries, waits %d hours and asks %q", p.ID, s.ID, s.Tries, s.Wait, s.Kinds)
			}
		}
	}
}

// checkPathWords wants the words of all languages whole, short, and free of what slips in while typing.
func checkPathWords(t *testing.T, book *playbook.Book) {
	for _, p := range book.Paths() {
		for _, lang := range book.Languages() {
			w := p.Words(lang)
			if w.Language != lang || len(w.Steps) != len(p.Steps) {
				t.Fatalf("%s: words in %s for %d steps, want %s and %d", p.ID, w.Language, len(w.Steps), lang, len(p.Steps))
			}
			texts(reflect.ValueOf(w), lang+"/"+p.ID, func(where, text string) {
				if text == "" || text != strings.TrimSpace(text) || strings.ContainsAny(text, `"'`) {
					t.Errorf("%s: %q", where, text)
				}
			})
			titles := map[string]string{w.Title: "the path"}
			for id, s := range w.Steps {
				if other, ok := titles[s.Title]; ok {
					t.Errorf("%s/%s: %s and %s have the title %q", lang, p.ID, id, other, s.Title)
				}
				titles[s.Title] = id
				if utf8.RuneCountInString(s.Title) > longTitle || utf8.RuneCountInString(s.Why) > longWhy {
					t.Errorf("%s/%s: %s is long: %q, %q", lang, p.ID, id, s.Title, s.Why)
				}
				if !strings.HasSuffix(s.Why, ".") && !strings.HasSuffix(s.Why, "。") {
					t.Errorf("%s/%s: the reason of %s is no sentence: %q", lang, p.ID, id, s.Why)
				}
			}
		}
	}
}
