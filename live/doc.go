// Package live plays quizzes live: who sits in a game, which question is open and until when, whose answer counts and for how much,
// what each screen may see of it, and when it is to look again.
//
// The rules are functions of their arguments: the state of a game is plain values, a command gives the next state (Apply), and time
// comes in as the server's milliseconds. A Room has one game's state in one process: it works off commands, has what they change
// kept by a Keeper in one commit, and tells the screens. No process owns a game: docs/adr/0020-live.md says how the state lies in
// tables. Of tokens the package sees hashes alone.
//
// It may be imported by records, handlers and cmd, and imports of ours only playbook and drills.
package live
