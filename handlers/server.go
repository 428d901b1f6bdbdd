package handlers

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"
	"github.com/go-playground/validator/v10"
	"github.com/klauspost/compress/gzhttp"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/locales"
	"clerkcoach/people"
	"clerkcoach/search"
	"clerkcoach/static"
)

// Indexes gives the index in use, with a function to call when done with it; its error is search.ErrNotReady until there is one.
type Indexes interface {
	Use() (*search.Index, func(), error)
}

// Questions keeps questions that the playbook does not answer, for the trainer.
type Questions interface {
	Remember(question, lang string, at time.Time) error
}

// Records keeps who people are and what they do; each part is declared where it is used.
type Records interface {
	People
	Staff
	Memories
	Paths
	Sittings
	Assignments
	Results
	Privacy
	Keeping
	TeamResults
	TeamPaths
	TeamDrills
	GameResults
	Games
}

// Options are what a Server is made from. All are needed.
type Options struct {
	Indexes   Indexes
	Questions Questions
	Attempts  Attempts
	Records   Records
	Sessions  Sessions
	Hasher    Hasher
	Deposits  *people.Deposits
	Rooms     *live.Rooms
	Catalog   *locales.Catalog
	Assets    *static.Assets
	Log       *slog.Logger
	Now       func() time.Time
	// Secure says that browsers come over HTTPS, which a proxy in front of the server ends.
	Secure bool
	// Seed gives another number each time it is called, for drills.
	Seed func() uint64
	// NewID gives another id each time it is called.
	NewID   func() string
	Version string
}

// Server answers all requests.
type Server struct {
	Options
	pages       *pages
	rules       *validator.Validate // of forms and queries
	bodyRules   *validator.Validate // of JSON
	examiner    *drills.Examiner
	counters    *counters
	crossOrigin *http.CrossOriginProtection
	openapi     []byte
	sessions    *scs.SessionManager
	streams     *streams
	parts       *memo[markup]    // of pages, that many are sent
	alike       *memo[toldEvent] // whole events, that many are sent
	wrongCodes  *guesses
	times       streamTimes
	packing     packing
}

// New parses the templates and the description of the API; its errors are faults of the program.
func New(o Options) (*Server, error) {
	p, err := parsePages()
	if err != nil {
		return nil, err
	}
	api, err := openAPI(o.Version)
	if err != nil {
		return nil, err
	}
	open := newStreams()
	return &Server{
		Options: o, pages: p, rules: newRules("form"), bodyRules: newRules("json"), examiner: drills.NewExaminer(),
		counters: newCounters(open), crossOrigin: http.NewCrossOriginProtection(), openapi: api,
		sessions: newSessions(o.Sessions), streams: open, parts: newMemo[markup](), alike: newMemo[toldEvent](), wrongCodes: newGuesses(), times: usualTimes(),
	}, nil
}

// Handler gives the server's routes with everything around them.
func (s *Server) Handler() (http.Handler, error) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.ContextWithFallback = true
	engine.HandleMethodNotAllowed = true
	engine.UseRawPath = true
	// gin's own redirect would go out without our headers; an address with a slash too many gets our page.
	engine.RedirectTrailingSlash = false
	// No proxy is trusted: the client's address is the connection's own.
	if err := engine.SetTrustedProxies(nil); err != nil {
		return nil, fmt.Errorf("trust no proxies: %w", err)
	}
	if err := s.routes(engine); err != nil {
		return nil, err
	}
	zip, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(5))
	if err != nil {
		return nil, fmt.Errorf("set up compression: %w", err)
	}
	return headAsGet(pastZip(zip(engine), engine)), nil
}

// headAsGet answers HEAD as GET, but not for streams, which would not end; net/http leaves the body out.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead && !isStream(r.URL.Path) {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}
