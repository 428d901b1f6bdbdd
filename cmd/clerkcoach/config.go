package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"clerkcoach/drills"
	"clerkcoach/search/bench"
)

// config holds what flags and environment set; each command takes the part it names.
type config struct {
	Addr     string
	Data     string
	Playbook string
	Database string
	Pepper   string
	Lang     string
	URL      string
	As       string
	Wrong    bool
	LeaveOut bool
	Verbose  bool
	All      bool
	Card     string
	Cards    string
	Families string
	Kinds    string
	Count    string
	Seed     string
}

// option is one flag: its name, what it sets and what it means.
type option struct {
	name  string
	text  *string
	yes   *bool
	usage string
}

// options lists every flag there is; the text of its variable is the default.
func (c *config) options() []option {
	return []option{
		{name: "addr", text: &c.Addr, usage: "address to listen on"},
		{name: "data", text: &c.Data, usage: "folder for everything that is kept"},
		{name: "database", text: &c.Database, usage: "address of a PostgreSQL database, postgres://…; none means a file in the data folder"},
		{name: "pepper", text: &c.Pepper, usage: "file with the secret that PINs and passwords are hashed with; none means one in the data folder"},
		{name: "playbook", text: &c.Playbook, usage: "a store's own folder, laid over the shipped playbook"},
		{name: "lang", text: &c.Lang, usage: "language of the answer, such as zh-Hans or en"},
		{name: "url", text: &c.URL, usage: "address by which browsers or programs reach the server; with https:// its cookies are for encrypted lines only"},
		{name: "as", text: &c.As, usage: "ask otherwise than written: " + strings.Join(bench.Variants(), ", ")},
		{name: "leave-out", yes: &c.LeaveOut, usage: "leave out each writer of the playbook in turn, and ask their asks"},
		{name: "wrong", yes: &c.Wrong, usage: "list the questions that were answered wrongly"},
		{name: "all", yes: &c.All, usage: "list everything that is found"},
		{name: "card", text: &c.Card, usage: "the card of questions that name none"},
		{name: "cards", text: &c.Cards, usage: "cards to ask about, with commas between them; none means all"},
		{name: "families", text: &c.Families, usage: "families of cards to ask about, with commas between them"},
		{name: "kinds", text: &c.Kinds, usage: "kinds of questions, with commas between them: " + kindNames()},
		{name: "count", text: &c.Count, usage: "how many questions, from 1 to " + strconv.Itoa(drills.MaxCount)},
		{name: "seed", text: &c.Seed, usage: "the number that a drill is made from; the same number gives the same drill"},
		{name: "verbose", yes: &c.Verbose, usage: "log every request"},
	}
}

// kindNames lists the kinds of questions.
func kindNames() string {
	var names []string
	for _, k := range drills.Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// parse reads the flags that a command takes, with defaults from the environment, and gives what follows them.
func (p *program) parse(command string, args []string, takes ...string) (config, []string, error) {
	c := config{Addr: "127.0.0.1:8080", Data: "clerkcoach-data", Lang: p.lang, Count: "10"}
	set := flag.NewFlagSet(command, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	for _, o := range c.options() {
		if !slices.Contains(takes, o.name) {
			continue
		}
		variable := "CLERKCOACH_" + strings.ToUpper(strings.ReplaceAll(o.name, "-", "_"))
		value := p.getenv(variable)
		if o.yes != nil {
			set.BoolVar(o.yes, o.name, value == "1" || value == "true", o.usage)
			continue
		}
		if value != "" {
			*o.text = value
		}
		set.StringVar(o.text, o.name, *o.text, o.usage)
	}
	err := set.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		set.SetOutput(p.out)
		fmt.Fprintf(p.out, "clerkcoach %s\n", command)
		set.PrintDefaults()
		return c, nil, err
	}
	if err != nil {
		return c, nil, fmt.Errorf("%w: %s: %w", errUsage, command, err)
	}
	c.Lang = p.catalog.Match(c.Lang)
	p.lang = c.Lang
	return c, set.Args(), nil
}
