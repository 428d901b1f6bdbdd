package playbook_test

import (
	"bytes"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"clerkcoach/playbook"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// What the shipped book promises beyond what any playbook must have.
const (
	shippedFacts = 197
	minPhrases   = 8
	minMoments   = 4
	minSignals   = 4
	minDo        = 3
	minAvoid     = 3
	minScenes    = 4
	minAsks      = 100
	minOutside   = 1000
)

// shippedCards lists the fixed ids in reading order: links, results and other programs rely on them.
func shippedCards() []string {
	return []string{
		"rational", "habitual", "economical-bargain", "economical-premium", "impulsive", "lively", "hesitant", "urgent", "special-needs",
		"rude-commanding", "rude-upset", "rude-impatient", "rude-unreasonable",
		"group-roles", "group-couple", "group-family", "group-friends",
		"type-experienced", "type-prestige", "type-unformed", "type-affectionate", "type-indecisive", "type-consultative",
		"type-cautious", "type-silent", "type-chatty", "type-decisive", "type-argumentative", "type-cheerful", "type-modest", "type-shy",
		"care-elderly", "care-blind", "care-deaf", "care-mobility", "care-child", "care-pregnant", "care-ill",
		"guide-adviser", "complaint-listen", "complaint-apologise", "complaint-resolve", "dissatisfaction",
		"desk-supervisor", "desk-receptionist", "desk-standards", "desk-meeting",
		"property-services", "property-scoring",
	}
}

// shippedMottos gives the mottos by card, as a language writes them.
func shippedMottos(lang string) map[string]string {
	if lang == "zh-Hant" {
		return map[string]string{"habitual": "記", "economical-bargain": "揀", "impulsive": "快", "lively": "講", "hesitant": "幫"}
	}
	return map[string]string{"habitual": "记", "economical-bargain": "拣", "impulsive": "快", "lively": "讲", "hesitant": "帮"}
}

// TestShipped loads the book that comes with the program once and looks at it from all sides.
func TestShipped(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	if err != nil {
		t.Fatalf("the shipped playbook has faults:\n%v", err)
	}
	for _, c := range []struct {
		name  string
		check func(*testing.T, *playbook.Book)
	}{
		{"ids", checkIDs},
		{"facts", checkFacts},
		{"terms", checkTerms},
		{"mottos", checkMottos},
		{"languages", checkLanguages},
		{"customers", checkCustomers},
		{"duties", checkDuties},
		{"points", checkPoints},
		{"steps", checkSteps},
		{"neighbours", checkNeighbours},
		{"pairs", checkPairs},
		{"scenes", checkScenes},
		{"names", checkNames},
		{"ask numbers", checkAskNumbers},
		{"asks once", checkAsksOnce},
		{"asks not copied", checkAsksNotCopied},
		{"typing", checkTyping},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.check(t, book)
		})
	}
}

func checkIDs(t *testing.T, book *playbook.Book) {
	var got []string
	for _, c := range book.Cards() {
		got = append(got, c.ID)
		if found, ok := book.Card(c.ID); !ok || found != c {
			t.Errorf("Card(%q) finds another card, or none", c.ID)
		}
	}
	if diff := cmp.Diff(shippedCards(), got); diff != "" {
		t.Errorf("card ids (-want +got):\n%s", diff)
	}
}

func checkFacts(t *testing.T, book *playbook.Book) {
	if got := len(book.Facts()); got != shippedFacts {
		t.Errorf("%d facts, want %d", got, shippedFacts)
	}
	carried := map[string]bool{}
	for _, c := range book.Cards() {
		if len(c.Facts) == 0 {
			t.Errorf("%s carries no fact", c.ID)
		}
		for _, id := range c.Facts {
			carried[id] = true
			if f, ok := book.Fact(id); !ok || f.ID != id {
				t.Errorf("%s carries the fact %q, which does not exist", c.ID, id)
			}
		}
	}
	for id := range book.Facts() {
		if !carried[id] {
			t.Errorf("no card carries the fact %s", id)
		}
	}
}

// checkTerms looks for the field's own words, which stay as they are in Chinese; only a comma may part them otherwise.
func checkTerms(t *testing.T, book *playbook.Book) {
	noComma := func(s string) string { return strings.ReplaceAll(s, "，", "") }
	kept := map[string]bool{}
	for _, c := range book.Cards() {
		text := noComma(strings.Join(c.Words(playbook.Chinese).Lines(), "\n"))
		for _, id := range c.Facts {
			f, _ := book.Fact(id)
			kept[id] = kept[id] || strings.Contains(text, noComma(f.Term))
		}
	}
	for id, f := range book.Facts() {
		if !kept[id] {
			t.Errorf("%s: no card that carries it says %q", id, f.Term)
		}
	}
}

