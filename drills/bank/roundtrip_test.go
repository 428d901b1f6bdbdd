package bank_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"clerkcoach/drills"
	"clerkcoach/drills/bank"
)

func isOf(err, target error) bool { return errors.Is(err, target) }

// reader is one of the forms that are read.
type reader func(io.Reader) (*bank.Read, error)

// nasty draws a text of what the forms have signs for, in both languages; it has no space around and is not empty.
func nasty() *rapid.Generator[string] {
	bits := []string{
		"a", "Z", "7", " ", "  ", "\n", "\n\n", "\n\n\n", "您好", "顾客", "。", "，", "“", "\"", "'", "<b>", "</p>", "<!--",
		"&amp;", "&", "&nbsp;",
		"]]>", "<![CDATA[", "{", "}", "{}", "\\", "\\\\", "\\n", "~", "=", "#", "##", "####", ":", "::", "->", "- >",
		">", "%", "%50%", "%0%",
		"[", "]", "[html]", "[plain]", "[id:x]", "[tag:card:y]", "*", "\\*", "//", "$CATEGORY:", "TRUE", "T", "F",
		"😀", "👩‍👩‍👧", "@@PLUGINFILE@@",
		"\u00a0", "\u3000", "\u200b", "é", "e\u0301", "=1+1", "@x", "-", "..", "1..5", "ZXY", "&#x0;", "<script>", "\u202e",
	}
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.SampledFrom(bits), 1, 12).Draw(t, "bits")
		if rapid.Bool().Draw(t, "any") {
			parts = append(parts, keep(rapid.StringN(0, 12, -1).Draw(t, "string")))
		}
		if s := strings.TrimSpace(strings.Join(parts, "")); s != "" {
			return s
		}
		return "x"
	})
}

// keep leaves what a text may consist of.
func keep(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\ufeff' || r >= '\ufdd0' && r <= '\ufdef' || r&0xfffe == 0xfffe {
			return -1
		}
		return r
	}, s)
}

// maybe draws a text or none.
func maybe(t *rapid.T, label string) string {
	if rapid.Bool().Draw(t, label+"?") {
		return nasty().Draw(t, label)
	}
	return ""
}

// simple draws a text for an id or a card, which stand on one line.
func simple(t *rapid.T, label string) string {
	return strings.Join(strings.Fields(nasty().Draw(t, label)), " ")
}

// question draws a question of any kind.
func question() *rapid.Generator[*drills.Question] {
	return rapid.Custom(func(t *rapid.T) *drills.Question {
		q := &drills.Question{
			ID: simple(t, "id"), Kind: rapid.SampledFrom(drills.Kinds()).Draw(t, "kind"), Scene: maybe(t, "scene"),
			Prompt: nasty().Draw(t, "prompt"), Rationale: maybe(t, "rationale"),
		}
		if rapid.Bool().Draw(t, "card?") {
			q.Card = simple(t, "card")
		}
		switch q.Kind {
		case drills.Numerical:
			q.Number = rapid.Int().Draw(t, "number")
		case drills.ShortAnswer:
			q.Say = &drills.Rubric{Answers: rapid.SliceOfN(nasty(), 1, 5).Draw(t, "answers")}
		default:
			drawOptions(t, q)
		}
		return q
	})
}

// drawOptions draws what is chosen from, with its key.
func drawOptions(t *rapid.T, q *drills.Question) {
	least, most := 2, bank.MaxOptions
	if q.Kind == drills.TrueFalse {
		most = 2
	}
	texts := rapid.SliceOfNDistinct(nasty(), least, most, func(s string) string { return arrowless(slashless(s)) }).Draw(t, "texts")
	right := rapid.IntRange(0, len(texts)-1).Draw(t, "right")
	places := rapid.Permutation(slices.Collect(numbers(len(texts)))).Draw(t, "places")
	for i, text := range texts {
		o := drills.Option{ID: string(rune('a' + i)), Text: text}
		switch q.Kind {
		case drills.Matching:
			if i < 2 || rapid.Bool().Draw(t, "pair?") {
				n := strconv.Itoa(i + 1)
				q.Pairs = append(q.Pairs, drills.Pair{ID: n, Text: nasty().Draw(t, "pair") + n, Option: o.ID})
			}
		case drills.Ordering:
			o.Place, o.Rationale = places[i], maybe(t, "rationale")
		default:
			o.Right = i == right || q.Kind == drills.MultipleResponse && rapid.Bool().Draw(t, "right?")
			o.Rationale = maybe(t, "rationale")
		}
		q.Options = append(q.Options, o)
	}
}

