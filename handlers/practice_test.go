package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"clerkcoach/drills"
)

// follow asks for an address that leads on, and gives the drill that it leads to, with its key.
func (s *testSite) follow(tb testing.TB, target, lang string) *drills.Drill {
	tb.Helper()
	w := s.get(tb, target, "Accept-Language", lang)
	id, ok := strings.CutPrefix(w.Header().Get("Location"), "/practice/")
	if w.Code != http.StatusSeeOther || !ok || w.Header().Get("Cache-Control") != "no-store" {
		tb.Fatalf("%s: status %d to %q, kept by %q", target, w.Code, w.Header().Get("Location"), w.Header().Get("Cache-Control"))
	}
	return made(tb, testBook(tb), id)
}

// cardsOf lists the cards that a drill asks about.
func cardsOf(d *drills.Drill) map[string]bool {
	cards := map[string]bool{}
	for _, q := range d.Questions {
		cards[q.Card] = true
	}
	return cards
}

// at is the address of the question of a drill after some are answered, and of the answer to it if there is one.
func at(d *drills.Drill, past string, answer url.Values) string {
	values := url.Values{}
	for name, all := range answer {
		values[name] = all
	}
	values.Set("past", past)
	return "/practice/" + d.ID + "?" + values.Encode()
}

// TestPracticePage wants the ways to choose: how many, all cards, a handbook, a family; each leads to a drill of these cards.
func TestPracticePage(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		v := s.open(t, "/practice", lang, http.StatusOK)
		v.wantTexts("h1", s.Catalog.Text(lang, "practice_title"))
		v.wantAttrs("nav a[aria-current=page]", "href", "/practice")
		v.wantAttrs("form.choose[method=get][action='/practice/new'] input[name=count]", "value", "5", "10", "20")
		v.wantAttrs("input[name=count][checked]", "value", "5")
		v.wantAttrs("form.choose button[name=handbook]", "value", "retail", "front-desk")
		v.wantAttrs("form.choose button[name=family]", "value", "buying-style", "personality", "care", "duty")
		v.wantTexts("form.choose button:not([name])", s.Catalog.Text(lang, "practice_surprise"))
		v.wantCount("[role=alert]", 0)
		retail := set([]string{"hesitant", "type-indecisive", "care-deaf"})
		for query, want := range map[string]map[string]bool{
			"":                              nil,
			"?count=20":                     nil,
			"?count=20&handbook=retail":     retail,
			"?count=20&family=care":         set([]string{"care-deaf"}),
			"?count=20&card=hesitant":       set([]string{"hesitant"}),
			"?count=3&kind=ordering":        set([]string{"care-deaf"}),
			"?count=20&card=&family=&kind=": nil,
		} {
			d := s.follow(t, "/practice/new"+query, lang)
			if want != nil && !gocmp.Equal(want, cardsOf(d)) {
				t.Errorf("%s asks about %v, want %v", query, cardsOf(d), want)
			}
			if d.Recipe.Lang != lang || query == "" && len(d.Questions) != 5 || query == "?count=20" && len(d.Questions) != 20 {
				t.Errorf("%s gives %d questions in %s", query, len(d.Questions), d.Recipe.Lang)
			}
		}
		if one, other := s.follow(t, "/practice/new", lang), s.follow(t, "/practice/new", lang); one.ID == other.ID {
			t.Errorf("choosing twice gives the same drill %s", one.ID)
		}
	})
}

// TestPracticeFromCard has a card's page lead to questions about this very card.
func TestPracticeFromCard(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		v := s.open(t, "/cards/care-deaf", lang, http.StatusOK)
		v.wantTexts(".crumbs a[href^='/practice/']", s.Catalog.Text(lang, "card_practise"))
		d := s.follow(t, v.attrs(".crumbs a[href^='/practice/']", "href")[0], lang)
		if !gocmp.Equal(set([]string{"care-deaf"}), cardsOf(d)) {
			t.Errorf("the drill of care-deaf asks about %v", cardsOf(d))
		}
	})
}

