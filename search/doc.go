// Package search finds the card that answers a clerk's question, and says so when none does.
//
// An Index belongs to one book. It has two parts, made together and kept in one folder named by the book's content:
//
//   - the ranker, a small linear model trained on the asks and on what else tells a card's situation, from which Ask gives cards and
//     a verdict in microseconds;
//   - a bleve index of every line of the playbook, in which Find looks words up.
//
// What people type is folded and cut into terms by search/text; it never reaches a query language. The folder is a cache: whatever
// is wrong with it, it is made anew. A Keeper holds the index in use and swaps in another one when the playbook changes.
package search
