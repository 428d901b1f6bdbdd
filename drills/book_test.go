package drills_test

import (
	"os"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// shipped is the playbook that comes with the program.
func shipped(tb testing.TB) *playbook.Book {
	tb.Helper()
	book, err := playbook.LoadWith("")
	if err != nil {
		tb.Fatal(err)
	}
	return book
}

// ask makes a drill that has to come about.
func ask(tb testing.TB, x *drills.Examiner, book *playbook.Book, r drills.Recipe) *drills.Drill {
	tb.Helper()
	d, err := x.Generate(book, r)
	if err != nil {
		tb.Fatalf("%+v: %v", r, err)
	}
	return d
}

// small is a book of the tests' own: five cards, one of them in Chinese alone.
func small(tb testing.TB) *playbook.Book {
	tb.Helper()
	book, err := playbook.Load(playbook.Layer{FS: os.DirFS("testdata/book")})
	if err != nil {
		tb.Fatal(err)
	}
	return book
}
