package handlers

import "github.com/gin-gonic/gin"

// AboutPage says what the product is.
type AboutPage struct {
	Base
	Cards, Phrases, Asks int
	Version, Playbook    string
}

func (s *Server) aboutPage(c *gin.Context) error {
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	p := AboutPage{Base: s.base(c), Version: s.Version}
	p.Here = "about"
	book := index.Book()
	p.Playbook = book.Hash()[:12]
	for _, card := range book.Cards() {
		p.Cards++
		p.Phrases += len(card.Words(p.Lang).Phrases)
		p.Asks += len(card.Asks(p.Lang))
	}
	return s.show(c, "about", p)
}
