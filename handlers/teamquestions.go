package handlers

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// maxQuestions bounds the questions of a page; a download has more.
const maxQuestions = 50

// QuestionsPage lists the questions that are difficult.
type QuestionsPage struct {
	Base
	Filter    TeamFilterView
	Questions []StemView
	// All is how many questions were answered.
	All int
	// ByApart says that those come first that tell people apart least.
	ByApart bool
}

// StemView is a question and how it was answered.
type StemView struct {
	Stem  string
	Scene string
	// Prompt is what is asked; Instance says that this differs from drill to drill. Both are empty for a question that the book does
	// not have any more.
	Prompt   string
	Instance bool
	Lang     string // of scene and prompt
	// Card is empty where the book does not have it any more.
	Card, Title string
	Kind        string
	Answers     int64
	Facility    EstimateView
	Apart       EstimateView
}

// EstimateView is a figure with its interval, in hundredths.
type EstimateView struct {
	Known            bool
	Few              bool // too few answers; else all are alike
	Value, Low, High int
	N                int64
}

// Text is the figure from -1 to 1.
func (v EstimateView) Text() string { return fromHundredths(v.Value) }

// TextLow is the lower end of the interval.
func (v EstimateView) TextLow() string { return fromHundredths(v.Low) }

// TextHigh is the upper end of the interval.
func (v EstimateView) TextHigh() string { return fromHundredths(v.High) }

func fromHundredths(n int) string { return strconv.FormatFloat(float64(n)/100, 'f', 2, 64) }

func estimateView(e drills.Estimate) EstimateView {
	return EstimateView{Known: e.Known(), Few: e.Why == drills.UnknownFew, Value: hundredths(e.Value), Low: hundredths(e.Low),
		High: hundredths(e.High), N: e.N}
}

// hundredths rounds half away from zero.
func hundredths(x float64) int {
	if x < 0 {
		return -hundredths(-x)
	}
	return int(x*100 + 0.5)
}

// teamQuestionsPage shows the questions that are difficult.
func (s *Server) teamQuestionsPage(c *gin.Context, book *playbook.Book, f *teamFilter, view TeamFilterView) error {
	all, err := s.Records.EveryStem(c.Request.Context(), f.stems())
	if err != nil {
		return err
	}
	page := QuestionsPage{Base: view.Base, Filter: view, All: len(all), ByApart: f.input.By == byApart}
	for _, q := range analysed(all, f.input.By)[:min(len(all), maxQuestions)] {
		page.Questions = append(page.Questions, s.stemView(view.Base, book, q))
	}
	return s.showOnce(c, view.status(), "team-questions", page)
}

// analysis is how a question was answered, and what follows from it.
type analysis struct {
	records.StemSum
	facility, apart drills.Estimate
}

// analysed works out the figures of questions and puts them in order: the hardest first, or those first that tell people apart
// least. Those of which the figure is not known come last.
func analysed(sums []records.StemSum, by string) []analysis {
	all := make([]analysis, len(sums))
	for i, n := range sums {
		sums := drills.Sums{
			N: n.Attempts, Right: n.Right, Score: n.Score, Score2: n.Score2, Rated: n.Rated, RatedScore: n.RatedScore,
			RatedScore2: n.RatedScore2, Rest: n.Rest, Rest2: n.Rest2, ScoreTimesRest: n.ScoreTimesRest,
		}
		all[i] = analysis{n, drills.Facility(sums), drills.Discrimination(sums)}
	}
	slices.SortStableFunc(all, func(a, b analysis) int {
		one, other := a.facility, b.facility
		if by == byApart {
			one, other = a.apart, b.apart
		}
		if one.Known() != other.Known() {
			if one.Known() {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(one.Value, other.Value), cmp.Compare(b.Attempts, a.Attempts), cmp.Compare(a.Stem, b.Stem))
	})
	return all
}

// stemView finds a question's words in the reader's language, else in one that has them.
func (s *Server) stemView(b Base, book *playbook.Book, q analysis) StemView {
	v := StemView{
		Stem: q.Stem, Kind: b.kindName(q.Kind), Answers: q.Attempts, Facility: estimateView(q.facility), Apart: estimateView(q.apart),
		Title: cardTitle(b, book, q.Card),
	}
	if _, ok := book.Card(q.Card); ok {
		v.Card = q.Card
	}
	for _, lang := range append([]string{b.Lang}, book.Languages()...) {
		if asked, ok := s.examiner.Asked(book, lang, q.Stem); ok {
			v.Lang, v.Scene, v.Prompt = lang, asked.Scene, asked.Prompt
			v.Instance = asked.Kind == drills.TrueFalse || asked.Kind == drills.ShortAnswer
			break
		}
	}
	return v
}

// kindName is the name of a kind of question.
func (b Base) kindName(kind string) string {
	switch drills.Kind(kind) {
	case drills.MultipleChoice:
		return b.T("team_kind_choice")
	case drills.MultipleResponse:
		return b.T("team_kind_response")
	case drills.TrueFalse:
		return b.T("team_kind_true_false")
	case drills.Matching:
		return b.T("team_kind_matching")
	case drills.Ordering:
		return b.T("team_kind_ordering")
	case drills.ShortAnswer:
		return b.T("team_kind_say")
	case drills.Numerical:
		return b.T("team_kind_number")
	default:
		return kind
	}
}
