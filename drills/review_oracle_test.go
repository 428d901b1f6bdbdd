package drills_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"clerkcoach/drills"
)

const (
	histories     = 1000 // compared with the reference implementation
	longest       = 16   // answers of each
	oracleAgrees  = 1e-6 // relative
	oracleFolder  = "testdata/fsrs"
	oracleAnswers = oracleFolder + "/answers.jsonl"
)

// history is what one person answered about one thing. One in days has whole days between its answers, or some minutes.
type history struct {
	At    []int64 `json:"at"`
	Right []bool  `json:"right"`
	Days  bool    `json:"days"`
}

// state is what the reference implementation says after an answer.
type state struct {
	stability, difficulty, days float64
	lapses                      int
}

// UnmarshalJSON reads a state as the oracle writes it.
func (s *state) UnmarshalJSON(raw []byte) error {
	return json.Unmarshal(raw, &[]any{&s.stability, &s.difficulty, &s.days, &s.lapses})
}

// drawHistories are the histories compared: from one to longest answers, right between rarely and always, after seconds to years.
func drawHistories() []history {
	rng := rand.New(rand.NewPCG(6, 21)) //nolint:gosec // the same histories again
	all := make([]history, histories)
	for i := range all {
		h := history{Days: i%2 == 0}
		skill := 0.2 + 0.8*rng.Float64()
		at := int64(1_767_250_800_000) + int64(i)*day // noon UTC, or near it
		for range 1 + rng.IntN(longest) {
			h.At, h.Right = append(h.At, at), append(h.Right, rng.Float64() < skill)
			after := math.Exp(rng.Float64()*14 - 7) // days: from a minute to three years
			switch {
			case !h.Days:
				at += int64(after * day)
			case after < 1:
				at += int64(1 + rng.IntN(60_000))
			default:
				at += int64(after) * day
			}
		}
		all[i] = h
	}
	return all
}

// TestReviewOracle compares a thousand histories with what ts-fsrs makes of them, as kept in testdata, and with what it makes of
// them now where it is installed.
func TestReviewOracle(t *testing.T) {
	t.Parallel()
	all := drawHistories()
	t.Run("now", func(t *testing.T) {
		raw := askOracle(t, all)
		compareStates(t, all, raw)
		if flag.Lookup("update").Value.String() == "true" {
			if err := os.WriteFile(oracleAnswers, raw, 0o600); err != nil {
				t.Fatal(err)
			}
			return
		}
		if kept, err := os.ReadFile(oracleAnswers); err != nil || !bytes.Equal(kept, raw) {
			t.Errorf("what is kept is not what the oracle says now (%v); run with -update", err)
		}
	})
	t.Run("kept", func(t *testing.T) {
		raw, err := os.ReadFile(oracleAnswers)
		if err != nil {
			t.Fatal(err)
		}
		compareStates(t, all, raw)
	})
}

// askOracle lets ts-fsrs walk the histories. It skips the test where Node or the package is missing, but never where the tests must
// run in full.
func askOracle(t *testing.T, all []history) []byte {
	t.Helper()
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join("..", "node_modules", "ts-fsrs"))
	}
	switch full := os.Getenv("CI") != "" || os.Getenv("CLERKCOACH_BROWSER") == "1"; {
	case err != nil && !full && (errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist)):
		t.Skipf("no oracle: %v; npm ci installs it", err)
	case err != nil:
		t.Fatal(err)
	}
	var in, out, problems bytes.Buffer
	e := json.NewEncoder(&in)
	for _, h := range all {
		if err := e.Encode(h); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), node, filepath.Join(oracleFolder, "oracle.mjs"))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &in, &out, &problems
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, problems.String())
	}
	return out.Bytes()
}

func compareStates(t *testing.T, all []history, raw []byte) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
	if len(lines) != len(all) {
		t.Fatalf("%d histories of %d", len(lines), len(all))
	}
	for i, h := range all {
		var want []state
		if err := json.Unmarshal([]byte(lines[i]), &want); err != nil || len(want) != len(h.At) {
			t.Fatalf("history %d has %d states of %d: %v", i, len(want), len(h.At), err)
		}
		var m drills.Memory
		for n, w := range want {
			m = drills.Review(m, h.Right[n], h.At[n])
			days := float64(m.Due-h.At[n]) / day
			if apart(m.Stability, w.stability) > oracleAgrees || apart(m.Difficulty, w.difficulty) > oracleAgrees ||
				days != w.days || m.Lapses != w.lapses || m.Reviews != n+1 || m.Last != h.At[n] {
				t.Fatalf("history %d, answer %d: %+v in %v days, want %+v\n%+v", i, n, m, days, w, h)
			}
		}
	}
}

// apart is how far a number is from the one wanted, by the latter's size.
func apart(got, want float64) float64 { return math.Abs(got-want) / want }
