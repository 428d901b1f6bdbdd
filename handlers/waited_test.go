package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/records"
)

const attemptsPath = "/api/v1/attempts"

// waitedBody is what a browser sends of answers that waited.
func waitedBody(tb testing.TB, all ...waitedAttempt) string {
	tb.Helper()
	raw, err := json.Marshal(waitedInput{all})
	must(tb, err)
	return string(raw)
}

// waitedCases are everything that the API can reply to answers that waited.
func waitedCases(tb testing.TB, starting, broken *testSite) []contractCase {
	tb.Helper()
	good := waitedBody(tb, waitedAnswer(tb, "waited", newTestServer(tb).Now()))
	many := make([]waitedAttempt, 101)
	for i := range many {
		many[i] = waitedAnswer(tb, fmt.Sprint(i), time.UnixMilli(1))
	}
	hand := func(name, body, fault string, status int) contractCase {
		return contractCase{name: "hand in: " + name, target: attemptsPath, body: body, fault: fault, status: status, lang: "en"}
	}
	cases := []contractCase{
		hand("one", good, "", 200),
		hand("what is no answer", `{"attempts":[{"attempt":"","drill":"x","question":"","answer":"a","answered_at":-1}]}`, "", 200),
		hand("none", `{"attempts":[]}`, badBodyFault, 400),
		hand("too many", waitedBody(tb, many...), badBodyFault, 400),
		hand("not JSON", `attempts`, badBodyFault, 400),
		hand("an unknown field", strings.Replace(good, `"drill"`, `"person":"clerk-a","drill"`, 1), badBodyFault, 400),
		hand("another type", strings.Replace(good, `"answered_at":`, `"answered_at":"x`, 1), badBodyFault, 400),
		hand("over 64 KiB", good+strings.Repeat(" ", maxBody), "", 413),
		{name: "get what waited", target: attemptsPath, fault: undescribed, status: 405, lang: "en"},
	}
	for site, status := range map[*testSite]int{starting: 503, broken: 500} {
		c := hand(fmt.Sprint(status), good, "", status)
		c.site = site
		cases = append(cases, c)
	}
	return cases
}

// waitedAnswer is a right answer to a question, of nobody.
func waitedAnswer(tb testing.TB, id string, at time.Time) waitedAttempt {
	tb.Helper()
	d, q := oneOf(tb, "en", drills.MultipleChoice)
	return waitedAttempt{Attempt: id, Drill: d.ID, Question: "1", Answer: []byte(sent(tb, q, q.Key())), AnsweredAt: at.UnixMilli()}
}

// handIn sends answers that waited, and gives what became of them.
func (b *asked) handIn(all ...waitedAttempt) []outcome {
	b.tb.Helper()
	w := b.do(newJSON(b.tb, attemptsPath, waitedBody(b.tb, all...)))
	var reply apiOutcomes
	if err := json.Unmarshal(w.Body.Bytes(), &reply); err != nil || w.Code != http.StatusOK || len(reply.Outcomes) != len(all) {
		b.tb.Fatalf("status %d, body %s, %v", w.Code, w.Body, err)
	}
	became := make([]outcome, len(all))
	for i, o := range reply.Outcomes {
		became[i] = o.Outcome
		if o.Attempt != all[i].Attempt {
			b.tb.Errorf("the outcome of %q stands in the place of %q", o.Attempt, all[i].Attempt)
		}
	}
	return became
}

// keptAs gives what is kept of an answer.
func (s *testSite) keptAs(w waitedAttempt) records.Attempt {
	return s.Attempts.(*keptAttempts).all[w.Drill+" "+w.Attempt] //nolint:forcetypeassert // as newTestServer has it
}

