package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// drill asks a drill in the terminal.
func (p *program) drill(ctx context.Context, args []string) error {
	c, rest, err := p.parse("drill", args, "lang", "playbook", "cards", "families", "kinds", "count", "seed")
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return fmt.Errorf("%w: drill: takes no more than flags, not %q", errUsage, rest[0])
	}
	d, x, err := p.makeDrill(c, "drill")
	if err != nil {
		return err
	}
	t := &terminal{program: p, lang: c.Lang, lines: linesOf(ctx, p.in), examiner: x}
	return t.run(ctx, d)
}

// makeDrill makes the drill that the flags describe.
func (p *program) makeDrill(c config, command string) (*drills.Drill, *drills.Examiner, error) {
	book, err := playbook.LoadWith(c.Playbook)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	r, err := recipe(c, book)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %s: %w", errUsage, command, err)
	}
	x := drills.NewExaminer()
	d, err := x.Generate(book, r)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %s: %w", errUsage, command, err)
	}
	return d, x, nil
}

// errFlag says that a flag has a value that it cannot have.
var errFlag = errors.New("not a value for this flag")

// recipe reads the recipe of a drill from the flags.
func recipe(c config, book *playbook.Book) (drills.Recipe, error) {
	r := drills.Recipe{Lang: c.Lang, Cards: parts(c.Cards), Seed: rand.Uint64() & drills.MaxSeed} //nolint:gosec // nothing secret hangs on it
	var err error
	if r.Count, err = strconv.Atoi(c.Count); err != nil {
		return r, fmt.Errorf("%w: --count %s", errFlag, c.Count)
	}
	if c.Seed != "" {
		if r.Seed, err = strconv.ParseUint(c.Seed, 10, 64); err != nil {
			return r, fmt.Errorf("%w: --seed %s", errFlag, c.Seed)
		}
	}
	for _, k := range parts(c.Kinds) {
		r.Kinds = append(r.Kinds, drills.Kind(k))
	}
	for _, f := range parts(c.Families) {
		ids := book.CardIDs("", f)
		if len(ids) == 0 {
			return r, fmt.Errorf("%w: --families %s", errFlag, f)
		}
		r.Cards = append(r.Cards, ids...)
	}
	return r, nil
}

