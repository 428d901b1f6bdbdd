package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// programVar names the variable that makes the test program the program itself, in a process of its own.
const programVar = "CLERKCOACH_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(guestVar) != "" {
		liveInGuest(m)
	}
	if os.Getenv(programVar) == "" {
		os.Exit(runTests(m))
	}
	go func() {
		io.Copy(io.Discard, os.Stdin) //nolint:errcheck // it ends with the tests, however they end
		os.Exit(exitWrong)
	}()
	main()
}

// runTests runs the tests with a folder for what they share.
func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "clerkcoach-index-")
	if err == nil {
		err = os.Setenv(indexVar, dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitWrong
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder for temporary files
	return m.Run()
}

// process is the program as a process of its own, which can be killed.
type process struct {
	cmd    *exec.Cmd
	addr   string
	stdout *bufio.Reader // after the first line
	stderr *words
	stdin  io.Closer // the process ends when it is closed
}

// startProcess starts a server on any free port, and waits until it says where it is. It is stopped with the test, unless it is
// killed before.
func startProcess(tb testing.TB, flags ...string) *process {
	tb.Helper()
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	p := &process{cmd: exec.Command(self, append([]string{"serve", "--addr", "127.0.0.1:0"}, flags...)...), stderr: &words{}}
	p.cmd.Env, p.cmd.Stderr = append(os.Environ(), programVar+"=1"), p.stderr
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		tb.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { p.stop(tb) })
	p.stdout = bufio.NewReader(out)
	line, err := p.stdout.ReadString('\n')
	addr, ok := strings.CutPrefix(strings.TrimSpace(line), "Clerk Coach is at http://")
	if err != nil || !ok {
		tb.Fatalf("the process says %q, %v\n%s", line, err, p.stderr)
	}
	p.addr = addr
	return p
}

// kill ends the process at once, as a crash would.
func (p *process) kill(tb testing.TB) {
	tb.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		tb.Error(err)
	}
	if err := p.cmd.Wait(); err == nil || err.Error() != "signal: killed" {
		tb.Errorf("the process ended by itself: %v\n%s", err, p.stderr)
	}
}

// stop ends the process in order, unless it has ended.
func (p *process) stop(tb testing.TB) {
	tb.Helper()
	if p.cmd.ProcessState != nil {
		return
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		tb.Error(err)
	}
	if err := p.cmd.Wait(); err != nil {
		tb.Errorf("the process ended with %v\n%s", err, p.stderr)
	}
}
