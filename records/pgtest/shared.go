package pgtest

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"testing"
)

// StartFor starts a server as Start does, and stops it with the test. Without PostgreSQL the test is skipped; it fails where all
// tests must run, which CI, CLERKCOACH_BROWSER=1 and CLERKCOACH_RELEASE say.
func StartFor(tb testing.TB, settings ...string) *Server {
	tb.Helper()
	s, err := Start(settings...)
	check(tb, err)
	tb.Cleanup(func() {
		if err := s.Stop(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// check ends a test that has no server.
func check(tb testing.TB, err error) {
	tb.Helper()
	if errors.Is(err, ErrMissing) && !needed() {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// needed tells whether the tests must run in full; elsewhere they skip what the machine lacks.
func needed() bool {
	return os.Getenv("CI") != "" || os.Getenv("CLERKCOACH_BROWSER") == "1" || os.Getenv("CLERKCOACH_RELEASE") != ""
}

// Shared is a server that all tests of a package use, each with a database of its own.
type Shared struct {
	server  func() (*Server, error)
	started atomic.Bool // there may be a server to stop
}

// template is the database that others are cloned from.
const template = "fresh"

// Share gives a server that the first test which needs it starts, without syncing to the disk. Prepare is called once, to make the
// schema in an empty database by its address.
func Share(prepare func(url string) error) *Shared {
	s := &Shared{}
	s.server = sync.OnceValues(func() (*Server, error) {
		s.started.Store(true)
		server, err := Start("fsync=off")
		if err != nil {
			return nil, err
		}
		if err := server.do("CREATE DATABASE " + template); err != nil {
			return server, err
		}
		return server, prepare(server.URL(template))
	})
	return s
}

// Database makes a database for one test, with the schema and nothing in it, and gives its address. Without PostgreSQL it does as
// StartFor does.
func (s *Shared) Database(tb testing.TB) string {
	tb.Helper()
	return s.database(tb, "TEMPLATE "+template)
}

// Bare makes a database without a schema for one test, by further options of CREATE DATABASE, as Database does.
func (s *Shared) Bare(tb testing.TB, options string) string {
	tb.Helper()
	return s.database(tb, "TEMPLATE template0 "+options)
}

func (s *Shared) database(tb testing.TB, options string) string {
	tb.Helper()
	server, err := s.server()
	check(tb, err)
	url, err := server.NewDatabase(options)
	if err != nil {
		tb.Fatal(err)
	}
	return url
}

// Stop ends the server, if there is one; for a TestMain.
func (s *Shared) Stop() error {
	if !s.started.Load() {
		return nil
	}
	server, _ := s.server()
	if server == nil {
		return nil
	}
	return server.Stop()
}
