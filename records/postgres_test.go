package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// server is a PostgreSQL of the tests' own, in a temporary folder, reached through a socket in it.
type server struct {
	dir     string
	bin     string // the folder of PostgreSQL's programs
	fsync   string
	attr    *syscall.SysProcAttr
	stdin   io.WriteCloser // the server ends when it is closed, by whatever ends the tests
	process *exec.Cmd
	names   atomic.Int64
}

// shared is the one server of all tests, started by the first that needs it, with a database "fresh" to be cloned.
var shared = sync.OnceValues(func() (*server, error) {
	started.Store(true)
	s, err := startServer("off")
	if err != nil {
		return nil, err
	}
	if err := s.do("postgres", "CREATE DATABASE fresh"); err != nil {
		return s, err
	}
	store, err := Open(context.Background(), Config{URL: s.url("fresh")})
	if err != nil {
		return s, err
	}
	return s, store.Close()
})

// started tells whether there may be a server to stop.
var started atomic.Bool

// errNoPostgres says that the package is not installed.
var errNoPostgres = errors.New("PostgreSQL is not installed: scripts/needs.sh installs it")

// newDatabase makes a database for one test, with the schema and nothing in it, and gives its address. Without PostgreSQL the
// test is skipped, and fails in CI.
func newDatabase(t testing.TB) string {
	t.Helper()
	s, err := shared()
	if errors.Is(err, errNoPostgres) && !needed() {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("test_%d", s.names.Add(1))
	if err := s.do("postgres", "CREATE DATABASE "+name+" TEMPLATE fresh"); err != nil {
		t.Fatal(err)
	}
	return s.url(name)
}

// bareDatabase makes a database without a schema, with these options.
func bareDatabase(t testing.TB, options string) string {
	t.Helper()
	newDatabase(t) // skips where need be
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("test_%d", s.names.Add(1))
	if err := s.do("postgres", "CREATE DATABASE "+name+" TEMPLATE template0 "+options); err != nil {
		t.Fatal(err)
	}
	return s.url(name)
}

// stopServer ends the server of the tests.
func stopServer() {
	if !started.Load() {
		return
	}
	if s, _ := shared(); s != nil {
		s.stop()
	}
}

// startServer makes and starts a server.
func startServer(fsync string) (*server, error) {
	initdb, err := findProgram("initdb")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "records-pg-")
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, bin: filepath.Dir(initdb), fsync: fsync}
	if err := s.fill(initdb); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.run(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// fill makes the server's files. They belong to the user that it runs as: postgres, where the tests run as root.
func (s *server) fill(initdb string) (err error) {
	if s.attr, err = s.owner(); err != nil {
		return err
	}
	cmd := exec.Command(initdb, "-D", filepath.Join(s.dir, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8",
		"--locale=C", "--no-sync")
	cmd.Dir, cmd.SysProcAttr = s.dir, s.attr
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// run starts the server and waits until it answers.
func (s *server) run() (err error) {
	// The shell sends the server the signal that it reads, or stops it, as a crash would, when its input ends.
	s.process = exec.Command("/bin/sh", "-c", `"$0" "$@" </dev/null & pid=$!; read signal; kill -${signal:-QUIT} $pid; wait`,
		filepath.Join(s.bin, "postgres"), "-D", filepath.Join(s.dir, "data"), "-k", s.dir, "-c", "listen_addresses=",
		"-c", "fsync="+s.fsync, "-c", "max_connections=200", "-c", "log_min_messages=fatal")
	s.process.Dir, s.process.SysProcAttr = s.dir, s.attr
	// Through a pipe, so that the end of all its processes is waited for: before that no other can start.
	s.process.Stderr, s.process.WaitDelay = io.Discard, 30*time.Second
	if s.stdin, err = s.process.StdinPipe(); err != nil {
		return err
	}
	if err := s.process.Start(); err != nil {
		return err
	}
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if err = s.do("postgres", "SELECT 1"); err == nil {
			return nil
		}
		if time.Now().After(end) {
			return errors.Join(fmt.Errorf("the server does not answer: %w", err), s.end("QUIT"))
		}
	}
}

// findProgram finds a program of PostgreSQL's server package, which Debian keeps out of the path.
func findProgram(name string) (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err == nil && len(found) > 0 {
		return slices.Max(found), nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", errNoPostgres
	}
	return filepath.EvalSymlinks(path)
}

// owner gives the folder to the user postgres, and says how to start a process as that user, where the tests run as root.
func (s *server) owner() (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		return nil, errNoPostgres
	}
	uid, err1 := strconv.ParseUint(who.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(who.Gid, 10, 32)
	if err := errors.Join(err1, err2, os.Chown(s.dir, int(uid), int(gid))); err != nil { //nolint:gosec // ids of 32 bits
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

// url is the address of a database.
func (s *server) url(name string) string {
	return "postgres://postgres@/" + name + "?" + url.Values{"host": {s.dir}}.Encode()
}

// do carries out one statement in a database.
func (s *server) do(name, statement string) (err error) {
	db, err := sql.Open("pgx", s.url(name))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.Exec(statement)
	return err
}

// end sends the server a signal and waits until all its processes have ended: INT stops it in order, with its clients cut off; QUIT
// stops it at once, as a crash of its own would; KILL takes away its first process, and the others follow.
func (s *server) end(signal string) error {
	_, err := io.WriteString(s.stdin, signal+"\n")
	if err := errors.Join(err, s.stdin.Close(), s.process.Wait()); err != nil && !strings.Contains(err.Error(), "exit status") {
		return err
	}
	return nil
}

// stop ends the server and removes its folder.
func (s *server) stop() {
	if err := errors.Join(s.end("QUIT"), os.RemoveAll(s.dir)); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
	}
}