func checkMottos(t *testing.T, book *playbook.Book) {
	got := map[string]map[string]string{}
	for _, c := range book.Cards() {
		keys := map[string]string{}
		for _, id := range c.Facts {
			if f, _ := book.Fact(id); f.Kind == "key" {
				keys[c.ID] = f.Term
			}
		}
		if c.Motto != keys[c.ID] {
			t.Errorf("%s: motto %q, but the fact of kind key says %q", c.ID, c.Motto, keys[c.ID])
		}
		for _, lang := range book.Languages() {
			if motto, _ := c.MottoIn(lang); motto != "" {
				if got[lang] == nil {
					got[lang] = map[string]string{}
				}
				got[lang][c.ID] = motto
			}
			if says := c.Words(lang).MottoSays; (says != "") != (c.Motto != "") {
				t.Errorf("%s/%s: the motto %q is explained by %q", lang, c.ID, c.Motto, says)
			}
		}
	}
	for _, lang := range book.Languages() {
		if diff := cmp.Diff(shippedMottos(lang), got[lang]); diff != "" {
			t.Errorf("mottos in %s (-want +got):\n%s", lang, diff)
		}
	}
}

func checkLanguages(t *testing.T, book *playbook.Book) {
	if diff := cmp.Diff([]string{"zh-Hans", "en", "zh-Hant"}, book.Languages()); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	for _, c := range book.Cards() {
		for _, lang := range book.Languages() {
			if got := c.Words(lang).Language; got != lang {
				t.Errorf("%s has no words in %s (%s stands in)", c.ID, lang, got)
			}
			if len(c.Asks(lang)) == 0 || len(c.Scenes(lang)) == 0 {
				t.Errorf("%s has no asks or no scenes in %s", c.ID, lang)
			}
		}
	}
	for _, lang := range book.Languages() {
		if got := len(book.Outside[lang]); got < minOutside {
			t.Errorf("%d asks in %s that no card answers, want at least %d", got, lang, minOutside)
		}
	}
}

// eachWords calls check for every card in every language.
func eachWords(book *playbook.Book, check func(where string, c *playbook.Card, w *playbook.Words)) {
	for _, c := range book.Cards() {
		for _, lang := range book.Languages() {
			check(lang+"/"+c.ID, c, c.Words(lang))
		}
	}
}

func checkCustomers(t *testing.T, book *playbook.Book) {
	eachWords(book, func(where string, c *playbook.Card, w *playbook.Words) {
		if c.Duty() {
			return
		}
		moments := map[string]bool{}
		for _, p := range w.Phrases {
			moments[p.Moment] = true
		}
		for _, n := range []struct {
			what      string
			got, want int
		}{
			{"phrases", len(w.Phrases), minPhrases},
			{"moments with phrases", len(moments), minMoments},
			{"signals", len(w.Signals), minSignals},
			{"lines on what to do", len(w.Do), minDo},
			{"lines on what to avoid", len(w.Avoid), minAvoid},
		} {
			if n.got < n.want {
				t.Errorf("%s: %d %s, want at least %d", where, n.got, n.what, n.want)
			}
		}
		for what, text := range map[string]string{
			"glance": w.Glance, "first words": w.FirstWords, "hand over": w.HandOver, "why": w.Why,
		} {
			if text == "" {
				t.Errorf("%s: no %s", where, what)
			}
		}
		if len(w.Duties)+len(w.Standards)+len(w.Points) > 0 {
			t.Errorf("%s: the card of a customer states duties", where)
		}
	})
}

func checkDuties(t *testing.T, book *playbook.Book) {
	eachWords(book, func(where string, c *playbook.Card, w *playbook.Words) {
		if !c.Duty() {
			return
		}
		got := map[string][]string{}
		for kind, lines := range map[string][]playbook.Line{"duty": w.Duties, "standard": w.Standards} {
			for _, l := range lines {
				got[l.Fact] = append(got[l.Fact], kind)
			}
		}
		for _, p := range w.Points {
			got[p.Fact] = append(got[p.Fact], "score")
		}
		want := map[string][]string{}
		for _, id := range c.Facts {
			f, _ := book.Fact(id)
			want[id] = []string{f.Kind}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: each fact once, among its kind (-want +got):\n%s", where, diff)
		}
	})
}

