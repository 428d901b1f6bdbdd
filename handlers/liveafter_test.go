package handlers

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/people"
	"clerkcoach/records"
)

// quiz is a game in a test, of the trainer of the first store.
type quiz struct {
	*live.Room
	tb testing.TB
	id string
}

// quiz opens a game with askedQuestions, in these languages.
func (s *testSite) quiz(tb testing.TB, settings live.Settings, langs ...string) quiz {
	tb.Helper()
	id := "game-" + s.NewID()
	questions := make([][]*drills.Question, len(langs))
	for i := range questions {
		questions[i] = askedQuestions()
	}
	room, err := s.Rooms.Open(tb.Context(), live.OpenLobby{
		ID: id, Store: "store-a", Host: "trainer-a", HostToken: hostProof(id, "trainer-a"), Title: "Friday",
		Drill: testRecipe("en", 3).ID(testBook(tb)), Languages: langs, Questions: len(questions[0]), Settings: settings,
	}, questions, func() (string, error) { return live.NewCode(rand.Reader) })
	if err != nil {
		tb.Fatal(err)
	}
	return quiz{room, tb, id}
}

// do carries commands of the host's and of players out.
func (q quiz) do(commands ...live.Command) {
	q.tb.Helper()
	for _, c := range commands {
		if _, err := q.Do(q.tb.Context(), c); err != nil && !errors.Is(err, live.ErrLate) {
			q.tb.Fatalf("%T: %v", c, err)
		}
	}
}

// host proves who hosts.
func (q quiz) host() string { return hostProof(q.id, "trainer-a") }

// seatToken is what a player's browser holds in a test.
func seatToken(name string) string { return "the seat of " + name }

// joins gives a seat to somebody of a name, who may be a person.
func (q quiz) joins(name, person string) live.Player {
	q.tb.Helper()
	token := people.TokenHash(seatToken(name))
	r, err := q.Do(q.tb.Context(), live.Join{Player: "p-" + name, Name: name, Person: person, Token: token, Lang: "en"})
	if err != nil {
		q.tb.Fatalf("%s joins: %v", name, err)
	}
	return r.Player
}

// answers is a player's choice of an option of a question, which is right if it is a.
func (q quiz) answers(name string, number int, option string) live.Answer {
	score := 0.0
	if option == "a" {
		score = 1
	}
	return live.Answer{
		Player: "p-" + name, Token: people.TokenHash(seatToken(name)), Number: number,
		Graded: live.Graded{Given: drills.Answer{Options: []string{option}}, Score: score},
	}
}

// played is a game that is over: Anna, who is clerk-a, and Ben have answered the first question rightly and the third wrongly,
// Cleo the first too late; the second was skipped.
func (s *testSite) played(tb testing.TB, settings live.Settings, langs ...string) quiz {
	tb.Helper()
	q := s.quiz(tb, settings, langs...)
	h := q.host()
	q.joins("Anna", "clerk-a")
	q.joins("Ben", "")
	q.joins("Cleo", "trainer-a")
	q.do(live.Next{Host: h, Number: 1}, q.answers("Anna", 1, "a"), q.answers("Ben", 1, "a"), live.Close{Host: h, Number: 1})
	q.do(q.answers("Cleo", 1, "a"), live.Reveal{Host: h, Number: 1})
	q.do(live.Next{Host: h, Number: 2}, q.answers("Anna", 2, "b"), live.Skip{Host: h, Number: 2})
	q.do(live.Next{Host: h, Number: 3}, q.answers("Anna", 3, "b"), q.answers("Ben", 3, "b"), live.Close{Host: h, Number: 3})
	q.do(live.Reveal{Host: h, Number: 3}, live.End{Host: h})
	return q
}

