package bank

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"clerkcoach/drills"
)

// WriteCSV writes questions as a table, one row each, for a spreadsheet: with a byte order mark, so that Excel takes it for UTF-8,
// and nothing in it that a spreadsheet would calculate. The errors are ErrUnfit and those of the writer.
func WriteCSV(w io.Writer, questions []*drills.Question, words Words) error {
	rows, err := table(questions, words)
	if err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range rows {
		for i := range row {
			row[i] = inert(row[i])
		}
		_ = out.Write(row) // Flush and Error tell
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

// inert puts an apostrophe before what a spreadsheet would take for a formula, full-width signs among them; a number is none.
func inert(cell string) string {
	if _, err := strconv.Atoi(cell); err == nil || !strings.ContainsAny(firstRune(cell), "=+-@\t\r\n＝＋－＠") {
		return cell
	}
	return "'" + cell
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// The columns before the options.
const (
	columnID = iota
	columnKind
	columnCard
	columnScene
	columnPrompt
	columnOptions
)

// table is the headings and a row for each question.
func table(questions []*drills.Question, words Words) ([][]string, error) {
	width := 0
	for _, q := range questions {
		if _, err := itemOf(q, words); err != nil {
			return nil, err
		}
		width = max(width, len(q.Options))
	}
	head := []string{words.ID, words.Kind, words.Card, words.Scene, words.Prompt}
	for i := range width {
		head = append(head, strings.TrimSpace(words.Option+" "+letter(i)))
	}
	rows := [][]string{append(head, words.Key, words.Rationale)}
	for _, q := range questions {
		row := []string{line(q.ID), cmp.Or(words.Kinds[q.Kind], string(q.Kind)), line(q.Card), clean(q.Scene), clean(q.Prompt)}
		for i := range width {
			row = append(row, "")
			if i < len(q.Options) {
				row[columnOptions+i] = clean(q.Options[i].Text)
			}
		}
		rows = append(rows, append(row, key(q, words), rationale(q)))
	}
	return rows, nil
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
