package records

import (
	"context"
	"database/sql"
)

// maxPrepared bounds the statements that one transaction keeps prepared.
const maxPrepared = 100

// prepared is a transaction on SQLite that prepares each statement once, however many of the writes in it use it: SQLite takes longer
// over reading a short statement than over carrying it out. The statements end with the transaction.
type prepared struct {
	tx  *sql.Tx
	all map[string]*sql.Stmt
}

func newPrepared(tx *sql.Tx) *prepared { return &prepared{tx: tx, all: map[string]*sql.Stmt{}} }

// statement gives a statement that is prepared, or nil if there are too many. The error of a statement that can't be prepared is that
// of carrying it out.
func (p *prepared) statement(ctx context.Context, query string) *sql.Stmt {
	if s, ok := p.all[query]; ok || len(p.all) == maxPrepared {
		return s
	}
	s, err := p.tx.PrepareContext(ctx, query) //nolint:sqlclosecheck // the transaction closes it
	if err != nil {
		return nil
	}
	p.all[query] = s
	return s
}

// ExecContext carries out a statement, as sql.Tx does.
func (p *prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if s := p.statement(ctx, query); s != nil {
		return s.ExecContext(ctx, args...)
	}
	return p.tx.ExecContext(ctx, query, args...)
}

// QueryContext carries out a query, as sql.Tx does.
func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := p.statement(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return p.tx.QueryContext(ctx, query, args...)
}

// QueryRowContext carries out a query for one row, as sql.Tx does.
func (p *prepared) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := p.statement(ctx, query); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return p.tx.QueryRowContext(ctx, query, args...)
}