// TestWaitedOutcomes hands in answers of all sorts at once; each becomes what it should, whatever the others are.
func TestWaitedOutcomes(t *testing.T) {
	t.Parallel()
	clock := &movedClock{}
	s := newTestServer(t, clock.use)
	s.withPeople(t)
	now := s.Now()
	deposit := s.Deposits.Make("clerk-a", now)
	clock.forward(time.Hour)
	sorts := []struct {
		change func(*waitedAttempt)
		want   outcome
	}{
		{func(*waitedAttempt) {}, outcomeKept},
		{func(w *waitedAttempt) { w.Deposit = deposit }, outcomeKept},
		{func(w *waitedAttempt) { w.AnsweredAt = now.Add(99 * time.Hour).UnixMilli() }, outcomeKept},
		{func(w *waitedAttempt) { w.AnsweredAt = now.Add(-29 * 24 * time.Hour).UnixMilli() }, outcomeKept},
		{func(w *waitedAttempt) { w.AnsweredAt = now.Add(-31 * 24 * time.Hour).UnixMilli() }, outcomeOld},
		{func(w *waitedAttempt) { w.AnsweredAt = 0 }, outcomeOld},
		{func(w *waitedAttempt) { w.Drill = oldDrill(t) }, outcomeChanged},
		{func(w *waitedAttempt) { w.Drill = "nothing" }, outcomeWrong},
		{func(w *waitedAttempt) { w.Question = "9" }, outcomeWrong},
		{func(w *waitedAttempt) { w.Answer = []byte(`"z"`) }, outcomeWrong},
		{func(w *waitedAttempt) { w.Answer = []byte(`null`) }, outcomeWrong},
		{func(w *waitedAttempt) { w.Attempt = strings.Repeat("x", 65) }, outcomeWrong},
		{func(w *waitedAttempt) { w.Deposit = "forged" }, outcomeOver},
		{func(w *waitedAttempt) { w.Deposit = deposit[:len(deposit)-1] }, outcomeOver},
		{func(w *waitedAttempt) { w.Deposit = s.Deposits.Make("nobody", now) }, outcomeOver},
		{func(w *waitedAttempt) { w.Deposit = s.Deposits.Make("clerk-a", now.Add(-15*24*time.Hour)) }, outcomeOver},
	}
	all, want := make([]waitedAttempt, len(sorts)), make([]outcome, len(sorts))
	for i, sort := range sorts {
		all[i], want[i] = waitedAnswer(t, fmt.Sprintf("waited-%d", i), now), sort.want
		sort.change(&all[i])
	}
	if diff := gocmp.Diff(want, s.browser(t, "").handIn(all...)); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	if ahead := s.keptAs(all[2]); ahead.AnsweredAt > s.Now().UnixMilli() || ahead.AnsweredAt < now.UnixMilli() {
		t.Errorf("an answer from tomorrow was given at %d", ahead.AnsweredAt)
	}
}

// TestWaitedCountOnce hands in the same answer over and over, whoever is signed in: it counts once, for who gave it, at its own
// time.
func TestWaitedCountOnce(t *testing.T) {
	t.Parallel()
	clock := &movedClock{}
	s := newTestServer(t, clock.use)
	s.withPeople(t)
	w := waitedAnswer(t, "once", s.Now())
	w.Deposit = s.Deposits.Make("clerk-a", s.Now())
	clock.forward(time.Hour)
	browsers := []*asked{s.browser(t, ""), s.browser(t, "b"), s.as(t, "clerk-b"), s.onTablet(t, "trainer-b"), s.as(t, "clerk-a")}
	for _, b := range browsers {
		if diff := gocmp.Diff([]outcome{outcomeKept, outcomeKept}, b.handIn(w, w)); diff != "" {
			t.Errorf("outcomes (-want +got):\n%s", diff)
		}
	}
	kept := s.keptAs(w)
	late := kept.ReceivedAt - kept.AnsweredAt
	if kept.Person != "clerk-a" || kept.Store != "store-a" || kept.AnsweredAt != w.AnsweredAt || late < time.Hour.Milliseconds() {
		t.Errorf("kept as %+v", kept)
	}
	w.Deposit = s.Deposits.Make("clerk-b", s.Now())
	if got := s.browser(t, "").handIn(w); got[0] != outcomeWrong {
		t.Errorf("another's answer under the same id: %s", got[0])
	}
}

