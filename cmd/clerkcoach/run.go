package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"clerkcoach/locales"
	"clerkcoach/playbook"
)

// Exit codes.
const (
	exitGood  = 0
	exitWrong = 1 // the command ran and found something wrong
	exitUsage = 2 // the command could not be started as it was given
)

const usage = `Clerk Coach finds the card that helps with the customer in front of you.

  clerkcoach serve   [--addr 127.0.0.1:8080] [--data DIR] [--database URL] [--pepper FILE] [--url URL] [--playbook DIR]
                                                                             serve pages and the API
  clerkcoach ask     [--lang TAG] [--data DIR] [--playbook DIR] QUESTION     answer one question
  clerkcoach check   [--lang TAG] [--playbook DIR] [--all]                   check the playbook's files, review its asks
  clerkcoach bench   [--url URL] [--as HOW] [--wrong] [--playbook DIR] FILE.jsonl
                                                                             measure answers to labelled questions
  clerkcoach bench   --leave-out [--as HOW] [--playbook DIR]                 measure answers to writers who are left out
  clerkcoach drill   [--cards IDS] [--families IDS] [--kinds KINDS] [--count N] [--seed N] [--lang TAG] [--playbook DIR]
                                                                             ask a drill in the terminal
  clerkcoach export  … as drill …  FILE.xml|.gift|.csv|.xlsx                 write a drill for Moodle, for GIFT, as a table
  clerkcoach import  --playbook DIR [--card ID] [--lang TAG] FILE.xml|.gift  add questions to a store's own playbook
  clerkcoach backup  [--data DIR] [--database URL] FILE                      write all that is kept into one file
  clerkcoach restore [--data DIR] [--database URL] FILE                      fill an empty store from a backup
  clerkcoach user    [--data DIR] [--database URL] [--url URL] list | link NUMBER | unlock NUMBER
                                                                             list people, make a link that sets a password, unlock
  clerkcoach version                                                         print the version

Every flag can be set in the environment as well: CLERKCOACH_ADDR, CLERKCOACH_DATA, CLERKCOACH_PLAYBOOK, CLERKCOACH_LANG …
`

// program is one run of the command with everything it may touch.
type program struct {
	getenv  func(string) string
	in      io.Reader
	out     io.Writer
	err     io.Writer
	catalog *locales.Catalog
	lang    string
}

// errUsage marks an error that lies in how the command was called.
var errUsage = errors.New("usage")

// run is the whole program: arguments, environment and input in, exit code out.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	catalog, err := locales.New()
	if err != nil {
		fmt.Fprintln(stderr, "clerkcoach:", err)
		return exitUsage
	}
	p := &program{getenv: getenv, in: stdin, out: stdout, err: stderr, catalog: catalog, lang: terminalLanguage(catalog, getenv)}
	commands := map[string]func(context.Context, []string) error{
		"serve": p.serve, "ask": p.ask, "check": p.check, "bench": p.bench, "backup": p.backup, "restore": p.restore, "drill": p.drill, "export": p.export,
		"import": p.importBank, "user": p.user, "version": p.version, "help": p.help,
	}
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return exitUsage
	}
	command, ok := commands[strings.TrimLeft(args[0], "-")]
	if !ok {
		fmt.Fprintf(stderr, "clerkcoach: unknown command %q; \"clerkcoach help\" lists them\n", args[0])
		return exitUsage
	}
	return p.exit(command(ctx, args[1:]))
}

// exit prints an error and decides the exit code.
func (p *program) exit(err error) int {
	var faults playbook.Faults
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitGood
	case errors.As(err, &faults):
		p.printFaults(faults)
		if errors.Is(err, errUsage) {
			return exitUsage
		}
		return exitWrong
	case errors.Is(err, errUsage):
		fmt.Fprintln(p.err, "clerkcoach:", strings.TrimPrefix(err.Error(), errUsage.Error()+": "))
		return exitUsage
	default:
		fmt.Fprintln(p.err, "clerkcoach:", err)
		return exitWrong
	}
}

// printFaults lists all faults of a playbook in the reader's language.
func (p *program) printFaults(faults playbook.Faults) {
	fmt.Fprintln(p.err, p.catalog.Text(p.lang, "check_bad", "count", len(faults)))
	for _, f := range faults {
		id := "fault_" + f.Rule
		if !p.catalog.Has(id) {
			id = "fault_other"
		}
		where := f.File
		if f.Line > 0 {
			where += fmt.Sprintf(":%d", f.Line)
		}
		if f.Field != "" {
			where += ": " + f.Field
		}
		fmt.Fprintf(p.err, "  %s: %s\n", where, p.catalog.Text(p.lang, id, "param", f.Param, "rule", f.Rule))
	}
}

// terminalLanguage reads the language from CLERKCOACH_LANG, else from the usual variables of a terminal, such as LANG=zh_CN.UTF-8.
func terminalLanguage(catalog *locales.Catalog, getenv func(string) string) string {
	var wishes []string
	for _, name := range []string{"CLERKCOACH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		tag, _, _ := strings.Cut(getenv(name), ".")
		wishes = append(wishes, strings.ReplaceAll(tag, "_", "-"))
	}
	return catalog.Match(wishes...)
}

func (p *program) version(context.Context, []string) error {
	_, err := fmt.Fprintln(p.out, "clerkcoach", version)
	return err
}

func (p *program) help(context.Context, []string) error {
	_, err := fmt.Fprint(p.out, usage)
	return err
}
