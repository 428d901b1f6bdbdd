package bench_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"clerkcoach/playbook"
	"clerkcoach/search/bench"

	"github.com/google/go-cmp/cmp"
)

// subjects are the words of each card's asks, and of questions that no card answers; no two have a word in common.
func subjects() map[string][]string {
	return map[string][]string{
		"calm":    {"lingers", "ponders", "browses", "compares", "weighs", "touches"},
		"hurry":   {"train", "quickly", "leaving", "minutes", "rushing", "meeting"},
		"deaf":    {"hearing", "sign", "language", "notepad", "mouth", "gestures"},
		"outside": {"printer", "jammed", "holiday", "roster", "weather", "payslip"},
	}
}

// asksAbout gives n questions of three words each; the same ones for every writer.
func asksAbout(subject string, n int) []string {
	words := subjects()[subject]
	var all []string
	for _, a := range words {
		for _, b := range words {
			for _, c := range words {
				if a != b && b != c && a != c && len(all) < n {
					all = append(all, a+" "+b+" "+c)
				}
			}
		}
	}
	return all
}

// foreign gives n asks in letters that nobody else uses, from the first one on, so that whoever has not read them knows nothing of them.
func foreign(first rune, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = string([]rune{first + rune(i%16), first + rune(i/16%16), first + rune(i/256)})
	}
	return all
}

// manyWriters is a book of three cards. Of its writers these have enough asks to be left out: anna, whom everybody understands; ben,
// who has twice as many asks, half of them in letters of his own; dora, who only asks what no card answers; and lin, in another language.
func manyWriters(tb testing.TB) *playbook.Book {
	tb.Helper()
	fsys := fstest.MapFS{"book.yaml": {Data: []byte(
		"handbooks: [{id: shop, families: [{id: all, cards: [{id: calm}, {id: hurry}, {id: deaf}]}]}]\n")}}
	add := func(lang, list, writer string, asks ...string) {
		name := lang + "/asks/" + list + ".txt"
		if fsys[name] == nil {
			fsys[name] = &fstest.MapFile{}
		}
		fsys[name].Data = fmt.Appendf(fsys[name].Data, "# %s\n%s\n", writer, strings.Join(asks, "\n"))
	}
	for i, id := range []string{"calm", "hurry", "deaf"} {
		fsys["en/cards/"+id+".yaml"] = &fstest.MapFile{Data: []byte(
			"title: t\nglance: g\nsignals: [s]\nfirst_words: f\ndo: [d]\navoid: [a]\nhand_over: h\n")}
		add("en", id, "anna", asksAbout(id, 100)...)
		add("en", id, "ben", asksAbout(id, 100)...)
		add("en", id, "ben", foreign('α', 300)[100*i:][:100]...)
		add("en", id, "few", asksAbout(id, 99)...)
		add("zh-Hans", id, "anna", "站", "走")
		add("zh-Hans", id, "lin", foreign('а', 300)[100*i:][:100]...)
	}
	add("en", "outside", "anna", asksAbout("outside", 99)...)
	add("en", "outside", "dora", asksAbout("outside", 100)...)
	add("en", "outside", "few", asksAbout("outside", 99)...)
	book, err := playbook.Load(playbook.Layer{FS: fsys})
	if err != nil {
		tb.Fatal(err)
	}
	return book
}

// asWritten changes no question.
func asWritten(s string) string { return s }

