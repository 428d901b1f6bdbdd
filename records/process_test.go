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
)

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

// writeUntilKilled opens a store and keeps attempts in it, from the number FROM on.
func writeUntilKilled(c Config) error {
	s, err := Open(context.Background(), c)
	if err != nil {
		return err
	}
	return keepOn(s)
}

// keepOn keeps attempts from fifty goroutines until there is an error, and prints each acknowledgement, or an announcement
// instead if it is to speak TOO_SOON. Every third attempt is repeated.
func keepOn(s *Store) error {
	from, err := strconv.Atoi(os.Getenv("FROM"))
	if err != nil {
		return err
	}
	keep := keepAloud
	if os.Getenv("TOO_SOON") != "" {
		keep = keepAnnounced
	}
	var next atomic.Int64
	next.Store(int64(from))
	errs := make(chan error)
	for range 50 {
		go func() {
			for {
				if err := keep(s, int(next.Add(1))); err != nil {
					errs <- err
					return
				}
			}
		}()
	}
	return <-errs
}

// keepAloud keeps an attempt, some of them twice, and prints the acknowledgement.
func keepAloud(s *Store, n int) error {
	start := time.Now()
	for range 1 + n%3/2 {
		if _, _, err := s.Keep(context.Background(), attempt(n)); err != nil {
			return err
		}
	}
	return acknowledgement{n, time.Since(start)}.print()
}

// keepAnnounced is what no program should do: it speaks first.
func keepAnnounced(s *Store, n int) error {
	if err := (acknowledgement{n, 0}).print(); err != nil {
		return err
	}
	_, _, err := s.Keep(context.Background(), attempt(n))
	return err
}

// readUntilCut reads acknowledgements until their writer is gone. It is cut off at some moment of this span, which begins when there
// are enough. What is no whole line counts for nothing.
func readUntilCut(lines *bufio.Reader, span time.Duration, cut func()) (all []acknowledgement) {
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return all
		}
		a, err := parseAcknowledgement(line)
		if err != nil {
			continue
		}
		if all = append(all, a); len(all) == enough {
			timer := time.AfterFunc(rand.N(span), cut)
			defer timer.Stop()
		}
	}
}

// TestKilledWriterLosesNothing kills a writing process again and again: what it acknowledged is there, each once, with its own
// words, and the next process is soon ready. After fifty rounds it goes on with another store.
func TestKilledWriterLosesNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		var f figures
		for total := rounds(25, 500); f.rounds < total; {
			f.killAgainAndAgain(t, another(t, c), min(total, f.rounds+50))
		}
		promised(t, "server killed, "+nameOf(c), &f)
	})
}

// killAgainAndAgain kills processes that write into one store until there are so many rounds, and compares.
func (f *figures) killAgainAndAgain(t *testing.T, c Config, until int) {
	t.Helper()
	var acknowledged []int
	for ; f.rounds < until; f.rounds++ {
		all, ready := killed(t, c, f.rounds*1_000_000)
		f.add(all)
		f.ready = max(f.ready, ready)
		acknowledged = append(acknowledged, numbers(all)...)
	}
	s := mustOpen(t, c)
	stored, err := list(s, Filter{})
	if err != nil {
		t.Fatal(err)
	}
	f.compare(acknowledged, stored)
	if c.URL == "" {
		err = sound(t.Context(), s.reading)
	}
	if err := errors.Join(err, s.Close()); err != nil {
		t.Error(err)
	}
}

// TestKilledWriterThatSpeaksTooSoon is the control: a process that acknowledges before it keeps does lose something.
func TestKilledWriterThatSpeaksTooSoon(t *testing.T) {
	t.Parallel()
	c := Config{Folder: filepath.Join(t.TempDir(), "data")}
	all, _ := killed(t, c, 0, "TOO_SOON=1")
	stored := mustList(t, mustOpen(t, c), Filter{})
	if len(stored) >= len(all) {
		t.Errorf("%d were announced, and %d are stored", len(all), len(stored))
	}
}

// tooLate is after how long a start counts as broken. Two seconds are promised; what else runs on the machine of the tests may
// delay it.
const tooLate = 10 * time.Second

// killed starts a writing process, kills it when it has acknowledged enough, and gives all that it did and the time from the start
// to the first.
func killed(t *testing.T, c Config, from int, more ...string) (all []acknowledgement, ready time.Duration) {
	t.Helper()
	cmd := process(t, "write", c)
	cmd.Env = append(append(cmd.Env, "FROM="+strconv.Itoa(from)), more...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	if _, err := lines.Peek(1); err != nil {
		t.Fatal(errors.Join(err, cmd.Wait()))
	}
	if ready = time.Since(start); ready > tooLate {
		t.Errorf("ready after %v", ready)
	}
	all = readUntilCut(lines, 300*time.Millisecond, func() { _ = cmd.Process.Kill() })
	if err := cmd.Wait(); err == nil || err.Error() != "signal: killed" {
		t.Fatalf("the process ended by itself: %v", err)
	}
	return all, ready
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
	for round := range rounds(3, 50) {
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
	for _, path := range all {
		restored := fresh(t, 0)
		if err := errors.Join(restored.Restore(t.Context(), path), restored.Close()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	t.Logf("promise: backup killed: %d rounds, %d backups that have their names, all whole", rounds(3, 50), len(all))
}

// ignore is for the error of a process that was killed.
func ignore(error) error { return nil }
