package promise

import (
	"strings"
	"testing"
	"time"
)

func TestPromises(t *testing.T) {
	t.Parallel()
	var all List
	Within(&all, "quick", 99*time.Millisecond, 100*time.Millisecond, 0)
	Within(&all, "slow", 101*time.Millisecond, 100*time.Millisecond, 0)
	Within(&all, "quick, but failing", 1, 100, 2)
	want := []string{"99ms (goal 100ms) ok", "101ms (goal 100ms) over", "1, 2 failed (goal 100) over"}
	lines := strings.Split(strings.TrimSpace(all.String()), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), all)
	}
	for i, line := range lines {
		if !strings.HasSuffix(strings.Join(strings.Fields(line), " "), want[i]) {
			t.Errorf("%q does not end in %q", line, want[i])
		}
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	var none, all Times
	for i := range 200 {
		all.Add(time.Duration(200-i)*time.Millisecond, i > 0)
	}
	for _, c := range []struct{ got, want string }{
		{none.String(), "0 requests, 0 failed, p50 0s, p99 0s, longest 0s"},
		{all.String(), "200 requests, 1 failed, p50 101ms, p99 199ms, longest 200ms"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
