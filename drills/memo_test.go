package drills

import (
	"reflect"
	"sync"
	"testing"

	"clerkcoach/playbook"
)

// TestMemo remembers what was found out, and no more than it may.
func TestMemo(t *testing.T) {
	t.Parallel()
	var m memo[int, int]
	found := 0
	double := func(n int) int { return m.get(n, func() int { found++; return 2 * n }) }
	for range 2 {
		for n := range 100 {
			if got := double(n); got != 2*n {
				t.Fatalf("%d doubled is %d", n, got)
			}
		}
	}
	if found != 100 {
		t.Errorf("%d doubles were found out %d times", 100, found)
	}
	for n := range 2*mostRemembered + 1 {
		if got := double(n); got != 2*n || len(m.found) > mostRemembered {
			t.Fatalf("%d doubled is %d, and %d are remembered", n, got, len(m.found))
		}
	}
}

// TestConcurrentExaminer makes and answers the same drills from many sides at once, with what one examiner remembers.
func TestConcurrentExaminer(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	if err != nil {
		t.Fatal(err)
	}
	x := NewExaminer()
	const people, each = 8, 6
	var drills [people][each]*Drill
	var results [people][each][]Result
	var wait sync.WaitGroup
	for p := range people {
		wait.Go(func() {
			for n := range each {
				d, err := x.Generate(book, Recipe{Lang: playbook.Languages()[n%2], Count: 20, Seed: uint64(n)})
				if err != nil {
					t.Error(err)
					return
				}
				drills[p][n] = d
				for _, q := range d.Questions {
					results[p][n] = append(results[p][n], x.Grade(q, q.Key()))
				}
			}
		})
	}
	wait.Wait()
	for p := range people {
		if !reflect.DeepEqual(drills[p], drills[0]) || !reflect.DeepEqual(results[p], results[0]) {
			t.Fatalf("number %d got other drills or results than number 0", p)
		}
	}
}
