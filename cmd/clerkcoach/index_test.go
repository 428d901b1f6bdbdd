package main

import (
	"os"
	"sync"
	"testing"

	"clerkcoach/playbook"
	"clerkcoach/search"
)

// indexVar names the variable with the folder of the index that tests share. TestMain sets it, and removes the folder.
const indexVar = "CLERKCOACH_TEST_INDEX"

// makeIndex makes the index of the shipped playbook, once for all tests that start a server and do not look at how it makes its own: that
// takes seconds of all processors.
var makeIndex = sync.OnceValue(func() error {
	book, err := playbook.LoadWith("")
	if err != nil {
		return err
	}
	x, err := search.Open(os.Getenv(indexVar), book)
	if err != nil {
		return err
	}
	return x.Close()
})

// withIndex puts the index of the shipped playbook into a data folder.
func withIndex(tb testing.TB, data string) {
	tb.Helper()
	if err := makeIndex(); err != nil {
		tb.Fatal(err)
	}
	if err := os.CopyFS(indexDir(data), os.DirFS(os.Getenv(indexVar))); err != nil {
		tb.Fatal(err)
	}
}
