package bank

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"clerkcoach/drills"
	"clerkcoach/tables"
)

// WriteCSV writes questions as a table, one row each, for a spreadsheet, in the form of tables.WriteCSV. The errors are ErrUnfit,
// and those of tables.WriteCSV.
func WriteCSV(w io.Writer, questions []*drills.Question, words Words) error {
	t, err := table(questions, words)
	if err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return tables.WriteCSV(w, t)
}

// WriteXLSX writes questions as a workbook with the table of WriteCSV, in the form of tables.WriteXLSX. The errors are ErrUnfit,
// and those of tables.WriteXLSX.
func WriteXLSX(w io.Writer, questions []*drills.Question, words Words) error {
	t, err := table(questions, words)
	if err != nil {
		return fmt.Errorf("writing a workbook: %w", err)
	}
	return tables.WriteXLSX(w, t)
}

// table has the headings and a row for each question.
func table(questions []*drills.Question, words Words) (tables.Table, error) {
	width := 0
	for _, q := range questions {
		if _, err := itemOf(q, words); err != nil {
			return tables.Table{}, err
		}
		width = max(width, len(q.Options))
	}
	t := tables.Table{Name: words.Sheet, Head: []string{words.ID, words.Kind, words.Card, words.Scene, words.Prompt}}
	for i := range width {
		t.Head = append(t.Head, strings.TrimSpace(words.Option+" "+letter(i)))
	}
	t.Head = append(t.Head, words.Key, words.Rationale)
	for _, q := range questions {
		row := []any{line(q.ID), cmp.Or(words.Kinds[q.Kind], string(q.Kind)), line(q.Card), clean(q.Scene), clean(q.Prompt)}
		for i := range width {
			text := ""
			if i < len(q.Options) {
				text = clean(q.Options[i].Text)
			}
			row = append(row, text)
		}
		t.Rows = append(t.Rows, append(row, key(q, words), rationale(q)))
	}
	return t, nil
}

// key says what is right, by the letters of the columns.
func key(q *drills.Question, words Words) string {
	at := func(is func(drills.Option) bool) string { return letter(slices.IndexFunc(q.Options, is)) }
	var parts []string
	switch q.Kind {
	case drills.Matching:
		for _, p := range q.Pairs {
			is := at(func(o drills.Option) bool { return o.ID == p.Option })
			parts = append(parts, line(p.Text)+" → "+is)
		}
		return strings.Join(parts, "\n")
	case drills.Ordering:
		for _, right := range q.Ordered() {
			parts = append(parts, at(func(o drills.Option) bool { return o == right }))
		}
	case drills.Numerical:
		return strconv.Itoa(q.Number)
	case drills.ShortAnswer:
		switch {
		case q.Say == nil:
			return ""
		case len(q.Say.Answers) == 0:
			return grader(q.Say, words)
		}
		return strings.Join(lines(q.Say.Answers), "\n")
	default:
		for i, o := range q.Options {
			if o.Right {
				parts = append(parts, letter(i))
			}
		}
	}
	return strings.Join(parts, ", ")
}

// rationale is all that is said once the question is answered.
func rationale(q *drills.Question) string {
	parts := []string{clean(q.Rationale)}
	for i, o := range q.Options {
		if said := line(o.Rationale); said != "" {
			parts = append(parts, letter(i)+": "+said)
		}
	}
	for _, p := range q.Pairs {
		if said := line(p.Rationale); said != "" {
			parts = append(parts, line(p.Text)+": "+said)
		}
	}
	return clean(strings.Join(parts, "\n"))
}
