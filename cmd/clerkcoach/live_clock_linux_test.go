package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"clerkcoach/cmd/liveload/crowd"
)

// A guest of user-mode-linux is a kernel with a clock of its own, which can be set without anything outside noticing. Its first and only
// process is the test program.

// guestVar names the variable with the folder that a guest may write in; it makes the test program that of a guest.
const guestVar = "CLERKCOACH_TEST_GUEST"

// jumps are by how much the guest's clock is set while a question is on.
func jumps() []time.Duration {
	const day, year = 24 * time.Hour, 365 * 24 * time.Hour
	return []time.Duration{time.Hour, -time.Hour, day, -day, 10 * year}[:sized(1, 5)]
}

// TestLiveClock sets the clock of a whole system by hours, days and years in the middle of questions.
func TestLiveClock(t *testing.T) {
	t.Parallel()
	kernel, err := exec.LookPath("linux.uml")
	if err != nil {
		if runtime.GOARCH == "amd64" {
			lacks(t, "user-mode-linux is not installed")
		}
		t.Skip("user-mode-linux is not installed")
	}
	if err := makeIndex(); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "mnt"), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), kernel, "mem=1G", "rootfstype=hostfs", "rootflags=/", "ro", "quiet", "con=null", "con0=fd:0,fd:1", //nolint:gosec // our own arguments
		"uml_dir="+dir, guestVar+"="+filepath.Join(dir, "mnt"), indexVar+"="+os.Getenv(indexVar), releaseVar+"="+os.Getenv(releaseVar),
		"init="+self, "--", "-test.run=^TestGuestClock$", "-test.v", "-test.timeout=5m")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestGuestClock") {
		t.Fatalf("in the guest: %v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if _, promise, ok := strings.Cut(line, "promise: "); ok {
			t.Logf("promise: %s", strings.TrimSpace(promise))
		}
	}
}

// liveInGuest runs the tests in a guest: in a folder in its memory, with a network of its own, and then switches it off.
func liveInGuest(m *testing.M) {
	err := errors.Join(syscall.Mount("none", os.Getenv(guestVar), "tmpfs", 0, ""), networkUp())
	if err == nil {
		err = errors.Join(os.Setenv("TMPDIR", os.Getenv(guestVar)), os.Setenv("PATH", "/usr/bin:/bin"))
	}
	index := filepath.Join(os.Getenv(guestVar), "index")
	if err == nil {
		err = errors.Join(os.CopyFS(index, os.DirFS(os.Getenv(indexVar))), os.Setenv(indexVar, index))
	}
	if err == nil {
		m.Run()
	}
	fmt.Println(err, syscall.Reboot(syscall.LINUX_REBOOT_CMD_POWER_OFF))
}

// networkUp lets the guest reach itself.
func networkUp() error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	lo.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return errors.Join(unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, lo), unix.Close(socket))
}

// TestGuestClock is what TestLiveClock has a guest do: no question is open for longer or shorter than the one during which the clock was
// left alone, no time is negative, and who has not been there for ten years is signed out.
func TestGuestClock(t *testing.T) {
	if os.Getenv(guestVar) == "" {
		t.Skip("TestLiveClock has a guest run this")
	}
	const seconds = 10
	p := startParty(t, url.Values{"seconds": {fmt.Sprint(seconds)}, "count": {fmt.Sprint(len(jumps()) + 1)}, "autoclose": {""}})
	g := p.joins(p.site("http://"+p.serving.addr), "Wei")
	usual := p.lasts(g, 1, 0)
	if usual < seconds*time.Second || usual > (seconds+1)*time.Second {
		t.Errorf("a question of %d s is open for %v", seconds, usual)
	}
	for i, jump := range jumps() {
		took := p.lasts(g, i+2, jump)
		t.Logf("promise: the clock set by %v in a question: open for %v, %v otherwise", jump, took.Round(time.Millisecond), usual.Round(time.Millisecond))
		if off := (took - usual).Abs(); off > 100*time.Millisecond {
			t.Errorf("with the clock set by %v a question is off by %v", jump, off)
		}
	}
	g.inOrder()
	for _, v := range g.views {
		if v.Left != nil && (*v.Left < 0 || *v.Left > seconds*1000) {
			t.Errorf("a question of %d s has %d ms left", seconds, *v.Left)
		}
	}
}

// lasts opens a question, sets the clock while it is on, and gives how long it was open by a clock that nobody sets.
func (p *party) lasts(g *guest, number int, jump time.Duration) time.Duration {
	p.Helper()
	p.commands(number-1, "next")
	g.sees("open", number)
	start := time.Now()
	time.Sleep(3 * time.Second)
	if jump != 0 {
		now := syscall.NsecToTimeval(time.Now().Add(jump).UnixNano())
		if err := syscall.Settimeofday(&now); err != nil {
			p.Fatal(err)
		}
	}
	g.sees("closed", number)
	took := time.Since(start)
	p.signsInAgain(jump)
	p.commands(number, "reveal", "board")
	return took
}

// signsInAgain signs the host in again; the old session is over where it would have lasted for years.
func (p *party) signsInAgain(jump time.Duration) {
	p.Helper()
	site := p.host.Site
	page, err := site.Get(p.Context(), "/me", p.host.Cookie)
	if err != nil {
		p.Fatal(err)
	}
	if jump > 24*time.Hour && page.Status == http.StatusOK {
		p.Errorf("somebody is still signed in after %v", jump)
	}
	if p.host, err = crowd.SignIn(p.Context(), site, "H1", hostPassword); err != nil {
		p.Fatal(err)
	}
}
