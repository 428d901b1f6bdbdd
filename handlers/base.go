package handlers

import (
	"net/http"
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
	// Switch leads to the same page in each of the other languages.
	Switch    []LanguageLink
	RequestID string
	// Edition names the playbook and the program that the page is made from; empty while there is no playbook.
	Edition string
	// Who is signed in; nil if nobody is.
	Who *WhoView

	catalog *locales.Catalog
	assets  *static.Assets
	pinned  []string // ids of the cards that are pinned on the device
}

// LanguageLink leads to a page in another language, which it calls by its own name.
type LanguageLink struct{ Lang, Name, Address string }

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

// Modules gives the addresses of all that a module imports, for the browser to fetch at once.
func (b Base) Modules(name string) []string { return b.assets.Modules(name) }

// base makes the Base of a request.
func (s *Server) base(c *gin.Context) Base {
	lang := s.lang(c)
	return Base{
		Lang: lang, Switch: s.languageLinks(c, lang), RequestID: visitOf(c).id, Who: s.who(c),
		Edition: visitOf(c).edition,
		catalog: s.Catalog, assets: s.Assets, pinned: remembered(c, pinnedCookie, mostPinned),
	}
}

// languageLinks lead to the page of a request in the languages other than its own, or to the first page where asking again would
// change something.
func (s *Server) languageLinks(c *gin.Context, own string) []LanguageLink {
	// An address that began with two slashes would lead to another site.
	here, query := url.URL{Path: "/" + strings.TrimLeft(c.Request.URL.Path, "/")}, c.Request.URL.Query()
	if c.Request.Method != http.MethodGet {
		here, query = url.URL{Path: "/"}, url.Values{}
	}
	var links []LanguageLink
	for _, lang := range s.Catalog.Languages() {
		if lang == own {
			continue
		}
		query.Set("lang", lang)
		here.RawQuery = query.Encode()
		links = append(links, LanguageLink{Lang: lang, Name: s.Catalog.Text(lang, "language_name"), Address: here.String()})
	}
	return links
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
	if lang := visitOf(c).lang; lang != "" {
		return lang
	}
	return s.Catalog.Match(c.GetHeader("Accept-Language"))
}

// ErrorPage tells what went wrong and what to do next.
type ErrorPage struct {
	Base
	Title  string
	Detail string
	Fields []problemField
}
