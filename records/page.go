package records

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxRows is the most rows that a page of a list has.
const MaxRows = 200

// maxCursor bounds a cursor, in bytes: room for the longest key.
const maxCursor = 8 << 10

// Page says which part of a list is wanted.
type Page struct {
	// After is where the page before has ended, as that gave it; empty for the first page.
	After Cursor
	// Rows is how many rows are wanted, up to MaxRows, and MaxRows if 0.
	Rows int
	// NewestFirst turns the order round. It is the same for all pages of a list.
	NewestFirst bool
}

// Cursor is a place in a list: the key of the last row before it, in letters that may stand in an address. It holds for any page
// size and stays good over restarts.
type Cursor string

// cursorAt makes the cursor behind the row with this key, whose parts are int64 or string.
func cursorAt(key ...any) Cursor {
	raw, err := json.Marshal(key)
	if err != nil {
		return "" // not with these types
	}
	return Cursor(base64.RawURLEncoding.EncodeToString(raw))
}

// key gives back the parts of a key like this one, which has an int64 for a time and a string for a text.
func (c Cursor) key(like []any) ([]any, error) {
	bad := &FieldError{Field: "After", Rule: "a cursor as the page before gave it"}
	if len(c) > maxCursor {
		return nil, bad
	}
	raw, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil || !utf8.Valid(raw) {
		return nil, bad
	}
	var parts []json.RawMessage
	if json.Unmarshal(raw, &parts) != nil || len(parts) != len(like) {
		return nil, bad
	}
	key := make([]any, len(like))
	for i, part := range parts {
		switch like[i].(type) {
		case int64:
			n, err := strconv.ParseInt(string(part), 10, 64)
			if err != nil {
				return nil, bad
			}
			key[i] = n
		default:
			var s string
			if json.Unmarshal(part, &s) != nil || strings.ContainsRune(s, 0) {
				return nil, bad
			}
			key[i] = s
		}
	}
	return key, nil
}

// cut makes the page of rows that were read with limit(p.rows()+1): if there is one too many, others follow behind the last one's key.
func cut[T any](p Page, rows []T, key func(T) []any) ([]T, Cursor) {
	if len(rows) <= p.rows() {
		return rows, ""
	}
	rows = rows[:p.rows()]
	return rows, cursorAt(key(rows[len(rows)-1])...)
}

// rows is how many rows the page has at most.
func (p Page) rows() int {
	if p.Rows == 0 {
		return MaxRows
	}
	return p.Rows
}

// after adds the condition that rows come after the page before, in the order of these columns, of which those that end in _at are
// times and the others texts.
func (p Page) after(c *conditions, columns ...string) error {
	if p.Rows < 0 || p.Rows > MaxRows {
		return &FieldError{Field: "Rows", Rule: fmt.Sprintf("from 0 to %d", MaxRows)}
	}
	if p.After == "" {
		return nil
	}
	like := make([]any, len(columns))
	for i, column := range columns {
		like[i] = ""
		if strings.HasSuffix(column, "_at") {
			like[i] = int64(0)
		}
	}
	key, err := p.After.key(like)
	if err != nil {
		return err
	}
	places := strings.TrimSuffix(strings.Repeat("%s, ", len(columns)), ", ")
	sign := ">"
	if p.NewestFirst {
		sign = "<"
	}
	c.add("("+strings.Join(columns, ", ")+") "+sign+" ("+places+")", key...)
	return nil
}

// order says the order of the list in SQL.
func (p Page) order(columns ...string) string {
	way := ""
	if p.NewestFirst {
		way = " DESC"
	}
	return " ORDER BY " + strings.Join(columns, way+", ") + way
}

// conditions gathers what a query asks for, with the placeholders numbered in the order in which they come.
type conditions struct {
	texts []string
	args  []any
}

// add adds a condition, with %s where an argument stands.
func (c *conditions) add(text string, args ...any) { c.texts = append(c.texts, c.say(text, args...)) }

// say gives a piece of SQL, with the placeholders of arguments where %s stands.
func (c *conditions) say(text string, args ...any) string {
	places := make([]any, len(args))
	for i, arg := range args {
		places[i] = c.place(arg)
	}
	return fmt.Sprintf(text, places...)
}

// in gives a list of texts in SQL, of at least one.
func (c *conditions) in(texts []string) string {
	places := make([]string, len(texts))
	for i, text := range texts {
		places[i] = c.place(text)
	}
	return "(" + strings.Join(places, ", ") + ")"
}

// equal adds that a column has a value, unless that is empty.
func (c *conditions) equal(column, value string) {
	if value != "" {
		c.add(column+" = %s", value)
	}
}

// place gives the placeholder of a further argument.
func (c *conditions) place(arg any) string {
	c.args = append(c.args, arg)
	return "$" + strconv.Itoa(len(c.args))
}

// where says the conditions in SQL.
func (c *conditions) where() string {
	if len(c.texts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.texts, " AND ")
}

// limit bounds the rows, as the last thing of a query.
func (c *conditions) limit(rows int) string { return " LIMIT " + c.place(rows) }
