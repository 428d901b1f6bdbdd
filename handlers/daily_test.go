package handlers

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// TestDailyAsksEachOnce makes the drills of many days on the shipped book, in both languages: each card that was chosen is asked about
// once, by the kinds of a day.
func TestDailyAsksEachOnce(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	if err != nil {
		t.Fatal(err)
	}
	const days = 150
	for _, lang := range book.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			s := &Server{examiner: drills.NewExaminer()}
			reached := map[string]bool{}
			for seed := range uint64(days) {
				rng := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // the same again
				var session drills.Session
				for _, i := range rng.Perm(len(book.Cards()))[:1+int(seed)%drills.MaxDaily] {
					session.Asked = append(session.Asked, drills.Asked{ID: book.Cards()[i].ID})
				}
				d, err := s.dailyDrill(book, lang, session, seed)
				if err != nil {
					t.Fatal(err)
				}
				var cards []string
				for _, q := range d.Questions {
					cards = append(cards, q.Card)
					reached[q.Card] = true
					if !slices.Contains(dailyKinds(), q.Kind) {
						t.Errorf("seed %d asks %s", seed, q.ID)
					}
				}
				var want []string
				for _, one := range session.Asked {
					want = append(want, one.ID)
				}
				slices.Sort(cards)
				slices.Sort(want)
				if !slices.Equal(cards, want) {
					t.Errorf("seed %d asks about %q, want %q", seed, cards, want)
				}
			}
			if len(reached) != len(book.Cards()) {
				t.Errorf("only %d of %d cards were chosen", len(reached), len(book.Cards()))
			}
		})
	}
}

// TestDailyPage wants the day's new cards to be asked, then nothing more, and the own page to say so.
func TestDailyPage(t *testing.T) {
	t.Parallel()
	for _, lang := range testBook(t).Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			l := newLearning(t)
			b := l.onTablet(t, "clerk-a").speak(lang)
			me := b.page("/me")
			me.wantTexts(".now h2", l.Catalog.Text(lang, "daily_title"))
			me.wantAttrs(".now a", "href", "/daily")
			daily := b.page("/daily")
			daily.wantTexts(".why li", l.Catalog.Text(lang, "daily_new", "count", 3))
			start := daily.Find(".now a").AttrOr("href", "")
			if again := b.page("/daily").Find(".now a").AttrOr("href", ""); start == "" || again != start {
				t.Errorf("loaded again it starts %s, before %s", again, start)
			}
			left := b.work(l.book, start, true, 1)
			if left == start {
				t.Fatal("nothing was asked")
			}
			b.page("/daily").wantTexts(".now a", l.Catalog.Text(lang, "daily_go_on"))
			b.page("/daily").wantTexts(".why li", l.Catalog.Text(lang, "daily_new", "count", 2))
			end := b.page(b.work(l.book, b.page("/daily").Find(".now a").AttrOr("href", ""), true, 10))
			end.wantCount(".verdict", 0)
			end.wantCount(".crumbs a[href='/me']", 1)
			done := b.page("/daily")
			done.wantAttrs(".now a", "href", "/practice")
			done.wantCount(".why", 0)
		})
	}
}

// TestDailyRevised wants a card to come back when its words have changed, and not because it was last asked in the other language.
func TestDailyRevised(t *testing.T) {
	t.Parallel()
	l := newLearning(t)
	cards := []string{"hesitant", "type-indecisive", "care-deaf"}
	l.remembers(t, "clerk-a", true, 1, cards...)
	l.remembers(t, "trainer-a", true, 1, cards[1:]...)
	l.answered(t, "trainer-a", "hesitant", true, 1, "of other words")
	for _, lang := range l.book.Languages() {
		v := l.as(t, "clerk-a").speak(lang).page("/daily")
		v.wantCount(".why", 0)
		v.wantAttrs(".now a", "href", "/practice")
		v = l.as(t, "trainer-a").speak(lang).page("/daily")
		v.wantTexts(".why li", l.Catalog.Text(lang, "daily_revised", "count", 1))
		v.wantAttrs(".others a", "href", "/cards/hesitant")
	}
}

// TestDailyCaps wants a day to hold what it holds, whatever is due.
func TestDailyCaps(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	if err != nil {
		t.Fatal(err)
	}
	at := int64(1_800_000_000_000)
	own := &studies{book: book, actor: &Actor{}, at: at, memories: map[string]drills.Kept{}}
	for _, card := range book.Cards() {
		m := drills.Review(drills.Memory{}, false, at-30*dayLength)
		own.memories[card.ID] = drills.Kept{Memory: m, Words: card.WordsHash("en")}
	}
	s := newTestServer(t)
	b := Base{Lang: "en", catalog: s.Catalog, assets: s.Assets}
	v, err := s.today(b, own)
	if err != nil || v.Count > drills.MaxDaily || v.Count == 0 || v.Due != v.Count || v.Later != len(book.Cards())-v.Count || v.Minutes > 3 {
		t.Errorf("%+v, %v", v, err)
	}
	own.done = drills.Limits{Questions: drills.MaxDaily, Seconds: 60}
	if v, err := s.today(b, own); err != nil || v.Start != "" || v.Done != drills.MaxDaily {
		t.Errorf("after a day's questions: %+v, %v", v, err)
	}
}

// TestCountLookups wants a person's own lookups since they were last asked, and their share of those that nobody in particular made.
func TestCountLookups(t *testing.T) {
	t.Parallel()
	at := int64(1_800_000_000_000)
	today := dayOf(at)
	own := &studies{at: at, memories: map[string]drills.Kept{"asked": {Memory: drills.Memory{Reviews: 1, Last: at - 2*dayLength}}}}
	got := own.countLookups([]records.Lookup{
		{Card: "asked", Person: "me", Day: today - 3, Times: 5},
		{Card: "asked", Person: "me", Day: today - 2, Times: 5},
		{Card: "asked", Person: "me", Day: today, Times: 2},
		{Card: "fresh", Person: "me", Day: today - 100, Times: 1},
		{Card: "fresh", Day: today - 7, Times: 90},
		{Card: "fresh", Day: today - 6, Times: 5},
		{Card: "fresh", Day: today, Times: 6},
	}, 4)
	if got["asked"] != 2 || got["fresh"] != 1+11/4 || len(got) != 2 {
		t.Errorf("%v", got)
	}
}

// TestLookup counts a lookup for who is signed in, on a tablet for its store, and for nobody else.
func TestLookup(t *testing.T) {
	t.Parallel()
	l := newLearning(t)
	const target = "/api/v1/cards/hesitant/lookups"
	for _, b := range []*asked{l.as(t, "clerk-a"), l.onTablet(t, "clerk-a"), l.browser(t, "a"), l.browser(t, ""), l.as(t, "clerk-b")} {
		if w := b.submit(target); w.Code != http.StatusNoContent || w.Body.Len() != 0 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	if w := l.browser(t, "a").submit("/api/v1/cards/none/lookups"); w.Code != http.StatusNotFound {
		t.Errorf("a card that there is not: %d", w.Code)
	}
	all, err := l.kept.Lookups(t.Context(), "store-a", "clerk-a", 0)
	got := map[string]int{}
	for _, one := range all {
		got[one.Person] += one.Times
	}
	if err != nil || got["clerk-a"] != 2 || got[""] != 1 || len(got) != 2 {
		t.Errorf("%v, %v", all, err)
	}
}
