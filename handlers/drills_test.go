package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"clerkcoach/drills"
)

// wish asks the API for a drill.
func (s *testSite) wish(tb testing.TB, body string, header ...string) apiDrill {
	tb.Helper()
	w := s.serve(tb, newJSON(tb, drillsPath, body, header...))
	var d apiDrill
	if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil || w.Code != http.StatusCreated {
		tb.Fatalf("status %d, %v: %s", w.Code, err, w.Body)
	}
	if got := w.Header().Get("Location"); got != drillsPath+"/"+d.ID {
		tb.Errorf("the drill is at %s, want its id %s there", got, d.ID)
	}
	return d
}

// answer sends an attempt and gives the whole reply, less the number of the request.
func (s *testSite) answer(tb testing.TB, drill, body string) (int, string) {
	tb.Helper()
	w := s.serve(tb, newJSON(tb, drillsPath+"/"+drill+"/answers", body))
	return w.Code, steady(w)
}

// TestDrillAgain wants the same wish with the same seed, and the drill's id, to give the same drill, and other seeds others.
func TestDrillAgain(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		body := fmt.Sprintf(`{"lang":%q,"count":14,"seed":3}`, lang)
		d := s.wish(t, body)
		if d.Seed != 3 || d.Lang != lang || len(d.Questions) != 14 {
			t.Errorf("seed %d, language %s, %d questions", d.Seed, d.Lang, len(d.Questions))
		}
		if diff := gocmp.Diff(d, s.wish(t, body)); diff != "" {
			t.Errorf("the same wish (-first +second):\n%s", diff)
		}
		var shown apiDrill
		w := s.get(t, drillsPath+"/"+d.ID, "Accept-Language", s.otherLang(lang))
		if err := json.Unmarshal(w.Body.Bytes(), &shown); err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(d, shown); diff != "" {
			t.Errorf("made (-) and shown to readers of another language (+):\n%s", diff)
		}
		one, other := s.wish(t, `{"count":14}`), s.wish(t, `{"count":14}`)
		if one.Seed == other.Seed || one.ID == other.ID || gocmp.Equal(one.Questions, other.Questions) {
			t.Errorf("two wishes without a seed give the same drill %s", one.ID)
		}
	})
}

// TestDrillNarrow mixes cards and families, and chooses kinds.
func TestDrillNarrow(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, tt := range []struct {
		name, body string
		cards      []string
		kinds      []drills.Kind
	}{
		{"a card", `{"count":30,"cards":["hesitant"]}`, []string{"hesitant"}, nil},
		{"a family", `{"count":30,"families":["care"]}`, []string{"care-deaf"}, nil},
		{"a card and a family", `{"count":30,"cards":["hesitant"],"families":["care"]}`, []string{"hesitant", "care-deaf"}, nil},
		{"a card of its own family", `{"count":30,"cards":["care-deaf"],"families":["care"]}`, []string{"care-deaf"}, nil},
		{"kinds", `{"count":30,"kinds":["ordering","numerical"]}`, []string{"care-deaf"}, []drills.Kind{"ordering", "numerical"}},
	} {
		cards, kinds := map[string]bool{}, map[drills.Kind]bool{}
		for _, q := range s.wish(t, tt.body).Questions {
			kinds[q.Kind] = true
			if q.Card != "" {
				cards[q.Card] = true
			}
		}
		if diff := gocmp.Diff(set(tt.cards), cards); diff != "" {
			t.Errorf("%s: cards (-want +got):\n%s", tt.name, diff)
		}
		if diff := gocmp.Diff(set(tt.kinds), kinds); tt.kinds != nil && diff != "" {
			t.Errorf("%s: kinds (-want +got):\n%s", tt.name, diff)
		}
	}
}

func set[T comparable](all []T) map[T]bool {
	m := map[T]bool{}
	for _, v := range all {
		m[v] = true
	}
	return m
}

// reasons are all that a question says of its key.
func reasons(q *drills.Question) []string {
	all := []string{q.Rationale}
	for _, o := range q.Options {
		if o.Rationale != "" {
			all = append(all, o.Rationale)
		}
	}
	for _, p := range q.Pairs {
		all = append(all, p.Rationale)
	}
	if q.Say != nil {
		all = append(all, q.Say.Phrases...)
	}
	return all
}

// TestDrillWithoutKey wants nothing of the key to leave the server before the answer, neither from the API nor on the page.
func TestDrillWithoutKey(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		for _, k := range drills.Kinds() {
			d, q := oneOf(t, lang, k)
			replies := []string{
				s.get(t, drillsPath+"/"+d.ID, "Accept-Language", lang).Body.String(),
				s.get(t, "/practice/"+d.ID, "Accept-Language", lang).Body.String(),
			}
			for _, reason := range reasons(q) {
				for _, reply := range replies {
					if strings.Contains(reply, reason) {
						t.Errorf("%s: %q is told before the answer: %s", k, reason, reply)
					}
				}
			}
		}
	})
}

