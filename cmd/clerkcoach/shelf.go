package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"clerkcoach/drills"
	"clerkcoach/drills/bank"
	"clerkcoach/playbook"
)

// shelf puts questions with the files of their cards in a store's own playbook.
type shelf struct {
	book  *playbook.Book
	c     config
	files map[string]*cardFile
	taken int
	// known are questions that stood there already, homeless those whose card the book does not have, and unfit those that could not be
	// asked or answered; each by its prompt.
	known, homeless, unfit []string
}

// cardFile is a card's file of written questions: what it held, and what it is to hold.
type cardFile struct {
	name string
	old  []byte // nil if there was none
	playbook.WrittenFile
}

func newShelf(book *playbook.Book, c config) *shelf {
	return &shelf{book: book, c: c, files: map[string]*cardFile{}}
}

// put adds a question to its card's, unless the card has it. The error says that the card's file cannot be read.
func (s *shelf) put(q *drills.Question) error {
	id := q.Card
	if _, ok := s.book.Card(id); !ok {
		id = s.c.Card
	}
	if _, ok := s.book.Card(id); !ok {
		s.homeless = append(s.homeless, q.Prompt)
		return nil
	}
	file, err := s.file(id)
	if err != nil {
		return err
	}
	w := drills.Written(q)
	if q.Kind == drills.TrueFalse {
		s.sayTrue(w.Options)
	}
	ids := map[string]bool{}
	for _, old := range file.Questions {
		ids[old.ID] = true
		if w.ID = old.ID; reflect.DeepEqual(old, w) {
			s.known = append(s.known, q.Prompt)
			return nil
		}
	}
	for n := len(file.Questions) + 1; ; n++ {
		if w.ID = fmt.Sprintf("q%d", n); !ids[w.ID] {
			break
		}
	}
	if !w.Whole() {
		s.unfit = append(s.unfit, q.Prompt)
		return nil
	}
	file.Questions = append(file.Questions, w)
	s.taken++
	return nil
}

// file reads the file of a card, once.
func (s *shelf) file(card string) (*cardFile, error) {
	if f := s.files[card]; f != nil {
		return f, nil
	}
	f := &cardFile{name: filepath.Join(s.c.Playbook, s.c.Lang, "questions", card+".yaml")}
	var err error
	if f.old, err = os.ReadFile(f.name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := yaml.Unmarshal(f.old, &f.WrittenFile); err != nil {
		return nil, fmt.Errorf("read %s: %w", f.name, err)
	}
	s.files[card] = f
	return f, nil
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

// write writes the files that have changed. What the playbook cannot be loaded with is taken back.
func (s *shelf) write() error {
	var written []*cardFile
	undo := func(err error) error {
		for _, f := range written {
			err = errors.Join(err, f.restore())
		}
		return err
	}
	for _, f := range s.files {
		written = append(written, f)
		if err := f.write(); err != nil {
			return undo(err)
		}
	}
	if _, err := playbook.LoadWith(s.c.Playbook); err != nil {
		return undo(err)
	}
	return nil
}

// write writes the questions, below the comments that the file began with.
func (f *cardFile) write() error {
	if err := os.MkdirAll(filepath.Dir(f.name), 0o750); err != nil {
		return err
	}
	return writeWhole(f.name, func(w io.Writer) error {
		var all bytes.Buffer
		enc := yaml.NewEncoder(&all)
		enc.SetIndent(2)
		if err := errors.Join(enc.Encode(f.WrittenFile), enc.Close()); err != nil {
			return err
		}
		_, err := io.WriteString(w, comments(string(f.old))+all.String())
		return err
	})
}

// comments are the lines of comment at the top of a file.
func comments(file string) string {
	var top strings.Builder
	for line := range strings.Lines(file) {
		if !strings.HasPrefix(line, "#") {
			break
		}
		top.WriteString(line)
	}
	return top.String()
}

// restore brings back what the file held.
func (f *cardFile) restore() error {
	if f.old == nil {
		if err := os.Remove(f.name); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	return writeWhole(f.name, func(w io.Writer) error {
		_, err := w.Write(f.old)
		return err
	})
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
	for _, prompt := range s.unfit {
		fmt.Fprintf(p.out, "  %s\n", p.catalog.Text(lang, "import_unfit", "name", prompt))
	}
}
