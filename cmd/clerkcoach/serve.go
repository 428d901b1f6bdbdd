package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"clerkcoach/drills"
	"clerkcoach/handlers"
	"clerkcoach/live"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
	"clerkcoach/search"
	"clerkcoach/static"
)

// Bounds of the HTTP server. A header may hold a whole overlong question, so that it gets a proper answer.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 128 << 10
	stopTimeout       = 10 * time.Second
)

// watchEvery is how often a store's own playbook folder is looked at for changes.
const watchEvery = 2 * time.Second

// serve answers requests until the context ends.
func (p *program) serve(ctx context.Context, args []string) (err error) {
	c, rest, err := p.parse("serve", args, "addr", "data", "database", "pepper", "playbook", "url", "verbose")
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return fmt.Errorf("%w: serve: nothing is expected after the flags, but there is %q", errUsage, rest[0])
	}
	own := ownFolder{dir: c.Playbook}
	book, err := own.load()
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if err := writable(c.Data); err != nil {
		return fmt.Errorf("%w: serve: the data folder %s cannot be written: %w", errUsage, c.Data, err)
	}
	store, err := records.Open(ctx, records.Config{Folder: c.Data, URL: c.Database})
	if err != nil {
		return fmt.Errorf("%w: serve: %w", errUsage, err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("%w: serve: cannot listen on %s: %w", errUsage, c.Addr, err)
	}
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(p.err, &slog.HandlerOptions{Level: level}))
	keeper := search.NewKeeper(indexDir(c.Data))
	rooms := live.NewRooms(store, drills.NewExaminer(), steadyClock(time.Now()), log)
	server, count, err := p.server(c, keeper, store, rooms, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	address := "http://" + browsable(listener.Addr())
	fmt.Fprintln(p.out, p.catalog.Text(p.lang, "serve_at", "address", address))
	// Who stops the server just now has not made an error of it.
	if err := p.offerFirstAdmin(context.WithoutCancel(ctx), store, cmp.Or(c.URL, address)); err != nil {
		return errors.Join(err, listener.Close())
	}
	purges := &purging{store: store, log: log, now: time.Now, first: firstPurge, every: purgeEvery}
	defer purges.start(ctx)()
	defer playGames(ctx, rooms, store, count)()
	return serveUntil(ctx, server, listener, keeper, book, own, log)
}

// server wires everything that answers requests, and gives what counts a live quiz that is over.
func (p *program) server(c config, keeper *search.Keeper, store *records.Store, rooms *live.Rooms, log *slog.Logger) (*http.Server, counting, error) {
	assets, err := static.New()
	if err != nil {
		return nil, nil, err
	}
	secret, err := pepper(c)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: serve: %w", errUsage, err)
	}
	deposits, err := people.NewDeposits(secret)
	if err != nil {
		return nil, nil, err
	}
	s, err := handlers.New(handlers.Options{
		Indexes: keeper, Questions: search.NewUnanswered(filepath.Join(c.Data, "questions.jsonl")),
		Attempts: store, Records: store, Sessions: store.Sessions(), Hasher: people.NewHasher(secret, 0), Deposits: deposits,
		NewID: newID, Secure: strings.HasPrefix(c.URL, "https://"), Rooms: rooms,
		Catalog: p.catalog, Assets: assets, Log: log, Now: time.Now, Seed: rand.Uint64, Version: version,
	})
	if err != nil {
		return nil, nil, err
	}
	handler, err := s.Handler()
	if err != nil {
		return nil, nil, err
	}
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		ConnContext: handlers.WithConn,
	}, s.CountGame, nil
}

// serveUntil serves at once, indexes the book meanwhile, then watches the store's own folder; at the end it lets open requests finish.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener, keeper *search.Keeper, book *playbook.Book,
	own ownFolder, log *slog.Logger,
) error {
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	kept := make(chan error, 1)
	go func() { kept <- keep(keeper, book, log) }()
	watched, stopWatching := context.WithCancel(ctx)
	defer stopWatching()
	var watching sync.WaitGroup
	var ended error
	for ended == nil && ctx.Err() == nil {
		select {
		case ended = <-served:
		case ended = <-kept:
			kept = nil
			if ended == nil && own.dir != "" {
				watching.Go(func() { own.watch(watched, keeper, log) })
			}
		case <-ctx.Done():
		}
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err := server.Shutdown(stopping)
	stopWatching()
	watching.Wait()
	if kept != nil {
		ended = errors.Join(ended, <-kept)
	}
	return errors.Join(ended, err, keeper.Close())
}

// indexingGC lets the heap grow further while a book is indexed, in percent: nearly all of it is needed until the end.
const indexingGC = 300

// keep indexes a book and gives back the memory that training took.
func keep(keeper *search.Keeper, book *playbook.Book, log *slog.Logger) error {
	start := time.Now()
	defer debug.SetGCPercent(debug.SetGCPercent(indexingGC))
	if err := keeper.Keep(book); err != nil {
		return err
	}
	debug.FreeOSMemory()
	log.Info("playbook ready", "cards", len(book.Cards()), "content", book.Hash()[:12], "took", time.Since(start).Round(time.Millisecond))
	return nil
}

// ownFolder is a store's own playbook folder, empty if there is none, and what it looked like when it was last loaded.
type ownFolder struct {
	dir   string
	stamp string
}

// load loads the shipped playbook with the folder over it. The folder is looked at first, so that a change during the loading is
// seen the next time.
func (o *ownFolder) load() (*playbook.Book, error) {
	if o.dir != "" {
		if stamp, err := playbook.Stamp(o.dir); err == nil {
			o.stamp = stamp
		}
	}
	return playbook.LoadWith(o.dir)
}

// changed tells whether the folder looks different from when it was last loaded.
func (o *ownFolder) changed() bool {
	stamp, err := playbook.Stamp(o.dir)
	return err == nil && stamp != o.stamp
}

// watch loads the playbook anew when the folder changes. A folder with faults is reported, and the book in use stays.
func (o *ownFolder) watch(ctx context.Context, keeper *search.Keeper, log *slog.Logger) {
	ticks := time.NewTicker(watchEvery)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
		if !o.changed() {
			continue
		}
		book, err := o.load()
		if err == nil {
			err = keep(keeper, book, log)
		}
		if err != nil {
			log.Error("the changed playbook is not taken; the one in use stays", "folder", o.dir, "faults", err)
		}
	}
}

// writable makes the folder if need be and tries to write in it.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return reason(err)
	}
	f, err := os.CreateTemp(dir, ".try-")
	if err != nil {
		return reason(err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// reason leaves the path out of an error that is told together with it.
func reason(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// browsable turns a listening address into one that a browser on this machine can open.
func browsable(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("localhost:%d", tcp.Port)
	}
	return a.String()
}
