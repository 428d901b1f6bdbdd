package handlers

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/playbook"
	"clerkcoach/search"
)

// worker is the name of the service worker's file; it is served at the root, so that it may serve all pages.
const worker = "js/sw.js"

// What practice without a line has: so many drills of so many questions in each language.
const (
	offlineDrills    = 20
	offlineQuestions = 10
)

// offlineTable is what browsers keep to go on without a line.
func (s *Server) offlineTable() []route {
	return []route{
		{get, "/manifest.webmanifest", open, s.manifest},
		{get, "/sw.js", open, s.serveWorker},
		{get, "/offline", open, s.offlinePage},
		{get, "/practice/offline", open, s.offlinePracticePage},
		{get, "/offline/contents.json", open, s.offlineContents},
		{get, "/offline/pocket", open, s.offlinePocket},
		{get, "/offline/drills", open, s.offlineDrills},
		{post, "/api/v1/attempts", open, s.apiTakeAttempts},
	}
}

// packing keeps what was made of one edition for browsers to keep, each piece made once.
type packing struct {
	mu      sync.Mutex
	edition string
	pieces  map[string][]byte
}

// piece gives a piece of an edition; who comes while it is made waits for it.
func (p *packing) piece(edition, name string, make func() ([]byte, error)) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.edition != edition {
		p.edition, p.pieces = edition, map[string][]byte{}
	}
	if raw, ok := p.pieces[name]; ok {
		return raw, nil
	}
	raw, err := make()
	if err == nil {
		p.pieces[name] = raw
	}
	return raw, err
}

// edition notes for pages from which playbook and program they are made, so that one that is open can tell when there is another. It comes
// before a page is made, which so never names a newer edition than its own.
func (s *Server) edition(c *gin.Context) {
	if !wantsPage(c) {
		return
	}
	if index, release, err := s.Indexes.Use(); err == nil {
		visitOf(c).edition = s.editionOf(index.Book())
		release()
	}
}

// editionOf names all that goes into pages: the playbook, the files that they refer to, and the program.
func (s *Server) editionOf(book *playbook.Book) string {
	sum := sha256.Sum256([]byte(book.Hash() + " " + s.Assets.Sum() + " " + s.Version))
	return hex.EncodeToString(sum[:8])
}

// manifest lets browsers install the pages as an app, in the reader's language.
func (s *Server) manifest(c *gin.Context) error {
	b := s.base(c)
	icon := func(name, size, purpose string) gin.H {
		return gin.H{"src": s.Assets.Path(name), "sizes": size, "type": "image/png", "purpose": purpose}
	}
	c.Header("Cache-Control", "no-cache")
	s.send(c, http.StatusOK, "application/manifest+json", gin.H{
		"id": "/", "start_url": "/", "scope": "/", "display": "standalone", "lang": b.Lang, "dir": "ltr",
		"name": b.T("product"), "short_name": b.T("product"), "description": b.T("offline_app"),
		"background_color": "#faf7f1", "theme_color": "#faf7f1",
		"icons": []gin.H{
			icon("img/icon-192.png", "192x192", "any"), icon("img/icon-512.png", "512x512", "any"),
			icon("img/maskable-512.png", "512x512", "maskable"),
		},
	})
	return nil
}

func (s *Server) serveWorker(c *gin.Context) error { return s.serveFile(c, worker, "no-cache") }

// OfflinePage says that there is no line, and what can be done without.
type OfflinePage struct{ Base }

func (s *Server) offlinePage(c *gin.Context) error {
	return s.show(c, "offline", OfflinePage{s.base(c)})
}

// offlinePracticePage is practice without a line; its questions come from what the browser keeps.
func (s *Server) offlinePracticePage(c *gin.Context) error {
	p := OfflinePage{s.base(c)}
	p.Here = "practice"
	return s.show(c, "practice-offline", p)
}

// keptEdition lists what a browser keeps of an edition.
type keptEdition struct {
	Version   string   `json:"version"`
	Languages []string `json:"languages"`
	// Pages are open to everybody; Files are what they need.
	Pages []string `json:"pages"`
	Files []string `json:"files"`
}