// checkPoints reads the figures from the file itself, so that nothing between file and card can change them.
func checkPoints(t *testing.T, book *playbook.Book) {
	raw, err := os.ReadFile("content/facts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var groups map[string][]struct {
		ID, Kind, Per string
		Points        int
	}
	if err := yaml.NewDecoder(bytes.NewReader(raw)).Decode(&groups); err != nil {
		t.Fatal(err)
	}
	figures, sum := map[string]int{}, 0
	for _, facts := range groups {
		for _, f := range facts {
			if score := f.Kind == "score"; (f.Points != 0) != score || (f.Per != "") != score {
				t.Errorf("%s is of kind %s and has %d points per %q", f.ID, f.Kind, f.Points, f.Per)
			}
			if f.Points != 0 {
				figures[f.ID] = f.Points
				sum += f.Points
			}
		}
	}
	for _, lang := range book.Languages() {
		got, total := map[string]int{}, 0
		for _, c := range book.Cards() {
			for _, p := range c.Words(lang).Points {
				got[p.Fact] = p.Points
				total += p.Points
				if p.Per == "" {
					t.Errorf("%s/%s: %s does not say what its points are counted for", lang, c.ID, p.Fact)
				}
			}
		}
		if diff := cmp.Diff(figures, got); diff != "" {
			t.Errorf("%s: points (-facts.yaml +cards):\n%s", lang, diff)
		}
		if total != sum {
			t.Errorf("%s: the points add up to %d, those of facts.yaml to %d", lang, total, sum)
		}
	}
}

// checkSteps wants a procedure of at least as many steps as the facts have.
func checkSteps(t *testing.T, book *playbook.Book) {
	eachWords(book, func(where string, c *playbook.Card, w *playbook.Words) {
		want := 0
		for _, id := range c.Facts {
			if f, _ := book.Fact(id); f.Kind == "step" {
				want++
			}
		}
		if got := len(w.Steps); got < want {
			t.Errorf("%s: %d steps, its facts have %d", where, got, want)
		}
	})
}

func checkNeighbours(t *testing.T, book *playbook.Book) {
	for _, c := range book.Cards() {
		for _, id := range c.Neighbours {
			if n, _ := book.Card(id); n == nil || !slices.Contains(n.Neighbours, c.ID) {
				t.Errorf("%s has the neighbour %s, but not the other way round", c.ID, id)
			}
		}
	}
	eachWords(book, func(where string, c *playbook.Card, w *playbook.Words) {
		if len(c.Neighbours) == 0 {
			t.Errorf("%s has no neighbours", where)
		}
		got := slices.Sorted(maps.Keys(w.Neighbours))
		if diff := cmp.Diff(slices.Sorted(slices.Values(c.Neighbours)), got); diff != "" {
			t.Errorf("%s: told apart from (-neighbours +words):\n%s", where, diff)
		}
	})
}

// shape is what the words of a card have in common in every language.
type shape struct {
	Phrases                   []playbook.Phrase
	Signals, Do, Avoid, Steps int
	Scenes                    []playbook.Scene
}

func shapeOf(c *playbook.Card, lang string) shape {
	w := c.Words(lang)
	s := shape{Signals: len(w.Signals), Do: len(w.Do), Avoid: len(w.Avoid), Steps: len(w.Steps)}
	for _, p := range w.Phrases {
		s.Phrases = append(s.Phrases, playbook.Phrase{ID: p.ID, Moment: p.Moment})
	}
	for _, sc := range c.Scenes(lang) {
		s.Scenes = append(s.Scenes, playbook.Scene{ID: sc.ID, Trade: sc.Trade})
	}
	return s
}

func checkPairs(t *testing.T, book *playbook.Book) {
	for _, c := range book.Cards() {
		for _, lang := range book.Languages() {
			if diff := cmp.Diff(shapeOf(c, playbook.Chinese), shapeOf(c, lang)); diff != "" {
				t.Errorf("%s differs between the languages (-zh-Hans +%s):\n%s", c.ID, lang, diff)
			}
		}
	}
}

func checkScenes(t *testing.T, book *playbook.Book) {
	eachWords(book, func(where string, c *playbook.Card, w *playbook.Words) {
		scenes := c.Scenes(w.Language)
		if len(scenes) < minScenes {
			t.Errorf("%s: %d scenes, want at least %d", where, len(scenes), minScenes)
		}
		for _, s := range scenes {
			if strings.Contains(s.Text, w.Title) {
				t.Errorf("%s: scene %s gives the answer away: %s", where, s.ID, s.Text)
			}
		}
	})
}
