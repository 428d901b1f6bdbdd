package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"clerkcoach/people"
	"clerkcoach/records"
)

// pepperFile is the name of the file in the data folder whose content is mixed into PINs and passwords before they are hashed.
const pepperFile = "pepper"

// linkAge is how long a link from the terminal holds.
const linkAge = 24 * time.Hour

// pepper reads what is mixed into secrets and signatures.
func pepper(c config) ([]byte, error) {
	path := c.Pepper
	if path == "" {
		path = filepath.Join(c.Data, pepperFile)
	}
	return people.Pepper(path)
}

// newID gives an id of a person, a tablet and so on: a UUID of version 7, so that later ones come later in an index.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// offerFirstAdmin prints the link that makes the first admin, while there is none. A link from an earlier start stops working.
func (p *program) offerFirstAdmin(ctx context.Context, store *records.Store, address string) error {
	has, err := store.HasAdmin(ctx)
	if err != nil || has {
		return err
	}
	link, err := newLink(ctx, store, "", address)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s\n%s\n", p.catalog.Text(p.lang, "serve_first_admin"), link)
	return err
}

// newLink keeps a link that works once, and gives it whole.
func newLink(ctx context.Context, store *records.Store, person, address string) (string, error) {
	token, err := people.NewToken(rand.Reader)
	if err != nil {
		return "", err
	}
	link := records.Link{Token: people.TokenHash(token), Person: person, ExpiresAt: time.Now().Add(linkAge).UnixMilli()}
	if err := store.AddLink(ctx, link); err != nil {
		return "", err
	}
	return strings.TrimSuffix(address, "/") + "/link/" + token, nil
}

// user looks after people from the terminal of the server, for whoever has locked themselves out.
func (p *program) user(ctx context.Context, args []string) (err error) {
	c, rest, err := p.parse("user", args, "data", "database", "url", "lang")
	if err != nil {
		return err
	}
	if len(rest) == 0 || rest[0] == "list" && len(rest) > 1 || rest[0] != "list" && len(rest) != 2 {
		return fmt.Errorf("%w: user: give list, link NUMBER or unlock NUMBER", errUsage)
	}
	if c.URL == "" {
		c.URL = "http://localhost:8080"
	}
	store, err := records.Open(ctx, records.Config{Folder: c.Data, URL: c.Database})
	if err != nil {
		return fmt.Errorf("%w: user: %w", errUsage, err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if rest[0] == "list" {
		return p.listUsers(ctx, store)
	}
	who, err := store.PersonByNumber(ctx, people.CleanNumber(rest[1]))
	if errors.Is(err, records.ErrNone) {
		return errors.New(p.catalog.Text(p.lang, "user_nobody", "number", rest[1]))
	}
	if err != nil {
		return err
	}
	switch rest[0] {
	case "link":
		link, err := newLink(ctx, store, who.ID, c.URL)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.out, "%s\n%s\n", p.catalog.Text(p.lang, "user_link", "name", who.Name), link)
		return err
	case "unlock":
		if err := store.Unlock(ctx, who.ID); err != nil {
			return err
		}
		_, err = fmt.Fprintln(p.out, p.catalog.Text(p.lang, "user_unlocked", "name", who.Name))
		return err
	default:
		return fmt.Errorf("%w: user: unknown %q; give list, link NUMBER or unlock NUMBER", errUsage, rest[0])
	}
}

// listUsers prints everybody who works somewhere.
func (p *program) listUsers(ctx context.Context, store *records.Store) error {
	stores, err := store.Stores(ctx)
	if err != nil {
		return err
	}
	codes := map[string]string{}
	for _, s := range stores {
		codes[s.ID] = s.Code
	}
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	for page := (records.Page{}); ; {
		all, next, err := store.People(ctx, records.Staff{}, page)
		if err != nil {
			return err
		}
		for _, one := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", one.Number, one.Name, codes[one.Store], one.Role)
		}
		if next == "" {
			return w.Flush()
		}
		page.After = next
	}
}
