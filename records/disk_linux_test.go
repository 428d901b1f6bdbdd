package records

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// big makes an attempt whose answer is as long as may be.
func big(n int) Attempt {
	a := attempt(n)
	a.Answer = []byte(`"` + strings.Repeat("x", MaxAnswer-2) + `"`)
	return a
}

// fillUp keeps attempts, ten at once, until the disk takes no more, and wants what was acknowledged to be readable. Then, with
// room made by more, it wants the same store to go on.
func fillUp(s *Store, more func() error) error {
	ctx := context.Background()
	acknowledged := 0
	var full error
	for n := 0; full == nil; n += 10 {
		if n > 100_000 {
			return errors.New("the disk is never full")
		}
		errs := make(chan error, 10)
		for i := range 10 {
			go func() {
				_, _, err := s.Keep(ctx, big(n+i))
				errs <- err
			}()
		}
		for range 10 {
			if err := <-errs; err != nil {
				full = err
			} else {
				acknowledged++
			}
		}
	}
	if !errors.Is(full, ErrDisk) {
		return fmt.Errorf("the error is none of the disk: %w", full)
	}
	// Where there was no room for several, there may be some for one.
	for n := 1_000_000; ; n++ {
		if _, _, full = s.Keep(ctx, big(n)); full != nil {
			break
		}
		acknowledged++
	}
	if !errors.Is(full, ErrDisk) {
		return fmt.Errorf("the next error is none of the disk: %w", full)
	}
	stored, err := list(s, Filter{})
	if err != nil || len(stored) != acknowledged {
		return errors.Join(err, fmt.Errorf("%d are acknowledged and %d stored, while the disk is full", acknowledged, len(stored)))
	}
	if err := more(); err != nil {
		return err
	}
	for n := range 50 {
		if _, fresh, err := s.Keep(ctx, big(2_000_000+n)); err != nil || !fresh {
			return errors.Join(err, fmt.Errorf("with room again an attempt is fresh: %v", fresh))
		}
	}
	again, err := list(s, Filter{})
	if err == nil && len(again) != acknowledged+50 {
		err = fmt.Errorf("%d are acknowledged and %d stored, in the end", acknowledged+50, len(again))
	}
	return errors.Join(err, sound(ctx, s.reading), s.Close())
}

// smallDisk mounts a file system of 4 MiB.
func smallDisk(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("records", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("a file system of its own takes root: %v (the tests of TestFileLimit show the same)", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestDiskFull fills a small file system, and makes it bigger afterwards.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	dir := smallDisk(t)
	s := mustOpen(t, Config{Folder: filepath.Join(dir, "data")})
	full := func() error {
		// A backup beside it finds no room either, and leaves nothing.
		err := s.Backup(context.Background(), filepath.Join(dir, "backup"))
		wants(t, err, ErrDisk)
		if left, err := filepath.Glob(filepath.Join(dir, "*backup*")); err != nil || len(left) > 0 {
			t.Errorf("left behind: %q, %v", left, err)
		}
		return syscall.Mount("records", dir, "tmpfs", syscall.MS_REMOUNT, "size=16m")
	}
	if err := fillUp(s, full); err != nil {
		t.Error(err)
	}
}

// fillFile fills a store whose files may not grow beyond 2 MiB, and lifts that afterwards.
func fillFile(c Config) error {
	signal.Ignore(syscall.SIGXFSZ)
	s, err := Open(context.Background(), c)
	if err != nil {
		return err
	}
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	small := before
	small.Cur = 2 << 20
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
		return err
	}
	return fillUp(s, func() error { return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before) })
}

// TestFileLimit fills a store up to a limit on the size of files, in a process of its own.
func TestFileLimit(t *testing.T) {
	t.Parallel()
	c := Config{Folder: filepath.Join(t.TempDir(), "data")}
	if err := process(t, "full", c).Run(); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(filepath.Join(c.Folder, FileName)); err != nil || info.Size() < 1<<20 {
		t.Errorf("%v, %v", info, err)
	}
}
