package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"clerkcoach/drills"
	"clerkcoach/drills/bank"
	"clerkcoach/playbook"
)

// writers are the forms in which a drill can be written, by the ends of files' names.
func writers() map[string]func(io.Writer, []*drills.Question, bank.Words) error {
	return map[string]func(io.Writer, []*drills.Question, bank.Words) error{
		".xml": bank.WriteMoodle, ".gift": bank.WriteGIFT, ".txt": bank.WriteGIFT, ".csv": bank.WriteCSV, ".xlsx": bank.WriteXLSX,
	}
}

// export writes a drill as a question bank; the end of the file's name says in which form.
func (p *program) export(_ context.Context, args []string) error {
	c, rest, err := p.parse("export", args, "lang", "playbook", "cards", "families", "kinds", "count", "seed")
	if err != nil {
		return err
	}
	if len(rest) != 1 || writers()[strings.ToLower(filepath.Ext(rest[0]))] == nil {
		return fmt.Errorf("%w: export: give one file that ends in .xml (Moodle), .gift, .txt, .csv or .xlsx", errUsage)
	}
	_, d, _, err := p.makeDrill(c, "export")
	if err != nil {
		return err
	}
	write := writers()[strings.ToLower(filepath.Ext(rest[0]))]
	err = writeWhole(rest[0], func(w io.Writer) error { return write(w, d.Questions, p.bankWords(c.Lang)) })
	if err != nil {
		return fmt.Errorf("export to %s: %w", rest[0], err)
	}
	_, err = fmt.Fprintln(p.out, p.catalog.Text(c.Lang, "export_done", "count", len(d.Questions), "file", rest[0]))
	return err
}

// writeWhole writes a file beside its place and moves it there when it is whole.
func writeWhole(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it is gone after a good end
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil { //nolint:gosec // a file for other programs to read
		return err
	}
	return os.Rename(f.Name(), name)
}

// bankWords are the words that stand in an exported file.
func (p *program) bankWords(lang string) bank.Words {
	return bank.Words{
		Sheet: p.catalog.Text(lang, "bank_sheet"), ID: p.catalog.Text(lang, "bank_id"), Kind: p.catalog.Text(lang, "bank_kind"),
		Card: p.catalog.Text(lang, "bank_card"), Scene: p.catalog.Text(lang, "bank_scene"), Prompt: p.catalog.Text(lang, "bank_prompt"),
		Option: p.catalog.Text(lang, "bank_option"), Key: p.catalog.Text(lang, "bank_key"),
		Rationale: p.catalog.Text(lang, "bank_rationale"), Needed: p.catalog.Text(lang, "bank_needed"),
		Suggested: p.catalog.Text(lang, "bank_suggested"), Avoid: p.catalog.Text(lang, "bank_avoid"), Never: p.catalog.Text(lang, "bank_never"),
	}
}

// importBank reads a question bank and adds what is good in it to a store's own playbook.
func (p *program) importBank(_ context.Context, args []string) error {
	c, rest, err := p.parse("import", args, "lang", "playbook", "card")
	if err != nil {
		return err
	}
	if len(rest) != 1 || c.Playbook == "" {
		return fmt.Errorf("%w: import: give --playbook DIR, the store's own playbook, and one file of questions", errUsage)
	}
	read, err := readBank(rest[0])
	if err != nil {
		return fmt.Errorf("%w: import %s: %w", errUsage, rest[0], err)
	}
	if err := os.MkdirAll(c.Playbook, 0o750); err != nil {
		return fmt.Errorf("%w: import: %w", errUsage, err)
	}
	book, err := playbook.LoadWith(c.Playbook)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	shelf := newShelf(book, c)
	for _, q := range read.Questions {
		shelf.put(q)
	}
	if err := shelf.write(); err != nil {
		return fmt.Errorf("import %s: %w", rest[0], err)
	}
	p.printImport(c.Lang, read, shelf)
	if len(read.Refused)+len(shelf.homeless) > 0 {
		return errRefused
	}
	return nil
}

// errRefused says that some of the questions were not taken; which and why has been told.
var errRefused = errors.New("some questions were refused")

// readBank reads a file by the end of its name.
func readBank(name string) (*bank.Read, error) {
	f, err := os.Open(name) //nolint:gosec // the file that the user names
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xml":
		return bank.ReadMoodle(f)
	case ".gift", ".txt":
		return bank.ReadGIFT(f)
	}
	return nil, errors.New("the file has to end in .xml (Moodle), .gift or .txt")
}

// shelf puts questions with their cards' files.
type shelf struct {
	book  *playbook.Book
	c     config
	files map[string]*playbook.WrittenFile
	taken int
	// known are questions that stood there already, homeless those whose card the book does not have.
	known, homeless []string
}

func newShelf(book *playbook.Book, c config) *shelf {
	return &shelf{book: book, c: c, files: map[string]*playbook.WrittenFile{}}
}

// put adds a question to its card's, unless the card has it.
func (s *shelf) put(q *drills.Question) {
	id := q.Card
	if _, ok := s.book.Card(id); !ok {
		id = s.c.Card
	}
	card, ok := s.book.Card(id)
	if !ok {
		s.homeless = append(s.homeless, q.Prompt)
		return
	}
	file := s.files[id]
	if file == nil {
		file = &playbook.WrittenFile{Questions: card.Written(s.c.Lang)}
		s.files[id] = file
	}
	w := drills.Written(q)
	s.sayTrue(w.Options)
	for _, old := range file.Questions {
		if old.Prompt == w.Prompt && old.Scene == w.Scene && old.Kind == w.Kind {
			s.known = append(s.known, q.Prompt)
			return
		}
	}
	w.ID = fmt.Sprintf("q%d", len(file.Questions)+1)
	file.Questions = append(file.Questions, w)
	s.taken++
}

// sayTrue puts true and false in the words of the language.
func (s *shelf) sayTrue(options []playbook.WrittenOption) {
	prompts := s.book.Prompts(s.c.Lang)
	for i := range options {
		switch options[i].Text {
		case bank.True:
			options[i].Text = prompts.Right
		case bank.False:
			options[i].Text = prompts.Wrong
		}
	}
}

// write writes the files that have changed.
func (s *shelf) write() error {
	for id, file := range s.files {
		name := filepath.Join(s.c.Playbook, s.c.Lang, "questions", id+".yaml")
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			return err
		}
		err := writeWhole(name, func(w io.Writer) error {
			enc := yaml.NewEncoder(w)
			enc.SetIndent(2)
			return errors.Join(enc.Encode(file), enc.Close())
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// printImport says what was taken and, row by row, what was not.
func (p *program) printImport(lang string, read *bank.Read, s *shelf) {
	fmt.Fprintln(p.out, p.catalog.Text(lang, "import_taken", "count", s.taken))
	if n := len(s.known); n > 0 {
		fmt.Fprintln(p.out, p.catalog.Text(lang, "import_known", "count", n))
	}
	for _, r := range read.Refused {
		fmt.Fprintf(p.out, "  %s %s\n", p.catalog.Text(lang, "import_row", "row", r.Row, "name", r.Name), p.refusal(lang, r))
	}
	for _, prompt := range s.homeless {
		fmt.Fprintf(p.out, "  %s\n", p.catalog.Text(lang, "import_no_card", "name", prompt))
	}
}
