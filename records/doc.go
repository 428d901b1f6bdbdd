// Package records keeps what people did, in SQLite in one file or in PostgreSQL. The first thing kept is the attempt: one answered
// question.
//
// What a method has acknowledged is on disk. On SQLite one goroutine writes, and commits together what is queued together; on
// PostgreSQL each write is a transaction of its own. The SQL text is the same for both: placeholders numbered in the order of first
// use, booleans 0 or 1, times in milliseconds since 1970 (UTC), ids as text.
//
// A further table needs a migration in migrations/, a line in tables (copy.go), which backup and restore go by, and a file of
// rows in testdata/old, from which the next migrations are tried.
package records
