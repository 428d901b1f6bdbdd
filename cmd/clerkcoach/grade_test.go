package main

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

// gradeScript grades answers as a browser does without a server.
const gradeScript = `
import fs from "node:fs";
import { grade, readNumber } from "./grade.js";
const { work, numbers } = JSON.parse(fs.readFileSync("work.json", "utf8"));
console.log(JSON.stringify({
  grades: work.map(({ question, answer }) => grade(question, answer)), numbers: numbers.map(readNumber),
}));
`

// posed is a question as the browser keeps it, with an answer in the form of the API.
type posed struct {
	Question map[string]any `json:"question"`
	Answer   any            `json:"answer"`

	question *drills.Question
	given    drills.Answer
}

// TestGradesAlike grades answers to questions of every kind that needs no server, by the server's rules and in the language of
// browsers: both come to the same score and the same marks.
func TestGradesAlike(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	shopMust(t, err)
	x, chance := drills.NewExaminer(), rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same each time
	var work []posed
	seen := map[drills.Kind]int{}
	for seed := range uint64(6) {
		d, err := x.Generate(book, drills.Recipe{Lang: book.Languages()[seed%2], Count: drills.MaxCount, Seed: seed})
		shopMust(t, err)
		for _, q := range d.Questions {
			if q.Kind == drills.ShortAnswer {
				continue
			}
			seen[q.Kind]++
			work = append(work, pose(q, q.Key()), pose(q, anyAnswer(q, chance)), pose(q, anyAnswer(q, chance)))
		}
	}
	if len(seen) != len(drills.Kinds())-1 {
		t.Fatalf("only %v were asked", seen)
	}
	numbers := []string{"20", " -5 ", "−5", "－５", "＋7", "+3", "3.5", "", "x", "2147483648", "1e3", "٣", "①"}
	said := runGrade(t, work, numbers)
	for i, p := range work {
		want, got := x.Grade(p.question, p.given), said.Grades[i]
		right, wrong := got.Verdict == "right", got.Verdict == "wrong"
		if math.Abs(want.Score-got.Score) > 1e-9 || right != want.Full() || wrong != (want.Score == 0) {
			t.Errorf("%s with %v: %v, %s; want %v", p.question.ID, p.Answer, got.Score, got.Verdict, want.Score)
		}
		if len(got.Marks) != len(want.Marks) {
			t.Errorf("%s: %d marks, want %d", p.question.ID, len(got.Marks), len(want.Marks))
			continue
		}
		for j, m := range want.Marks {
			if got.Marks[j] != m {
				t.Errorf("%s: the mark %+v, want %+v", p.question.ID, got.Marks[j], m)
			}
		}
	}
	for i, s := range numbers {
		n, err := drills.ParseNumber(s)
		if got := said.Numbers[i]; (got != nil) != (err == nil) || got != nil && *got != n {
			t.Errorf("%q is read as %v, want %d, %v", s, got, n, err)
		}
	}
}

// pose is a question with an answer.
func pose(q *drills.Question, a drills.Answer) posed {
	p := posed{question: q, given: a, Answer: a.Options}
	switch q.Kind {
	case drills.MultipleChoice, drills.TrueFalse:
		p.Answer = a.Options[0]
	case drills.Matching:
		p.Answer = a.Pairs
	case drills.Numerical:
		p.Answer = a.Number
	default:
	}
	var options, pairs []map[string]any
	for _, o := range q.Options {
		options = append(options, map[string]any{"id": o.ID, "right": o.Right, "place": o.Place, "reason": o.Rationale})
	}
	for _, pair := range q.Pairs {
		pairs = append(pairs, map[string]any{"id": pair.ID, "option": pair.Option, "reason": pair.Rationale})
	}
	p.Question = map[string]any{"kind": q.Kind, "options": options, "pairs": pairs, "number": q.Number}
	return p
}

// anyAnswer is an answer that fits a question, by chance.
func anyAnswer(q *drills.Question, chance *rand.Rand) drills.Answer {
	var a drills.Answer
	switch q.Kind {
	case drills.MultipleChoice, drills.TrueFalse:
		a.Options = []string{q.Options[chance.IntN(len(q.Options))].ID}
	case drills.Matching:
		a.Pairs = map[string]string{}
		for _, p := range q.Pairs {
			a.Pairs[p.ID] = q.Options[chance.IntN(len(q.Options))].ID
		}
	case drills.Numerical:
		a.Number = chance.IntN(30)
	default:
		a.Options = []string{}
		for _, i := range chance.Perm(len(q.Options)) {
			if q.Kind == drills.Ordering || chance.IntN(2) == 0 {
				a.Options = append(a.Options, q.Options[i].ID)
			}
		}
	}
	return a
}

// graded is what the script says.
type graded struct {
	Grades []struct {
		Score   float64
		Verdict string
		Marks   []drills.Mark
	}
	Numbers []*int
}

// runGrade runs the script.
func runGrade(t *testing.T, work []posed, numbers []string) (said graded) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		lacks(t, "Node")
	}
	asked, err := json.Marshal(map[string]any{"work": work, "numbers": numbers})
	shopMust(t, err)
	script, err := os.ReadFile("../../static/js/grade.js")
	shopMust(t, err)
	dir := t.TempDir()
	for name, content := range map[string][]byte{
		"work.json": asked, "grade.js": script, "run.js": []byte(gradeScript), "package.json": []byte(`{"type": "module"}`),
	} {
		shopMust(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	cmd := exec.CommandContext(t.Context(), node, "run.js")
	var out, faults bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &faults
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &faults)
	}
	shopMust(t, json.Unmarshal(out.Bytes(), &said))
	return said
}
