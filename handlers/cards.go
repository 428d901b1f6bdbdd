package handlers

import (
	"github.com/gin-gonic/gin"

	"clerkcoach/playbook"
	"clerkcoach/search"
)

// CardsPage lists all cards by handbook and family, or those in which words were found.
type CardsPage struct {
	Base
	Title     string
	Handbooks []HandbookView
	Words     string
	Found     []FoundView
	// More says that there are more cards than those found first.
	More bool
}

// HandbookView is a handbook in a list.
type HandbookView struct {
	ID       string
	Title    string
	About    string
	Families []FamilyView
}

// FamilyView is a family with its cards.
type FamilyView struct {
	ID    string
	Title string
	About string
	Cards []NearView
}

// FoundView is a card with the lines in which words were found.
type FoundView struct {
	Card  NearView
	Lines []string
}

// CardPage is one card, or one handbook's cards for printing.
type CardPage struct {
	Base
	Title string
	Cards []CardView
}

// SayPage shows one phrase in large type.
type SayPage struct {
	Base
	Title string
	Card  string
	Text  string
	// Spoken is the language of the phrase.
	Spoken string
}

// maxFound bounds the cards in which words are found.
const maxFound = 20

func (s *Server) cardsPage(c *gin.Context) error {
	var in findInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	p := CardsPage{Base: s.base(c), Words: in.Words}
	p.Here, p.Title = "cards", p.T("cards_title")
	book := index.Book()
	if in.Words == "" {
		for _, h := range book.Handbooks {
			p.Handbooks = append(p.Handbooks, handbookView(p.Base, book, h))
		}
		return s.show(c, "cards", p)
	}
	found, err := index.Find(c.Request.Context(), in.Words, p.Lang, maxFound+1)
	if err != nil {
		return err
	}
	p.More = len(found) > maxFound
	p.Found = foundViews(p.Base, book, found[:min(len(found), maxFound)])
	return s.show(c, "cards", p)
}

func foundViews(b Base, book *playbook.Book, found []search.Found) []FoundView {
	var views []FoundView
	for _, f := range found {
		if card, ok := book.Card(f.Card); ok {
			views = append(views, FoundView{Card: nearView(b, card), Lines: f.Lines})
		}
	}
	return views
}

func (s *Server) handbookPage(c *gin.Context, book *playbook.Book) error {
	h, ok := handbook(book, c.Param("id"))
	if !ok {
		return notFound()
	}
	p := CardsPage{Base: s.base(c)}
	p.Here = "cards"
	p.Handbooks = []HandbookView{handbookView(p.Base, book, h)}
	p.Title = p.Handbooks[0].Title
	return s.show(c, "cards", p)
}

func handbook(book *playbook.Book, id string) (playbook.Handbook, bool) {
	for _, h := range book.Handbooks {
		if h.ID == id {
			return h, true
		}
	}
	return playbook.Handbook{}, false
}

func handbookView(b Base, book *playbook.Book, h playbook.Handbook) HandbookView {
	names := book.Names(b.Lang)
	v := HandbookView{ID: h.ID, Title: titleOr(names.Handbooks[h.ID].Title, h.ID), About: names.Handbooks[h.ID].About}
	for _, f := range h.Families {
		fam := FamilyView{ID: f.ID, Title: titleOr(names.Families[f.ID].Title, f.ID), About: names.Families[f.ID].About}
		for _, card := range f.Cards {
			fam.Cards = append(fam.Cards, nearView(b, card))
		}
		v.Families = append(v.Families, fam)
	}
	return v
}

// titleOr gives the title, or the id of a part that a store added without naming it.
func titleOr(title, id string) string {
	if title == "" {
		return id
	}
	return title
}

// cardPageAs shows one card by a template.
func (s *Server) cardPageAs(template string) handler {
	return s.onCard(func(c *gin.Context, book *playbook.Book, card *playbook.Card) error {
		v := wholeCard(s.base(c), book, card)
		v.Heading = 1
		p := CardPage{Base: v.Base, Title: v.Title, Cards: []CardView{v}}
		p.Here = "cards"
		return s.show(c, template, p)
	})
}

// wholeCard is a card with nothing folded away.
func wholeCard(b Base, book *playbook.Book, card *playbook.Card) CardView {
	v := cardView(b, book, card)
	v.Open = true
	return v
}

func (s *Server) printHandbookPage(c *gin.Context, book *playbook.Book) error {
	h, ok := handbook(book, c.Param("id"))
	if !ok {
		return notFound()
	}
	p := CardPage{Base: s.base(c)}
	p.Here, p.Title = "cards", titleOr(book.Names(p.Lang).Handbooks[h.ID].Title, h.ID)
	for _, f := range h.Families {
		for _, card := range f.Cards {
			p.Cards = append(p.Cards, wholeCard(p.Base, book, card))
		}
	}
	return s.show(c, "print", p)
}

// sayPage shows one phrase so large that a customer can read it across the counter.
func (s *Server) sayPage(c *gin.Context, _ *playbook.Book, card *playbook.Card) error {
	b := s.base(c)
	b.Here = "cards"
	w := card.Words(b.Lang)
	p := SayPage{Base: b, Title: w.Title, Card: card.ID, Text: w.FirstWords, Spoken: w.Language}
	if id := c.Param("phrase"); id != firstPhrase {
		text, ok := phrase(w, id)
		if !ok {
			return notFound()
		}
		p.Text = text
	}
	return s.show(c, "say", p)
}

func phrase(w *playbook.Words, id string) (string, bool) {
	for _, p := range w.Phrases {
		if p.ID == id {
			return p.Text, true
		}
	}
	return "", false
}
