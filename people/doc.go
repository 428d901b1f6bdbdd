// Package people knows who works in which store and what they may do: stores, staff, roles, tablets, the rules of PINs and
// passwords and how they are hashed, and lists of staff as they come from a back office. It decides and keeps nothing but the file
// of the pepper; records keeps, handlers ask.
//
// It may be imported by records, handlers and cmd, and imports of ours only tables.
package people
