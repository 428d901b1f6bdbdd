package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// write prints the table in Markdown, and below it what was asked of what.
func write(out io.Writer, parts []part) error {
	var s strings.Builder
	s.WriteString("| language | engine | cards by | labelled: first | in three | writer left out: first | in three | p50 ms | p99 ms | build s |\n" +
		"|---|---|---|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, p := range parts {
		for _, r := range p.rows {
			fmt.Fprintf(&s, "| %s | %s | %s | %s | %s | %s | %s | %.2f | %.2f | %.1f |\n", p.lang, r.engine, r.way,
				percent(r.set.first), percent(r.set.three), percent(r.unseen.first), percent(r.unseen.three),
				millis(r.p50), millis(r.p99), r.build.Seconds())
		}
	}
	s.WriteString("\n")
	for _, p := range parts {
		var names []string
		asked := 0
		for _, f := range p.folds {
			names = append(names, f.writer)
			asked += len(f.cases)
		}
		fmt.Fprintf(&s, "%s: %d asks indexed; %d labelled questions; writers left out in turn: %s, %d asks asked.\n",
			p.lang, p.asks, p.set, strings.Join(names, ", "), asked)
	}
	if _, err := io.WriteString(out, s.String()); err != nil {
		return fmt.Errorf("print the table: %w", err)
	}
	return nil
}

func percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
