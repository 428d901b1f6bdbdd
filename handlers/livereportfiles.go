package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/tables"
)

// liveReportFile gives the report of a live quiz as a file of a form: CSV has the players, a workbook everything. It notes who
// looked.
func (s *Server) liveReportFile(form string) handler {
	return func(c *gin.Context) error {
		a, err := s.actor(c)
		if err != nil {
			return err
		}
		r, err := s.reported(c)
		if err != nil {
			return err
		}
		b := s.base(c)
		all := []tables.Table{r.playersTable(b)}
		if form == formXLSX {
			all = append([]tables.Table{r.summaryTable(b)}, append(all, r.questionsTable(b))...)
			for _, q := range r.questions {
				all = append(all, r.questionTable(b, q))
			}
		}
		if err := s.noteGame(c.Request.Context(), a.ID, r.players); err != nil {
			return err
		}
		return sendTables(c, "quiz-"+dayText(dayOf(r.at())), form, all...)
	}
}

// summaryTable says the whole in a few lines.
func (r *reported) summaryTable(b Base) tables.Table {
	t := tables.Table{Name: b.T("after_summary"), Head: []string{b.T("after_title"), gameTitle(b, r.Title)}}
	add := func(name string, v any) { t.Rows = append(t.Rows, []any{name, v}) }
	add(b.T("after_when"), b.Dated(r.at()))
	add(b.T("after_players"), len(r.players))
	add(b.T("after_alone"), r.alone)
	add(b.T("after_questions"), len(r.questions))
	add(b.T("after_skipped_questions"), r.Number-len(r.Shown))
	add(b.T("after_answers"), r.whole.attempts)
	add(b.T("after_percent"), percentCell(r.whole.sum))
	add(b.T("after_seconds_each"), secondsCell(r.whole))
	add(b.T("after_minutes_all"), (r.Clock+30_000)/60_000)
	return t
}

// percentCell is a percentage; empty where there is no answer.
func percentCell(s sum) any {
	if s.attempts == 0 {
		return ""
	}
	return s.percent()
}

// secondsCell is how long an answer took on average, in seconds; empty where nobody knows.
func secondsCell(s answerSum) any {
	if s.timed == 0 {
		return ""
	}
	return oneDecimal(s.seconds())
}

// oneDecimal rounds to tenths.
func oneDecimal(x float64) float64 { return float64(int(x*10+0.5)) / 10 }

// playersTable has a row for each player, with a column for each question.
func (r *reported) playersTable(b Base) tables.Table {
	t := tables.Table{Name: b.T("after_players"), Head: []string{
		b.T("after_rank"), b.T("person_name"), b.T("person_number"), b.T("after_points"), b.T("after_right"), b.T("after_answers"),
		b.T("after_note"),
	}}
	for _, q := range r.questions {
		t.Head = append(t.Head, b.T("after_question_n", "number", q.number)+" %")
	}
	numbers := map[string]string{}
	for _, p := range r.staff {
		numbers[p.ID] = p.Number
	}
	for _, p := range r.players {
		row := []any{p.Rank, nameOr(b, p.Name), numbers[p.player.Person], p.Points, p.right, p.attempts, b.playerNote(p.player)}
		for _, kept := range p.answers {
			row = append(row, b.scoreText(scoreCell(kept)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// playerNote says what is particular about a player; empty if nothing is.
func (b Base) playerNote(p live.Player) string {
	switch {
	case p.Alone:
		return b.T("after_was_alone")
	case p.Left:
		return b.T("after_has_left")
	default:
		return ""
	}
}

// scoreText is percent, or a word for what came too late; empty where there is no answer.
func (b Base) scoreText(v ScoreCell) any {
	switch {
	case v.Answered:
		return v.Percent
	case v.Late:
		return b.T("after_late")
	default:
		return ""
	}
}

// questionsTable has a row for each question, in the order in which they were asked.
func (r *reported) questionsTable(b Base) tables.Table {
	t := tables.Table{Name: b.T("after_questions"), Head: []string{
		b.T("after_question"), b.T("team_question"), b.T("team_kind"), b.T("after_key"), b.T("after_percent"), b.T("after_answers"),
		b.T("after_right"), b.T("after_partly"), b.T("after_wrong"), b.T("after_late"), b.T("after_missing"), b.T("after_seconds_each"),
	}}
	for _, q := range r.questions {
		t.Rows = append(t.Rows, []any{
			q.number, strings.TrimSpace(q.Scene + " " + q.Prompt), b.kindName(string(q.Kind)), answerText(q.Question, q.Key()),
			percentCell(q.sum), q.attempts, q.right, q.partly, q.wrong(), len(q.late), len(q.missing), secondsCell(q.answerSum),
		})
	}
	return t
}

// questionTable has a row for each player, with what they answered to a question; the question itself is in the first heading.
func (r *reported) questionTable(b Base, q questionSum) tables.Table {
	t := tables.Table{Name: b.T("after_question_n", "number", q.number), Head: []string{
		b.T("person_name"), strings.TrimSpace(q.Scene + " " + q.Prompt), b.T("after_percent"), b.T("after_points"), b.T("after_seconds"),
		b.T("after_note"),
	}}
	i := slices.IndexFunc(r.questions, func(other questionSum) bool { return other.number == q.number })
	for _, p := range r.players {
		kept := p.answers[i]
		row := []any{nameOr(b, p.Name), "", "", "", "", ""}
		if kept != nil {
			row = []any{nameOr(b, p.Name), answerText(q.Question, kept.Given), hundredths(kept.Score), kept.Points,
				oneDecimal(float64(kept.Took) / 1000), ""}
			if kept.Late {
				row = []any{nameOr(b, p.Name), answerText(q.Question, kept.Given), "", "", "", b.T("after_late")}
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// answerText writes an answer in one line: options by their letters, and a single one with its text.
func answerText(q *drills.Question, a drills.Answer) string {
	switch q.Kind {
	case drills.Matching:
		var all []string
		for _, p := range q.Pairs {
			if given, ok := a.Pairs[p.ID]; ok {
				all = append(all, p.Text+" → "+letter(given))
			}
		}
		return strings.Join(all, "; ")
	case drills.Numerical:
		return strconv.Itoa(a.Number)
	case drills.ShortAnswer:
		return a.Text
	}
	letters := make([]string, len(a.Options))
	for i, id := range a.Options {
		letters[i] = letter(id)
		for _, o := range q.Options {
			if o.ID == id && q.Kind != drills.Ordering {
				letters[i] += " · " + o.Text
			}
		}
	}
	return strings.Join(letters, "; ")
}
