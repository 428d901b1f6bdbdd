package main

import (
	"context"
	"errors"
	"fmt"

	"clerkcoach/records"
)

// backup writes all that is kept into one file, also while a server is running.
func (p *program) backup(ctx context.Context, args []string) error {
	return p.withStore(ctx, "backup", args, func(store *records.Store, c config, file string) error {
		if err := store.Backup(ctx, file); err != nil {
			return err
		}
		_, err := fmt.Fprintln(p.out, p.catalog.Text(c.Lang, "backup_done", "file", file))
		return err
	})
}

// restore fills an empty store from a backup.
func (p *program) restore(ctx context.Context, args []string) error {
	return p.withStore(ctx, "restore", args, func(store *records.Store, c config, file string) error {
		if err := store.Restore(ctx, file); err != nil {
			return err
		}
		_, err := fmt.Fprintln(p.out, p.catalog.Text(c.Lang, "restore_done", "file", file))
		return err
	})
}

// withStore opens the store that the flags name, for a command that takes one file.
func (p *program) withStore(
	ctx context.Context, command string, args []string, do func(*records.Store, config, string) error,
) (err error) {
	c, rest, err := p.parse(command, args, "data", "database", "lang")
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return fmt.Errorf("%w: %s: give one file", errUsage, command)
	}
	if err := writable(c.Data); err != nil {
		return fmt.Errorf("%w: %s: the data folder %s cannot be written: %w", errUsage, command, c.Data, err)
	}
	store, err := records.Open(ctx, records.Config{Folder: c.Data, URL: c.Database})
	if err != nil {
		return fmt.Errorf("%w: %s: %w", errUsage, command, err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return do(store, c, rest[0])
}
