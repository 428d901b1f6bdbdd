package records

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The power is cut for a guest of user-mode-linux: a kernel that is a group of processes, with a disk in a file. A SIGKILL of the
// group takes away all that this kernel has not brought to its disk, as a power cut does. Killing the program alone would not: the
// kernel would still write what it was given. The guest's first and only process is the test program.

// guestLife is how long a guest runs at most. Then it switches itself off, in case that whoever started it is gone.
const guestLife = time.Minute

// finding is what a guest finds in its store when it is switched on again.
type finding struct {
	Lost, Doubled, Stored int
	Synchronous           string // as SQLite has it for the writing connection from then on
	Fault                 string // what keeps the store from being read
}

// liveInGuest is all that the guest does: it compares the store on its disk with the acknowledgements so far, prints what it finds,
// and keeps attempts until the power is cut.
func liveInGuest(c Config) error {
	off := func() error { return syscall.Reboot(syscall.LINUX_REBOOT_CMD_POWER_OFF) }
	time.AfterFunc(guestLife, func() { _ = off() })
	if err := syscall.Mount("/dev/ubda", filepath.Dir(c.Folder), "ext4", 0, ""); err != nil {
		return errors.Join(fmt.Errorf("mount the disk: %w", err), off())
	}
	f, s := look(c)
	line, err := json.Marshal(f)
	if err != nil {
		return errors.Join(err, off())
	}
	fmt.Println(string(line))
	if s != nil {
		fmt.Println(keepOn(s))
	}
	return off()
}

// look opens the store, with the setting that SYNCHRONOUS names, and compares it with the acknowledgements.
func look(c Config) (f finding, _ *Store) {
	raw, err := os.ReadFile(os.Getenv("ACKNOWLEDGED"))
	if err != nil {
		return finding{Fault: err.Error()}, nil
	}
	var acknowledged []int
	if err := json.Unmarshal(raw, &acknowledged); err != nil {
		return finding{Fault: err.Error()}, nil
	}
	s, err := Open(context.Background(), c)
	if err != nil {
		return finding{Fault: err.Error(), Lost: len(acknowledged)}, nil
	}
	stored, err := list(s, Filter{})
	if err := errors.Join(err, sound(context.Background(), s.reading)); err != nil {
		return finding{Fault: err.Error(), Lost: len(acknowledged)}, nil
	}
	// The only connection that writes, which stays open, is weakened here for the controls.
	if setting := os.Getenv("SYNCHRONOUS"); setting != "" {
		_, err = s.writing.Exec("PRAGMA synchronous = " + setting)
	}
	if err := errors.Join(err, s.writing.QueryRow("PRAGMA synchronous").Scan(&f.Synchronous)); err != nil {
		return finding{Fault: err.Error()}, nil
	}
	var all figures
	all.compare(acknowledged, stored)
	f.Lost, f.Doubled, f.Stored = all.lost, all.doubled, len(stored)
	return f, s
}

// machine is a guest with its disk, which can be switched on again and again.
type machine struct {
	dir          string
	kernel       string
	synchronous  string // what weakens the store in it; empty for nothing
	starts       int
	acknowledged []int
}