// TestPracticeRefused has choices that cannot be made.
func TestPracticeRefused(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		for query, want := range map[string]struct {
			status int
			id     string
		}{
			"count=0":                             {400, "bad_request"},
			"count=10000":                         {400, "bad_request"},
			"count=x":                             {400, "bad_request"},
			"count=%zz":                           {400, "bad_request"},
			"kind=essay":                          {400, "bad_request"},
			"kind=" + strings.Repeat("x", 41):     {400, "bad_request"},
			"card=nobody":                         {404, "no_card"},
			"family=none":                         {404, "not_found"},
			"handbook=none":                       {404, "not_found"},
			"handbook=retail&family=duty":         {404, "not_found"},
			"card=type-indecisive&kind=numerical": {422, "drill_empty"},
		} {
			v := s.open(t, "/practice/new?"+query, lang, want.status)
			v.wantTexts("h1", s.Catalog.Text(lang, "error_"+want.id, "card", "nobody"))
			v.wantTexts("main .glance", s.Catalog.Text(lang, "error_"+want.id+"_more"))
		}
		v := s.open(t, "/practice/new?kind=essay", lang, http.StatusBadRequest)
		v.wantTexts("main .plain li", "kind "+s.Catalog.Text(lang, "field_known", "param", "essay"))
	})
}

// TestPracticeRound works a drill through, wrongly and rightly in turn, by the links and forms of its pages alone; then what was missed,
// and of that what was missed again.
func TestPracticeRound(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		d := s.follow(t, "/practice/new?count=14", lang)
		for round := range 3 {
			missed, end := s.workThrough(t, d, lang)
			wantEnd(t, s, end, d, missed, lang)
			again := strings.TrimPrefix(end.attrs(".actions a.button:not(.quiet)", "href")[0], "/practice/")
			next := made(t, testBook(t), again)
			if diff := gocmp.Diff(missed, next.Questions); diff != "" {
				t.Fatalf("round %d: missed (-) and asked again (+):\n%s", round, diff)
			}
			d = next
		}
		target := "/practice/" + d.ID
		for _, q := range d.Questions {
			target = s.open(t, at(d, past(t, target), filled(q, q.Key())), lang, http.StatusOK).attrs(".forward a", "href")[0]
		}
		v := s.open(t, target, lang, http.StatusOK)
		v.wantTexts("main .glance", s.Catalog.Text(lang, "end_all_right"))
		v.wantCount(".missed", 0)
		v.wantAttrs(".actions a", "href", "/practice/again/"+d.ID)
	})
}

// past is how far an address says that its reader is.
func past(tb testing.TB, target string) string {
	tb.Helper()
	u, err := url.Parse(target)
	if err != nil {
		tb.Fatal(err)
	}
	return u.Query().Get("past")
}

// workThrough answers every second question rightly, the others wrongly, and gives the missed ones and the page at the end.
func (s *testSite) workThrough(t *testing.T, d *drills.Drill, lang string) ([]*drills.Question, view) {
	t.Helper()
	var missed []*drills.Question
	target := "/practice/" + d.ID
	for i, q := range d.Questions {
		v := s.open(t, target, lang, http.StatusOK)
		v.wantTexts("h1", s.Catalog.Text(lang, "question_of", "number", i+1, "all", len(d.Questions)))
		v.wantAttrs("progress", "value", strconv.Itoa(i+1))
		v.wantAttrs("progress", "max", strconv.Itoa(len(d.Questions)))
		v.wantTexts(".prompt", strings.TrimSpace(q.Prompt))
		v.wantAttrs("form.answering[method=post]", "action", "/practice/"+d.ID)
		v.wantAttrs("form.answering input[name=past]", "value", past(t, target))
		answer, verdict := wrongly(q), "result_wrong"
		if i%2 == 1 {
			answer, verdict = q.Key(), "result_right"
		} else {
			missed = append(missed, q)
		}
		v = s.open(t, at(d, past(t, target), filled(q, answer)), lang, http.StatusOK)
		v.wantTexts(".verdict h3", s.Catalog.Text(lang, verdict))
		forward := "question_next"
		if i == len(d.Questions)-1 {
			forward = "question_end"
		}
		v.wantTexts(".forward a", s.Catalog.Text(lang, forward))
		target = v.attrs(".forward a", "href")[0]
	}
	return missed, s.open(t, target, lang, http.StatusOK)
}