// attemptsOf are the answers that are kept of a person.
func (s *testSite) attemptsOf(tb testing.TB, person string) []records.Attempt {
	tb.Helper()
	all, _, err := s.kept.Attempts(tb.Context(), records.Filter{Person: person}, records.Page{})
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

// TestCountGame wants answers in time to questions that were shown to be kept, of those who are known, once however often it is
// done.
func TestCountGame(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.Attempts = s.kept
	s.withPeople(t)
	q := s.played(t, live.Settings{}, "en")
	for range 2 {
		must(t, s.CountGame(t.Context(), q.Room))
	}
	type line struct {
		ID, Drill, Question, Card, Kind, Lang, Answer, Person, Store, Stem string
		Score                                                              float64
	}
	var got []line
	now := s.Now().UnixMilli()
	for _, a := range s.attemptsOf(t, "") {
		got = append(got, line{a.ID, a.Drill, a.Question, a.Card, a.Kind, a.Lang, string(a.Answer), a.Person, a.Store, a.Stem, a.Score})
		if a.AnsweredAt > now || a.AnsweredAt < now-time.Minute.Milliseconds() || a.Day != dayOf(a.AnsweredAt) {
			t.Errorf("answered at %d, of day %d; now is %d", a.AnsweredAt, a.Day, now)
		}
		if card, _ := testBook(t).Card(a.Card); a.Words != card.WordsHash("en") {
			t.Errorf("the words are %q", a.Words)
		}
	}
	drill := "live." + q.id
	want := []line{
		{"1.p-Anna", drill, "1", "hesitant", "multiple-choice", "en", `"a"`, "clerk-a", "store-a", "who.hesitant.1", 1},
		{"3.p-Anna", drill, "3", "care-deaf", "multiple-choice", "en", `"b"`, "clerk-a", "store-a", "who.care-deaf.3", 0},
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
}

// failing keeps attempts until it has kept some, and then none for a while.
type failing struct {
	Attempts
	left atomic.Int64
}

func (f *failing) Keep(ctx context.Context, a records.Attempt) (records.Attempt, bool, error) {
	if f.left.Add(-1) < 0 {
		return records.Attempt{}, false, records.ErrAway
	}
	return f.Attempts.Keep(ctx, a)
}

// TestCountGameGoesOn has the counting stopped at every place, and wants the next one to do the rest, with the same outcome.
func TestCountGameGoesOn(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	q := s.played(t, live.Settings{}, "en")
	for stop := range int64(2) {
		keeps := &failing{Attempts: &keptAttempts{}}
		keeps.left.Store(stop)
		s.Attempts = keeps
		if err := s.CountGame(t.Context(), q.Room); !errors.Is(err, records.ErrAway) {
			t.Errorf("stopped after %d: %v", stop, err)
		}
		keeps.left.Store(100)
		must(t, s.CountGame(t.Context(), q.Room))
		if n := len(keeps.Attempts.(*keptAttempts).all); n != 2 { //nolint:forcetypeassert // it was made so
			t.Errorf("stopped after %d: %d are kept in the end", stop, n)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.Attempts = s.kept
	if err := s.CountGame(ctx, q.Room); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that is over: %v", err)
	}
}

// TestMissedComesBack wants a card that was missed in a live quiz to be due in daily practice, sooner than one that was not.
func TestMissedComesBack(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.Attempts = s.kept
	s.withPeople(t)
	must(t, s.CountGame(t.Context(), s.played(t, live.Settings{}, "en").Room))
	kept, err := s.kept.Memories(t.Context(), "clerk-a")
	must(t, err)
	missed, known := kept["care-deaf"].Memory, kept["hesitant"].Memory
	if missed.Misses != 1 || missed.Due == 0 || missed.Due >= known.Due {
		t.Errorf("the missed card is %+v, the known one %+v", missed, known)
	}
	own, err := s.studies(t.Context(), testBook(t), &Actor{Person: people.Person{ID: "clerk-a", Store: "store-a"}}, missed.Due+1)
	must(t, err)
	today, err := s.today(Base{Lang: "en", catalog: s.Catalog}, own)
	must(t, err)
	if today.Due < 1 {
		t.Errorf("today is %+v", today)
	}
}

// TestCountedInReaderLanguage wants the answer of who played in another language to be kept as of that.
func TestCountedInReaderLanguage(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.Attempts = s.kept
	s.withPeople(t)
	q := s.played(t, live.Settings{}, "zh-Hans", "en")
	must(t, s.CountGame(t.Context(), q.Room))
	for _, a := range s.attemptsOf(t, "clerk-a") {
		if a.Lang != "en" {
			t.Errorf("an answer is kept as of %s", a.Lang)
		}
		if !json.Valid(a.Answer) {
			t.Errorf("an answer is %s", a.Answer)
		}
	}
}

// TestManyAreCounted counts a larger game within a few seconds.
func TestManyAreCounted(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.Attempts = s.kept
	s.withPeople(t)
	q := s.quiz(t, live.Settings{}, "en")
	const many = 60
	for i := range many {
		id := fmt.Sprintf("many-%d", i)
		must(t, s.kept.AddPerson(t.Context(), people.Person{
			ID: id, Number: fmt.Sprint("M", i), Name: id, Store: "store-a", Role: people.Clerk, AddedAt: 1,
		}))
		q.joins(id, id)
	}
	q.do(live.Next{Host: q.host(), Number: 1})
	for i := range many {
		q.do(q.answers(fmt.Sprintf("many-%d", i), 1, "a"))
	}
	q.do(live.Close{Host: q.host(), Number: 1}, live.Reveal{Host: q.host(), Number: 1}, live.End{Host: q.host()})
	must(t, s.CountGame(t.Context(), q.Room))
	if n := len(s.attemptsOf(t, "")); n != many {
		t.Errorf("%d attempts are kept", n)
	}
}

// TestErasedPlayer wants the board to keep the points of who has been erased, and nothing to name them.
func TestErasedPlayer(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.Attempts = s.kept
	s.withPeople(t)
	q := s.played(t, live.Settings{}, "en")
	p, err := s.kept.Person(t.Context(), "clerk-a")
	must(t, err)
	p.LeftAt = s.Now().UnixMilli()
	must(t, s.kept.ChangePerson(t.Context(), p, p.LeftAt))
	must(t, s.kept.Erase(t.Context(), "clerk-a", s.Now().UnixMilli()))
	s.Rooms.Told(q.id)
	trainer := s.as(t, "trainer-a")
	for try := 0; ; try++ {
		v := readView(t, trainer.see("/host/"+q.id+"/report"), http.StatusOK)
		if text := v.Find("main").Text(); !strings.Contains(text, "Anna") {
			v.wantTexts(".board tbody .num:nth-child(3)", "1000", "1000", "0")
			v.wantTexts(".board tbody tr:first-child th", s.Catalog.Text("en", "team_nobody"))
			break
		} else if try == 100 {
			t.Fatal("Anna is named")
		}
		time.Sleep(20 * time.Millisecond)
	}
	must(t, s.CountGame(t.Context(), q.Room))
	if all := s.attemptsOf(t, ""); len(all) != 0 {
		t.Errorf("of who has been erased is kept: %+v", all)
	}
}
