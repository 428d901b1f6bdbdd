package handlers

import (
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/people"
	"clerkcoach/records"
)

// spot is what a person remembers of a card: how many answers, how many lapses, how many wrong in a row, how many days ago, and how
// likely it is still known.
func spot(person, card string, reviews, lapses, misses int, days int64, likely float64) records.WeakSpot {
	m := drills.Memory{Reviews: reviews, Lapses: lapses, Misses: misses, Last: 1000*dayLength - days*dayLength}
	return records.WeakSpot{Person: person, Card: card, Kept: drills.Kept{Memory: m}, Retrievability: likely}
}

// TestWhoNeedsHelp wants a reason for each, in the order in which they matter, and nobody named of whom too little is known.
func TestWhoNeedsHelp(t *testing.T) {
	t.Parallel()
	book := testBook(t)
	for name, tt := range map[string]struct {
		weak []records.WeakSpot
		sums []records.CardSum
		want []string
	}{
		"nothing":     {},
		"all is well": {weak: []records.WeakSpot{spot("p", "hesitant", 20, 0, 0, 1, 0.95)}},
		"too few": {
			weak: []records.WeakSpot{spot("p", "hesitant", 9, 5, 9, 40, 0.3)},
		},
		"in a row": {
			weak: []records.WeakSpot{spot("p", "hesitant", 10, 0, 3, 1, 0.9)},
			want: []string{"p wrong hesitant 3"},
		},
		"forgotten":     {weak: []records.WeakSpot{spot("p", "hesitant", 10, 3, 0, 1, 0.6)}, want: []string{"p lapses hesitant 3"}},
		"known again":   {weak: []records.WeakSpot{spot("p", "hesitant", 10, 3, 0, 1, 0.8)}},
		"long ago":      {weak: []records.WeakSpot{spot("p", "hesitant", 10, 0, 0, 35, 0.6)}, want: []string{"p long hesitant 35"}},
		"long and firm": {weak: []records.WeakSpot{spot("p", "hesitant", 10, 0, 0, 35, 0.8)}},
		"not in the book any more": {
			weak: []records.WeakSpot{spot("p", "gone", 10, 9, 9, 90, 0.1)},
		},
		"a family": {
			weak: []records.WeakSpot{spot("p", "care-deaf", 12, 0, 0, 1, 0.95)},
			sums: []records.CardSum{{Person: "p", Card: "care-deaf", Attempts: 10, Score: 5.9}}, want: []string{"p low care 59"},
		},
		"a family that does": {
			weak: []records.WeakSpot{spot("p", "care-deaf", 12, 0, 0, 1, 0.95)},
			sums: []records.CardSum{{Person: "p", Card: "care-deaf", Attempts: 10, Score: 6}},
		},
		"two of three": {
			weak: []records.WeakSpot{
				spot("p", "hesitant", 10, 0, 0, 30, 0.5), spot("p", "care-deaf", 10, 4, 0, 1, 0.5), spot("p", "desk-badge", 10, 0, 4, 1, 0.95),
			},
			want: []string{"p wrong desk-badge 4", "p lapses care-deaf 4"},
		},
		"who needs most is first": {
			weak: []records.WeakSpot{spot("p", "hesitant", 10, 0, 0, 30, 0.5), spot("q", "hesitant", 10, 4, 0, 1, 0.5)},
			want: []string{"q lapses hesitant 4", "p long hesitant 30"},
		},
		"somebody who left": {weak: []records.WeakSpot{spot("gone-X", "hesitant", 10, 4, 0, 30, 0.5)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := evidence{
				people: []people.Person{{ID: "p"}, {ID: "q"}}, weak: tt.weak, recent: resultsOf(book, tt.sums),
				at: 1000 * dayLength,
			}
			var got []string
			for _, h := range whoNeedsHelp(book, e) {
				for _, n := range h.needs {
					got = append(got, fmt.Sprintf("%s %s %s%s %d", h.person.ID, n.kind, n.card, n.family, n.count))
				}
			}
			if diff := gocmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestHelpBounds wants at most ten people, each with one or two reasons that have words.
func TestHelpBounds(t *testing.T) {
	t.Parallel()
	book, s := testBook(t), newTestServer(t)
	base := Base{Lang: "en", catalog: s.Catalog}
	rapid.Check(t, func(t *rapid.T) {
		e := evidence{at: 1000 * dayLength}
		for i := range rapid.IntRange(0, 30).Draw(t, "people") {
			id := fmt.Sprint("p", i)
			e.people = append(e.people, people.Person{ID: id})
			for _, card := range book.Cards() {
				e.weak = append(e.weak, spot(id, card.ID, rapid.IntRange(0, 20).Draw(t, "reviews"), rapid.IntRange(0, 20).Draw(t, "lapses"),
					rapid.IntRange(0, 20).Draw(t, "misses"), rapid.Int64Range(0, 400).Draw(t, "days"), rapid.Float64Range(0, 1).Draw(t, "likely")))
			}
		}
		all := whoNeedsHelp(book, e)
		if len(all) > maxHelped {
			t.Fatalf("%d people", len(all))
		}
		for i, h := range all {
			if i > 0 && h.weight() > all[i-1].weight() {
				t.Fatalf("%+v after %+v", h, all[i-1])
			}
			if len(h.needs) == 0 || len(h.needs) > maxNeeds {
				t.Fatalf("%+v", h)
			}
		}
		for _, v := range helpViews(base, book, all) {
			for _, n := range v.Needs {
				if n.Why == "" || n.Title == "" {
					t.Fatalf("%+v", v)
				}
			}
		}
	})
}

// TestBars wants every answer in one bar, days and weeks that meet, and nothing higher than the picture.
func TestBars(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := period{from: rapid.Int64Range(-10, 30000).Draw(t, "from")}
		p.until = p.from + rapid.Int64Range(1, maxPeriod).Draw(t, "days")
		var sums []records.DaySum
		var want int64
		for range rapid.IntRange(0, 20).Draw(t, "sums") {
			n := rapid.Int64Range(1, 50).Draw(t, "answers")
			sums = append(sums, records.DaySum{Day: rapid.Int64Range(p.from, p.until-1).Draw(t, "day"), Attempts: n, Score: float64(n) / 2})
			want += n
		}
		v := barsView(Base{}, p, append(sums, records.DaySum{Day: p.until, Attempts: 1}, records.DaySum{Day: p.from - 1, Attempts: 1}))
		var got int64
		for _, b := range v.Bars {
			got += b.Count
			if b.High < 0 || b.High > teamBarHeight || b.Good > b.High || b.From > b.Until {
				t.Fatalf("%+v", b)
			}
		}
		if got != want || v.First().From != dayText(p.from) || v.Last().Until != dayText(p.until-1) || v.Weeks != (p.days() > mostBars) {
			t.Fatalf("%d answers of %d in %+v", got, want, v)
		}
	})
}

// TestPeriod reads what an address may say of a time, on a day.
func TestPeriod(t *testing.T) {
	t.Parallel()
	const today = 20513 // 2026-03-01
	for _, tt := range []struct {
		last, from, until string
		want              period
		fault             string
	}{
		{"", "", "", period{today - 29, today + 1}, ""},
		{"7", "", "", period{today - 6, today + 1}, ""},
		{"90", "", "", period{today - 89, today + 1}, ""},
		{"8", "", "", period{}, badChoice},
		{"7", "2026-02-20", "", period{today - 9, today + 1}, ""},
		{"", "", "2026-02-28", period{today - 30, today}, ""},
		{"", "2026-02-28", "2026-02-28", period{today - 1, today}, ""},
		{"", "2026-03-02", "2026-03-01", period{}, badOrder},
		{"", "2026-03-02", "", period{}, badOrder},
		{"", "2020-03-02", "", period{}, badLength},
		{"", "x", "", period{}, badDate},
	} {
		got, fault := (&teamInput{Last: tt.last, From: tt.from, Until: tt.until}).period(today)
		if fault != tt.fault || fault == "" && got != tt.want {
			t.Errorf("%+v: %+v, %q", tt, got, fault)
		}
	}
}

// TestDays wants the beginning of a day to belong to it, and the moment before it to the day before.
func TestDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Int64Range(1, 40000).Draw(t, "day")
		begins := dayBegins(day)
		read, err := parseDay(dayText(day))
		if dayOf(begins) != day || dayOf(begins-1) != day-1 || err != nil || read != day {
			t.Fatalf("day %d begins at %d, of day %d; read as %d, %v", day, begins, dayOf(begins), read, err)
		}
	})
}

// TestHeatWords wants titles in lines that fit, broken where one may.
func TestHeatWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Groups": {"Groups"}, "Ways of buying": {"Ways of", "buying"}, "多一份照顾": {"多一份照顾"}, "火气与刁难火气": {"火气与刁难火", "气"},
		"Advice and complaints": {"Advice and", "complaints"}, "Donaudampfschifffahrt": {"Donaudampf…"}, "": {""},
	} {
		if diff := gocmp.Diff(want, broken(text, 90)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// TestHeatWordsFit breaks and cuts any text.
func TestHeatWordsFit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		lines := broken(text, 60)
		if len(lines) > 3 {
			t.Fatalf("%q in %q", text, lines)
		}
		for _, l := range append(lines, shortened(text, 60)) {
			if long(l) > 60+heatLetter {
				t.Fatalf("%q is too long", l)
			}
		}
	})
}
