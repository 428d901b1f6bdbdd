package handlers

import (
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"clerkcoach/locales"
	"clerkcoach/people"
	"clerkcoach/static"
)

// Base is what every page has. Its words are bound to the request's language, not to the templates.
type Base struct {
	// Lang is the language of the interface, a tag such as zh-Hans.
	Lang string
	// Here is the part of the product that the page belongs to: ask, cards, practice or about.
	Here string
	// Other is the address of the same page in the other language, OtherLang that language.
	Other     string
	OtherLang string
	RequestID string
	// Edition names the playbook and the program that the page is made from; empty while there is no playbook.
	Edition string
	// Who is signed in; nil if nobody is.
	Who *WhoView

	catalog *locales.Catalog
	assets  *static.Assets
}

// WhoView is who is signed in, as pages show it.
type WhoView struct {
	ID, Name string
	Role     people.Role
	// PIN says that a PIN was given on a tablet, which is handed over to the next one; Idle is after how many seconds it signs out.
	PIN  bool
	Idle int
}

// May tells whether somebody may do what takes a role and a password.
func (w *WhoView) May(role people.Role) bool { return w != nil && !w.PIN && w.Role.AtLeast(role) }

// T gives words of the interface; pairs are names and values for the placeholders.
func (b Base) T(id string, pairs ...any) string { return b.catalog.Text(b.Lang, id, pairs...) }

// Asset gives the address of a static file.
func (b Base) Asset(name string) string { return b.assets.Path(name) }

// base makes the Base of a request.
func (s *Server) base(c *gin.Context) Base {
	lang := s.lang(c)
	other := s.otherLang(lang)
	query := c.Request.URL.Query()
	query.Set("lang", other)
	// An address that began with two slashes would lead to another site.
	here := url.URL{Path: "/" + strings.TrimLeft(c.Request.URL.Path, "/"), RawQuery: query.Encode()}
	if c.Request.Method != "GET" {
		here = url.URL{Path: "/", RawQuery: "lang=" + other}
	}
	return Base{
		Lang: lang, Other: here.String(), OtherLang: other, RequestID: c.GetString(requestIDKey), Who: s.who(c),
		Edition: c.GetString(editionKey),
		catalog: s.Catalog, assets: s.Assets,
	}
}

// who tells a page who is signed in. Whatever keeps the server from knowing is no reason not to show a page; routes with a right find
// out for themselves.
func (s *Server) who(c *gin.Context) *WhoView {
	a, err := s.actor(c)
	if err != nil || a.ID == "" {
		return nil
	}
	idle, _ := a.limits()
	return &WhoView{ID: a.ID, Name: a.Name, Role: a.Role, PIN: a.withPIN(), Idle: int(idle.Seconds())}
}

// lang is the request's language; before the middleware has settled it, what the browser prefers.
func (s *Server) lang(c *gin.Context) string {
	if lang := c.GetString(languageKey); lang != "" {
		return lang
	}
	return s.Catalog.Match(c.GetHeader("Accept-Language"))
}

// otherLang is the language after this one, for the switch.
func (s *Server) otherLang(lang string) string {
	langs := s.Catalog.Languages()
	for i, l := range langs {
		if l == lang {
			return langs[(i+1)%len(langs)]
		}
	}
	return locales.Fallback
}

// ErrorPage tells what went wrong and what to do next.
type ErrorPage struct {
	Base
	Title  string
	Detail string
	Fields []problemField
}