// parts cuts a flag with commas into its parts.
func parts(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

// terminal asks one drill.
type terminal struct {
	*program
	lang     string
	lines    <-chan string
	examiner *drills.Examiner
}

// T gives words of the interface, in the language of the drill.
func (t *terminal) T(id string, pairs ...any) string { return t.catalog.Text(t.lang, id, pairs...) }

// run asks one question after the other and tells in the end how it went. It ends without complaint where the input does.
func (t *terminal) run(ctx context.Context, d *drills.Drill) error {
	right, asked := 0, 0
	for i, q := range d.Questions {
		t.show(i+1, len(d.Questions), q)
		a, err := t.read(ctx, q)
		if err != nil {
			break
		}
		asked++
		r := t.examiner.Grade(q, a)
		if r.Full() {
			right++
		}
		t.explain(q, r)
	}
	_, err := fmt.Fprintf(t.out, "\n%s\n", t.T("end_title", "right", right, "all", asked))
	return err
}

// show prints a question.
func (t *terminal) show(number, count int, q *drills.Question) {
	fmt.Fprintf(t.out, "\n%s\n", t.T("question_of", "number", number, "all", count))
	if q.Scene != "" {
		fmt.Fprintf(t.out, "%s\n", q.Scene)
	}
	fmt.Fprintf(t.out, "%s\n", q.Prompt)
	for _, pair := range q.Pairs {
		fmt.Fprintf(t.out, "  %s. %s\n", pair.ID, pair.Text)
	}
	for _, o := range q.Options {
		fmt.Fprintf(t.out, "  %s) %s\n", strings.ToUpper(o.ID), o.Text)
	}
}

// maxLine bounds a typed line, in bytes; a longer one ends the drill.
const maxLine = 16 << 10

// linesOf reads lines until the input ends, aside, so that nobody has to wait for the next one.
func linesOf(ctx context.Context, in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		scan := bufio.NewScanner(in)
		scan.Buffer(nil, maxLine)
		for scan.Scan() {
			select {
			case lines <- scan.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines
}

// line gives the next line; none if the input has ended or the reader has had enough.
func (t *terminal) line(ctx context.Context) (string, bool) {
	select {
	case line, ok := <-t.lines:
		return line, ok
	case <-ctx.Done():
		return "", false
	}
}

// read reads lines until one of them is an answer to the question; io.EOF if there is none any more.
func (t *terminal) read(ctx context.Context, q *drills.Question) (drills.Answer, error) {
	for {
		fmt.Fprintf(t.out, "%s > ", t.how(q.Kind))
		line, ok := t.line(ctx)
		if !ok {
			return drills.Answer{}, io.EOF
		}
		a, err := typed(q, strings.TrimSpace(line))
		if err == nil {
			return a, nil
		}
		fmt.Fprintln(t.out, t.T("drill_again"))
	}
}

// how says how a kind of question is answered.
func (t *terminal) how(k drills.Kind) string {
	switch k {
	case drills.MultipleResponse:
		return t.T("drill_how_letters")
	case drills.Matching:
		return t.T("drill_how_pairs")
	case drills.Ordering:
		return t.T("drill_how_order")
	case drills.Numerical:
		return t.T("drill_how_number")
	case drills.ShortAnswer:
		return t.T("drill_how_words")
	default:
		return t.T("drill_how_letter")
	}
}

// maxLetters is how many letters may stand together.
const maxLetters = 26

// typed reads an answer as people type it: letters with or without blanks or commas between them, a number, or words. The letters of
// a matching go by the lines in turn.
func typed(q *drills.Question, line string) (drills.Answer, error) {
	var a drills.Answer
	letters := strings.FieldsFunc(strings.ToLower(line), func(r rune) bool { return strings.ContainsRune(" ,;，、", r) })
	if len(letters) == 1 && len(letters[0]) <= maxLetters {
		letters = strings.Split(letters[0], "")
	}
	switch q.Kind {
	case drills.Numerical:
		n, err := drills.ParseNumber(line)
		if err != nil {
			return a, err
		}
		a.Number = n
	case drills.ShortAnswer:
		a.Text = line
	case drills.Matching:
		if len(letters) != len(q.Pairs) {
			return a, drills.ErrAnswer
		}
		a.Pairs = map[string]string{}
		for i, pair := range q.Pairs {
			a.Pairs[pair.ID] = letters[i]
		}
	default:
		if len(letters) == 0 {
			return a, drills.ErrAnswer
		}
		a.Options = letters
	}
	return a, q.Check(a)
}

// explain says what an answer is worth, and why.
func (t *terminal) explain(q *drills.Question, r drills.Result) {
	switch {
	case r.Full():
		fmt.Fprintf(t.out, "✓ %s\n", t.T("result_right"))
	case r.Score > 0:
		fmt.Fprintf(t.out, "◐ %s (%s)\n", t.T("result_partly"), t.T("result_score", "score", r.Percent()))
	default:
		fmt.Fprintf(t.out, "✕ %s\n", t.T("result_wrong"))
	}
	switch q.Kind {
	case drills.Matching:
		for _, pair := range q.Pairs {
			fmt.Fprintf(t.out, "  %s. %s\n", pair.ID, strings.ToUpper(pair.Option))
		}
	case drills.Ordering:
		fmt.Fprintf(t.out, "  %s\n", strings.ToUpper(strings.Join(r.Right.Options, " ")))
	case drills.Numerical:
		fmt.Fprintf(t.out, "  %s\n", t.T("result_number", "number", r.Right.Number))
	case drills.ShortAnswer:
		t.reasons(r)
	default:
		for _, o := range q.Options {
			mark := "✕"
			if o.Right {
				mark = "✓"
			}
			fmt.Fprintf(t.out, "  %s %s) %s\n", mark, strings.ToUpper(o.ID), o.Rationale)
		}
	}
	fmt.Fprintf(t.out, "  %s\n", r.Rationale)
}

// reasons lists the points given and taken, and words to compare with.
func (t *terminal) reasons(r drills.Result) {
	for _, m := range r.Marks {
		mark := "✕"
		if m.Good {
			mark = "✓"
		}
		fmt.Fprintf(t.out, "  %s %s\n", mark, m.Reason)
	}
	if len(r.Compare) > 0 {
		fmt.Fprintf(t.out, "  %s\n", t.T("say_compare"))
		for _, s := range r.Compare {
			fmt.Fprintf(t.out, "    %s\n", t.T("terminal_said", "words", s))
		}
	}
}
