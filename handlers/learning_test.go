package handlers

import (
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"clerkcoach/drills"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// testPaths has one path over the cards of the test playbook: read, practise, pass a gate, then read on.
const testPaths = `paths:
  - id: start
    steps:
      - {id: hesitant-read, kind: read, day: 1, cards: [hesitant, type-indecisive]}
      - {id: hesitant-practise, kind: practise, day: 1, count: 2, cards: [hesitant, type-indecisive]}
      - {id: hesitant-test, kind: test, day: 1, count: 2, kinds: [multiple-choice, true-false], pass: 80, tries: 2, wait: 2, gate: true}
      - {id: deaf-read, kind: read, day: 2, cards: [care-deaf]}
`

// pathWords are the words of testPaths in a language.
func pathWords(lang string) string {
	out := "paths:\n  start:\n    title: Start " + lang + "\n    purpose: To begin " + lang + "\n    steps:\n"
	for _, step := range []string{"hesitant-read", "hesitant-practise", "hesitant-test", "deaf-read"} {
		out += "      " + step + ": {title: " + step + " " + lang + ", why: why}\n"
	}
	return out
}

// pathBook is the test playbook with testPaths, and further files over it.
func pathBook(tb testing.TB, files map[string]string) *playbook.Book {
	tb.Helper()
	own := fstest.MapFS{"paths.yaml": {Data: []byte(testPaths)}}
	for _, lang := range testBook(tb).Languages() {
		own[lang+"/paths.yaml"] = &fstest.MapFile{Data: []byte(pathWords(lang))}
	}
	for name, text := range files {
		own[name] = &fstest.MapFile{Data: []byte(text)}
	}
	book, err := playbook.Load(playbook.Layer{FS: os.DirFS(testPlaybook)}, playbook.Layer{Name: "own", FS: own})
	if err != nil {
		tb.Fatal(err)
	}
	return book
}

// learning is a site where people learn: with testPaths, a store that keeps answers, and a clock that a test moves.
type learning struct {
	*testSite
	book *playbook.Book
	past atomic.Int64 // how far the clock was moved, in nanoseconds
}

func newLearning(tb testing.TB) *learning {
	tb.Helper()
	l := &learning{book: pathBook(tb, nil)}
	steps := steppingClock()
	l.testSite = newTestServer(tb, func(o *Options) {
		o.Indexes = testIndexes(tb, l.book)
		o.Now = func() time.Time { return steps().Add(time.Duration(l.past.Load())) }
	})
	l.Attempts = l.kept
	l.withPeople(tb)
	return l
}

// pass moves the clock on.
func (l *learning) pass(d time.Duration) { l.past.Add(int64(d)) }

// begin puts somebody on the path.
func (l *learning) begin(tb testing.TB, person string) {
	tb.Helper()
	e := records.Enrolment{Person: person, Path: "start", StartedAt: l.Now().UnixMilli(), StartedBy: person}
	if err := l.kept.StartPath(tb.Context(), e); err != nil {
		tb.Fatal(err)
	}
}

// see asks for a page that must be there, in the browser's language.
func (b *asked) page(target string) view {
	b.tb.Helper()
	return readView(b.tb, b.see(target), http.StatusOK)
}

// speak sets the language of a browser.
func (b *asked) speak(lang string) *asked {
	b.cookies[languageCookie] = lang
	return b
}

// leads wants a reply to lead on, and gives the address.
func (b *asked) leads(w *httptest.ResponseRecorder) string {
	b.tb.Helper()
	if w.Code != http.StatusSeeOther {
		b.tb.Fatalf("status %d, want one that leads on: %s", w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

// work answers a drill by its forms from an address on, all right or all wrong, up to so many questions, and gives where that leads.
func (b *asked) work(book *playbook.Book, address string, right bool, most int) string {
	b.tb.Helper()
	for range most {
		page := b.page(address)
		form := page.Find("form.answering")
		if form.Length() == 0 {
			return address
		}
		action := form.AttrOr("action", "")
		d := made(b.tb, book, strings.TrimPrefix(action, "/practice/"))
		past := form.Find("[name=past]").AttrOr("value", "")
		q := d.Questions[len(past)]
		answer := q.Key()
		if !right {
			answer = wrongAnswer(q)
		}
		values := append([]string{"past", past, "attempt", form.Find("[name=attempt]").AttrOr("value", "")}, flat(filled(q, answer))...)
		graded := b.page(strings.TrimSuffix(b.leads(b.submit(action, values...)), "#result"))
		address = graded.Find(".forward a").AttrOr("href", "")
	}
	return address
}

// wrongAnswer is an answer that is all wrong.
func wrongAnswer(q *drills.Question) drills.Answer {
	key := q.Key()
	if q.Kind == drills.Numerical {
		return drills.Answer{Number: key.Number + 1}
	}
	for _, o := range q.Options {
		if !slices.Contains(key.Options, o.ID) {
			return drills.Answer{Options: []string{o.ID}}
		}
	}
	return key
}

// remembers lets somebody have answered a question about each of some cards, so many days ago.
func (l *learning) remembers(tb testing.TB, person string, right bool, ago int, cards ...string) {
	tb.Helper()
	for _, id := range cards {
		card, ok := l.book.Card(id)
		if !ok {
			tb.Fatalf("no card %s", id)
		}
		l.answered(tb, person, id, right, ago, card.WordsHash("en"))
	}
}

// answered lets somebody have answered a question about a card with these words, so many days ago.
func (l *learning) answered(tb testing.TB, person, card string, right bool, ago int, words string) {
	tb.Helper()
	at := l.Now().Add(-time.Duration(ago) * 24 * time.Hour).UnixMilli()
	_, store, _ := strings.Cut(person, "-")
	a := records.Attempt{
		ID: l.NewID(), Drill: "before", Question: "1", Card: card, Kind: "multiple-choice", Lang: "en", Answer: []byte(`"a"`),
		AnsweredAt: at, ReceivedAt: at, Person: person, Store: "store-" + store, Stem: "who." + card, Words: words, Day: dayOf(at),
	}
	if right {
		a.Score = 1
	}
	if _, _, err := l.kept.Keep(tb.Context(), a); err != nil {
		tb.Fatal(err)
	}
}
