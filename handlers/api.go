package handlers

import (
	"github.com/gin-gonic/gin"

	"clerkcoach/playbook"
	"clerkcoach/search"
)

// The replies of the API; openapi.yaml describes them.
type (
	apiAnswer struct {
		Question string         `json:"question"`
		Lang     string         `json:"lang"`
		Verdict  search.Verdict `json:"verdict"`
		Matches  []apiMatch     `json:"matches"`
		TookMS   float64        `json:"took_ms"`
	}
	apiMatch struct {
		Card       string   `json:"card"`
		Title      string   `json:"title"`
		Confidence float64  `json:"confidence"`
		Why        []string `json:"why"`
		// Marks are, for each line of Why, where the words begin and end that the question has too.
		Marks [][]int `json:"marks"`
	}
	apiCardLine struct {
		ID       string `json:"id"`
		Handbook string `json:"handbook"`
		Family   string `json:"family"`
		Title    string `json:"title"`
		Motto    string `json:"motto"`
		Glance   string `json:"glance"`
	}
	apiCardWhole struct {
		apiCardLine
		Lang       string         `json:"lang"`
		Facts      []string       `json:"facts"`
		Names      []string       `json:"names"`
		MottoSays  string         `json:"motto_says"`
		Signals    []string       `json:"signals"`
		FirstWords string         `json:"first_words"`
		Do         []string       `json:"do"`
		Avoid      []string       `json:"avoid"`
		Phrases    []apiPhrase    `json:"phrases"`
		Steps      []string       `json:"steps"`
		Duties     []apiFact      `json:"duties"`
		Standards  []apiFact      `json:"standards"`
		Points     []apiPoints    `json:"points"`
		HandOver   string         `json:"hand_over"`
		Why        string         `json:"why"`
		Neighbours []apiNeighbour `json:"neighbours"`
	}
	apiPhrase struct {
		ID     string `json:"id"`
		Moment string `json:"moment"`
		Text   string `json:"text"`
	}
	apiFact struct {
		Fact string `json:"fact"`
		Text string `json:"text"`
	}
	apiPoints struct {
		Fact   string `json:"fact"`
		Text   string `json:"text"`
		Per    string `json:"per"`
		Points int    `json:"points"`
	}
	apiNeighbour struct {
		Card      string `json:"card"`
		TellApart string `json:"tell_apart"`
	}
)

// apiAsk answers GET /api/v1/ask.
func (s *Server) apiAsk(c *gin.Context) error {
	var in askInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	index, release, err := s.Indexes.Use()
	if err != nil {
		return err
	}
	defer release()
	start := s.Now()
	a := index.Ask(in.Q, in.Limit)
	spent := s.Now().Sub(start)
	s.counters.asked(a.Verdict)
	lang := s.lang(c)
	reply := apiAnswer{
		Question: in.Q, Lang: lang, Verdict: a.Verdict, Matches: make([]apiMatch, 0, len(a.Matches)),
		TookMS: float64(spent.Microseconds()) / 1000,
	}
	for _, m := range a.Matches {
		card, ok := index.Book().Card(m.Card)
		if !ok {
			continue
		}
		match := apiMatch{
			Card: m.Card, Title: card.Words(lang).Title, Confidence: float64(int(m.Confidence*1000+0.5)) / 1000,
			Why: make([]string, len(m.Why)), Marks: make([][]int, len(m.Why)),
		}
		for i, reason := range m.Why {
			match.Why[i], match.Marks[i] = reason.Text, pairs(reason.Marks)
		}
		reply.Matches = append(reply.Matches, match)
	}
	return s.json(c, reply)
}

// pairs lists where marks begin and end.
func pairs(marks []search.Mark) []int {
	all := make([]int, 0, 2*len(marks))
	for _, m := range marks {
		all = append(all, m.From, m.To)
	}
	return all
}

// apiCards answers GET /api/v1/cards.
func (s *Server) apiCards(c *gin.Context, book *playbook.Book) error {
	lines := make([]apiCardLine, 0, len(book.Cards()))
	for _, card := range book.Cards() {
		lines = append(lines, cardLine(card, card.Words(s.lang(c))))
	}
	return s.json(c, map[string][]apiCardLine{"cards": lines})
}

// apiCard answers GET /api/v1/cards/{id}.
func (s *Server) apiCard(c *gin.Context, _ *playbook.Book, card *playbook.Card) error {
	return s.json(c, wholeCardReply(card, card.Words(s.lang(c))))
}

func cardLine(card *playbook.Card, w *playbook.Words) apiCardLine {
	motto, _ := card.MottoIn(w.Language)
	return apiCardLine{
		ID: card.ID, Handbook: card.Handbook, Family: card.Family, Title: w.Title, Motto: motto, Glance: w.Glance,
	}
}

func wholeCardReply(card *playbook.Card, w *playbook.Words) apiCardWhole {
	return apiCardWhole{
		apiCardLine: cardLine(card, w), Lang: w.Language, Facts: list(card.Facts), Names: list(w.Names), MottoSays: w.MottoSays,
		Signals: list(w.Signals), FirstWords: w.FirstWords, Do: list(w.Do), Avoid: list(w.Avoid), Steps: list(w.Steps),
		Phrases:   each(w.Phrases, func(p playbook.Phrase) apiPhrase { return apiPhrase(p) }),
		Duties:    each(w.Duties, func(l playbook.Line) apiFact { return apiFact(l) }),
		Standards: each(w.Standards, func(l playbook.Line) apiFact { return apiFact(l) }),
		Points:    each(w.Points, func(p playbook.Score) apiPoints { return apiPoints(p) }),
		HandOver:  w.HandOver, Why: w.Why,
		Neighbours: each(card.Neighbours, func(id string) apiNeighbour { return apiNeighbour{Card: id, TellApart: w.Neighbours[id]} }),
	}
}

// list gives an empty list instead of none, so that JSON has [] and not null.
func list(lines []string) []string { return each(lines, func(s string) string { return s }) }

func each[T, U any](in []T, f func(T) U) []U {
	out := make([]U, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}