// newMachine makes a machine with an empty disk. Where the guest's kernel is not installed the test is skipped, unless it has to
// run. For other processors there is none.
func newMachine(t *testing.T, synchronous string) *machine {
	t.Helper()
	kernel, err := exec.LookPath("linux.uml")
	if err != nil {
		if needed() && runtime.GOARCH == "amd64" {
			t.Fatal(err)
		}
		t.Skipf("user-mode-linux is not installed, so that no power is cut: scripts/needs.sh installs it (%v)", err)
	}
	m := &machine{dir: t.TempDir(), kernel: kernel, synchronous: synchronous}
	if err := errors.Join(os.Mkdir(m.path("mnt"), 0o700), os.WriteFile(m.path("disk"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	const mkfs = `PATH=$PATH:/usr/sbin:/sbin exec mkfs.ext4 -q "$0" 128M`
	if out, err := exec.CommandContext(t.Context(), "/bin/sh", "-c", mkfs, m.path("disk")).CombinedOutput(); err != nil {
		t.Fatalf("make a file system: %v\n%s", err, out)
	}
	return m
}

// path is that of a file of the machine.
func (m *machine) path(name string) string { return filepath.Join(m.dir, name) }

// on switches the machine on, gives what it finds on its disk, reads the acknowledgements that follow, and cuts its power when there
// are enough, or at once if it is not to write.
func (m *machine) on(t *testing.T, write bool) (f finding, all []acknowledgement) {
	t.Helper()
	cmd, err := m.command()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	cut := sync.OnceFunc(func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	defer cut()
	var said bytes.Buffer
	lines := bufio.NewReader(out)
	for line := ""; !strings.HasPrefix(line, "{"); said.WriteString(line) {
		if line, err = lines.ReadString('\n'); err != nil {
			t.Fatalf("the machine does not start: %v\n%s", err, &said)
		}
		if strings.HasPrefix(line, "{") {
			if err := json.Unmarshal([]byte(line), &f); err != nil {
				t.Fatalf("what the machine finds is unclear: %v: %s", err, line)
			}
		}
	}
	if !write || f.Fault != "" {
		cut()
	}
	all = readUntilCut(lines, 800*time.Millisecond, cut)
	m.acknowledged = append(m.acknowledged, numbers(all)...)
	if err := cmd.Wait(); err == nil || err.Error() != "signal: killed" {
		t.Fatalf("the machine went off by itself: %v", err)
	}
	return f, all
}

// command is the guest's kernel, whose root is the file system of the tests, to be read only.
func (m *machine) command() (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c, err := json.Marshal(Config{Folder: filepath.Join(m.path("mnt"), "data")})
	if err != nil {
		return nil, err
	}
	acknowledged, err := json.Marshal(m.acknowledged)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(m.path("acknowledged"), acknowledged, 0o600); err != nil {
		return nil, err
	}
	m.starts++
	cmd := exec.Command(m.kernel, "mem=256M", "rootfstype=hostfs", "rootflags=/", "ro", "quiet", "con=null", "con0=fd:0,fd:1",
		"uml_dir="+m.dir, "ubda="+m.path("disk"), roleVar+"=guest", "SYNCHRONOUS="+m.synchronous,
		"FROM="+strconv.Itoa(m.starts*1_000_000), "ACKNOWLEDGED="+m.path("acknowledged"), "init="+self, "--", string(c))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd, nil
}

// TestPowerCutLosesNothing cuts the power again and again while many write: what was acknowledged is there when the machine is on
// again, each once, with its own words. After ten rounds it goes on with another disk.
func TestPowerCutLosesNothing(t *testing.T) {
	t.Parallel()
	var f figures
	for total := rounds(10, 200); f.rounds < total; {
		f.cutAgainAndAgain(t, newMachine(t, ""), min(total, f.rounds+10))
	}
	promised(t, "power cut", &f)
}

// cutAgainAndAgain cuts a machine's power until there are so many rounds, and compares each time that it is on again.
func (f *figures) cutAgainAndAgain(t *testing.T, m *machine, until int) {
	t.Helper()
	for {
		found, all := m.on(t, f.rounds < until)
		if found.Fault != "" || found.Lost+found.Doubled > 0 || found.Synchronous != "2" {
			t.Fatalf("of %d acknowledged the machine finds %+v", len(m.acknowledged)-len(all), found)
		}
		if f.rounds == until {
			return
		}
		f.add(all)
		f.rounds++
	}
}

// TestPowerCutWithoutSync is the control: with less than the store's own setting, the same cuts do lose what was acknowledged. With
// NORMAL the log is synced now and then, so that a round may be lucky.
func TestPowerCutWithoutSync(t *testing.T) {
	t.Parallel()
	for synchronous, lucky := range map[string]bool{"OFF": false, "NORMAL": true} {
		t.Run(synchronous, func(t *testing.T) {
			t.Parallel()
			var f figures
			lossless := 0
			for total := rounds(2, 10); f.rounds < total; f.rounds++ {
				m := newMachine(t, synchronous)
				_, all := m.on(t, true)
				f.add(all)
				found, _ := m.on(t, false)
				f.lost += found.Lost
				if found.Lost == 0 {
					lossless++
				}
			}
			t.Logf("promise: power cut, the control with synchronous=%s: %v", synchronous, &f)
			if f.lost == 0 || lossless > 0 && !lucky {
				t.Errorf("%d of %d rounds have lost nothing: the power is not cut", lossless, f.rounds)
			}
		})
	}
}