// wantEnd wants the end of a drill to tell how it went, with the cards to reread and the ways on.
func wantEnd(t *testing.T, s *testSite, v view, d *drills.Drill, missed []*drills.Question, lang string) {
	t.Helper()
	v.wantTexts("h1", s.Catalog.Text(lang, "end_title", "right", len(d.Questions)-len(missed), "all", len(d.Questions)))
	v.wantTexts("main .help", s.Catalog.Text(lang, "end_missed"))
	v.wantTexts(".actions a", s.Catalog.Text(lang, "end_again", "missed", len(missed)), s.Catalog.Text(lang, "end_more"))
	v.wantAttrs(".actions a.quiet", "href", "/practice/again/"+d.ID)
	v.wantAttrs(".crumbs a", "href", "/practice", "/practice/"+d.ID+"/print")
	var prompts, cards, titles []string
	for _, q := range missed {
		prompts, cards = append(prompts, strings.TrimSpace(q.Prompt)), append(cards, "/cards/"+q.Card)
		titles = append(titles, wordsOf(t, q.Card, lang).Title)
	}
	v.wantTexts(".missed li > p > b", prompts...)
	v.wantAttrs(".missed a.near-card", "href", cards...)
	v.wantTexts(".missed a.near-card b", titles...)
	if other := s.follow(t, v.attrs(".actions a.quiet", "href")[0], lang); other.ID == d.ID || len(other.Recipe.Only) > 0 {
		t.Errorf("another round is the drill %s of %v", other.ID, other.Recipe.Only)
	}
}

// TestPracticePast has addresses whose score card is nonsense: the drill starts from its first question, and nothing breaks.
func TestPracticePast(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	d := generated(t, testRecipe("en", 3))
	first := s.Catalog.Text("en", "question_of", "number", 1, "all", 3)
	second := s.Catalog.Text("en", "question_of", "number", 2, "all", 3)
	end := s.Catalog.Text("en", "end_title", "right", 1, "all", 3)
	for query, want := range map[string]string{
		"":                                 first,
		"past=":                            first,
		"past=a":                           second,
		"past=0":                           second,
		"past=a05":                         end,
		"past=a05&answered=1&a=a":          end, // a finished drill takes no more answers
		"past=a050":                        first,
		"past=" + strings.Repeat("a", 9e4): first,
		"past=x":                           first,
		"past=aA":                          first,
		"past=%ff":                         first,
		"past=%zz":                         first,
		"past=比":                           first,
		"past=a&past=aa":                   second,
	} {
		r := newRequest(t, http.MethodGet, "/practice/"+d.ID, "Accept-Language", "en")
		r.URL.RawQuery = query
		readView(t, s.serve(t, r), http.StatusOK).wantTexts("h1", want)
	}
}

// TestPracticeChanged opens a drill of a playbook that has changed since: the page says so and offers a new round, which works.
func TestPracticeChanged(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		for _, target := range []string{"/practice/%s", "/practice/%s?past=a5", "/practice/%s/print", "/practice/again/%s"} {
			v := s.open(t, fmt.Sprintf(target, oldDrill(t)), lang, http.StatusConflict)
			v.wantTexts("[role=alert] h2", s.Catalog.Text(lang, "error_drill_changed"))
			v.wantTexts("[role=alert] p", s.Catalog.Text(lang, "error_drill_changed_more"))
			v.wantTexts("[role=alert] a.button", s.Catalog.Text(lang, "practice_again_new"))
			d := s.follow(t, v.attrs("[role=alert] a.button", "href")[0], lang)
			if d.Recipe.Count != 5 || !slices.Equal(d.Recipe.Kinds, []drills.Kind{drills.MultipleChoice}) {
				t.Errorf("the new round is made by %+v, the old one had 5 of %s", d.Recipe, drills.MultipleChoice)
			}
			v.wantCount("form.choose", 1)
		}
	})
}

// TestPracticeAllMissed goes through a round in which nothing was right: the missed ones are the whole round once more.
func TestPracticeAllMissed(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	d := generated(t, testRecipe("en", 3, drills.TrueFalse))
	end := s.open(t, "/practice/"+d.ID+"?past="+strings.Repeat("0", len(d.Questions)), "en", http.StatusOK)
	again := end.attrs(".actions a", "href")
	if len(again) == 0 {
		t.Fatal("leads nowhere")
	}
	s.open(t, again[0], "en", http.StatusOK).wantAttrs("progress", "max", strconv.Itoa(len(d.Questions)))
}
