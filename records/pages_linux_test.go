package records

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// life is what a store goes through on a disk that is full after so many pages.
type life struct {
	folder       string
	backup       string // of the attempts from 0 to 49, on another disk
	store        *Store
	acknowledged []int
}

// steps are a life in order. Whatever a step leaves undone, it does when it is repeated.
func (l *life) steps() []func() error {
	return []func() error{
		func() error { return l.open("") },
		l.restore,
		func() error { return l.keep(50, 90) },
		l.backUp,
		l.close,
		func() error { return l.open("ALTER TABLE attempts ADD COLUMN place TEXT NOT NULL DEFAULT 'here';\n") },
		func() error { return l.keep(90, 130) },
	}
}

func (l *life) open(second string) error {
	files, err := shippedMigrations()
	if second != "" {
		files, err = withSecond("-- +goose Up\n" + second)
	}
	if err != nil {
		return err
	}
	l.store, err = open(context.Background(), Config{Folder: l.folder}, files)
	return err
}

func (l *life) restore() error {
	if err := l.store.Restore(context.Background(), l.backup); err != nil {
		return err
	}
	for n := range 50 {
		l.acknowledged = append(l.acknowledged, n)
	}
	return nil
}

// keep keeps attempts, all at once.
func (l *life) keep(from, until int) error {
	errs := make([]error, until-from)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { _, _, errs[i] = l.store.Keep(context.Background(), attempt(from+i)) })
	}
	all.Wait()
	for i, err := range errs {
		if err == nil {
			l.acknowledged = append(l.acknowledged, from+i)
		}
	}
	return errors.Join(errs...)
}

func (l *life) backUp() error {
	return l.store.Backup(context.Background(), filepath.Join(l.folder, "backup"))
}

func (l *life) close() error {
	err := l.store.Close()
	l.store = nil
	return err
}

// check wants all to be there that was acknowledged, each once, and the file to be in order.
func (l *life) check() error {
	if l.store == nil {
		return nil
	}
	stored, err := list(l.store, Filter{})
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	var f figures
	if f.compare(l.acknowledged, stored); f.lost+f.doubled > 0 {
		return fmt.Errorf("of %d acknowledged %d are lost, and %d are doubled", len(l.acknowledged), f.lost, f.doubled)
	}
	return sound(context.Background(), l.store.reading)
}

// lead takes a life through its steps and makes room when one fails for the first time. Then all is to be there, and the step is to
// succeed within five seconds. It tells whether one has failed.
func (l *life) lead(makeRoom func() error) (full bool, err error) {
	for i, step := range l.steps() {
		err := step()
		switch {
		case err != nil && (full || !errors.Is(err, ErrDisk)):
			return full, fmt.Errorf("step %d: %w", i, err)
		case err != nil:
			full = true
			if err := errors.Join(l.check(), makeRoom()); err != nil {
				return full, fmt.Errorf("after step %d failed: %w", i, err)
			}
			for end := time.Now().Add(5 * time.Second); err != nil; err = step() {
				if time.Now().After(end) {
					return full, fmt.Errorf("step %d, with room again: %w", i, err)
				}
			}
		}
		if err := l.check(); err != nil {
			return full, fmt.Errorf("after step %d: %w", i, err)
		}
	}
	return full, l.close()
}

// atEachPage leads lives on disks of one page, of two, and so on, in a usual run of every fifth number, until eight have come to
// their end without an error. Eight are led at once, since they mostly wait. How many pages a life needs depends on what it commits
// together.
func atEachPage(t *testing.T, promise string, lead func(pages int) (full bool, err error)) {
	t.Helper()
	stride := int64(rounds(5, 1))
	var next, failed, passed atomic.Int64
	next.Store(-rand.Int64N(stride))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for passed.Load() < 8 && !t.Failed() {
				pages := int(next.Add(stride))
				switch full, err := lead(pages); {
				case err != nil:
					t.Errorf("with %d pages: %v", pages, err)
				case full:
					failed.Add(1)
				default:
					passed.Add(1)
				}
			}
		})
	}
	all.Wait()
	if t.Failed() {
		return
	}
	t.Logf("promise: %s: %d rounds, each at another page, 0 lost, 0 doubled; writing again within five seconds of room",
		promise, failed.Load())
	if failed.Load() < 50/stride {
		t.Errorf("a store of so few pages shows nothing")
	}
}

// backupOf50 makes a backup of the first 50 attempts.
func backupOf50(t *testing.T) string {
	t.Helper()
	s := fresh(t, 0)
	mustKeep(t, s, attempts(50)...)
	path := filepath.Join(t.TempDir(), "backup")
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestDiskFullAtEachPage lets a disk be full at each page that a store needs, one after the other.
func TestDiskFullAtEachPage(t *testing.T) {
	t.Parallel()
	backup := backupOf50(t)
	smallDisk(t) // skips where there can be none
	dir := t.TempDir()
	atEachPage(t, "disk full", func(pages int) (full bool, err error) {
		disk := filepath.Join(dir, strconv.Itoa(pages))
		mount := func(flags uintptr, pages int) error {
			return syscall.Mount("records", disk, "tmpfs", flags, "size="+strconv.Itoa(pages*os.Getpagesize()))
		}
		if err := errors.Join(os.Mkdir(disk, 0o700), mount(0, pages)); err != nil {
			return false, err
		}
		l := &life{folder: filepath.Join(disk, "data"), backup: backup}
		full, err = l.lead(func() error { return mount(syscall.MS_REMOUNT, 4096) })
		return full, errors.Join(err, syscall.Unmount(disk, syscall.MNT_DETACH))
	})
}

// leadLimited leads a life in which no file may grow beyond so many PAGES, and prints whether one would have.
func leadLimited(c Config) error {
	signal.Ignore(syscall.SIGXFSZ)
	pages, err := strconv.Atoi(os.Getenv("PAGES"))
	if err != nil {
		return err
	}
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	small := before
	small.Cur = uint64(pages * os.Getpagesize()) //nolint:gosec // not below 0
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
		return err
	}
	l := &life{folder: c.Folder, backup: os.Getenv("BACKUP")}
	full, err := l.lead(func() error { return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before) })
	fmt.Println(full)
	return err
}

// TestFileLimitAtEachPage does the same with a limit on the size of files, in processes of their own.
func TestFileLimitAtEachPage(t *testing.T) {
	t.Parallel()
	backup, dir := backupOf50(t), t.TempDir()
	atEachPage(t, "files limited", func(pages int) (full bool, err error) {
		cmd := process(t, "limited", Config{Folder: filepath.Join(dir, strconv.Itoa(pages))})
		cmd.Env = append(cmd.Env, "PAGES="+strconv.Itoa(pages), "BACKUP="+backup)
		out, err := cmd.Output()
		return string(out) == "true\n", err
	})
}