func TestLeaveOut(t *testing.T) {
	t.Parallel()
	var told []string
	found, err := bench.LeaveOut(t.Context(), manyWriters(t), asWritten, func(lang, writer string) {
		told = append(told, lang+" "+writer)
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"en anna", "en ben", "en dora", "zh-Hans lin"}, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	got := map[string]bench.Tally{}
	for _, w := range found.Writers {
		got[w.Lang+" "+w.Name] = w.Tally
	}
	want := map[string]bench.Tally{
		"en anna":     {Good: 300, First: 300, Strict: 300, Three: 300, Outside: 99, Recognised: 99},
		"en ben":      {Good: 600, First: 300, Strict: 300, Three: 300, Refused: 300},
		"en dora":     {Outside: 100, Recognised: 100},
		"zh-Hans lin": {Good: 300, Refused: 300}, // nobody else writes as lin does
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("writers (-want +got):\n%s", diff)
	}
	// Each writer counts the same, however many asks they have; those with too few of a kind do not count for that kind.
	a := found.Average("en")
	for _, f := range []struct {
		name      string
		got, want float64
	}{
		{"first", a.First, 0.75}, {"three", a.Three, 0.75}, {"refused", a.Refused, 0.25}, {"recognised", a.Recognised, 1},
	} {
		if math.Abs(f.got-f.want) > 1e-9 {
			t.Errorf("%s is %v on average, want %v", f.name, f.got, f.want)
		}
	}
	if diff := cmp.Diff(bench.Average{}, found.Average("fr")); diff != "" {
		t.Errorf("average of a language without writers (-want +got):\n%s", diff)
	}
}

// TestLeaveOutVariant asks everything as nothing, which no card answers.
func TestLeaveOutVariant(t *testing.T) {
	t.Parallel()
	asked := 0
	found, err := bench.LeaveOut(t.Context(), manyWriters(t), func(string) string { asked++; return "" }, func(_, _ string) {})
	if err != nil {
		t.Fatal(err)
	}
	if want := 300 + 99 + 600 + 100 + 300; asked != want {
		t.Errorf("%d questions were changed, want %d", asked, want)
	}
	want := bench.Average{Refused: 1, Recognised: 1}
	if diff := cmp.Diff(want, found.Average("en")); diff != "" {
		t.Errorf("average (-want +got):\n%s", diff)
	}
	if gap := found.Reliability.Gap(); gap != 0 {
		t.Errorf("nothing was answered, but confidence is off by %v", gap)
	}
}

// TestLeaveOutNobody has a book whose writers all have too few asks.
func TestLeaveOutNobody(t *testing.T) {
	t.Parallel()
	book := manyWriters(t)
	for _, w := range [][2]string{{"en", "anna"}, {"en", "ben"}, {"en", "dora"}, {"zh-Hans", "lin"}} {
		book = book.Without(w[0], w[1])
	}
	found, err := bench.LeaveOut(t.Context(), book, asWritten, func(lang, writer string) { t.Errorf("%s %s is left out", lang, writer) })
	if err != nil || len(found.Writers) != 0 {
		t.Errorf("found %+v, %v", found, err)
	}
}

func TestLeaveOutCancelled(t *testing.T) {
	t.Parallel()
	for _, after := range []int{0, 1} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		told := 0
		if after == 0 {
			cancel()
		}
		found, err := bench.LeaveOut(ctx, manyWriters(t), asWritten, func(_, _ string) {
			if told++; told == after {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) || found != nil || told != after {
			t.Errorf("cancelled after %d writers: %d were begun, found %v, %v", after, told, found, err)
		}
	}
}

// leftOut is what leaving out might have found.
func leftOut() *bench.LeftOut {
	return &bench.LeftOut{Writers: []bench.Writer{
		{Lang: "en", Name: "anna", Tally: bench.Tally{Good: 400, First: 300}},
		{Lang: "zh-Hans", Name: "lin", Tally: bench.Tally{Good: 300, First: 270}},
	}}
}

func TestLeftOutWriteFails(t *testing.T) {
	t.Parallel()
	var whole bytes.Buffer
	if err := leftOut().Write(&whole); err != nil {
		t.Fatal(err)
	}
	for room := range whole.Len() {
		if err := leftOut().Write(&failing{room}); !errors.Is(err, errNoRoom) {
			t.Fatalf("with room for %d of %d bytes: %v", room, whole.Len(), err)
		}
	}
}
