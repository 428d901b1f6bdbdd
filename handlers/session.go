package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"clerkcoach/people"
	"clerkcoach/records"
)

// Sessions keeps sessions, and reads and writes what they hold.
type Sessions interface {
	scs.CtxStore
	scs.Codec
}

// Names of what a session holds. The person's is the one by which the records know whose it is.
const (
	personValue  = "person"
	tabletValue  = "tablet" // the tablet on which somebody signed in with a PIN; missing after a password
	startedValue = "started"
	seenValue    = "seen"
)

// How long a session lasts without a request, and at most. A tablet lies about in the store, so that a PIN opens it for minutes; with a
// password trainers and above come to other people's results, clerks to their own on their own phone.
const (
	pinIdle, pinWhole     = 5 * time.Minute, 12 * time.Hour
	staffIdle, staffWhole = time.Hour, 12 * time.Hour
	clerkIdle, clerkWhole = 7 * 24 * time.Hour, 30 * 24 * time.Hour
)

// seenEvery is how often it is noted that a session is in use.
const seenEvery = time.Minute

// tabletAge is how long a browser keeps what makes it a store's tablet; none keeps it longer than 400 days.
const tabletAge = 400 * 24 * time.Hour

// actorKey is where the request's context holds who makes the request.
const actorKey = "actor"

// actorFailedKey is where it holds why nobody could tell: a page asks several times, and a database that is away takes long to say so.
const actorFailedKey = "actor_failed"

// Actor is who makes a request: nobody in particular if there is no id.
type Actor struct {
	people.Person
	// OnTablet is the tablet on which they signed in with a PIN; nil after a password.
	OnTablet *people.Tablet
}

// withPIN tells whether somebody signed in with a PIN, which opens their own practice and nothing more.
func (a *Actor) withPIN() bool { return a.OnTablet != nil }

// limits are how long a session lasts without a request, and at most.
func (a *Actor) limits() (idle, whole time.Duration) {
	switch {
	case a.withPIN():
		return pinIdle, pinWhole
	case a.Role.AtLeast(people.Trainer):
		return staffIdle, staffWhole
	default:
		return clerkIdle, clerkWhole
	}
}

// newSessions sets the library up; when sessions end is decided here, by our own clock.
func newSessions(kept Sessions) *scs.SessionManager {
	m := scs.New()
	m.Store, m.Codec, m.HashTokenInStore = kept, kept, true
	m.Lifetime = clerkWhole
	return m
}

// actor tells who makes the request; it is looked up once a request.
func (s *Server) actor(c *gin.Context) (*Actor, error) {
	if known, ok := c.Get(actorKey); ok {
		return known.(*Actor), nil //nolint:forcetypeassert // nothing else is put there
	}
	if failed, ok := c.Get(actorFailedKey); ok {
		return nil, failed.(error) //nolint:forcetypeassert // nothing else is put there
	}
	a, err := s.findActor(c)
	if err != nil {
		c.Set(actorFailedKey, err)
		return nil, err
	}
	c.Set(actorKey, a)
	return a, nil
}

// findActor reads the session that the request's cookie names, and notes that it is in use.
func (s *Server) findActor(c *gin.Context) (*Actor, error) {
	a, err := s.readActor(c)
	if err != nil || a.ID == "" {
		return a, err
	}
	return a, s.see(c.Request.Context())
}

// bare is a context without what earlier look-ups have left in it.
type bare struct{ context.Context } //nolint:containedctx // it is one

// Value gives nothing.
func (bare) Value(any) any { return nil }

// anew is a request that lasts, as it would come now: what was found out about it is to be found out again.
func anew(c *gin.Context) *gin.Context {
	return &gin.Context{Request: c.Request.WithContext(bare{c.Request.Context()})}
}

// actorNow tells anew who makes a request that lasts, which does not count as using the session.
func (s *Server) actorNow(c *gin.Context) (*Actor, error) { return s.readActor(anew(c)) }

// readActor reads the session that the request's cookie names. Who has left, has been signed out, or holds a tablet that does not
// belong to the store any more, is nobody.
func (s *Server) readActor(c *gin.Context) (*Actor, error) {
	nobody := &Actor{}
	token, _ := c.Cookie(s.cookieName(c, "session"))
	if token == "" {
		return nobody, nil
	}
	ctx, err := s.sessions.Load(c.Request.Context(), token)
	if err != nil {
		return nil, err
	}
	c.Request = c.Request.WithContext(ctx)
	id := s.sessions.GetString(ctx, personValue)
	if id == "" {
		return nobody, nil
	}
	a := &Actor{}
	if a.Person, err = s.Records.Person(ctx, id); errors.Is(err, records.ErrNone) {
		return nobody, nil
	} else if err != nil {
		return nil, err
	}
	if on := s.sessions.GetString(ctx, tabletValue); on != "" {
		a.OnTablet, err = s.tablet(c)
		if err != nil || a.OnTablet == nil || a.OnTablet.ID != on || a.OnTablet.Store != a.Store {
			return nobody, err
		}
	}
	if a.Left() || !s.holds(ctx, a) {
		return nobody, nil
	}
	return a, nil
}

