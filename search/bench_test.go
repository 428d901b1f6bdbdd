package search

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"clerkcoach/playbook"
)

func BenchmarkAsk(b *testing.B) {
	book, err := playbook.LoadWith("")
	if err != nil {
		b.Fatal(err)
	}
	x, err := Build(book)
	if err != nil {
		b.Fatal(err)
	}
	h, _ := os.Open("/work/shared/queries/dev.jsonl")
	sc := bufio.NewScanner(h)
	var qs []string
	for sc.Scan() {
		var q struct{ Q string }
		json.Unmarshal(sc.Bytes(), &q)
		qs = append(qs, q.Q)
	}
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		x.Ask(qs[i%len(qs)], 5)
	}
}
