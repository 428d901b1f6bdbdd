package drills_test

import (
	"testing"

	"clerkcoach/drills"
)

// BenchmarkGenerate makes a drill of 20 questions from the shipped book, with an examiner that has made some of it before.
func BenchmarkGenerate(b *testing.B) {
	book := shipped(b)
	for _, lang := range book.Languages() {
		b.Run(lang, func(b *testing.B) {
			x := drills.NewExaminer()
			for i := range uint64(50) {
				ask(b, x, book, drills.Recipe{Lang: lang, Count: 20, Seed: i})
			}
			b.ReportAllocs()
			for i := uint64(50); b.Loop(); i++ {
				ask(b, x, book, drills.Recipe{Lang: lang, Count: 20, Seed: i})
			}
		})
	}
}

// BenchmarkGenerateFirst makes the first drill of a new examiner.
func BenchmarkGenerateFirst(b *testing.B) {
	book := shipped(b)
	for _, lang := range book.Languages() {
		b.Run(lang, func(b *testing.B) {
			for i := uint64(0); b.Loop(); i++ {
				ask(b, drills.NewExaminer(), book, drills.Recipe{Lang: lang, Count: 20, Seed: i})
			}
		})
	}
}

// BenchmarkGrade grades an answer of each kind; words of one's own are those that the card suggests.
func BenchmarkGrade(b *testing.B) {
	book := shipped(b)
	for _, lang := range book.Languages() {
		for _, kind := range drills.Kinds() {
			b.Run(lang+"/"+string(kind), func(b *testing.B) {
				x := drills.NewExaminer()
				q := ask(b, x, book, drills.Recipe{Lang: lang, Kinds: []drills.Kind{kind}, Count: 1, Seed: 1}).Questions[0]
				key := q.Key()
				b.ReportAllocs()
				for b.Loop() {
					if r := x.Grade(q, key); r.Score == 0 {
						b.Fatal("the key scores nothing")
					}
				}
			})
		}
	}
}
