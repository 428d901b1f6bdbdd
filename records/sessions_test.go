package records

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
)

// sessions makes a manager of sessions that keeps them in a store.
func sessions(s *Store) *scs.SessionManager {
	m := scs.New()
	m.Store, m.Codec, m.HashTokenInStore = s.Sessions(), s.Sessions(), true
	return m
}

// begin begins a session of a person, or of nobody, and gives its token.
func begin(t *testing.T, m *scs.SessionManager, person string) string {
	t.Helper()
	ctx, err := m.Load(t.Context(), "")
	must(t, err)
	m.Put(ctx, "lang", "zh-Hans")
	if person != "" {
		m.Put(ctx, personKey, person)
	}
	token, _, err := m.Commit(ctx)
	must(t, err)
	return token
}

func TestSessions(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := staff(t, c, 1)
		m := sessions(s)
		token := begin(t, m, "p-1")
		// It is there after a restart, and in another process.
		must(t, s.Close())
		s = mustOpen(t, c)
		m = sessions(s)
		ctx, err := m.Load(t.Context(), token)
		must(t, err)
		same(t, []string{"zh-Hans", "p-1"}, []string{m.GetString(ctx, "lang"), m.GetString(ctx, personKey)})
		// At a sign-in the token changes, and the old one ends.
		must(t, m.RenewToken(ctx))
		renewed, _, err := m.Commit(ctx)
		must(t, err)
		for token, want := range map[string]string{token: "", renewed: "p-1", "guessed": "", strings.Repeat("x", 9999): ""} {
			ctx, err := m.Load(t.Context(), token)
			must(t, err)
			same(t, want, m.GetString(ctx, personKey))
		}
		// The database has no token that a browser could send.
		tokens, err := collect(t.Context(), s.reading, scanText, `SELECT token FROM sessions WHERE person = 'p-1'`, nil)
		must(t, err)
		if len(tokens) != 1 || tokens[0] == renewed {
			t.Errorf("the tokens kept are %q", tokens)
		}
		ctx, err = m.Load(t.Context(), renewed)
		must(t, err)
		must(t, m.Destroy(ctx))
		if _, found, err := s.Sessions().Find(tokens[0]); found || err != nil {
			t.Errorf("found %v, %v", found, err)
		}
		must(t, s.Sessions().Delete("none"))
	})
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		s := staff(t, c, 1)
		m := sessions(s)
		m.Lifetime = 50 * time.Millisecond
		token := begin(t, m, "p-1")
		time.Sleep(60 * time.Millisecond)
		// Whether it still holds is for who asks to say: the clock is theirs.
		ctx, err := m.Load(t.Context(), token)
		must(t, err)
		same(t, "p-1", m.GetString(ctx, personKey))
		begin(t, sessions(s), "")
		gone, err := s.Purge(t.Context(), Retention{}, time.Now().UnixMilli())
		must(t, err)
		same(t, Purged{Sessions: 1}, gone)
	})
}

// TestSessionsHoldTexts wants whatever a session can't hold to be an error, before it is kept.
func TestSessionsHoldTexts(t *testing.T) {
	t.Parallel()
	all := fresh(t, 0).Sessions()
	_, err := all.Encode(time.Now(), map[string]any{"n": 1})
	wants(t, err, errValue)
	_, err = all.Encode(time.Now(), map[string]any{"long": strings.Repeat("x", sessionLimit)})
	wants(t, err, ErrInvalid)
	for _, broken := range []string{"", "{", `{"values":{"person":1}}`} {
		if _, _, err := all.Decode([]byte(broken)); err == nil {
			t.Errorf("%q was read", broken)
		}
		if err := all.CommitCtx(context.Background(), "token", []byte(broken), time.Now()); err == nil {
			t.Errorf("%q was kept", broken)
		}
	}
	end := time.UnixMilli(noon)
	raw, err := all.Encode(end, map[string]any{"a": "客", "b": ""})
	must(t, err)
	deadline, values, err := all.Decode(raw)
	must(t, err)
	same(t, end, deadline)
	same(t, map[string]any{"a": "客", "b": ""}, values)
}
