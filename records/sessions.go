package records

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// sessionLimit bounds what a session holds, in bytes.
const sessionLimit = 8 << 10

// personKey names the value of a session that says whose it is.
const personKey = "person"

// Sessions keeps the sessions of github.com/alexedwards/scs/v2, as its store and as its codec, so that the people whose sessions
// they are can be found. Their values are strings.
type Sessions struct{ store *Store }

// Sessions gives the sessions that a store keeps.
func (s *Store) Sessions() *Sessions { return &Sessions{s} }

// sessionContent is a session as it is written down.
type sessionContent struct {
	Deadline int64             `json:"deadline"` // milliseconds since 1970
	Values   map[string]string `json:"values"`
}

// Encode writes a session down. Values other than strings are an error.
func (*Sessions) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	content := sessionContent{Deadline: deadline.UnixMilli(), Values: make(map[string]string, len(values))}
	for name, value := range values {
		text, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("write a session down: %s: %w", name, errValue)
		}
		content.Values[name] = text
	}
	raw, err := json.Marshal(content)
	if err == nil && len(raw) > sessionLimit {
		err = &FieldError{Field: "session", Rule: fmt.Sprintf("at most %d bytes", sessionLimit)}
	}
	return raw, err
}

// Decode reads what Encode has written.
func (*Sessions) Decode(raw []byte) (time.Time, map[string]any, error) {
	var content sessionContent
	if err := json.Unmarshal(raw, &content); err != nil {
		return time.Time{}, nil, fmt.Errorf("read a session: %w", err)
	}
	values := make(map[string]any, len(content.Values))
	for name, value := range content.Values {
		values[name] = value
	}
	return time.UnixMilli(content.Deadline), values, nil
}

// FindCtx gives a session, also one that has expired: who asks has the clock.
func (s *Sessions) FindCtx(ctx context.Context, token string) (raw []byte, found bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err = s.store.reading.QueryRowContext(ctx, `SELECT content FROM sessions WHERE token = $1`, token).Scan(&raw)
	if errors.Is(missing(err), ErrNone) {
		return nil, false, nil
	}
	return raw, err == nil, explain("find a session", err)
}

// CommitCtx keeps a session.
func (s *Sessions) CommitCtx(ctx context.Context, token string, raw []byte, expiry time.Time) error {
	return s.store.change(ctx, "keep a session", func(ctx context.Context, tx queries) error {
		var content sessionContent
		if err := json.Unmarshal(raw, &content); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO sessions (token, person, content, expires_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (token) DO UPDATE SET person = excluded.person, content = excluded.content, expires_at = excluded.expires_at`,
			token, content.Values[personKey], string(raw), expiry.UnixMilli())
		return err
	})
}

// DeleteCtx forgets a session.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.store.change(ctx, "end a session", func(ctx context.Context, tx queries) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE token = $1`, token)
		return err
	})
}

// Find is FindCtx without a context; scs asks for it, and calls FindCtx.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s *Sessions) Commit(token string, raw []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, raw, expiry)
}

// Delete is DeleteCtx without a context.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
