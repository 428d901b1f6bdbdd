package records

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// rounds is how often something is killed: the few times of a usual run, or as many as CLERKCOACH_ROUNDS says.
func rounds(few int) int {
	if n, err := strconv.Atoi(os.Getenv("CLERKCOACH_ROUNDS")); err == nil {
		return n
	}
	return few
}

// TestConcurrentDuplicates wants one id, kept from many goroutines and stores at once, to count once in everything, with the same
// reply for all.
func TestConcurrentDuplicates(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		const rounds = 200
		stores := []*Store{mustOpen(t, c), mustOpen(t, c)}
		_, err := stores[0].StartSitting(t.Context(), Sitting{ID: "x", Person: "p-1", Drill: "drill", Questions: rounds, StartedAt: noon})
		must(t, err)
		for round := range rounds {
			a := answer("p-1", "rude", round, 1, noon)
			a.Drill, a.Question, a.Stem = "drill", fmt.Sprint(round), fmt.Sprint("rude/", round)
			var all sync.WaitGroup
			var first atomic.Int64
			replies := make([]string, 50)
			for i := range replies {
				all.Go(func() {
					mine := a
					mine.Answer = fmt.Appendf(nil, "%d", i)
					kept, fresh, err := stores[i%2].Keep(context.Background(), mine)
					if err != nil {
						t.Error(err)
					}
					if fresh {
						first.Add(1)
					}
					replies[i] = string(kept.Answer)
				})
			}
			all.Wait()
			for _, reply := range replies {
				if reply != replies[0] {
					t.Errorf("one was told %s, another %s", replies[0], reply)
				}
			}
			if first.Load() != 1 {
				t.Errorf("%d were the first", first.Load())
			}
		}
		var counts [5]int
		must(t, stores[0].reading.QueryRowContext(t.Context(), `SELECT (SELECT COUNT(*) FROM attempts), (SELECT SUM(attempts) FROM days),
			(SELECT SUM(attempts) FROM stems), (SELECT SUM(reviews) FROM reviews), (SELECT answered FROM sittings WHERE finished_at > 0)`).
			Scan(&counts[0], &counts[1], &counts[2], &counts[3], &counts[4]))
		same(t, [5]int{rounds, rounds, rounds, rounds, rounds}, counts)
	})
}

// manyIDs is how many ids two processes race for.
const manyIDs = 150

// raceForIDs keeps all ids from several goroutines, and prints for how many it was the first.
func raceForIDs(c Config) error {
	s, err := Open(context.Background(), c)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	var first atomic.Int64
	errs := make([]error, 8)
	for i := range errs {
		all.Go(func() {
			for _, n := range rand.Perm(manyIDs) {
				_, fresh, err := s.Keep(context.Background(), attempt(n))
				errs[i] = errors.Join(errs[i], err)
				if fresh {
					first.Add(1)
				}
			}
		})
	}
	all.Wait()
	fmt.Println(first.Load())
	return errors.Join(append(errs, s.Close())...)
}

// TestConcurrentProcesses wants ids that two processes keep at once to count once.
func TestConcurrentProcesses(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		total := 0
		for _, out := range together(t, 2, "race", c) {
			n, err := strconv.Atoi(strings.TrimSpace(out))
			if err != nil {
				t.Fatal(err)
			}
			total += n
		}
		if n := len(mustList(t, mustOpen(t, c), Filter{})); total != manyIDs || n != manyIDs {
			t.Errorf("%d were the first, %d are kept, of %d", total, n, manyIDs)
		}
	})
}

// together runs processes in a role at the same time and gives what they print.
func together(t *testing.T, n int, role string, c Config) []string {
	t.Helper()
	outs := make([]bytes.Buffer, n)
	all := make([]*exec.Cmd, n)
	for i := range all {
		all[i] = process(t, role, c)
		all[i].Stdout = &outs[i]
		if err := all[i].Start(); err != nil {
			t.Fatal(err)
		}
	}
	texts := make([]string, n)
	for i, cmd := range all {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
		texts[i] = outs[i].String()
	}
	return texts
}

