package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

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
	d, _, err := p.makeDrill(c, "export")
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
		if err := shelf.put(q); err != nil {
			return fmt.Errorf("import %s: %w", rest[0], err)
		}
	}
	if err := shelf.write(); err != nil {
		return fmt.Errorf("import %s: nothing was taken: %w", rest[0], err)
	}
	p.printImport(c.Lang, read, shelf)
	if len(read.Refused)+len(shelf.homeless)+len(shelf.unfit) > 0 {
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
