// Package records keeps what people did, in SQLite in one file or in PostgreSQL: stores, people, tablets and how they sign in;
// attempts, the answered questions; what a person remembers of each card; assignments, paths, and the sittings that people work
// through drills in; and live quizzes, whose rows are all that processes share of them.
//
// What a method has acknowledged is on disk. On SQLite one goroutine writes, and commits together what is queued together; on
// PostgreSQL each write is a transaction of its own. The SQL text is the same for both: placeholders numbered in the order of first
// use, booleans 0 or 1, times in milliseconds since 1970 (UTC), ids as text. Any write may be repeated after an error.
//
// An attempt of a person counts in the transaction that keeps it: for their memory (reviews), the sums by day, by week and by
// question (days, weeks, stems), and their sitting. Reports read the sums, and one index over attempts, so they stay quick and never
// have to be brought into line; the sums stay when old attempts are purged. Somebody who is erased goes on counting under a made-up
// id.
//
// A further table needs a migration in migrations/, a line in tables (copy.go), which backup and restore go by, one in traces
// (privacy.go), which tells what of it belongs to a person and how that is erased, and rows in testdata/old, from which the next
// migrations are tried.
package records