// TestAttemptTwice sends an attempt again, as it was and with other answers: the reply is that to the first.
func TestAttemptTwice(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	d := generated(t, testRecipe("en", 7, drills.MultipleChoice))
	q, second := d.Questions[0], d.Questions[1]
	right := attemptOf(t, "one", "1", sent(t, q, q.Key()))
	status, first := s.answer(t, d.ID, right)
	if status != http.StatusOK || !strings.Contains(first, `"score":1,`) {
		t.Fatalf("status %d: %s", status, first)
	}
	for name, body := range map[string]string{
		"as it was":        right,
		"wrong now":        attemptOf(t, "one", "1", sent(t, q, wrongly(q))),
		"another question": attemptOf(t, "one", "2", sent(t, second, wrongly(second))),
	} {
		if status, again := s.answer(t, d.ID, body); status != http.StatusOK || again != first {
			t.Errorf("%s: status %d: %s\nwant the reply to the first: %s", name, status, again, first)
		}
	}
	if status, reply := s.answer(t, d.ID, attemptOf(t, "one", "1", `null`)); status != http.StatusBadRequest {
		t.Errorf("a misfit now: status %d: %s", status, reply)
	}
	if status, reply := s.answer(t, d.ID, attemptOf(t, " one", "1", sent(t, q, q.Key()))); status != http.StatusBadRequest {
		t.Errorf("an id with a space before it: status %d: %s", status, reply)
	}
	if _, anew := s.answer(t, d.ID, attemptOf(t, "two", "1", sent(t, q, wrongly(q)))); !strings.Contains(anew, `"score":0,`) {
		t.Errorf("another attempt: %s", anew)
	}
	elsewhere := generated(t, testRecipe("en", 8, drills.MultipleChoice))
	q = elsewhere.Questions[0]
	if _, anew := s.answer(t, elsewhere.ID, attemptOf(t, "one", "1", sent(t, q, wrongly(q)))); !strings.Contains(anew, `"score":0,`) {
		t.Errorf("an attempt of the same name in another drill: %s", anew)
	}
}

// TestAttemptMended sends what does not fit first: it is no attempt yet, so that the good answer under the same id counts.
func TestAttemptMended(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	for _, k := range drills.Kinds() {
		d, q := oneOf(t, "en", k)
		for _, answer := range misfits(k) {
			if status, reply := s.answer(t, d.ID, attemptOf(t, "one", "1", answer)); status != http.StatusBadRequest {
				t.Errorf("%s: %s: status %d: %s", k, answer, status, reply)
			}
		}
		if status, reply := s.answer(t, d.ID, attemptOf(t, "one", "none", `"a"`)); status != http.StatusNotFound {
			t.Errorf("%s: unknown question: status %d: %s", k, status, reply)
		}
		if status, reply := s.answer(t, d.ID, attemptOf(t, "one", "1", sent(t, q, q.Key()))); !strings.Contains(reply, `"score":1,`) {
			t.Errorf("%s: the right answer after them: status %d: %s", k, status, reply)
		}
	}
}

// TestAttemptsConcurrent has many devices send the same attempt with different answers at once: all get the same reply.
func TestAttemptsConcurrent(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	d, q := oneOf(t, "en", drills.MultipleChoice)
	for round := range 20 {
		replies := make([]string, 8)
		var all sync.WaitGroup
		for i := range replies {
			all.Go(func() {
				option := q.Options[i%len(q.Options)].ID
				_, replies[i] = s.answer(t, d.ID, attemptOf(t, fmt.Sprint(round), "1", fmt.Sprintf("%q", option)))
			})
		}
		all.Wait()
		for _, reply := range replies {
			if reply != replies[0] || !strings.Contains(reply, `"score":`) {
				t.Fatalf("one got %s\nanother %s", replies[0], reply)
			}
		}
	}
}

// TestBrokenDrillIDs cuts, lengthens and changes an id: it stands for no drill, on the page and on the API, and nothing breaks.
func TestBrokenDrillIDs(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	good := testRecipe("en", 5).ID(testBook(t))
	broken := []string{"x", "..", "%20", "%ff", good + "A", good + "=", strings.Repeat("A", 5000), strings.ToLower(good)}
	for i := range good {
		other := byte('A')
		if good[i] == 'A' {
			other = 'B'
		}
		broken = append(broken, good[:i]+string(other)+good[i+1:])
		if i > 0 {
			broken = append(broken, good[:i])
		}
	}
	for _, id := range broken {
		for _, target := range []string{drillsPath + "/" + id, "/practice/" + id, "/practice/" + id + "/print", "/practice/again/" + id} {
			r := newRequest(t, http.MethodGet, "/", "Accept-Language", "en")
			var err error
			if r.URL, err = r.URL.Parse(target); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(id, "..") {
				r.URL.Path = target
			}
			if w := s.serve(t, r); w.Code != http.StatusNotFound {
				t.Errorf("%s: status %d", target, w.Code)
			}
		}
	}
}

// TestDrillTellsNoCard asks who somebody is: neither the question's id nor its card gives it away, but the reply to the answer does.
func TestDrillTellsNoCard(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		d := generated(t, testRecipe(lang, 30, drills.MultipleChoice))
		shown := s.wish(t, fmt.Sprintf(`{"lang":%q,"count":30,"kinds":["multiple-choice"],"seed":7}`, lang)).Questions
		asked := 0
		for i, q := range d.Questions {
			want := q.Card
			if strings.HasPrefix(q.ID, "who.") {
				asked++
				want = ""
			}
			if shown[i].Card != want || shown[i].ID != fmt.Sprint(i+1) {
				t.Errorf("%s is shown as %q with the card %q, want %d with %q", q.ID, shown[i].ID, shown[i].Card, i+1, want)
			}
			_, reply := s.answer(t, d.ID, attemptOf(t, q.ID, shown[i].ID, `"a"`))
			if !strings.Contains(reply, fmt.Sprintf(`"card":%q`, q.Card)) {
				t.Errorf("the reply to an answer does not name the card %s: %s", q.Card, reply)
			}
		}
		if asked == 0 {
			t.Error("no question asks who somebody is")
		}
	})
}
