// Package crowd plays live quizzes over HTTP as browsers do: hosts who open games and run them, and players who join, listen and answer.
//
// It is for load and for tests. It knows addresses, forms and streams, and imports nothing of ours, so that what it sees is what a
// player's device sees.
package crowd
