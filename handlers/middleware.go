package handlers

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// visitKey is where a request's context holds its visit.
const visitKey = "visit"

// visit is what is found out about a request: its number, the reader's language, the edition that pages are made from, and the error
// that it ended in, for the log.
type visit struct {
	id, lang, edition string
	failure           error
}

// visitOf gives the visit of a request; before there is one, one of which nothing is known.
func visitOf(c *gin.Context) *visit {
	if v, ok := c.Get(visitKey); ok {
		return v.(*visit) //nolint:forcetypeassert // requestID alone sets it
	}
	return &visit{}
}

// maxBody bounds what a form or a JSON document may send, in bytes.
const maxBody = 64 << 10

// languageCookie remembers the language that a reader chose.
const languageCookie = "lang"

// recovery turns a panic into an internal error page; the stack goes to the log only.
func (s *Server) recovery(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler { //nolint:errorlint // this very value is what net/http panics with
			panic(p)
		}
		s.Log.Error("panic", "panic", fmt.Sprint(p), "stack", string(debug.Stack()), "request_id", visitOf(c).id)
		c.Abort()
		if !c.Writer.Written() {
			s.fail(c, internal())
		}
	}()
	c.Next()
}

// requestID numbers the request, for the log and for people who report a fault.
func (s *Server) requestID(c *gin.Context) {
	var b [8]byte
	rand.Read(b[:]) //nolint:errcheck // crypto/rand.Read never returns an error
	id := hex.EncodeToString(b[:])
	c.Set(visitKey, &visit{id: id})
	c.Header("X-Request-Id", id)
	c.Next()
}

// accessLog writes one line a request. The address is logged without its query: what people ask stays out of the log.
func (s *Server) accessLog(c *gin.Context) {
	start := time.Now()
	c.Next()
	level := slog.LevelDebug
	// Being asked before the playbook is ready is no fault.
	if status := c.Writer.Status(); status >= http.StatusInternalServerError && status != http.StatusServiceUnavailable {
		level = slog.LevelError
	}
	ctx := c.Request.Context()
	if !s.Log.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", c.Request.Method), slog.String("path", loggedPath(c.Request.URL.Path)), slog.Int("status", c.Writer.Status()),
		slog.Duration("took", time.Since(start)), slog.String("request_id", visitOf(c).id),
	}
	if err := visitOf(c).failure; err != nil {
		attrs = append(attrs, slog.Any("error", err))
	}
	s.Log.LogAttrs(ctx, level, "request", attrs...)
}

// loggedPath is a path as the log may have it: whoever knows a link that works once could use it, and who knows a code could join.
func loggedPath(path string) string {
	for prefix, hidden := range map[string]string{"/link/": ":token", "/live/join/": ":code", "/screen/": ":code"} {
		if strings.HasPrefix(path, prefix) {
			return prefix + hidden
		}
	}
	return path
}

// securityHeaders gives middleware that forbids everything that our pages do not need, and, where browsers come over HTTPS, to come any
// other way for a year. Replies to programs have those headers alone that mean something for what is no page (OWASP, "REST Security
// Cheat Sheet").
func (s *Server) securityHeaders() gin.HandlerFunc {
	program := []header{
		{"Content-Security-Policy", []string{"default-src 'none'; frame-ancestors 'none'"}},
		{"X-Content-Type-Options", []string{"nosniff"}},
		{"Cross-Origin-Resource-Policy", []string{"same-origin"}},
	}
	if s.Secure {
		program = append(program, header{"Strict-Transport-Security", []string{"max-age=31536000"}})
	}
	page := append(slices.Clone(program),
		header{"Content-Security-Policy", []string{"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
			"connect-src 'self'; form-action 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"}},
		header{"Referrer-Policy", []string{"same-origin"}},
		header{"Cross-Origin-Opener-Policy", []string{"same-origin"}},
		header{"Permissions-Policy", []string{"camera=(), microphone=(self), geolocation=()"}},
	)
	return func(c *gin.Context) {
		fixed := page
		if isAPI(c) {
			fixed = program
		}
		to := c.Writer.Header()
		for _, h := range fixed {
			to[h.name] = h.values
		}
		c.Next()
	}
}

// header is one that is the same in every reply; its name is canonical.
type header struct {
	name   string
	values []string
}

// limitBody bounds what a request may send.
func (s *Server) limitBody(c *gin.Context) {
	if c.Request.Body != http.NoBody {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, bodyLimit(c.FullPath()))
	}
	c.Next()
}

// bodyLimit is how many bytes may be sent to a route. Files come to one, lists that have been looked at to another, each in a form.
func bodyLimit(route string) int64 {
	switch route {
	case "/staff/import":
		return maxUpload + maxBody
	case "/staff/import/carry-out":
		return maxList + maxBody
	default:
		return maxBody
	}
}

// sameSite refuses requests that change something and come from other sites.
func (s *Server) sameSite(c *gin.Context) {
	if err := s.crossOrigin.Check(c.Request); err != nil {
		s.fail(c, crossSite())
		return
	}
	c.Next()
}

// language settles the reader's language: the lang parameter, then the cookie, then what the browser prefers. A choice by parameter
// on a page is remembered in the cookie; what a projector shows is no choice of the reader's.
func (s *Server) language(c *gin.Context) {
	chosen := ""
	if strings.Contains(c.Request.URL.RawQuery, "lang=") { // most requests need not be parsed for it
		chosen = c.Query("lang")
	}
	kept, _ := c.Cookie(languageCookie)
	lang := s.Catalog.Match(chosen, kept, c.GetHeader("Accept-Language"))
	visitOf(c).lang = lang
	c.Header("Content-Language", lang)
	c.Writer.Header().Add("Vary", "Accept-Language, Cookie")
	if chosen != "" && !isAPI(c) && !strings.HasPrefix(c.Request.URL.Path, "/screen/") && lang != kept {
		http.SetCookie(c.Writer, &http.Cookie{
			Name: languageCookie, Value: lang, Path: "/", MaxAge: 365 * 24 * 3600,
			HttpOnly: true, Secure: s.secure(c), SameSite: http.SameSiteLaxMode,
		})
	}
	c.Next()
}
