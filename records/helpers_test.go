package records

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"clerkcoach/records/pgtest"
)

// shared is the one PostgreSQL server of all tests, whose databases have the schema.
var shared = pgtest.Share(func(url string) error {
	store, err := Open(context.Background(), Config{URL: url})
	if err != nil {
		return err
	}
	return store.Close()
})

// roleVar names the variable that makes the test program do something else than test; see roles.
const roleVar = "CLERKCOACH_RECORDS_ROLE"

// roles are what the test program does as a process of its own.
func roles() map[string]func(c Config) error {
	return map[string]func(c Config) error{
		"write": writeUntilKilled, "race": raceForIDs, "open": openOnce, "upgrade": upgradeSlowly, "full": fillFile,
		"backup": backUpUntilKilled, "guest": liveInGuest, "limited": leadLimited,
	}
}

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVar); role != "" {
		os.Exit(play(role))
	}
	code := m.Run()
	if err := shared.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
	}
	os.Exit(code)
}

// play carries out a role, for the store that the one argument describes.
func play(role string) int {
	var c Config
	err := json.Unmarshal([]byte(os.Args[1]), &c)
	if err == nil {
		err = roles()[role](c)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, role+":", err)
		return 1
	}
	return 0
}

// process is the test program in a role.
func process(t *testing.T, role string, c Config) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	arg, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, string(arg))
	cmd.Env = append(os.Environ(), roleVar+"="+role)
	cmd.Stderr = os.Stderr
	return cmd
}

// onBoth runs a test on an empty database of either kind, which has not been opened yet on SQLite.
func onBoth(t *testing.T, test func(t *testing.T, c Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, Config{Folder: filepath.Join(t.TempDir(), "data")})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, Config{URL: shared.Database(t)})
	})
}

// another is an empty database of the same kind as one of onBoth.
func another(t *testing.T, c Config) Config {
	t.Helper()
	if c.URL == "" {
		c.Folder = filepath.Join(t.TempDir(), "data")
	} else {
		c.URL = shared.Database(t)
	}
	return c
}

// nameOf names the kind of database.
func nameOf(c Config) string {
	if c.URL == "" {
		return "SQLite"
	}
	return "PostgreSQL"
}

// mustOpen opens a store that is closed with the test, unless it is closed before.
func mustOpen(tb testing.TB, c Config) *Store {
	tb.Helper()
	s, err := Open(tb.Context(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// noon is a time to answer at, in milliseconds since 1970.
const noon = int64(1_788_000_000_000)

// attempt makes the n-th attempt of a long row, in several drills, about several cards, by several people.
func attempt(n int) Attempt {
	return Attempt{
		ID: fmt.Sprintf("attempt %d", n), Drill: fmt.Sprintf("drill-%d", n%3), Question: "hesitant greet 她已经比了半小时还没定",
		Card: []string{"hesitant", "hurried", "", "老顾客"}[n%4], Kind: "multiple-choice", Lang: "zh-Hans",
		Answer: fmt.Appendf(nil, `{"options": ["%c"], "说": "\u0000 好的"}`, 'a'+n%4), Score: float64(n%5) / 4,
		AnsweredAt: noon + int64(n/7)*1000, ReceivedAt: noon + int64(n/7)*1000 + 250,
		Person: []string{"", "p-1", "p-2", "p-3", "p-4"}[n%5], Day: (noon + int64(n/7)*1000) / dayLength,
		Family: []string{"buying-style", "", "", ""}[n%4],
	}
}

// mustKeep keeps attempts that are not kept yet.
func mustKeep(tb testing.TB, s *Store, all ...Attempt) {
	tb.Helper()
	for _, a := range all {
		if _, fresh, err := s.Keep(context.Background(), a); err != nil || !fresh {
			tb.Fatalf("keep %s: fresh %v, %v", a.ID, fresh, err)
		}
	}
}

// attempts makes the first n attempts.
func attempts(n int) []Attempt {
	all := make([]Attempt, n)
	for i := range all {
		all[i] = attempt(i)
	}
	return all
}

// key is what tells an attempt from others.
type key struct{ drill, id string }

func keyOf(a Attempt) key { return key{a.Drill, a.ID} }

// list gives all attempts that a filter chooses.
func list(s *Store, f Filter) (all []Attempt, err error) {
	for p := (Page{}); ; {
		page, next, err := s.Attempts(context.Background(), f, p)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if next == "" {
			return all, nil
		}
		p.After = next
	}
}

// mustList lists all attempts that a filter chooses, and fails where one comes twice.
func mustList(tb testing.TB, s *Store, f Filter) map[key]Attempt {
	tb.Helper()
	listed, err := list(s, f)
	if err != nil {
		tb.Fatal(err)
	}
	all := make(map[key]Attempt, len(listed))
	for _, a := range listed {
		if _, twice := all[keyOf(a)]; twice {
			tb.Errorf("%s of %s is listed twice", a.ID, a.Drill)
		}
		all[keyOf(a)] = a
	}
	return all
}

// wants fails unless an error is one of ours.
func wants(tb testing.TB, err, want error) {
	tb.Helper()
	if !errors.Is(err, want) {
		tb.Errorf("got the error %v, want %v", err, want)
	}
}

// soon calls until something holds, and fails after some seconds.
func soon(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			tb.Fatalf("%s: not within ten seconds", what)
		}
	}
}