// numbers are those from 1 to n.
func numbers(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 1; i <= n && yield(i); i++ {
		}
	}
}

func arrowless(s string) string { return strings.ReplaceAll(s, "->", "→") }

func slashless(s string) string {
	if strings.HasPrefix(s, "//") {
		return "/ " + s[1:]
	}
	return s
}

// carried is what both forms carry of a question, in an order that does not depend on the order shown.
func carried(q *drills.Question) *drills.Question {
	c := *q
	c.Options, c.Pairs = slices.Clone(q.Options), slices.Clone(q.Pairs)
	text := map[string]string{}
	for i := range c.Options {
		o := &c.Options[i]
		text[o.ID] = o.Text
		switch q.Kind {
		case drills.TrueFalse:
			o.Text = []string{bank.True, bank.False}[i]
		case drills.Matching:
			o.ID = ""
		case drills.Ordering:
			o.ID = ""
		}
	}
	for i := range c.Pairs {
		c.Pairs[i].ID, c.Pairs[i].Option, c.Pairs[i].Rationale = "", text[c.Pairs[i].Option], ""
	}
	if q.Kind == drills.Matching || q.Kind == drills.Ordering {
		slices.SortFunc(c.Options, func(a, b drills.Option) int { return strings.Compare(a.Text, b.Text) })
	}
	return &c
}

// carriedGIFT is what GIFT carries: no rationale of a step, and some signs written otherwise.
func carriedGIFT(q *drills.Question) *drills.Question {
	c := carried(q)
	for i := range c.Options {
		if q.Kind == drills.Ordering {
			c.Options[i].Text, c.Options[i].Rationale = slashless(c.Options[i].Text), ""
		}
	}
	for i := range c.Pairs {
		c.Pairs[i].Text = arrowless(c.Pairs[i].Text)
	}
	if c.Say != nil {
		say := drills.Rubric{}
		for _, a := range c.Say.Answers {
			say.Answers = append(say.Answers, arrowless(a))
		}
		c.Say = &say
	}
	if q.Kind == drills.Ordering {
		slices.SortFunc(c.Options, func(a, b drills.Option) int { return strings.Compare(a.Text, b.Text) })
	}
	return c
}

// roundTrip wants questions back as they were, as far as the form carries them.
func roundTrip(t *rapid.T, write writer, read reader, carries func(*drills.Question) *drills.Question) {
	var want []*drills.Question
	drawn := rapid.SliceOfNDistinct(question(), 1, 4, func(q *drills.Question) string { return q.ID }).Draw(t, "questions")
	for _, q := range drawn {
		want = append(want, carries(q))
	}
	var out bytes.Buffer
	if err := write(&out, drawn, words()); err != nil {
		t.Fatal(err)
	}
	file := out.String()
	got, err := read(&out)
	if err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	if len(got.Refused) > 0 {
		t.Fatalf("refused: %+v\n%s", got.Refused, file)
	}
	for i := range got.Questions {
		got.Questions[i] = carried(got.Questions[i])
	}
	if diff := cmp.Diff(want, got.Questions, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("not the same (-before +after):\n%s\n%s", diff, file)
	}
}

// TestMoodleRoundTrip writes any questions as Moodle XML and reads them.
func TestMoodleRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { roundTrip(t, bank.WriteMoodle, bank.ReadMoodle, carried) })
}

// TestGIFTRoundTrip writes any questions as GIFT and reads them.
func TestGIFTRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { roundTrip(t, bank.WriteGIFT, bank.ReadGIFT, carriedGIFT) })
}

// TestRubricGoesOneWay wants a question that is graded by rules refused when it comes back, not turned into one with another key.
func TestRubricGoesOneWay(t *testing.T) {
	t.Parallel()
	for _, form := range []struct {
		write writer
		read  reader
	}{{bank.WriteMoodle, bank.ReadMoodle}, {bank.WriteGIFT, bank.ReadGIFT}} {
		got, err := form.read(bytes.NewReader(written(t, form.write, samples()...)))
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Questions) != len(samples())-1 || len(got.Refused) != 1 {
			t.Fatalf("%d good, refused %+v", len(got.Questions), got.Refused)
		}
		if r := got.Refused[0]; r.Reason != bank.ReasonKind || r.Params[0] != "essay" || r.Name != "您怎么说？" {
			t.Errorf("refused %+v", r)
		}
	}
}