// TestWaitedInAnyOrder sends what several clerks have answered in any pieces, in any order and more than once, as a line does that
// comes and goes: in the end each answer is kept once, under who gave it, at its own time.
func TestWaitedInAnyOrder(t *testing.T) {
	t.Parallel()
	clock := &movedClock{}
	s := newTestServer(t, clock.use)
	s.withPeople(t)
	start, round := s.Now(), 0
	one := waitedAnswer(t, "", start)
	clock.forward(time.Hour)
	whole := t
	rapid.Check(t, func(t *rapid.T) {
		round++
		clerks := []string{"clerk-a", "trainer-a", "clerk-b", ""}
		who := rapid.SliceOfN(rapid.SampledFrom(clerks), 1, 12).Draw(t, "who")
		all := make([]waitedAttempt, len(who))
		for i, person := range who {
			all[i] = one
			all[i].Attempt, all[i].AnsweredAt = fmt.Sprintf("round-%d-%d", round, i), one.AnsweredAt+int64(i)
			if person != "" {
				all[i].Deposit = s.Deposits.Make(person, start)
			}
		}
		piece := rapid.SliceOfN(rapid.SampledFrom(all), 1, len(all))
		for _, sent := range append(rapid.SliceOfN(piece, 0, 4).Draw(t, "pieces"), all) {
			for _, became := range s.browser(whole, "").handIn(sent...) {
				if became != outcomeKept {
					t.Fatalf("an answer is %s", became)
				}
			}
		}
		for i, person := range who {
			if kept := s.keptAs(all[i]); kept.Person != person || kept.AnsweredAt != all[i].AnsweredAt {
				t.Fatalf("the answer of %q is kept as %+v", person, kept)
			}
		}
	})
}

// TestDepositOpensNothing wants a deposit to be taken back by leaving and by signing out everywhere, and to be no session.
func TestDepositOpensNothing(t *testing.T) {
	t.Parallel()
	clock := &movedClock{}
	s := newTestServer(t, clock.use)
	s.withPeople(t)
	made := map[string]string{}
	for _, id := range []string{"clerk-a", "clerk-b", "trainer-a"} {
		made[id] = s.Deposits.Make(id, s.Now())
	}
	clock.forward(time.Hour)
	must(t, s.kept.CarryOut(t.Context(), records.StaffChange{Leave: []string{"clerk-a"}, At: s.Now().UnixMilli()}))
	must(t, s.kept.SignOutEverywhere(t.Context(), "clerk-b", s.Now().UnixMilli()))
	for id, want := range map[string]outcome{"clerk-a": outcomeOver, "clerk-b": outcomeOver, "trainer-a": outcomeKept} {
		w := waitedAnswer(t, id, s.Now())
		w.Deposit = made[id]
		if got := s.browser(t, "").handIn(w); got[0] != want {
			t.Errorf("%s: %s, want %s", id, got[0], want)
		}
		b := s.browser(t, "")
		b.cookies["session"] = made[id]
		if w := b.see("/me"); w.Code != http.StatusSeeOther {
			t.Errorf("the deposit of %s opens a page: %d", id, w.Code)
		}
	}
}

// TestLeaveDeposit looks for the deposit that comes with pages: of who is signed in, and with no error.
func TestLeaveDeposit(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.withPeople(t)
	for _, tt := range []struct {
		b            *asked
		person, idle string
	}{
		{s.onTablet(t, "clerk-a"), "clerk-a", "300"},
		{s.as(t, "trainer-a"), "trainer-a", "3600"},
		{s.as(t, "clerk-b"), "clerk-b", "604800"},
	} {
		for _, target := range []string{"/", "/me", "/practice/offline"} {
			deposit, idle, _ := strings.Cut(tt.b.see(target).Header().Get(depositHeader), " ")
			if person, _, err := s.Deposits.Read(deposit, s.Now()); err != nil || person != tt.person || idle != tt.idle {
				t.Errorf("%s of %s leaves a deposit of %q for %q seconds, %v", target, tt.person, person, idle, err)
			}
		}
		if got := tt.b.see("/nothing").Header().Get(depositHeader); got != "" {
			t.Errorf("an error leaves the deposit %q", got)
		}
	}
	if got := s.get(t, "/").Header().Get(depositHeader); got != noDeposit {
		t.Errorf("nobody gets the deposit %q", got)
	}
}
