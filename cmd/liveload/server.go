package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"clerkcoach/cmd/liveload/crowd"
	"clerkcoach/records"
)

// patience bounds each request of a player and each wait for all of them.
const patience = time.Minute

// server is a server that runs.
type server struct {
	process *exec.Cmd
	site    *crowd.Site
	link    string // that makes the first admin
}

// start starts the server on any free port and waits until it is ready.
func start(ctx context.Context, program string, c records.Config) (*server, error) {
	args := []string{"serve", "--addr", "127.0.0.1:0", "--data", c.Folder}
	if c.URL != "" {
		args = append(args, "--database", c.URL)
	}
	s := &server{process: exec.CommandContext(ctx, program, args...)}
	s.process.Env = append(os.Environ(), "CLERKCOACH_LANG=en") // its first lines are read
	s.process.Stderr = io.Discard
	out, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for s.link == "" && lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if base, ok := strings.CutPrefix(line, "Clerk Coach is at "); ok {
			s.site = crowd.NewSite(base, patience, nil)
		}
		if strings.Contains(line, "/link/") {
			s.link = line
		}
	}
	if s.site == nil || s.link == "" {
		return nil, errors.Join(errors.New("the server does not say where it is, and how it gets its first admin"), s.stop())
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // it ends with the server
	return s, s.ready(ctx)
}

// ready waits until the server can answer.
func (s *server) ready(ctx context.Context) error {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if reply, err := s.site.Get(ctx, "/readyz", ""); err == nil && reply.Status == http.StatusOK {
			return nil
		}
	}
	return errors.Join(errors.New("the server does not get ready"), s.stop())
}

// stop stops the server in order.
func (s *server) stop() error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := s.process.Wait(); err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	return nil
}

// size is what a server uses.
type size struct {
	rss        int // kB
	goroutines int
}

// size asks the server what it uses just now.
func (s *server) size(ctx context.Context) (size, error) {
	reply, err := s.site.Get(ctx, "/metrics", "")
	if err != nil {
		return size{}, err
	}
	return size{
		rss:        int(metric(string(reply.Body), "process_resident_memory_bytes") / 1024),
		goroutines: int(metric(string(reply.Body), "go_goroutines")),
	}, nil
}

// streams asks the server how many streams it has.
func (s *server) streams(ctx context.Context) (int, error) {
	reply, err := s.site.Get(ctx, "/metrics", "")
	return int(metric(string(reply.Body), "clerkcoach_streams")), err
}

// metric finds a figure by its name; 0 if it is not there.
func metric(all, name string) float64 {
	for line := range strings.Lines(all) {
		if text, ok := strings.CutPrefix(line, name+" "); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err != nil {
				return 0
			}
			return n
		}
	}
	return 0
}
