package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"clerkcoach/playbook"
)

// handler does one request's work; it returns an error instead of writing one.
type handler func(*gin.Context) error

// handle adapts a handler to gin and is the only place where its error becomes a reply.
func (s *Server) handle(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			s.fail(c, err)
		}
	}
}

// withBook adapts a handler that goes by the playbook, and by who makes the request.
func (s *Server) withBook(do func(c *gin.Context, book *playbook.Book, a *Actor) error) handler {
	return func(c *gin.Context) error {
		a, err := s.actor(c)
		if err != nil {
			return err
		}
		return s.onBook(func(c *gin.Context, book *playbook.Book) error { return do(c, book, a) })(c)
	}
}

// onBook adapts a handler that goes by the playbook.
func (s *Server) onBook(do func(c *gin.Context, book *playbook.Book) error) handler {
	return func(c *gin.Context) error {
		index, release, err := s.Indexes.Use()
		if err != nil {
			return err
		}
		defer release()
		return do(c, index.Book())
	}
}

// onCard adapts a handler that goes by the card that the address names.
func (s *Server) onCard(do func(c *gin.Context, book *playbook.Book, card *playbook.Card) error) handler {
	return s.onBook(func(c *gin.Context, book *playbook.Book) error {
		card, ok := book.Card(c.Param("id"))
		if !ok {
			return noCard(c.Param("id"))
		}
		return do(c, book, card)
	})
}

// problem is an error reply of the API (RFC 9457).
type problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail"`
	RequestID string         `json:"request_id"`
	Errors    []problemField `json:"errors,omitempty"`
}

type problemField struct {
	Field  string `json:"field"`
	Rule   string `json:"rule"`
	Detail string `json:"detail"`
}

// fail tells the reader of an error, once, as problem+json or as a page, and ends the request.
func (s *Server) fail(c *gin.Context, err error) {
	f := failureOf(err)
	visitOf(c).failure = err
	c.Abort()
	if f.Next != "" && wantsPage(c) {
		c.Header("Cache-Control", "no-store")
		c.Redirect(http.StatusSeeOther, f.Next)
		return
	}
	base := s.base(c)
	if strings.HasPrefix(c.Request.URL.Path, "/practice") {
		base.Here = "practice"
	}
	fields := base.problems(f.Fields)
	title, detail := base.T("error_"+f.ID, f.Pairs...), base.T("error_"+f.ID+"_more", f.Pairs...)
	c.Header("Cache-Control", "no-store")
	if f.Status == http.StatusServiceUnavailable {
		c.Header("Retry-After", "2")
	}
	if !wantsPage(c) {
		p := problem{
			Type: "about:blank", Title: title, Status: f.Status, Detail: detail,
			RequestID: visitOf(c).id, Errors: fields,
		}
		s.send(c, f.Status, "application/problem+json", p)
		return
	}
	s.render(c, f.Status, "error", ErrorPage{Base: base, Title: title, Detail: detail, Fields: fields})
}

// problems says in the reader's language what is wrong with fields.
func (b Base) problems(fields []FieldFailure) []problemField {
	all := make([]problemField, len(fields))
	for i, f := range fields {
		all[i] = problemField{Field: f.Field, Rule: f.Rule, Detail: b.fieldText(f)}
	}
	return all
}

// fieldText says in the reader's language what is wrong with a field.
func (b Base) fieldText(f FieldFailure) string {
	id := "field_" + f.Rule
	if !b.catalog.Has(id) {
		id = "field_other"
	}
	return b.T(id, "rule", f.Rule, "param", f.Param)
}

// json sends a good reply of the API.
func (s *Server) json(c *gin.Context, body any) error {
	c.Header("Cache-Control", "no-cache")
	s.send(c, http.StatusOK, "application/json", body)
	return nil
}

// send encodes a reply; the encoder writes nothing before all of it is encoded.
func (s *Server) send(c *gin.Context, status int, contentType string, body any) {
	c.Header("Content-Type", contentType+"; charset=utf-8")
	c.Status(status)
	enc := json.NewEncoder(c.Writer)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		s.Log.Error("encode a reply", "error", err, "request_id", visitOf(c).id)
		if !c.Writer.Written() {
			c.Status(http.StatusInternalServerError)
		}
	}
}

// render executes a template whole before its first byte goes out.
func (s *Server) render(c *gin.Context, status int, name string, data any) {
	var buf bytes.Buffer
	if err := s.pages.execute(&buf, name, data); err != nil {
		s.Log.Error("render a page", "page", name, "error", err, "request_id", visitOf(c).id)
		c.Data(http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(s.base(c).T("error_internal")))
		return
	}
	if status == http.StatusOK {
		s.leaveDeposit(c)
	}
	c.Data(status, "text/html; charset=utf-8", buf.Bytes())
}

// show renders a good page. Pages are revalidated, so that a changed playbook is seen at once; those of people who are signed in are
// not kept by the browser at all, since the next one on the tablet could go back to them.
func (s *Server) show(c *gin.Context, name string, data any) error {
	c.Header("Cache-Control", "no-cache")
	if s.who(c) != nil {
		c.Header("Cache-Control", "no-store")
	}
	s.render(c, http.StatusOK, name, data)
	return nil
}

// showOnce renders a page with a status that no browser is to keep: a form with what is wrong with it, or what changes all the time.
func (s *Server) showOnce(c *gin.Context, status int, name string, data any) error {
	c.Header("Cache-Control", "no-store")
	s.render(c, status, name, data)
	return nil
}

// noContent says that something is done, and that there is no more to say of it.
func noContent(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	c.Status(http.StatusNoContent)
	return nil
}

// isAPI tells programs' addresses from people's.
func isAPI(c *gin.Context) bool { return strings.HasPrefix(c.Request.URL.Path, "/api/") }

// wantsPage tells whether an error is to be shown as a page: not on the API, and not to a client that asks for JSON only.
func wantsPage(c *gin.Context) bool {
	accept := c.GetHeader("Accept")
	return !isAPI(c) && !(strings.Contains(accept, "json") && !strings.Contains(accept, "html"))
}

// input reads the query or form into out, a pointer to a struct with form and validate tags; what is wrong is a Failure.
func (s *Server) input(c *gin.Context, out any) error {
	if err := c.Request.ParseForm(); err != nil {
		return formFailure(err)
	}
	return s.bind(c.Request.Form, out)
}

// formFailure says what keeps a query or a form from being read.
func formFailure(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return fmt.Errorf("read the form: %w", err)
	}
	return badFields([]FieldFailure{{Field: "query", Rule: "encoding"}})
}