// offlineContents answers GET /offline/contents.json.
func (s *Server) offlineContents(c *gin.Context) error {
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	book := index.Book()
	out := keptEdition{Version: s.editionOf(book), Languages: s.offlineLanguages(book), Files: []string{"/offline/pocket"}}
	err = fs.WalkDir(s.Assets.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && name != worker {
			out.Files = append(out.Files, s.Assets.Path(name))
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("list the static files: %w", err)
	}
	for _, lang := range out.Languages {
		for _, page := range openPages(book) {
			out.Pages = append(out.Pages, page+"?lang="+lang)
		}
		out.Files = append(out.Files, "/offline/drills?lang="+lang)
	}
	return s.json(c, out)
}

// offlineLanguages are the languages that pages and the playbook have.
func (s *Server) offlineLanguages(book *playbook.Book) []string {
	unread := func(lang string) bool { return !slices.Contains(book.Languages(), lang) }
	return slices.DeleteFunc(slices.Clone(s.Catalog.Languages()), unread)
}

// openPages are the addresses of the pages that are kept.
func openPages(book *playbook.Book) []string {
	pages := []string{"/", "/cards", "/practice", "/practice/offline", "/offline", "/about", "/device"}
	for _, h := range book.Handbooks {
		pages = append(pages, "/handbooks/"+h.ID)
	}
	for _, card := range book.Cards() {
		pages = append(pages, "/cards/"+card.ID)
	}
	return pages
}

// offlinePocket sends the ranker in the form in which a browser keeps it.
func (s *Server) offlinePocket(c *gin.Context) error {
	return s.sendPiece(c, "pocket", "application/octet-stream", func(index *search.Index) ([]byte, error) { return index.Pocket() })
}

// offlineDrills sends drills with their keys, for practice that no server grades.
func (s *Server) offlineDrills(c *gin.Context) error {
	lang := s.lang(c)
	return s.sendPiece(c, "drills "+lang, "application/json; charset=utf-8", func(index *search.Index) ([]byte, error) {
		return s.packDrills(index.Book(), lang)
	})
}

// sendPiece sends a piece of the present edition. Its address stays the same; a browser asks whether it still has the right one.
func (s *Server) sendPiece(c *gin.Context, name, mediaType string, make func(*search.Index) ([]byte, error)) error {
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	edition := s.editionOf(index.Book())
	raw, err := s.packing.piece(edition, name, func() ([]byte, error) { return make(index) })
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-cache")
	c.Header("ETag", `W/"`+edition+`"`)
	c.Header("Content-Type", mediaType)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(raw))
	return nil
}

// The drills that a browser keeps, with their keys.
type (
	packedDrill struct {
		ID        string           `json:"id"`
		Questions []packedQuestion `json:"questions"`
	}
	packedQuestion struct {
		ID        string         `json:"id"`
		Kind      drills.Kind    `json:"kind"`
		Card      string         `json:"card,omitempty"`
		Scene     string         `json:"scene,omitempty"`
		Prompt    string         `json:"prompt"`
		Options   []packedOption `json:"options,omitempty"`
		Pairs     []packedPair   `json:"pairs,omitempty"`
		Number    int            `json:"number"`
		Rationale string         `json:"rationale"`
	}
	packedOption struct {
		ID     string `json:"id"`
		Text   string `json:"text"`
		Right  bool   `json:"right"`
		Place  int    `json:"place"`
		Reason string `json:"reason"`
	}
	packedPair struct {
		ID     string `json:"id"`
		Text   string `json:"text"`
		Option string `json:"option"`
		Reason string `json:"reason"`
	}
)

// packDrills makes the drills of a language, of the kinds that need no server to grade them. Their seeds are fixed, so that every
// server makes the same ones.
func (s *Server) packDrills(book *playbook.Book, lang string) ([]byte, error) {
	if !slices.Contains(book.Languages(), lang) {
		return nil, drills.ErrLang
	}
	kinds := slices.DeleteFunc(drills.Kinds(), func(k drills.Kind) bool { return k == drills.ShortAnswer })
	packed := make([]packedDrill, offlineDrills)
	for i := range packed {
		seed := uint64(i + 1)
		d, err := s.examiner.Generate(book, drills.Recipe{Lang: lang, Kinds: kinds, Count: offlineQuestions, Seed: seed})
		if err != nil {
			return nil, fmt.Errorf("make drill %d for practice without a line: %w", seed, err)
		}
		packed[i] = packDrill(d)
	}
	raw, err := json.Marshal(packed)
	if err != nil {
		return nil, fmt.Errorf("write drills for practice without a line: %w", err)
	}
	return raw, nil
}

func packDrill(d *drills.Drill) packedDrill {
	out := packedDrill{ID: d.ID, Questions: make([]packedQuestion, len(d.Questions))}
	for i, q := range d.Questions {
		p := packedQuestion{
			ID: fmt.Sprint(i + 1), Kind: q.Kind, Card: q.Card, Scene: q.Scene, Prompt: q.Prompt, Number: q.Number, Rationale: q.Rationale,
		}
		for _, o := range q.Options {
			p.Options = append(p.Options, packedOption{o.ID, o.Text, o.Right, o.Place, o.Rationale})
		}
		for _, pair := range q.Pairs {
			p.Pairs = append(p.Pairs, packedPair{pair.ID, pair.Text, pair.Option, pair.Rationale})
		}
		out.Questions[i] = p
	}
	return out
}
