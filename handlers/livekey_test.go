package handlers

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"clerkcoach/drills"
	"clerkcoach/live"
)

// otherKey is a question that looks the same and has another key, with other reasons.
func otherKey(q *drills.Question) *drills.Question {
	out := *q
	out.Options, out.Pairs = slices.Clone(q.Options), slices.Clone(q.Pairs)
	n := len(out.Options)
	for i := range out.Options {
		o := &out.Options[i]
		o.Right, o.Place = q.Options[(i+1)%n].Right, q.Options[(i+1)%n].Place
		o.Rationale = fmt.Sprintf("another reason for option %d", i)
	}
	for i := range out.Pairs {
		out.Pairs[i].Option = q.Pairs[(i+1)%len(q.Pairs)].Option
		out.Pairs[i].Rationale = fmt.Sprintf("another reason for pair %d", i)
	}
	out.Number, out.Rationale = q.Number+1, "another reason for all of it"
	if q.Say != nil {
		out.Say = &drills.Rubric{Answers: []string{"another answer in words"}}
	}
	return &out
}

// secrets are what a question keeps to itself until its key is shown.
func secrets(q *drills.Question) []string {
	all := []string{q.Rationale}
	for _, o := range q.Options {
		all = append(all, o.Rationale)
	}
	for _, p := range q.Pairs {
		all = append(all, p.Rationale)
	}
	if q.Say != nil {
		all = append(slices.Concat(all, q.Say.Answers, q.Say.Phrases, q.Say.Avoid), q.Say.Reasons.Close)
	}
	known := q.Prompt + q.Scene + q.Key().Text // which the test answers
	return slices.DeleteFunc(all, func(s string) bool { return s == "" || strings.Contains(known, s) })
}

// recorded plays a whole game and keeps each byte that players are sent, by what they have asked for; revealed is told from what came
// before. What is by chance another in each game has a name in its place.
func (g *served) recorded() (before, revealed map[string]string) {
	before, revealed = map[string]string{}, map[string]string{}
	into := before
	chance := []string{g.room.Game().ID, "GAME", g.room.Game().Code, "CODE"}
	keep := func(what, text string) {
		into[what] = strings.NewReplacer(chance...).Replace(text)
	}
	ann, idle := g.joins("Ann"), g.joins("Idle")
	for id, p := range g.room.Whole().Players {
		chance = append(chance, id, "SEAT OF "+p.Name)
	}
	h := g.listens(ann, g.address("/events"))
	next := func(step string) {
		text, ok := h.next("view")
		keep(step+" stream", fmt.Sprint(text, ok))
		for name, b := range map[string]*asked{"ann": ann, "idle": idle} {
			w := b.see(g.address(""))
			head := w.Header().Clone()
			head.Del("X-Request-Id")
			keep(step+" page of "+name, fmt.Sprint(w.Code, head, w.Body))
			keep(step+" join page of "+name, fmt.Sprint(b.see("/live/join/"+g.room.Game().Code).Code))
		}
	}
	next("lobby")
	for n, q := range g.questions {
		step := fmt.Sprintf("%d %s ", n+1, q.Kind)
		into = before
		g.next(n + 1)
		next(step + "open")
		w := ann.asProgram(g.address("/answers"), g.form(n+1, g.questions[n].Key())...)
		keep(step+"reply", fmt.Sprint(w.Code, w.Body))
		next(step + "answered")
		w = ann.asProgram(g.address("/answers"), g.form(n+1, wrongly(q))...)
		keep(step+"reply to another answer", fmt.Sprint(w.Code, strings.Contains(w.Body.String(), "first answer")))
		g.does(live.Pause{Host: g.host})
		next(step + "paused")
		g.does(live.Resume{Host: g.host})
		next(step + "resumed")
		g.shut(n + 1)
		next(step + "closed")
		into = revealed
		g.reveal(n + 1)
		next(step + "revealed")
	}
	return before, revealed
}

// TestKeyIsInNoByte plays a game twice, with the same questions and answers but with other keys: until a key is shown, each byte that
// players are sent is the same, and none of the reasons is among them. Afterwards both are there, or the test would see nothing.
func TestKeyIsInNoByte(t *testing.T) {
	t.Parallel()
	frozen := func(o *Options) {
		o.Now = func() time.Time { return time.Date(2026, time.March, 1, 9, 0, 0, 0, time.UTC) }
	}
	var asks, others []*drills.Question
	for _, k := range drills.Kinds() {
		_, q := oneOf(t, "en", k)
		asks, others = append(asks, q), append(others, otherKey(q))
	}
	one := newTestServer(t, frozen).openedWith(t, [][]*drills.Question{asks}).serves()
	other := newTestServer(t, frozen).openedWith(t, [][]*drills.Question{others}).serves()
	other.questions = asks // the same answers are given
	before, revealed := one.recorded()
	otherBefore, otherRevealed := other.recorded()
	if len(before) < 20*len(asks) || len(revealed) != 5*len(asks) {
		t.Fatalf("%d and %d replies were recorded", len(before), len(revealed))
	}
	if diff := gocmp.Diff(before, otherBefore); diff != "" {
		t.Errorf("another key changes what players are sent before it is shown (-one +other):\n%s", diff)
	}
	shown := 0
	for i, q := range asks {
		step := fmt.Sprintf("%d %s ", i+1, q.Kind)
		for _, secret := range append(secrets(q), secrets(others[i])...) {
			for what, text := range before {
				asked := strings.HasPrefix(what, step)
				if asked && strings.Contains(text, secret) {
					t.Errorf("%s: %q is told", what, secret)
				}
			}
		}
		for _, who := range []string{"revealed page of ann", "revealed page of idle", "revealed stream"} {
			if revealed[step+who] == otherRevealed[step+who] {
				t.Errorf("%s%s does not show the key", step, who)
			}
		}
		for _, text := range slices.Collect(maps.Values(revealed)) {
			if q.Rationale != "" && strings.Contains(text, strings.SplitN(q.Rationale, "’", 2)[0]) {
				shown++
			}
		}
	}
	if shown < len(asks) {
		t.Errorf("only %d reasons are found once they are shown", shown)
	}
}

// TestFormOfLaterQuestionTellsNothing sends forms for questions that have not been asked: whatever they say, the reply is the same.
func TestFormOfLaterQuestionTellsNothing(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	g := s.opened(t)
	b := g.joins("Ann")
	g.next(1)
	for n := 2; n <= len(g.questions); n++ {
		for _, form := range [][]string{g.form(n, g.questions[n-1].Key()), {"number", fmt.Sprint(n)}, {"number", fmt.Sprint(n), "a", "?"}} {
			if w := b.asProgram(g.address("/answers"), form...); w.Code != http.StatusConflict {
				t.Errorf("%q: %d", form, w.Code)
			}
		}
	}
}
