// Package pgtest starts PostgreSQL servers of one's own for tests and measurements, as net/http/httptest starts HTTP servers. It takes
// PostgreSQL's programs from where the system keeps them, and needs a Unix. Nothing that is shipped may import it.
package pgtest