// writeUntilKilled keeps attempts from many goroutines and prints the number of each one that is acknowledged. Every third is
// repeated.
func writeUntilKilled(c Config) error {
	s, err := Open(context.Background(), c)
	if err != nil {
		return err
	}
	from, err := strconv.Atoi(os.Getenv("FROM"))
	if err != nil {
		return err
	}
	say := func(n int) error {
		_, err := fmt.Printf("%d\n", n)
		return err
	}
	before, after := func(int) error { return nil }, say
	if os.Getenv("TOO_SOON") != "" {
		before, after = after, before
	}
	var next atomic.Int64
	next.Store(int64(from))
	errs := make(chan error)
	for range 50 {
		go func() {
			for {
				n := int(next.Add(1))
				if err := before(n); err != nil {
					errs <- err
					return
				}
				for range 1 + n%3/2 {
					if _, _, err := s.Keep(context.Background(), attempt(n)); err != nil {
						errs <- err
						return
					}
				}
				if err := after(n); err != nil {
					errs <- err
					return
				}
			}
		}()
	}
	return <-errs
}

// TestKilledWriterLosesNothing kills a writing process again and again: what it acknowledged is there, each once, with its own
// words.
func TestKilledWriterLosesNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		acknowledged := map[key]Attempt{}
		for round := range rounds(4) {
			for _, n := range killed(t, c, round*1_000_000) {
				a := attempt(n)
				acknowledged[keyOf(a)] = a
			}
		}
		s := mustOpen(t, c)
		stored := mustList(t, s, Filter{})
		for k, a := range acknowledged {
			if got := stored[k]; !cmp.Equal(got, a) {
				t.Errorf("%v was acknowledged, and %v is stored", a, got)
			}
		}
		if c.URL == "" {
			if err := sound(t.Context(), s.reading); err != nil {
				t.Error(err)
			}
		}
		t.Logf("%d rounds, %d acknowledged, %d stored", rounds(4), len(acknowledged), len(stored))
	})
}

// TestKilledWriterThatSpeaksTooSoon is the control: a process that acknowledges before it keeps does lose something.
func TestKilledWriterThatSpeaksTooSoon(t *testing.T) {
	t.Parallel()
	c := Config{Folder: filepath.Join(t.TempDir(), "data")}
	numbers := killed(t, c, 0, "TOO_SOON=1")
	stored := mustList(t, mustOpen(t, c), Filter{})
	if len(stored) >= len(numbers) {
		t.Errorf("%d were announced, and %d are stored", len(numbers), len(stored))
	}
}

// killed starts a writing process, kills it a while after it has acknowledged enough for the round to show something, and gives the
// numbers that it acknowledged.
func killed(t *testing.T, c Config, from int, more ...string) []int {
	t.Helper()
	cmd := process(t, "write", c)
	cmd.Env = append(append(cmd.Env, "FROM="+strconv.Itoa(from)), more...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var numbers []int
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // a torn last line counts for nothing
		}
		if len(numbers) == 50 {
			time.AfterFunc(time.Duration(100+rand.IntN(500))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		}
		n, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, n)
	}
	if err := cmd.Wait(); err == nil || err.Error() != "signal: killed" {
		t.Fatalf("the process ended by itself: %v", err)
	}
	return numbers
}

// backUpUntilKilled backs up a store again and again.
func backUpUntilKilled(c Config) error {
	s, err := Open(context.Background(), c)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	for n := 0; ; n++ {
		if err := s.Backup(context.Background(), filepath.Join(os.Getenv("TO"), strconv.Itoa(n))); err != nil {
			return err
		}
	}
}

// TestKilledBackupIsWholeOrNone kills a process that makes backups: each file that has its name is whole.
func TestKilledBackupIsWholeOrNone(t *testing.T) {
	t.Parallel()
	c := Config{Folder: filepath.Join(t.TempDir(), "data")}
	s := mustOpen(t, c)
	mustKeep(t, s, attempts(300)...)
	to := t.TempDir()
	for round := range rounds(3) {
		dir := filepath.Join(to, strconv.Itoa(round))
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		cmd := process(t, "backup", c)
		cmd.Env = append(cmd.Env, "TO="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20+rand.IntN(200)) * time.Millisecond)
		if err := errors.Join(cmd.Process.Kill(), ignore(cmd.Wait())); err != nil {
			t.Fatal(err)
		}
	}
	all, err := filepath.Glob(filepath.Join(to, "*", "[0-9]*"))
	if err != nil || len(all) == 0 {
		t.Fatalf("%d backups, %v", len(all), err)
	}
	for _, path := range all[max(0, len(all)-5):] {
		if err := fresh(t, 0).Restore(t.Context(), path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// ignore is for the error of a process that was killed.
func ignore(error) error { return nil }
