package search_test

import (
	"testing"

	"clerkcoach/playbook"
	"clerkcoach/search"
)

// BenchmarkBuild makes the index of the shipped playbook, as the first start does.
func BenchmarkBuild(b *testing.B) {
	book, err := playbook.LoadWith("")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		x, err := search.Build(book)
		if err != nil {
			b.Fatal(err)
		}
		if err := x.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
