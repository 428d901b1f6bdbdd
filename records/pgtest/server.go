package pgtest

import (
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
	"sync/atomic"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver by which a server is asked whether it is there
)

// ErrMissing says that PostgreSQL's server, or the user that it runs as, is not on this machine.
var ErrMissing = errors.New("PostgreSQL is not installed: scripts/needs.sh installs it")

// Server is a PostgreSQL server in a temporary folder, reached through a socket in it. It ends with the process that started it,
// however that ends.
type Server struct {
	dir      string
	bin      string // the folder of PostgreSQL's programs
	settings []string
	attr     *syscall.SysProcAttr
	stdin    io.WriteCloser // the server ends when it is closed
	process  *exec.Cmd
	names    atomic.Int64
}

// Start makes a server and starts it with settings of PostgreSQL's, such as "fsync=off" for what needs to outlive no power cut. The
// errors are ErrMissing, and what the programs of PostgreSQL say.
func Start(settings ...string) (*Server, error) {
	initdb, err := findProgram("initdb")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pgtest-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: filepath.Dir(initdb), settings: settings}
	if err := s.fill(initdb); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.run(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// URL is the address of a database; "postgres" is there from the start.
func (s *Server) URL(database string) string {
	return "postgres://postgres@/" + database + "?" + url.Values{"host": {s.dir}}.Encode()
}

// NewDatabase makes a database with these options of CREATE DATABASE, and gives its address.
func (s *Server) NewDatabase(options string) (string, error) {
	name := fmt.Sprintf("test_%d", s.names.Add(1))
	if err := s.do("CREATE DATABASE " + name + " " + options); err != nil {
		return "", fmt.Errorf("make a database: %w", err)
	}
	return s.URL(name), nil
}

// Restart ends the server by a signal and starts it again. SIGINT stops it in order, with its clients cut off; SIGQUIT stops it at
// once, as a crash of its own would; SIGKILL takes away its first process, and the others follow.
func (s *Server) Restart(by syscall.Signal) error { return errors.Join(s.end(by), s.run()) }

// Stop ends the server and removes its folder.
func (s *Server) Stop() error { return errors.Join(s.end(syscall.SIGQUIT), os.RemoveAll(s.dir)) }

// fill makes the server's files. They belong to the user that it runs as: postgres, where we run as root.
func (s *Server) fill(initdb string) (err error) {
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
func (s *Server) run() (err error) {
	// The shell sends the server the signal that it reads, or stops it, as a crash would, when its input ends.
	s.process = exec.Command("/bin/sh", "-c", `"$0" "$@" </dev/null & pid=$!; read signal; kill -${signal:-QUIT} $pid; wait`,
		filepath.Join(s.bin, "postgres"), "-D", filepath.Join(s.dir, "data"), "-k", s.dir,
		"-c", "listen_addresses=", "-c", "max_connections=200", "-c", "log_min_messages=fatal")
	for _, setting := range s.settings {
		s.process.Args = append(s.process.Args, "-c", setting)
	}
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
		if err = s.do("SELECT 1"); err == nil {
			return nil
		}
		if time.Now().After(end) {
			return errors.Join(fmt.Errorf("PostgreSQL does not answer: %w", err), s.end(syscall.SIGQUIT))
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
		return "", ErrMissing
	}
	return filepath.EvalSymlinks(path)
}

// owner gives the folder to the user postgres, and says how to start a process as that user, where we run as root. The processes
// are a group of their own: an interrupt at the terminal leaves them to who started them.
func (s *Server) owner() (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{Setpgid: true}, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		return nil, ErrMissing
	}
	uid, err1 := strconv.ParseUint(who.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(who.Gid, 10, 32)
	if err := errors.Join(err1, err2, os.Chown(s.dir, int(uid), int(gid))); err != nil { //nolint:gosec // ids of 32 bits
		return nil, err
	}
	return &syscall.SysProcAttr{Setpgid: true, Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

// do carries out one statement.
func (s *Server) do(statement string) (err error) {
	db, err := sql.Open("pgx", s.URL("postgres"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.Exec(statement)
	return err
}

// end sends the server a signal and waits until all its processes have ended.
func (s *Server) end(by syscall.Signal) error {
	_, err := fmt.Fprintln(s.stdin, int(by))
	if err := errors.Join(err, s.stdin.Close(), s.process.Wait()); err != nil && !strings.Contains(err.Error(), "exit status") {
		return fmt.Errorf("end PostgreSQL: %w", err)
	}
	return nil
}
