// Package live holds the rules of a live quiz: who sits in a game, which question is open and until when, whose answer counts and
// for how much, and what each screen may see of it.
//
// Everything in it is a function of its arguments: the state of a game is plain values, a command gives the next state and what is
// to be told, and time comes in as the server's milliseconds. It keeps nothing and knows no database: docs/adr/0020-live.md says
// how the state lies in tables. Of tokens it sees hashes alone.
//
// It may be imported by records, handlers and cmd, and imports of ours only playbook and drills.
package live
