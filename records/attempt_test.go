package records

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(a *Attempt)
		want   string // the field, or nothing
	}{
		"as it is":          {func(*Attempt) {}, ""},
		"longest":           {func(a *Attempt) { a.ID, a.Card = strings.Repeat("客", MaxID), strings.Repeat("客", MaxCard) }, ""},
		"longest answer":    {func(a *Attempt) { a.Answer = []byte(`"` + strings.Repeat("x", MaxAnswer-2) + `"`) }, ""},
		"nobody, no card":   {func(a *Attempt) { a.Person, a.Card = "", "" }, ""},
		"no id":             {func(a *Attempt) { a.ID = "" }, "ID"},
		"long id":           {func(a *Attempt) { a.ID = strings.Repeat("客", MaxID+1) }, "ID"},
		"broken id":         {func(a *Attempt) { a.ID = "a\xff" }, "ID"},
		"zero in id":        {func(a *Attempt) { a.ID = "a\x00b" }, "ID"},
		"line in id":        {func(a *Attempt) { a.ID = "a\nb" }, "ID"},
		"no drill":          {func(a *Attempt) { a.Drill = "" }, "Drill"},
		"long drill":        {func(a *Attempt) { a.Drill = strings.Repeat("x", MaxDrill+1) }, "Drill"},
		"no question":       {func(a *Attempt) { a.Question = "" }, "Question"},
		"spaces":            {func(a *Attempt) { a.Question = " q" }, "Question"},
		"long card":         {func(a *Attempt) { a.Card = strings.Repeat("x", MaxCard+1) }, "Card"},
		"no kind":           {func(a *Attempt) { a.Kind = "" }, "Kind"},
		"no language":       {func(a *Attempt) { a.Lang = "" }, "Lang"},
		"long person":       {func(a *Attempt) { a.Person = strings.Repeat("x", MaxPerson+1) }, "Person"},
		"no answer":         {func(a *Attempt) { a.Answer = nil }, "Answer"},
		"long answer":       {func(a *Attempt) { a.Answer = []byte(`"` + strings.Repeat("x", MaxAnswer-1) + `"`) }, "Answer"},
		"no JSON":           {func(a *Attempt) { a.Answer = []byte(`{"a"`) }, "Answer"},
		"broken JSON":       {func(a *Attempt) { a.Answer = []byte("\"\xff\"") }, "Answer"},
		"score below":       {func(a *Attempt) { a.Score = -0.01 }, "Score"},
		"score above":       {func(a *Attempt) { a.Score = 1.01 }, "Score"},
		"score not a one":   {func(a *Attempt) { a.Score = math.NaN() }, "Score"},
		"never answered":    {func(a *Attempt) { a.AnsweredAt = 0 }, "AnsweredAt"},
		"answered later":    {func(a *Attempt) { a.AnsweredAt = a.ReceivedAt + 1 }, "AnsweredAt"},
		"never received":    {func(a *Attempt) { a.ReceivedAt = 0 }, "ReceivedAt"},
		"received too late": {func(a *Attempt) { a.ReceivedAt = maxTime + 1 }, "ReceivedAt"},
	} {
		a := attempt(1)
		test.change(&a)
		err := a.Validate()
		var field *FieldError
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case test.want != "" && (!errors.As(err, &field) || field.Field != test.want || !errors.Is(err, ErrInvalid)):
			t.Errorf("%s: got %v, want one of %s", name, err, test.want)
		}
	}
	// Everything is told at once.
	err := (&Attempt{}).Validate()
	for _, field := range []string{"ID", "Drill", "Question", "Kind", "Lang", "Answer", "ReceivedAt"} {
		if !strings.Contains(err.Error(), field+": ") {
			t.Errorf("%q does not name %s", err, field)
		}
	}
}

// FuzzValidate wants what is valid to be kept as it is, and everything else to be refused by a rule.
func FuzzValidate(f *testing.F) {
	good := attempt(1)
	f.Add(good.ID, good.Drill, good.Card, good.Answer, good.Score, good.AnsweredAt, good.ReceivedAt)
	f.Add("", "d\x00", "\xff", []byte("{"), math.Inf(1), int64(-1), int64(math.MaxInt64))
	f.Add("😀", "d", "", []byte(`"\ud800"`), math.Copysign(0, -1), int64(1), int64(1))
	s := mustOpen(f, Config{Folder: f.TempDir()})
	f.Fuzz(func(t *testing.T, id, drill, card string, answer []byte, score float64, answered, received int64) {
		a := Attempt{
			ID: id, Drill: drill, Question: "q", Card: card, Kind: "true-false", Lang: "en",
			Answer: answer, Score: score, AnsweredAt: answered, ReceivedAt: received,
		}
		kept, fresh, err := s.Keep(t.Context(), a)
		if err != nil {
			wants(t, err, ErrInvalid)
			return
		}
		if !utf8.ValidString(id+drill+card) || !json.Valid(answer) || len(answer) > MaxAnswer || answered > received {
			t.Errorf("%+v was kept", a)
		}
		read := mustList(t, s, Filter{Drill: drill})[keyOf(a)]
		if string(read.Answer) != string(kept.Answer) || read.Score != kept.Score ||
			fresh && (string(read.Answer) != string(answer) || read.Score != score || read.AnsweredAt != answered) {
			t.Errorf("kept %+v, read %+v", kept, read)
		}
	})
}