// holds tells whether a session has not come to its end.
func (s *Server) holds(ctx context.Context, a *Actor) bool {
	idle, whole := a.limits()
	now, started, seen := s.Now().UnixMilli(), s.sessionTime(ctx, startedValue), s.sessionTime(ctx, seenValue)
	return started > a.SignedOutAt && now < started+whole.Milliseconds() && now < seen+idle.Milliseconds()
}

// see notes that a session is in use.
func (s *Server) see(ctx context.Context) error {
	now := s.Now()
	if now.UnixMilli() < s.sessionTime(ctx, seenValue)+seenEvery.Milliseconds() {
		return nil
	}
	s.sessions.Put(ctx, seenValue, millis(now))
	_, _, err := s.sessions.Commit(ctx)
	return err
}

func (s *Server) sessionTime(ctx context.Context, name string) int64 {
	at, err := strconv.ParseInt(s.sessions.GetString(ctx, name), 10, 64)
	if err != nil {
		return 0
	}
	return at
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// signIn begins a session under a new token; whatever session there was is over.
func (s *Server) signIn(c *gin.Context, a *Actor) error {
	if err := s.signOut(c); err != nil {
		return err
	}
	ctx, now := c.Request.Context(), s.Now()
	_, whole := a.limits()
	s.sessions.SetDeadline(ctx, now.Add(whole))
	s.sessions.Put(ctx, personValue, a.ID)
	s.sessions.Put(ctx, startedValue, millis(now))
	s.sessions.Put(ctx, seenValue, millis(now))
	if a.withPIN() {
		s.sessions.Put(ctx, tabletValue, a.OnTablet.ID)
	}
	token, _, err := s.sessions.Commit(ctx)
	if err != nil {
		return err
	}
	age := time.Duration(0) // until the browser is closed
	if idle, _ := a.limits(); idle == clerkIdle {
		age = clerkWhole
	}
	s.setCookie(c, "session", token, age)
	c.Set(actorKey, a)
	s.Log.Info("signed in", "person", a.ID, "role", a.Role, "pin", a.withPIN(), "request_id", visitOf(c).id)
	return nil
}

// signOut ends the session that the request belongs to, if any, and leaves an empty one in its place.
func (s *Server) signOut(c *gin.Context) error {
	token, _ := c.Cookie(s.cookieName(c, "session"))
	ctx, err := s.sessions.Load(c.Request.Context(), token)
	if err != nil {
		return err
	}
	c.Request = c.Request.WithContext(ctx)
	c.Set(actorKey, &Actor{})
	if token == "" {
		return nil
	}
	s.setCookie(c, "session", "", -1)
	return s.sessions.Destroy(ctx)
}

// tablet is the enrolled tablet that the request comes from; nil where it comes from none.
func (s *Server) tablet(c *gin.Context) (*people.Tablet, error) {
	token, _ := c.Cookie(s.cookieName(c, "tablet"))
	if token == "" {
		return nil, nil //nolint:nilnil // that there is none is no error
	}
	t, err := s.Records.TabletByToken(c.Request.Context(), people.TokenHash(token))
	if errors.Is(err, records.ErrNone) {
		return nil, nil //nolint:nilnil // see above
	}
	if err != nil {
		return nil, err
	}
	return &t, nil
}

// secure tells whether the line to the browser is encrypted, by the server itself or by a proxy in front of it.
func (s *Server) secure(c *gin.Context) bool { return s.Secure || c.Request.TLS != nil }

// cookieName gives a cookie the prefix by which browsers bind it to this very host, where the line is encrypted.
func (s *Server) cookieName(c *gin.Context, name string) string {
	if s.secure(c) {
		return "__Host-" + name
	}
	return name
}

// setCookie sets a cookie that only we can read; with an age of 0 it ends with the browser, below 0 it is taken away.
func (s *Server) setCookie(c *gin.Context, name, value string, age time.Duration) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: s.cookieName(c, name), Value: value, Path: "/", MaxAge: int(age.Seconds()), HttpOnly: true, Secure: s.secure(c),
		SameSite: http.SameSiteLaxMode,
	})
}
